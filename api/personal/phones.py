"""Phone numbers: mobiles and landlines of the mainland, numbers of Hong Kong and Macau.

Eight digits alone are read as a landline of the city where they can be one, with a warning;
those that begin like a mobile of Hong Kong or Macau need +852 or +853 before them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from api.personal.faults import PersonalFault, fault
from api.personal.folding import close_up, folded

CITY_AREA = "0760"
"""The area code of Zhongshan, whose landlines have eight digits."""

_EXTENSION = re.compile(
    r"(?P<number>.*\d{7,8})\s*(?:转|转接|分机|ext\.?|x|#|-)\s*(?P<ext>\d{1,5})", re.I
)
_SEVERAL = re.compile(r"\d{7,}\s*(?:[/、,;|]|或|和)\s*\+?\(?\d")
_CHINA = r"(?:(?:\+|00)?86)"
_MAINLAND = re.compile(rf"{_CHINA}?0?(1[3-9]\d{{9}})", re.ASCII)
_LANDLINE = re.compile(
    rf"(?:{_CHINA}?0|(?:\+|00)86)(10|2\d|[3-9]\d{{2}})([2-8]\d{{6,7}})", re.ASCII
)
_LOCAL = re.compile(r"[28]\d{7}", re.ASCII)
_ABROAD = re.compile(r"(?:\+|00)?(852|853)(\d{8})", re.ASCII)


class PhoneKind(Enum):
    """Where a number belongs."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    HONG_KONG = "hong_kong"
    MACAU = "macau"


_PLACES: Mapping[str, tuple[PhoneKind, str]] = {
    "852": (PhoneKind.HONG_KONG, "[2-9]"),
    "853": (PhoneKind.MACAU, "[268]"),
}

EMPTY = fault(
    "empty", ("没有填写电话号码", "no phone number is given"), ("请填写一个号码", "enter one")
)
MASKED = fault(
    "masked",
    ("号码带星号，是隐去后的样子", "the number has stars: it is a masked one"),
    ("请填写完整的号码", "enter the whole number"),
)
SEVERAL = fault(
    "several",
    ("这里有不止一个号码", "there is more than one number here"),
    ("请只留一个，其余的另填", "keep one, and enter the others apart"),
)
NOT_A_NUMBER = fault(
    "not_a_number",
    ("电话号码里有不该有的字", "the phone number has characters that do not belong there"),
    ("请只填数字，分机写作“转8012”", "enter digits alone; write an extension as 转8012"),
)
UNKNOWN_FORM = fault(
    "unknown_form",
    ("不是认得的电话号码", "this is no phone number known here"),
    (
        "手机填11位；固定电话先写区号，如0760；香港先写+852，澳门先写+853",
        "enter 11 digits for a mobile, the area code before a landline (0760), "
        "+852 before Hong Kong, +853 before Macau",
    ),
)
TAKEN_AS_LOCAL = fault(
    "taken_as_local",
    (
        "没有区号，已当作中山的固定电话",
        "it has no area code and is taken for a landline of Zhongshan",
    ),
    ("如果不是，请补上区号", "if it is not, add the area code"),
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in its one form: `text` by E.164, an extension behind `;ext=` (RFC 3966)."""

    text: str = field(repr=False)
    kind: PhoneKind
    warnings: tuple[PersonalFault, ...] = ()


def read_phone(text: str) -> Phone | PersonalFault:
    """Return the number that `text` holds, or the first thing wrong with it; takes any string."""
    seen = folded(text)
    if not close_up(text):
        return EMPTY
    if "*" in seen:
        return MASKED
    if _SEVERAL.search(seen):
        return SEVERAL
    found = _EXTENSION.fullmatch(seen)
    if found and (line := _landline(_bare(found["number"]))):
        return Phone(f"{line.text};ext={found['ext']}", line.kind, line.warnings)
    number = _bare(seen)
    if not re.fullmatch(r"\+?\d+", number, re.ASCII):
        return NOT_A_NUMBER
    return _mobile(number) or _abroad(number) or _landline(number) or UNKNOWN_FORM


def phone_form(text: str) -> str:
    """Return the one form in which a number is kept and compared, right or wrong."""
    found = read_phone(text)
    return found.text if isinstance(found, Phone) else _bare(text)


def _bare(text: str) -> str:
    return re.sub(r"[().]", "", close_up(text))


def _mobile(number: str) -> Phone | None:
    found = _MAINLAND.fullmatch(number)
    return Phone("+86" + found[1], PhoneKind.MOBILE) if found else None


def _abroad(number: str) -> Phone | None:
    found = _ABROAD.fullmatch(number)
    if not found:
        return None
    kind, first = _PLACES[found[1]]
    return Phone(f"+{found[1]}{found[2]}", kind) if re.match(first, found[2]) else None


def _landline(number: str) -> Phone | None:
    if _LOCAL.fullmatch(number):
        text = f"+86{CITY_AREA[1:]}{number}"
        return Phone(text, PhoneKind.LANDLINE, (TAKEN_AS_LOCAL,))
    found = _LANDLINE.fullmatch(number)
    if not found or (found[1] == CITY_AREA[1:] and len(found[2]) != len("88888888")):
        return None
    return Phone(f"+86{found[1]}{found[2]}", PhoneKind.LANDLINE)
