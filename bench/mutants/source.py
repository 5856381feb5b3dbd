"""Faults planted in the evaluator's own source: the tests of the module have to fail.

Each runs in a copy of the tree, so nothing of the tree itself is ever changed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from random import Random

from bench.mutants.edits import Edit, edits
from bench.mutants.equivalents import EQUIVALENTS
from bench.mutants.tally import CAUGHT, EQUAL, SURVIVED, Outcome
from bench.setting import ROOT

NUM, SEED, WORKERS, SECONDS, LEAST = 300, 20_261_122, 2, 300, 8
_COPIED = ("matcher", "api", "bench", "tests", "catalogs", "pyproject.toml")
_EVALUATORS, _ASSESS = "tests/rules/test_two_evaluators.py", "tests/eligibility/test_assess.py"
_TERMS, _COLUMNS = "tests/rules/test_terms.py", "tests/rules/test_columns.py"
_BATCH, _FAULTS = "tests/population/test_batch.py", "tests/reading/test_language_faults.py"
_GRAMMAR, _VIEWS = "tests/rules/test_grammar.py", "tests/rules/test_views.py"
_IN_COLUMNS = (_COLUMNS, _BATCH, _TERMS, _EVALUATORS)

TESTS: dict[str, tuple[str, ...]] = {
    "rules/truth": ("tests/rules/test_truth.py", "tests/rules/test_evaluate.py"),
    "rules/evaluate": ("tests/rules/test_evaluate.py", _TERMS, _ASSESS, _EVALUATORS),
    "rules/program": (_ASSESS, _EVALUATORS),
    "rules/nodes": (_ASSESS, _COLUMNS, _EVALUATORS),
    "rules/columns": _IN_COLUMNS,
    "rules/column_terms": _IN_COLUMNS,
    "rules/blocks": _IN_COLUMNS,
    "rules/derive": (_VIEWS, _BATCH, _EVALUATORS),
    "rules/dates": ("tests/rules/test_dates.py", _VIEWS, _TERMS, _COLUMNS),
    "rules/figures": ("tests/rules/test_figures.py", _TERMS, _FAULTS),
    "rules/link": ("tests/rules/test_link.py", _GRAMMAR, _TERMS, _FAULTS, _EVALUATORS),
    "rules/grammar": (_GRAMMAR, _TERMS, _FAULTS, _EVALUATORS),
    "rules/check": ("tests/rules/test_check.py", _FAULTS, _EVALUATORS),
    "eligibility/assess": (_ASSESS, _EVALUATORS, "tests/rules/test_reference.py"),
    "views": (_VIEWS, _ASSESS, _EVALUATORS),
    "population/batch": (_BATCH, _EVALUATORS),
}
"""The tests of each module of matcher, the quickest first."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault in a module."""

    module: str
    edit: Edit

    @property
    def name(self) -> str:
        """Return how the fault is named, also among the equivalent ones."""
        return f"{self.module} {self.edit.name}"


def planted(num: int = NUM) -> list[Outcome]:
    """Return what becomes of `num` faults, drawn with a stated seed from all of them."""
    with ExitStack() as stack:
        trees: Queue[Path] = Queue()
        for _ in range(WORKERS):
            trees.put(_copied(Path(stack.enter_context(tempfile.TemporaryDirectory()))))

        def outcome(each: Planted) -> Outcome:
            tree = trees.get()
            try:
                return _outcome(each, tree)
            finally:
                trees.put(tree)

        faults = drawn(num)
        sound = [Planted(module, Edit(0, 0, "", "nothing")) for module in TESTS]
        with ThreadPoolExecutor(WORKERS) as pool:
            failing = [o.place for o in pool.map(outcome, sound) if o.fate == CAUGHT]
            if failing:
                raise RuntimeError(f"the tests fail without any fault: {', '.join(failing)}")
            return list(_with_progress(pool.map(outcome, faults), len(faults)))


def _with_progress(outcomes: Iterable[Outcome], num: int) -> Iterator[Outcome]:
    """Pass the outcomes on as they come, and say on stderr how far it is."""
    for count, outcome in enumerate(outcomes, start=1):
        sys.stderr.write(f"{count}/{num} {outcome.fate}: {outcome.place} {outcome.what}\n")
        yield outcome


def drawn(num: int) -> list[Planted]:
    """Return the faults to plant: of each module its share, and no fewer than a few."""
    random = Random(SEED)
    every = {module: edits(_source(ROOT, module).read_text("utf-8")) for module in TESTS}
    total = sum(map(len, every.values()))
    return [
        Planted(module, edit)
        for module, found in every.items()
        for edit in random.sample(
            found, min(len(found), max(LEAST, round(num * len(found) / total)))
        )
    ]


def _source(tree: Path, module: str) -> Path:
    return tree / "matcher" / f"{module}.py"


def _copied(tree: Path) -> Path:
    for name in _COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name)
        else:
            shutil.copy(ROOT / name, tree / name)
    return tree


def _outcome(each: Planted, tree: Path) -> Outcome:
    path = _source(tree, each.module)
    whole = path.read_text("utf-8")
    for cached in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
        cached.unlink()
    path.write_text(each.edit.applied(whole), "utf-8")
    try:
        is_caught = _fails(tree, TESTS[each.module])
    finally:
        path.write_text(whole, "utf-8")
    reason = EQUIVALENTS.get(each.name, "")
    fate = CAUGHT if is_caught else EQUAL if reason else SURVIVED
    return Outcome(each.module, each.module, each.edit.name, fate, reason)


def _fails(tree: Path, tests: Sequence[str]) -> bool:
    """Say whether a test fails; one that does not end in time does."""
    command = (sys.executable, "-m", "pytest", "-x", "-q", *tests)
    settings = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ended = subprocess.run(
            command, cwd=tree, env=settings, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return True
    return ended.returncode != 0
