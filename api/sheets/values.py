"""What a cell says of a fact: yes or no, one of a set, a number with its unit, a town, a day."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from api.personal.places import is_place, near_place
from api.sheets.complaints import Complaint
from api.sheets.dates import read_date
from api.sheets.wire import Cell, Odd
from api.sheets.words import Words, bare, folded, without_tail
from matcher.cleaning import clean
from matcher.errors import nearest
from matcher.facts import Fact, FactType

_NUMBER = re.compile(
    r"(?P<about>约|大约|共)?[¥￥]?(?P<number>[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?|[-+]?\.\d+)"
    r"(?P<times>千|万|亿)?(?P<unit>(?:m2|[元块圆整人口名位岁周个级等年月天日季/每平方米㎡约左右])*)"
)
_TIMES = {"千": 1_000, "万": 10_000, "亿": 100_000_000}
_NUMERALS = {char: n for n, char in enumerate("零一二三四五六七八九十")} | {"两": 2, "〇": 0}
_GRADE = re.compile(r"(?:^|[^\d十])([一二三四五六七八九1-9])(?:年级|级|等)$")
_PERIODS = {"月": "month", "年": "year", "天": "day", "日": "day", "季": "quarter", "周": "week"}
_PERIOD_WORDS = {"month": ("每月金额", "CNY a month"), "year": ("每年金额", "CNY a year")}
_CITY_FRONT = re.compile(r"^(广东省?)?中山市(?=.)")
_LONGEST = 2_000
_SHOWN_CHOICES = 12
_SMALL_SUM = 10
"""Below it a sum in CNY is likely one of thousands, or one whose point sets thousands off."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a cell says: a value of the input form (a date as text), or None: it says nothing."""

    value: Any = None
    complaint: Complaint | None = None


NOTHING = Parsed()


@dataclass(frozen=True, slots=True)
class ValueReader:
    """Reads cells by the words of spreadsheets and the names of a city's towns."""

    words: Words
    towns: Mapping[str, str]

    def fact(self, fact: Fact, cell: Cell, heading: str = "") -> Parsed:
        """Return what a cell in a column of `fact` says; a blank or 不详 says nothing, never no.

        A `heading` that counts in 万元 makes bare numbers count so.
        """
        if self.is_blank(cell):
            return NOTHING
        if isinstance(cell, Odd):
            return Parsed(complaint=Complaint("odd_cell"))
        match fact.type:
            case FactType.BOOL:
                return self._bool(fact, cell)
            case FactType.CHOICE:
                return self._choice(fact, cell)
            case FactType.DATE:
                return _day(cell)
            case FactType.INTEGER | FactType.NUMBER:
                return self._number(fact, cell, heading)
            case FactType.TOWN:
                return self._town(cell)
            case FactType.CITY:
                return self._city(cell)
            case _:
                return self.text(cell, _LONGEST)

    def flag(self, fact: Fact, value: str, cell: Cell) -> Parsed:
        """Return `value` where a yes-or-no column says yes; a no tells nothing of the others."""
        found = self._bool(fact, cell) if not self.is_blank(cell) else NOTHING
        return Parsed(value if found.value is True else None, found.complaint)

    def urgency(self, cell: Cell) -> Parsed:
        """Return how pressing a need is."""
        if self.is_blank(cell):
            return NOTHING
        found = self.words.urgency.get(bare(shown(cell)))
        return Parsed(found, None if found else Complaint("wrong_urgency"))

    def day(self, cell: Cell) -> Parsed:
        """Return a day, as when something was recorded."""
        return NOTHING if self.is_blank(cell) else _day(cell)

    def text(self, cell: Cell, most: int) -> Parsed:
        """Return a text without control characters."""
        if self.is_blank(cell):
            return NOTHING
        if isinstance(cell, Odd):
            return Parsed(complaint=Complaint("odd_cell"))
        found = clean(shown(cell))
        if len(found) > most:
            return Parsed(complaint=Complaint("too_long", zh={"most": str(most)}))
        return Parsed(found or None)

    def is_blank(self, cell: Cell) -> bool:
        """Say whether a cell says nothing: blank, a dash, 不详."""
        if cell is None:
            return True
        return isinstance(cell, str) and bare(clean(cell)) in self.words.unknown

    def _bool(self, fact: Fact, cell: Cell) -> Parsed:
        if isinstance(cell, bool):
            return Parsed(cell)
        word = bare(shown(cell))
        labels = {bare(fact.label.zh): True, bare(fact.label.en): True}
        if fact.negative is not None:
            labels |= {bare(fact.negative.zh): False, bare(fact.negative.en): False}
        if word in self.words.yes:
            return Parsed(True)
        if word in self.words.no:
            return Parsed(False)
        if fact.type is FactType.BOOL and word in labels:
            return Parsed(labels[word])
        return Parsed(complaint=Complaint("not_yes_no"))

    def _city(self, cell: Cell) -> Parsed:
        """Return the name of a city: a fact is kept in the open, so no other words may stand."""
        found = self.text(cell, _LONGEST)
        if found.value is None or is_place(found.value):
            return found
        return Parsed(complaint=Complaint("not_a_place", near=near_place(found.value) or ""))

    def _choice(self, fact: Fact, cell: Cell) -> Parsed:
        known, word = self.words.values[fact.name], bare(shown(cell))
        found = known.get(word)
        stem = without_tail(word)
        if found is None and not any(each.startswith(f"{stem}(") for each in known):
            found = known.get(stem)
        if found is not None:
            return Parsed(found)
        near = nearest(word, known)
        if near and self.words.telling_in(near) != self.words.telling_in(word):
            near = None  # 非低保户 is not meant to be 低保, nor 是 to be 不是
        labels = fact.values or {}
        choices = list(labels.values())[:_SHOWN_CHOICES]
        is_prose = fact.name in self.words.prose
        return Parsed(
            complaint=Complaint(
                "unread_prose" if is_prose else "unknown_value",
                is_warning=is_prose,
                near=labels[known[near]].zh if near else "",
                near_en=labels[known[near]].en if near else "",
                zh={"choices": "、".join(each.zh for each in choices)},
                en={"choices": ", ".join(each.en for each in choices)},
            )
        )

    def _town(self, cell: Cell) -> Parsed:
        text = re.sub(r"\s+", "", folded(shown(cell)))
        for name in (text, _CITY_FRONT.sub("", text)):
            if name in self.towns:
                return Parsed(self.towns[name])
        near = nearest(_CITY_FRONT.sub("", text), self.towns) if text else None
        return Parsed(complaint=Complaint("unknown_town", near=near or ""))

    def _number(self, fact: Fact, cell: Cell, heading: str) -> Parsed:
        is_money = (fact.unit or "").startswith("CNY")
        in_wan = is_money and "万元" in folded(heading)
        if isinstance(cell, bool | date):
            return Parsed(complaint=Complaint("not_number"))
        if isinstance(cell, int | float):
            number, complaint = float(cell), None
            if in_wan:
                number *= 10_000
        elif isinstance(cell, str) and bare(cell) in self.words.none:
            return Parsed(0) if is_money else NOTHING
        else:
            found, complaint = _spelt(fact, shown(cell), in_wan)
            if found is None:
                return Parsed(complaint=complaint)
            number = found
        parsed = _bounded(fact, number)
        return replace(parsed, complaint=_small(number)) if _is_small(parsed, is_money) else parsed


