"""The offline figures, held against what is worked out by hand."""

import math
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.measures import (
    Difference,
    Outcome,
    alert_figures,
    bootstrap,
    bootstrap_of,
    coverage,
    difference,
    f1,
    figures,
    first_must,
    must_recall,
    ndcg,
    popularity,
    ranking_figures,
    set_figures,
    shuffled,
)
from matcher.reading.labelled import Gold

RELEVANT = {"A": 2, "B": 1, "C": 2}
CODES = st.lists(st.sampled_from([f"G{n:03}" for n in range(30)]), unique=True, max_size=30)
GAINS = st.dictionaries(
    st.sampled_from([f"G{n:03}" for n in range(30)]), st.sampled_from([1, 2]), max_size=12
)


def gold(
    name: str,
    relevant: Mapping[str, int],
    needs: Mapping[str, tuple[str, ...]] | None = None,
    unmet: tuple[str, ...] = (),
    alerts: tuple[tuple[str, str], ...] = (),
) -> Gold:
    return Gold(name, relevant, needs or {}, unmet, alerts)


def test_ndcg_is_the_worked_example_with_gain_two_to_the_label_less_one():
    gained = 1 / math.log2(2) + 3 / math.log2(4) + 3 / math.log2(5)
    ideal = 3 / math.log2(2) + 3 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(["B", "X", "A", "C"], RELEVANT) == pytest.approx(gained / ideal)
    assert gained / ideal == pytest.approx(0.7032, abs=1e-4)


def test_ndcg_looks_at_the_first_ten_and_no_further():
    codes = [f"X{n}" for n in range(10)]
    assert ndcg([*codes, "A"], {"A": 2}) == 0
    assert ndcg([*codes[:9], "A"], {"A": 2}) == pytest.approx(1 / math.log2(11))


@pytest.mark.parametrize("relevant", [{}, {"A": 0}])
def test_ndcg_without_relevant_codes_is_zero_and_not_an_error(relevant):
    assert ndcg(["A", "B"], relevant) == 0


@given(CODES, GAINS)
def test_ndcg_lies_between_zero_and_one_whatever_the_order(codes, gains):
    assert 0 <= ndcg(codes, gains) <= 1 + 1e-9


@given(GAINS.filter(bool))
def test_ndcg_of_the_labels_own_order_is_one(gains):
    best = sorted(gains, key=lambda code: (-gains[code], code))
    assert ndcg(best, gains) == pytest.approx(1)


@given(CODES, GAINS)
def test_recall_of_musts_never_falls_with_a_longer_list(codes, gains):
    found = [must_recall(codes, gains, at) for at in range(len(codes) + 1)]
    assert found == sorted(found, key=lambda share: share or 0)


@pytest.mark.parametrize(("at", "share"), [(0, 0.0), (1, 0.5), (2, 0.5), (3, 1.0), (9, 1.0)])
def test_recall_counts_musts_among_the_first_few(at, share):
    assert must_recall(["A", "B", "C"], RELEVANT, at) == share


def test_recall_and_reciprocal_rank_are_none_without_a_must():
    assert must_recall(["A"], {"A": 1}, 10) is None
    assert first_must(["A"], {"A": 1}) is None


@pytest.mark.parametrize(
    ("codes", "value"),
    [(["A"], 1.0), (["B", "X", "C", "A"], 1 / 3), (["B", "X"], 0.0), ([], 0.0)],
)
def test_reciprocal_rank_is_that_of_the_first_must(codes, value):
    assert first_must(codes, RELEVANT) == pytest.approx(value)


def test_coverage_is_the_share_of_servable_needs_with_a_server_on_top():
    labels = gold("H", RELEVANT, {"n1": ("A", "B"), "n2": ("C",), "n3": ()})
    assert coverage(["B", "X", "C"], labels) == 1
    assert coverage(["B", "X", "C"], labels, at=2) == 0.5
    assert coverage(["X"], labels) == 0
    assert coverage(["A"], gold("H", RELEVANT, {"n3": ()})) is None


def test_ranking_figures_are_means_over_the_households_with_labels():
    labels = {"H1": gold("H1", {"A": 2}, {"n1": ("A",)}), "H2": gold("H2", {"B": 1})}
    outcomes = [Outcome("H1", ("A",)), Outcome("H2", ("X", "B")), Outcome("H9", ("A",))]
    found = ranking_figures(outcomes, labels)
    assert found == {
        "ndcg10": round((1 + 1 / math.log2(3)) / 2, 4),
        "must_recall10": 1.0,
        "must_recall20": 1.0,
        "mrr_must": 1.0,
        "precision10": 0.75,
        "first_is_must": 0.5,
        "coverage20": 1.0,
    }


def test_figures_of_no_households_at_all_are_zero():
    assert set(ranking_figures([], {}).values()) == {0.0}


