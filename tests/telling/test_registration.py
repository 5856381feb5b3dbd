"""Which city's rule decides is said of a household that lives in one city, registered elsewhere."""

import pytest

from matcher.telling.registration import registration_data
from tests.support import city, family, person


def told(household):
    return [(one["city"], one["members"]) for one in registration_data(household, city(), "zh")]


def test_a_household_registered_and_living_here_is_told_nothing():
    assert told(family(hukou_city="zhongshan")) == []
    assert told(family(hukou_city="zhongshan", hukou_place="zhongshan")) == []


def test_an_unknown_place_of_registration_is_told_nothing():
    assert told(family(person())) == []


@pytest.mark.parametrize("place", ["zhuhai", "shenzhen"])
def test_a_household_registered_in_a_neighbouring_city_is_told_that_it_decides(place):
    (one,) = registration_data(family(hukou_place=place), city(), "zh")
    name = city().cities[place].name.zh
    assert one["city"] == place
    assert f"由{name}决定" in one["decides"]
    assert "居住地镇街" in one["takes"]
    assert name in one["forwards"]
    assert one["source"]


def test_english_words_are_told_in_english():
    (one,) = registration_data(family(hukou_place="zhuhai"), city(), "en")
    assert one["decides"].endswith("Zhuhai decides")
    assert "Zhuhai" in one["forwards"]


def test_a_household_registered_here_that_lives_elsewhere_hears_that_home_decides():
    for known in ({"hukou_city": "zhongshan"}, {"hukou_place": "zhongshan"}):
        assert told(family(residence_place="shenzhen", **known)) == [("zhongshan", [])]


def test_a_city_without_lines_of_its_own_is_said_to_have_none():
    (one,) = registration_data(family(hukou_place="湛江"), city(), "zh")
    assert "没有湛江的标准" in one["takes"]
    assert one["forwards"] == ""


def test_a_member_registered_elsewhere_is_named_beside_the_city():
    mixed = family(person("m1"), person("m2", hukou_place="zhuhai"), hukou_place="zhongshan")
    assert told(mixed) == [("zhuhai", ["m2"])]


def test_who_lives_elsewhere_hears_that_services_at_home_are_given_there():
    away = family(hukou_city="zhongshan", residence_place="zhuhai")
    (one,) = registration_data(away, city(), "zh")
    assert "在居住地提供" in one["services"]
    assert "珠海市" in one["services"]
    (one,) = registration_data(family(hukou_place="zhuhai", residence_place="江门"), city(), "en")
    assert "the community in 江门" in one["services"]


def test_who_lives_here_hears_nothing_of_services_elsewhere():
    for lives in ({}, {"residence_place": "zhongshan"}):
        (one,) = registration_data(family(hukou_place="zhuhai", **lives), city(), "zh")
        assert one["services"] == ""
