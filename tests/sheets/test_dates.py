"""Dates in the ways offices write them, and those nobody can be sure of."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.sheets.dates import read_date
from api.sheets.wire import Odd

DAYS = st.dates(date(1900, 1, 1), date(2090, 12, 31))
NUMERALS = "〇一二三四五六七八九"


def spelt(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return NUMERALS[ones]
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + (NUMERALS[ones] if ones else "")


WAYS = {
    "iso": lambda d: d.isoformat(),
    "dots": lambda d: f"{d.year}.{d.month}.{d.day}",
    "slashes": lambda d: f"{d.year}/{d.month:02}/{d.day:02}",
    "characters": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "blanks": lambda d: f" {d.year} 年 {d.month} 月 {d.day} 日 ",
    "digits": lambda d: f"{d:%Y%m%d}",
    "number": lambda d: int(f"{d:%Y%m%d}"),
    "point": lambda d: float(f"{d:%Y%m%d}"),
    "clock": lambda d: f"{d.isoformat()} 00:00:00",
    "full width": lambda d: f"{d.year}．{d.month}．{d.day}",
    "numerals": lambda d: (
        "".join(NUMERALS[int(c)] for c in str(d.year)) + f"年{spelt(d.month)}月{spelt(d.day)}日"
    ),
    "cell": lambda d: d,
}


@pytest.mark.parametrize("way", WAYS)
@given(day=DAYS)
def test_a_day_is_read_in_every_way_it_is_written(way, day):
    assert read_date(WAYS[way](day)) == (day, None)


@given(day=st.dates(date(1927, 5, 18), date(2090, 12, 31)), part=st.sampled_from([0.0, 0.25]))
def test_a_serial_of_excel_is_its_day_whatever_the_time(day, part):
    serial = (day - date(1899, 12, 30)).days
    assert read_date(serial + part) == (day, None)
    assert read_date(str(serial)) == (day, None)


@pytest.mark.parametrize("cell", ["1980年5月", "1980.5", "1980-05", "1980/5", "198005", 198005])
def test_a_month_is_its_first_day_with_a_warning(cell):
    day, complaint = read_date(cell)
    assert day == date(1980, 5, 1)
    assert complaint.kind == "month_only"
    assert complaint.is_warning


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        *((c, "only_year") for c in ("1980", 1980, 1980.0, "1980年")),
        *((c, "two_ways") for c in (1980.1, "01/02/1980", "80.1.2", "民国69年1月1日")),
        *((c, "bad_date") for c in ("1980-02-30", "1980-13-01", "昨天", "", 0, -1, 1e300, True)),
        *((c, "bad_date") for c in (float("nan"), float("inf"), "99999999", "1700-01-01", None)),
        (Odd("00:00:00"), "odd_cell"),
    ],
)
def test_what_is_no_day_for_sure_is_refused_with_the_cure(cell, kind):
    day, complaint = read_date(cell)
    assert (day, complaint.kind) == (None, kind)
    assert complaint.cure.zh


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.dates(), st.booleans()))
def test_any_cell_is_a_day_in_the_window_or_a_complaint(cell):
    day, complaint = read_date(cell)
    assert (day is None) == (complaint is not None and not complaint.is_warning)
    assert day is None or 1880 <= day.year < 2100


@given(st.from_regex(r"[0-9一二三十〇年月日./\-]{1,14}", fullmatch=True))
def test_whatever_looks_like_a_date_raises_nothing(cell):
    read_date(cell)
