"""Households registered in another city: its own basic items, and no verdict of ours changed."""

from datetime import date

import pytest

from matcher.eligibility.assess import assess, held_codes
from matcher.eligibility.rulebook import rulebook
from matcher.needs import Held
from matcher.values import Status
from tests.support import city, family, person, view

DAY = date(2026, 5, 1)
BOOK = rulebook(city(), DAY)


def statuses(household, day=DAY):
    seen = view(household, day)
    book = rulebook(city(), day)
    return {(v.code, v.member): v.status for v in assess(seen, book.items_for(seen), book)}


def poor(**facts):
    return family(
        person("m1", age=50),
        income_per_capita_month=900,
        property_within_limit=True,
        hukou_city="guangdong_other",
        **facts,
    )


@pytest.mark.parametrize(("place", "code"), [("zhuhai", "ZH001"), ("shenzhen", "SZ001")])
def test_a_poor_household_of_a_neighbouring_city_has_that_citys_dibao(place, code):
    found = statuses(poor(hukou_place=place))
    assert found[code, None] is Status.ELIGIBLE
    assert found["G001", None] is Status.INELIGIBLE


def test_only_the_city_of_registration_opens_its_items():
    prefixes = {code[:2] for code, _ in statuses(poor(hukou_place="zhuhai")) if code[0] not in "GS"}
    assert prefixes == {"ZH"}
    assert not any(code.startswith(("ZH", "SZ")) for code, _ in statuses(poor()))


def test_the_place_of_registration_changes_no_verdict_of_our_lists():
    without = statuses(poor())
    for place in ("zhuhai", "shenzhen", "zhongshan", "湛江"):
        found = statuses(poor(hukou_place=place))
        assert {key: found[key] for key in without} == without


def test_a_status_held_elsewhere_is_held_as_that_citys_item():
    held = held_codes(poor(hukou_place="shenzhen", relief_status="dibao"), BOOK)
    assert held == {Held("G001"), Held("SZ001")}


def test_a_member_registered_elsewhere_has_that_citys_items_alone():
    household = family(
        person("m1", age=85, hukou_place="zhuhai"), person("m2", age=85), hukou_place="zhongshan"
    )
    found = statuses(household)
    assert found["ZH009", "m1"] is Status.ELIGIBLE
    assert found["ZH009", "m2"] is Status.INELIGIBLE


def test_the_lines_of_the_day_decide_in_the_other_city_too():
    household = family(
        person("m1", age=50),
        income_per_capita_month=1500,
        property_within_limit=True,
        hukou_place="shenzhen",
        household_size=1,
    )
    assert statuses(household, date(2025, 12, 1))["SZ001", None] is Status.ELIGIBLE
    assert statuses(household, date(2021, 12, 1))["SZ001", None] is not Status.ELIGIBLE


def test_each_item_of_another_city_names_its_counterpart_here():
    for item in city().city_items.values():
        assert item.like in city().items
        assert item.counterpart == item.like
