"""Canaries: invented names, numbers, addresses and needs that stand nowhere else, and their finder.

A name, an address and a need each hold three characters that no text of ours holds side by side
(two of them stand by chance in some ten megabytes that are sealed, once in some hundred runs);
an ID number begins with an area that does not exist and has a valid check digit; a phone begins
with digits that no other number of a drill begins with.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import quote

from api.personal.identity import IdNumber, check_digit, id_form, read_id
from api.personal.pinyin import initials_of
from api.routes.examples import Example

NAME, ADDRESS, NEED, REASON = "黿鼂黿", "鼃鼅鼃", "齉龘齉", "靐齾靐"
AREA, PHONE = "9999", "19991"
_HANZI = "安宝岑丹恩芳谷禾吉可兰敏宁鸥平青荣思桃文秀雅泽"
_SEQUENCES = 1_000
OF_SUPPLY = "/api/v1/offerings"
"""Where charities and clerks write of what is offered: it is published, and kept as it is."""
_TEXTS = {"name": NAME, "address": ADDRESS, "text": NEED, "note": REASON, "comment": REASON}
_HEADINGS = {
    **{"姓名": "name", "身份证号": "id_number", "联系电话": "phone"},
    **{"住址": "address", "需求内容": "text"},
}
_REASONS = {"reason", "in_words", "detail", "remark"}
_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
_PHONE = re.compile(rf"(?<![0-9A-Za-z])(?:\+?86[ -]?)?{PHONE}\d{{6}}(?![0-9A-Za-z])")
_NARROW = str.maketrans("０１２３４５６７８９Ｘ", "0123456789X")
_WIDE_DIGIT = re.compile(b"\xef\xbc[\x90-\x99]{1}")
_SPREAD = re.compile(rb"(?:[ -~]\x00){11,}|(?:\x00[ -~]){11,}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{14,}")
_ONE_SPELLING = bytes.maketrans(b"-_", b"+/")


@dataclass(frozen=True)
class Hit:
    """A canary that was found: of which kind, in which form."""

    kind: str
    form: str


@dataclass
class Flock:
    """Makes canaries: one for each value of an example, the same one wherever it stands again."""

    number: int
    _made: dict[tuple[str, str], str] = field(default_factory=dict)

    def example(self, example: Example) -> Example:
        """Return an example whose personal values are canaries; what is offered tells of nobody."""
        if example.path.startswith(OF_SUPPLY):
            return example
        return replace(example, body=self.value(example.body))

    def value(self, value: Any, key: str = "") -> Any:
        """Return a value of a body with canaries in the place of personal values."""
        match value:
            case Mapping():
                return {name: self.value(entry, name) for name, entry in value.items()}
            case list() | tuple():
                return [self.value(entry, key) for entry in value]
            case str() if "\n" in value:
                return self.sheet(value)
            case str() if value and not value.startswith("{"):
                return self._bird(key, value)
            case _:
                return value

    def sheet(self, text: str) -> str:
        """Return a text of rows and commas with canaries under the headings of persons."""
        heads, *rows = (line.split(",") for line in text.splitlines())
        kinds = [_HEADINGS.get(head, "") for head in heads]
        made = [[self._bird(k, cell) for k, cell in zip(kinds, row, strict=True)] for row in rows]
        return "".join(",".join(row) + "\n" for row in (heads, *made))

    def birds(self, *kinds: str) -> list[str]:
        """Return the canaries that were made, of these kinds (of all where none is named)."""
        return [made for (kind, _), made in self._made.items() if not kinds or kind in kinds]

    def _bird(self, key: str, old: str) -> str:
        if key == "initials":
            named = [made for (kind, _), made in self._made.items() if kind == "name"]
            return initials_of(named[0])[0] if named else old
        kind = kind_of(key, old)
        if kind is None:
            return old
        if (kind, old) not in self._made:
            self._made[(kind, old)] = self._new(kind, old, len(self._made))
        return self._made[(kind, old)]

    def _new(self, kind: str, old: str, place: int) -> str:
        if kind == "id_number":
            return self._id_number(id_form(old), place)
        if kind == "phone":
            return f"{PHONE}{self.number:04}{place:02}"
        tail = "".join(_HANZI[int(digit)] for digit in f"{self.number}{place}")
        if kind == "name":
            return f"{NAME}{tail}"
        return f"{_TEXTS.get(kind, REASON)}{tail}{old}"

    def _id_number(self, old: str, place: int) -> str:
        """Return a number of the same birth date and sex as an old one."""
        born, is_man = old[6:14], int(old[16]) % 2
        area = f"{AREA}{(self.number // 50) % 100:02}"
        order = f"{(2 * ((self.number * 10 + place) % 500) + is_man) % _SEQUENCES:03}"
        first = f"{area}{born}{order}"
        return first + check_digit(first)


def kind_of(key: str, value: str) -> str | None:
    """Return which personal value stands under a key of a body; None for codes and the like."""
    if key in ("id_number", "phone"):
        return key
    is_own_words = not value.isascii()
    if key in _TEXTS:
        return key if is_own_words else None
    return "reason" if key in _REASONS and is_own_words else None


def hits(content: bytes) -> Iterator[Hit]:
    """Yield the canaries and the valid ID numbers that stand in bytes, in any of their forms."""
    for kind, form, pattern in _PATTERNS:
        if pattern in content:
            yield Hit(kind, form)
    for form, text in _readings(content):
        if _PHONE.search(text):
            yield Hit("phone", form)
        for found in _NUMBER.findall(text):
            if found[-1].upper() == check_digit(found[:17]) and _is_born(found):
                yield Hit("id_number", form)


def forms(text: str) -> Iterator[tuple[str, bytes]]:
    """Yield the bytes that a text is in the forms that it may be written in."""
    plain = text.encode()
    yield "utf-8", plain
    yield "utf-16, little end", text.encode("utf-16-le")
    yield "utf-16, big end", text.encode("utf-16-be")
    yield "gb18030", text.encode("gb18030")
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in text)
    yield "JSON escapes", escaped.encode()
    yield "JSON escapes, capitals", escaped.upper().replace("\\U", "\\u").encode()
    yield "in an address", quote(text).encode()
    yield "in an address, small letters", quote(text).lower().encode()
    for spelling, way in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
        for offset in range(3):
            told = way(b"\0" * offset + plain)
            first = (0, 2, 3)[offset]
            last = (len(plain) + offset) * 8 // 6
            yield f"{spelling}, place {offset}", told[first:last]
    yield "hexadecimal", plain.hex().encode()


def _readings(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the texts in which numbers may stand."""
    yield "utf-8", content.decode("latin-1")
    for run in _SPREAD.findall(content):
        yield "utf-16", run.replace(b"\0", b"").decode("ascii")
    if _WIDE_DIGIT.search(content):
        yield "full width", content.decode("utf-8", "replace").translate(_NARROW)
    for run in _BASE64.findall(content.translate(_ONE_SPELLING)):
        for start in range(4):
            told = run[start:]
            yield "base64", base64.b64decode(told + b"A" * (-len(told) % 4)).decode("latin-1")


def _is_born(number: str) -> bool:
    return isinstance(read_id(number, date(2027, 1, 1)), IdNumber)


_PATTERNS: tuple[tuple[str, str, bytes], ...] = tuple(
    (kind, form, pattern)
    for kind, text in (("name", NAME), ("address", ADDRESS), ("need", NEED), ("reason", REASON))
    for form, pattern in forms(text)
)
