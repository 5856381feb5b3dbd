"""Which column means what: headings found, named, likened, and shown for a person to confirm."""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from typing import Any

from rapidfuzz import fuzz, process

from api.sheets.books import Book, Row, Sheet
from api.sheets.masking import masked
from api.sheets.values import shown
from api.sheets.words import IGNORED, SheetKind, Target, Words, bare, without_number, without_tail
from matcher.facts import Level

_HEAD_ROWS = 12
_SAMPLES = 3
_SURE, _WITHOUT_TAIL, _ALIKE = 100, 97, 80
MANY = ("need_text",)
"""What several columns of a sheet may be."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet and what it is taken to mean.

    `score` is 100 for a known heading, less for one that is only alike (at least 80), 0 where
    nothing is alike; `is_sure` says that nobody has to confirm it. `rival` is a column that means
    the same and was preferred.
    """

    index: int
    letter: str
    heading: str
    target: Target = IGNORED
    score: int = 0
    samples: tuple[str, ...] = ()
    rival: str = ""

    @property
    def is_sure(self) -> bool:
        """Say whether the heading is one we know."""
        return self.score >= _WITHOUT_TAIL


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How a sheet is read: what kind it is, in which row its headings stand, its columns."""

    sheet: str
    kind: SheetKind
    head: int
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column | None:
        """Return the first column of that target's key."""
        return next((c for c in self.columns if c.target.key == key), None)

    def has(self, *names: str) -> bool:
        """Say whether any column is one of its own kind by these names."""
        return any(c.target.kind == "column" and c.target.name in names for c in self.columns)

    @property
    def unsure(self) -> tuple[Column, ...]:
        """Return the columns that a person should look at before anything is imported."""
        return tuple(c for c in self.columns if not c.is_sure)


@dataclass(frozen=True, slots=True)
class Mapping:
    """How all sheets of a file are read: what a preview shows and a person may change."""

    sheets: tuple[SheetMapping, ...]


def propose(book: Book, words: Words) -> Mapping:
    """Return how the sheets of a book are most likely meant.

    What its name says to be a summary (2026年汇总) is left out, unless nothing else is there.
    """
    found = tuple(propose_sheet(sheet, words) for sheet in book.sheets if sheet.rows)
    if all(sheet.kind == "ignored" for sheet in found):
        found = tuple(replace(sheet, kind=_kind("", sheet.columns, words)) for sheet in found)
    return Mapping(found)


def any_known(mapping: Mapping) -> bool:
    """Say whether any column of any sheet is taken to mean something."""
    return any(c.target != IGNORED for sheet in mapping.sheets for c in sheet.columns)


def propose_sheet(sheet: Sheet, words: Words, head: int | None = None) -> SheetMapping:
    """Return how one sheet is most likely meant.

    The headings are in the row of the number `head`, else in that one of the first rows that
    holds most headings known. A target has one column, the likeliest; needs may have several.
    """
    rows = [row for row in sheet.rows if row.number == head] or sheet.rows[:_HEAD_ROWS]
    likened = [(row, _likened(row, words)) for row in rows]
    top, found = max(likened, key=lambda each: sum(s for t, s in each[1] if t != IGNORED))
    columns = _chosen(sheet, top, found, words)
    return SheetMapping(sheet.name, _kind(sheet.name, columns, words), top.number, columns)


def with_choices(
    mapping: SheetMapping,
    choices: MappingOf[int, Target],
    sheet: Sheet,
    words: Words,
    kind: SheetKind | None = None,
) -> SheetMapping:
    """Return the mapping with what a person chose for columns, by index; a choice is sure."""
    columns = tuple(
        replace(
            c,
            target=choices[c.index],
            score=_SURE,
            rival="",
            samples=_samples(sheet, mapping.head, c.index, choices[c.index], words),
        )
        if c.index in choices
        else c
        for c in mapping.columns
    )
    return replace(mapping, columns=columns, kind=kind or _kind(mapping.sheet, columns, words))


def remembered(mapping: SheetMapping) -> dict[str, Any]:
    """Return what is worth keeping of a confirmed mapping for the next file: no value of a cell."""
    return {
        "sheet": mapping.sheet,
        "kind": mapping.kind,
        "columns": {c.heading: c.target.key for c in mapping.columns if c.heading},
    }


def recalled(
    kept: MappingOf[str, Any], mapping: SheetMapping, sheet: Sheet, words: Words
) -> SheetMapping:
    """Return a proposed mapping with what was kept of one for the same headings."""
    known = kept.get("columns", {})
    choices = {
        c.index: words.targets[known[c.heading]]
        for c in mapping.columns
        if known.get(c.heading) in words.targets
    }
    return with_choices(mapping, choices, sheet, words)


