"""A range holds every number a term can still come to, and says no more than it must."""

from math import inf, isnan

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matcher.facts import FactType, Level
from matcher.rules.evaluate import Scope, evaluate, value_of
from matcher.rules.figures import Table
from matcher.rules.grammar import parse, parse_term
from matcher.rules.interval import Unknowns, range_of
from matcher.rules.link import bind_term, link_term
from matcher.rules.possible import Range, narrowed, options_of
from matcher.rules.tree import Arithmetic, FactRef, FigureRef, Fold, Number, Tally
from matcher.rules.truth import Truth
from tests.rules.trees import DOMAINS, conditions, filled, of_one, partial_households
from tests.support import fact, figure, scope

HOUSEHOLD, MEMBER = Level.HOUSEHOLD, Level.MEMBER
FACTS = {
    "income": fact("income", FactType.NUMBER, unit="CNY/month", low=0, high=1_000_000),
    "net": fact("net", FactType.NUMBER, unit="CNY/month", low=-1_000_000, high=1_000_000),
    "size": fact("size", FactType.INTEGER, unit="people", low=1, high=100),
    "level": fact("level", FactType.INTEGER, unit="grade", low=1, high=4),
    "stage": fact("stage", FactType.CHOICE, values=["none", "primary", "junior"]),
    "lost": fact("lost", FactType.BOOL),
}
LINE = figure("line")
OPTIONS = {name: options_of(each) for name, each in FACTS.items()}


def term(text, **figures):
    named = {name: figure(name) for name in figures}
    return bind_term(link_term(parse_term(text), {**FACTS, **MEMBER_FACTS}, named), figures)


MEMBER_FACTS = {"age": fact("age", FactType.INTEGER, MEMBER, unit="years", low=0, high=130)}


def found(text, facts=None, *members, possible=OPTIONS, **figures):
    return range_of(term(text, **figures), scope(facts, *members), Unknowns(possible, possible))


def ends(text, facts=None, *members, **rest):
    given_range = found(text, facts, *members, **rest)
    return (given_range.low, given_range.high)


def test_a_term_whose_facts_are_known_is_one_number():
    assert ends("(line - income) * size", {"income": 900, "size": 3}, line=1290.0) == (1170, 1170)


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({"income": 900}, (390, inf)),  # one head at least
        ({"size": 3}, (-inf, 3870)),  # no income at best
        ({}, (-inf, inf)),
    ],
)
def test_an_unknown_fact_stands_for_all_it_may_be(facts, wanted):
    assert ends("(line - income) * size", facts, line=1290.0) == wanted


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("income", Range(0, inf)),  # a million a month is a slip of the pen, no knowledge
        ("net", Range(-inf, inf)),
        ("size", Range(1, inf, whole=True)),
        ("level", Range(1, 4, whole=True)),  # there is no grade beyond the fourth
        ("stage", ("none", "primary", "junior")),
        ("lost", (True, False)),
    ],
)
def test_a_technical_limit_is_no_end_of_a_range(name, wanted):
    assert options_of(FACTS[name]) == wanted


def test_a_product_with_nothing_is_nothing_however_large_the_other_may_be():
    assert ends("income * free", {}, free=0.0) == (0, 0)
    assert ends("free * net", {}, free=0.0) == (0, 0)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("line / size", (0, 1290)), ("size / line", (1 / 1290, inf)), ("line / income", (-inf, inf))],
)
def test_division_spans_what_the_divisor_may_be(text, wanted):
    assert ends(text, {}, line=1290.0) == pytest.approx(wanted)


BY_STAGE = Table(("stage",), {("primary",): 1250.0, ("junior",): 1500.0}, otherwise=0.0)
BY_AGE = Table(("age",), {(80,): 100.0, (90,): 200.0, (100,): 500.0}, otherwise=0.0, bands=True)
BY_SIZE = Table(("size",), {(1,): 10.0, (2,): 15.0}, each_further=5.0)
WITH_A_GAP = Table(("size",), {(1,): 10.0, (3,): 20.0}, otherwise=5.0)


def of_table(table, possible, **facts):
    by = FigureRef("f", table.by, table)
    within = range_of(by, scope(facts), Unknowns(possible, {}))
    return (within.low, within.high)


@pytest.mark.parametrize(
    ("table", "possible", "facts", "wanted"),
    [
        (BY_STAGE, {}, {"stage": "junior"}, (1500, 1500)),
        (BY_STAGE, {"stage": ("primary", "junior")}, {}, (1250, 1500)),
        (BY_STAGE, OPTIONS, {}, (0, 1500)),
        (BY_AGE, {"age": Range(80, inf, whole=True)}, {}, (100, 500)),
        (BY_AGE, {"age": Range(84, 95, whole=True)}, {}, (100, 200)),
        (BY_AGE, {}, {"age": 99}, (200, 200)),
        (BY_SIZE, {"size": Range(2, 4, whole=True)}, {}, (15, 25)),
        (WITH_A_GAP, {"size": Range(1, 3, whole=True)}, {}, (5, 20)),
        (BY_SIZE, {"size": Range(1, inf, whole=True)}, {}, (10, inf)),
    ],
)
def test_a_table_spans_the_rows_that_its_unknown_keys_may_call_up(table, possible, facts, wanted):
    assert of_table(table, possible, **facts) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("sum(member: age)", (30, inf)),
        ("sum(member: age if age >= 20)", (30, inf)),
        ("min(member: age)", (0, 30)),
        ("max(member: age)", (30, inf)),
        ("count(member: age >= 20)", (1, 2)),
    ],
)
def test_a_member_of_whom_nothing_is_known_may_count_or_not(text, wanted):
    possible = {"age": Range(0, inf, whole=True)}
    assert ends(text, {}, {"age": 30}, {}, possible=possible) == wanted


