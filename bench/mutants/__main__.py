"""`python -m bench.mutants [rules] [figures] [source [NUMBER]]`: plant faults, count the caught."""

import sys
from collections.abc import Callable
from functools import partial

from rich.console import Console

from bench.mutants import figures, rules, source
from bench.mutants.tally import Outcome, share, show

GOAL = 0.95


def main(words: list[str]) -> int:
    """Plant the faults of the named kinds, of all where none is named, and print the tally.

    Return 1 where less than the goal is caught.
    """
    console, outcomes = Console(), list[Outcome]()
    num = next((int(word) for word in words if word.isdecimal()), source.NUM)
    kinds: dict[str, Callable[[], list[Outcome]]] = {
        "rules": rules.planted,
        "figures": figures.planted,
        "source": partial(source.planted, num),
    }
    for kind in [word for word in words if word in kinds] or kinds:
        found = kinds[kind]()
        show(console, f"faults planted in {kind}", found)
        outcomes += found
    return 0 if share(outcomes) >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
