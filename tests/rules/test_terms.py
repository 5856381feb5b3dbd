"""What the terms of a rule mean: reckoning, sums over members, figures by a table, time passed.

Every sentence here is asked of both evaluators.
"""

from datetime import date

import pytest

from matcher.needs import Household, Member
from matcher.rules.check import check_condition
from matcher.rules.evaluate import evaluate, value_of
from matcher.rules.grammar import parse, parse_term
from matcher.rules.link import bind_term, link_term
from matcher.rules.tree import (
    And,
    Arithmetic,
    Compare,
    Fold,
    Name,
    Not,
    Number,
    Or,
    Relation,
    Since,
    Tally,
)
from matcher.rules.truth import Truth
from tests.rules.language import BOUND, FACTS, FIGURES, WORDS, bound, in_columns, linked, seen

F, U, T = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
DAY = date(2026, 3, 31)
A, B, C = Name("a"), Name("b"), Name("c")


def household(own=None, *members):
    listed = tuple(Member(f"m{n}", facts) for n, facts in enumerate(members, start=1))
    return Household("H", own or {}, listed)


def says(text, own=None, *members, on=DAY):
    """Return the truth of a household's condition, which both evaluators must find."""
    tree = linked(text)
    assert list(check_condition(tree, False, WORDS, FIGURES, bare_numbers=True)) == []
    family = household(own, *members)
    found = evaluate(bound(tree), seen(family, on).scope())
    assert in_columns({"R": (bound(tree), False)}, [family], on) == {(0, "R", None): found}
    return found


def number(text, own=None, *members, on=DAY):
    """Return what a household's term stands for."""
    term = bind_term(link_term(parse_term(text), FACTS, FIGURES), BOUND)
    return value_of(term, seen(household(own, *members), on).scope())


# -- how a text is read


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("a + b * c", Arithmetic("+", A, Arithmetic("*", B, C))),
        ("a * b + c", Arithmetic("+", Arithmetic("*", A, B), C)),
        ("a - b / c", Arithmetic("-", A, Arithmetic("/", B, C))),
        ("(a + b) * c", Arithmetic("*", Arithmetic("+", A, B), C)),
        ("a - b - c", Arithmetic("-", Arithmetic("-", A, B), C)),
        ("a / b * c", Arithmetic("*", Arithmetic("/", A, B), C)),
        ("a - (b - c)", Arithmetic("-", A, Arithmetic("-", B, C))),
        ("a / (b / c)", Arithmetic("/", A, Arithmetic("/", B, C))),
    ],
)
def test_times_and_over_bind_closer_than_plus_and_minus_and_equals_go_from_the_left(text, term):
    assert parse_term(text) == term


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("-3", Number(-3)),
        ("-a", Arithmetic("-", Number(0), A)),
        ("-a * b", Arithmetic("*", Arithmetic("-", Number(0), A), B)),
        ("a * -2", Arithmetic("*", A, Number(-2))),
        ("a - -2", Arithmetic("-", A, Number(-2))),
        ("-(a + b)", Arithmetic("-", Number(0), Arithmetic("+", A, B))),
        ("--3", Number(3)),
    ],
)
def test_a_minus_in_front_belongs_to_what_follows_it(text, term):
    assert parse_term(text) == term


def test_a_comparison_takes_the_whole_term_on_either_side():
    assert parse("a + b < c * 2") == Relation(
        Arithmetic("+", A, B), "<", Arithmetic("*", C, Number(2))
    )


def test_brackets_may_hold_a_term_or_a_condition():
    term = Relation(Arithmetic("*", Arithmetic("+", A, B), Number(2)), ">", C)
    assert parse("(a + b) * 2 > c") == term
    assert parse("((a + b) * 2 > c)") == term
    assert parse("(a + b) * 2 > c AND (x = 1 OR NOT (y = 2))") == And(
        (term, Or((Compare("x", "=", 1), Not(Compare("y", "=", 2)))))
    )
    assert parse("(a) < 3") == Compare("a", "<", 3)


