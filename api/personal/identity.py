"""Numbers of Chinese identity cards and residence permits (GB 11643): read, or told what is wrong.

    442000 19800101 001 7
    area   born     of  check digit (ISO 7064 MOD 11-2); `of`: odd for men, even for women

Residence permits of people from Hong Kong, Macau and Taiwan have the same form and begin with
81, 82 and 83. The area is that of the first registration: codes come and go, and older people
carry codes younger than they are, so an area nobody knows is a warning and never a fault.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Literal

from api.personal.faults import PersonalFault, fault
from api.personal.folding import close_up

FIRST_BIRTH = date(1890, 1, 1)
_LENGTH, _OLD_LENGTH = 18, 15
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
# What keyboards and hands put in the place of the X.
_AS_X = str.maketrans({"x": "X", "×": "X", "✕": "X", "х": "X", "Х": "X", "χ": "X", "Χ": "X"})

# The first two digits of area codes by GB/T 2260: a standard's closed list, no city's data.
PROVINCES: Mapping[str, str] = {
    **{"11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古", "21": "辽宁"},
    **{"22": "吉林", "23": "黑龙江", "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽"},
    **{"35": "福建", "36": "江西", "37": "山东", "41": "河南", "42": "湖北", "43": "湖南"},
    **{"44": "广东", "45": "广西", "46": "海南", "50": "重庆", "51": "四川", "52": "贵州"},
    **{"53": "云南", "54": "西藏", "61": "陕西", "62": "甘肃", "63": "青海", "64": "宁夏"},
    **{"65": "新疆", "71": "台湾", "81": "香港", "82": "澳门", "83": "台湾"},
}
_CITIES: Mapping[str, str] = {"442000": "广东中山"}


class IdKind(Enum):
    """Which card carries the number."""

    RESIDENT = "resident"
    HONG_KONG = "hong_kong"
    MACAU = "macau"
    TAIWAN = "taiwan"


_PERMITS = {"81": IdKind.HONG_KONG, "82": IdKind.MACAU, "83": IdKind.TAIWAN}
# Passports, travel permits and old Hong Kong and Macau cards: one to three letters, then digits.
_OTHER_DOCUMENT = re.compile(r"[A-Z]{1,3}\d{6,11}(\([\dA-Z]\))?", re.ASCII)
_RETYPE = (
    "请对照证件逐位核对后重新填写",
    "compare it with the card digit by digit and type it again",
)

EMPTY = fault(
    "empty",
    ("没有填写证件号码", "no ID number is given"),
    ("请填写18位号码", "enter the 18 digits"),
)
ROUNDED = fault(
    "rounded",
    (
        "号码被表格软件改成了数值，末几位已经丢失",
        "a spreadsheet made a number of it; its last digits are lost",
    ),
    (
        "请把这一列设为“文本”格式，对照证件重新填写",
        "set the column to text (文本格式) and type it again from the card",
    ),
)
MASKED = fault(
    "masked",
    ("号码带星号，是隐去后的样子", "the number has stars: it is a masked one"),
    ("请填写完整的18位号码", "enter all 18 digits"),
)
OLD_FORM = fault(
    "old_form",
    (
        "这是15位的旧号码，已停止使用",
        "this is the old form of 15 digits, which is no longer in use",
    ),
    ("请填写现在身份证上的18位号码", "enter the 18 digits of the present card"),
)
OTHER_DOCUMENT = fault(
    "other_document",
    (
        "像是其他证件的号码；这里只收居民身份证和港澳台居民居住证的18位号码",
        "it looks like the number of another document; only the 18 characters of resident identity "
        "cards and residence permits are taken here",
    ),
    (
        "没有这两种证件就空着，其他证件号码另行备注",
        "leave it blank where there is neither, and note the other document elsewhere",
    ),
)
WRONG_LENGTH = fault(
    "wrong_length",
    ("证件号码应为18位", "an ID number has 18 characters"),
    _RETYPE,
)
NOT_DIGITS = fault(
    "not_digits",
    (
        "前17位只能是数字，最后一位是数字或X",
        "the first 17 characters are digits, the last a digit or X",
    ),
    (
        "请检查是否把0写成了字母O、把1写成了字母l或I",
        "see whether the letter O stands for 0, or l or I for 1",
    ),
)
NO_SUCH_DAY = fault(
    "no_such_day",
    ("第7至14位不是一个存在的出生日期", "characters 7 to 14 are no day that exists"),
    _RETYPE,
)
BORN_TOO_EARLY = fault(
    "born_too_early",
    ("出生日期早于1890年", "the birth date is before 1890"),
    _RETYPE,
)
BORN_LATER = fault(
    "born_later",
    ("出生日期晚于登记日期", "the birth date is after the day of the record"),
    _RETYPE,
)
WRONG_CHECK = fault(
    "wrong_check",
    ("校验码不对，至少有一位写错了", "the check digit does not fit: a character is wrong"),
    _RETYPE,
)
UNKNOWN_AREA = fault(
    "unknown_area",
    ("前6位不是常见的地区代码", "the first six digits are no area code known here"),
    ("如果证件上就是这样，请保留", "keep it if the card says so"),
)


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A number that holds by itself: `text` in its one form, and what it tells.

    Whether it was ever given to anybody, and to whom, no number can tell.
    """

    text: str = field(repr=False)
    birth_date: date = field(repr=False)
    sex: Literal["m", "f"] = field(repr=False)
    kind: IdKind
    area: str | None = field(repr=False)
    warnings: tuple[PersonalFault, ...] = ()


