"""What was learnt is kept as one file: the same numbers, the same bytes, and no other's taken."""

import io
import json
from hashlib import sha256

import numpy as np
import pytest
import yaml

from matcher.errors import CatalogueError
from matcher.files import LEARNT, load_ranker
from matcher.ranking.families import NO_ONE, Alike
from matcher.ranking.learnt import packed, unpacked
from matcher.ranking.sounding import DEAF, Sounding
from tests.support import CATALOGS

ALIKE = Alike(
    ("G001", "S001"),
    np.array([0.25, 0.5]),
    {"age old": 0, "category C1": 1, "household 中": 2},
    np.array([[0.1, -0.2], [0.3, 0.0], [1.2345, -9.0]]),
)
SOUNDING = Sounding(("debts", "lonely"), np.array([0.5]), np.array([0.1, 0.2]), np.ones((1, 2)))
RANKING = (CATALOGS / "ranking.yaml").read_text(encoding="utf-8")


def rewritten(**changed):
    """Return the archive with arrays changed; None takes one away."""
    with np.load(io.BytesIO(packed(ALIKE, SOUNDING))) as archive:
        arrays = {**{name: archive[name] for name in archive.files}, **changed}
    file = io.BytesIO()
    np.savez_compressed(file, **{name: each for name, each in arrays.items() if each is not None})
    return file.getvalue()


def folder_with(tmp_path, learnt):
    (tmp_path / "ranking.yaml").write_text(RANKING, encoding="utf-8")
    if learnt is not None:
        (tmp_path / LEARNT).write_bytes(learnt)
    return tmp_path


def test_the_same_numbers_give_the_same_bytes_twice():
    assert packed(ALIKE, SOUNDING) == packed(ALIKE, SOUNDING)
    assert packed(NO_ONE, DEAF) == packed(NO_ONE, DEAF)


def test_both_regressions_come_back_as_they_were_kept():
    alike, sounding = unpacked(packed(ALIKE, SOUNDING))
    assert (alike.codes, dict(alike.traits)) == (ALIKE.codes, ALIKE.traits)
    assert sounding.signs == SOUNDING.signs
    for found, kept in ((alike, ALIKE), (sounding, SOUNDING)):
        assert np.array_equal(found.means, kept.means)
        assert np.array_equal(found.weights, kept.weights)
    assert np.array_equal(sounding.centre, SOUNDING.centre)
    assert alike.scores({"category C1": 1.0}) == ALIKE.scores({"category C1": 1.0})
    assert packed(alike, sounding) == packed(ALIKE, SOUNDING)


def test_what_has_learnt_nothing_comes_back_as_such():
    alike, sounding = unpacked(packed(NO_ONE, DEAF))
    assert (alike.codes, sounding.signs) == ((), ())
    assert (alike.scores({}), sounding.scores([])) == ({}, {})


@pytest.mark.parametrize(
    "changed",
    [
        {"weights": np.zeros((2, 2), np.int32)},
        {"weights": np.zeros((3, 3), np.int32)},
        {"sign_weights": np.zeros((2, 2), np.int32)},
        {"centre": np.zeros(3, np.int32)},
        {"means": np.zeros(3, np.int32)},
        {"sign_means": np.zeros(5, np.int32)},
        {"sign_weights": None},
        {"words": None},
        {"words": np.frombuffer(b"{}", np.uint8)},
        {"words": np.frombuffer(b"nonsense", np.uint8)},
    ],
)
def test_an_archive_that_does_not_hold_what_it_names_is_refused(changed):
    with pytest.raises((ValueError, KeyError)):
        unpacked(rewritten(**changed))


@pytest.mark.parametrize("data", [b"", b"nonsense", packed(ALIKE, SOUNDING)[:200]])
@pytest.mark.parametrize("named", ["its own", "another"])
def test_a_damaged_archive_is_refused_and_the_cure_is_named(tmp_path, data, named):
    folder = folder_with(tmp_path, data)
    if named == "its own":
        about = yaml.safe_load(RANKING)
        about["about"]["learnt_sha256"] = sha256(data).hexdigest()
        (folder / "ranking.yaml").write_text(json.dumps(about), encoding="utf-8")
    refuses(folder)


def refuses(folder):
    with pytest.raises(CatalogueError) as refused:
        load_ranker(folder)
    (fault,) = refused.value.faults
    assert (fault.kind, fault.file) == ("schema", "ranking.yaml")
    assert "make train" in fault.sentence("en")
    return fault


@pytest.mark.parametrize("learnt", [None, packed(ALIKE, SOUNDING)])
def test_regressions_that_lack_or_are_of_another_training_are_refused_by_name(tmp_path, learnt):
    fault = refuses(folder_with(tmp_path, learnt))
    assert LEARNT in fault.sentence("en")


def test_a_ranking_that_does_not_say_what_was_learnt_with_it_is_refused(tmp_path):
    lines = [line for line in RANKING.splitlines() if "learnt_sha256" not in line]
    folder = folder_with(tmp_path, (CATALOGS / LEARNT).read_bytes())
    (folder / "ranking.yaml").write_text("\n".join(lines), encoding="utf-8")
    refuses(folder)


def test_the_shipped_regressions_speak_of_the_shipped_items_and_signs(catalogue):
    ranker = load_ranker(CATALOGS)
    assert set(ranker.alike.codes) == set(catalogue.items)
    assert set(ranker.sounding.signs) == {sign.name for sign in catalogue.signs}
    assert packed(ranker.alike, ranker.sounding) == (CATALOGS / LEARNT).read_bytes()


def test_the_shipped_portraits_know_only_facts_categories_and_signs_that_there_are(catalogue):
    names = {sign.name for sign in catalogue.signs}
    facts = catalogue.vocabulary.facts
    for trait in load_ranker(CATALOGS).alike.traits:
        kind, _, rest = trait.partition(" ")
        if kind == "sign":
            assert rest in names
        elif kind == "category":
            assert rest in catalogue.categories
        elif kind in ("household", "member", "at"):
            name = rest.split()[-1].split("=")[0]
            assert not facts[name].unranked
        else:
            assert kind == "age"
