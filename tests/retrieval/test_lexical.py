"""Words alone: BM25 over characters and pairs."""

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.normalise import normalise
from matcher.retrieval.lexical import LexicalIndex, grams

DOCUMENTS = ["低保 最低生活保障", "送餐上门 老人吃饭", "学费补助 上学", "送餐上门 老人吃饭", ""]
INDEX = LexicalIndex(DOCUMENTS)


def test_grams_are_characters_and_pairs_without_blanks():
    assert grams(" 送 餐A ") == ["送", "餐", "a", "送餐", "餐a"]
    assert grams("") == grams(" \n") == []


@pytest.mark.parametrize("text", ["", "   ", "𠮷𡃁", "zzz", "\x00"])
def test_a_text_that_shares_nothing_scores_zero_everywhere(text):
    assert INDEX.scores(text).tolist() == [0.0] * len(DOCUMENTS)


def test_like_documents_tie_exactly_and_the_likest_is_first():
    scores = INDEX.scores("想有人送餐")
    assert scores[1] == scores[3] > 0
    assert scores.argmax() == 1


def test_an_empty_document_scores_zero_for_every_text():
    assert INDEX.scores("低保送餐学费")[4] == 0


def test_each_gram_counts_once_however_often_it_is_said():
    assert np.array_equal(INDEX.scores("送"), INDEX.scores("送 送 送"))


@pytest.mark.parametrize("documents", [[], [""], ["", ""]])
def test_an_index_without_words_scores_zero_and_does_not_fail(documents):
    assert LexicalIndex(documents).scores("低保").tolist() == [0.0] * len(documents)


def test_traditional_text_scores_as_simplified_after_normalising():
    traditional, simplified = "學費補助，長者飯堂送餐上門", "学费补助，长者饭堂送餐上门"
    assert not np.array_equal(INDEX.scores(traditional), INDEX.scores(simplified))
    assert np.array_equal(INDEX.scores(normalise(traditional)), INDEX.scores(normalise(simplified)))


@given(st.text())
def test_whatever_the_text_each_document_has_a_finite_score(text):
    scores = INDEX.scores(text)
    assert scores.shape == (len(DOCUMENTS),)
    assert np.isfinite(scores).all()
    assert (scores >= 0).all()


def by_bm25s(documents, text):
    numbers: dict[str, int] = {}
    ids = [[numbers.setdefault(gram, len(numbers)) for gram in grams(each)] for each in documents]
    index = bm25s.BM25(method="lucene", k1=1.2, b=0.5)
    index.index((ids, numbers), show_progress=False)
    known = sorted({numbers[gram] for gram in grams(text) if gram in numbers})
    return index.get_scores_from_ids(known) if known else np.zeros(len(documents))


SHORT = st.text("低保送餐 补", max_size=8)


@given(st.lists(SHORT, min_size=1, max_size=8).filter(lambda some: any(map(grams, some))), SHORT)
def test_scores_are_those_of_bm25s_to_the_last_bit(documents, text):
    assert LexicalIndex(documents).scores(text).tolist() == by_bm25s(documents, text).tolist()
