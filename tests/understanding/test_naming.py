"""What a text asks for by name, what it only mentions, and what it says was turned down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.normalise import normalise
from matcher.understanding.naming import ASKED, MENTIONED, REFUSED, index_names, names_in

NAMES = index_names(
    [
        ("G001", ("低保", "低保金")),
        ("G002", ("低保边缘", "低边")),
        ("G015", ("大病救助",)),
        ("S001", ("送餐",)),
    ]
)


def named(*clauses):
    return names_in([normalise(clause) for clause in clauses], NAMES)


@pytest.mark.parametrize(
    "text", ["想申请低保", "低保怎么办", "可以申請低保金嗎", "有冇送餐", "没有低保"]
)
def test_a_name_beside_words_that_ask_for_it_is_asked_for(text):
    (value,) = named(text).values()
    assert value == ASKED


def test_a_name_that_nobody_asks_for_is_only_mentioned():
    assert named("隔壁家吃低保") == {"G001": MENTIONED}


@pytest.mark.parametrize("text", ["不符合低保", "低保没批下来", "大病救助唔够", "低保被取消了"])
def test_a_name_that_was_turned_down_is_refused(text):
    (value,) = named(text).values()
    assert value == REFUSED


def test_a_name_inside_a_longer_name_of_another_item_does_not_count():
    assert named("想问问低保边缘户") == {"G002": ASKED}


def test_a_short_name_beside_a_longer_one_still_counts_where_it_stands_alone():
    assert named("低保,想问问低保边缘")["G001"] == ASKED
    assert set(named("低保,想问问低保边缘")) == {"G001", "G002"}


def test_words_far_from_the_name_say_nothing_of_it():
    far = "一二三四五六七八九十"
    assert named(f"想{far}吃低保{far}没批") == {"G001": MENTIONED}


def test_of_several_mentions_the_strongest_counts():
    assert named("隔壁吃低保", "自己想申请低保") == {"G001": ASKED}
    assert named("低保没批", "隔壁吃低保") == {"G001": REFUSED}


def test_a_text_that_names_nothing_names_no_code():
    assert named("", "屋顶漏雨", "低", "保") == {}


@given(st.lists(st.text(st.sampled_from("低保边缘金想没批送餐,x"), max_size=30), max_size=4))
def test_whatever_is_said_each_named_code_has_one_of_three_values(clauses):
    found = names_in(clauses, NAMES)
    assert set(found.values()) <= {ASKED, MENTIONED, REFUSED}
    assert set(found) <= {"G001", "G002", "G015", "S001"}
    for code in found:
        names = {"G001": ("低保",), "G002": ("低保边缘", "低边"), "S001": ("送餐",)}
        assert any(name in clause for clause in clauses for name in names[code])


def test_every_alias_of_the_catalogue_names_its_own_item(catalogue):
    names = index_names((item.code, item.aliases) for item in catalogue.items.values())
    for item in catalogue.items.values():
        for alias in item.aliases:
            assert item.code in names_in([alias], names), (item.code, alias)


def test_the_article_case_names_what_it_asks_for_and_what_was_refused(catalogue):
    names = index_names((item.code, item.aliases) for item in catalogue.items.values())
    assert names_in(["想问问低保和残疾人补贴怎么办"], names)["G001"] == ASKED
    assert names_in(["经查又不符合低保"], names)["G001"] == REFUSED
