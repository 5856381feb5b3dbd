"""Danger is weighed: signs, likeness, facts and urgency together, and none of them alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.reading.alarms import Alarm, Likeness
from matcher.understanding.likeness import (
    grams_of,
    is_doubtful,
    lexicon_of,
    likeness_of,
    loudest_clause,
    plain_words,
    stretches,
)
from matcher.understanding.weighing import Heard, alarming

PLAIN = {"唔": "不", "佢哋": "他们", "佢": "他"}
HINTS = {"blow": "打|踢", "fear": "怕|躲", "past": "2000年|那阵"}
LEXICON = lexicon_of(PLAIN, HINTS)
LIKENESS = Likeness(
    PLAIN, HINTS, {"violence": -2.0}, {"violence": {"<blow+fear>": 8.0, "花": -4.0}}
)
ALARM = Alarm(LIKENESS, {"likeness": 1.0, "sign": 4.0, "fact_here": 3.0, "urgent": 1.0}, -1.0, 0.0)


def heard(likeness=-2.0, signs=(), facts=(), urgent=False):
    kinds = {"violence": likeness}
    return Heard(kinds, frozenset(signs), frozenset(facts), frozenset(), urgent, False)


def test_cantonese_is_compared_as_mandarin_and_the_longer_word_goes_first():
    assert plain_words("佢哋唔去,佢去", PLAIN) == "他们不去,他去"


def test_words_that_stand_for_one_another_are_one_hint_and_a_text_cannot_imitate_it():
    assert grams_of("踢", LEXICON) & grams_of("打", LEXICON) == {"<blow>"}
    assert "<fear>" not in grams_of("<fear>", LEXICON)


def test_a_concept_is_found_in_cantonese_and_a_year_by_any_digits():
    assert "<blow+past>" in grams_of("1998年佢打人", LEXICON)
    assert "<past>" not in grams_of("98年", LEXICON)


@pytest.mark.parametrize("text", ["他说不想活了,不是开玩笑", "佢话唔想活,唔系讲笑", "想死,没说笑"])
def test_what_a_text_calls_no_joke_is_meant_in_earnest(text):
    plain = {"唔": "不", "佢": "他", "话": "说"}
    jokes, no_joke = {"joke": "开玩笑|讲笑|说笑"}, "(不是|不系|没)(开玩笑|讲笑|说笑)"
    likeness = Likeness(plain, jokes, {}, {}, frozenset({"joke"}), no_joke)
    assert is_doubtful("他说不想活了,是开玩笑", likeness)
    assert not is_doubtful(text, likeness)


@pytest.mark.parametrize(("text", "doubtful"), [("2009年他打人", True), ("他打人", False)])
def test_words_are_in_doubt_where_the_text_speaks_of_the_past(text, doubtful):
    likeness = Likeness(PLAIN, HINTS, {}, {}, frozenset({"past"}))
    assert is_doubtful(text, likeness) is doubtful


@given(st.text(max_size=400))
def test_the_stretches_of_a_text_hold_all_of_it(text):
    parts = stretches(text)
    assert parts[0] == text[: len(parts[0])]
    assert set("".join(parts)) == set(text)
    assert text.endswith(parts[-1])


def test_a_blow_and_fear_together_sound_like_violence_and_flowers_do_not():
    one, other = (likeness_of(text, LIKENESS)["violence"] for text in ("佢打人,好怕", "买花"))
    assert one > -2.0 > other


def test_one_dark_sentence_does_not_drown_in_a_long_text():
    long = "今天天气很好。" * 40
    assert likeness_of(long + "佢打人好怕" + long, LIKENESS)["violence"] > -2.0


def test_the_clause_that_sounds_most_like_danger_is_shown():
    assert (
        loudest_clause("今天去市场买菜,他打人我很害怕,晚上吃饭睡觉", "violence", LIKENESS)
        == "他打人我很害怕"
    )


@pytest.mark.parametrize(
    ("needs", "raised"),
    [
        ([heard()], []),
        ([heard(signs=["violence"])], [(0, "violence")]),
        (
            [heard(facts=["violence"], urgent=True), heard(-3.0, facts=["violence"])],
            [(0, "violence")],
        ),
        ([heard(2.0)], [(0, "violence")]),
    ],
)
def test_signs_likeness_and_facts_raise_and_a_fact_lifts_the_need_that_sounds_most_like_it(
    needs, raised
):
    assert alarming(needs, ALARM) == raised


@settings(max_examples=40)
@given(st.text(max_size=300))
def test_any_text_has_a_finite_likeness(text):
    assert abs(likeness_of(text, LIKENESS)["violence"]) < 50
