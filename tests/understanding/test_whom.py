"""Whom each clause tells of, and at what time of life they are."""

import pytest

from matcher.eligibility.plausible import stage_of
from matcher.needs import Household, Member, Need
from matcher.normalise import normalise
from matcher.typed import Whom
from matcher.understanding.whom import AGELESS, age_told, concerns_of
from tests.support import city


def member(name, relation, age, sex):
    born = f"{2026 - age}-01-01"
    return Member(name, {"relation": relation, "age": age, "sex": sex, "birth_date": born})


FAMILY = (
    member("m1", "head", 38, "f"),
    member("m2", "child", 14, "m"),
    member("m3", "child", 6, "f"),
    member("m4", "parent", 72, "m"),
)


def concerns(*texts, own=None, members=FAMILY):
    household = Household("H", {}, members)
    plain = [normalise(text) for text in texts]
    return list(concerns_of(plain, Need("n1", "，".join(texts), own), household, city()))


def age(text, own=None, members=FAMILY):
    (found,) = concerns(text, own=own, members=members)
    return age_told(found, {m.id: stage_of(m.facts) for m in members})


@pytest.mark.parametrize(
    ("text", "own", "stage"),
    [
        ("大仔晚晚喊", None, "child"),
        ("孩子晚上一直哭", "m1", "child"),
        ("两个孩子不肯出门", None, "child"),
        ("晚上一直哭", "m2", "child"),
        ("老豆成晚瞓唔着", "m1", "elder"),
        ("成晚瞓唔着", "m4", "elder"),
        ("我成晚瞓唔着", "m1", "adult"),
        ("我个仔成晚瞓唔着", "m1", "child"),
    ],
)
def test_a_clause_tells_of_people_at_one_time_of_life(text, own, stage):
    assert age(text, own).stage == stage


@pytest.mark.parametrize(
    "text", ["担心孩子晚上睡不着", "为了两个仔女成晚瞓唔着", "照顾细女成日冇觉瞓", "跟女儿吵架"]
)
def test_who_frets_or_cares_for_a_child_is_whom_the_clause_tells_of(text):
    assert age(text, "m1").stage == "adult"
    assert concerns(text, own="m1")[0].members[0] in ("m2", "m3")


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("孩子和阿公都睡不好", None),
        ("晚上睡不好", None),
        ("我们撑不住了", "m2"),
        ("奶奶睡不着", "m1"),
    ],
)
def test_of_several_ages_of_nobody_or_of_somebody_not_listed_no_age_is_told(text, own):
    assert age(text, own) == AGELESS


def test_a_pronoun_takes_up_whom_the_words_before_named_if_it_may_be_them():
    son, he = concerns("大仔读初二", "他晚上一直哭", own="m1")
    assert (he.members, he.by) == (("m2",), Whom.CONTEXT)
    assert son.by is Whom.WORDS
    _, she = concerns("大仔读初二", "她晚上一直哭", own="m1")
    assert (she.members, she.by) == (("m1",), Whom.LEDGER)
