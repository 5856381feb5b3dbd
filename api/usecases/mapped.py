"""How a file is read, as it is kept between looking and accepting: numbers and keys, no words.

Headings and names of sheets may hold anything, a family's name too, where a file has no
headings: they are read from the file again.
"""

from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import Any

from api.errors import shown_key
from api.sheets.books import Book, Sheet
from api.sheets.mapping import MANY, Column, Mapping, SheetMapping, propose_sheet, with_choices
from api.sheets.values import shown
from api.sheets.words import IGNORED, SheetKind, Words
from matcher.errors import nearest
from matcher.wording import Bilingual, Lang


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """What a person says of a sheet: what kind its rows are, where headings stand, its columns.

    `columns` are targets' keys by the letters of columns; those left out stay as proposed and
    are confirmed by it.
    """

    sheet: str
    kind: SheetKind | None = None
    head: int | None = None
    columns: MappingOf[str, str] = field(default_factory=dict)


class ChoiceError(Exception):
    """A choice names a sheet, a column, a row or a meaning that is not there."""

    def __init__(self, place: str, message: Bilingual, near: str | None = None) -> None:
        super().__init__(place)
        self.place, self.message, self.near = place, message, near


_NO_SHEET = Bilingual("文件里没有这个工作表", "the file has no such sheet")
_NO_ROW = Bilingual("工作表里没有这一行", "the sheet has no such row")
_NO_COLUMN = Bilingual("工作表里没有这一列", "the sheet has no such column")
_TWICE = Bilingual(
    "{other} 列已经是这一项，一项只能是一列：请把其中一列改成别的或“不导入”",
    "column {other} is that already, and one column alone can be: change one of them, or leave it "
    "out (ignored)",
)
_NO_TARGET = Bilingual("没有这种含义", "there is no such meaning")


def kept(mapping: Mapping, book: Book) -> list[dict[str, Any]]:
    """Return a mapping as it is kept."""
    numbers = {sheet.name: number for number, sheet in enumerate(book.sheets)}
    return [
        {
            "n": numbers[each.sheet],
            "kind": each.kind,
            "head": each.head,
            "columns": [[c.index, c.target.key, c.score] for c in each.columns],
        }
        for each in mapping.sheets
    ]


def rebuilt(told: MappingOf[str, Any], book: Book, words: Words) -> Mapping:
    """Return the mapping that was kept of the same file."""
    return Mapping(tuple(_sheet(each, book.sheets[each["n"]], words) for each in told["sheets"]))


def _sheet(told: MappingOf[str, Any], sheet: Sheet, words: Words) -> SheetMapping:
    head = next(row for row in sheet.rows if row.number == told["head"])
    columns = tuple(
        Column(
            index, sheet.letter(index), shown(head.cell(index)).strip(), words.targets[key], score
        )
        for index, key, score in told["columns"]
    )
    return SheetMapping(sheet.name, told["kind"], told["head"], columns)


def chosen(mapping: Mapping, choices: tuple[SheetChoice, ...], book: Book, words: Words) -> Mapping:
    """Return a mapping with what a person says of its sheets; ChoiceError where that cannot be."""
    by_name = {sheet.name: sheet for sheet in book.sheets}
    found = {each.sheet: each for each in mapping.sheets}
    for number, choice in enumerate(choices):
        if choice.sheet not in found:
            near = nearest(choice.sheet, found)
            raise ChoiceError(f"/sheets/{number}/sheet", _NO_SHEET, near)
        sheet, before = by_name[choice.sheet], found[choice.sheet]
        if choice.head is not None and choice.head != before.head:
            if all(row.number != choice.head for row in sheet.rows):
                raise ChoiceError(f"/sheets/{number}/head", _NO_ROW)
            before = propose_sheet(sheet, words, choice.head)
        targets = _targets(before, choice, f"/sheets/{number}/columns", words)
        found[choice.sheet] = with_choices(before, targets, sheet, words, choice.kind)
    return Mapping(tuple(found[each.sheet] for each in mapping.sheets))


def _targets(
    mapping: SheetMapping, choice: SheetChoice, place: str, words: Words
) -> dict[int, Any]:
    """Return the target of each column: the chosen, else the proposed; none stands at two columns.

    What is left out without being named goes on being told as left out.
    """
    found = {c.index: c.target for c in mapping.columns if c.target != IGNORED}
    letters = {c.letter: c.index for c in mapping.columns}
    for letter, key in choice.columns.items():
        if letter not in letters:
            raise ChoiceError(f"{place}/{shown_key(letter)}", _NO_COLUMN, nearest(letter, letters))
        if key not in words.targets:
            raise ChoiceError(
                f"{place}/{shown_key(letter)}", _NO_TARGET, nearest(key, words.targets)
            )
        found[letters[letter]] = words.targets[key]
    for letter in choice.columns:
        target = found[letters[letter]]
        others = [i for i, each in found.items() if each == target and i != letters[letter]]
        if others and target != IGNORED and target.name not in MANY:
            other = next(each for each, index in letters.items() if index == others[0])
            told = _TWICE.filled(other=other)
            raise ChoiceError(f"{place}/{letter}", told)
    return found


def plain_mapping(mapping: Mapping) -> list[dict[str, Any]]:
    """Return a mapping with headings and masked samples, for whoever looks at it."""
    return [
        {
            "sheet": each.sheet,
            "kind": each.kind,
            "head": each.head,
            "columns": [_column(column) for column in each.columns],
        }
        for each in mapping.sheets
    ]


def _column(column: Column) -> dict[str, Any]:
    return {
        "letter": column.letter,
        "heading": column.heading,
        "target": column.target.key,
        "score": column.score,
        "sure": column.is_sure,
        "samples": list(column.samples),
        "rival": column.rival,
    }


def shown_mapping(
    told: Iterable[MappingOf[str, Any]], words: Words, lang: Lang
) -> list[dict[str, Any]]:
    """Return a plain mapping with what each target is called."""

    def labelled(column: MappingOf[str, Any]) -> dict[str, Any]:
        target = words.targets.get(column["target"], IGNORED)
        return {**column, "label": words.heading(target).say(lang)}

    return [{**each, "columns": [labelled(c) for c in each["columns"]]} for each in told]


def unconfirmed(told: MappingOf[str, Any]) -> bool:
    """Say whether a kept mapping takes a column for something by likeness alone."""
    return any(
        key != "ignored" and score < _SURE
        for sheet in told["sheets"]
        if sheet["kind"] != "ignored"
        for _, key, score in sheet["columns"]
    )


_SURE = 97
