"""A need that no item serves outright is laid to what comes nearest, if that is near at all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from matcher.offerings import Item
from matcher.pipeline.candidates import Judgement, by_preference
from matcher.values import Match, Ranked, Step, Verdict

FAINT = 2.6
"""Points from which an item comes near; a need to which none does is met by nothing.

Best F1 on needs that readers called unmet, in labelled households whose author was left out.
"""


def with_nearest(
    steps: Sequence[Step], items: Mapping[str, Item], judgement: Judgement, first: int
) -> tuple[Step, ...]:
    """Return the steps, of the first `first` the nearest also answering what nothing serves.

    No step changes its place or its beneficiary. A need to which nothing comes near stays unserved.
    """
    order = [None, *judgement.heard.stages]
    found, library = list(steps), judgement.library
    places = [library.place[items[step.ranked.code].counterpart] for step in found[:first]]
    rows = {need.need.id: row for row, need in enumerate(judgement.heard.needs)}
    served = {need for step in steps for need in step.ranked.needs}
    for need in judgement.heard.needs:
        if need.need.id in served:
            continue
        heard = need.points(judgement.weights.points)
        points = [float(heard[place]) for place in places]
        for at in sorted(range(len(places)), key=points.__getitem__, reverse=True):
            ranked = found[at].ranked
            clause = int(need.loudest[places[at]])
            text = library.voice(places[at], need.lines[clause])
            match = Match(need.need.id, round(points[at], 3), need.clauses[clause].said, text)
            matches = (*ranked.matches, match)
            answered = frozenset([each.need for each in matches])
            kept = by_preference(_as_listed(ranked, order), answered, judgement, items[ranked.code])
            answers = rows[need.need.id] in judgement.answerable(ranked.verdicts, places[at])
            if points[at] >= FAINT and answers and kept == list(ranked.verdicts):
                found[at] = replace(found[at], ranked=replace(ranked, matches=matches))
                break
    return tuple(found)


def _as_listed(ranked: Ranked, order: Sequence[str | None]) -> list[Verdict]:
    return sorted(ranked.verdicts, key=lambda verdict: order.index(verdict.member))
