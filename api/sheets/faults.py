"""What is wrong in a ledger, cell by cell, and how numbers of people are checked."""

import datetime
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from api.sheets.complaints import Complaint
from matcher.wording import Bilingual, Lang

_WORDS = {
    "place": Bilingual("工作表「{sheet}」第 {row} 行", "sheet “{sheet}”, row {row}"),
    "row": Bilingual("第 {row} 行", "row {row}"),
    "column": Bilingual("{column} 列（{heading}）", "column {column} ({heading})"),
}


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing to mend: where it stands, the value without what tells who somebody is, the cure.

    `column` is the column's letters and `index` its place in the row; both are blank (-1) where
    the whole row is meant. A warning does not keep the household out.
    """

    sheet: str
    row: int
    kind: str
    reason: Bilingual
    cure: Bilingual
    column: str = ""
    heading: str = ""
    value: str = ""
    is_warning: bool = False
    index: int = -1

    def place(self, lang: Lang) -> str:
        """Return where it stands, in words."""
        key = "place" if self.sheet else "row"
        found = _WORDS[key].say(lang, sheet=self.sheet, row=self.row)
        if not self.column:
            return found
        told = _WORDS["column"].say(lang, column=self.column, heading=self.heading)
        return f"{found} {told}" if lang == "zh" else f"{found}, {told}"

    def sentence(self, lang: Lang) -> str:
        """Return place, reason and cure as one line."""
        value = f" {self.value}" if self.value else ""
        if lang == "zh":
            return f"{self.place(lang)}：{self.reason.zh}{value}。{self.cure.zh}"
        return f"{self.place(lang)}: {self.reason.en}{value}; {self.cure.en}"


@dataclass(frozen=True, slots=True)
class Checked:
    """A number as it is kept, what it tells, and what is wrong with it (reason and cure).

    `doubt` is what should be looked at though it is taken.
    """

    number: str
    birth: datetime.date | None = None
    sex: str | None = None
    wrong: tuple[Bilingual, Bilingual] | None = None
    doubt: tuple[Bilingual, Bilingual] | None = None


def _as_it_is(text: str) -> Checked:
    return Checked(text)


@dataclass(frozen=True, slots=True)
class Checks:
    """How ID numbers, phones and words are checked; without any, each is taken as it is.

    The first two take a `number_text`; none must raise.
    """

    id_number: Callable[[str], Checked] = _as_it_is
    phone: Callable[[str], Checked] = _as_it_is
    words: Callable[[str], Checked] = _as_it_is


def number_text(text: str) -> str:
    """Return a number as typed without blanks, quotes, full-width forms and unseen marks.

    Numbers copied from other programs often carry marks of writing direction.
    """
    kept = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return re.sub(r"[\s'`‘’]+", "", "".join(kept)).upper()


def doubt_of(checked: Checked, kind: str) -> Complaint | None:
    """Return a warning of a kind where something should be looked at."""
    return Complaint(kind, is_warning=True, told=checked.doubt) if checked.doubt else None


def complaint_of(wrong: tuple[Bilingual, Bilingual] | None, kind: str) -> Complaint | None:
    """Return a complaint of a kind where something is wrong, in the checker's own words."""
    return Complaint(kind, told=wrong) if wrong else None
