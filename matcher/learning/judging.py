"""Turn what was recorded into rows to learn from: seen or not, chosen or not, and how much so."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from matcher.learning.events import OF_FACTS, UNSHOWN, Answer, Candidate, Log, Reply, Shown
from matcher.ranking.fit import Row

LAST_RANK = 20
"""Ranks from here on are one class: few workers come so far, and few plans are so long."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A candidate of a plan as one worker had it.

    `row.gain` is 2 where help arrived, 1 where it was chosen, 0 otherwise; `place` is its class
    of ranks (0: not shown).
    """

    row: Row
    plan: str
    worker: str
    place: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Judged:
    """The sightings of a log, and what was left out of them.

    `unmeasured`: plans without a value for some part of today's weights. `of_facts`: removals
    for a fact nobody had recorded. `outside`: additions of codes that had not been measured.
    """

    sightings: tuple[Sighting, ...]
    unmeasured: int = 0
    of_facts: int = 0
    outside: int = 0


def judge(log: Log, names: Collection[str]) -> Judged:
    """Return what can be learned from, of plans in which every part of `names` was measured.

    Where several replies to one code contradict one another, the removal counts. A removal
    because of a fact (held already, not eligible) says nothing of the order: it is left out.
    """
    replies: dict[tuple[str, str], list[Reply]] = {}
    for reply in log.replies:
        replies.setdefault((reply.plan, reply.code), []).append(reply)
    measured = [s for s in log.shown if all(_has(c, names) for c in s.candidates)]
    known = {(s.plan, c.code) for s in log.shown for c in s.candidates}
    outside = sum(key not in known for key in replies)
    sightings, of_facts = [], 0
    for shown in measured:
        for candidate in shown.candidates:
            found = replies.get((shown.plan, candidate.code), [])
            if any(r.event == "removed" and r.detail in OF_FACTS for r in found):
                of_facts += 1
            else:
                sightings.append(_sighting(shown, candidate, found))
    return Judged(tuple(sightings), len(log.shown) - len(measured), of_facts, outside)


def _has(candidate: Candidate, names: Collection[str]) -> bool:
    return all(name in candidate.values for name in names)


def _sighting(shown: Shown, candidate: Candidate, replies: Collection[Reply]) -> Sighting:
    answer = _answer({reply.event: reply for reply in replies})
    results = {reply.detail for reply in replies if reply.event == "outcome"}
    gain = 0
    if answer in (Answer.ACCEPTED, Answer.ADDED):
        gain = 0 if "not_wanted" in results else 2 if "received" in results else 1
    row = Row(shown.household, candidate.code, candidate.values, gain)
    place = UNSHOWN if candidate.rank == UNSHOWN else min(candidate.rank, LAST_RANK)
    return Sighting(row, shown.plan, shown.worker, place, answer)


def _answer(replies: Mapping[str, Reply]) -> Answer:
    if "removed" in replies:
        return Answer.REMOVED
    if "accepted" in replies:
        return Answer.ACCEPTED
    return Answer.ADDED if "added" in replies else Answer.NONE
