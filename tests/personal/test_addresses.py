"""The town of an address: found where its words tell, and not guessed where they do not."""

import pytest
from hypothesis import given

from api.personal.addresses import Gazetteer, town_in
from matcher.offerings import Catalogue
from tests.personal.people import ANY_TEXT
from tests.support import city


def gazetteer(catalogue: Catalogue) -> Gazetteer:
    return Gazetteer("广东", "中山", catalogue.town_names)


@pytest.mark.parametrize(
    ("address", "town"),
    [
        ("广东省中山市石岐街道孙文西路1号", "石岐"),
        ("中国广东省 中山市 小榄镇西区社区2巷", "小榄"),
        ("中山市西区街道沙朗", "西区"),
        ("中山东区中山三路9号", "东区"),
        ("中山港街道张家边村", "中山港"),
        ("中山市中山港街道", "中山港"),
        ("古镇镇中路3号", "古镇"),
        ("三乡平南村", "三乡"),
        ("火炬开发区康乐大道", "中山港"),
        ("原住在沙溪镇涌边村", "沙溪"),
        ("港口镇港口大道8号", "港口"),
    ],
)
def test_the_town_that_an_address_names_is_found(catalogue, address, town):
    assert town_in(address, gazetteer(catalogue)) == town


@pytest.mark.parametrize(
    "address",
    [
        "",
        "幸福花园东区3栋",
        "中山市港口大道8号",
        "中山市富华道三角公园旁",
        "中山三路12号",
        "佛山市南海区东升镇",
        "广西桂平市石龙镇东区街道",
        "湖南省衡阳县三角镇",
        "四川达州宣汉县东升镇",
        "原住沙溪镇，现住小榄镇",
        "翠景花园南头广场",
    ],
)
def test_no_town_is_guessed(catalogue, address):
    assert town_in(address, gazetteer(catalogue)) is None


def test_every_name_of_a_town_behind_the_city_is_found(catalogue):
    for alias, town in catalogue.town_names.items():
        assert town_in(f"广东省中山市{alias}幸福村1号", gazetteer(catalogue)) == town


@given(ANY_TEXT)
def test_any_text_has_a_town_of_the_gazetteer_or_none(text):
    places = gazetteer(city())
    assert town_in(text, places) in {None, *places.towns.values()}