def shown(cell: Cell) -> str:
    """Return a cell as text; a whole number without its point."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, Odd):
        return cell.shown
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _day(cell: Cell) -> Parsed:
    found, complaint = read_date(cell)
    return Parsed(found.isoformat() if found else None, complaint)


def _spelt(fact: Fact, cell: str, in_wan: bool) -> tuple[float | None, Complaint | None]:
    """Return the number that a text spells, and what is wrong where it spells none."""
    text = re.sub(r"\s+", "", folded(clean(cell))).replace("，", ",")
    grade = _GRADE.search(text) if fact.unit in ("grade", None) else None
    if grade:
        return float(_NUMERALS.get(grade[1], 0) or int(grade[1])), None
    if len(text) > 1 and text[0] in _NUMERALS and not text[1].isdigit():
        text = f"{_NUMERALS[text[0]]}{text[1:]}"
    elif text in _NUMERALS:
        text = str(_NUMERALS[text])
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None, Complaint("not_number")
    other = _other_period(fact, found["unit"])
    if other is not None:
        return None, other
    times = _TIMES.get(found["times"] or "", 1)
    if fact.unit == "months" and found["unit"].startswith("年"):
        times *= 12
    if in_wan and not found["times"] and "元" not in found["unit"]:
        times = 10_000
    return float(found["number"].replace(",", "")) * times, None


def _other_period(fact: Fact, unit: str) -> Complaint | None:
    """Return a complaint where a sum is said to be of another period than the fact counts."""
    _, _, counted = (fact.unit or "").partition("/")
    if not (fact.unit or "").startswith("CNY") or not counted:
        return None
    told = {period for char, period in _PERIODS.items() if char in unit}
    if told <= {counted}:
        return None
    zh, en = _PERIOD_WORDS.get(counted, (counted, counted))
    return Complaint("other_period", zh={"unit": zh}, en={"unit": en})


def _is_small(parsed: Parsed, is_money: bool) -> bool:
    """Say whether a sum is taken and so small that it is likely meant in thousands."""
    return is_money and parsed.value is not None and 0 < parsed.value < _SMALL_SUM


def _small(number: float) -> Complaint:
    told = {"low": f"{number:.6g}", "high": f"{number * 1000:.6g}"}
    return Complaint("small_sum", is_warning=True, zh=told)


def _bounded(fact: Fact, number: float) -> Parsed:
    if not math.isfinite(number):
        return Parsed(complaint=Complaint("not_number"))
    low, high = fact.low, fact.high
    if (low is not None and number < low) or (high is not None and number > high):
        spans = {"low": f"{low:,g}" if low is not None else "−∞"}
        spans["high"] = f"{high:,g}" if high is not None else "∞"
        return Parsed(complaint=Complaint("out_of_range", zh=spans))
    rounded = round(number, 6)
    if rounded.is_integer():
        return Parsed(int(rounded))
    if fact.type is FactType.INTEGER:
        return Parsed(complaint=Complaint("not_whole"))
    return Parsed(rounded)
