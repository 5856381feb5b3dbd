"""A need's text is split into clauses that voice separate things, and no letter is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.normalise import normalise
from matcher.understanding.clauses import MOST, split
from matcher.understanding.clauses import pieces as pieces_of

MARKS = "。!?;\n…,、:"
LIKELY = st.text(st.sampled_from("低保房租 a1。,、;:!?…\n"), max_size=300)
ANY_TEXT = st.text(max_size=300).map(normalise)


def pieces(text):
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("", []),
        ("。。!", []),
        ("没钱", ["没钱"]),
        ("房租快交不起了。孩子学费不够", ["房租快交不起了", "孩子学费不够"]),
        ("房租快交不起了,孩子学费不够!", ["房租快交不起了", "孩子学费不够"]),
        ("老公病了,唉,冇人返工搵钱", ["老公病了,唉", "冇人返工搵钱"]),
        ("没钱,房租快交不起了", ["没钱,房租快交不起了"]),
        ("房租快交不起了:没钱", ["房租快交不起了:没钱"]),
        ("没钱了。房租快交不起了", ["没钱了", "房租快交不起了"]),
        ("唉。房租快交不起了", ["唉。房租快交不起了"]),
    ],
)
def test_a_text_is_cut_at_its_marks_and_short_pieces_are_joined(text, clauses):
    assert pieces(text) == clauses


def test_a_piece_that_is_too_long_is_cut_into_stretches():
    assert [len(piece) for piece in pieces("一" * 250)] == [120, 120, 10]


@given(LIKELY | ANY_TEXT)
def test_spans_are_ordered_inside_the_text_and_never_overlap(text):
    ends = [0]
    for start, end in split(text):
        assert ends[-1] <= start < end <= len(text)
        ends.append(end)


@given(LIKELY | ANY_TEXT)
def test_every_letter_stands_in_exactly_one_clause(text):
    held = [place for start, end in split(text) for place in range(start, end)]
    assert len(held) == len(set(held))
    left = set(range(len(text))) - set(held)
    assert {text[place] for place in left} <= set(MARKS)


@given(LIKELY | ANY_TEXT)
def test_clauses_are_few_and_none_is_a_scrap_beside_a_neighbour(text):
    found = pieces(text)
    assert len(found) <= MOST < 40
    if len(text) < 120:
        assert all(len(piece) >= 3 for piece in found) or len(found) == 1


def test_neighbours_are_joined_where_a_text_has_too_many_clauses():
    text = "。".join(f"第{n:02}件事没人帮" for n in range(40))
    found = split(text)
    assert len(found) <= MOST < 40
    assert (found[0][0], found[-1][1]) == (0, len(text))
    assert len(split(text, most=50)) == 40


def test_two_sentences_are_joined_only_where_there_are_more_sentences_than_clauses():
    text = "。".join(["第一件事没人帮,第二件事没人帮,第三件事没人帮"] * 6)
    assert len(split(text, most=10)) <= 10
    assert not any("。" in text[start:end] for start, end in split(text, most=10))


@given(LIKELY, st.integers(1, 20))
def test_there_are_never_more_clauses_than_wanted(text, most):
    assert len(split(text, most)) <= most


def test_a_short_piece_that_is_to_stand_apart_is_a_clause_of_its_own():
    text = "轮椅不要,要拐杖"
    assert pieces_of(text, lambda before, piece: True) == ((0, 4), (5, 8))
    assert pieces_of(text) == ((0, 8),)
