"""Households as columns: facts coded, blocks by the number of members, derived facts filled in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.facts import Fact, FactType, Level, Value, Vocabulary
from matcher.needs import Household
from matcher.rules.blocks import UNKNOWN_INT, Array, Block, Column
from matcher.rules.column_terms import numbers_of
from matcher.rules.columns import Sheet
from matcher.rules.derive import PARTS, Derived
from matcher.rules.nodes import Nodes

_EPOCH = date(1970, 1, 1).toordinal()
_CODED = (FactType.CHOICE, FactType.BOOL, FactType.TEXT, FactType.TOWN, FactType.CITY)
Codes = Mapping[Value, int]
Rows = Sequence[Mapping[str, Value]]


def blocks_of(
    households: Sequence[Household],
    vocabulary: Vocabulary,
    derived: Iterable[Derived],
    day: date,
) -> tuple[Block, ...]:
    """Return the households as blocks on a day, derived facts included; none of them is changed.

    A block holds those with one number of members, in their order; `places` leads back.
    """
    by_size: dict[int, list[int]] = {}
    for place, household in enumerate(households):
        by_size.setdefault(len(household.members), []).append(place)
    codes = codes_of(households, vocabulary)
    return tuple(
        with_derived_columns(_block(size, places, households, vocabulary, codes), derived, day)
        for size, places in sorted(by_size.items())
    )


def codes_of(households: Iterable[Household], vocabulary: Vocabulary) -> dict[str, Codes]:
    """Return the code of each value of each coded fact; free words in the order they are met."""
    open_words: dict[str, dict[Value, int]] = {}
    found: dict[str, Codes] = {}
    for name, fact in vocabulary.facts.items():
        if fact.type is FactType.BOOL:
            found[name] = {False: 1, True: 2}
        elif fact.values is not None:
            found[name] = {value: code for code, value in enumerate(fact.values, start=1)}
        elif fact.type in _CODED:
            found[name] = open_words[name] = {}
    for household in households:
        for facts in (household.facts, *(member.facts for member in household.members)):
            for name in open_words.keys() & facts.keys():
                open_words[name].setdefault(facts[name], len(open_words[name]) + 1)
    return found


def _block(
    size: int,
    places: Sequence[int],
    households: Sequence[Household],
    vocabulary: Vocabulary,
    codes: Mapping[str, Codes],
) -> Block:
    own = [households[place].facts for place in places]
    members = [[households[place].members[slot].facts for place in places] for slot in range(size)]
    return Block(
        np.array(places, dtype=np.int64),
        size,
        _columns(own, vocabulary, codes),
        _member_columns(own, members, vocabulary, codes),
    )


def _columns(rows: Rows, vocabulary: Vocabulary, codes: Mapping[str, Codes]) -> dict[str, Column]:
    """Return a column for each fact that any of the rows knows."""
    known = sorted({name for row in rows for name in row})
    return {
        name: _column(vocabulary.facts[name], [row.get(name) for row in rows], codes.get(name))
        for name in known
    }


def _member_columns(
    own: Rows, members: Sequence[Rows], vocabulary: Vocabulary, codes: Mapping[str, Codes]
) -> dict[str, Column]:
    """Return the members' columns; a fact of both levels is the member's, else the household's."""
    known = sorted({name for rows in members for row in rows for name in row})
    columns = {}
    for name in known:
        fact = vocabulary.facts[name]
        shared = [row.get(name) if fact.of_household() else None for row in own]
        slots = [
            _column(
                fact,
                [row.get(name, ours) for row, ours in zip(rows, shared, strict=True)],
                codes.get(name),
            )
            for rows in members
        ]
        columns[name] = Column(np.stack([slot.values for slot in slots]), codes.get(name))
    return columns


def _column(fact: Fact, values: Sequence[Value | None], codes: Codes | None) -> Column:
    kind = dtype_of(fact, codes)
    if codes is not None:
        return Column(np.array([0 if v is None else codes[v] for v in values], kind), codes)
    if fact.type is FactType.DATE:
        return Column(_numbers(values, kind, lambda day: day.toordinal() - _EPOCH))
    return Column(_numbers(values, kind, float if kind.kind == "f" else int))


def _numbers(
    values: Sequence[Value | None], kind: np.dtype[Any], read: Callable[[Any], float]
) -> Array:
    unknown = np.nan if kind.kind == "f" else UNKNOWN_INT[kind]
    return np.array([unknown if value is None else read(value) for value in values], kind)


def dtype_of(fact: Fact, codes: Codes | None) -> np.dtype[Any]:
    """Return the narrowest type that holds a fact's values and its unknown."""
    if codes is not None:
        few, some = len(codes) < 2**8, len(codes) < 2**16
        return np.dtype(np.uint8 if few else np.uint16 if some else np.uint32)
    if fact.type is FactType.DATE:
        return np.dtype(np.int32)
    if fact.type is not FactType.INTEGER or fact.low is None or fact.high is None:
        return np.dtype(np.float64)
    return _narrowest(fact.low, fact.high)


def _narrowest(low: float, high: float) -> np.dtype[Any]:
    """Return the narrowest type of whole numbers from `low` to `high`, its unknown beside them."""
    for kind in UNKNOWN_INT:
        info: np.iinfo[Any] = np.iinfo(kind)
        if info.min <= low and high < info.max:
            return kind
    return np.dtype(np.float64)


def with_derived_columns(block: Block, derived: Iterable[Derived], day: date) -> Block:
    """Return the block with each derived fact computed where it is not given."""
    for each in derived:
        if each.level is Level.HOUSEHOLD:
            found = _filled(block, each, day, False, block.household.get(each.fact))
            column = _column_of(found, each)
            block = replace(block, household={**block.household, each.fact: column})
        elif block.slots:
            given = block.member.get(each.fact)
            stacked = _column_of(_filled(block, each, day, True, given), each)
            block = replace(block, member={**block.member, each.fact: stacked})
    return block


def _filled(
    block: Block, each: Derived, day: date, of_member: bool, given: Column | None
) -> npt.NDArray[np.float64]:
    rows = slice(0, len(block))
    sheet = Sheet(Nodes(), block, rows, day)
    values, known = numbers_of(each.term, of_member, sheet)
    found = np.where(known, values, np.nan)
    if not each.whole:
        found = np.floor(found * PARTS + 0.5) / PARTS
    if of_member:
        found = np.broadcast_to(found, (block.slots, len(block)))
    if given is not None:
        found = np.where(given.known(rows), given.at(rows).astype(np.float64), found)
    return found


def _column_of(values: npt.NDArray[np.float64], each: Derived) -> Column:
    """Return numbers, NaN for unknown, as a column; whole ones in a type that just holds them."""
    if not each.whole:
        return Column(values)
    unknown = np.isnan(values)
    whole = np.trunc(values)
    filled = np.where(unknown, 0, whole)
    kind = _narrowest(filled.min(initial=0), filled.max(initial=0))
    if kind not in UNKNOWN_INT:
        return Column(whole)
    return Column(np.where(unknown, UNKNOWN_INT[kind], filled).astype(kind))
