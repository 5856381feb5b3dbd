"""What every encoder keeps: inherit the suite and give it a class-scoped fixture `encoder`."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.retrieval.encoders import Encoder

HOSTILE = (
    "",
    " \n\t\u3000",
    "\x00",
    "低\x00保",
    "\ud800",
    "低保\udfff怎么办",
    "\ufdfa" * 2000,
    "\ufdfa",
    "\u200b\u200e\u202e",
    "e\u0301" * 500,
    "👨‍👩‍👧‍👦" * 200,
    "中" * 5000,
    "a" * 10_000,
    " ".join("x" for _ in range(3000)),
    "\U0010ffff\ue000\ufffe",
    "𠮷𡃁𢱕",
    "query: passage: </s><s><unk><pad>",
    '{"kind": "query"}\n[]\r\n',
    "%s%n{0}\\x00\\ud800",
    "ﷺ①½㎡ﬃ",
)

SHORT = tuple(text for text in HOSTILE if len(text) < 60)


class EncoderContract:
    """The promises of `Encoder`."""

    kinds = ("query", "passage")

    def test_the_name_is_told_and_the_dimension_is_positive(self, encoder: Encoder):
        assert encoder.name
        assert encoder.dimension > 0

    def test_no_texts_give_no_rows_of_the_full_dimension(self, encoder: Encoder):
        for kind in self.kinds:
            rows = encoder.encode([], kind)
            assert rows.shape == (0, encoder.dimension)
            assert rows.dtype == np.float32

    def test_each_text_gives_one_float32_row_in_input_order(self, encoder: Encoder):
        texts = ["想申请低保", "屋顶漏雨", "想申请低保"]
        rows = encoder.encode(texts, "query")
        assert rows.shape == (3, encoder.dimension)
        assert rows.dtype == np.float32
        assert np.array_equal(rows[0], rows[2])
        assert not np.array_equal(rows[0], rows[1])

    def test_the_kinds_query_and_passage_differ_in_their_rows(self, encoder: Encoder):
        query, passage = (encoder.encode(["送餐上门"], kind) for kind in self.kinds)
        assert not np.array_equal(query, passage)

    def test_a_text_gives_the_same_row_alone_or_in_a_batch(self, encoder: Encoder):
        texts = ["低保", "老人一个人住，怕摔倒没人知道", "学费不知道从哪里来", "x", ""]
        together = encoder.encode(texts, "query")
        for text, row in zip(texts, together, strict=True):
            assert np.array_equal(encoder.encode([text], "query")[0], row)

    def test_hostile_texts_return_unit_rows_or_zero_rows(self, encoder: Encoder):
        rows = encoder.encode(SHORT, "passage")
        assert rows.shape == (len(SHORT), encoder.dimension)
        assert_unit_or_zero(rows)

    @settings(max_examples=10, suppress_health_check=[HealthCheck.differing_executors])
    @given(texts=st.lists(st.text(max_size=30), max_size=3))
    def test_whatever_the_texts_each_row_is_of_length_one_or_zero(self, encoder: Encoder, texts):
        rows = encoder.encode(texts, "query")
        assert rows.shape == (len(texts), encoder.dimension)
        assert_unit_or_zero(rows)


def assert_unit_or_zero(rows):
    lengths = np.linalg.norm(rows.astype(np.float64), axis=1)
    assert np.isfinite(rows).all()
    assert all(length == 0 or abs(length - 1) < 2e-3 for length in lengths)
