"""How likely a worker looked at a rank: what lies high is looked at more, whatever it is worth.

Joachims, Swaminathan and Schnabel (2017), "Unbiased learning-to-rank with biased feedback": a
choice at a rank that one in four looks at speaks for four. They measure who looks where by
swapping items; families in difficulty are no place for swaps, so the shares are estimated from
what was shown, by expectation and maximisation (Wang et al. 2018). The model: a worker looks at
rank k with chance e(k); what is looked at is accepted with a chance that its parts decide, else
removed with one that is always the same, else left. What was answered was surely looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.learning.events import UNSHOWN, Answer
from matcher.learning.fitting import Array, sigmoid, solve, table_of
from matcher.learning.judging import LAST_RANK, Sighting

FLOOR = 0.1
"""No choice speaks for more than ten: clipped, the estimate errs a little and swings far less."""
BEYOND = 0.02
"""The same of what was not shown but added: one in twenty thinks of it, if that, and clipping at
ten would let the plan's own order pass for the workers'."""

_ROUNDS, _STILL = 200, 1e-4


@dataclass(frozen=True, slots=True)
class Examination:
    """The share of workers who look at a rank, by class: 0 is what was not shown.

    Only the ratios matter for an order; the rank that is looked at most stands at 1.
    """

    shares: tuple[float, ...]

    def per_choice(self, place: int) -> float:
        """Return for how many choices one at `place` speaks, clipped."""
        return 1 / max(self.shares[place], BEYOND if place == UNSHOWN else FLOOR)


EVERYTHING = Examination((1.0,) * (LAST_RANK + 1))
"""Workers who look at everything, as a count of bare clicks supposes."""


def examine(sightings: Sequence[Sighting], names: Sequence[str]) -> Examination:
    """Return how far each rank was looked at; EVERYTHING where nothing was shown or chosen.

    A rank that no plan reached has the share of the one above it.
    """
    shown = [one for one in sightings if one.place != UNSHOWN]
    taken = np.array([one.answer is Answer.ACCEPTED for one in shown], dtype=float)
    if not taken.any():
        return EVERYTHING
    removed = np.array([one.answer is Answer.REMOVED for one in shown], dtype=float)
    places = np.array([one.place for one in shown])
    table = table_of([one.row for one in shown], names)
    centre, spread = table.mean(axis=0), table.std(axis=0)
    scale = np.where(spread > 1e-9, spread, 1.0)
    shares, found = _estimated((table - centre) / scale, places, taken, removed)
    hidden = [one for one in sightings if one.place == UNSHOWN]
    if hidden:
        beyond = (table_of([one.row for one in hidden], names) - centre) / scale
        wanted = float(sigmoid(found[0] + beyond @ found[1:]).sum())
        added = sum(one.answer is Answer.ADDED for one in hidden)
        shares[UNSHOWN] = min(added / max(wanted, 1.0), 1.0)
    top = float(shares[1:].max())
    return Examination(tuple(round(min(float(share) / top, 1.0), 4) for share in shares))


def _estimated(table: Array, places: Array, taken: Array, removed: Array) -> tuple[Array, Array]:
    """Return the share of each class of ranks and the weights of what is accepted, by turns.

    Given the shares, how likely an unanswered item was looked at; given that, the shares.
    """
    classes = np.arange(LAST_RANK + 1)
    sizes = np.array([(places == k).sum() for k in classes], dtype=float)
    answered = taken + removed
    shares, removal, found = np.ones(LAST_RANK + 1) * 0.8, 0.3, np.zeros(table.shape[1] + 1)
    for _ in range(_ROUNDS):
        left = (1 - sigmoid(found[0] + table @ found[1:])) * (1 - removal)
        share = shares[places]
        looked = np.where(answered > 0, 1.0, share * left / (1 - share + share * left))
        seen = np.bincount(places, looked, LAST_RANK + 1)
        before, shares = shares, (seen + 1) / (sizes + 1.25)
        shares = _filled(np.minimum(shares, 0.999), sizes)
        removal = float((removed.sum() + 1) / ((looked * (1 - taken)).sum() + 2))
        found = solve(table, looked, taken, found)
        if np.abs(shares - before).max() < _STILL:
            break
    return shares, found


def _filled(shares: Array, sizes: Array) -> Array:
    """Return shares in which a rank that was never shown has that of the one above."""
    filled = shares.copy()
    for k in range(2, len(filled)):
        if sizes[k] == 0:
            filled[k] = filled[k - 1]
    return filled
