"""A text is held against everything that can be given, and against how like needs were met."""

import numpy as np
import pytest

from matcher.retrieval.encoders import EncoderUnavailableError
from matcher.retrieval.precedents import Precedent
from matcher.retrieval.search import Library
from tests.contracts.hashed import HashEncoder

TEXTS = {
    "G1": ["最低生活保障", "没有收入吃不上饭"],
    "S1": ["长者送餐", "老人没人做饭"],
    "S2": ["学费补助"],
    "W1": ["一张书桌"],
    "W2": ["一辆单车"],
}
PRECEDENTS = (
    Precedent("老人没人做饭", {"S1": 2.0}, "A1/R1"),
    Precedent("老人没人做饭吃", {"S1": 1.0, "ZZ": 2.0}, "A2/R2"),
    Precedent("孩子缺一张书桌", {"W1": 2.0}, "A2/R3"),
)
TEXT = "老人没人做饭"


class Failing(HashEncoder):
    """Encodes the catalogue and then finds that it cannot go on."""

    left = 2

    def encode(self, texts, kind):
        if not self.left:
            raise EncoderUnavailableError("the engine is gone")
        self.left -= 1
        return super().encode(texts, kind)


def library(encoder=None, precedents=PRECEDENTS):
    return Library(TEXTS, [3, 2], precedents, encoder)


def same(one, two):
    return all(
        np.array_equal(getattr(one, name), getattr(two, name))
        for name in ("words", "meaning", "precedent", "lines")
    )


def test_a_library_without_encoder_hears_by_words_and_says_so():
    (hearing,) = library().hear([TEXT])
    assert (library().mode, hearing.mode) == ("lexical", "lexical")
    assert not hearing.meaning.any()
    assert hearing.words.argmax() == library().place["S1"]


def test_a_library_with_encoder_hears_by_meaning_too():
    (hearing,) = library(HashEncoder()).hear([TEXT])
    assert (library(HashEncoder()).mode, hearing.mode) == ("hybrid", "hybrid")
    assert hearing.meaning.any()
    assert hearing.lines.shape == (7,)


@pytest.mark.parametrize("encoder", [None, HashEncoder()])
def test_a_text_is_heard_alike_again_alone_or_among_others(encoder):
    shelf = library(encoder)
    (alone,) = shelf.hear([TEXT])
    _, among, again = shelf.hear(["学费", TEXT, TEXT])
    assert same(alone, among)
    assert same(alone, again)


def test_items_and_offerings_are_standardised_apart_from_each_other():
    (hearing,) = library().hear(["一张书桌和学费"])
    assert hearing.words[:3].mean() == pytest.approx(0)
    assert hearing.words[3:].mean() == pytest.approx(0)
    assert hearing.words[3] > 0 > hearing.words[4]


def test_precedents_are_the_mean_gain_of_the_nearest_ones():
    (hearing,) = library().hear([TEXT])
    assert 1.0 < hearing.precedent[1] < 2.0
    assert hearing.precedent.max() <= 2.0


@pytest.mark.parametrize("encoder", [None, HashEncoder()])
def test_precedents_of_a_left_out_author_have_no_say(encoder):
    shelf = library(encoder)
    (hearing,) = shelf.hear([TEXT], without="A2/")
    assert hearing.precedent[1] == pytest.approx(2.0)
    assert hearing.precedent[3] == 0
    (none,) = shelf.hear([TEXT], without="A")
    assert not none.precedent.any()


@pytest.mark.parametrize("encoder", [None, HashEncoder()])
def test_a_library_without_precedents_still_hears_the_texts(encoder):
    (hearing,) = library(encoder, ()).hear([TEXT])
    assert not hearing.precedent.any()
    assert hearing.words.argmax() == 1


@pytest.mark.parametrize("text", ["", "𠮷𡃁"])
@pytest.mark.parametrize("encoder", [None, HashEncoder()])
def test_a_text_that_shares_nothing_is_heard_without_complaint(encoder, text):
    (hearing,) = library(encoder).hear([text])
    assert not hearing.words.any()
    assert np.isfinite(hearing.meaning).all()
    assert np.isfinite(hearing.precedent).all()


def test_a_text_that_cannot_be_encoded_is_heard_by_its_words():
    (hearing,) = library(HashEncoder()).hear([""])
    assert not hearing.meaning.any()


def test_an_encoder_that_fails_later_leaves_the_library_lexical():
    shelf = library(Failing())
    assert shelf.mode == "hybrid"
    (hearing,) = shelf.hear([TEXT])
    assert (shelf.mode, hearing.mode) == ("lexical", "lexical")
    (lexical,) = library().hear([TEXT])
    assert same(hearing, lexical)


def test_the_voice_of_a_code_is_its_nearest_text_of_equals_the_first():
    shelf = library()
    (hearing,) = shelf.hear([TEXT])
    assert shelf.voice(shelf.place["S1"], hearing.lines) == "老人没人做饭"
    assert shelf.voice(shelf.place["S1"], np.zeros(7)) == "长者送餐"


def test_no_texts_give_no_hearings_at_all():
    assert library().hear([]) == library(HashEncoder()).hear([]) == ()
