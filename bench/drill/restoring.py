"""A backup of a full database, restored: every table the same, and how long it takes."""

import argparse
import sys
import time
from collections.abc import Sequence

from api.usecases.upkeep import back_up, bring_back
from bench.drill.places import digests, multiply, new_ring, sqlite_place
from bench.drill.report import Line, end

_WITHIN = 60.0


def drill(households: int) -> list[Line]:
    """Fill, back up, restore, compare; on the embedded database."""
    with sqlite_place() as (folder, url):
        multiply(url, households, new_ring()[1])
        before, copy = digests(url), folder / "copy.backup"
        began = time.monotonic()
        written = back_up(url, copy)
        backed = time.monotonic() - began
        other = f"sqlite:///{folder / 'restored.db'}"
        began = time.monotonic()
        wrong = bring_back(other, copy)
        seconds = time.monotonic() - began
        is_same = digests(other) == before
    rows = sum(count for count, _ in before.values())
    size = f"{written.size / 1e6:.0f} MB"
    return [
        Line("backup", f"{households:,} households, {rows:,} rows", size, backed, True),
        Line(
            *("restore", f"{households:,} households, checked whole"),
            "all tables the same" if is_same and not wrong else f"differs: {wrong}",
            seconds,
            is_same and not wrong and seconds <= _WITHIN,
        ),
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the drill by itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=100_000)
    return end(drill(parser.parse_args(argv).households))


if __name__ == "__main__":
    sys.exit(main())
