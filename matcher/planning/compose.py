"""Compose a plan from ranked candidates: one of each clash, prerequisites first, needs covered."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import networkx as nx

from matcher.offerings import Item, Rivals, rivals_of
from matcher.values import Ranked, Status, Step, Verdict

Items = Mapping[str, Item]
Sums = Mapping[tuple[str, str | None], float]
"""What a code pays a beneficiary a month, where that is known."""

NO_SUMS: Sums = {}
_MOST_ASKED = 2  # for each need
_MOST_WISHED = 3  # in all
_ROUNDS = 8


def compose(
    ranked: Sequence[Ranked],
    items: Items,
    needs: Sequence[str],
    first: int,
    sums: Sums = NO_SUMS,
    rivals: Rivals | None = None,
) -> tuple[Step, ...]:
    """Return the steps of a plan from candidates in score order.

    Of two eligible items that exclude each other for the same beneficiary one stays and names
    the other: see `without_clashes`, which `sums` are for. Each need that some candidate serves
    is served within the first `first` steps, and what a need wishes for by name leads: see
    `wished_first`. What an item presupposes stands before it where it is a candidate too.
    `rivals` are those of `items`, where they are at hand.
    """
    rivals = rivals_of(items) if rivals is None else rivals
    ordered = without_clashes(ranked, items, sums, rivals)
    for _ in range(_ROUNDS):  # a prerequisite that rises may push out what a need relies on
        before = ordered
        ordered = prerequisites_first(wished_first(cover(ordered, needs, first)), items)
        if ordered == before:
            break
    codes = [candidate.code for candidate in ordered]
    lifts = _lifts([candidate.points for candidate in ordered])
    open_ = {candidate.code for candidate in ranked}
    return tuple(
        Step(
            lift=lifts[rank - 1],
            rank=rank,
            ranked=candidate,
            alternative_to=tuple(c for c in rivals[candidate.code] if c in open_),
            requires=tuple(c for c in items[candidate.code].requires if c in codes[: rank - 1]),
        )
        for rank, candidate in enumerate(ordered, start=1)
    )


def _lifts(points: Sequence[float]) -> list[float]:
    """Return by how much each place stands above its own points: at least as high as the next."""
    lifts, next_points = [], -math.inf
    for own in reversed(points):
        next_points = max(own, next_points)
        lifts.append(round(next_points - own, 3))
    return lifts[::-1]


def without_clashes(
    ranked: Sequence[Ranked], items: Items, sums: Sums = NO_SUMS, rivals: Rivals | None = None
) -> list[Ranked]:
    """Return the candidates less those that another eligible one excludes.

    Only where both are eligible for the same beneficiary: a household item is for all of its
    members. The better one stays, unless the other is known to pay more a month (`sums`) or is
    its counterpart in the city of registration: then that takes its place. Where one is unknown
    both may stand, each naming the other; a member item that is taken up by one member's other
    item may still stand for another eligible member.
    """
    rivals = rivals_of(items) if rivals is None else rivals
    kept: list[Ranked] = []
    for candidate in ranked:
        own = rivals[candidate.code]
        met = [each for each in kept if each.code in own] if own else []
        weaker = [each.code for each in met if _goes_before(candidate, each, items, sums)]
        left = _less(candidate, [each for each in met if each.code not in weaker])
        if left is not None:
            kept = _placed(left, kept, weaker) if weaker else [*kept, left]
    return kept


def _goes_before(candidate: Ranked, rival: Ranked, items: Items, sums: Sums) -> bool:
    """Say whether a candidate stands in place of a rival that scores higher."""
    one, other = items[candidate.code], items[rival.code]
    if one.counterpart == other.counterpart:
        return bool(one.like) and not other.like
    ours = _paid([v for v in candidate.verdicts if _clashes(v, rival.verdicts)], sums)
    return ours > _paid([v for v in rival.verdicts if _clashes(v, candidate.verdicts)], sums)


def _paid(verdicts: Sequence[Verdict], sums: Sums) -> float:
    return sum(sums.get((verdict.code, verdict.member), 0.0) for verdict in verdicts)


def _placed(candidate: Ranked, kept: Sequence[Ranked], weaker: Sequence[str]) -> list[Ranked]:
    """Return the kept ones with a candidate in place of the first that it displaces, else last."""
    found: list[Ranked | None] = [
        _less(each, [candidate]) if each.code in weaker else each for each in kept
    ]
    place = found.index(None) if None in found else len(found)
    return [each for each in (*found[:place], candidate, *found[place:]) if each is not None]


def _less(candidate: Ranked, rivals: Sequence[Ranked]) -> Ranked | None:
    """Return a candidate without those whom rivals have; None where nobody sure is left."""
    taken = [verdict for rival in rivals for verdict in rival.verdicts]
    free = [verdict for verdict in candidate.verdicts if not _clashes(verdict, taken)]
    if len(free) == len(candidate.verdicts):
        return candidate
    if not free or free[0].status is not candidate.verdict.status:
        return None
    return replace(candidate, verdict=free[0], others=tuple(free[1:]))


def _clashes(one: Verdict, others: Sequence[Verdict]) -> bool:
    return any(_clash(one, other) for other in others)


def _clash(one: Verdict, other: Verdict) -> bool:
    both = one.status is Status.ELIGIBLE and other.status is Status.ELIGIBLE
    persons = {one.member, other.member}
    return both and (len(persons) == 1 or None in persons)


def cover(ranked: Sequence[Ranked], needs: Sequence[str], first: int) -> list[Ranked]:
    """Return the candidates with the first few covering each need, and what was asked for by name.

    A need is covered by what serves it more than any other need: where none of the first `first`
    does, the best that does moves there. So does the best item of each name that a need wishes
    for, and of what it asks for or lacks two. Each takes the last place that is neither asked for
    nor the best answer to a need, so the order changes little.
    """
    top, rest = list(ranked[:first]), list(ranked[first:])
    for need in needs:
        if not any(need in candidate.needs[:1] for candidate in top):
            _promote(_answer(need, rest), top, rest)
    for candidate in (*_wished(ranked), *_asked_for(ranked, needs)):
        if candidate in rest:
            _promote(candidate, top, rest)
    return top + rest


def _answer(need: str, rest: Sequence[Ranked]) -> Ranked | None:
    """Return the first candidate that serves a need more than any other need."""
    return next((c for c in rest if need in c.needs[:1]), None)


def _asked_for(ranked: Sequence[Ranked], needs: Sequence[str]) -> list[Ranked]:
    """Return the best two candidates that each need asks for by name, best first."""
    return [
        candidate
        for need in needs
        for candidate in [c for c in ranked if need in c.asked_by][:_MOST_ASKED]
    ]


def _wished(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Return the best candidate for each name that a need wishes for, best first.

    A name may be that of several items: the best of them answers it.
    """
    found: dict[str, Ranked] = {}
    answered: set[tuple[str, str]] = set()
    for candidate in sorted(ranked, key=lambda c: (-c.points, c.code)):
        if not answered.issuperset(candidate.wishes):
            found[candidate.code] = candidate
            answered.update(candidate.wishes)
    return list(found.values())


