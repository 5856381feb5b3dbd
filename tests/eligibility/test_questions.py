"""Which unknown facts are worth asking, those first that are expected to settle most."""

from dataclasses import replace
from datetime import date
from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.eligibility.assess import assess
from matcher.eligibility.plausible import VOICED, Outlook
from matcher.eligibility.questions import Ground, questions
from matcher.facts import FactType, Level
from matcher.needs import Household, Member
from matcher.rules.tree import And, Compare
from matcher.values import Hint, Missing, Settled, Span, Status
from tests.rules.trees import conditions, partial_households
from tests.support import TODAY, book_of, fact, family, person, rule, view, vocabulary

MEMBER, BOTH = Level.MEMBER, Level.BOTH
WORDS = vocabulary(
    fact("income_per_capita_month", FactType.NUMBER, low=0, high=1_000_000),
    fact("rigid_spend_month", FactType.NUMBER, low=0, high=1_000_000),
    fact("household_size", FactType.INTEGER, low=1, high=100),
    fact(
        "net_income_per_capita_month",
        FactType.NUMBER,
        derived_from=("income_per_capita_month", "rigid_spend_month", "household_size"),
    ),
    fact("alone", FactType.BOOL, MEMBER),
    fact("rent", FactType.BOOL),
    fact("debt", FactType.BOOL),
    fact("level", FactType.INTEGER, MEMBER, low=1, high=4),
    fact("relief_status", FactType.CHOICE, values=["none", "dibao", "tekun"]),
    fact("illness", FactType.CHOICE, MEMBER, values=["none", "chronic", "critical", "rare"]),
    fact("city", FactType.CHOICE, BOTH, values=["here", "there"]),
    fact("town", FactType.TOWN),
    fact("birth_date", FactType.DATE, MEMBER),
    fact("age", FactType.INTEGER, MEMBER, low=0, high=130, derived_from=("birth_date",)),
    fact("arrived", FactType.DATE),
    holdings={"relief_status": {"dibao": "G1", "tekun": "G4"}},
)
HOME = family(person("m1"), person("m2"))


def asked(*rules, home=HOME, worth=None, rates=None, hints=(), words=WORDS):
    """Return the questions about the verdicts of rules, each worth 1."""
    book = book_of(words, *rules)
    seen = view(home, TODAY)
    voiced = {(hint.fact, hint.member or ""): hint.value for hint in hints}
    outlook = Outlook(rates or {}, {member.id: "person" for member in home.members}, voiced)
    equal = dict.fromkeys(book.items, 1.0)
    verdicts = assess(seen, book.items.values(), book)
    return questions(verdicts, equal | (worth or {}), Ground(seen, book, outlook, hints))


def named(found):
    return [(question.fact, question.member) for question in found]


def only(*rules, **given_to):
    (question,) = asked(*rules, **given_to)
    return question


def effects(question):
    """Return what each answer settles, by the lowest value of its first span."""
    return {answer.spans[0].low: answer.settles for answer in question.answers}


def test_the_fact_that_settles_the_most_verdicts_comes_first():
    found = asked(rule("A", "debt = true"), rule("B", "rent = true"), rule("C", "rent = false"))
    assert [(q.fact, q.gain) for q in found] == [("rent", 2.0), ("debt", 1.0)]


def test_a_fact_that_settles_a_verdict_alone_comes_before_one_of_two():
    found = asked(rule("A", "rent = true AND debt = true"), rule("B", "town = 石岐"))
    assert named(found) == [("town", None), ("debt", None), ("rent", None)]


def test_a_fact_of_a_worthier_code_comes_before_one_of_a_less_worthy():
    rules = rule("A", "debt = true"), rule("B", "rent = true")
    assert named(asked(*rules, worth={"A": 0.2, "B": 0.9})) == [("rent", None), ("debt", None)]


def test_of_two_facts_that_are_both_needed_the_one_more_likely_to_fail_is_asked():
    rates = {"household": {"rent = true": 0.9, "debt = true": 0.2}}
    found = asked(rule("A", "rent = true AND debt = true"), rates=rates)
    assert named(found) == [("debt", None), ("rent", None)]
    assert found[0].gain == pytest.approx(0.8 + 0.2 * 0.5 / 2)


