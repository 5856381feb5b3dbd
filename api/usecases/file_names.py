"""The names that files of a catalogue may have: another one would be left unread without a word."""

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath

from matcher.errors import Fault, nearest
from matcher.reading.catalogue import FILES

_DATA = (".yaml", ".yml", ".json", ".jsonl", ".npz")
_CASES = re.compile(r"cases/[A-Z]{1,4}\d{2,5}\.yaml")


def misnamed(names: Iterable[str], known: Collection[str]) -> Iterator[Fault]:
    """Yield a fault for each file that looks like a catalogue's and has no name of one.

    `known` are the shipped names and the lists; a name ending in .yaml.txt is taken for .yaml.
    """
    allowed = {*known, *FILES}
    for name in names:
        path = PurePosixPath(name)
        looks = path.suffix.lower() in _DATA or name.removesuffix(".txt") in allowed
        if looks and name not in allowed and not _CASES.fullmatch(name):
            near = path.name if path.name in allowed else nearest(name, allowed)
            yield Fault("unknown_file", file=name, near=near)


def unused(names: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """Return the names of other files, such as notes, of which a catalogue makes no use."""
    allowed = {*known, *FILES}
    return tuple(n for n in names if n not in allowed and not _CASES.fullmatch(n))
