"""Vectors kept by text hash: the catalogue's own are shipped, a ledger's are cached on disk."""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from matcher.errors import CatalogueError, Fault
from matcher.retrieval.encoders import Encoder, Kind, Vectors, settle
from matcher.retrieval.encoders.guard import guard

REMEMBERED = 20_000
"""So many vectors at most are kept in memory, beside those shipped."""


def text_key(text: str, kind: Kind) -> str:
    """Return the hash under which a text's vector is kept; the text itself is not."""
    return hashlib.sha256(f"{kind}\0{guard(text)}".encode()).hexdigest()[:32]


def read_shipped(path: Path, name: str) -> dict[str, Vectors]:
    """Return shipped vectors by key, none where the file is of another encoder or absent.

    CatalogueError where the file is damaged.
    """
    if not path.is_file():
        return {}
    try:
        with np.load(path, allow_pickle=False) as file:
            if str(file["encoder"]) != name:
                return {}
            rows = file["vectors"].astype(np.float32)
            return dict(zip((str(key) for key in file["keys"]), rows, strict=True))
    except (OSError, ValueError, KeyError, BadZipFile, EOFError):
        raise CatalogueError(Fault("bad_vectors", file=f"vectors/{path.name}")) from None


def write_shipped(path: Path, name: str, vectors: Mapping[str, Vectors]) -> None:
    """Write vectors by key, in half precision and sorted, so that the same give the same bytes."""
    keys = sorted(vectors)
    rows = np.array([vectors[key] for key in keys], np.float16)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(file, encoder=np.array(name), keys=np.array(keys), vectors=rows)


class CachedEncoder:
    """An encoder that asks `inner` only for texts it has not seen; `folder` None keeps no disk.

    To encode texts ahead is to ask for them here in one go: the `remembered` latest stay at hand.

    Each vector is a file of its own, named by hash and written whole or not at all, so that
    any number of processes may share the folder.
    """

    def __init__(
        self,
        inner: Encoder,
        folder: Path | None,
        shipped: Mapping[str, Vectors] | None = None,
        remembered: int = REMEMBERED,
    ) -> None:
        self._inner = inner
        self._folder = (
            folder / hashlib.sha256(inner.name.encode()).hexdigest()[:12] if folder else None
        )
        self._shipped = shipped or {}
        self._seen: dict[str, Vectors] = {}
        self._remembered = remembered

    @property
    def name(self) -> str:
        """Return the inner encoder's name: the vectors are the same."""
        return self._inner.name

    @property
    def dimension(self) -> int:
        """Return the inner encoder's dimension."""
        return self._inner.dimension

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        """Return one row a text, from memory, shipped file, disk or the inner encoder."""
        keys = [text_key(text, kind) for text in texts]
        found = {key: row for key in dict.fromkeys(keys) for row in self._known(key)}
        wanted = {key: t for key, t in zip(keys, texts, strict=True) if key not in found}
        if wanted:
            rows = settle(self._inner.encode(list(wanted.values()), kind))
            for key, row in zip(wanted, rows, strict=True):
                found[key] = row
                self._keep(key, row)
        return np.array([found[key] for key in keys], np.float32).reshape(-1, self.dimension)

    def _known(self, key: str) -> Iterator[Vectors]:
        """Yield the vector of a key, where there is one."""
        row = self._shipped.get(key)
        if row is None:
            row = self._seen.get(key)
        if row is None:
            row = self._read(key)
            if row is not None:
                self._remember(key, row)
        if row is not None:
            yield row

    def _remember(self, key: str, row: Vectors) -> None:
        """Keep a vector in memory; the earliest kept goes where there are too many."""
        self._seen[key] = row
        while len(self._seen) > self._remembered:
            self._seen.pop(next(iter(self._seen)), None)

    def _read(self, key: str) -> Vectors | None:
        if self._folder is None:
            return None
        try:
            row = np.fromfile(self._folder / key[:2] / key, "<f2")
        except OSError:
            return None
        return row.astype(np.float32) if row.size == self.dimension else None

    def _keep(self, key: str, row: Vectors) -> None:
        self._remember(key, row)
        if self._folder is None or not row.any():
            return
        place = self._folder / key[:2]
        try:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, draft = tempfile.mkstemp(dir=place)
            with os.fdopen(handle, "wb") as file:
                file.write(row.astype("<f2").tobytes())
            Path(draft).replace(place / key)
        except OSError:
            return  # a cache that cannot be written costs time, never a result
