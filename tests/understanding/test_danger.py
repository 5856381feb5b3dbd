"""Danger signs are heard in a ledger's words; negations, films and things long past are not."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.listening import Danger
from matcher.normalise import normalise
from matcher.understanding.danger import danger_signs
from matcher.wording import NO_TEXT
from tests.support import city, labelled_rows

KINDS = ("self_harm", "violence", "child_protection", "medical_emergency", "exposure", "other")
SMALL = (
    Danger("self_harm", NO_TEXT, NO_TEXT, ("想死", "轻生"), ("没有想死", "电影.{0,9}轻生"), ()),
    Danger("violence", NO_TEXT, NO_TEXT, ("家暴",), (), ()),
)


def kinds(text, dangers=None):
    known = dangers or city().dangers
    return {alert.kind for alert in danger_signs(normalise(text), "n1", known)}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("self_harm", "说不想活了，手腕上有划痕"),
        ("self_harm", "佢話想死，唔想再做人"),
        ("self_harm", "活着没意思，买了农药"),
        ("violence", "老公喝醉酒就打我，身上都是瘀青"),
        ("violence", "被家暴三年了，不敢回家"),
        ("child_protection", "继父摸女儿下身，孩子不敢说"),
        ("child_protection", "三岁的孩子一个人锁在家里没人管"),
        ("medical_emergency", "突然胸口剧痛，喘不上气"),
        ("medical_emergency", "老人昏迷叫不醒"),
        ("exposure", "今晚没地方住，睡在桥底"),
        ("other", "三天没吃饭了"),
        ("other", "家里煤气味很重"),
    ],
)
def test_an_obvious_sign_of_each_kind_is_heard(kind, text):
    assert kind in kinds(text)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_the_city_has_signs_and_a_route_in_both_languages(kind):
    danger = {each.kind: each for each in city().dangers}[kind]
    assert danger.signs
    assert danger.route.zh
    assert danger.route.en


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        ("self_harm", {"110", "120", "12356", "12355"}),
        ("violence", {"110", "120", "12338"}),
        ("child_protection", {"110", "120", "12355", "12345"}),
        ("medical_emergency", {"110", "120"}),
        ("exposure", {"110", "120", "12345"}),
        ("other", {"110", "119", "96110", "12345"}),
    ],
)
def test_each_route_names_its_hotlines_in_both_languages_and_what_it_rests_on(kind, numbers):
    danger = {each.kind: each for each in city().dangers}[kind]
    for route in (danger.route.zh, danger.route.en):
        assert set(re.findall(r"(?<!\d)\d{3,5}(?!\d)", route)) == numbers
    assert danger.sources


@pytest.mark.parametrize("kind", ["self_harm", "violence", "child_protection"])
def test_where_a_minor_may_be_the_victim_the_duty_to_report_is_named(kind):
    danger = {each.kind: each for each in city().dangers}[kind]
    assert "强制报告" in danger.route.zh


@pytest.mark.parametrize(
    "text",
    [
        "没有想死的念头",
        "从来没有家暴",
        "否认自杀念头",
        "天气热死了",
        "想死你了，乖孙",
        "看了一部电影，主角最后跳楼自杀",
        "想学踢足球",
        "想有人上门帮忙洗澡",
        "",
    ],
)
def test_negations_films_and_figures_of_speech_raise_no_alarm(text):
    assert kinds(text) == set()


def test_a_sign_beside_a_harmless_one_is_still_heard():
    assert kinds("没有想死,只是想轻生", SMALL) == {"self_harm"}
    assert kinds("电影里有人轻生", SMALL) == set()


def test_a_sign_that_overlaps_a_harmless_span_does_not_count():
    assert kinds("没有想死", SMALL) == set()
    assert kinds("没有人管,想死", SMALL) == {"self_harm"}


def test_an_alert_carries_the_need_and_the_words_it_rests_on():
    alerts = list(danger_signs("又家暴,她说想死", "n7", SMALL))
    assert [(a.kind, a.need, a.words) for a in alerts] == [
        ("self_harm", "n7", "想死"),
        ("violence", "n7", "家暴"),
    ]


def test_traditional_characters_raise_the_same_alarms():
    assert kinds("老公飲醉酒就打我，話要斬死我") >= {"violence"}


def test_each_kind_is_raised_once_for_a_text():
    text = "想死,轻生,自杀,不想活了,被家暴,又打我"
    found = [alert.kind for alert in danger_signs(text, "n1", city().dangers)]
    assert len(found) == len(set(found))


@pytest.mark.parametrize("text", ["打" * 2000, "唔想" * 1000, "一个人,," * 400, "死" * 1999 + "了"])
def test_a_text_of_two_thousand_characters_is_read_to_its_end(text):
    assert isinstance(kinds(text), set)


def test_everyday_needs_of_the_training_households_seldom_raise_an_alarm():
    texts = [need["text"] for row in labelled_rows() for need in row["needs"]]
    alarmed = sum(bool(kinds(text)) for text in texts)
    assert 0 < alarmed < len(texts) / 3


@settings(max_examples=50)
@given(
    st.text(max_size=200) | st.text(st.sampled_from("我想死打刀冇没不唔孩子跳楼,。 "), max_size=80)
)
def test_whatever_the_text_the_words_of_an_alert_stand_in_it(text):
    clean = normalise(text)
    for alert in danger_signs(clean, "n1", city().dangers):
        assert alert.kind in KINDS
        assert alert.words in clean
