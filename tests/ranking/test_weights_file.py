"""The shipped weights say what they were fitted on and how well they did on others' households."""

import hashlib
import math

import pytest
import yaml

from matcher.files import load_ranker, save_ranker
from matcher.ranking.features import PARTS
from matcher.ranking.learnt import packed
from tests.support import CATALOGS

ABOUT = yaml.safe_load((CATALOGS / "ranking.yaml").read_text(encoding="utf-8"))["about"]
RANKER = load_ranker(CATALOGS)


def test_the_weights_were_fitted_on_the_training_households_as_they_stand():
    digest = hashlib.sha256()
    for name in ("train_households", "train_gold", "further_households", "further_gold"):
        digest.update((CATALOGS / "labelled" / f"{name}.jsonl").read_bytes())
    assert ABOUT["sha256"] == digest.hexdigest()


@pytest.mark.parametrize("mode", ["hybrid", "lexical"])
def test_each_mode_carries_its_cross_validated_figures(mode):
    told = ABOUT["leave_one_author_out"][mode]
    assert {"ndcg10", "must_recall10", "must_recall20"} <= set(told)
    assert all(0.5 < value <= 1 for value in told.values())


@pytest.mark.parametrize("mode", ["hybrid", "lexical"])
def test_each_mode_weighs_known_parts_by_finite_points(mode):
    weights = RANKER.modes[mode]
    assert set(weights.points) <= set(PARTS)
    assert all(math.isfinite(n) for n in (weights.bias, weights.serves, *weights.points.values()))


def test_lexical_weights_give_no_points_for_meaning():
    assert not RANKER.modes["lexical"].points.get("meaning")
    assert RANKER.modes["hybrid"].points["meaning"] > 0


def test_every_list_item_has_a_prior_in_the_weights_file(catalogue):
    assert set(RANKER.prior.usual) == set(RANKER.prior.rare) == set(catalogue.items)


def test_a_ranker_comes_back_from_its_file_as_it_was_saved(tmp_path):
    save_ranker(tmp_path, RANKER, ABOUT)
    again = load_ranker(tmp_path)
    assert (again.modes, again.prior) == (RANKER.modes, RANKER.prior)
    assert packed(again.alike, again.sounding) == packed(RANKER.alike, RANKER.sounding)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["learnt.npz", "ranking.yaml"]
    written = (tmp_path / "ranking.yaml").read_text(encoding="utf-8")
    assert written == (CATALOGS / "ranking.yaml").read_text(encoding="utf-8")
