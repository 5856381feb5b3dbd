"""Invented households as columns, drawn by chance from the vocabulary: for measuring and tests."""

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np

from matcher.facts import Fact, FactType, Value, Vocabulary
from matcher.population.batch import dtype_of, with_derived_columns
from matcher.rules.blocks import UNKNOWN_INT, Array, Block, Column
from matcher.rules.derive import Derived

_EPOCH = date(1970, 1, 1)
_MOST = 5_000.0  # of a number that the vocabulary leaves open
SIZES = {1: 0.25, 2: 0.3, 3: 0.25, 4: 0.12, 5: 0.06, 6: 0.02}
"""How many households have so many members: 2.5 on average."""


def invented_blocks(
    num: int,
    vocabulary: Vocabulary,
    derived: Iterable[Derived],
    day: date,
    rng: np.random.Generator,
    unknown: float = 0.15,
) -> tuple[Block, ...]:
    """Return `num` households with `unknown` of their facts unknown; no real person is in them."""
    derived = tuple(derived)
    names = {each.fact for each in derived}
    facts = [f for f in vocabulary.facts.values() if f.name not in names]
    counts = {size: round(num * share) for size, share in SIZES.items()}
    counts[1] += num - sum(counts.values())
    blocks, first = [], 0
    for size, count in counts.items():
        ours = [f for f in facts if f.of_household()]
        theirs = [f for f in facts if not f.of_household()]
        block = Block(
            np.arange(first, first + count, dtype=np.int64),
            size,
            {f.name: _drawn(f, (count,), day, rng, unknown) for f in ours},
            {f.name: _drawn(f, (size, count), day, rng, unknown) for f in theirs},
        )
        blocks.append(with_derived_columns(block, derived, day))
        first += count
    return tuple(blocks)


def _drawn(
    fact: Fact, shape: tuple[int, ...], day: date, rng: np.random.Generator, unknown: float
) -> Column:
    codes = _codes(fact)
    kind = dtype_of(fact, codes)
    hidden = rng.random(shape, dtype=np.float32) < unknown
    if codes is not None:
        values = rng.integers(1, len(codes) + 1, shape, dtype=kind)
        return Column(np.where(hidden, 0, values).astype(kind), codes)
    return Column(np.where(hidden, _nothing(kind), _numbers(fact, shape, day, rng)).astype(kind))


def _codes(fact: Fact) -> Mapping[Value, int] | None:
    if fact.type is FactType.BOOL:
        return {False: 1, True: 2}
    if fact.values is not None:
        return {value: code for code, value in enumerate(fact.values, start=1)}
    if fact.type in (FactType.TEXT, FactType.TOWN, FactType.CITY):
        return {f"invented {n}": n for n in range(1, 24)}
    return None


def _numbers(fact: Fact, shape: tuple[int, ...], day: date, rng: np.random.Generator) -> Array:
    if fact.type is FactType.DATE:
        return (day - _EPOCH).days - rng.integers(0, 36_000, shape)
    low = max(fact.low or 0.0, -1.0)
    high = min(_MOST if fact.high is None else fact.high, _MOST)
    if fact.type is FactType.INTEGER:
        return rng.integers(int(low), int(high) + 1, shape)
    return np.round(rng.uniform(low, high, shape), 1)


def _nothing(kind: np.dtype[np.generic]) -> float:
    return np.nan if kind.kind == "f" else UNKNOWN_INT[kind]