def test_a_verdict_that_needs_several_facts_is_not_starved():
    rates = {"household": {"rent = true": 1.0, "debt = true": 1.0, "town = 石岐": 1.0}}
    found = asked(rule("A", "rent = true AND debt = true AND town = 石岐"), rates=rates)
    one_fact_less_of_three = 0.5 / 3
    assert [q.gain for q in found] == [pytest.approx(one_fact_less_of_three, abs=2e-3)] * 3


def test_an_answer_settles_either_way_with_the_chance_of_its_rate():
    rates = {"household": {"rent = true": 0.3}}
    question = only(rule("A", "rent = true"), rates=rates)
    assert [(a.spans[0].low, a.chance) for a in question.answers] == [(True, 0.3), (False, 0.7)]
    assert effects(question) == {
        True: (Settled("A", None, Status.ELIGIBLE),),
        False: (Settled("A", None, Status.INELIGIBLE),),
    }


def test_ties_fall_to_the_name_of_the_fact_then_to_the_member():
    rules = rule("A", "town = 石岐"), rule("B", "alone = true", per_member=True)
    expected = [("alone", "m1"), ("alone", "m2"), ("town", None)]
    assert named(asked(*rules)) == named(asked(*rules[::-1])) == expected


def test_a_question_names_each_code_it_decides_once_in_their_order():
    rules = rule("B", "city = here", per_member=True), rule("A", "city = here")
    question = only(*rules)
    assert (question.fact, question.member, question.decides) == ("city", None, ("B", "A"))


def test_an_answer_of_the_household_serves_every_member_without_an_own_one():
    home = family(person("m1"), person("m2", city="there"), person("m3"))
    question = only(rule("A", "city = here", per_member=True), home=home)
    assert {(s.member, s.status) for s in effects(question)["here"]} == {
        ("m1", Status.ELIGIBLE),
        ("m3", Status.ELIGIBLE),
    }


@pytest.mark.parametrize("facts", [{"rent": True}, {"rent": False}])
def test_nothing_is_asked_where_every_verdict_is_settled(facts):
    assert asked(rule("A", "rent = true OR rent = true"), home=family(**facts)) == ()


def test_a_fact_that_a_text_voices_comes_before_an_equal_one_and_says_so():
    hint = Hint("rent", None, True, "n1", "房租")
    rules = rule("A", "debt = true"), rule("B", "rent = true")
    assert named(asked(*rules)) == [("debt", None), ("rent", None)]
    first = asked(*rules, hints=[hint])[0]
    assert (first.fact, first.hint) == ("rent", hint)
    assert [answer.chance for answer in first.answers] == [VOICED, round(1 - VOICED, 4)]


def test_a_hint_of_one_member_says_nothing_of_another():
    hint = Hint("alone", "m2", True, "n1", "一个人住")
    found = asked(rule("A", "alone = true", per_member=True), hints=[hint])
    assert [(q.member, q.hint is None) for q in found] == [("m2", False), ("m1", True)]


def test_a_fact_whose_every_answer_leaves_the_same_open_is_not_asked():
    always = rule("A", "level <= 4 AND alone = true", per_member=True)
    home = family(person("m1"))
    assert named(asked(always, home=home)) == [("alone", "m1")]
    assert named(asked(always, home=home.told("alone", True, "m1"))) == [("level", "m1")]


def test_each_member_of_a_count_that_needs_two_is_asked_though_none_settles_it():
    home = family(person("m1"), person("m2"), person("m3"))
    found = asked(rule("A", "count(member: alone = true) >= 2"), home=home)
    assert [question.member for question in found] == ["m1", "m2", "m3"]
    assert all(question.decides == ("A",) for question in found)
    assert not any(answer.settles for question in found for answer in question.answers)


def test_a_count_is_settled_by_the_last_member_it_needs():
    home = family(person("m1", alone=True), person("m2"), person("m3", alone=False))
    question = only(rule("A", "count(member: alone = true) >= 2"), home=home)
    assert (question.member, effects(question)[True]) == (
        "m2",
        (Settled("A", None, Status.ELIGIBLE),),
    )


def test_a_comparison_of_one_fact_that_stands_in_both_branches_is_asked_about():
    both = "(rent = true AND debt = true AND town = 石岐) OR (rent = false AND debt = false)"
    assert ("rent", None) in named(asked(rule("A", both)))


