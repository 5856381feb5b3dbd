"""The faults that `make mutants` plants are faults, each a single step from what is right."""

import ast
from datetime import date

import pytest

from bench.mutants.edits import edits
from bench.mutants.figures import wrong_lines
from bench.mutants.rules import presumed
from bench.mutants.source import TESTS, drawn
from bench.mutants.steps import Steps
from bench.mutants.tally import CAUGHT, EQUAL, SURVIVED, Outcome, share
from bench.setting import ROOT
from matcher.rules.evaluate import explain
from matcher.rules.grammar import parse
from matcher.rules.text import render
from matcher.rules.truth import Truth
from tests.another_city import build
from tests.support import TODAY, figure, scope

CITY = build()


def steps(text):
    figures = {name: each.on(TODAY).bound for name, each in CITY.figures.items()}
    return {(step.kind, render(step.condition)) for step in Steps(CITY, figures).of(parse(text))}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("size < 3", {"size <= 3", "size > 3", "size < 2", "size < 4"}),
        ("zone = hill", {"zone != hill", "zone = harbour"}),
        ("pupil = true", {"pupil != true", "pupil = false"}),
        ("zone in [hill, harbour]", {"zone in [harbour]", "zone in [hill]"}),
        ("any(member: pupil = true)", {"count(member: pupil = true) >= 2"}),
        ("NOT zone = hill", {"zone = hill", "NOT zone != hill", "NOT zone = harbour"}),
        ("size > 1 AND rent > 0", {"size > 1", "rent > 0", "size > 1 OR rent > 0"}),
        ("size > 1 OR rent > 0", {"size > 1", "rent > 0", "size > 1 AND rent > 0"}),
        ("income < minimum_wage", {"income < minimum_wage+1", "income < minimum_wage-1"}),
    ],
)
def test_the_wrong_steps_of_a_condition_are_these_among_others(text, wrong):
    assert wrong <= {condition for _, condition in steps(text)}
    assert text not in {condition for _, condition in steps(text)}


def test_an_unknown_fact_taken_for_true_or_false_settles_what_was_open():
    judged = explain(parse("size < 3 AND NOT zone = hill"), scope({"size": 2}))
    assert judged.truth is Truth.UNKNOWN
    assert presumed(judged, "zone", Truth.TRUE).truth is Truth.FALSE
    assert presumed(judged, "zone", Truth.FALSE).truth is Truth.TRUE
    assert presumed(judged, "size", Truth.FALSE).truth is Truth.UNKNOWN


def test_the_faults_of_a_figure_are_off_by_one_a_day_or_a_year_or_left_out():
    two = figure("wage", (date(2020, 1, 1), 1900), (date(2025, 3, 1), 2080))
    found = [
        (kind, [(line.starts.isoformat(), line.value) for line in other.lines])
        for kind, _, other in wrong_lines(two)
    ]
    assert ("value off", [("2020-01-01", 1901), ("2025-03-01", 2080)]) in found
    assert ("day shifted", [("2020-01-01", 1900), ("2025-03-02", 2080)]) in found
    assert ("day shifted", [("2020-01-01", 1900), ("2024-03-01", 2080)]) in found
    assert ("line left out", [("2020-01-01", 1900)]) in found


SOURCE = '''
def fine(numbers: list[int] | None, 名字=1) -> bool:
    """A docstring with a < b and 1."""
    if numbers is None or not numbers:
        return False
    return min(numbers) < 3 + 名字
'''


def test_the_faults_of_a_source_are_single_edits_that_can_be_read():
    found = {edit.name: edit.applied(SOURCE) for edit in edits(SOURCE)}
    assert len(found) > 8
    for name, text in found.items():
        assert text != SOURCE
        assert ast.dump(ast.parse(text)) != ast.dump(ast.parse(SOURCE)), name
    assert "fine: min(numbers) < 3 + 名字 → min(numbers) <= 3 + 名字" in found
    assert "fine: 3 + 名字 → 3 - 名字" in found
    assert "    return max(numbers) < 3 + 名字" in found["fine: min → max"]


def test_the_faults_drawn_are_the_same_for_each_run_and_some_of_every_module():
    first = [each.name for each in drawn(200)]
    assert first == [each.name for each in drawn(200)]
    assert len(first) == len(set(first)) >= 200
    assert {name.split()[0] for name in first} == set(TESTS)


def test_the_tests_named_for_each_module_are_there():
    for module, tests in TESTS.items():
        assert (ROOT / "matcher" / f"{module}.py").is_file()
        assert all((ROOT / test).is_file() for test in tests)


def test_the_share_caught_leaves_out_what_is_no_fault_and_nothing_else():
    fates = [CAUGHT, CAUGHT, SURVIVED, EQUAL]
    assert share([Outcome("k", "p", "w", fate) for fate in fates]) == pytest.approx(2 / 3)
    assert share([]) == 1.0
