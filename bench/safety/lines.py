"""The drills of safety, each as a line of the table: in full, or a part of it."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.drill.report import Line
from bench.safety import canaries, files, fuzz, towns
from bench.safety.running import City, running
from tests.sheets.damaging import SEED

_GIB = 1 << 30
_MIB = 1 << 20
_SEED = 20260601


@contextmanager
def _city(**more: str) -> Iterator[City]:
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), **more) as city:
        yield city


def of_fuzz(requests: int, *, in_full: bool = True) -> Line:
    """Send requests by chance."""
    began = time.monotonic()
    with _city() as city:
        found = fuzz.drill(city, requests, _SEED, in_full=in_full)
    fuzz.print_found(found)
    told = f"{len(found.wrong)} wrong, seed {found.seed}, {found.seconds:,.0f} s of processor"
    done = f"{found.total:,} requests, {len(found.accepted)} operations, 4 roles"
    held = not found.wrong and found.is_alive
    return Line("requests by chance", done, told, time.monotonic() - began, held)


def of_files(mutated: int) -> Line:
    """Send bad files."""
    began = time.monotonic()
    with _city() as city:
        found = files.drill(city, mutated, SEED)
    files.print_found(found, SEED)
    told = f"{len(found.wrong)} wrong, service and child within {found.peak / _MIB:,.0f} MiB"
    done = f"{sum(found.outcomes.values()):,} bad files through the upload"
    held = not found.wrong and found.is_alive and found.peak < _GIB
    return Line("files", done, told, time.monotonic() - began, held)


def of_towns(most: int) -> Line:
    """Try every operation with ids of another town, for all pairs of so many towns."""
    began = time.monotonic()
    with _city() as city:
        found = towns.of_pairs(city, most)
    towns.print_found(found)
    wrong = len(found.wrong) + len(towns.unheard(found))
    done = f"{sum(found.tried.values()):,} attacks on {len(found.tried)} operations, {most} towns"
    told = f"{wrong} let in, shown or not audited"
    return Line("towns", done, told, time.monotonic() - began, not wrong)


def of_canaries(families: int) -> Line:
    """Search what the service leaves behind for invented families, for each way of its log."""
    began, hits, size = time.monotonic(), 0, 0
    for way, more in canaries.WAYS.items():
        with _city(**more) as city:
            found = canaries.drill(city, families if way == "json" else families // 10)
        canaries.print_found(found, way)
        hits += sum(found.hits.values()) + len(found.broken)
        size += sum(found.searched.values())
    done = f"{families:,} families, {size / _MIB:,.0f} MiB searched in {len(found.searched)} places"
    return Line("canaries", done, f"{hits} found", time.monotonic() - began, not hits)