def _likened(row: Row, words: Words) -> list[tuple[Target, int]]:
    return [liken(shown(c), words) if isinstance(c, str) else (IGNORED, 0) for c in row.cells]


def liken(heading: str, words: Words) -> tuple[Target, int]:
    """Return what a heading means, and how sure that is (0 to 100).

    A heading that is only alike must hold the same of the characters that turn a meaning round,
    and must not begin by naming somebody else.
    """
    word = bare(heading)[:80]
    if not word:
        return IGNORED, 0
    known = ((word, _SURE), (without_tail(word), _WITHOUT_TAIL))
    for spelt, sure in (*known, (without_number(word), _WITHOUT_TAIL)):
        if spelt in words.headings:
            return words.headings[spelt], sure
    if word.startswith(words.others):
        return IGNORED, 0
    near = process.extract(
        without_tail(word), words.headings.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=5
    )
    for spelt, score, _ in sorted(near, key=lambda each: (-each[1], each[0])):
        if words.telling_in(spelt) == words.telling_in(without_tail(word)):
            return words.headings[spelt], min(int(score), _WITHOUT_TAIL - 1)
    return IGNORED, 0


def _chosen(
    sheet: Sheet, head: Row, found: list[tuple[Target, int]], words: Words
) -> tuple[Column, ...]:
    """Return the columns, each target given to the likeliest of those that could mean it."""
    taken: dict[Target, int] = {}
    order = sorted(range(len(found)), key=lambda i: (-found[i][1], i))
    for index in order:
        target, _ = found[index]
        if target != IGNORED and target.name not in MANY:
            taken.setdefault(target, index)
    doubted = {target for target, index in taken.items() if _is_named_twice(target, index, found)}
    columns = []
    for index in range(sheet.width):
        target, score = found[index] if index < len(found) else (IGNORED, 0)
        best, rival = taken.get(target, index), ""
        if best != index:
            target, score, rival = IGNORED, 0, sheet.letter(best)
        elif target in doubted:
            score = min(score, _WITHOUT_TAIL - 1)
        heading = shown(head.cell(index)).strip()
        samples = _samples(sheet, head.number, index, target, words)
        if heading or samples:
            columns.append(
                Column(index, sheet.letter(index), heading, target, score, samples, rival)
            )
    return tuple(columns)


def _is_named_twice(target: Target, index: int, found: Sequence[tuple[Target, int]]) -> bool:
    """Say whether another column says as plainly who somebody is: of whom, a person has to tell."""
    others = [
        score for place, (each, score) in enumerate(found) if each == target and place != index
    ]
    return target.name in ("name", "id_number") and max(others, default=0) >= _WITHOUT_TAIL


def _samples(sheet: Sheet, head: int, index: int, target: Target, words: Words) -> tuple[str, ...]:
    texts = (shown(row.cell(index)) for row in sheet.rows if row.number > head)
    found: dict[str, None] = {}
    for text in texts:
        if text.strip():
            found[masked(text, target, is_known=words.knows(target, text))] = None
        if len(found) == _SAMPLES:
            break
    return tuple(found)


def _kind(name: str, columns: Iterable[Column], words: Words) -> SheetKind:
    """Return what the rows of a sheet are, by its name, else by its columns."""
    named = bare(name)
    if any(word in named for word in words.sheets["ignored"]):
        return "ignored"
    targets = [c.target for c in columns if c.target != IGNORED]
    if not targets:
        return "ignored"
    facts = words.vocabulary.facts
    levels = {facts[t.name].level for t in targets if t.kind in ("fact", "flag")}
    own = {t.name for t in targets if t.kind == "column"}
    has_members = Target("fact", "relation") in targets
    has_needs, is_about_homes = "need_text" in own, Level.HOUSEHOLD in levels
    if has_needs and not levels:
        return "mixed" if own & {"id_number", "phone", "address"} else "needs"
    for kind in ("needs", "members", "households"):
        if any(word in named for word in words.sheets[kind]):
            return _unless_mixed(kind, has_members, has_needs, is_about_homes)
    names_heads = bool(own & {"head_id", "head_name"})
    names_homes = names_heads or "household_key" in own
    is_of_members = ("name" in own and names_heads) or (Level.MEMBER in levels and names_homes)
    if has_members or is_of_members:
        return "mixed" if has_needs or is_about_homes else "members"
    return "mixed" if has_needs else "households"


def _unless_mixed(
    kind: SheetKind, has_members: bool, has_needs: bool, is_about_homes: bool
) -> SheetKind:
    """Return the kind that a name tells, unless the columns tell of more than that."""
    if kind == "households" and (has_members or has_needs):
        return "mixed"
    if kind == "members" and (has_needs or is_about_homes):
        return "mixed"
    if kind == "needs" and (has_members or is_about_homes):
        return "mixed"
    return kind
