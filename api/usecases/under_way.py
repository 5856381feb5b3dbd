"""Imports that are being taken or taken back at this moment, by this program: one at a time each.

Whoever comes meanwhile is told so. A program that was killed leaves nothing behind here, and two
programs on one database double nothing: households carry their places in the file.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from api.usecases.examining import ImportRefusedError
from matcher.wording import Bilingual

_BUSY = Bilingual(
    "这份文件正在导入或撤回；进度见这次导入的 counts.stored，稍后再看",
    "this file is being taken or taken back right now: counts.stored of this import tells how "
    "far it is; look again in a moment",
)
_lock = threading.Lock()
_ids: set[str] = set()


@contextmanager
def alone_with(id: str) -> Iterator[None]:
    """Keep everybody else from taking an import, or taking it back, until this ends."""
    with _lock:
        if id in _ids:
            raise ImportRefusedError("conflict", _BUSY, wait=5)
        _ids.add(id)
    try:
        yield
    finally:
        with _lock:
            _ids.discard(id)
