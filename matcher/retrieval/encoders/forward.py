"""Run the model over many texts at once, so that no text's numbers hang on those beside it.

All rows of a batch are multiplied in tiles of one fixed height, the last filled up with zeros.
A library of matrix products may treat the rows of a tile differently by where they stand, in
a pattern that repeats: `step_of` measures after how many rows, and each text starts at such a
row. Attention and sums run text by text, and the rest number by number.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.retrieval.encoders import Vectors
from matcher.retrieval.encoders.weights import Model, Plain, unpacked

TILE = 192
_STEPS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96)  # each divides TILE
_CHUNK = 32  # rows that stay in the processor's nearest memory
_ONE, _HALF = np.float32(1), np.float32(0.5)
_ERROR = tuple(map(np.float32, (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)))
_ERROR_AT = np.float32(0.3275911 / np.sqrt(2))


@dataclass(frozen=True, slots=True)
class Block:
    """Texts of one length, one after the other, each with `span` rows to itself."""

    start: int
    num: int
    length: int
    span: int

    @property
    def end(self) -> int:
        """Return the row after the last."""
        return self.start + self.num * self.span

    def of(self, rows: Vectors) -> Vectors:
        """Return the texts' own rows as (texts, length, dimension)."""
        return rows[self.start : self.end].reshape(self.num, self.span, -1)[:, : self.length]


def step_of(matrices: Sequence[Vectors]) -> int:
    """Return after how many rows the products of a tile treat rows alike again, on this machine.

    TILE where no shorter pattern is found: then each text has its tiles to itself.
    """
    noise = np.random.default_rng(0)
    steps = [1]
    for matrix in matrices:
        row = noise.standard_normal((1, len(matrix)), dtype=np.float32)
        found = np.matmul(np.repeat(row, TILE, axis=0), matrix)
        steps.append(next((s for s in _STEPS if _repeats(found, s)), TILE))
    return max(steps) if all(max(steps) % step == 0 for step in steps) else TILE


def _repeats(rows: Vectors, step: int) -> bool:
    return all(np.array_equal(rows[at : at + step], rows[:step]) for at in range(0, TILE, step))


class Forward:
    """A model made ready to run; not for several threads at a time."""

    def __init__(self, model: Model) -> None:
        self._model = model
        first = model.layers[0]
        self.step = step_of([m[0] for m in (first.look, first.join, first.widen, first.narrow)])

    def vectors(self, texts: Sequence[Sequence[int]]) -> Vectors:
        """Return a vector of length 1 for each text, given as the numbers of its pieces."""
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        blocks = _blocks([len(texts[n]) for n in order], self.step)
        rows = self._first_rows([texts[n] for n in order], blocks)
        for layer in self._model.layers:
            seen = _attention(_times(rows, layer.look), blocks, self._model.heads)
            rows = self._normal(_times(seen, layer.join), rows, layer.joined)
            wide = _times(rows, layer.widen)
            for start in range(0, len(wide), _CHUNK):
                _gelu(wide[start : start + _CHUNK])
            rows = self._normal(_times(wide, layer.narrow), rows, layer.narrowed)
        means = [block.of(rows).mean(axis=1) for block in blocks]
        found = np.empty((len(texts), rows.shape[1]), np.float32)
        found[order] = [mean / np.sqrt((mean * mean).sum()) for mean in np.concatenate(means)]
        return found

    def _first_rows(self, texts: Sequence[Sequence[int]], blocks: Sequence[Block]) -> Vectors:
        height = -(-blocks[-1].end // TILE) * TILE
        rows = np.zeros((height, self._model.places.shape[1]), np.float32)
        place = 0
        for block in blocks:
            words = self._model.words[np.array(texts[place : place + block.num])]
            block.of(rows)[:] = unpacked(words) + self._model.places[: block.length]
            place += block.num
        return self._normal(rows, None, self._model.start)

    def _normal(self, rows: Vectors, beside: Vectors | None, by: Plain) -> Vectors:
        """Bring each row, with the one beside it, to mean 0 and variance 1, scaled and shifted."""
        if beside is not None:
            rows += beside
        rows -= rows.mean(axis=1, keepdims=True)
        spread = (rows * rows).mean(axis=1, keepdims=True)
        rows /= np.sqrt(spread + np.float32(self._model.epsilon))
        rows *= by[0]
        rows += by[1]
        return rows


def _blocks(lengths: Sequence[int], step: int) -> list[Block]:
    """Return where texts of rising lengths stand: each starts at a multiple of `step`."""
    blocks, start = [], 0
    for length in sorted(set(lengths)):
        block = Block(start, lengths.count(length), length, -(-length // step) * step)
        blocks.append(block)
        start = block.end
    return blocks


def _times(rows: Vectors, by: Plain) -> Vectors:
    matrix, added = by
    found = np.empty((len(rows), matrix.shape[1]), np.float32)
    for start in range(0, len(rows), TILE):
        np.matmul(rows[start : start + TILE], matrix, out=found[start : start + TILE])
    found += added
    return found


def _attention(looked: Vectors, blocks: Sequence[Block], heads: int) -> Vectors:
    """Return what each row takes from the rows of its own text."""
    size = looked.shape[1] // 3
    seen = np.zeros((len(looked), size), np.float32)
    for block in blocks:
        parts = block.of(looked).reshape(block.num, block.length, 3, heads, -1)
        asked, keys, values = (
            np.ascontiguousarray(parts[:, :, part].transpose(0, 2, 1, 3)) for part in range(3)
        )
        near = np.matmul(asked, keys.swapaxes(2, 3))
        near *= np.float32((size // heads) ** -0.5)
        near -= near.max(axis=3, keepdims=True)
        np.exp(near, out=near)
        near /= near.sum(axis=3, keepdims=True)
        taken = np.matmul(near, values).transpose(0, 2, 1, 3)
        block.of(seen)[:] = taken.reshape(block.num, block.length, size)
    return seen


def _gelu(rows: Vectors) -> None:
    """Replace x by x times the share of a normal distribution below x, to 4e-7.

    The error function by Abramowitz and Stegun, 7.1.26.
    """
    size = np.abs(rows)
    term = _ONE / (size * _ERROR_AT + _ONE)
    tail = term * _ERROR[0]
    for factor in _ERROR[1:]:
        tail += factor
        tail *= term
    np.multiply(rows, rows, out=term)
    term *= -_HALF
    tail *= np.exp(term, out=term)
    tail *= size
    tail *= _HALF
    np.maximum(rows, 0, out=rows)
    rows -= tail