def test_every_part_of_a_fact_that_is_reckoned_is_asked_for():
    poor = rule("A", "net_income_per_capita_month <= 1000")
    found = asked(poor, home=family(income_per_capita_month=1500))
    assert named(found) == [("household_size", None), ("rigid_spend_month", None)]


def test_the_last_part_of_a_reckoned_fact_parts_its_answers_where_the_rule_turns():
    home = family(income_per_capita_month=1500, household_size=2)
    question = only(rule("A", "net_income_per_capita_month <= 1000"), home=home)
    spans = {a.settles[0].status: a.spans for a in question.answers}
    fact_name = "rigid_spend_month"
    assert spans == {
        Status.INELIGIBLE: (Span(fact_name, 0, 1000, below=True),),
        Status.ELIGIBLE: (Span(fact_name, 1000, 1_000_000),),
    }


def test_a_number_is_parted_where_the_open_rules_part_it_and_nowhere_else():
    rules = rule("A", "income_per_capita_month < 1290"), rule("B", "income_per_capita_month > 1935")
    question = only(*rules)
    name = "income_per_capita_month"
    assert [answer.spans for answer in question.answers] == [
        (Span(name, 0, 1290, below=True),),
        (Span(name, 1290, 1935),),
        (Span(name, 1935, 1_000_000, above=True),),
    ]


def test_a_birthday_is_asked_and_its_answers_are_told_by_age():
    home = family(person("m1"))
    question = only(rule("A", "age >= 16 AND age < 60", per_member=True), home=home)
    assert (question.fact, question.member) == ("birth_date", "m1")
    assert [answer.spans for answer in question.answers] == [
        (Span("age", 0, 16, below=True), Span("age", 60, 130)),
        (Span("age", 16, 60, below=True),),
    ]


def test_days_since_a_date_are_told_by_the_day():
    recent = rule("A", "days_since(arrived) <= 180")
    question = only(recent, home=family())
    last = date.fromordinal(TODAY.toordinal() - 180)
    spans = {a.settles[0].status: a.spans for a in question.answers}
    assert spans[Status.ELIGIBLE] == (Span("arrived", last, TODAY),)
    assert spans[Status.INELIGIBLE] == (
        Span("arrived", None, date.fromordinal(last.toordinal() - 1)),
    )


def test_a_town_is_one_that_rules_name_or_any_other():
    question = only(rule("A", "town in [石岐, 东区]"))
    assert effects(question) == {
        "东区": (Settled("A", None, Status.ELIGIBLE),),
        None: (Settled("A", None, Status.INELIGIBLE),),
    }


def test_an_answer_by_which_a_code_is_held_already_says_so():
    question = only(rule("G1", "relief_status = none"), rule("G2", "relief_status != none"))
    found = effects(question)
    assert Settled("G1", None, Status.HELD) in found["dibao"]
    assert Settled("G1", None, Status.INELIGIBLE) in found["tekun"]


def test_a_code_that_an_answer_would_show_to_be_held_is_settled_by_it():
    found = asked(rule("G1", "rent = true"), rule("G2", "relief_status = none"))
    (question,) = [q for q in found if q.fact == "relief_status"]
    assert set(question.decides) == {"G1", "G2"}


# -- whatever the rules: what is told of an answer is what comes of it

TREE_FACTS = {
    "income": fact("income", FactType.INTEGER, low=0, high=4),
    "age": fact("age", FactType.INTEGER, BOTH, low=0, high=4),
    "alone": fact("alone", FactType.BOOL, BOTH),
    "state": fact("state", FactType.CHOICE, values=["none", "ill", "poor"]),
}
TREE_WORDS = vocabulary(*TREE_FACTS.values())
VALUES = {
    "income": range(5),
    "age": range(5),
    "alone": (True, False),
    "state": ("none", "ill", "poor"),
}
TREES = st.lists(st.tuples(conditions, st.booleans()), min_size=1, max_size=3)


def household_of(parts):
    own, members = parts
    return Household("H", own, tuple(Member(f"m{n}", m) for n, m in enumerate(members, 1)))


def book_and_home(trees, parts):
    rules = [
        replace(rule(f"R{n}", "state = ill", of), condition=tree)
        for n, (tree, of) in enumerate(trees)
    ]
    return book_of(TREE_WORDS, *rules), household_of(parts)


def judged(book, home):
    return {(v.code, v.member): v for v in assess(view(home, TODAY), book.items.values(), book)}


