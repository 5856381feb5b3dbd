"""What a change of rules does to a population: per item, per group, and in money a month."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from matcher.population.moves import NOBODY, Move, Moves, Spots
from matcher.rules.blocks import Bools, Floats

NOTHING: Floats = np.empty(0)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many beneficiaries, and in how many households; of a household's item they are one."""

    beneficiaries: int = 0
    households: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """CNY a month for each of some beneficiaries, NaN where it is not known.

    `rough` of them rest on a rule that only says at least or about.
    """

    values: Floats = field(default_factory=lambda: NOTHING)
    rough: int = 0


@dataclass(frozen=True, slots=True)
class Cost:
    """CNY a month: what those who gain would draw, those who lose drew, the others more or less.

    `known` and `unknown` count the beneficiaries with and without an amount by the month.
    """

    gained: float = 0.0
    lost: float = 0.0
    changed: float = 0.0
    known: int = 0
    unknown: int = 0
    rough: int = 0

    @property
    def net(self) -> float | None:
        """Return what is paid out more a month (less: below 0), None where nothing is known."""
        return None if self.unknown and not self.known else self.gained - self.lost + self.changed


@dataclass(frozen=True, slots=True, eq=False)
class ItemShift:
    """What the change does to one item: how many move in which way, and who gains and loses.

    `gaining` and `losing` are places of households, rising.
    """

    code: str
    moves: Mapping[Move, Tally]
    cost: Cost
    gaining: tuple[int, ...]
    losing: tuple[int, ...]

    @property
    def is_felt(self) -> bool:
        """Say whether anybody moves, or is paid more or less than before."""
        moved = any(each.beneficiaries for move, each in self.moves.items() if move != Move.STAYS)
        return moved or self.cost.changed != 0


@dataclass(frozen=True, slots=True)
class GroupShift:
    """What the change does to a group of households; `key` is None for those of no group."""

    key: str | None
    households: int
    gaining: int
    losing: int
    opened: int
    closed: int
    cost: Cost


@dataclass(frozen=True, slots=True, eq=False)
class Shift:
    """What the change does in all; `gaining` and `losing` are households by their names.

    A household is counted as gaining where anybody in it gains any item; one may do both.
    """

    whole: GroupShift
    items: tuple[ItemShift, ...]
    towns: tuple[GroupShift, ...]
    categories: tuple[GroupShift, ...]
    names: Sequence[str]
    gaining: tuple[int, ...]
    losing: tuple[int, ...]
    people: int

    @property
    def felt(self) -> tuple[ItemShift, ...]:
        """Return the items that anybody feels, those with the most households moved first."""
        felt = [each for each in self.items if each.is_felt]
        return tuple(sorted(felt, key=lambda each: -len(each.gaining) - len(each.losing)))


MovesByCode = Mapping[str, Moves]
SumsByCode = Mapping[str, Mapping[Move, Sums]]
Groups = Iterable[tuple[str | None, Bools]]
PAID = (Move.GAIN, Move.LOSS, Move.STAYS)
"""The moves that have an amount: what is drawn newly, no longer, or more or less than before."""


class Counting:
    """Counts what moves and sums there are, for all households and for any group of them."""

    def __init__(self, num: int, moves: MovesByCode, sums: SumsByCode) -> None:
        self.num, self.moves, self.sums = num, moves, sums
        self._touched = {
            move: self._any(each.get(move, NOBODY) for each in moves.values())
            for move in (Move.GAIN, Move.LOSS, Move.OPENED, Move.CLOSED)
        }
        paid = [(code, move) for code in sums for move in PAID if move in sums[code]]
        self._money = {
            move: self._by_place((code, each) for code, each in paid if each is move)
            for move in PAID
        }
        self._known, self._unknown = (self._people(paid, known) for known in (True, False))
        self._rough = sum(sums[code][move].rough for code, move in paid)

    def item(self, code: str) -> ItemShift:
        """Return what happens to one item."""
        moves, sums = self.moves[code], self.sums.get(code, {})
        return ItemShift(
            code,
            {move: tally(spots) for move, spots in moves.items()},
            _cost(sums),
            _places(moves.get(Move.GAIN, NOBODY)),
            _places(moves.get(Move.LOSS, NOBODY)),
        )

    def group(self, key: str | None, who: Bools | None = None) -> GroupShift:
        """Return what happens to the households of a group, to all of them for no group."""
        chosen = np.ones(self.num, np.bool_) if who is None else who
        count = {move: int((touched & chosen).sum()) for move, touched in self._touched.items()}
        money = {move: float(values[chosen].sum()) for move, values in self._money.items()}
        return GroupShift(
            key,
            int(chosen.sum()),
            count[Move.GAIN],
            count[Move.LOSS],
            count[Move.OPENED],
            count[Move.CLOSED],
            Cost(
                round(money[Move.GAIN], 2),
                round(money[Move.LOSS], 2),
                round(money[Move.STAYS], 2),
                int(self._known[chosen].sum()),
                int(self._unknown[chosen].sum()),
                self._rough if who is None else 0,
            ),
        )

    def places(self, move: Move) -> tuple[int, ...]:
        """Return the households in which anybody moves so, of any item."""
        return tuple(int(place) for place in np.flatnonzero(self._touched[move]))

    def _any(self, spots: Iterable[Spots]) -> Bools:
        found = np.zeros(self.num, np.bool_)
        for each in spots:
            found[each[:, 0]] = True
        return found

    def _by_place(self, paid: Iterable[tuple[str, Move]]) -> Floats:
        found = np.zeros(self.num)
        for code, move in paid:
            values = np.nan_to_num(self.sums[code][move].values)
            found += np.bincount(self.moves[code][move][:, 0], values, minlength=self.num)
        return found

    def _people(self, paid: Iterable[tuple[str, Move]], known: bool) -> npt.NDArray[np.int64]:
        found = np.zeros(self.num, dtype=np.int64)
        for code, move in paid:
            chosen = np.isnan(self.sums[code][move].values) != known
            places = self.moves[code][move][chosen, 0]
            found += np.bincount(places, minlength=self.num)
        return found


def shift_of(
    moves: MovesByCode,
    sums: SumsByCode,
    names: Sequence[str],
    people: int,
    groups: tuple[Groups, Groups],
) -> Shift:
    """Return the shift of the moves and sums of each code, with `groups` by town and category."""
    counting = Counting(len(names), moves, sums)
    towns, categories = (tuple(counting.group(key, who) for key, who in each) for each in groups)
    return Shift(
        counting.group(None),
        tuple(counting.item(code) for code in moves),
        towns,
        categories,
        names,
        counting.places(Move.GAIN),
        counting.places(Move.LOSS),
        people,
    )


def tally(spots: Spots) -> Tally:
    """Return how many beneficiaries there are, in how many households."""
    return Tally(len(spots), len(np.unique(spots[:, 0])))


def _places(spots: Spots) -> tuple[int, ...]:
    return tuple(int(place) for place in np.unique(spots[:, 0]))


def _cost(sums: Mapping[Move, Sums]) -> Cost:
    money = {move: round(float(np.nansum(each.values)), 2) for move, each in sums.items()}
    unknown = sum(int(np.isnan(each.values).sum()) for each in sums.values())
    return Cost(
        money.get(Move.GAIN, 0.0),
        money.get(Move.LOSS, 0.0),
        money.get(Move.STAYS, 0.0),
        sum(len(each.values) for each in sums.values()) - unknown,
        unknown,
        sum(each.rough for each in sums.values()),
    )
