"""A tiny encoder that stands in where a test needs vectors and not meaning."""

import hashlib
from collections.abc import Sequence

import numpy as np

from matcher.retrieval.encoders import Kind, Vectors, settle
from matcher.retrieval.encoders.guard import guard


class FineHashEncoder:
    """Rows made of a text's hash, at full precision."""

    name = "hash/16"
    dimension = 16

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for place, text in enumerate(texts):
            if guard(text):
                digest = hashlib.sha256(f"{kind}\0{guard(text)}".encode()).digest()
                row = np.frombuffer(digest[: self.dimension], np.uint8) - np.float32(127.5)
                rows[place] = row / np.linalg.norm(row)
        return rows


class HashEncoder(FineHashEncoder):
    """The same rows in half precision, as the embedded encoder gives them."""

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        return settle(super().encode(texts, kind))


class SilentEncoder:
    """Must never be asked: whoever asks it has looked past the vectors that are known."""

    def __init__(self, name: str = HashEncoder.name, dimension: int = HashEncoder.dimension):
        self.name = name
        self.dimension = dimension

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        raise AssertionError(f"{self.name} was asked for {len(texts)} {kind} texts")
