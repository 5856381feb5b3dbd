"""Samples and faults show enough to find a cell by, and not who somebody is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.sheets.masking import masked
from api.sheets.words import IGNORED, Target

NAME, NUMBER = Target("column", "name"), Target("column", "id_number")


@pytest.mark.parametrize(
    ("text", "target", "shown"),
    [
        ("442000198001010015", NUMBER, "44****************"),
        ("13800138000", Target("column", "phone"), "138****8000"),
        ("12345", NUMBER, "****5"),
        ("陈试一", NAME, "陈**"),
        ("陈", NAME, "*"),
        ("某路1号", Target("column", "address"), "****（4）"),
        ("吴金丝雀", Target("fact", "relief_status"), "吴…（4）"),
        ("吴金丝雀", Target("fact", "relation"), "吴…（4）"),
        ("吴金丝雀", Target("fact", "household_size"), "吴…（4）"),
        ("吴金丝雀", Target("column", "urgency"), "吴…（4）"),
        ("吴金丝雀", Target("column", "household_key"), "吴…（4）"),
        ("Wu Jinsique", Target("column", "household_key"), "W…（11）"),
        ("低保 13800138000", Target("fact", "relief_status"), "低…（14）"),
        ("h-01", Target("column", "household_key"), "h-01"),
        ("SQ2024-001", Target("column", "household_key"), "SQ2024-001"),
        ("1200.50", Target("fact", "rigid_spend_month"), "1200.50"),
        ("1980.1.31", Target("fact", "birth_date"), "1980-**-**"),
        ("19620230", Target("fact", "birth_date"), "1962-**-**"),
        ("442000198001010015", Target("fact", "birth_date"), "****"),
        ("陈试 5号", IGNORED, "○○ 0○"),
        ("陈试", None, "○○"),
        ("442000198001010015", Target("column", "household_key"), "44****************"),
        ("", NAME, ""),
    ],
)
def test_each_kind_of_column_has_its_mask(text, target, shown):
    assert masked(text, target) == shown


@given(st.text(min_size=2, max_size=30), st.sampled_from([NAME, NUMBER]))
def test_no_more_than_five_characters_of_a_number_or_one_of_a_name_are_shown(text, target):
    shown = masked(text, target).replace("*", "")
    assert len(shown) <= (1 if target == NAME else 7)


@given(st.text(alphabet="0123456789", min_size=5, max_size=30), st.text(max_size=5))
def test_no_long_number_is_shown_whole_in_any_column(digits, around):
    for target in (Target("fact", "sex"), Target("column", "household_key"), NUMBER, IGNORED):
        assert digits not in masked(f"{around}{digits}", target) or set(digits) == {"0"}


def test_a_word_that_its_column_may_hold_is_shown():
    assert masked("低保", Target("fact", "relief_status"), is_known=True) == "低保"