@pytest.mark.parametrize(
    ("found", "true", "recall", "precision"),
    [
        ({("a",), ("b",)}, {("b",), ("c",), ("d",)}, 0.3333, 0.5),
        (set(), {("a",)}, 0.0, 1.0),
        ({("a",)}, set(), 1.0, 0.0),
        (set(), set(), 1.0, 1.0),
    ],
)
def test_recall_and_precision_of_a_set_are_worked_by_hand(found, true, recall, precision):
    assert set_figures(found, true) == {"recall": recall, "precision": precision}


def test_alerts_and_uncovered_needs_are_compared_per_household():
    labels = {
        "H1": gold("H1", {"A": 2}, unmet=("n2",), alerts=(("n1", "violence"),)),
        "H2": gold("H2", {"A": 2}),
    }
    outcomes = [
        Outcome("H1", ("A",), ("n2",), (("n1", "violence"),)),
        Outcome("H2", ("A",), ("n2",), (("n1", "violence"),)),
    ]
    found = figures(outcomes, labels)
    assert found["households"] == 2
    assert found["alerts"] == found["uncovered"] == {"recall": 1.0, "precision": 0.5}


def test_popularity_leaves_the_household_itself_out_and_breaks_ties_by_code():
    labels = {
        "H1": gold("H1", {"A": 2, "Z": 2}),
        "H2": gold("H2", {"C": 1, "B": 1}),
        "H3": gold("H3", {"C": 1}),
    }
    assert popularity(labels, "H1") == ["C", "B"]
    assert popularity(labels, "none") == ["A", "C", "Z", "B"]


@given(CODES, st.integers(0, 5), st.randoms())
def test_a_shuffle_is_decided_by_the_seed_and_the_set_alone(codes, seed, random):
    mixed = codes[:]
    random.shuffle(mixed)
    assert shuffled(mixed, seed) == shuffled(codes, seed)
    assert sorted(shuffled(codes, seed)) == sorted(codes)


def test_the_bootstrap_interval_is_the_same_for_the_same_seed():
    labels = {f"H{n}": gold(f"H{n}", {"A": 2}) for n in range(12)}
    outcomes = [Outcome(f"H{n}", ("X",) * n + ("A",)) for n in range(12)]
    low, high = bootstrap(outcomes, labels, "ndcg10", 200, seed=7)
    assert (low, high) == bootstrap(outcomes, labels, "ndcg10", 200, seed=7)
    assert (low, high) != bootstrap(outcomes, labels, "ndcg10", 200, seed=8)
    assert low < ranking_figures(outcomes, labels)["ndcg10"] < high


def test_the_bootstrap_interval_of_like_households_is_a_point():
    labels = {"H1": gold("H1", {"A": 2})}
    assert bootstrap([Outcome("H1", ("A",))] * 5, labels, "ndcg10", 50, seed=1) == (1.0, 1.0)


def test_a_difference_holds_each_household_against_itself():
    labels = {f"H{n}": gold(f"H{n}", {"A": 2}) for n in range(10)}
    ours = [Outcome(f"H{n}", ("A",)) for n in range(10)]
    theirs = [Outcome(f"H{n}", ("X", "A")) for n in reversed(range(10))]
    lost = round(1 - 1 / math.log2(3), 4)
    found = difference(ours, theirs, labels, "ndcg10", seed=1)
    assert (found.mean, found.low, found.high) == (lost, lost, lost)
    assert difference(theirs, ours, labels, "ndcg10", seed=1).mean == -lost


def test_a_difference_leaves_out_who_stands_on_one_side_only():
    labels = {"H1": gold("H1", {"A": 2}), "H2": gold("H2", {"A": 2}), "H3": gold("H3", {"A": 1})}
    ours = [Outcome("H1", ("A",)), Outcome("H2", ()), Outcome("H3", ("A",)), Outcome("H9", ())]
    theirs = [Outcome("H1", ()), Outcome("H3", ())]
    assert difference(ours, theirs, labels, "must_recall10", seed=1).mean == 1.0
    assert difference(ours, [], labels, "ndcg10", seed=1) == Difference(0.0, 0.0, 0.0)


def test_any_figure_of_outcomes_gets_an_interval_that_the_seed_decides():
    labels = {f"H{n}": gold(f"H{n}", {}, alerts=(("n1", "violence"),)) for n in range(12)}
    told = [Outcome(f"H{n}", (), (), (("n1", "violence"),) if n % 2 else ()) for n in range(12)]

    def recall(some: Sequence[Outcome]) -> float:
        return alert_figures(some, labels)["recall"]

    low, high = bootstrap_of(told, recall, 200, seed=3)
    assert (low, high) == bootstrap_of(told, recall, 200, seed=3)
    assert low < recall(told) == 0.5 < high


@pytest.mark.parametrize(
    ("recall", "precision", "value"), [(0.5, 1.0, 0.6667), (0, 0, 0.0), (1, 1, 1)]
)
def test_f1_is_the_harmonic_mean(recall, precision, value):
    assert f1({"recall": recall, "precision": precision}) == value