def read_id(text: str, on: date) -> IdNumber | PersonalFault:
    """Return the number that `text` holds on the day `on`, or the first thing wrong with it.

    Takes any string whatever without an exception.
    """
    number = id_form(text)
    if wrong := _wrong_form(number):
        return wrong
    born = _birth_date(number)
    if born is None:
        return NO_SUCH_DAY
    if not FIRST_BIRTH <= born <= on:
        return BORN_TOO_EARLY if born < FIRST_BIRTH else BORN_LATER
    if number[-1] != check_digit(number[:-1]):
        return WRONG_CHECK
    area = _area(number)
    return IdNumber(
        text=number,
        birth_date=born,
        sex="m" if int(number[16]) % 2 else "f",
        kind=_PERMITS.get(number[:2], IdKind.RESIDENT),
        area=area,
        warnings=() if area else (UNKNOWN_AREA,),
    )


def id_form(text: str) -> str:
    """Return the one form in which a number is kept and compared, right or wrong."""
    return close_up(text).translate(_AS_X).upper()


def check_digit(first: str) -> str:
    """Return the last character that belongs to the first 17 digits (ISO 7064 MOD 11-2)."""
    weighed = zip(first, _WEIGHTS, strict=True)
    return _CHECKS[sum(int(digit) * weight for digit, weight in weighed) % 11]


def _wrong_form(number: str) -> PersonalFault | None:
    if not number:
        return EMPTY
    if "*" in number:
        return MASKED
    if re.fullmatch(r"\d(\.\d+)?E\+?\d+|\d{15,18}\.0+", number, re.ASCII):
        return ROUNDED
    if re.fullmatch(rf"\d{{{_OLD_LENGTH}}}", number, re.ASCII):
        return OLD_FORM
    if _OTHER_DOCUMENT.fullmatch(number):
        return OTHER_DOCUMENT
    if len(number) != _LENGTH:
        return WRONG_LENGTH
    return None if re.fullmatch(r"\d{17}[\dX]", number, re.ASCII) else NOT_DIGITS


def _birth_date(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def _area(number: str) -> str | None:
    if number[:2] in _PERMITS:
        # a permit has nothing but zeros behind the two digits
        return PROVINCES[number[:2]] if number[2:6] == "0000" else None
    return _CITIES.get(number[:6]) or PROVINCES.get(number[:2])
