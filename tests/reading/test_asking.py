"""Of whom a fact is asked is data: conditions read whole, or refused with their place."""

import pytest

from matcher.errors import CatalogueError
from matcher.rules.text import render
from tests import another_city
from tests.support import city

PUPIL = "{name: pupil, level: member, type: bool, label: {zh: 在校学生, en: is a pupil}}"


def vocabulary(limits):
    assert PUPIL in another_city.VOCABULARY
    return another_city.VOCABULARY.replace(PUPIL, f"{PUPIL[:-1]}, {limits}" + "}")


def asking_of(limits):
    return another_city.build(vocabulary=vocabulary(limits)).asking.get("pupil")


def test_a_fact_without_limits_is_asked_of_everybody():
    assert asking_of("ask_from: 6") is None


def test_the_limits_are_conditions_of_the_person_and_may_name_bare_ages():
    asking = asking_of("ask_where: age < 30, ask_if: age >= 6")
    assert render(asking.where) == "age < 30"
    assert render(asking.ground) == "age >= 6"
    assert asking.grounded


def test_voiced_is_the_ground_of_what_is_asked_for_the_words_of_a_text_alone():
    asking = asking_of("ask_if: voiced")
    assert (asking.where, asking.ground, asking.grounded) == (None, None, True)


@pytest.mark.parametrize("key", ["ask_where", "ask_if"])
def test_a_word_that_is_no_fact_is_refused_at_its_key(key):
    with pytest.raises(CatalogueError) as refused:
        asking_of(f"{key}: agee < 30")
    (fault,) = [f for f in refused.value.faults if f.file == "vocabulary.yaml"]
    assert (fault.kind, fault.field, fault.near) == ("unknown_fact", key, "age")


def test_the_city_says_who_has_died_and_guards_what_hurts():
    catalogue = city()
    assert [fact.name for fact in catalogue.vocabulary.departing] == ["dead_within_month"]
    assert catalogue.asking["dead_within_month"].grounded
