"""The reader of the packed model: its pieces, its arithmetic, and that no text touches another."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.retrieval.encoders.forward import TILE, Forward, step_of
from matcher.retrieval.encoders.pieces import Pieces
from matcher.retrieval.encoders.reader import _groups
from matcher.retrieval.encoders.weights import Layer, Model, read_model, unpacked

SIZE, WIDE, HEADS, WORDS, PLACES = 64, 96, 2, 50, 300
NOISE = np.random.default_rng(7)
PIECES = Pieces(
    {"▁": (5, -3.0), "低": (6, -4.0), "保": (7, -4.0), "低保": (8, -5.0), "▁a": (9, -2.0)},
    {"Ａ": "a", "\u200b": ""},
    first=0,
    last=2,
    unknown=3,
)


def noise(*shape):
    return NOISE.standard_normal(shape).astype(np.float32)


def linear(before, after):
    return noise(before, after) / np.float32(before**0.5), noise(after)


def layer():
    return Layer(
        look=linear(SIZE, 3 * SIZE),
        join=linear(SIZE, SIZE),
        joined=(1 + noise(SIZE) / 8, noise(SIZE)),
        widen=linear(SIZE, WIDE),
        narrow=linear(WIDE, SIZE),
        narrowed=(1 + noise(SIZE) / 8, noise(SIZE)),
    )


def packed(rows, blocks):
    found = np.zeros((rows, blocks), np.dtype([("scale", "<f2"), ("halves", "u1", 16)]))
    found["scale"] = NOISE.uniform(0.05, 0.2, (rows, blocks))
    found["halves"] = NOISE.integers(0, 256, (rows, blocks, 16))
    return found


MODEL = Model(
    pieces=PIECES,
    heads=HEADS,
    epsilon=1e-12,
    words=packed(WORDS, SIZE // 32),
    places=noise(PLACES, SIZE),
    start=(1 + noise(SIZE) / 8, noise(SIZE)),
    layers=(layer(), layer()),
)
FORWARD = Forward(MODEL)
texts = st.lists(st.integers(0, WORDS - 1), min_size=2, max_size=40)


def by_the_book(numbers):
    """The same model written down plainly, in double precision, for one text."""
    from math import erf

    def normal(rows, by):
        moved = rows - rows.mean(1, keepdims=True)
        return moved / np.sqrt((moved**2).mean(1, keepdims=True) + MODEL.epsilon) * by[0] + by[1]

    words = unpacked(MODEL.words[np.array(numbers)]).astype(np.float64)
    rows = normal(words + MODEL.places[: len(numbers)], MODEL.start)
    for each in MODEL.layers:
        looked = rows @ each.look[0].astype(np.float64) + each.look[1]
        seen, wide = np.zeros_like(rows), SIZE // HEADS
        for head in range(HEADS):
            asked, keys, values = (
                looked[:, part * SIZE + head * wide : part * SIZE + (head + 1) * wide]
                for part in range(3)
            )
            near = np.exp(asked @ keys.T / wide**0.5)
            seen[:, head * wide : (head + 1) * wide] = near / near.sum(1, keepdims=True) @ values
        rows = normal(rows + seen @ each.join[0] + each.join[1], each.joined)
        middle = rows @ each.widen[0] + each.widen[1]
        middle = 0.5 * middle * (1 + np.vectorize(erf)(middle / 2**0.5))
        rows = normal(rows + middle @ each.narrow[0] + each.narrow[1], each.narrowed)
    mean = rows.mean(0)
    return mean / np.linalg.norm(mean)


@pytest.mark.parametrize("length", [2, 17, TILE + 30])
def test_a_vector_is_what_the_model_gives_by_the_book(length):
    numbers = NOISE.integers(0, WORDS, length).tolist()
    (row,) = FORWARD.vectors([numbers])
    assert np.allclose(row, by_the_book(numbers), atol=2e-6)


@given(st.lists(texts, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_a_text_has_the_same_bytes_alone_among_others_and_in_any_order(each, chance):
    rows = FORWARD.vectors(each)
    for numbers, row in zip(each, rows, strict=True):
        assert np.array_equal(FORWARD.vectors([numbers])[0], row)
    order = list(range(len(each)))
    chance.shuffle(order)
    assert np.array_equal(FORWARD.vectors([each[n] for n in order]), rows[order])


@pytest.mark.parametrize("step", [12, 48, TILE])
def test_where_texts_start_changes_no_more_than_the_last_bits(step):
    other = Forward(MODEL)
    other.step = step
    each = [NOISE.integers(0, WORDS, n).tolist() for n in (3, 3, 20, 50, 3, TILE + 1)]
    assert np.allclose(other.vectors(each), FORWARD.vectors(each), atol=1e-6)
    assert np.array_equal(other.vectors(each[:1]), other.vectors(each)[:1])


def test_the_step_divides_a_tile_and_rows_that_far_apart_are_treated_alike():
    matrices = [noise(384, 96), noise(96, 384)]
    step = step_of(matrices)
    assert TILE % step == 0
    for matrix in matrices:
        rows = noise(TILE, len(matrix))
        moved = np.roll(np.roll(rows, step, axis=0) @ matrix, -step, axis=0)
        assert np.array_equal(rows @ matrix, moved)


def test_packed_weights_are_low_halves_then_high_halves_less_eight_times_the_scale():
    one = packed(1, 1)
    one["scale"], one["halves"] = 0.5, np.arange(16) + 16 * 15
    assert unpacked(one)[0].tolist() == [*((n - 8) / 2 for n in range(16)), *[3.5] * 16]


def test_a_file_that_is_no_packed_model_is_refused():
    with pytest.raises(ValueError, match="no packed model"):
        read_model(memoryview(b"PK\x03\x04" + bytes(100)))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("低保", [5, 8]),
        ("低 保", [5, 6, 5, 7]),
        ("保低", [5, 7, 6]),
        ("a", [9]),
        ("Ａ", [9]),
        ("a\u200b低保", [9, 8]),
        ("a  低", [9, 5, 6]),
        (" a", [9]),
        ("a ", [9, 5]),
        ("a漏低", [9, 3, 6]),
        ("", [5]),
    ],
)
def test_a_text_becomes_the_likeliest_row_of_known_pieces(text, numbers):
    assert PIECES.numbers(text) == [0, *numbers, 2]


def test_a_likelier_row_of_more_pieces_comes_before_one_of_fewer():
    cheap = replace(PIECES, known={**PIECES.known, "低": (6, -1.0), "保": (7, -1.0)})
    assert cheap.numbers("低保") == [0, 5, 6, 7, 2]


@given(st.lists(st.integers(1, 900), max_size=40))
def test_each_text_is_in_one_group_and_no_group_of_several_is_over_its_size(lengths):
    groups = [*_groups([[0] * length for length in lengths])]
    assert sorted(n for group in groups for n in group) == list(range(len(lengths)))
    for group in groups:
        assert len(group) == 1 or len(group) * max(lengths[n] for n in group) <= 1_536
