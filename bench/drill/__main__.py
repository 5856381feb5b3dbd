"""All drills, at a size of 1 in full; `--keep FILE` puts the table with its date on a page."""

import argparse
import platform
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from api.clock import today
from bench.drill import kills, pushing, restoring, rotating, tampering
from bench.drill.kills import Plan
from bench.drill.report import Line, row, table
from bench.safety import last_place
from bench.safety.lines import of_canaries, of_files, of_fuzz, of_towns

BEGIN, END = "<!-- the table of the last full drill -->", "<!-- its end -->"
_CLIENTS = 16
_WRITES = 50_000


def lines_of(size: float) -> Iterator[Line]:
    """Run every drill at a size, 1 being all that was promised; yield what each found."""

    def many(full: int, least: int = 2) -> int:
        return max(least, round(full * size))

    def plan(full: int, writes: int) -> Plan:
        return Plan(many(full), many(writes), _CLIENTS)

    yield from tampering.drill(many(1_000))
    yield from rotating.drill(many(5_000))
    yield from restoring.drill(many(100_000))
    yield of_fuzz(many(50_000), in_full=size >= 1)
    yield from kills.sqlite(plan(200, _WRITES))
    yield from kills.postgresql(plan(100, _WRITES // 2), plan(20, _WRITES // 2))
    yield from pushing.drill(many(2_000), many(10))
    yield of_towns(many(23, 4))
    yield last_place.line(many(200, 20), many(500))
    yield of_files(many(10_000))
    yield of_canaries(many(1_000, 10))


def main(argv: Sequence[str] | None = None) -> int:
    """Run every drill and print one table; 1 where a promise was not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, default=None)
    parser.add_argument("--size", type=float, default=1.0, help="a share of all, as .02")
    told = parser.parse_args(argv)
    lines = []
    for line in lines_of(told.size):
        sys.stderr.write(row(line) + "\n")
        lines.append(line)
    text = table(lines)
    sys.stdout.write(text + "\n")
    if told.keep is not None and told.size >= 1:
        page = told.keep.read_text("utf-8")
        head, tail = page.split(BEGIN)[0], page.split(END)[1]
        when = f"Drilled on {today()}, {platform.machine()}, Python {platform.python_version()}."
        told.keep.write_text(f"{head}{BEGIN}\n{when}\n\n{text}\n{END}{tail}", "utf-8")
    return 0 if all(line.held for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
