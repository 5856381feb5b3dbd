"""The installed catalogues: a folder each, and one small file that says which is in force.

The file names the catalogue in force on its first line and those that were before it on the
following ones, the latest first. It is replaced whole, so a switch is one step.
"""

import logging
import os
import shutil
import time
from functools import cache
from pathlib import Path

POINTER = "current"
SHIPPED = "shipped"
"""The name of the catalogue that comes with the product."""

_LONGEST_HISTORY = 100
_STALE = 3600
"""Seconds after which what an install left behind is nobody's any more."""

_LOG = logging.getLogger("xingfu")
_GARBLED = (
    "%s 坏了，看不出在用哪一份目录，先用随产品附带的；"
    "请运行 xingfu catalog list 看有哪些，再运行 xingfu catalog use 名称\n"
    "it is garbled which catalogue is in force, so the shipped one is used; "
    "to mend it: xingfu catalog list, then xingfu catalog use NAME"
)


def in_force(home: Path) -> Path | None:
    """Return the folder of the installed catalogue in force, None where it is the shipped one.

    A pointer that names none is told of, once, with its cure: the shipped one is then used.
    """
    if is_garbled(home):
        _tell_garbled(home / POINTER)
    name = (history(home) or (SHIPPED,))[0]
    return None if name == SHIPPED else home / name


@cache
def _tell_garbled(pointer: Path) -> None:
    _LOG.warning(_GARBLED, pointer)


def is_garbled(home: Path) -> bool:
    """Say whether the file that names the catalogue in force is there and names none."""
    try:
        return not _named((home / POINTER).read_bytes())
    except OSError:
        return False


def history(home: Path) -> tuple[str, ...]:
    """Return the name in force and those before it, the latest first; empty: never switched."""
    try:
        return _named((home / POINTER).read_bytes())
    except OSError:
        return ()


def _named(content: bytes) -> tuple[str, ...]:
    """Return the names in a pointer, none where the first is not one: nobody knows then."""
    try:
        lines = content.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        return ()
    good = tuple(line for line in lines if line.strip(".") and Path(line).name == line)
    return good if lines and good[:1] == (lines[0],) else ()


def names(home: Path) -> tuple[str, ...]:
    """Return the names of the installed catalogues, sorted."""
    if not home.is_dir():
        return ()
    folders = (path for path in home.iterdir() if path.is_dir() and path.name[0] != ".")
    return tuple(sorted(path.name for path in folders))


def switch(home: Path, name: str) -> None:
    """Put a catalogue in force; the one before it stays at hand for `undo`."""
    before = history(home) or (SHIPPED,)
    if before[0] != name:
        _write(home, (name, *before))


def undo(home: Path) -> str | None:
    """Put the catalogue before in force again and return its name, None where there is none."""
    _, *before = history(home) or (SHIPPED,)
    if not before:
        return None
    _write(home, tuple(before))
    return before[0]


def sweep(home: Path) -> None:
    """Remove what installs that were interrupted left behind; what may be going on stays."""
    left = [*home.glob(".draft-*"), *home.glob(f".{POINTER}.*")]
    for path in left:
        if time.time() - path.stat().st_mtime > _STALE:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _write(home: Path, lines: tuple[str, ...]) -> None:
    home.mkdir(parents=True, exist_ok=True)
    draft = home / f".{POINTER}.{os.getpid()}"
    draft.write_text("".join(f"{x}\n" for x in lines[:_LONGEST_HISTORY]), encoding="utf-8")
    draft.replace(home / POINTER)
