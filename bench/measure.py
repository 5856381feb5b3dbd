"""Measure what work costs: seconds by the clock, CPU seconds, and the memory of processes."""

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

_PROC = Path("/proc")
_LOOK_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock and CPU seconds, all threads together."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Run:
    """What a command cost, children that it waited for included.

    `peak` is the most memory the process itself held, `peak_all` that of it and its children,
    in MiB; 0 where the system does not tell.
    """

    spent: Spent
    peak: float
    peak_all: float


def spend(work: Callable[[], object]) -> Spent:
    """Return what one call costs in this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


def run(command: Sequence[str], folder: Path, settings: Mapping[str, str] | None = None) -> Run:
    """Run a command in `folder` to its end and return what it cost; it must succeed.

    `settings` are set in its environment beside those of this process.
    """
    environment = {**os.environ, **(settings or {})}
    highest: dict[int, float] = {}
    before, start = _children_cpu(), time.perf_counter()
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=told, stderr=subprocess.STDOUT
        )
        while process.poll() is None:
            _look(process.pid, highest)
            time.sleep(_LOOK_SECONDS)
        wall = time.perf_counter() - start
        told.seek(0)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)}: {told.read().decode(errors='replace')}")
    spent = Spent(wall, _children_cpu() - before)
    return Run(spent, highest.get(process.pid, 0.0), sum(highest.values()))


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _look(pid: int, highest: dict[int, float]) -> None:
    """Note the high-water mark of a process and its children, in MiB.

    The last look counts, for until a child starts its own programme it shows its parent's mark.
    `ru_maxrss` would not do: it starts from what the parent held.
    """
    try:
        children = (_PROC / f"{pid}/task/{pid}/children").read_text().split()
        for each in (pid, *map(int, children)):
            lines = (_PROC / f"{each}/status").read_text().splitlines()
            marks = [line.split()[1] for line in lines if line.startswith("VmHWM")]
            highest.update((each, int(mark) / 1024) for mark in marks)
    except OSError:
        return  # it has just ended, or the system has no /proc


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return median(values)


def ninetieth(values: Sequence[float]) -> float:
    """Return the value that nine in ten do not pass."""
    return quantiles(values, n=10)[-1]
