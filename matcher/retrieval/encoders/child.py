"""A process of our own that turns texts into vectors, asked through pipes; it may die alone."""

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from matcher.retrieval.encoders import Kind, Vectors

_START_SECONDS, _BATCH_SECONDS = 60.0, 240.0


class ChildDiedError(Exception):
    """The child ended, or did not answer in time and was ended."""


class Child:
    """One running process."""

    def __init__(self, script: Path, argument: str) -> None:
        """Start `script`; ChildDiedError where it does not say that it is ready."""
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(script), argument],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # One thread: two share the work by rows, and then other bits come out.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise ChildDiedError
        self._in, self._out = self._process.stdin, self._process.stdout.fileno()
        try:
            ready = self._line(_START_SECONDS) == b"ready\n"
        except ChildDiedError:
            ready = False
        if not ready:
            self.end()
            raise ChildDiedError

    def encode(self, texts: Sequence[str], kind: Kind, dimension: int) -> Vectors:
        """Return a row a text; ChildDiedError where the child crashes, hangs or lies."""
        request = json.dumps({"kind": kind, "texts": list(texts)})
        try:
            self._in.write(request.encode() + b"\n")
            self._in.flush()
        except OSError:
            raise ChildDiedError from None
        head = self._line(_BATCH_SECONDS).split()
        if head != [b"ok", b"%d" % len(texts), b"%d" % dimension]:
            raise ChildDiedError
        body = self._read(4 * dimension * len(texts), _BATCH_SECONDS)
        return np.frombuffer(body, "<f4").reshape(len(texts), dimension).astype(np.float32)

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
        parts = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(self._out, selectors.EVENT_READ)
            while len(parts) < size:
                if not selector.select(max(0.0, until - time.monotonic())):
                    raise ChildDiedError
                piece = os.read(self._out, size - len(parts))
                if not piece:
                    raise ChildDiedError
                parts += piece
        return bytes(parts)
