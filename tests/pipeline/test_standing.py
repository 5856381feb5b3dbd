"""What facts say for an item counts by how surely they hold, of the member they suit best."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.eligibility.rulebook import rulebook
from matcher.needs import Need
from matcher.pipeline.hearing import Calls, Heard, called_for, hear
from matcher.pipeline.standing import portrait, standings
from matcher.ranking.families import NO_ONE, Alike
from matcher.ranking.features import MOST_LIKES, MOST_SIGNS, SIGN_PARTS, Prior, Standing
from matcher.ranking.score import Ranker
from matcher.retrieval.search import Library
from matcher.views import view
from tests.catalogs.small import DAY, small
from tests.support import family, person

INDICATIONS = """\
indications:
- {code: A001, must: [no_food], good: [lonely], facts_must: income < 700, facts_good: status = poor}
- {code: A002, good: [lonely], facts_must: age >= 80, facts_good: alone = true}
- {code: A003, facts_good: 'any(member: age >= 80)'}
"""
SIGNS = """\
signs:
- {sign: no_food, label: {zh: 没饭吃, en: no food}, words: [断炊]}
- {sign: lonely, label: {zh: 没人陪, en: lonely}, words: [没人陪]}
"""
CITY = small(signs=SIGNS, indications=INDICATIONS)
BOOK = rulebook(CITY, DAY)
SILENT = Heard((), {})
OLD, YOUNG = {"birth_date": "1940-01-01"}, {"birth_date": "2000-01-01"}


def seen(*members, **facts):
    return view(family(*members, **facts), DAY, CITY.derived)


def found(*members, heard=SILENT, alike=NO_ONE, book=BOOK, **facts):
    ranker = Ranker({}, Prior(dict.fromkeys(alike.codes, 0.0), {}, {}), alike)
    return standings(seen(*members, **facts), book, (), heard, ranker)


def heard_of(text, missed=frozenset()):
    household = replace(family(), needs=(Need("n1", text),))
    names = {code: [item.name.zh] for code, item in CITY.items.items()}
    told = view(household, DAY, CITY.derived)
    return hear(told, CITY, Library(names, [len(names)], (), None), missed=missed)


@pytest.mark.parametrize(
    ("facts", "weight"), [({"income": 600}, 1.0), ({"income": 900}, 0.0), ({}, 0.25)]
)
def test_a_condition_counts_whole_where_it_holds_a_quarter_where_open_and_nothing_where_not(
    facts, weight
):
    assert found(**facts)["A001"].facts_must == weight


def test_each_degree_of_an_indication_is_weighed_by_its_own_condition():
    assert found(income=600, status="none")["A001"] == Standing(1.0, 0.0, 0.0)
    assert found(income=900, status="poor")["A001"] == Standing(0.0, 1.0, 0.0)


def test_of_an_item_for_members_the_best_member_counts():
    assert found(person("m1", **YOUNG), person("m2", **OLD))["A002"].facts_must == 1.0
    assert found(person("m1", **YOUNG), person("m2"))["A002"].facts_must == 0.25
    assert found(person("m1", **YOUNG))["A002"].facts_must == 0.0


def test_the_two_degrees_may_be_met_by_two_members():
    members = person("m1", alone=False, **OLD), person("m2", alone=True, **YOUNG)
    assert found(*members)["A002"] == Standing(1.0, 1.0, 0.0)


def test_nobody_calls_for_an_item_for_members_where_none_is_listed():
    assert found()["A002"] == Standing(0.0, 0.0, 0.0)


def test_an_item_of_the_household_is_called_for_by_any_member():
    assert found(person("m1", **OLD))["A003"].facts_good == 1.0


def test_an_item_that_no_condition_calls_for_has_no_standing():
    assert found(book=rulebook(small(), DAY)) == {}
    assert found(book=replace(BOOK, indications=None)) == {}


def test_families_alike_stand_beside_the_facts():
    alike = Alike(("A001",), np.array([0.4]), {"sign no_food": 0}, np.array([[0.5]]))
    assert found(income=600, alike=alike)["A001"] == Standing(1.0, 0.25, 0.4)
    told = found(income=600, alike=alike, heard=heard_of("家里断炊了"))
    assert told["A001"].alike == pytest.approx(0.4 + 0.5 * 0.8)


def test_a_portrait_takes_in_the_signs_of_the_needs_and_the_facts_of_all():
    drawn = portrait(seen(person("m1", **OLD), status="poor"), BOOK, ("C1",), heard_of("断炊了"))
    told = {"household status=poor", "age old", "category C1", "sign no_food"}
    assert told <= set(drawn)


def test_a_sign_that_is_taken_as_missed_is_not_heard_in_that_need():
    assert set(heard_of("断炊,没人陪").needs[0].signs) == {"no_food", "lonely"}
    assert set(heard_of("断炊,没人陪", {("n1", "lonely")}).needs[0].signs) == {"no_food"}
    assert set(heard_of("断炊", {("n2", "no_food")}).needs[0].signs) == {"no_food"}


def test_a_need_calls_for_items_by_the_signs_it_tells():
    parts = heard_of("家里断炊了").needs[0].parts
    assert [parts["sign_must"].tolist(), parts["sign_good"].tolist()] == [[1, 0, 0], [0, 0, 0]]
    parts = heard_of("老人没人陪").needs[0].parts
    assert [parts["sign_must"].tolist(), parts["sign_good"].tolist()] == [[0, 0, 0], [1, 1, 0]]


CALLS = Calls(
    {name: row for row, name in enumerate("abcdef")},
    np.array([[1.0, 0.0]] * 5 + [[0.0, 0.0]]),
    np.array([[0.0, 1.0]] * 5 + [[0.0, 0.0]]),
)


def test_each_part_says_how_the_signs_of_a_text_call_for_each_code():
    parts = called_for({"a", "b"}, {"a": 0.5, "b": 0.25}, CALLS)
    assert {name: values.tolist() for name, values in parts.items()} == {
        "sign_must": [1, 0],
        "sign_good": [0, 1],
        "signs": [2, 2],
        "like_must": [0.5, 0],
        "like_good": [0, 0.5],
        "likes": [0.75, pytest.approx(0.3)],
    }


def test_many_signs_count_up_to_a_bound():
    parts = called_for(set("abcde"), dict.fromkeys("abcde", 1.0), CALLS)
    assert parts["signs"].tolist() == [MOST_SIGNS, MOST_SIGNS]
    assert parts["likes"].tolist() == [MOST_LIKES, pytest.approx(2.0)]


def test_signs_that_call_for_nothing_or_are_not_known_count_nothing():
    parts = called_for({"f", "z"}, {"f": 1.0, "z": 1.0}, CALLS)
    assert all(not values.any() for values in parts.values())


def test_a_catalogue_without_signs_calls_for_nothing():
    none = Calls({}, np.zeros((0, 3)), np.zeros((0, 3)))
    parts = called_for({"a"}, {"a": 1.0}, none)
    assert set(parts) == set(SIGN_PARTS)
    assert all(values.tolist() == [0, 0, 0] for values in parts.values())
