"""An encoder of one's own choice from a folder on this machine: what it is, and its identity.

Beside the model's files the folder holds `encoder.json`: the words put before a text that asks
(`query`) and before one that is searched (`passage`), both may be empty; `pooling`, `mean` or
`cls`, of which only ONNX has need; and `max_tokens`, 512 where it is not said.
"""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from matcher.retrieval.encoders import EncoderUnavailableError, Kind, Vectors, settle
from matcher.retrieval.encoders.guard import guard

DESCRIPTION = "encoder.json"
POOLINGS = ("mean", "cls")


@dataclass(frozen=True, slots=True)
class Described:
    """What `encoder.json` says, and a hash of every file of the folder."""

    folder: Path
    query: str
    passage: str
    pooling: str
    max_tokens: int
    digest: str


def described(folder: Path) -> Described:
    """Return what stands in a model's folder; EncoderUnavailableError says what is wrong."""
    try:
        told = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EncoderUnavailableError(f"{folder / DESCRIPTION}: {error}") from None
    told = {"pooling": "mean", "max_tokens": 512, **(told if isinstance(told, dict) else {})}
    right = (
        set(told) == {"query", "passage", "pooling", "max_tokens"}
        and isinstance(told["query"], str)
        and isinstance(told["passage"], str)
        and told["pooling"] in POOLINGS
        and type(told["max_tokens"]) is int
        and told["max_tokens"] > 1
    )
    if not right:
        raise EncoderUnavailableError(
            f'{folder / DESCRIPTION}: {{"query": "…", "passage": "…", "pooling": "mean" | "cls", '
            '"max_tokens": 512}'
        )
    return Described(folder=folder, digest=_digest(folder), **told)


def _digest(folder: Path) -> str:
    """Return one hash of all files of a folder: with another file the vectors are others."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return whole.hexdigest()


class LocalEncoder(ABC):
    """What every encoder from a folder keeps: a text a time, guarded, of length 1, settled.

    One text a time, for in a batch the padding would touch a text's last bits.
    """

    kind: str
    modules: tuple[str, ...]

    def __init__(self, about: Described) -> None:
        """Load the model; EncoderUnavailableError where the folder does not hold one."""
        self._about = about
        try:
            self._load(about.folder)
            self.dimension = len(self._row(f"{about.query}a"))
        except Exception as error:  # each library has failures of its own
            raise EncoderUnavailableError(f"{about.folder}: {error}") from error
        self.name = f"{self.kind}/{about.digest[:24]}/guard-nfkc-256"

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        """Return one row a text; zeros where the model gives nothing that can be compared."""
        before = self._about.query if kind == "query" else self._about.passage
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for place, text in enumerate(texts):
            row = np.asarray(self._row(before + guard(text)), np.float64)
            length = float(np.sqrt((row * row).sum()))
            if np.isfinite(length) and length > 0:
                rows[place] = row / length
        return settle(rows)

    @abstractmethod
    def _load(self, folder: Path) -> None:
        """Make the model ready."""

    @abstractmethod
    def _row(self, text: str) -> Any:
        """Return the numbers of one text, prefix included."""
