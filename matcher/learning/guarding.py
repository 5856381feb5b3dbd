"""The guard rails: what has to hold before other weights are so much as proposed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from matcher.learning.comparing import OnLabels
from matcher.learning.events import UNSHOWN, Answer
from matcher.learning.judging import Sighting
from matcher.learning.resampling import Sums, ratio
from matcher.ranking.score import Weights


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is enough, and how little is too much."""

    events: int = 500
    households: int = 100
    held_back: int = 30  # households with something chosen, held back
    workers: int = 3
    labels_loss: float = 0.002  # of NDCG@10
    rare_loss: float = 0.002  # of the mean exposure of what few need
    rare_share: float = 0.03  # chosen in fewer labelled households than this: few need it
    one_sided: float = 0.95  # answers of one worker that are all the same
    answers: int = 30  # answers from which a worker can be one-sided


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard rail: whether it holds, what was found, what is asked, and of whom or what."""

    name: str
    holds: bool
    found: float
    asked: float
    about: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is to learn from; `held_back` are households with something chosen."""

    events: int
    households: int
    workers: int
    held_back: int
    plans: int = 0
    unmeasured: int = 0
    of_facts: int = 0
    outside: int = 0


def enough(counts: Counts, limits: Limits) -> list[Guard]:
    """Return whether there is enough to learn from, and from enough people."""
    return [
        Guard(name, getattr(counts, name) >= asked, getattr(counts, name), asked)
        for name, asked in (
            ("events", limits.events),
            ("households", limits.households),
            ("held_back", limits.held_back),
            ("workers", limits.workers),
        )
    ]


def one_sided(sightings: Sequence[Sighting], limits: Limits) -> Guard:
    """Return whether no worker answers the same to everything.

    One who removes nearly all that they answer, or accepts nearly all that they are shown,
    tells nothing of the order, and something of what happens at that desk.
    """
    answers: dict[str, Counter[Answer]] = {}
    for one in sightings:
        if one.place != UNSHOWN:
            answers.setdefault(one.worker, Counter())[one.answer] += 1
    shares = {w: _sameness(n) for w, n in answers.items() if _replies(n) >= limits.answers}
    worst = max(sorted(shares), key=shares.__getitem__, default="")
    most = round(shares.get(worst, 0.0), 4)
    return Guard("one_sided", most < limits.one_sided, most, limits.one_sided, worst)


def _replies(counts: Counter[Answer]) -> int:
    return counts[Answer.ACCEPTED] + counts[Answer.REMOVED]


def _sameness(counts: Counter[Answer]) -> float:
    removed = counts[Answer.REMOVED] / _replies(counts)
    return max(removed, counts[Answer.ACCEPTED] / counts.total())


def better(low: float) -> Guard:
    """Return whether even the lower end of the gain on held-back households is a gain."""
    return Guard("gain", low > 0, round(low, 4), 0.0)


def every_worker(by_worker: Mapping[str, Mapping[str, Sums]]) -> Guard:
    """Return whether the gain stands without any one worker; `by_worker`: the gains without."""
    gains = {worker: ratio(sums) for worker, sums in by_worker.items()}
    worst = min(sorted(gains), key=gains.__getitem__, default="")
    least = gains.get(worst, 0.0)
    return Guard("every_worker", least > 0, round(least, 4), 0.0, worst)


def on_labelled(name: str, new: OnLabels, old: OnLabels, limits: Limits) -> list[Guard]:
    """Return whether a labelled set loses nothing: in its order, and in what few need."""
    change = round(new.ndcg10 - old.ndcg10, 4)
    exposure = round(new.rare_exposure - old.rare_exposure, 4)
    return [
        Guard("labels", change >= -limits.labels_loss, change, -limits.labels_loss, name),
        Guard("rare", exposure >= -limits.rare_loss, exposure, -limits.rare_loss, name),
    ]


@dataclass(frozen=True, slots=True)
class Turned:
    """A part whose weight changes its sign, or is lost: for a person to look at."""

    part: str
    before: float
    after: float


def turned(before: Weights, after: Weights) -> tuple[Turned, ...]:
    """Return the parts whose weight changes its sign or becomes nothing, by name."""
    pairs = [(n, before.points[n], after.points.get(n, 0.0)) for n in sorted(before.points)]
    return tuple(Turned(n, old, new) for n, old, new in pairs if old * new <= 0 and old != new)


@dataclass(frozen=True, slots=True)
class Gain:
    """What the new weights gather on held-back households, beside today's."""

    before: float = 0.0
    after: float = 0.0
    difference: float = 0.0
    low: float = 0.0
    high: float = 0.0
    labels: Mapping[str, tuple[OnLabels, OnLabels]] = field(default_factory=dict)
