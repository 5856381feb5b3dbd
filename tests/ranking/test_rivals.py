"""Each model learns from the same rows what readers looked for, the same way for a seed."""

import numpy as np
import pytest

from matcher.ranking.features import PARTS
from matcher.ranking.fit import Row, fit, table_of
from matcher.ranking.rivals import OURS, rivals, scorer_of
from matcher.ranking.score import total

MODELS = rivals(seed=5)
every_model = pytest.mark.parametrize("name", MODELS)


def rows(seed, size=400):
    """Ledgers of twenty rows each, chosen for many words."""
    lots = np.random.default_rng(seed)
    made = []
    for number in range(size):
        words, urgent = lots.normal(size=2)
        values = dict.fromkeys(PARTS, 0.0) | {"words": words, "urgent": urgent}
        gain = 2 if words > 1.2 else 1 if words > 0.6 else 0
        made.append(Row(f"H{number // 20}", f"G{number:03}", values, gain))
    return made


@every_model
def test_a_model_scores_what_readers_wanted_more_the_higher(name):
    unseen = rows(2)
    scores = MODELS[name](rows(1))(unseen)
    by_gain = [
        np.mean([s for s, r in zip(scores, unseen, strict=True) if r.gain == g]) for g in (0, 1, 2)
    ]
    assert by_gain == pytest.approx(sorted(by_gain), abs=1e-9)


@every_model
def test_a_model_learns_the_same_again_from_the_same_seed(name):
    once, again = (rivals(seed=5)[name](rows(1))(rows(2)) for _ in range(2))
    assert once.tolist() == again.tolist()


def test_at_least_three_models_stand_beside_the_shipped_one_which_comes_first():
    assert next(iter(MODELS)) == OURS
    assert len(MODELS) >= 4


def test_the_shipped_model_scores_by_its_own_weights():
    weights, some = fit(rows(1)), rows(2)[:5]
    assert MODELS[OURS](rows(1))(some) == pytest.approx([total(r.values, weights) for r in some])


def test_a_part_left_out_of_the_weights_changes_nothing_any_more():
    weights, (row, *_) = fit(rows(1)), rows(2)
    other = Row(row.household, row.code, {**row.values, "words": 99.0}, row.gain)
    blind, seeing = scorer_of(weights, ("words",)), scorer_of(weights)
    assert blind([row])[0] == blind([other])[0]
    assert seeing([row])[0] != seeing([other])[0]


def test_a_row_that_lacks_a_newer_part_has_none_of_it():
    assert table_of([Row("H", "G", {"words": 2.0}, 0)]).sum() == 2.0
