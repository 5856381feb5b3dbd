"""Prove the two evaluators on many households: equal, sound, and the same bytes on every run.

`python -m bench.prove` takes the labelled households and 100,000 random ones, a quarter of an
hour on two cores. The exit code is 1 where anything differs.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import groupby
from random import Random

from rich.console import Console

from bench.families import Families, every_rule
from bench.measure import spend
from bench.report import Figure, show
from bench.setting import CATALOGS, day_of
from matcher.eligibility.rulebook import Rulebook
from matcher.files import load_catalogue, load_labelled
from matcher.needs import Household
from matcher.offerings import Catalogue
from matcher.pipeline.assessor import Assessor
from matcher.population.batch import blocks_of
from matcher.rules.columns import ColumnProgram, Stretch, num_true, unpacked
from matcher.rules.evaluate import evaluate
from matcher.rules.program import Program
from matcher.rules.truth import Truth
from matcher.views import view

DAYS = tuple(date.fromisoformat(day) for day in ("2024-06-30", "2025-03-01", "2026-05-01"))
"""Decision dates of the random households, before and after figures change."""

NUM, BATCH, SEED, AGAIN = 100_000, 2_000, 20_261_122, 10_000
_LETTERS = {Truth.TRUE: "t", Truth.FALSE: "f", Truth.UNKNOWN: "u"}
Found = dict[tuple[int, str, str | None], Truth]
"""Truths by the place of a household, a rule's code, and a member (None: the household)."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was compared, and how much of it is not as it should be.

    `differing` verdicts between the evaluators, `turned` ones that a later answer turns round;
    `digests` are those of all verdicts, one a batch.
    """

    households: int = 0
    verdicts: int = 0
    unknown: int = 0
    differing: int = 0
    turned: int = 0
    digests: tuple[str, ...] = ()

    def __add__(self, other: "Proof") -> "Proof":
        return Proof(
            self.households + other.households,
            self.verdicts + other.verdicts,
            self.unknown + other.unknown,
            self.differing + other.differing,
            self.turned + other.turned,
            self.digests + other.digests,
        )

    @property
    def holds(self) -> bool:
        """Say whether all is as it should be, and something was looked at."""
        return self.verdicts > 0 and self.differing == 0 and self.turned == 0


class Prover:
    """Both evaluators with all rules of a book: items, other cities' items, all others."""

    def __init__(self, catalogue: Catalogue, book: Rulebook) -> None:
        self._catalogue = catalogue
        self._rules = {r.code: (r.condition, r.per_member) for r in every_rule(book)}
        self._program, self._columns = Program(self._rules), ColumnProgram(self._rules)
        self.families = Families(catalogue, book, DAYS[-1])

    def one_by_one(self, households: Sequence[Household], day: date) -> Found:
        """Return the truths of the evaluator of one household, reasons and all."""
        found: Found = {}
        for place, household in enumerate(households):
            seen = view(household, day, self._catalogue.derived)
            own, members = seen.scope(), seen.scopes(per_member=True)
            judged_of = self._program.run(own, members).of
            for code, (_, of_member) in self._rules.items():
                for scope in members if of_member else (own,):
                    found[place, code, scope.member] = judged_of(code, scope.member).truth
        return found

    def plainly(self, households: Sequence[Household], day: date) -> Found:
        """Return the truths of the plain evaluator: a rule at a time, without reasons."""
        return {
            (place, code, scope.member): evaluate(condition, scope)
            for place, household in enumerate(households)
            for code, (condition, of_member) in self._rules.items()
            for scope in view(household, day, self._catalogue.derived).scopes(of_member)
        }

    def stretches(self, households: Sequence[Household], day: date) -> list[Stretch]:
        """Return the masks of the evaluator of many households."""
        catalogue = self._catalogue
        blocks = blocks_of(households, catalogue.vocabulary, catalogue.derived, day)
        return list(self._columns.run(blocks, day))

    def told(self, stretches: Sequence[Stretch], households: Sequence[Household]) -> Found:
        """Return the truths that masks stand for."""
        found: Found = {}
        for stretch in stretches:
            num = stretch.rows.stop - stretch.rows.start
            places = stretch.block.places[stretch.rows].tolist()
            for code, masks in stretch.masks.items():
                of_member = self._rules[code][1]
                for slot, pair in enumerate(zip(*masks, strict=True)):
                    sides = (unpacked(side, num).tolist() for side in pair)
                    for place, yes, no in zip(places, *sides, strict=True):
                        whose = households[place].members[slot].id if of_member else None
                        truth = Truth.TRUE if yes else Truth.FALSE if no else Truth.UNKNOWN
                        found[place, code, whose] = truth
        return found

    def proof(self, households: Sequence[Household], day: date, seed: int, few: int = 20) -> Proof:
        """Return how the evaluators stand to one another, and to themselves after more answers.

        The plain evaluator, and that of one household after the answers, see the first `few`.
        """
        random = Random(seed)
        more = [self.families.told_more(household, random) for household in households]
        before, after = self.stretches(households, day), self.stretches(more, day)
        single, columns = self.one_by_one(households, day), self.told(before, households)
        plain, later = self.plainly(households[:few], day), self.one_by_one(more[:few], day)
        some = self.told(self.stretches(more[:few], day), more[:few])
        return Proof(
            len(households),
            len(single),
            sum(truth is Truth.UNKNOWN for truth in single.values()),
            _differing(single, columns)
            + _differing(plain, {key: single[key] for key in plain})
            + _differing(later, some),
            sum(map(_turned, before, after)),
            (_digest(single),),
        )


