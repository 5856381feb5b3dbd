"""What a change costs a month: the amount of each beneficiary who moves, before and after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.eligibility.payable import first_count, with_count
from matcher.eligibility.rulebook import Rulebook
from matcher.offerings import Catalogue, rivals_of
from matcher.population.moves import HOUSEHOLD, Move, Spots
from matcher.population.people import Population, reckoned
from matcher.population.shifts import MovesByCode, Sums, SumsByCode
from matcher.rules.blocks import Bools, Floats
from matcher.rules.columns import ColumnProgram, unpacked
from matcher.rules.tree import Condition, Term

PAID_OUT = ("cash", "subsidy", "insurance")
"""The forms that put money into the family's hands: no loan, wage, waiver, goods or service."""
_MONTHS = {"month": 1, "year": 12}


@dataclass(frozen=True)
class Side:
    """The rules before or after a change, and the households as these see them."""

    catalogue: Catalogue
    book: Rulebook
    population: Population
    day: date

    @cached_property
    def items(self) -> Mapping[str, tuple[str, tuple[str, ...]]]:
        """Return the form of each item of whichever city, and what cannot be had beside it."""
        listed = {**self.catalogue.items, **self.catalogue.city_items}
        rivals = rivals_of(listed)
        return {code: (item.form, rivals[code]) for code, item in listed.items()}

    def pays(self, code: str) -> bool:
        """Say whether an item puts money into the family's hands."""
        return self.items.get(code, ("", ()))[0] in PAID_OUT

    def sums(self, code: str, spots: Spots) -> Sums:
        """Return what an item pays each beneficiary a month, as the amounts of a plan have it.

        A sum a year counts by the month, one paid once does not; where the rule gives a range,
        its lower end. NaN where a fact that the formula needs is not known, or where it comes
        to nothing: then the office works the sum out.
        """
        pays = self.book.pays.get(code)
        if pays is None or pays.per not in _MONTHS or pays.least is None:
            return Sums(np.full(len(spots), np.nan))
        low, high = self._at(pays.least, spots), self._at(pays.most, spots)
        values = np.where((low > 0) & ~(high <= 0), low / _MONTHS[pays.per], np.nan)
        is_rough = pays.about or pays.most is not pays.least
        return Sums(values, int((~np.isnan(values)).sum()) if is_rough else 0)

    def _at(self, term: Term | None, spots: Spots) -> Floats:
        if term is None:
            return np.full(len(spots), np.inf)
        part = first_count(term)
        if part is None:
            return np.round(reckoned(self.population, term, spots, self.day), 2)
        found, heads = np.full(len(spots), np.nan), self._known_to_be(part)[spots[:, 0]]
        for number in np.unique(heads):
            rows = heads == number
            found[rows] = self._at(with_count(term, part, float(number)), spots[rows])
        return found

    def _known_to_be(self, part: Condition) -> npt.NDArray[np.intp]:
        """Return of how many members of each household a condition is known to be true."""
        heads = np.zeros(len(self.population), np.intp)
        program = ColumnProgram({"": (part, True)})
        for stretch in program.run(self.population.blocks, self.day):
            places = stretch.block.places[stretch.rows]
            heads[places] += unpacked(stretch.masks[""].true, len(places)).sum(axis=0)
        return heads


def sums_of(moves: MovesByCode, before: Side, after: Side) -> SumsByCode:
    """Return the sums of those who gain, who lose, and who are paid more or less than before.

    Of items that exclude each other a person counts for the dearest alone (of counterparts for
    that of the city of registration), and for none that excludes what is held.
    """
    found: dict[str, dict[Move, Sums]] = {code: {} for code in moves}
    for move, side in ((Move.GAIN, after), (Move.LOSS, before)):
        spots = {code: each[move] for code, each in moves.items() if side.pays(code)}
        sums = {code: side.sums(code, each) for code, each in spots.items()}
        _put(found, move, sums, _once(sums, spots, side))
    _put(found, Move.STAYS, *_differences(moves, before, after))
    return found


_Counted = Mapping[str, Bools]


def _put(
    found: dict[str, dict[Move, Sums]], move: Move, sums: Mapping[str, Sums], counted: _Counted
) -> None:
    """Add the sums of a move; what is counted elsewhere costs nothing here."""
    for code, each in sums.items():
        values = np.where(counted[code] | np.isnan(each.values), each.values, 0.0)
        found[code][move] = replace(each, values=values)


def _differences(moves: MovesByCode, before: Side, after: Side) -> tuple[dict[str, Sums], _Counted]:
    """Return how much more is paid to those who stay, of the items that pay otherwise."""
    spots = {
        code: each[Move.STAYS]
        for code, each in moves.items()
        if before.pays(code) and before.book.pays.get(code) != after.book.pays.get(code)
    }
    old, new = (
        {code: side.sums(code, each) for code, each in spots.items()} for side in (before, after)
    )
    sums = {
        code: Sums(new[code].values - old[code].values, max(old[code].rough, new[code].rough))
        for code in spots
    }
    return sums, _once(new, spots, after)


def _once(sums: Mapping[str, Sums], spots: Mapping[str, Spots], side: Side) -> _Counted:
    """Return which sums count: not those that exclude a dearer one, or what is held.

    What is held itself comes first of all.
    """
    counted = {code: np.ones(len(each), np.bool_) for code, each in spots.items()}
    taken = _held_at(spots.values(), side.population)
    paid = [
        (code in side.book.items, -float(sums[code].values[row]), int(place), int(slot), code, row)
        for code, each in spots.items()
        for row, (place, slot) in enumerate(each)
        if sums[code].values[row] > 0
    ]
    for _, _, place, slot, code, row in sorted(paid):
        ours = taken[place]
        counted[code][row] = not _clashes(code, slot, ours, side)
        if counted[code][row]:
            ours.append((code, slot))
    return counted


def _held_at(spots: Iterable[Spots], population: Population) -> dict[int, list[tuple[str, int]]]:
    """Return what the households of the given spots hold, by their place."""
    found: dict[int, list[tuple[str, int]]] = {
        int(place): [] for each in spots for place in each[:, 0]
    }
    for code, held in population.held.items():
        for place, slot in held:
            if int(place) in found:
                found[int(place)].append((code, int(slot)))
    return found


def _clashes(code: str, slot: int, taken: Sequence[tuple[str, int]], side: Side) -> bool:
    """Say whether an item excludes another for the same person; one that is held itself stays."""
    ours = [other for other, whose in taken if whose == slot or HOUSEHOLD in (whose, slot)]
    return code not in ours and any(other in side.items[code][1] for other in ours)
