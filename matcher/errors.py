"""What can be wrong with input or catalogue: fields first; `messages` makes sentences of them.

A fault never carries a person's data beyond the value that has to be mended, and that
value is cut short.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from matcher.cleaning import clean
from matcher.messages import MESSAGES
from matcher.wording import Bilingual, Lang

_LONGEST_VALUE = 60
_SHORT = 3
_SPELT_OUT = ("schema", "not_yaml")
"""Kinds whose `value` is a library's own words: told where there are none of ours."""

_NEAR = Bilingual("；是否应为 {near}？", "; did you mean {near}?")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: its `kind`, where it stands, and (`near`) what may have been meant.

    `about` is the fact of which it speaks, where that is not its place (`field`).
    """

    kind: str
    value: str = ""
    expected: Bilingual | str = ""
    file: str | None = None
    line: int | None = None
    code: str | None = None
    field: str | None = None
    near: str | None = None
    about: str = ""

    def reason(self, lang: Lang) -> str:
        """Return the sentence for a person, without the place."""
        told = self.expected or (self.value if self.kind in _SPELT_OUT else "")
        expected = told.say(lang) if isinstance(told, Bilingual) else told
        text = MESSAGES[self.kind].say(
            lang,
            value=_cut(clean(self.value)),
            expected=expected,
            about=self.about or self.field or "",
        )
        return text + (_NEAR.say(lang, near=self.near) if self.near else "")

    def place(self) -> str:
        """Return `file:line code field` with the parts that are known."""
        spot = self.file or ""
        if self.line is not None:
            spot = f"{spot}:{self.line}" if spot else f"line {self.line}"
        return " ".join(part for part in (spot, self.code, self.field) if part)

    def sentence(self, lang: Lang) -> str:
        """Return place and reason as one line."""
        mark = "：" if lang == "zh" else ": "
        return mark.join(part for part in (self.place(), self.reason(lang)) if part)


class XingfuError(Exception):
    """Base of the errors a user can mend; holds at least one fault."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.sentence("en") for fault in faults))
        self.faults = faults


class CatalogueError(XingfuError):
    """The catalogue is broken: the program must not start on it."""


class HouseholdError(XingfuError):
    """One household cannot be read; the others are not affected."""


class ChangeError(XingfuError):
    """A change that was to be tried out cannot be: the catalogue has no place or sense for it."""


class ConditionError(XingfuError):
    """A condition text does not follow the grammar."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like `word`, or None where nothing is alike.

    Whole words are compared first (rapidfuzz's ratio, at least 60 of 100, or 50 for a Chinese
    word as short as a town's name), then parts of longer words (weighted ratio, at least 80).
    Ties fall to the alphabetically first word.
    """
    words, typed = sorted(known), clean(word[:_LONGEST_VALUE]).lower()
    alike = 50 if len(typed) <= _SHORT and not typed.isascii() else 60
    for scorer, cutoff in ((fuzz.ratio, alike), (fuzz.WRatio, 80)):
        found = process.extractOne(
            typed, words, scorer=scorer, processor=str.lower, score_cutoff=cutoff
        )
        if found:
            return str(found[0])
    return None


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + "…"
