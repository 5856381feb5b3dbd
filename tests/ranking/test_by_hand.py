"""Without fitted weights, plans are ranked by weights that were written down, and say so."""

import json

import jsonschema
import pytest
import yaml

from api.usecases.evaluating import outcomes
from matcher.errors import CatalogueError
from matcher.files import (
    BY_HAND,
    LEARNT,
    load_by_hand,
    load_labelled,
    load_ranker,
    load_ranker_or_by_hand,
)
from matcher.loading import load_matcher
from matcher.measures import ranking_figures
from matcher.pipeline.baselines import baselines
from matcher.pipeline.training import day_of
from matcher.ranking.features import PARTS
from matcher.telling.documents import plan_data
from tests.contracts.engines import lexical_matcher
from tests.support import CATALOGS, TODAY, city

TEXT = (CATALOGS / BY_HAND).read_text(encoding="utf-8")
DATA = yaml.safe_load(TEXT)


def folder_without(tmp_path, *names):
    """Return a folder as the shipped one, some files missing."""
    for path in CATALOGS.iterdir():
        if path.name not in names:
            (tmp_path / path.name).symlink_to(path)
    return tmp_path


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A matcher of a city that has neither labels nor fitted weights."""
    folder = tmp_path_factory.mktemp("bare")
    return load_matcher(
        folder_without(folder, "ranking.yaml", LEARNT, "labelled"), TODAY, "lexical"
    )


def test_the_weights_by_hand_are_as_their_schema_says_and_each_part_has_one_reason():
    schema = json.loads((CATALOGS / "schemas" / "by_hand.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(DATA, schema)
    names = [row["part"] for row in DATA["parts"]]
    assert len(set(names)) == len(names)
    assert set(names) <= set(PARTS)


def test_they_use_nothing_that_only_labels_could_fill():
    assert not {"usual", "rare", "alike"} & {row["part"] for row in DATA["parts"]}


def test_a_folder_without_fitted_weights_takes_those_by_hand(tmp_path):
    found = load_ranker_or_by_hand(folder_without(tmp_path, "ranking.yaml"))
    assert found.is_by_hand
    assert found.modes["hybrid"].points == {row["part"]: row["points"] for row in DATA["parts"]}


def test_weights_that_do_not_fit_their_regressions_are_not_used(tmp_path):
    folder = folder_without(tmp_path, LEARNT)
    with pytest.raises(CatalogueError):
        load_ranker(folder)
    assert load_ranker_or_by_hand(folder).is_by_hand
    assert not load_ranker_or_by_hand(CATALOGS).is_by_hand


def test_a_folder_of_its_own_may_have_weights_of_its_own(tmp_path):
    (tmp_path / BY_HAND).write_text(TEXT.replace("bias: -4.0", "bias: -1.5"), encoding="utf-8")
    assert load_by_hand(tmp_path).modes["lexical"].bias == -1.5


@pytest.mark.parametrize("text", ["bias: 1\n", "bias: x\nserves: 1\nparts: []\n", "[]\n"])
def test_weights_by_hand_that_cannot_be_read_are_refused_with_their_file(tmp_path, text):
    (tmp_path / BY_HAND).write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as raised:
        load_by_hand(tmp_path)
    assert raised.value.faults[0].file == BY_HAND


def test_a_plan_says_by_which_weights_it_was_ranked(bare):
    (household, *_), _ = load_labelled(CATALOGS, "train", city())
    for matcher, said in ((bare, "by_hand"), (lexical_matcher(), "fitted")):
        plan = matcher.plan(household, day_of(household))
        assert plan_data(plan, household, matcher.catalogue, "zh", 20)["weights"] == said


def test_weights_by_hand_rank_far_better_than_popularity_and_chance(bare):
    households, gold = load_labelled(CATALOGS, "train", city())
    some = households[::12]
    found = ranking_figures(outcomes(bare, some), gold)["ndcg10"]
    beside = baselines(bare, some, gold, 1)
    for name in ("random", "popularity", "bm25"):
        assert found > ranking_figures(beside[name], gold)["ndcg10"] + 0.05
