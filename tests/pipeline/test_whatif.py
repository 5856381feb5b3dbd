"""What if: columns count what the verdicts of each household say; sums are those of a plan."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.eligibility.amounts import payment
from matcher.eligibility.assess import assess, held_codes, is_held
from matcher.eligibility.rulebook import PLACE
from matcher.needs import Held, Household
from matcher.offerings import Catalogue
from matcher.pipeline.assessor import Assessor
from matcher.pipeline.costing import Side
from matcher.pipeline.crowd import for_both, invented_population, population_of
from matcher.pipeline.impact import impact
from matcher.pipeline.whatif import whatif
from matcher.population.moves import HOUSEHOLD, Move
from matcher.population.shifts import ItemShift, Shift
from matcher.reading.amendments import Setting, amended
from matcher.rules.tree import facts_of
from matcher.values import Status
from tests.another_city import ITEMS, VOCABULARY, build
from tests.population.restored import households_in
from tests.population.test_moves import FREE, HELD
from tests.support import TODAY, city, family, person

NUM = 12
Truths = dict[tuple[str, str, str | None], tuple]
DERIVED = [each.fact for each in city().derived]


def drawn(seed: int) -> tuple[Household, ...]:
    """Return invented households, some of them registered elsewhere, some with what they hold."""
    catalogue, random = city(), Random(seed)
    book = Assessor(catalogue).rules(TODAY)
    blocks = invented_population(NUM, seed, catalogue, book, TODAY).blocks
    codes = [*catalogue.items, *catalogue.city_items]
    cities = list(catalogue.cities)

    def furnished(household: Household) -> Household:
        facts = {**household.facts, PLACE: random.choice(cities)}
        if random.random() < 0.3:
            del facts[PLACE]
        whose = [None, *(member.id for member in household.members)]
        members = tuple(
            replace(member, facts={**member.facts, PLACE: random.choice(cities)})
            if random.random() < 0.2
            else member
            for member in household.members
        )
        held = (Held(code, random.choice(whose)) for code in random.sample(codes, 20))
        return replace(household, facts=facts, members=members, receiving=tuple(held))

    return tuple(map(furnished, households_in(blocks, catalogue.vocabulary, DERIVED)))


def one_by_one(assessor: Assessor, households: Sequence[Household]) -> Truths:
    """Return truth and holding of each verdict, by household, code and member."""
    book, found = assessor.rules(TODAY), {}
    for household in households:
        seen, held = assessor.view(household, TODAY), held_codes(household, book)
        rules = book.items_for(seen)
        by_code = {rule.code: rule for rule in rules}
        for verdict in assess(seen, rules, book):
            holds = is_held(by_code[verdict.code], verdict.member, held)
            key = (household.id, verdict.code, verdict.member)
            found[key] = (verdict.judged.truth, holds)
    return found


def moved_one_by_one(
    before: Assessor, after: Assessor, households: Sequence[Household]
) -> Mapping[str, Mapping[Move, set[tuple[str, str | None]]]]:
    """Return by code who moves in which way, each household judged by itself."""
    old, new = (one_by_one(assessor, households) for assessor in (before, after))
    moves: dict = defaultdict(lambda: defaultdict(set))
    for (household, code, member), (truth, holds) in old.items():
        table = HELD if holds else FREE
        for move in table.get((truth, new[household, code, member][0]), set()):
            moves[code][move].add((household, member))
    return moves


def tried(
    before: Catalogue, after: Catalogue, *households: Household, for_all: Catalogue | None = None
) -> Shift:
    people = population_of(households, for_all or before, Assessor(before).rules(TODAY), TODAY)
    return whatif(Assessor(before), Assessor(after), people, TODAY)


def item(shift: Shift, code: str) -> ItemShift:
    return next(each for each in shift.items if each.code == code)


def counts(told: ItemShift) -> dict[Move, int]:
    return {move: each.beneficiaries for move, each in told.moves.items() if each.beneficiaries}


FIGURES = sorted(name for name, figure in city().figures.items() if not figure.by)
changes = st.lists(
    st.tuples(st.sampled_from(FIGURES), st.sampled_from([0, 0.5, 0.8, 0.95, 1.05, 1.2, 2])),
    min_size=1,
    max_size=4,
    unique_by=lambda change: change[0],
)


def with_figures(wanted: Sequence[tuple[str, float]]) -> Catalogue:
    catalogue = city()
    lines = {name: catalogue.figures[name].on(TODAY) for name, _ in wanted}
    whole = {name for name in lines if catalogue.figures[name].unit in ("years", "months")}
    settings = [
        Setting(name, f"{round(lines[name].value * times, None if name in whole else 4):.12g}")
        for name, times in wanted
    ]
    return amended(catalogue, settings, TODAY)


@settings(max_examples=25)
@given(st.integers(0, 10_000), changes)
def test_columns_count_what_each_household_is_judged_by_itself(seed: int, wanted: list) -> None:
    households, after = drawn(seed), with_figures(wanted)
    shift = tried(city(), after, *households)
    truly = moved_one_by_one(Assessor(city()), Assessor(after), households)
    for told in shift.items:
        for move, each in told.moves.items():
            found = truly[told.code][move]
            assert each.beneficiaries == len(found), (told.code, move)
            assert each.households == len({household for household, _ in found})
        gaining = {household for household, _ in truly[told.code][Move.GAIN]}
        assert [shift.names[place] for place in told.gaining] == sorted(
            gaining, key=lambda name: int(name[1:])
        )
    listed = {told.code for told in shift.items}
    for code, moves in truly.items():
        assert code in listed or set(moves) <= {Move.STAYS}, code


@settings(max_examples=10)
@given(st.integers(0, 10_000), changes)
def test_gains_and_losses_are_those_of_the_verdicts_before_and_after(
    seed: int, wanted: list
) -> None:
    households, after = drawn(seed), with_figures(wanted)
    shift = tried(city(), after, *households)
    dated = [(household, TODAY) for household in households]
    told = {each.code: each for each in impact(Assessor(city()), Assessor(after), dated)}
    for each in shift.items:
        moves = told[each.code].moves if each.code in told else {}
        gains = sum(len(ids) for move, ids in moves.items() if move[1] is Status.ELIGIBLE)
        losses = sum(len(ids) for move, ids in moves.items() if move[0] is Status.ELIGIBLE)
        assert each.moves[Move.GAIN].beneficiaries == gains
        assert each.moves[Move.LOSS].beneficiaries == losses


@settings(max_examples=2)
@given(st.integers(0, 10_000))
def test_sums_are_those_that_a_plan_works_out_for_each_beneficiary(seed: int) -> None:
    catalogue, households = city(), drawn(seed)[::3]
    assessor = Assessor(catalogue)
    book = assessor.rules(TODAY)
    side = Side(catalogue, book, population_of(households, catalogue, book, TODAY), TODAY)
    for code, pays in book.pays.items():
        rule = book.rule(code)
        spots = [
            (place, slot)
            for place, each in enumerate(households)
            for slot in (range(len(each.members)) if rule.per_member else [HOUSEHOLD])
        ]
        found = side.sums(code, np.array(spots, dtype=np.int64).reshape(-1, 2)).values
        for (place, slot), value in zip(spots, found, strict=True):
            household = households[place]
            member = None if slot == HOUSEHOLD else household.members[slot].id
            scope = assessor.view(household, TODAY).scope(member)
            told = facts_of(pays.least) if pays.least else ()
            named = {fact for fact, of_members in told if not of_members}
            paid = None
            if pays.per != "once" and named <= scope.facts.keys():
                paid = payment(pays, rule, scope, book.vocabulary)
            if paid is None or paid.low is None:
                assert np.isnan(value), (code, place, slot)
            else:
                months = {"month": 1, "year": 12}[pays.per]
                assert value == pytest.approx(paid.low / months), (code, place, slot)


def poor(household_id: str = "H1", **facts: object) -> Household:
    told = {
        "hukou_city": "zhongshan",
        "property_within_limit": True,
        "income_per_capita_month": 1350,
        "household_size": 2,
        "residence_town": "石岐",
    }
    return family(household_id=household_id, **{**told, **facts})


def dearer() -> Catalogue:
    return amended(city(), [Setting("dibao_line", "1400")], TODAY)


def test_a_family_just_above_the_line_gains_when_the_line_rises_by_the_gap_for_each_head() -> None:
    shift = tried(city(), dearer(), poor())
    assert counts(item(shift, "G001")) == {Move.GAIN: 1}
    assert item(shift, "G001").cost.gained == shift.whole.cost.gained == (1400 - 1350) * 2
    assert counts(item(shift, "G002")) == {Move.LOSS: 1}  # no longer above the line
    assert (shift.gaining, shift.losing) == ((0,), (0,))


def test_a_family_that_holds_the_item_gains_nothing_but_is_paid_more() -> None:
    held = poor(relief_status="dibao", income_per_capita_month=1000)
    shift = tried(city(), dearer(), held)
    assert counts(item(shift, "G001")) == {Move.STAYS: 1}
    assert item(shift, "G001").cost.changed == 110 * 2
    assert not shift.gaining
    above = poor(relief_status="dibao")
    told = item(tried(city(), dearer(), above), "G001")
    assert counts(told) == {Move.HELD_IN: 1, Move.STAYS: 1}


def test_a_family_that_holds_it_and_would_no_longer_qualify_is_told_apart() -> None:
    cheaper = amended(city(), [Setting("dibao_line", "1000")], TODAY)
    held = poor(relief_status="dibao", income_per_capita_month=1100)
    shift = tried(city(), cheaper, held)
    assert counts(item(shift, "G001")) == {Move.HELD_OUT: 1}
    assert item(shift, "G001").cost.known == 0


def test_an_unknown_fact_makes_it_an_item_to_check_and_no_gain() -> None:
    unsure = poor(property_within_limit=None)
    unsure = replace(unsure, facts={k: v for k, v in unsure.facts.items() if v is not None})
    shift = tried(city(), dearer(), unsure)
    assert counts(item(shift, "G001")) == {Move.OPENED: 1}
    assert not shift.gaining


def test_of_items_that_exclude_each_other_the_dearest_alone_is_paid() -> None:
    old = person(age=80, self_care="able")
    alone = family(
        old,
        household_id="H1",
        hukou_city="zhongshan",
        property_within_limit=True,
        income_per_capita_month=1350,
        household_size=1,
        support_obligor_able=False,
    )
    shift = tried(city(), dearer(), alone)
    assert item(shift, "G001").moves[Move.GAIN].beneficiaries == 1
    assert item(shift, "G004").moves[Move.GAIN].beneficiaries == 1
    assert item(shift, "G001").cost.gained == 0
    assert item(shift, "G004").cost.gained == shift.whole.cost.gained == 1400 * 1.6


def test_what_excludes_an_item_that_is_held_is_not_paid_on_top_of_it() -> None:
    held = poor(relief_status="tekun")
    shift = tried(city(), dearer(), held)
    assert item(shift, "G001").moves[Move.GAIN].beneficiaries == 1
    assert item(shift, "G001").cost.gained == 0


def test_another_citys_item_concerns_those_who_are_registered_there() -> None:
    after = amended(city(), [Setting("zhuhai_dibao_line", "5000")], TODAY)
    code = next(iter(city().cities["zhuhai"].items))
    there = poor(
        "H1", hukou_place="zhuhai", hukou_city="guangdong_other", income_per_capita_month=3000
    )
    unknown = poor("H2", income_per_capita_month=3000)
    shift = tried(city(), after, there, unknown)
    assert counts(item(shift, code)) == {Move.GAIN: 1}
    assert item(shift, code).gaining == (0,)


def test_another_citys_item_concerns_a_household_of_which_one_member_is_registered_there() -> None:
    after = amended(city(), [Setting("zhuhai_dibao_line", "5000")], TODAY)
    code = next(iter(city().cities["zhuhai"].items))
    member = person("m1", hukou_place="zhuhai", illness="none", disability_certified=False)
    mixed = replace(poor("H1", income_per_capita_month=3000), members=(member,))
    assert counts(item(tried(city(), after, mixed), code)) == {Move.OPENED: 1}


def test_households_are_told_by_town_and_an_unknown_town_has_a_row_of_its_own() -> None:
    lost = poor("H3")
    lost = replace(lost, facts={k: v for k, v in lost.facts.items() if k != "residence_town"})
    shift = tried(city(), dearer(), poor("H1"), poor("H2", residence_town="小榄"), lost)
    assert [(each.key, each.households, each.gaining) for each in shift.towns] == [
        ("石岐", 1, 1),
        ("小榄", 1, 1),
        (None, 1, 1),
    ]


def test_households_are_told_by_the_categories_they_are_known_to_be_of() -> None:
    old = family(
        person(age=75), household_id="H1", hukou_city="zhongshan", property_within_limit=True,
        income_per_capita_month=1350, household_size=1,
    )  # fmt: skip
    young = person("m2", age=30, illness="none", disability_certified=False)
    pair = replace(old, id="H3", members=(old.members[0], young))
    nothing = family(household_id="H2")
    shift = tried(city(), dearer(), old, nothing, pair)
    told = {each.key: (each.households, each.gaining) for each in shift.categories}
    assert told["C4"] == (2, 2)
    assert told[None] == (1, 0)


def test_an_item_that_a_catalogue_adds_is_gained_and_one_it_drops_is_lost() -> None:
    more = ITEMS + "- {code: R05, name: 取暖补贴, per: household, eligibility: income < 900}\n"
    before, after = build(), build(items=more)
    cold = family(household_id="H1", income=800)
    assert counts(item(tried(before, after, cold), "R05")) == {Move.GAIN: 1}
    assert counts(item(tried(after, before, cold), "R05")) == {Move.LOSS: 1}


def test_a_catalogue_that_derives_a_fact_in_another_way_sees_households_in_its_own() -> None:
    other = VOCABULARY.replace("income - rent / size", "income - rent")
    poor_after_rent = "- {code: R05, name: 房租补助, per: household, eligibility: net < 1000}\n"
    items = ITEMS + poor_after_rent  # the same rule on both sides
    before, after = build(items=items), build(items=items, vocabulary=other)
    rents = family(household_id="H1", income=1500, rent=600, size=3)  # net 1300, then 900
    pays_less = family(household_id="H2", income=1500, rent=300, size=3)  # net 1400, then 1200
    shift = tried(before, after, rents, pays_less)
    assert counts(item(shift, "R05")) == {Move.GAIN: 1}
    assert item(shift, "R05").gaining == (0,)


def test_a_fact_that_only_the_new_catalogue_knows_may_be_told_for_both() -> None:
    other = VOCABULARY + "- {name: heating, level: household, type: bool}\n"
    more = ITEMS + ("- {code: R05, name: 取暖补贴, per: household, eligibility: heating = false}\n")
    before, after = build(), build(vocabulary=other, items=more)
    both = for_both(before, after)
    assert {"heating", "income"} <= both.vocabulary.facts.keys()
    shift = tried(before, after, family(household_id="H1", heating=False), for_all=both)
    assert counts(item(shift, "R05")) == {Move.GAIN: 1}


def test_the_same_seed_invents_the_same_households_in_towns_of_the_catalogue() -> None:
    book = Assessor(city()).rules(TODAY)
    one, other = (invented_population(300, 7, city(), book, TODAY) for _ in range(2))
    shifts = [whatif(Assessor(city()), Assessor(dearer()), p, TODAY) for p in (one, other)]
    assert shifts[0].whole == shifts[1].whole
    assert shifts[0].gaining == shifts[1].gaining
    assert {each.key for each in shifts[0].towns} <= {*city().towns, None}
    assert "G001" in one.held
