"""What each item pays a family, worked out from the meaning of its rule; a range where unsure."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matcher.eligibility.amounts import payment, payments_of, with_shares
from matcher.eligibility.assess import assess
from matcher.eligibility.rulebook import rulebook
from matcher.rules.evaluate import Judged, evaluate, value_of
from matcher.rules.tree import And
from matcher.rules.truth import Truth
from matcher.values import Ranked, Share, Status, Step, Verdict
from tests.support import TODAY, city, family, person, view

OLDEST = (person("m1", age=90), person("m2", age=100))
BEFORE_SPRING, AFTER_SPRING = date(2025, 1, 31), date(2025, 2, 1)


def verdict(code, member):
    return Verdict(code, member, Status.ELIGIBLE, Judged(And(()), Truth.TRUE, member))


def paid(code, home, member=None, on=TODAY):
    book = rulebook(city(), on)
    return payment(book.pays[code], book.rule(code), view(home, on).scope(member), book.vocabulary)


def ends(code, home, member=None, on=TODAY):
    found = paid(code, home, member, on)
    return None if found is None else (found.low, found.high)


def one(**facts):
    """Return what a household of one member with these facts is judged as."""
    own = {n: facts.pop(n) for n in ("relief_status", "one_child_lost") if n in facts}
    return family(person("m1", **facts), **own)


@pytest.mark.parametrize(
    ("income", "size", "gap"), [(900, 3, 1170), (0, 1, 1290), (1289.5, 4, 2), (760, 2, 1060)]
)
def test_dibao_tops_the_whole_household_up_to_the_line_head_by_head(income, size, gap):
    home = family(income_per_capita_month=income, household_size=size)
    assert ends("G001", home) == (gap, gap)


def test_dibao_of_a_margin_family_is_left_to_the_office():
    assert paid("G001", family(income_per_capita_month=1500, household_size=3)) is None


GRANDPARENTS = (person("m1", age=66), person("m2", age=64))


def orphan(member, **facts):
    return person(member, **{"age": 9, "guardian_state": "orphan", **facts})


@pytest.mark.parametrize(("code", "line"), [("G001", 1290), ("ZH001", 1240)])
def test_a_child_who_draws_the_orphans_allowance_is_no_head_of_dibao(code, line):
    home = {"income_per_capita_month": 500, "household_size": 3}
    gap = line - 500
    with_orphan = family(*GRANDPARENTS, orphan("m3"), **home)
    assert ends(code, with_orphan) == (2 * gap, 2 * gap)
    grown = family(*GRANDPARENTS, orphan("m3", age=19, education_stage="none"), **home)
    assert ends(code, grown) == (3 * gap, 3 * gap)


def test_nobody_is_left_out_of_dibao_because_nothing_is_said_of_the_parents():
    home = family(*GRANDPARENTS, person("m3", age=9), income_per_capita_month=500, household_size=3)
    assert ends("G001", home) == (2370, 2370)


def test_shenzhen_leaves_orphans_out_of_the_heads_as_well():
    home = family(orphan("m1"), person("m2"), income_per_capita_month=1000, household_size=2)
    assert ends("SZ001", home) == (535, None)


def test_each_beneficiary_of_a_step_has_a_sum_and_so_has_a_sure_alternative():
    book, seen = rulebook(city(), TODAY), view(family(*OLDEST), TODAY)
    found = [verdict("G061", "m1"), verdict("G061", "m2"), verdict("G004", "m1")]
    steps = [Step(1, Ranked("G061", found[0], (found[1],), 0.0, 0.5, {}, {}), ("G004",))]
    paid = with_shares(payments_of(found, seen, book), steps, found)["G061", "m1"]
    assert paid.others == (Share("G061", "m2", "month", 500, 500),)
    assert paid.instead == (Share("G004", "m1", "month", 2064, 2064),)
    open_ = [found[0], found[1], found[2]._replace(status=Status.UNKNOWN)]
    assert with_shares(payments_of(open_, seen, book), steps, open_)["G061", "m1"].instead == ()


BY_MEMBER = [
    ("G003", {"relief_status": "dibao", "age": 70}, 516),
    ("G004", {"age": 70}, 2064),
    ("G005", {"relief_status": "tekun", "self_care": "able"}, 41.6),
    ("G005", {"relief_status": "tekun", "self_care": "partly_disabled"}, 624),
    ("G005", {"relief_status": "tekun", "self_care": "severely_disabled"}, 1248),
    ("G006", {"guardian_state": "orphan", "age": 9}, 1818),
    ("G025", {"sex": "f"}, 10000),
    ("G029", {"education_stage": "senior"}, 2300),
    ("G032", {"education_stage": "vocational"}, 2300),
    ("G033", {"education_stage": "college"}, 3700),
    ("G034", {"education_stage": "college"}, 6000),
    ("G050", {"graduating": True}, 3000),
    ("G051", {"business_registered_months": 8}, 10000),
    ("G053", {"unemployment_insurance_months": 30}, 1872),
    ("G059", {"motor_wheelchair": True}, 260),
    ("G061", {"age": 80}, 100),
    ("G061", {"age": 89}, 100),
    ("G061", {"age": 90}, 200),
    ("G061", {"age": 99}, 200),
    ("G061", {"age": 100}, 500),
    ("G061", {"age": 112}, 500),
    ("ZH007", {"disability_level": 1}, 269),
    ("ZH007", {"disability_level": 4}, 209),
    ("SZ007", {"relief_status": "expenditure_poor"}, 300),
    ("SZ007", {"relief_status": "dibao_margin"}, 400),
    ("SZ009", {"age": 79}, 200),
    ("SZ009", {"age": 101}, 1000),
]


@pytest.mark.parametrize(("code", "facts", "sum_"), BY_MEMBER)
def test_a_member_is_paid_what_the_rule_says_of_people_like_them(code, facts, sum_):
    assert ends(code, one(**facts), "m1") == (sum_, sum_)


RANGES = [
    # a school year in a primary school: at home, or as a boarder
    ("G028", {"education_stage": "primary"}, (625, 1250)),
    ("G028", {"education_stage": "junior"}, (750, 1500)),
    ("G036", {"admitted_college": True}, (500, 1000)),
    ("G037", {"education_stage": "college"}, (10000, 15000)),
    ("G037", {"education_stage": "postgraduate"}, (20000, 30000)),
    ("G035", {"education_stage": "postgraduate"}, (None, 25000)),
    ("G035", {"education_stage": "college"}, (None, 20000)),
    ("G027", {"education_stage": "preschool"}, (1000, None)),
    ("G048", {}, (2080, None)),
    ("G056", {"disability_level": 3}, (195, None)),
    ("G057", {"disability_level": 1}, (261, None)),
    ("G069", {"one_child_lost": True, "age": 60}, (590, None)),
    ("G069", {"one_child_lost": False, "age": 60}, (460, None)),
    ("S038", {"disease": "leukemia"}, (30000, 50000)),
    ("S039", {}, (None, 30000)),
    ("S085", {"education_stage": "junior"}, (1500, None)),
    ("S087", {"education_stage": "postgraduate"}, (4000, None)),
    ("SZ003", {"self_care": "disabled"}, (2456, 3968)),
]


@pytest.mark.parametrize(("code", "facts", "wanted"), RANGES)
def test_what_the_rule_leaves_open_is_a_range(code, facts, wanted):
    assert ends(code, one(**facts), "m1") == wanted


UNKNOWN = [
    # the stage is not known, but whoever gets it is at a primary or a junior school
    ("G028", {}, (625, 1500)),
    ("G061", {}, (100, 500)),  # whoever gets it is 80 or older
    ("G005", {"relief_status": "tekun"}, (41.6, 1248)),
    ("G069", {"age": 60}, (460, None)),
    ("SZ007", {}, (300, 400)),
    ("ZH007", {}, (209, 269)),
    ("SZ009", {}, (200, 1000)),
]


@pytest.mark.parametrize(("code", "facts", "wanted"), UNKNOWN)
def test_an_unknown_fact_is_narrowed_by_the_rule_itself(code, facts, wanted):
    assert ends(code, one(**facts), "m1") == wanted


def test_an_income_below_the_line_is_all_that_is_left_where_nobody_is_ill_or_disabled():
    well = person("m1", disability_certified=False, disability_type="none", illness="none")
    assert ends("G001", family(well, household_size=2)) == (None, 2580)


def test_a_fact_for_whom_the_rule_never_holds_pays_nothing():
    assert paid("G028", one(education_stage="college"), "m1") is None
    assert paid("G061", one(age=79), "m1") is None


@pytest.mark.parametrize(
    ("code", "facts", "before", "after"),
    [
        ("G029", {"education_stage": "senior"}, 2000, 2300),
        ("G033", {"education_stage": "college"}, 3700, 3700),
        ("G053", {}, 1710, 1710),
    ],
)
def test_a_grant_is_that_of_the_day_of_the_decision(code, facts, before, after):
    for day, sum_ in ((BEFORE_SPRING, before), (AFTER_SPRING, after)):
        assert ends(code, one(**facts), "m1", day) == (sum_, sum_)


@pytest.mark.parametrize(
    ("code", "facts", "day", "wanted"),
    [
        ("G028", {"education_stage": "primary"}, date(2024, 1, 31), (500, 1000)),
        ("G033", {"education_stage": "college"}, date(2024, 8, 31), (3300, 3300)),
        ("G034", {"education_stage": "college"}, date(2024, 8, 31), (5000, 5000)),
        ("G053", {}, date(2025, 3, 1), (1872, 1872)),
        ("G005", {"self_care": "disabled"}, date(2025, 2, 28), (1140, 1140)),
    ],
)
def test_an_earlier_decision_is_worked_out_with_the_figures_of_its_day(code, facts, day, wanted):
    assert ends(code, one(**facts), "m1", day) == wanted


def test_an_average_is_marked_as_about_and_a_fixed_sum_is_not():
    book = rulebook(city(), TODAY)
    about = {code for code, pays in book.pays.items() if pays.about}
    assert about == {"G029", "G032", "G033", "ZH008"}


def test_a_household_item_of_another_city_is_paid_for_each_head():
    home = family(household_size=3, income_per_capita_month=1200)
    assert ends("SZ004", home) == (921, 921)
    assert ends("SZ002", home) == (None, 1383)
    assert ends("SZ001", home) == (1005, None)  # living aid for some members comes on top
    assert ends("ZH001", home) == (120, 120)


def test_every_beneficiary_of_an_item_has_a_payment_of_their_own():
    home = family(
        person("m1", relation="head", age=92, hukou_city="zhongshan"),
        person("m2", relation="spouse", age=84, hukou_city="zhongshan"),
        person("m3", relation="child", age=50, hukou_city="zhongshan"),
    )
    book, seen = rulebook(city(), TODAY), view(home, TODAY)
    open_ = [
        verdict
        for verdict in assess(seen, [book.items["G061"]], book)
        if verdict.status is Status.ELIGIBLE
    ]
    found = payments_of(open_, seen, book)
    assert {who: each.value for (_, who), each in found.items()} == {"m1": 200, "m2": 100}


ANSWERS = {
    "hukou_city": st.just("zhongshan"),
    "property_within_limit": st.just(True),
    "relief_status": st.sampled_from(["none", "dibao", "dibao_margin", "tekun"]),
    "income_per_capita_month": st.floats(0, 2500),
    "household_size": st.integers(1, 9),
    "one_child_lost": st.booleans(),
    "one_child_disabled": st.booleans(),
}
ANSWERS_OF_MEMBER = {
    "age": st.integers(0, 110),
    "education_stage": st.sampled_from(["none", "primary", "junior", "senior", "college"]),
    "self_care": st.sampled_from(["able", "partly_disabled", "disabled"]),
    "illness": st.sampled_from(["none", "critical"]),
    "disability_certified": st.booleans(),
    "disability_type": st.just("limb"),
    "disability_level": st.integers(1, 4),
    "guardian_state": st.just("normal"),
    "student_hardship_certified": st.booleans(),
}


@given(
    st.sampled_from(["G001", "G005", "G028", "G061", "G069"]),
    st.fixed_dictionaries(ANSWERS),
    st.fixed_dictionaries(ANSWERS_OF_MEMBER),
    st.sets(st.sampled_from([*ANSWERS, *ANSWERS_OF_MEMBER])),
)
def test_however_the_answers_turn_out_the_sum_lies_in_the_range(code, own, of_member, hidden):
    book = rulebook(city(), TODAY)
    rule, pays = book.rule(code), book.pays[code]
    member = "m1" if rule.per_member else None
    after = view(family(person("m1", **of_member), **own), TODAY).scope(member)
    assume(evaluate(rule.condition, after) is Truth.TRUE)
    before = family(
        person("m1", **{n: v for n, v in of_member.items() if n not in hidden}),
        **{n: v for n, v in own.items() if n not in hidden},
    )
    found = paid(code, before, member)
    for term, is_within in (
        (pays.least, lambda sum_: found.low is None or found.low <= sum_ + 0.01),
        (pays.most, lambda sum_: found.high is None or sum_ <= found.high + 0.01),
    ):
        sum_ = None if term is None else value_of(term, after)
        if sum_ is not None and found is not None:
            assert is_within(sum_)
        elif sum_ is not None:  # nothing could be said before, or it comes to nothing
            assert sum_ <= 0 or hidden
