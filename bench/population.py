"""The rules over many households: our columns beside polars, OpenFisca and our own interpreter."""

import gc
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from bench.fisca import Fisca
from bench.frames import Frames
from bench.measure import middle, spend
from bench.report import Figure
from bench.setting import CATALOGS, ROOT
from matcher.eligibility.assess import assess
from matcher.eligibility.rulebook import Rulebook
from matcher.files import load_catalogue
from matcher.needs import Household, Member
from matcher.pipeline.assessor import Assessor
from matcher.population.invented import invented_blocks
from matcher.rules.blocks import UNKNOWN_INT, Block, Column
from matcher.rules.columns import ColumnProgram, num_true
from matcher.views import View, view

SEED, DAY = 20261122, date(2026, 5, 1)
NUM, NUM_SINGLE, REPEATS, PEER_REPEATS = 1_000_000, 400, 7, 3


@dataclass(frozen=True)
class Rules:
    """The rules of the 236 items on a day, and the facts they name."""

    assessor: Assessor
    book: Rulebook

    @classmethod
    def of_today(cls) -> "Rules":
        """Return the rules of the shipped catalogue on the day of the benchmark."""
        assessor = Assessor(load_catalogue(CATALOGS, DAY))
        return cls(assessor, assessor.rules(DAY))

    def blocks(self, num: int) -> tuple[Block, ...]:
        """Return invented households with the facts that rules name, the same for each seed."""
        catalogue = self.assessor.catalogue
        rng = np.random.default_rng(SEED)
        blocks = invented_blocks(num, catalogue.vocabulary, catalogue.derived, DAY, rng)
        named = {fact for rule in self.book.items.values() for fact in rule.facts}
        return tuple(
            replace(
                block,
                household=_only(block.household, named),
                member=_only(block.member, named),
            )
            for block in blocks
        )

    def program(self) -> ColumnProgram:
        """Return the column program of the items."""
        return ColumnProgram(
            {code: (r.condition, r.per_member) for code, r in self.book.items.items()}
        )


def _only(columns: Mapping[str, Column], named: set[str]) -> dict[str, Column]:
    return {name: column for name, column in columns.items() if name in named}


def counts(program: ColumnProgram, blocks: tuple[Block, ...]) -> dict[str, tuple[int, int]]:
    """Return for each rule how many beneficiaries are known to meet it, and known not to."""
    found: dict[str, tuple[int, int]] = {}
    for stretch in program.run(blocks, DAY):
        for code, masks in stretch.masks.items():
            true, false = found.get(code, (0, 0))
            found[code] = true + num_true(masks.true), false + num_true(masks.false)
    return found


def households_of(blocks: tuple[Block, ...], num: int) -> list[Household]:
    """Return the first households of the blocks as the interpreter takes them."""
    share = num / sum(len(block) for block in blocks)
    return [
        _household(block, place)
        for block in blocks
        for place in range(max(1, round(len(block) * share)))
    ]


def _household(block: Block, place: int) -> Household:
    own = {n: v for n, c in block.household.items() for v in _value(c, None, place)}
    members = tuple(
        Member(f"m{s}", {n: v for n, c in block.member.items() for v in _value(c, s, place)})
        for s in range(block.slots)
    )
    return Household(f"invented {block.places[place]}", own, members)


def _value(column: Column, slot: int | None, place: int) -> list[object]:
    value = column.at(slice(place, place + 1), slot)[0].item()
    if column.codes is not None:
        return [fact for fact, code in column.codes.items() if code == value]
    unknown = (
        value != value if isinstance(value, float) else value == UNKNOWN_INT[column.values.dtype]
    )
    return [] if unknown else [value]