@pytest.mark.parametrize(("text", "wanted"), [("min", (30, 50)), ("max", (30, 50))])
def test_where_nobody_is_sure_to_count_anyone_may_be_the_only_one(text, wanted):
    term_ = f"{text}(member: age if lost = true)"
    assert ends(term_, {}, {"age": 30}, {"age": 50}) == wanted


def test_the_least_of_no_member_is_nothing_and_has_no_range():
    assert found("min(member: age)", {}) is None
    assert found("min(member: age) + size", {"size": 2}) is None


@pytest.mark.parametrize(
    ("text", "facts", "wanted"),
    [
        ("income < 1290", {}, Range(0, 1290)),
        ("income >= 100 AND income <= 500", {}, Range(100, 500)),
        ("income < 1290 OR (income <= 1935 AND lost = true)", {}, Range(0, 1935)),
        ("income < 1290 OR (income <= 1935 AND lost = true)", {"lost": False}, Range(0, 1290)),
        ("income < 1290 OR lost = true", {}, Range(0, inf)),
        ("NOT income < 1290", {}, Range(0, inf)),
        ("income in [100, 300]", {}, Range(100, 300)),
    ],
)
def test_a_rule_that_holds_leaves_less_of_an_unknown_fact(text, facts, wanted):
    assert narrowed(parse(text), OPTIONS, scope(facts))["income"] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("size < 4", Range(1, 3, whole=True)),
        ("size > 2", Range(3, inf, whole=True)),
        ("size = 5", Range(5, 5, whole=True)),
    ],
)
def test_whole_numbers_end_at_the_last_that_still_holds(text, wanted):
    assert narrowed(parse(text), OPTIONS, scope())["size"] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("stage in [primary, junior]", ("primary", "junior")),
        ("stage != none", ("primary", "junior")),
        ("stage = primary OR stage = junior", ("primary", "junior")),
    ],
)
def test_a_rule_leaves_the_values_of_a_choice_that_it_names(text, wanted):
    assert narrowed(parse(text), OPTIONS, scope())["stage"] == wanted


POSSIBLE = {
    "income": Range(0, 4, whole=True),
    "age": Range(0, 4, whole=True),
    "alone": (True, False),
    "state": ("none", "ill", "poor"),
}
KEYED = st.builds(
    lambda low, high, otherwise, bands: FigureRef(
        "f",
        ("state", "income"),
        Table(
            ("state", "income"),
            {("ill", 1): low, ("ill", 3): high, ("poor", 2): high},
            otherwise=otherwise,
            bands=bands,
        ),
    ),
    *[st.floats(-9, 9)] * 3,
    st.booleans(),
)
ENDS = st.one_of(st.builds(Number, st.integers(-3, 3)), st.just(FactRef("income")), KEYED)
OF_MEMBER = st.one_of(st.builds(Number, st.integers(-3, 3)), st.just(FactRef("age")))
FOLDS = st.builds(
    Fold, st.sampled_from(("sum", "min", "max")), OF_MEMBER, st.one_of(st.none(), of_one)
)


def joined(parts):
    return st.builds(Arithmetic, st.sampled_from("+-*/"), parts, parts)


terms = st.recursive(st.one_of(ENDS, FOLDS, st.builds(Tally, of_one)), joined, max_leaves=5)


def seen(own, members):
    return Scope(own, [(f"m{n}", {**own, **m}) for n, m in enumerate(members, start=1)])


@given(st.data(), terms, partial_households())
def test_however_the_unknown_facts_turn_out_the_number_lies_in_the_range(data, text, household):
    own, members = household
    within = range_of(text, seen(own, members), Unknowns(POSSIBLE, POSSIBLE))
    value = value_of(text, seen(*filled(data.draw, own, members)))
    if value is not None and not isnan(value):
        assert within is not None
        assert within.low - 1e-6 <= value <= within.high + 1e-6


@given(st.data(), terms, conditions, partial_households())
def test_wherever_the_rule_holds_the_number_lies_in_the_narrowed_range(data, text, rule, household):
    own, members = household
    before, after = seen(own, members), seen(*filled(data.draw, own, members))
    assume(evaluate(rule, after) is Truth.TRUE)
    possible = narrowed(rule, POSSIBLE, before)
    value, within = value_of(text, after), range_of(text, before, Unknowns(possible, POSSIBLE))
    if value is not None and not isnan(value):
        assert within is not None
        assert within.low - 1e-6 <= value <= within.high + 1e-6


@given(conditions, partial_households())
def test_a_rule_only_ever_leaves_less(rule, household):
    possible = narrowed(rule, POSSIBLE, seen(*household))
    assert set(possible) == set(DOMAINS)
    for name, options in possible.items():
        before = POSSIBLE[name]
        if isinstance(options, Range):
            assert before.low <= options.low <= options.high <= before.high
        else:
            assert set(options) <= set(before)


@given(terms, partial_households())
def test_what_is_wholly_known_has_no_width(text, household):
    own, members = household
    known = {name: own.get(name, 1) for name in ("income", "age")}
    known |= {"alone": True, "state": own.get("state", "ill")}
    here = seen(known, [{"age": m.get("age", 2), "alone": m.get("alone", False)} for m in members])
    value, within = value_of(text, here), range_of(text, here, Unknowns({}, {}))
    if value is not None and not isnan(value):
        assert within.low == pytest.approx(value)
        assert within.high == pytest.approx(value)
