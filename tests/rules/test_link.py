"""The words of a condition get their meaning: fact, figure, shared condition, value of the day."""

import pytest

from matcher.rules.grammar import parse, parse_term
from matcher.rules.link import bind, bind_term, figures_in, figures_of, link, link_term
from matcher.rules.text import render, render_term
from matcher.rules.tree import (
    Arithmetic,
    Compare,
    FactRef,
    FigureRef,
    Name,
    Named,
    Number,
    Relation,
    mentions,
)
from tests.rules.language import BOUND, FACTS, FIGURES, SHARED, linked


def test_a_word_of_a_term_is_a_fact_or_a_figure():
    term = link_term(parse_term("income * share"), FACTS, FIGURES)
    assert term == Arithmetic("*", FactRef("income"), FigureRef("share"))


def test_a_word_that_is_neither_stays_a_word():
    assert link_term(parse_term("incme * 2"), FACTS, FIGURES) == Arithmetic(
        "*", Name("incme"), Number(2)
    )


def test_a_fact_comes_before_a_figure_of_its_name():
    figures = {**FIGURES, "income": FIGURES["line"]}
    assert link_term(parse_term("income + 1"), FACTS, figures).left == FactRef("income")
    assert link(parse("income < 3"), FACTS, figures) == Compare("income", "<", 3)
    assert link(parse("rent < income"), FACTS, figures) == Relation(
        FactRef("rent"), "<", FactRef("income")
    )


def test_a_figure_with_a_table_brings_the_facts_it_depends_on():
    (found,) = {linked("income < by_place").right}
    assert (found.figure, found.by) == ("by_place", ("place", "size"))


def test_a_plain_figure_stays_a_plain_comparison():
    assert linked("income < line") == Compare("income", "<", None, figure="line")
    assert linked("income = line") == Compare("income", "=", None, figure="line")


@pytest.mark.parametrize(
    "text", ["incme < line", "incme = line", "state = line", "income < lin", "income = lin"]
)
def test_a_comparison_in_unknown_words_is_left_for_the_check(text):
    assert linked(text) == parse(text)


def test_a_figure_may_begin_a_comparison():
    assert linked("line >= income") == Relation(FigureRef("line"), ">=", FactRef("income"))
    assert linked("line = 3") == Relation(FigureRef("line"), "=", Number(3))
    assert linked("line = true") == Compare("line", "=", True)
    assert linked("line > incme").right == Name("incme")


def test_a_shared_condition_is_taken_in_wherever_it_stands():
    for text in ("meets(poor)", "NOT meets(poor) OR rent > 3", "any(member: meets(poor))"):
        assert Named("poor", SHARED["poor"]) in list(_nodes(linked(text)))
    inside = linked("sum(member: pay if meets(adult)) > 3")
    assert inside.left.where == Named("adult", SHARED["adult"])


def _nodes(node):
    yield node
    for part in getattr(node, "parts", ()) or (getattr(node, "part", None),):
        if part is not None:
            yield from _nodes(part)


def test_binding_reaches_figures_in_terms_folds_and_shared_conditions():
    text = "sum(member: pay * share if age >= grown) > by_size AND meets(poor)"
    tree = bind(linked(text), BOUND)
    fold, table = tree.parts[0].left, tree.parts[0].right
    assert fold.term.right.bound == 0.3
    assert fold.where.value == 18.0
    assert table.bound is BOUND["by_size"]
    assert tree.parts[1].part.parts[0].value == 1000.0
    assert render_term(bind_term(linked("rent > line * 2").right, BOUND)) == "1000 * 2"


def test_the_figures_of_a_condition_are_named_once_in_the_order_of_its_text():
    text = (
        "age in [1, 2] OR income < line OR rent > by_size * share OR income < line "
        "OR sum(member: pay if age >= grown) > 3 OR count(member: age < least) * 2 > 1 "
        "OR size > 2"
    )
    assert figures_in(linked(text)) == ("line", "by_size", "share", "grown", "least")
    assert figures_in(linked("any(member: NOT meets(adult))")) == ("grown",)
    assert figures_in(linked("size > 2")) == ()


def test_the_figures_of_a_term_are_named_once():
    term = link_term(parse_term("line * share + line"), FACTS, FIGURES)
    assert figures_of(term) == ("line", "share")


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("income < 3 AND rent > 4", [1, 16]),
        ("NOT state in [ill]", [5]),
        ("rent > income * 2 AND income * 2 > rent", [1, 23]),
        ("size > 1 AND (income + rent) * 2 > debt", [1, 15]),
        ("size > 1 AND months_since(moved_on) > 2", [1, 27]),
        ("size > 1 AND sum(member: pay) > 2", [1, 26]),
        ("size > 1 AND rent > income", [1, 14]),
        ("size > 1 AND line > income", [1, 14]),
        ("size > 1 AND 3 > income", [1, 1]),
    ],
)
def test_each_comparison_knows_the_column_of_its_first_word(text, columns):
    tree = linked(text)
    parts = getattr(tree, "parts", (tree,))
    assert [getattr(part, "part", part).column for part in parts] == columns


def test_a_term_and_a_shared_condition_know_their_columns():
    tree = linked("rent > income * 2 AND meets(poor)")
    assert tree.parts[0].right.left.column == 8
    assert tree.parts[1].column == 29
    assert linked("rent * 2 > by_size + months_since(moved_on)").right.right.column == 35


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("rent > income * 0.3", [("rent", False), ("income", False)]),
        ("income < by_place", [("income", False), ("place", False), ("size", False)]),
        ("sum(member: pay if age > 3) > rent", [("pay", True), ("age", True), ("rent", False)]),
        ("count(member: alone = true) * 2 > size", [("alone", True), ("size", False)]),
        ("days_since(moved_on) > 3", [("moved_on", False)]),
        ("any(member: age > income * 2)", [("age", True), ("income", True)]),
    ],
)
def test_the_facts_a_condition_names_are_told_with_whether_they_are_read_of_members(text, facts):
    assert [(each.fact, each.of_members) for each in mentions(linked(text))] == facts


def test_a_condition_shows_its_figures_by_name_until_they_are_bound():
    tree = linked("rent > line * 2 AND income < by_size AND income < line")
    assert render(tree) == "rent > line * 2 AND income < by_size AND income < line"
    assert render(bind(tree, BOUND)) == "rent > 1000 * 2 AND income < by_size AND income < 1000"