def figures() -> tuple[list[Figure], list[str]]:
    """Return what the rules cost over many households and for one, and the notes to read by."""
    rules = Rules.of_today()
    program, blocks = rules.program(), rules.blocks(NUM)
    ours = _each_second(lambda: deque(program.run(blocks, DAY), maxlen=0), REPEATS)
    frames = Frames(blocks, rules.book)
    polars = _each_second(frames.run, PEER_REPEATS)
    same = _agreement(counts(program, blocks), frames.counts())
    fisca = Fisca(blocks, rules.book)
    openfisca = _each_second(fisca.run, PEER_REPEATS)
    single, reasons = one_household(rules, households_of(blocks, NUM_SINGLE))
    told = [
        Figure("columns, households a core-second", ours / 1e6, "M", 2, at_least=True),
        Figure("columns / OpenFisca-core, vectorised", ours / openfisca, "×", 40, at_least=True),
        Figure("columns / polars expressions", ours / polars, "×", 2.5, at_least=True),
        Figure("columns / own single evaluator, with trace", ours * reasons, "×", 200, True),
        Figure("columns / the same with every missing fact", ours * single, "×"),
        Figure("same counts as polars, rules", same, "", len(rules.book.items), True),
        Figure("OpenFisca-core, households a core-second", openfisca / 1e6, "M"),
        Figure("polars, households a core-second", polars / 1e6, "M"),
        Figure("one household, all items with trace, median", 1_000 * reasons, "ms", 1),
        Figure("… and every missing fact too, median", 1_000 * single, "ms"),
        *_memory(),
    ]
    return told, [
        f"{NUM:,} invented households, 2.5 members each, 15 % of facts unknown, the same for our "
        f"columns and the peers; each gives the truths of all rules; one thread each.",
        f"polars has nulls and so three truths: any() as a grouped Kleene any. OpenFisca has two: "
        f"unknown becomes 0 or no. It runs all {fisca.num} rules as formulas in numpy.",
    ]


def _each_second(work: Callable[[], object], repeats: int) -> float:
    """Return for how many households `work` gives the verdicts in a second of one core."""
    return NUM / middle([spend(work).cpu for _ in range(repeats)])


def _memory() -> list[Figure]:
    """Return what a million households take over their data, in a process of its own."""
    command = [sys.executable, "-m", "bench.population", str(NUM)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    data, over = map(float, told.split())
    return [
        Figure("a million households: data", data, "MiB"),
        Figure("… and the most over the data", over, "MiB", 400),
    ]


def _agreement(ours: Mapping[str, tuple[int, int]], theirs: Mapping[str, tuple[int, int]]) -> int:
    return sum(ours[code] == theirs[code] for code in ours)


def one_household(rules: Rules, households: list[Household]) -> tuple[float, float]:
    """Return the median seconds for the missing facts too, and for the verdicts with trace."""
    catalogue, book = rules.assessor.catalogue, rules.book
    items = book.items.values()
    seen: list[View] = [view(h, DAY, catalogue.derived) for h in households]
    gc.collect()
    gc.freeze()
    reasons = [spend(lambda v=v: assess(v, items, book)).cpu for v in seen]
    missing = [spend(lambda v=v: [x.missing for x in assess(v, items, book)]).cpu for v in seen]
    return middle(missing), middle(reasons)


def peak(num: int) -> tuple[float, float]:
    """Return the MiB of the data of `num` households, and the most that judging takes over it."""
    rules = Rules.of_today()
    blocks = rules.blocks(num)
    data = sum(
        column.values.nbytes
        for block in blocks
        for column in (*block.household.values(), *block.member.values())
    )
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak of making the data
    before = _held("VmRSS")
    counts(rules.program(), blocks)
    return data / 2**20, _held("VmHWM") - before


def _held(mark: str) -> float:
    """Return a mark of this process's memory in MiB, as the system tells it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(mark)) / 1024


if __name__ == "__main__":
    os.environ["OMP_NUM_THREADS"] = "1"
    data, over = peak(int(sys.argv[1]))
    print(f"{data:.1f} {over:.1f}")  # noqa: T201 - read by the benchmark that started it
