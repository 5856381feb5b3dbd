"""What cannot all be right is found, unknown facts make nothing odd, and nothing is corrected."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.eligibility.contradictions import checks_of, contradictions
from matcher.needs import Held, Household, Member
from matcher.offerings import Catalogue, Clash, Degree
from matcher.rules.figures import figures_on
from matcher.rules.grammar import parse
from matcher.rules.link import link
from matcher.values import Missing, Told
from matcher.wording import Bilingual
from tests.eligibility.odd_households import ODD, odd
from tests.support import TODAY, city, family, person, view

OF_FACTS = [clash for clash in city().clashes if not clash.words]


def checks(catalogue: Catalogue):
    return checks_of(catalogue, figures_on(catalogue.figures, TODAY, catalogue.figures))


CHECKS = checks(city())


def found(household: Household, told=(), known=CHECKS):
    return contradictions(view(household, TODAY), known, city().vocabulary, told)


def names(household: Household, told=()) -> list[str]:
    return [each.name for each in found(household, told)]


def clash(when: str, per_member: bool = False, **rest) -> Clash:
    node = link(parse(when), city().vocabulary.facts, city().figures)
    label = Bilingual("", "")
    fields = {"name": "odd", "degree": Degree.DOUBT, "asks": ("relief_status",), **rest}
    return Clash(per_member=per_member, label=label, condition=node, **fields)


def by(*clashes: Clash):
    return checks(replace(city(), clashes=clashes))


def without(household: Household, facts: set[str]) -> Household:
    kept = {n: v for n, v in household.facts.items() if n not in facts}
    members = tuple(
        Member(m.id, {n: v for n, v in m.facts.items() if n not in facts})
        for m in household.members
    )
    return replace(household, facts=kept, members=members)


def test_every_clash_of_facts_has_a_household_of_its_own():
    assert list(ODD) == [clash.name for clash in OF_FACTS]


@pytest.mark.parametrize("name", ODD)
def test_what_the_city_calls_odd_is_found_in_its_household(name):
    assert name in names(odd(ODD[name]))


@pytest.mark.parametrize("name", ODD)
def test_a_contradiction_is_gone_where_its_facts_are_unknown(name):
    household = odd(ODD[name])
    (one,) = [each for each in found(household) if each.name == name]
    inputs = {*one.facts, *(fact for fact, _ in one.asks), "birth_date"}
    assert name not in names(without(household, inputs))


@pytest.mark.parametrize("name", ODD)
def test_there_is_somebody_to_ask_for_each_contradiction(name):
    (one,) = [each for each in found(odd(ODD[name])) if each.name == name]
    assert one.facts
    assert one.asks
    listed = {"", *(member.id for member in odd(ODD[name]).members)}
    assert {member for _, member in one.asks} <= listed


def test_a_household_of_which_nothing_is_known_has_no_contradiction():
    assert names(family(person("m1"), person("m2"))) == names(family()) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "relief_status=dibao income_per_capita_month=1935 hukou_city=zhongshan",
            "dibao_above_margin_line",
        ),
        (
            "relief_status=dibao income_per_capita_month=1289 hukou_city=zhongshan",
            "dibao_above_line",
        ),
        (
            "relief_status=dibao income_per_capita_month=1500 hukou_city=zhongshan "
            "| disability_level=2",
            "dibao_above_line",
        ),
        (
            "relief_status=dibao income_per_capita_month=2600 hukou_city=other_province",
            "dibao_above_margin_line",
        ),
        (" | relation=head age=40 | relation=child age=26", "child_close_in_age"),
        (" | education_stage=primary age=16 disability_level=2", "too_old_or_young_for_stage"),
        ("single_parent=true | relation=spouse | relation=grandchild", "single_parent_with_spouse"),
        ("household_size=1 | relation=head | dead_within_month=true", "more_listed_than_size"),
        ("labour_members=3 household_size=3", "labour_above_size"),
        ("hukou_city=zhongshan hukou_place=zhongshan", "hukou_here_place_elsewhere"),
        (" | age=36 birth_date=1990-06-01", "age_not_of_birth_date"),
        ("net_income_per_capita_month=850 income_per_capita_month=900 rigid_spend_month=300 "
         "household_size=3", "net_not_as_reckoned"),
    ],
)  # fmt: skip
def test_what_is_at_the_edge_or_explained_is_not_odd(text, name):
    assert name not in names(odd(text))


@pytest.mark.parametrize(
    ("place", "income", "name"),
    [
        ("zhuhai", 1860, None),
        ("zhuhai", 1861, "dibao_above_margin_line"),
        ("shenzhen", 2303, None),
        ("shenzhen", 2304, "dibao_above_margin_line"),
        ("湛江", 9000, None),
    ],
)
def test_a_family_is_held_against_the_lines_of_its_city_of_registration(place, income, name):
    text = f"relief_status=dibao income_per_capita_month={income} hukou_city=guangdong_other"
    found_there = names(odd(f"{text} hukou_place={place} | illness=critical"))
    assert found_there == ([] if name is None else [name])


def test_where_the_city_of_registration_is_not_known_no_line_makes_anything_odd():
    for registered in ("", "hukou_city=guangdong_other", "hukou_city=other_province"):
        assert names(odd(f"relief_status=dibao income_per_capita_month=9000 {registered}")) == []


def test_the_line_that_is_told_is_that_of_the_city_that_decides():
    text = "relief_status=dibao income_per_capita_month=3000 hukou_place=zhuhai"
    (one,) = found(odd(text))
    assert (one.place, one.shown["dibao_margin_line"]) == ("zhuhai", 1860)


def test_words_about_the_line_go_by_the_line_of_the_city_that_decides():
    told = [Told("told_above_line", None, "n1", "超过低保线")]
    text = "income_per_capita_month=1260 hukou_city=guangdong_other hukou_place="
    assert names(odd(text + "zhuhai"), told) == []
    assert names(odd(text + "shenzhen"), told) == ["told_above_line"]


def test_a_member_has_no_clash_of_facts_that_are_the_households_alone():
    here = "hukou_city=zhongshan hukou_place=shenzhen"
    assert names(odd(f"{here} | age=40 | age=50")) == ["hukou_here_place_elsewhere"]
    (one,) = found(odd("hukou_city=zhongshan | age=40 | hukou_place=shenzhen"))
    assert (one.name, one.member) == ("member_here_place_elsewhere", "m2")


def test_a_computed_figure_is_never_held_against_what_it_was_computed_from():
    text = "income_per_capita_month=900 rigid_spend_month=300 household_size=3"
    assert names(odd(text)) == []


def test_contradictions_stand_before_doubts_and_keep_the_order_of_the_catalogue():
    facts = (
        "relief_status=tekun income_per_capita_month=3000 household_size=1 property_within_limit"
    )
    household = odd(f"{facts}=false labour_members=2 | relation=head employment=employed")
    order = [clash.name for clash in OF_FACTS]
    degrees = [each.degree for each in found(household)]
    assert degrees == sorted(degrees)
    certain = [each.name for each in found(household) if each.degree is Degree.CONTRADICTION]
    assert certain == sorted(certain, key=order.index)
    assert len(certain) == 3


def test_each_member_is_asked_for_themselves_and_others_where_their_facts_clash():
    (one,) = found(odd(ODD["spouse_of_same_sex"]))
    assert one.member == "m2"
    assert one.asks == (Missing("sex", "m2"), Missing("relation", "m2"), Missing("sex", "m1"))
    (one,) = found(odd(ODD["two_heads"]))
    assert one.asks == (Missing("relation", "m1"), Missing("relation", "m2"))


def test_only_the_members_at_whose_fact_it_looks_are_asked():
    (one,) = found(odd(ODD["single_parent_with_spouse"]))
    assert one.asks == (Missing("single_parent", ""), Missing("relation", "m2"))


def test_a_computed_age_is_verified_by_the_date_of_birth():
    home = family(
        person("m1", relation="head", birth_date="1990-01-01"),
        person("m2", relation="child", birth_date="1985-01-01"),
    )
    (one,) = found(home)
    assert one.asks[0] == Missing("birth_date", "m2")
    assert one.asks[-1] == Missing("birth_date", "m1")
    assert one.shown == {"age": 41, "max(member: age if relation = head)": 36.0}


def test_what_is_held_by_one_member_is_odd_for_that_member_alone():
    known = by(clash("age < 60", per_member=True, receives=("G001",)))
    home = family(person("m1", age=30), person("m2", age=30), receiving=[Held("G001", "m2")])
    assert [each.member for each in found(home, known=known)] == ["m2"]
    assert found(family(person("m1", age=30)), known=known) == ()


def test_a_text_makes_a_contradiction_only_with_a_fact_that_says_otherwise():
    told = [Told("told_jobless", "m1", "n1", "失业了")]
    employed = family(person("m1", employment="employed"))
    (one,) = found(employed, told)
    assert (one.name, one.member, one.need, one.words) == ("told_jobless", "m1", "n1", "失业了")
    assert names(employed) == []
    assert names(family(person("m1", employment="unemployed")), told) == []
    assert names(family(person("m1")), told) == []


def test_a_text_counts_for_whom_it_is_told_of_and_once():
    home = family(person("m1", employment="employed"), person("m2", employment="employed"))
    told = [Told("told_jobless", "m2", "n1", "失业了"), Told("told_jobless", "m2", "n2", "下岗")]
    assert [(each.member, each.need) for each in found(home, told)] == [("m2", "n1")]


def test_what_explains_a_clash_silences_it_only_where_it_is_known():
    excuse = link(parse("debt_burden = true"), city().vocabulary.facts, {})
    known = by(clash("relief_status = dibao", explained_by=excuse))
    assert len(found(family(relief_status="dibao"), known=known)) == 1
    assert len(found(family(relief_status="dibao", debt_burden=False), known=known)) == 1
    assert found(family(relief_status="dibao", debt_burden=True), known=known) == ()


FACTS = sorted({fact for check in CHECKS for fact in check.needed} - {"hukou_place"})


@st.composite
def households(draw):
    vocabulary = city().vocabulary.facts

    def some_facts(names):
        chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=12))
        return {name: draw(values_of(vocabulary[name])) for name in chosen}

    own = some_facts([n for n in FACTS if vocabulary[n].of_household()])
    theirs = [n for n in FACTS if vocabulary[n].of_member()]
    count = draw(st.integers(0, 3))
    return family(*(Member(f"m{n}", some_facts(theirs)) for n in range(1, count + 1)), **own)


def values_of(fact):
    if fact.values is not None:
        return st.sampled_from(list(fact.values))
    if fact.low is not None:
        return st.integers(int(fact.low), int(min(fact.high, fact.low + 100)))
    return st.booleans() if fact.type == "bool" else st.dates(TODAY.replace(year=1940), TODAY)


@given(households())
def test_unknown_facts_make_no_contradiction(household):
    for one in found(household):
        hidden = without(household, {*one.facts, *(fact for fact, _ in one.asks), "birth_date"})
        assert one.name not in names(hidden)


@given(households(), st.data())
def test_a_further_fact_removes_a_contradiction_only_where_it_explains_it(household, data):
    before = found(household)
    fact = data.draw(
        st.sampled_from([n for n in FACTS if city().vocabulary.facts[n].of_household()])
    )
    if fact in view(household, TODAY).facts or any(fact in m.facts for m in household.members):
        return
    value = data.draw(values_of(city().vocabulary.facts[fact]))
    more = replace(household, facts={**household.facts, fact: value})
    after = {(each.name, each.member) for each in found(more)}
    excused = {each.name for each in city().clashes if each.explained_by is not None}
    assert {(e.name, e.member) for e in before if e.name not in excused} <= after
