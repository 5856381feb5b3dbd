"""Dates as offices write them: 1980.1.1, 1980年1月, 19800101, 一九八〇年一月一日, serials."""

import datetime
import re
import unicodedata

from api.sheets.complaints import Complaint
from api.sheets.wire import Cell, Odd

_EPOCH = datetime.date(1899, 12, 30)
_SERIALS = range(3_654, 73_051)  # 1910 to 2099
_YEARS = range(1880, 2100)
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE = "〇○零一二三四五六七八九十"
_FULL = re.compile(r"(\d{4})\s*[-./,_年\\]\s*(\d{1,2})\s*[-./,_月\\]\s*(\d{1,2})\s*[日号號]?")
_MONTH = re.compile(r"(\d{4})\s*[-./年\\]\s*(\d{1,2})\s*月?份?")
_DAY_FIRST = re.compile(r"\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?")
_CLOCK = re.compile(r"[\sT]+\d{1,2}:\d{2}(:\d{2})?(\.\d+)?Z?$")
_MINGUO = re.compile("民[国國]")


def read_date(cell: Cell) -> tuple[datetime.date | None, Complaint | None]:
    """Return the day that a cell means and what is to be said of it; None where it means none.

    A month without a day is its first, with a warning. What can be read in two ways is refused.
    """
    if isinstance(cell, datetime.date):
        return _in_window(cell)
    if isinstance(cell, bool) or cell is None:
        return None, Complaint("bad_date")
    if isinstance(cell, Odd):
        return None, Complaint("odd_cell")
    if isinstance(cell, int | float):
        return _of_number(cell)
    return _of_text(cell)


def _of_number(cell: int | float) -> tuple[datetime.date | None, Complaint | None]:
    if not -1e9 < cell < 1e9:
        return None, Complaint("bad_date")
    whole = int(cell)
    if whole in _SERIALS:  # a fraction is the time of day
        return _EPOCH + datetime.timedelta(days=whole), None
    if whole != cell:  # 1980.1 may be January or, its nought cut off, October
        return None, Complaint("two_ways" if whole in _YEARS else "bad_date")
    return _of_digits(str(whole))


def _of_digits(text: str) -> tuple[datetime.date | None, Complaint | None]:
    if len(text) == 8:
        return _made(text[:4], text[4:6], text[6:])
    if len(text) == 6 and int(text[:4]) in _YEARS and 1 <= int(text[4:]) <= 12:
        return _made(text[:4], text[4:], "")
    if len(text) == 5 and int(text) in _SERIALS:
        return _EPOCH + datetime.timedelta(days=int(text)), None
    if len(text) == 4 and int(text) in _YEARS:
        return None, Complaint("only_year")
    return None, Complaint("bad_date")


def _of_text(cell: str) -> tuple[datetime.date | None, Complaint | None]:
    text = _CLOCK.sub("", unicodedata.normalize("NFKC", cell).strip())
    text = _arabic(text)
    if _MINGUO.match(text):
        return None, Complaint("two_ways")
    if re.fullmatch(r"[0-9]{1,8}", text):
        return _of_digits(text)
    if full := _FULL.fullmatch(text):
        return _made(full[1], full[2], full[3])
    if month := _MONTH.fullmatch(text):
        return _made(month[1], month[2], "")
    if re.fullmatch(r"\d{4}年?", text):
        return None, Complaint("only_year")
    return None, Complaint("two_ways" if _DAY_FIRST.fullmatch(text) else "bad_date")


def _arabic(text: str) -> str:
    """Return a date in Chinese numerals in digits: 一九八〇年十二月三十一日."""
    if not any(char in _CHINESE for char in text):
        return text
    text = re.sub(r"([一二三])?十([一二三四五六七八九])?", _tens, text)
    return text.translate(_DIGITS)


def _tens(found: re.Match[str]) -> str:
    tens = (found[1] or "一").translate(_DIGITS)
    return tens + (found[2] or "〇").translate(_DIGITS)


def _made(year: str, month: str, day: str) -> tuple[datetime.date | None, Complaint | None]:
    try:
        made = datetime.date(int(year), int(month), int(day or "1"))
    except ValueError:
        return None, Complaint("bad_date")
    found, complaint = _in_window(made)
    return found, complaint or (None if day else Complaint("month_only", is_warning=True))


def _in_window(day: datetime.date) -> tuple[datetime.date | None, Complaint | None]:
    if day.year in _YEARS:
        return day, None
    return None, Complaint("bad_date")