def weighed(book, home):
    seen = view(home, TODAY)
    found = assess(seen, book.items.values(), book)
    return questions(found, dict.fromkeys(book.items, 1.0), Ground(seen, book, Outlook({})))


def within(span):
    if span.low is None or isinstance(span.low, bool | str):
        return [span.low]
    last = span.high - 1 if span.below else span.high
    return list(range(span.low + span.above, last + 1))


@given(TREES, partial_households())
def test_an_answer_settles_just_what_its_question_says(trees, parts):
    book, home = book_and_home(trees, parts)
    before = judged(book, home)
    for question in weighed(book, home):
        told = [
            value for answer in question.answers for span in answer.spans for value in within(span)
        ]
        assert sorted(map(str, told)) == sorted(map(str, VALUES[question.fact]))
        for answer in question.answers:
            for value in (value for span in answer.spans for value in within(span)):
                after = judged(book, home.told(question.fact, value, question.member))
                settled = {
                    Settled(*key, after[key].status)
                    for key, verdict in before.items()
                    if verdict.status is Status.UNKNOWN and after[key].status is not Status.UNKNOWN
                }
                assert set(answer.settles) == settled
                assert {each.code for each in settled} <= set(question.decides)


def told_all(home, facts):
    for missing, value in facts.items():
        home = home.told(missing.fact, value, missing.member or None)
    return home


def ends(book, home, wanted, codes):
    """Return for each answer to the first wanted fact how codes end, by what the others are."""
    first, *others = wanted
    ways = list(product(*(VALUES[other.fact] for other in others)))
    found = []
    for value in VALUES[first.fact]:
        full = [
            told_all(home, {first: value, **dict(zip(others, way, strict=True))}) for way in ways
        ]
        found.append([statuses(book, each, codes) for each in full])
    return found


def statuses(book, home, codes):
    return [v.status for (code, _), v in judged(book, home).items() if code in codes]


FEW = 200  # completions that are gone through


@given(TREES, partial_households())
def test_each_question_has_an_answer_that_changes_a_verdict_it_names(trees, parts):
    book, home = book_and_home(trees, parts)
    before = judged(book, home)
    for question in weighed(book, home):
        itself = Missing(question.fact, question.member or "")
        about = {key: v for key, v in before.items() if key[0] in question.decides}
        settles = any(answer.settles for answer in question.answers)
        spares = any(
            set(after[key].missing) != set(verdict.missing) - {itself}
            for value in VALUES[question.fact]
            for after in [judged(book, home.told(question.fact, value, question.member))]
            for key, verdict in about.items()
        )
        if settles or spares:
            continue
        others = sorted({m for verdict in about.values() for m in verdict.missing} - {itself})
        if prod(len(VALUES[other.fact]) for other in others) <= FEW:
            found = ends(book, home, [itself, *others], question.decides)
            assert any(each != found[0] for each in found)


@given(conditions, st.booleans(), partial_households())
def test_what_is_missing_but_not_asked_can_change_no_verdict(tree, of_member, parts):
    always = And((Compare("age", "<=", 4), Compare("income", ">=", 0), tree))
    book, home = book_and_home([(always, of_member)], parts)
    wanted = {missing for verdict in judged(book, home).values() for missing in verdict.missing}
    asked_for = {Missing(q.fact, q.member or "") for q in weighed(book, home)}
    for missing in sorted(wanted - asked_for):
        others = sorted(wanted - {missing})
        if prod(len(VALUES[other.fact]) for other in others) <= FEW:
            found = ends(book, home, [missing, *others], {"R0"})
            assert all(each == found[0] for each in found)


@given(TREES, partial_households(), st.randoms())
def test_the_order_of_verdicts_changes_no_question_and_no_rank(trees, parts, rnd):
    book, home = book_and_home(trees, parts)
    seen = view(home, TODAY)
    found = list(assess(seen, book.items.values(), book))
    ground, worth = Ground(seen, book, Outlook({})), dict.fromkeys(book.items, 0.5)
    shuffled = found[:]
    rnd.shuffle(shuffled)
    first, second = (questions(verdicts, worth, ground) for verdicts in (found, shuffled))
    assert [(q.fact, q.member, q.gain) for q in first] == [
        (q.fact, q.member, q.gain) for q in second
    ]