def test_a_fold_takes_a_term_and_a_condition_after_if():
    assert parse_term("sum(member: a * 2 if b = 1 OR c = 2)") == Fold(
        "sum",
        Arithmetic("*", A, Number(2)),
        Or((Compare("b", "=", 1), Compare("c", "=", 2))),
    )
    assert parse_term("min(member: a)") == Fold("min", A)


def test_count_is_a_number_in_a_term_and_a_condition_beside_a_plain_number():
    part = Compare("a", "=", 1)
    assert parse("count(member: a = 1) * 2 > b") == Relation(
        Arithmetic("*", Tally(part), Number(2)), ">", B
    )
    assert type(parse("count(member: a = 1) > 2")).__name__ == "CountMembers"


def test_the_time_since_a_date_names_its_unit():
    assert [parse_term(f"{unit}_since(a)") for unit in ("days", "months", "years")] == [
        Since("days", "a"),
        Since("months", "a"),
        Since("years", "a"),
    ]


def test_words_that_begin_like_sum_or_days_since_are_still_words():
    assert parse_term("summer + minimum * days_since_then") == Arithmetic(
        "+", Name("summer"), Arithmetic("*", Name("minimum"), Name("days_since_then"))
    )
    assert parse("sum = 3 AND max > 1") == And((Compare("sum", "=", 3), Compare("max", ">", 1)))


# -- reckoning


def test_rent_is_weighed_against_a_share_of_the_income():
    burden = "rent > income * 0.3"
    assert says(burden, {"rent": 331, "income": 1100}) is T
    assert says(burden, {"rent": 330, "income": 1100}) is F
    assert says(burden, {"rent": 331}) is U
    assert says(burden, {"income": 1100}) is U


def test_each_operation_reckons_as_in_school():
    own = {"income": 7, "rent": 2, "size": 4}
    found = [number(t, own) for t in ("income + rent", "income - rent", "income * rent")]
    assert found == [9, 5, 14]
    assert number("income / size", own) == 1.75
    assert number("(income + rent) / (3) - -rent * 2", own) == 7


def test_equal_means_equal_to_a_millionth_so_that_cents_add_up():
    own = {"income": 0.1, "spent": 0.2, "rent": 0.3}
    assert says("income + spent = rent", own) is T
    assert says("income + spent <= rent", own) is T
    assert says("income + spent >= rent", own) is T
    assert says("income + spent != rent", own) is F
    assert says("income + spent > rent", own) is F
    assert says("income + spent < rent", {**own, "rent": 0.30001}) is T


@pytest.mark.parametrize(
    ("op", "below", "same", "above"),
    [
        ("=", F, T, F),
        ("!=", T, F, T),
        ("<", T, F, F),
        ("<=", T, T, F),
        (">", F, F, T),
        (">=", F, T, T),
    ],
)
def test_each_operator_compares_two_terms(op, below, same, above):
    found = [says(f"income {op} rent * 2", {"income": n, "rent": 5}) for n in (9, 10, 11)]
    assert found == [below, same, above]


def test_a_fact_is_compared_with_another_fact_on_its_right():
    assert says("rent > income", {"rent": 2, "income": 1}) is T
    assert says("rent > income", {"rent": 1, "income": 1}) is F
    assert says("rent = income", {"rent": 1, "income": 1}) is T
    assert says("rent != income", {"rent": 1}) is U


def test_a_figure_may_stand_on_either_side():
    for text in ("income < line", "line > income"):
        assert [says(text, {"income": n}) for n in (999, 1000)] == [T, F]
    for text in ("income = line", "line = income"):
        assert [says(text, {"income": n}) for n in (999, 1000)] == [F, T]
    assert says("line > 900") is T
    assert says("share * 10 < least + 2") is F


def test_dividing_by_nothing_is_unknown_where_no_check_forbade_it():
    tree = bound(linked("income / debt > 1"))
    family = household({"income": 4, "debt": 0})
    assert evaluate(tree, seen(family, DAY).scope()) is U
    assert in_columns({"R": (tree, False)}, [family], DAY) == {(0, "R", None): U}


# -- over the members


