"""Catalogues as they were when plans were made with them: one file each, never written over."""

import io
import logging
import os
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Lock

from api.logs import log
from api.usecases.folders import make_folder

FOLDER = "catalogues"
"""Where they are, below the data home."""
_BEGINNING = (1980, 1, 1, 0, 0, 0)
_PACKED_ALREADY = ".npz"
_COUNTING, _TIMES = Lock(), Counter[str]()


def not_kept(why: str) -> None:
    """Tell on the log, and count, that a plan is made with a catalogue that is not kept."""
    with _COUNTING:
        _TIMES["not kept"] += 1
    log("catalogue not kept", logging.WARNING, why=why)


def num_not_kept() -> int:
    """Return how often this process made a plan with a catalogue that is not kept."""
    return _TIMES["not kept"]


def archive_of(catalogue: str, figures: str, ranker: str) -> str:
    """Return the name of the file that keeps the catalogue of these digests."""
    return sha256("\n".join((catalogue, figures, ranker)).encode()).hexdigest() + ".zip"


def num_without_catalogue(home: Path, made_with: Iterable[tuple[tuple[str, str, str], int]]) -> int:
    """Return how many plans were made with a catalogue that is not kept below the data home."""
    kept = home / FOLDER
    return sum(many for three, many in made_with if not (kept / archive_of(*three)).is_file())


def pack(folder: Path, names: Iterable[str]) -> bytes:
    """Return those files of a folder that are there as one; the same files are the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in sorted(set(names)):
            path = folder / name
            if path.is_file():
                is_packed = path.suffix == _PACKED_ALREADY
                how = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
                archive.writestr(zipfile.ZipInfo(name, _BEGINNING), path.read_bytes(), how)
    return made.getvalue()


def write_once(file: Path, content: bytes) -> None:
    """Write a file that is whole once it bears its name; one that is there stays as it is."""
    if file.exists():
        return
    make_folder(file.parent)
    descriptor, draft = tempfile.mkstemp(prefix=".draft-", dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        Path(draft).replace(file)
    finally:
        Path(draft).unlink(missing_ok=True)


@contextmanager
def unpacked(file: Path) -> Iterator[Path]:
    """Give a folder with what was packed, for as long as it is needed."""
    with tempfile.TemporaryDirectory() as made, zipfile.ZipFile(file) as archive:
        archive.extractall(made)
        yield Path(made)
