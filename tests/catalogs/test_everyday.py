"""Everyday words hold of the items that they tell of: visits of visits, loans of loans alone."""

import re
from collections.abc import Iterator

import pytest

from matcher.offerings import Provision
from tests.planning.lists import everyday
from tests.support import city

VISIT = re.compile("上门|来家里|到家里|有人来|送到家|入户")
"""Words by which a family expects somebody at the door."""
AT_HOME = re.compile(
    "上门|入户|到家|居家|送教|送餐|助洁|清理|大扫除|除虫|水电家电|水电与门锁|烟感|敲门|防跌倒"
)
"""What the list's own name of a visit holds."""
LENT = re.compile("借给您|借用|用完要还")


def provisions() -> dict[str, Provision]:
    return {**city().items, **city().offerings}


def told(code: str, item: Provision) -> Iterator[str]:
    """Yield what a family would read of an item, whoever they are."""
    words = everyday()
    plain = words.items.get(code)
    yield plain.name.zh if plain else item.name.zh
    if plain and plain.more:
        yield plain.more.zh
    way = words.way_of(code, item.name.zh, item.form)
    yield words.ways[way].says.zh if way else words.forms[item.form].zh


def test_words_of_a_visit_stand_at_what_is_a_visit_alone():
    wrong = {
        code: text
        for code, item in provisions().items()
        if not AT_HOME.search(item.name.zh)
        for text in told(code, item)
        if VISIT.search(text)
    }
    assert wrong == {}


def test_each_word_of_a_visit_that_the_lists_use_themselves_is_told_as_one():
    names = {code: item for code, item in provisions().items() if item.form == "service"}
    for code, item in names.items():
        if re.search("上门|入户", item.name.zh) and everyday().items.get(code) is None:
            assert any(VISIT.search(text) for text in told(code, item)), code


@pytest.mark.parametrize("code", ["S045", "S091", "W014", "G065", "S127", "S004", "S040", "B021"])
def test_a_surgery_a_class_a_photo_a_button_and_a_call_are_no_visit(code):
    assert not [text for text in told(code, provisions()[code]) if "上门" in text]


@pytest.mark.parametrize("code", ["S063", "S101", "W038"])
def test_what_is_lent_is_told_as_lent(code):
    assert any("借给您用，用完要还" in text for text in told(code, provisions()[code]))


def test_nothing_that_is_given_is_told_as_lent_and_nothing_lent_as_given():
    for code, item in provisions().items():
        is_lent = bool(re.search("借用|续借|借阅|租借", item.name.zh))
        assert any(LENT.search(text) for text in told(code, item)) == is_lent, code
        assert everyday().is_lent(code, item.name.zh) == is_lent


def test_a_posted_offering_is_lent_or_brought_home_where_its_own_name_says_so():
    words = everyday()
    assert words.way_of("W9001", "轮椅租借", "in_kind") == "lent"
    assert words.way_of("B9001", "护士上门换药", "service") == "visit"
    assert words.way_of("B9002", "陪诊", "service") == "escort"
    assert words.way_of("W9002", "上门安装的冷气机", "in_kind") == ""