def test_a_sum_counts_only_the_members_that_meet_its_condition():
    grown = "sum(member: pay if age >= 18) = 1800"
    members = ({"age": 40, "pay": 1000}, {"age": 18, "pay": 800}, {"age": 17, "pay": 500})
    assert says(grown, {}, *members) is T
    assert says(grown, {}, *members[:2]) is T
    assert says(grown, {}, *members[1:]) is F


def test_a_sum_is_unknown_while_one_who_may_count_is_unknown():
    text = "sum(member: pay if age >= 18) >= 0"
    assert says(text, {}, {"age": 40}) is U
    assert says(text, {}, {"pay": 800}) is U
    assert says(text, {}, {"age": 17}) is T


def test_the_sum_of_nobody_is_nothing_at_all():
    assert number("sum(member: pay)") == 0
    assert says("sum(member: pay) = 0") is T
    assert number("sum(member: pay if age > 60)", {}, {"age": 3}) == 0


def test_the_least_and_the_largest_are_found_among_those_who_count():
    members = ({"age": 40}, {"age": 7}, {"age": 61})
    assert number("min(member: age)", {}, *members) == 7
    assert number("max(member: age)", {}, *members) == 61
    assert number("min(member: age if age > 7)", {}, *members) == 40
    assert number("max(member: age if age < 61)", {}, *members) == 40


@pytest.mark.parametrize("op", ["=", "<", "<=", ">", ">="])
@pytest.mark.parametrize("kind", ["min", "max"])
def test_the_least_or_largest_of_nobody_stands_in_no_relation(kind, op):
    assert says(f"{kind}(member: age) {op} 18") is F
    assert says(f"{kind}(member: age if age > 99) + 1 {op} income", {"income": 3}, {"age": 4}) is F


def test_the_least_of_nobody_differs_from_every_number():
    assert says("min(member: age) != 18") is T
    assert says("NOT max(member: age) < 18") is T


def test_a_fold_of_what_is_nothing_for_one_member_leaves_the_others():
    # a member's share of the youngest child's age is nothing where there is no such child
    assert says("max(member: pay if alone = true) > 5", {}, {"alone": True, "pay": 9}, {}) is U
    told = ({"alone": True, "pay": 9}, {"alone": False})
    assert says("max(member: pay if alone = true) > 5", {}, *told) is T


def test_a_count_reckons_with_other_numbers():
    text = "count(member: age >= 60) * 2 >= size"
    old, young = {"age": 61}, {"age": 30}
    assert says(text, {"size": 4}, old, old, young) is T
    assert says(text, {"size": 4}, old, young, young) is F
    assert says(text, {"size": 4}, old, old, {}) is U
    assert says("count(member: age >= 60) = count(member: age < 60)", {}, old, young) is T


def test_a_members_own_value_comes_before_the_households_inside_a_fold():
    assert number("sum(member: spent)", {"spent": 5}, {}, {"spent": 2}) == 7
    assert says("sum(member: spent) = 7", {"spent": 5}, {}, {"spent": 2}) is T


def test_inside_a_fold_the_households_facts_are_the_same_for_each_member():
    members = ({"pay": 10}, {"pay": 20})
    assert number("sum(member: pay - rent / size)", {"rent": 6, "size": 3}, *members) == 26
    assert number("sum(member: 1)", {}, *members) == 2


# -- figures by a table


@pytest.mark.parametrize(
    ("size", "line"), [(1, 500), (2, 800), (3, 1000), (4, 1150.5), (6, 1451.5)]
)
def test_a_figure_by_household_size_goes_on_by_so_much_for_each_further_member(size, line):
    assert number("by_size", {"size": size}) == line
    assert says("income = by_size", {"size": size, "income": line}) is T
    assert says("income < by_size", {"size": size, "income": line}) is F


def test_a_figure_by_an_unknown_fact_is_unknown():
    assert says("income < by_size", {"income": 1}) is U
    assert number("by_size") is None


@pytest.mark.parametrize(("state", "value"), [("ill", 1000), ("poor", 330), ("none", 0.3)])
def test_a_figure_by_words_has_its_other_value_for_any_that_has_no_row(state, value):
    assert number("by_state * 1", {"state": state}) == value
    assert says("by_state = income", {"state": state, "income": value}) is T


