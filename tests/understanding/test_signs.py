"""A sign is told where its words stand in what still asks, and nowhere else."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.listening import Sign
from matcher.normalise import normalise
from matcher.typed import Clause
from matcher.understanding.clauses import MOST, split
from matcher.understanding.signs import signs_in
from matcher.understanding.whom import AGELESS, Age
from matcher.wording import NO_TEXT
from tests.support import city

KNOWN = (
    Sign("no_food", NO_TEXT, ("断炊", "米缸.{0,2}空"), ("不愁断炊",)),
    Sign("lonely", NO_TEXT, ("没人陪",)),
)
LENGTH = 2000
QUICK = 5.0  # seconds for a hostile text on a busy machine; an exponential pattern takes ages


def clause(text, start=0, end=None):
    end = len(text) if end is None else end
    return Clause("n1", text[start:end], start, end)


def told(text, clauses=None, known=KNOWN):
    return list(signs_in(text, known, [clause(text)] if clauses is None else clauses))


def test_a_sign_is_told_with_the_place_of_its_words():
    assert told("家里断炊两天,老人没人陪") == [("no_food", (2, 4)), ("lonely", (9, 12))]


def test_a_sign_is_told_once_at_the_first_place_of_its_first_pattern():
    assert told("断炊,又断炊") == [("no_food", (0, 2))]
    assert told("米缸空,断炊") == [("no_food", (4, 6))]


def test_words_that_an_excuse_overlaps_do_not_count_and_others_still_do():
    assert told("不愁断炊") == []
    assert told("从前不愁断炊,如今断炊") == [("no_food", (9, 11))]


def test_what_no_clause_asks_for_is_not_told():
    text = "断炊的事已办好,老人没人陪"
    assert told(text, [clause(text, 8)]) == [("lonely", (10, 13))]
    assert told(text, []) == []


def test_the_first_place_that_is_still_asked_for_is_the_one_that_is_told():
    text = "断炊已解决,如今又断炊"
    assert told(text, [clause(text, 6)]) == [("no_food", (9, 11))]


def test_words_across_the_edge_of_a_clause_are_heard_in_it():
    text = "家里米缸,空了"
    assert told(text, [clause(text, 5)]) == [("no_food", (2, 6))]
    assert told(text, [clause(text, 6)]) == []


def test_signs_come_in_the_order_of_the_catalogue_and_not_of_the_text():
    assert [name for name, _ in told("没人陪,断炊")] == ["no_food", "lonely"]


def test_a_text_that_tells_nothing_has_no_signs():
    assert told("") == told("屋顶漏雨") == []


def of_city(text):
    plain = normalise(text)
    clauses = [Clause("n1", plain[a:b], a, b) for a, b in split(plain, MOST)]
    return dict(signs_in(plain, city().signs, clauses))


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("米缸见底，一家人三天没吃饭", "no_food"),
        ("米缸見底，一家人三天沒吃飯", "no_food"),
        ("断炊两日", "no_food"),
        ("被公司裁员了，没有收入", "income_lost"),
    ],
)
def test_the_shipped_signs_hear_simplified_and_traditional_characters_alike(text, sign):
    assert sign in of_city(text)


@given(st.text(alphabet="没冇有钱饭吃食药病仔老人一二三天日的了唔不,。 12a", max_size=80))
def test_every_place_that_is_told_lies_in_the_text(text):
    plain = normalise(text)
    for start, end in of_city(text).values():
        assert 0 <= start < end <= len(plain)


@pytest.mark.parametrize(
    "piece", ["没", "冇钱", "一天没吃", "老人病了没钱", "孩子吃不饱,", "a", "（", "1"]
)
def test_a_hostile_text_of_two_thousand_letters_is_read_quickly(piece):
    text = (piece * LENGTH)[:LENGTH]
    begun = time.perf_counter()
    of_city(text)
    assert time.perf_counter() - begun < QUICK


MOODS = (
    Sign("low", NO_TEXT, ("一直哭",), of="adult", instead={"child": "low_child"}),
    Sign("low_child", NO_TEXT, ("不肯上学",), of="child", instead={"adult": "low"}),
)
CHILD = Age("child")


def moods(text, *ages):
    spans = [m.span() for m in re.finditer("[^,]+", text)]
    return [name for name, _ in signs_in(text, MOODS, [clause(text, *s) for s in spans], ages=ages)]


def test_words_of_grown_ups_tell_the_sign_of_children_in_a_clause_about_a_child():
    assert moods("一直哭", CHILD) == ["low_child"]
    assert moods("一直哭", Age("adult")) == moods("一直哭", AGELESS) == ["low"]


def test_a_sign_may_be_told_of_the_mother_and_of_the_child_in_one_text():
    assert moods("妈妈一直哭,孩子也一直哭", Age("adult"), CHILD) == ["low", "low_child"]


def test_parents_tell_of_their_children_so_a_sign_of_children_stays_where_there_are_any():
    assert moods("不肯上学", Age("adult")) == ["low_child"]
    assert moods("不肯上学", Age("adult", present=frozenset({"adult", "elder"}))) == ["low"]


@pytest.mark.parametrize(
    ("text", "stage", "sign"),
    [
        ("最近不愿意出门，晚上一直哭", "child", "low_mood_child"),
        ("成晚瞓唔着，压力好大", "child", "low_mood_child"),
        ("成晚瞓唔着，压力好大", "elder", "low_mood_elder"),
        ("成晚瞓唔着，压力好大", "adult", "low_mood_adult"),
        ("一个人闷得慌，没人说话", "child", "child_friends"),
        ("一个人闷得慌，没人说话", "elder", "lonely"),
    ],
)
def test_the_shipped_signs_go_by_the_age_of_whom_a_clause_tells(text, stage, sign):
    plain = normalise(text)
    whole = [Clause("n1", plain, 0, len(plain))]
    told = [name for name, _ in signs_in(plain, city().signs, whole, ages=[Age(stage)])]
    family = {"low_mood_child", "low_mood_adult", "low_mood_elder", "child_friends", "lonely"}
    assert family & set(told) == {sign}