def _differing(one: Found, other: Found) -> int:
    if one == other:
        return 0
    return sum(one.get(key) is not other.get(key) for key in one.keys() | other.keys())


def _turned(before: Stretch, after: Stretch) -> int:
    """Return how many verdicts were true and are not, or were false and are not."""
    return sum(
        num_true(was.true & ~now.true) + num_true(was.false & ~now.false)
        for code, was in before.masks.items()
        for now in (after.masks[code],)
    )


def _digest(found: Found) -> str:
    """Return the digest of truths in their order: that of households, rules and members."""
    return sha256("".join(_LETTERS[truth] for truth in found.values()).encode()).hexdigest()


@cache
def shipped() -> Catalogue:
    """Return the shipped catalogue."""
    return load_catalogue(CATALOGS, DAYS[-1])


_PROVERS: dict[int, tuple[Rulebook, Prover]] = {}


def prover(day: date) -> Prover:
    """Return the evaluators with the rules of a day; days with the same figures share them."""
    book = Assessor(shipped()).rules(day)
    if id(book) not in _PROVERS:
        _PROVERS[id(book)] = book, Prover(shipped(), book)
    return _PROVERS[id(book)][1]


def labelled(*names: str) -> Iterator[tuple[date, list[Household]]]:
    """Yield the labelled households by their day of decision."""
    rows = [row for name in names for row in load_labelled(CATALOGS, name, shipped())[0]]
    for day, group in groupby(sorted(rows, key=day_of), day_of):
        yield day, list(group)


def prove_labelled(each: int = 1) -> Proof:
    """Return the proof of the labelled households of each day, or of one day of `each`."""
    found = Proof()
    for day, households in list(labelled("train", "dev"))[::each]:
        found += prover(day).proof(households, day, SEED, few=len(households))
    return found


def prove_random(num: int, seed: int) -> Proof:
    """Return the proof of `num` random households of one seed."""
    day = DAYS[seed % len(DAYS)]
    each = prover(day)
    return each.proof(list(each.families.drawn(num, seed)), day, seed)


def prove(num: int, workers: int = 2) -> tuple[Proof, Proof]:
    """Return the proofs of the labelled households and of `num` random ones, in batches."""
    sizes = [min(BATCH, num - start) for start in range(0, num, BATCH)]
    seeds = range(SEED, SEED + len(sizes))
    with ProcessPoolExecutor(workers) as pool:
        batches = pool.map(prove_random, sizes, seeds)
        return prove_labelled(), sum(batches, start=Proof())


def _again(num: int) -> list[str]:
    """Return the digests of a second run, in a process that hashes words otherwise."""
    command = (sys.executable, "-m", "bench.prove", str(num), "digests")
    settings = {**os.environ, "PYTHONHASHSEED": "4711"}
    ended = subprocess.run(command, env=settings, check=True, capture_output=True, text=True)
    return ended.stdout.split()


def main(num: int, digests: bool) -> int:
    """Prove, print the figures, and return 1 where anything is not as it should be."""
    found: list[Proof] = []
    cost = spend(lambda: found.extend(prove(num)))
    known, drawn = found
    if digests:
        sys.stdout.write("\n".join((*known.digests, *drawn.digests)))
        return 0
    once_more = _again(min(num, AGAIN))
    first = [*known.digests, *drawn.digests][: len(once_more)]
    runs = [
        Figure("same bytes in a second run", int(once_more == first), "", 1, at_least=True),
        Figure("verdict files compared", len(once_more), ""),
        Figure("the first run, by the clock", cost.wall, "s"),
    ]
    sections = {
        "labelled households": _figures(known),
        "random households": _figures(drawn),
        "runs": runs,
    }
    show(Console(), "Two evaluators of the same rules", sections, ())
    return 0 if once_more == first and known.holds and drawn.holds else 1


def _figures(proof: Proof) -> list[Figure]:
    return [
        Figure("households", proof.households, ""),
        Figure("verdicts", proof.verdicts, ""),
        Figure("… unknown", 100 * proof.unknown / max(1, proof.verdicts), "%"),
        Figure("differing between the evaluators", proof.differing, "", 0),
        Figure("turned round by a later answer", proof.turned, "", 0),
    ]


if __name__ == "__main__":
    told = int(sys.argv[1]) if len(sys.argv) > 1 else NUM
    sys.exit(main(told, digests=sys.argv[2:] == ["digests"]))
