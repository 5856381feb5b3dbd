"""Texts are encoded ahead: after that planning asks the encoder for nothing more."""

from dataclasses import replace

import pytest

from api.usecases.matching import STRETCH, Asking, encoded_ahead, match_all
from matcher.errors import Fault
from matcher.loading import fit_for
from matcher.needs import Need
from matcher.pipeline.ahead import texts_heard
from matcher.pipeline.library import build_library
from matcher.reading.households import Refused
from matcher.retrieval.encoders import EncoderUnavailableError
from matcher.retrieval.encoders.cache import CachedEncoder
from tests.contracts.hashed import HashEncoder
from tests.support import TODAY, family, person

ASKING = Asking(TODAY)
SILENT = family(person("m1", relation="head", birth_date="1940-01-01"), residence_town="石岐")


class Noting(HashEncoder):
    def __init__(self):
        self.asked = []

    def encode(self, texts, kind):
        self.asked.append(list(texts))
        return super().encode(texts, kind)


@pytest.fixture
def noting():
    return Noting()


@pytest.fixture
def hearing(matcher, noting):
    """The city's matcher with an encoder that notes what it is asked."""
    encoder = CachedEncoder(noting, None)
    library = build_library(matcher.catalogue, (), encoder)
    noting.asked.clear()
    return replace(matcher, library=library, ranker=fit_for(matcher.ranker, encoder)), encoder


def ahead(entries, hearing, say=lambda ready, num: None):
    return encoded_ahead(entries, *hearing, ASKING, say)


def test_planning_asks_for_nothing_that_was_not_encoded_ahead(hearing, noting, households):
    chosen = households[::4]
    entries = list(ahead(chosen, hearing))
    assert entries == chosen
    (texts,) = noting.asked
    assert len(texts) > 2 * len(chosen)
    noting.asked.clear()
    assert len(list(match_all(entries, hearing[0], ASKING))) == len(chosen)
    assert noting.asked == []


def test_plans_are_the_same_with_texts_encoded_ahead_or_not(hearing, households):
    chosen = households[:5]
    without = [answer.data for answer in match_all(chosen, hearing[0], ASKING)]
    entries = ahead(chosen, hearing)
    assert [answer.data for answer in match_all(entries, hearing[0], ASKING)] == without


def test_a_long_file_is_encoded_in_stretches_and_each_is_told(hearing, noting):
    needs = [Need("n1", f"{number}号楼的屋顶漏雨", "m1") for number in range(STRETCH + 3)]
    entries = [replace(SILENT, needs=(need,)) for need in needs]
    told = []
    ready = ahead(entries, hearing, lambda *numbers: told.append(numbers))
    assert told == []
    assert next(ready) == entries[0]
    assert len(noting.asked) == 1
    assert len(list(ready)) == STRETCH + 2
    assert told == [(0, STRETCH + 3), (STRETCH, STRETCH + 3)]
    assert [len(texts) for texts in noting.asked] == [STRETCH, 3]


def test_a_refused_household_and_one_without_needs_ask_for_no_text(hearing, noting):
    entries = [Refused("X1", 1, Fault("schema")), SILENT]
    assert list(ahead(entries, hearing)) == entries
    assert not any(noting.asked)


def test_without_an_encoder_nothing_is_done_or_told_ahead(matcher, households):
    entries = ahead(households[:2], (matcher, None), pytest.fail)
    assert list(entries) == households[:2]


def test_an_encoder_that_cannot_run_leaves_the_entries_to_the_words(matcher, households):
    class Broken(HashEncoder):
        def encode(self, texts, kind):
            raise EncoderUnavailableError

    assert list(ahead(households[:2], (matcher, Broken()))) == households[:2]


def test_the_texts_heard_are_wholes_and_clauses_each_once(matcher):
    household = replace(SILENT, needs=(Need("n1", "屋顶漏雨没钱修，想有人送餐上门", "m1"),))
    seen = matcher.view(household, TODAY)
    found = texts_heard(seen, matcher.catalogue)
    assert found == ("屋顶漏雨没钱修，想有人送餐上门", "屋顶漏雨没钱修", "想有人送餐上门")
    assert texts_heard(matcher.view(SILENT, TODAY), matcher.catalogue) == ()
