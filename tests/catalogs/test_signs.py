"""The shipped signs, their sayings and what they call for fit one another."""

import pytest

from matcher.files import load_sayings
from matcher.normalise import normalise
from matcher.rules.tree import Condition
from matcher.typed import Clause
from matcher.understanding.signs import signs_in
from tests.support import CATALOGS, city

SAYINGS = load_sayings(CATALOGS)
SIGNS = {sign.name: sign for sign in city().signs}
CALLED = city().indications
TOLD_ONLY: set[str] = set()  # signs that call for nothing; none so far
HEARD, HEARD_EACH = 0.97, 0.75  # shares of sayings told by their own sign's words; measured .983


def is_heard(sign, text):
    plain = normalise(text)
    whole = [Clause("n", plain, 0, len(plain))]
    return any(name == sign for name, _ in signs_in(plain, [SIGNS[sign]], whole))


@pytest.fixture(scope="module")
def heard():
    return {sign: [is_heard(sign, text) for text in texts] for sign, texts in SAYINGS.items()}


def facts_of(node: Condition) -> set[str]:
    """Return every name of a fact in a condition, by its written form."""
    return {name for name in city().vocabulary.facts if f"'{name}'" in repr(node)}


def conditions():
    for code, called in CALLED.items():
        for node in (called.facts_must, called.facts_good):
            if node is not None:
                yield code, node


def test_every_sign_has_sayings_and_every_saying_has_a_sign():
    assert set(SAYINGS) == set(SIGNS)
    assert all(len(texts) >= 10 for texts in SAYINGS.values())


def test_no_saying_stands_twice():
    texts = [normalise(text) for each in SAYINGS.values() for text in each]
    assert len(texts) == len(set(texts))


def test_every_sign_calls_for_some_item_or_is_listed_as_only_told():
    calling = {name for called in CALLED.values() for name in (*called.must, *called.good)}
    assert set(SIGNS) - calling == TOLD_ONLY


def test_every_item_has_what_calls_for_it():
    assert set(CALLED) == set(city().items)
    for called in CALLED.values():
        assert called.must or called.good or called.facts_must or called.facts_good


def test_no_sign_calls_for_an_item_in_both_degrees():
    assert [code for code, one in CALLED.items() if set(one.must) & set(one.good)] == []


def test_nearly_every_saying_is_heard_by_the_words_of_its_own_sign(heard):
    found = [is_it for each in heard.values() for is_it in each]
    assert sum(found) / len(found) >= HEARD


def test_no_sign_is_deaf_to_its_own_sayings(heard):
    shares = {sign: sum(found) / len(found) for sign, found in heard.items()}
    assert {sign: share for sign, share in shares.items() if share < HEARD_EACH} == {}
    assert sum(share < 0.9 for share in shares.values()) <= 8


def test_no_shipped_indication_ranks_by_sex_registration_or_town_but_those_to_be_mended():
    unranked = {name for name, fact in city().vocabulary.facts.items() if fact.unranked}
    found = {code for code, node in conditions() if facts_of(node) & unranked}
    assert not found
