"""Read an uploaded file in a process of its own: whatever it does, this one lives.

The file reaches the child without touching a disk where the system allows it, the child sees
nothing of our environment, and both what it may use and what it may say are limited.
"""

import io
import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath
from typing import IO, Any

from api.sheets.books import Book, Row, Sheet
from api.sheets.refusals import Note, RefusedFile, is_note, is_reason
from api.sheets.wire import Limits, from_wire

_ROOT = Path(__file__).resolve().parents[2]
_PIECE = 1 << 20
_SUFFIXES = {"xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"), "xls": (".xls", ".xlt", ".et")}
_TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
_TOO_SLOW = "too_slow"


def read_book(data: bytes, name: str = "", limits: Limits | None = None) -> Book | RefusedFile:
    """Return what stands in an xlsx, xls or csv file, or why it is refused; no file raises.

    What it is is told by its content; `name` only serves to note that its ending says otherwise.
    """
    limits = limits or Limits()
    if not data.strip():
        return RefusedFile("empty_file")
    if len(data) > limits.size:
        return RefusedFile("too_large", f"{len(data) / (1 << 20):.0f} MiB")
    lines, failure = _ask_child(data, limits)
    told = _heard(lines)
    if isinstance(told, RefusedFile):
        return told
    if failure or told is None:
        return RefusedFile(failure or "broke_reader")
    if not any(sheet.rows for sheet in told.sheets):
        return RefusedFile("no_rows")
    return _with_extension(told, name)


def _ask_child(data: bytes, limits: Limits) -> tuple[Iterable[bytes], str]:
    """Return the child's lines, and the reason why there are no more where it failed."""
    with _handed(data) as handed:
        process = subprocess.Popen(
            [sys.executable, "-s", "-B", "-m", "api.sheets.child", json.dumps(asdict(limits))],
            stdin=handed,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8"},
        )
    try:
        said, failure = _listen(process, limits)
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
    if not failure and process.returncode:
        failure = "broke_reader"
    return io.BytesIO(said), failure


def _handed(data: bytes) -> Any:
    """Return a file of its own that holds `data`, in memory where the system has such files."""
    file: IO[bytes]
    if hasattr(os, "memfd_create"):
        file = os.fdopen(os.memfd_create("sheet", os.MFD_CLOEXEC), "w+b")
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - without a name; closed by the caller
    file.write(data)
    file.flush()
    file.seek(0)
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    return closing(file)


def _listen(process: "subprocess.Popen[bytes]", limits: Limits) -> tuple[bytearray, str]:
    """Return all that the child said until it ended, or until it had to be ended, and why."""
    if process.stdout is None:
        return bytearray(), "broke_reader"
    until, said = time.monotonic() + limits.seconds, bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while len(said) <= limits.answer:
            if not selector.select(max(0.0, until - time.monotonic())):
                return said, _TOO_SLOW
            piece = os.read(process.stdout.fileno(), _PIECE)
            if not piece:
                return said, _ended(process, until)
            said += piece
    return said, "too_big"


def _ended(process: "subprocess.Popen[bytes]", until: float) -> str:
    try:
        process.wait(max(0.1, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        return _TOO_SLOW
    return ""


@dataclass(slots=True)
class _Heard:
    """What the child has said so far."""

    kind: str = ""
    notes: list[Note] = field(default_factory=list)
    sheets: list[tuple[str, int, list[Row]]] = field(default_factory=list)
    is_whole: bool = False
    refused: RefusedFile | None = None

    def take(self, told: Any) -> None:
        if isinstance(told, list):
            number, cells = told
            self.sheets[-1][2].append(Row(int(number), tuple(from_wire(c) for c in cells)))
        elif "sheet" in told:
            self.sheets.append((str(told["sheet"]), int(told["left"]), []))
        elif "note" in told and is_note(told["note"]):
            self.notes.append(Note(told["note"], str(told["value"])))
        elif "refused" in told and is_reason(told["refused"]):
            self.refused = RefusedFile(told["refused"], str(told["value"]))
        else:
            self.kind = str(told.get("file", self.kind))
            self.is_whole = self.is_whole or "end" in told


def _heard(lines: Iterable[bytes]) -> Book | RefusedFile | None:
    """Return the book that the lines tell of, the refusal, or None where they break off."""
    heard = _Heard()
    try:
        for line in lines:
            if line.strip():
                heard.take(json.loads(line))
    except (ValueError, TypeError, IndexError, KeyError, AttributeError):
        return heard.refused
    if heard.refused is not None or not heard.is_whole:
        return heard.refused
    sheets = tuple(Sheet(name, tuple(rows), left) for name, left, rows in heard.sheets)
    return Book(heard.kind, sheets, tuple(heard.notes))


def _with_extension(book: Book, name: str) -> Book:
    suffix = PurePath(name.replace("\\", "/")).suffix.lower() if name else ""
    if not suffix or suffix in _SUFFIXES.get(book.kind, _TEXT_SUFFIXES):
        return book
    return Book(book.kind, book.sheets, (*book.notes, Note("extension", book.kind)))
