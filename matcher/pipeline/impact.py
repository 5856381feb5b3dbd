"""What a change of the catalogue changes: each household's verdicts before and after it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from matcher.eligibility.assess import assess
from matcher.needs import Household
from matcher.pipeline.assessor import Assessor
from matcher.values import Status

Move = tuple[Status | None, Status | None]
"""A verdict before and after; None where the item is not there."""


@dataclass(frozen=True, slots=True)
class ItemImpact:
    """One item's verdicts before and after, and whose changed.

    `households` is how many were looked at; `before` and `after` count beneficiaries (a
    household, or each of its members) by verdict, empty where the item is not there; `moves`
    gives for each change of verdict the ids of the households concerned, in input order, once
    for each beneficiary.
    """

    code: str
    households: int
    before: Mapping[Status, int]
    after: Mapping[Status, int]
    moves: Mapping[Move, tuple[str, ...]]

    def gained(self) -> tuple[str, ...]:
        """Return the households that come to be eligible, each once."""
        return self._moved(lambda move: move[1] is Status.ELIGIBLE)

    def lost(self) -> tuple[str, ...]:
        """Return the households in which somebody stops being eligible, each once."""
        return self._moved(lambda move: move[0] is Status.ELIGIBLE)

    def _moved(self, fits: Callable[[Move], bool]) -> tuple[str, ...]:
        found = (id_ for move, ids in self.moves.items() if fits(move) for id_ in ids)
        return tuple(dict.fromkeys(found))


def impact(
    before: Assessor,
    after: Assessor,
    households: Iterable[tuple[Household, date]],
    codes: Collection[str] | None = None,
) -> tuple[ItemImpact, ...]:
    """Return what changes between two catalogues for households, each on its day.

    Of every item with a verdict that changes, in the order of the later catalogue, then of the
    earlier; or of the given `codes`, changed or not. A household of another city's registration
    is judged by that city's items too.
    """
    tallies: dict[str, _Tally] = {}
    rows = tuple(households)
    for household, day in rows:
        was, now = _statuses(before, household, day, codes), _statuses(after, household, day, codes)
        for key in dict.fromkeys((*was, *now)):
            tally = tallies.setdefault(key[0], _Tally())
            tally.add(household.id, was.get(key), now.get(key))
    order = [c for c in dict.fromkeys((*_codes(after), *_codes(before))) if c in tallies]
    found = (tallies[code].impact(code, len(rows)) for code in order)
    return tuple(each for each in found if each.moves or codes is not None)


def _codes(assessor: Assessor) -> tuple[str, ...]:
    return (*assessor.catalogue.items, *assessor.catalogue.city_items)


def _statuses(
    assessor: Assessor, household: Household, day: date, codes: Collection[str] | None
) -> dict[tuple[str, str | None], Status]:
    book, seen = assessor.rules(day), assessor.view(household, day)
    rules = [rule for rule in book.items_for(seen) if codes is None or rule.code in codes]
    return {(v.code, v.member): v.status for v in assess(seen, rules, book)}


class _Tally:
    """Counts one item's verdicts while the households pass."""

    def __init__(self) -> None:
        self._counts: tuple[Counter[Status], Counter[Status]] = (Counter(), Counter())
        self._moves: dict[Move, list[str]] = {}

    def add(self, household: str, was: Status | None, now: Status | None) -> None:
        for counts, status in zip(self._counts, (was, now), strict=True):
            if status is not None:
                counts[status] += 1
        if was is not now:
            self._moves.setdefault((was, now), []).append(household)

    def impact(self, code: str, households: int) -> ItemImpact:
        moves = {move: tuple(ids) for move, ids in self._moves.items()}
        return ItemImpact(code, households, dict(self._counts[0]), dict(self._counts[1]), moves)
