"""The installed catalogues: a folder each, and one small file that says which is in force.

The file names the catalogue in force on its first line and those that were before it on the
following ones, the latest first. It is replaced whole, so a switch is one step.
"""

import os
from pathlib import Path

POINTER = "current"
SHIPPED = "shipped"
"""The name of the catalogue that comes with the product."""

_LONGEST_HISTORY = 100


def in_force(home: Path) -> Path | None:
    """Return the folder of the installed catalogue in force, None where it is the shipped one."""
    name = (history(home) or (SHIPPED,))[0]
    return None if name == SHIPPED else home / name


def history(home: Path) -> tuple[str, ...]:
    """Return the name in force and those before it, the latest first; empty: never switched."""
    try:
        lines = (home / POINTER).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ()
    return tuple(line for line in lines if line and Path(line).name == line)


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


def _write(home: Path, lines: tuple[str, ...]) -> None:
    home.mkdir(parents=True, exist_ok=True)
    draft = home / f".{POINTER}.{os.getpid()}"
    draft.write_text("".join(f"{x}\n" for x in lines[:_LONGEST_HISTORY]), encoding="utf-8")
    draft.replace(home / POINTER)
