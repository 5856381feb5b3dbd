"""Refit today's weights on labels and events together, and propose them if every guard holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from matcher.learning.comparing import (
    LabelledSet,
    OnLabels,
    differences,
    gains_by_household,
    on_labels,
    rare_codes,
)
from matcher.learning.events import Log, digest
from matcher.learning.examining import EVERYTHING, Examination, examine
from matcher.learning.fitting import Threshold, Weighed, refit, weighed
from matcher.learning.guarding import (
    Counts,
    Gain,
    Guard,
    Limits,
    Turned,
    better,
    enough,
    every_worker,
    on_labelled,
    one_sided,
    turned,
)
from matcher.learning.judging import Judged, Sighting, judge
from matcher.learning.resampling import interval, is_held_back, ratio
from matcher.ranking.fit import Row
from matcher.ranking.score import Weights

_LARGEST_VOICE = 0.25
"""No worker has more than this share of what events say, where there are enough of them."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How to learn: the seed, what is held back, the parts set by hand, the need's threshold."""

    threshold: Threshold
    seed: int
    fixed: Mapping[str, float] = field(default_factory=dict)
    share: float = 0.3
    rounds: int = 1_000
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was learned, and each guard rail by which it stands or falls.

    `after` is None where there was too little to fit anything. The weights are those that were
    tested: fitted without the households held back.
    """

    mode: str
    before: Weights
    after: Weights | None
    guards: tuple[Guard, ...]
    turned: tuple[Turned, ...]
    gain: Gain
    examination: Examination
    counts: Counts
    events_sha256: str
    seed: int

    @property
    def stands(self) -> bool:
        """Say whether every guard holds."""
        return self.after is not None and all(guard.holds for guard in self.guards)


def propose(
    mode: str,
    today: Weights,
    labels: Callable[[], Sequence[LabelledSet]],
    log: Log,
    ways: Ways,
) -> Proposal:
    """Return other weights with the reasons for and against; nothing is put in force.

    The order of the events makes no difference. Where the counts are too small nothing is
    fitted, since figures on a handful of households would only mislead; `labels`, which takes
    its time, is not asked for then.
    """
    names = sorted(today.points)
    judged = judge(log, names)
    learn, held = split(judged.sightings, ways)
    counts = _counts(log, judged, held)
    guards = [*enough(counts, ways.limits), one_sided(judged.sightings, ways.limits)]
    sha, nothing = digest(log), Gain()
    if not all(guard.holds for guard in guards[:-1]):
        return Proposal(
            mode, today, None, tuple(guards), (), nothing, EVERYTHING, counts, sha, ways.seed
        )
    labelled, seen = labels(), examine(learn, names)
    after = learned(labels_of(labelled), learn, seen, names, ways)
    gain, more = _compared(today, after, labelled, (learn, held), seen, ways)
    return Proposal(
        mode,
        today,
        after,
        (*guards, *more),
        turned(today, after),
        gain,
        seen,
        counts,
        sha,
        ways.seed,
    )


def split(
    sightings: Sequence[Sighting], ways: Ways
) -> tuple[tuple[Sighting, ...], tuple[Sighting, ...]]:
    """Return the sightings to learn from and those held back; a household is in one of them."""
    held = {
        s.row.household: is_held_back(s.row.household, ways.share, ways.seed) for s in sightings
    }
    learn = tuple(s for s in sightings if not held[s.row.household])
    return learn, tuple(s for s in sightings if held[s.row.household])


def labels_of(labelled: Sequence[LabelledSet]) -> list[Row]:
    """Return the rows of all labelled sets."""
    return [row for labels in labelled for row in labels.rows()]


def learned(
    labels: Sequence[Row],
    sightings: Sequence[Sighting],
    seen: Examination,
    names: Sequence[str],
    ways: Ways,
) -> Weights:
    """Return the weights fitted on labels and sightings together.

    A choice speaks for as many as its rank is seen by. All events together count for no more
    than all labels, where there are labels, and no worker for more than a quarter of them.
    """
    factors = voices(sightings)
    said = sum(factors[one.worker] for one in sightings)
    share = min(1.0, len(labels) / said) if labels and said else 1.0
    rows: list[Weighed] = [weighed(row) for row in labels]
    rows += [
        weighed(one.row, seen.per_choice(one.place), share * factors[one.worker])
        for one in sightings
    ]
    return refit(rows, names, ways.fixed, ways.threshold)


def voices(sightings: Sequence[Sighting]) -> dict[str, float]:
    """Return how much each row of a worker counts, so that none outweighs the others."""
    sizes: dict[str, int] = {}
    for one in sightings:
        sizes[one.worker] = sizes.get(one.worker, 0) + 1
    largest = max(_LARGEST_VOICE, 1 / len(sizes)) * sum(sizes.values()) if sizes else 1.0
    return {worker: min(1.0, largest / size) for worker, size in sizes.items()}


def _counts(log: Log, judged: Judged, held: Sequence[Sighting]) -> Counts:
    sightings = judged.sightings
    return Counts(
        events=log.events,
        households=len({one.row.household for one in sightings}),
        workers=len({one.worker for one in sightings}),
        held_back=len({one.row.household for one in held if one.row.gain > 0}),
        plans=len(log.shown),
        unmeasured=judged.unmeasured,
        of_facts=judged.of_facts,
        outside=judged.outside,
    )


def _compared(
    today: Weights,
    after: Weights,
    labelled: Sequence[LabelledSet],
    parts: tuple[Sequence[Sighting], Sequence[Sighting]],
    seen: Examination,
    ways: Ways,
) -> tuple[Gain, list[Guard]]:
    """Return what the new weights gather, and the guards that look at it."""
    learn, held = parts
    old = gains_by_household(held, seen, today)
    new = gains_by_household(held, seen, after)
    apart = differences(new, old)
    low, high = interval(apart, ways.rounds, ways.seed)
    names, plain = sorted(today.points), replace(ways, threshold=_unasked)
    figures = {
        labels.name: _on_labels(
            labels,
            labels_of([each for each in labelled if each is not labels]),
            names,
            learn,
            seen,
            plain,
        )
        for labels in labelled
    }
    guards = [better(low), every_worker(_without_each(held, seen, today, after))]
    for name, (newer, older) in figures.items():
        guards += on_labelled(name, newer, older, ways.limits)
    return Gain(ratio(old), ratio(new), ratio(apart), low, high, figures), guards


def _without_each(
    held: Sequence[Sighting], seen: Examination, today: Weights, after: Weights
) -> dict[str, dict[str, tuple[float, float]]]:
    found = {}
    for worker in sorted({one.worker for one in held}):
        rest = [one for one in held if one.worker != worker]
        old, new = (gains_by_household(rest, seen, weights) for weights in (today, after))
        found[worker] = differences(new, old)
    return found


def _unasked(rows: Sequence[Row], points: Mapping[str, float]) -> float:
    """Stand in for a threshold where only the order is looked at."""
    return 0.0


def _on_labels(
    labels: LabelledSet,
    others: Sequence[Row],
    names: Sequence[str],
    learn: Sequence[Sighting],
    seen: Examination,
    ways: Ways,
) -> tuple[OnLabels, OnLabels]:
    """Return the figures of the fit with events, and of that without, on one labelled set.

    Both are fitted without the author they are measured by, so that neither has an advantage.
    """
    rare = rare_codes(labels, ways.limits.rare_share)

    def fitted(sightings: Sequence[Sighting]) -> OnLabels:
        def weights(rows: Sequence[Row]) -> Weights:
            return learned([*others, *rows], sightings, seen, names, ways)

        return on_labels(labels, weights, rare)

    return fitted(learn), fitted(())
