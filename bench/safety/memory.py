"""What a process and its children hold of memory at most, and use of the processor."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_EVERY = 0.02
_KIB = 1024


@dataclass(slots=True)
class Peak:
    """The most that was held at one moment, in bytes."""

    bytes: int = 0


@contextmanager
def watched(pid: int) -> Iterator[Peak]:
    """Watch a process and all below it until the block is left."""
    peak, over = Peak(), threading.Event()

    def watch() -> None:
        while not over.wait(_EVERY):
            peak.bytes = max(peak.bytes, held(pid))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def held(pid: int) -> int:
    """Return what a process and its children hold now, in bytes; 0 where it is gone."""
    total = 0
    with suppress(OSError, ValueError):
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
        told = next((line for line in status.splitlines() if line.startswith("VmRSS:")), "x 0")
        total = int(told.split()[1]) * _KIB
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += sum(held(int(child)) for child in (task / "children").read_text().split())
    return total


def processor(pid: int | str) -> float:
    """Return the processor seconds of a process and of its children that have ended."""
    told = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(") ")[2].split()
    return sum(int(each) for each in told[11:15]) / os.sysconf("SC_CLK_TCK")