@pytest.mark.parametrize(
    ("place", "size", "value"),
    [("here", 1, 1000), ("here", 3, 300), ("here", 2, 60), ("away", 2, 2), ("away", 3, 60)],
)
def test_a_figure_two_facts_deep_is_found_by_both(place, size, value):
    assert number("by_place", {"place": place, "size": size}) == value
    assert says("rent = by_place", {"place": place, "size": size, "rent": value}) is T
    assert says("rent = by_place", {"place": place, "rent": value}) is U


@pytest.mark.parametrize(("age", "value"), [(0, 0.3), (17, 0.3), (18, 330), (59, 330), (60, 1000)])
def test_a_figure_by_bands_of_age_holds_from_its_row_up_to_the_next(age, value):
    assert number("sum(member: by_age)", {}, {"age": age}) == value
    assert says("sum(member: by_age) = income", {"income": value}, {"age": age}) is T


# -- time since a date


@pytest.mark.parametrize(
    ("start", "on", "months"),
    [
        ("2026-01-31", "2026-02-28", 0),
        ("2026-01-31", "2026-03-01", 1),
        ("2026-01-30", "2026-03-30", 2),
        ("2026-01-31", "2026-03-30", 1),
        ("2024-02-29", "2025-02-28", 11),
        ("2024-02-29", "2025-03-01", 12),
        ("2024-02-29", "2028-02-29", 48),
        ("2026-03-31", "2026-03-31", 0),
        ("2026-04-01", "2026-03-31", -1),
        ("2025-12-31", "2026-01-30", 0),
        ("2025-12-31", "2026-01-31", 1),
    ],
)
def test_a_month_is_whole_on_the_same_day_or_on_the_first_after_a_short_month(start, on, months):
    own, day = {"moved_on": date.fromisoformat(start)}, date.fromisoformat(on)
    assert number("months_since(moved_on)", own, on=day) == months
    assert says(f"months_since(moved_on) = {months}", own, on=day) is T


@pytest.mark.parametrize(
    ("start", "on", "years"),
    [
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2028-02-29", 20),
        ("2020-03-31", "2026-03-30", 5),
        ("2020-03-31", "2026-03-31", 6),
        ("2026-04-01", "2026-03-31", -1),
        ("2027-03-31", "2026-03-31", -1),
    ],
)
def test_a_year_is_whole_on_its_day_and_in_march_for_29_february(start, on, years):
    own, day = {"moved_on": date.fromisoformat(start)}, date.fromisoformat(on)
    assert number("years_since(moved_on)", own, on=day) == years
    assert says(f"years_since(moved_on) = {years}", own, on=day) is T


def test_days_are_counted_over_a_leap_day_and_below_zero_before_the_date():
    own = {"moved_on": date(2024, 2, 28)}
    assert number("days_since(moved_on)", own, on=date(2024, 3, 1)) == 2
    assert says("days_since(moved_on) = 2", own, on=date(2024, 3, 1)) is T
    assert says("days_since(moved_on) < 0", own, on=date(2024, 2, 27)) is T


def test_the_time_since_an_unknown_date_is_unknown():
    assert says("months_since(moved_on) >= 6") is U
    assert says("any(member: months_since(lost_on) >= 6)", {}, {}) is U


# -- shared conditions


def test_a_shared_condition_may_take_in_another_one():
    assert says("meets(poorer)", {"income": 999, "state": "ill"}) is T
    assert says("meets(poorer)", {"income": 999, "state": "none"}) is F
    assert says("meets(poorer)", {"income": 999}) is U


def test_a_shared_condition_of_members_is_asked_of_each_of_them():
    child = {"age": 9, "place": "here"}
    assert says("any(member: meets(adult))", {}, child, {"age": 18}) is T
    assert says("count(member: NOT meets(adult)) = 1", {}, child, {"age": 18}) is T
    assert (
        says("sum(member: pay if meets(adult)) = 7", {}, {**child, "pay": 3}, {"age": 40, "pay": 7})
        is T
    )
