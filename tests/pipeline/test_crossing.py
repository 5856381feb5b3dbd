"""Models and parts are held against one another by what was learnt without the author."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.files import load_labelled
from matcher.measures import Difference, ranking_figures
from matcher.pipeline.crossing import (
    FIGURES,
    Bench,
    Given,
    ablated,
    bench_of,
    compared,
    crossed,
    given_rows,
    ranked,
)
from matcher.pipeline.training import folds_of
from matcher.ranking.features import PARTS
from matcher.ranking.fit import Row
from matcher.ranking.groups import removals
from matcher.ranking.rivals import OURS, rivals
from tests.contracts.engines import lexical_matcher
from tests.support import CATALOGS, city

ALL, GOLD = load_labelled(CATALOGS, "train", city())
FEW = [h for author in ("A1", "A2", "A3") for h in ALL if GOLD[h.id].author == author][::23][:9]
LABELS = {h.id: GOLD[h.id] for h in FEW}


@pytest.fixture(scope="module")
def bench():
    matcher = lexical_matcher()
    folds = folds_of(matcher, FEW, LABELS, np.random.default_rng(1))
    return bench_of(matcher, folds, LABELS)


@pytest.fixture(scope="module")
def ablations(bench):
    matcher = lexical_matcher()
    weights = matcher.ranker.modes["lexical"]
    given = Given(given_rows(matcher, FEW[:2], LABELS), LABELS, weights)
    return ablated(replace(bench, gold=LABELS), given, seed=1)


def test_every_household_is_ranked_whole_and_by_others_lessons_alone(bench):
    assert {row.household for rows in bench.judged.values() for row in rows} == set(LABELS)
    for author, rows in bench.judged.items():
        assert not any(row.is_thin for row in rows)
        assert all(LABELS[row.household].author != author for row in bench.without(author))


def test_a_model_is_never_shown_rows_of_the_author_whom_it_ranks(bench):
    shown = []

    def learn(rows):
        shown.append({LABELS[row.household].author for row in rows})
        return lambda some: np.zeros(len(some))

    crossed(bench, learn)
    for author, taught in zip(bench.judged, shown, strict=True):
        assert taught == set(bench.judged) - {author}


def test_rows_are_ranked_by_score_and_ties_by_code():
    rows = [Row("H", code, {}, 0) for code in "BAC"]
    (outcome,) = ranked(rows, lambda some: np.array([1.0, 1.0, 2.0]))
    assert outcome.codes == ("C", "A", "B")
    assert ranked([], lambda some: np.zeros(0)) == []


def test_every_model_is_compared_with_the_shipped_one_on_the_same_households(bench):
    found = compared(bench, seed=3)
    assert set(found) == set(rivals(3))
    assert found[OURS].apart == Difference(0.0, 0.0, 0.0)
    ours = ranking_figures(crossed(bench, rivals(3)[OURS]), LABELS)
    assert found[OURS].figures == {name: ours[name] for name in FIGURES}
    for row in found.values():
        gap = row.figures["ndcg10"] - found[OURS].figures["ndcg10"]
        assert row.apart.mean == pytest.approx(gap, abs=2e-4)
        assert row.apart.low <= row.apart.mean <= row.apart.high


def test_each_group_of_parts_is_taken_away_in_its_turn(ablations):
    assert list(ablations) == ["(whole)", *removals(PARTS)]
    whole = ablations["(whole)"]
    assert whole.parts == ()
    assert whole.zeroed == whole.refitted
    assert whole.zeroed.apart == Difference(0.0, 0.0, 0.0)


def test_a_channel_that_is_silent_in_this_mode_is_not_missed(ablations):
    assert ablations["meaning"].zeroed.apart == Difference(0.0, 0.0, 0.0)
    assert ablations["meaning"].refitted.apart == Difference(0.0, 0.0, 0.0)


def test_what_the_score_rests_on_most_is_missed_here_and_on_the_given_set(ablations):
    whole, lost = ablations["(whole)"], ablations["labelled households"]
    assert lost.zeroed.figures["ndcg10"] < whole.zeroed.figures["ndcg10"]
    assert lost.given_zeroed["ndcg10"] < whole.given_zeroed["ndcg10"]
    assert lost.given_refitted["ndcg10"] != lost.given_zeroed["ndcg10"]


def test_without_other_households_nothing_is_said_of_them(bench):
    matcher = lexical_matcher()
    assert given_rows(matcher, (), LABELS) == given_rows(matcher, FEW[:1], {}) == ()


def test_a_bench_of_no_authors_ranks_nobody():
    assert crossed(Bench({}, {}, {}), rivals(1)[OURS]) == []