def wished_first(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Return the candidates with what needs wish for by name among the first three.

    The best three of `_wished`, in order of score, each where it was if that is as good. They
    stand before all that answers no need; beside other answers the last of them stands third.
    """
    wished, order, free = _wished(ranked)[:_MOST_WISHED], list(ranked), 0
    codes = {candidate.code for candidate in wished}
    for last, candidate in enumerate(wished, start=_MOST_WISHED - len(wished)):
        place = order.index(candidate)
        idle = (n for n, c in enumerate(order) if not c.matches and c.code not in codes)
        place_for_it = min(place, max(free, min(last, next(idle, last))))
        order.insert(place_for_it, order.pop(place))
        free = max(free, place_for_it + 1)
    return order


def _promote(candidate: Ranked | None, top: list[Ranked], rest: list[Ranked]) -> None:
    """Move a candidate from the rest into the last spare place of the top, if there is one."""
    spare = next((c for c in reversed(top) if _is_spare(c, top)), None)
    if candidate is None or spare is None:
        return
    rest.remove(candidate)
    top.remove(spare)
    top.append(candidate)
    rest.insert(0, spare)


def _is_spare(candidate: Ranked, top: Sequence[Ranked]) -> bool:
    best: dict[str, float] = {}
    for match in (match for other in top for match in other.matches):
        best[match.need] = max(match.points, best.get(match.need, match.points))
    leads = any(match.points == best[match.need] for match in candidate.matches)
    return not candidate.asked_by and not leads


def prerequisites_first(ranked: Sequence[Ranked], items: Items) -> list[Ranked]:
    """Return the candidates, each after what it presupposes; order is kept where it can be.

    A prerequisite rises to just before the first item that needs it, where that item is sure
    or asked for; an open one waits for its prerequisite instead. The order is the
    lexicographic topological sort of the graph of prerequisites (Kahn 1962).
    """
    place = {candidate.code: index for index, candidate in enumerate(ranked)}
    edges = [(need, code) for code in place for need in items[code].requires if need in place]
    if all(place[need] < place[code] for need, code in edges):
        return list(ranked)
    graph = nx.DiGraph(edges)
    graph.add_nodes_from(place)
    sure = {c.code for c in ranked if c.verdict.status is Status.ELIGIBLE or c.asked_by}
    wanted = {
        code: min(place[x] for x in (code, *(nx.descendants(graph, code) & sure))) for code in place
    }
    order = nx.lexicographical_topological_sort(graph, key=lambda code: (wanted[code], place[code]))
    return [ranked[place[code]] for code in order]


def uncovered(steps: Sequence[Step], needs: Sequence[str]) -> tuple[str, ...]:
    """Return the needs, in ledger order, that no step serves."""
    served = {need for step in steps for need in step.ranked.needs}
    return tuple(need for need in needs if need not in served)
