"""A simulator of workers whose truth is known. It shows what the method can see, nothing more.

Households, candidates and workers are invented: numbers drawn with a seed. A worker looks at
rank k with a chance that is known here and nowhere else, accepts what they look at with the
chance that the true weights give, removes some of the rest, and now and then adds what they miss.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from statistics import fmean
from types import MappingProxyType

from matcher.learning.comparing import LabelledSet, ordered
from matcher.learning.events import UNSHOWN, Candidate, Log, Reply, Shown, log_of
from matcher.learning.examining import EVERYTHING, examine
from matcher.learning.fitting import refit, weighed
from matcher.learning.judging import judge
from matcher.learning.proposing import Proposal, Ways, labels_of, learned, propose, split
from matcher.measures import ndcg
from matcher.ranking.fit import Row
from matcher.ranking.score import Weights, score, total

SHOWN, RECORDED, CANDIDATES = 20, 40, 60
MODE = "lexical"
_NEW = 200
_AUTHORS = ("A1", "A2", "A3", "A4")
_WORKERS = ("w-1", "w-2", "w-3", "w-4", "w-5")
_OWN = "S007"

TRUTH = Weights(
    MappingProxyType(
        {
            "eligible": 0.6,
            "plausible": 0.4,
            "words": 0.8,
            "meaning": 0.6,
            "precedent": 0.9,
            "usual": 0.2,
            "concerns": 1.2,
            "urgent": 0.8,
        }
    ),
    -3.0,
    0.0,
)
"""What these workers go by: above all whom a need concerns, and how urgent it is."""

STALE = Weights(
    MappingProxyType(
        {**TRUTH.points, "precedent": 2.0, "usual": 1.2, "concerns": 0.2, "urgent": 0.0}
    ),
    -3.0,
    0.0,
)
"""A ranker that goes by what was usual."""

_LOOKED = tuple(1 / rank**0.8 for rank in range(1, SHOWN + 1))


@dataclass(frozen=True, slots=True)
class Scenario:
    """A world: by what workers and readers choose, by what plans are ordered, who looks where.

    `noise` is the share of answers given by chance; `removes_all` a worker who removes whatever
    they see, `pushes_own` one who accepts and adds one code and nothing else.
    """

    name: str
    truth: Weights = TRUTH
    readers: Weights = TRUTH
    today: Weights = STALE
    looked: tuple[float, ...] = _LOOKED
    labelled: int = 100
    noise: float = 0.0
    removes_all: str = ""
    pushes_own: str = ""


SCENARIOS = (
    Scenario("biased"),
    Scenario("unbiased", looked=(1.0,) * SHOWN),
    Scenario("nothing_new", today=TRUTH),
    Scenario("noise", noise=1.0),
    Scenario("removes_all", removes_all="w-5"),
    Scenario("pushes_own", today=TRUTH, pushes_own="w-5"),
    Scenario("readers_disagree", readers=STALE),
)
"""The first two hold something to learn; the others must be refused."""


@dataclass(frozen=True, slots=True)
class Played:
    """What a scenario came to: the proposal, and the true NDCG@10 of rankers on new households.

    `per_part` holds the weight of every part: the truth's, today's, of bare clicks and ours.
    `looked` is the true share of ranks 1, 5, 10 and 20, `found` what was estimated of them.
    """

    scenario: str
    proposal: Proposal
    ndcg10: dict[str, float]
    per_part: dict[str, dict[str, float]]
    looked: tuple[float, ...]
    found: tuple[float, ...]


def play(scenario: Scenario, households: int, ways: Ways) -> Played:
    """Return what is learned from the events of so many households, beside the truth."""
    log = events(scenario, households, ways.seed)
    labelled = labels(scenario, ways.seed)
    proposal = propose(MODE, scenario.today, lambda: [labelled], log, ways)
    names = sorted(scenario.today.points)
    learn, _ = split(judge(log, names).sightings, ways)
    seen, rows = examine(learn, names), labels_of([labelled])
    shown = tuple(one for one in learn if one.place != UNSHOWN)
    rankers = {
        "truth": scenario.truth,
        "today": scenario.today,
        "labels": refit([weighed(row) for row in rows], names, ways.fixed, ways.threshold),
        "clicks": learned((), shown, EVERYTHING, names, ways),
        "clicks_and_labels": learned(rows, shown, EVERYTHING, names, ways),
        "ours_without_labels": learned((), learn, seen, names, ways),
        "ours": learned(rows, learn, seen, names, ways),
    }
    places, new = (1, 5, 10, 20), new_households(scenario, ways.seed)
    return Played(
        scenario.name,
        proposal,
        {name: true_ndcg(weights, new) for name, weights in rankers.items()},
        {name: dict(weights.points) for name, weights in rankers.items()},
        tuple(round(scenario.looked[place - 1] / scenario.looked[0], 3) for place in places),
        tuple(seen.shares[place] for place in places),
    )


def new_households(scenario: Scenario, seed: int) -> list[list[Row]]:
    """Return households nobody has seen, with what a worker who looks at everything chooses."""
    draw = Random(f"{seed}/new")
    return [
        [
            replace(row, gain=int(draw.random() < _liking(row, scenario.truth)))
            for row in _household(f"n-{number}", draw)
        ]
        for number in range(_NEW)
    ]


def true_ndcg(weights: Weights, households: Sequence[Sequence[Row]]) -> float:
    """Return the NDCG@10 of a ranker on households, those without a choice left out."""
    chosen = [{row.code: row.gain for row in rows if row.gain} for rows in households]
    orders = [[row.code for row in ordered(rows, weights)] for rows in households]
    pairs = zip(orders, chosen, strict=True)
    return round(fmean(ndcg(order, wanted) for order, wanted in pairs if wanted), 4)


def labels(scenario: Scenario, seed: int) -> LabelledSet:
    """Return households that readers have looked at whole, a few by each of four."""
    draw = Random(f"{seed}/labels")
    by_author: dict[str, list[Row]] = {author: [] for author in _AUTHORS}
    for number in range(scenario.labelled):
        for row in _household(f"r-{number}", draw):
            gain = int(draw.random() < _liking(row, scenario.readers))
            by_author[_AUTHORS[number % len(_AUTHORS)]].append(replace(row, gain=gain))
    return LabelledSet("invented", {author: tuple(rows) for author, rows in by_author.items()})


def events(scenario: Scenario, households: int, seed: int) -> Log:
    """Return the events of so many households: one plan each, by one of five workers."""
    draw = Random(f"{seed}/{scenario.name}")
    shown, replies = [], []
    for number in range(households):
        rows = ordered(_household(f"h-{number}", draw), scenario.today)[:RECORDED]
        worker, plan = _WORKERS[number % len(_WORKERS)], f"p-{number}"
        candidates = tuple(
            Candidate(row.code, rank if rank <= SHOWN else UNSHOWN, row.values)
            for rank, row in enumerate(rows, start=1)
        )
        shown.append(Shown(plan, f"h-{number}", worker, MODE, candidates))
        for rank, row in enumerate(rows, start=1):
            event = _event(row, rank, worker, scenario, draw)
            if event:
                detail = "not_relevant" if event == "removed" else ""
                replies.append(Reply(event, plan, row.code, detail))
    return log_of(shown, replies)


def _event(row: Row, rank: int, worker: str, scenario: Scenario, draw: Random) -> str:
    """Return what a worker does with a candidate at a rank, "" for nothing."""
    chances = [draw.random() for _ in range(4)]
    if worker == scenario.removes_all:
        return "removed" if rank <= SHOWN else ""
    if worker == scenario.pushes_own:
        if row.code != _OWN:
            return ""
        return "accepted" if rank <= SHOWN else "added"
    liking = 0.15 if chances[3] < scenario.noise else _liking(row, scenario.truth)
    wanted = chances[0] < liking
    if rank > SHOWN:
        return "added" if wanted and chances[1] < 0.05 else ""
    if chances[1] >= scenario.looked[rank - 1]:
        return ""
    return "accepted" if wanted else "removed" if chances[2] < 0.5 else ""


def _liking(row: Row, truth: Weights) -> float:
    return score(total(row.values, truth))


def _household(name: str, draw: Random) -> list[Row]:
    return [
        Row(name, f"S{number:03}", _values(number, draw), 0) for number in range(1, CANDIDATES + 1)
    ]


def _values(number: int, draw: Random) -> dict[str, float]:
    """Return the parts of a candidate; how usual it is hangs on the code alone."""
    words = draw.gauss(0, 1)
    return {
        "eligible": float(draw.random() < 0.4),
        "plausible": -abs(draw.gauss(0, 1)),
        "words": words,
        "meaning": 0.6 * words + 0.8 * draw.gauss(0, 1),
        "precedent": max(0.5 * words + draw.gauss(0, 0.7), 0.0),
        "usual": ((number * 37) % CANDIDATES) / CANDIDATES * 3 - 1.5,
        "concerns": float(draw.random() < 0.5),
        "urgent": max(draw.gauss(0, 1), 0.0),
    }
