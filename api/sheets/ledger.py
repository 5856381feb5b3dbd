"""A ledger of one, two or three sheets as households in the input form; good ones beside faults.

A household is taken whole or not at all: one member too few would change verdicts that look at
all of them. Everything personal is kept apart from the household's facts.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from api.sheets import mapping as maps
from api.sheets.books import Book, Sheet
from api.sheets.complaints import Complaint
from api.sheets.faults import Checks, RowFault
from api.sheets.homes import Home, find_doubles, told_of
from api.sheets.leaving import left_out
from api.sheets.lines import Line, LineReader
from api.sheets.values import ValueReader
from api.sheets.words import SheetKind, Words, bare
from matcher.needs import Household
from matcher.offerings import Catalogue
from matcher.reading.households import Refused, read_household

_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
_LIKE_PERSON = re.compile(r"\d{14}[\dXx]{1,4}|1\d{10}")
_ORDER: Mapping[SheetKind, int] = {"households": 0, "mixed": 1, "members": 2, "needs": 3}
_RELATION, _HEAD, _TOWN, _RECORDED = "relation", "head", "residence_town", "recorded_at"
_CHECKS = Checks()
_STRIDE = 200


@dataclass(frozen=True, slots=True)
class Personal:
    """A personal field kept apart: whose (`member`, None for the household's), which, what."""

    member: str | None
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A household that can be stored: `data` in the input form, without a name in it.

    `key` is what the file calls it, blank where it does not; `rows` are those it was read from,
    as (sheet, row); `household` is the same as the matcher reads it; `by_card` are the facts that
    an ID number told, each with whose it is.
    """

    data: Mapping[str, Any]
    personal: tuple[Personal, ...]
    key: str
    rows: tuple[tuple[str, int], ...]
    household: Household
    by_card: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerRead:
    """What a file gave: households to be stored, faults by sheet and row, and how many are held.

    `num_held` counts households kept out by a fault, `num_rows` rows with an entry, `num_skipped`
    rows without (totals, signatures).
    """

    taken: tuple[Taken, ...]
    faults: tuple[RowFault, ...]
    num_held: int
    num_rows: int
    num_skipped: int


Progress = Callable[[int, int], None]
"""Called with how many rows are done, and of how many."""


@dataclass(frozen=True, slots=True)
class LedgerReader:
    """Reads ledgers by the words of spreadsheets, against a catalogue, on a day.

    A household that tells no town is of `town`, where one is given.
    """

    words: Words
    catalogue: Catalogue
    today: date
    checks: Checks = _CHECKS
    town: str = ""

    def read(
        self, book: Book, mapping: maps.Mapping, progress: Progress | None = None
    ) -> LedgerRead:
        """Return the households of a file read by a mapping; whatever a cell holds, none raises."""
        values = ValueReader(self.words, self.catalogue.town_names)
        reader = LineReader(self.words, values, self.checks)
        relation = self.catalogue.vocabulary.facts.get(_RELATION)
        has_relation = relation is not None and _HEAD in (relation.values or {})
        desk = _Desk([sheet.kind for sheet in mapping.sheets], has_relation)
        total, rows, skipped = sum(len(sheet.rows) for sheet in book.sheets), 0, 0
        unread: list[RowFault] = []
        for sheet, sheet_map in _in_order(book, mapping):
            unread += left_out(sheet, sheet_map, values.is_blank)
            desk.begin(sheet_map)
            for line in reader.lines(sheet, sheet_map):
                rows, skipped = rows + (line is not None), skipped + (line is None)
                if line is not None:
                    desk.take(line)
                if progress is not None and (rows + skipped) % _STRIDE == 0:
                    progress(rows + skipped, total)
        desk.settle(self.town, self.today)
        taken = tuple(_checked(desk.homes, self.catalogue, self.today))
        faults = sorted(
            (*unread, *desk.faults()), key=lambda f: (_place(mapping, f), f.row, f.index)
        )
        return LedgerRead(taken, tuple(faults), len(desk.homes) - len(taken), rows, skipped)


def _in_order(book: Book, mapping: maps.Mapping) -> Iterator[tuple[Sheet, maps.SheetMapping]]:
    """Yield the sheets that are read, households before members before needs."""
    by_name = {sheet.name: sheet for sheet in book.sheets}
    for each in sorted(mapping.sheets, key=lambda found: _ORDER.get(found.kind, 9)):
        if each.sheet in by_name and each.kind != "ignored":
            yield by_name[each.sheet], each


def _place(mapping: maps.Mapping, fault: RowFault) -> int:
    return next((n for n, s in enumerate(mapping.sheets) if s.sheet == fault.sheet), 0)


@dataclass(slots=True)
class _Desk:
    """Lays rows to their households."""

    kinds: Sequence[SheetKind]
    has_relation: bool
    homes: list[Home] = field(default_factory=list)
    astray: list[Line] = field(default_factory=list)
    _by_key: dict[tuple[str, str], Home] = field(default_factory=dict)
    _by_name: dict[str, dict[Home, None]] = field(default_factory=dict)
    _by_member: dict[str, dict[Home, None]] = field(default_factory=dict)
    _map: maps.SheetMapping | None = None
    _kind: SheetKind = "mixed"
    _last: Home | None = None

    def begin(self, sheet: maps.SheetMapping) -> None:
        """Begin a sheet; one of needs alone, or of members alone, makes households by itself."""
        alone = {*self.kinds} <= {sheet.kind, "ignored"}
        self._map, self._last = sheet, None
        self._kind = "mixed" if sheet.kind == "needs" and alone else sheet.kind

    def take(self, line: Line) -> None:
        """Lay a row to its household, or aside where none is to be found."""
        home = self._home(line)
        if isinstance(home, Complaint):
            key = next((k for k in ("household_key", "head_id", "head_name") if k in line.at), "")
            line.blame(home, key, line.own.get(key, ""))
            self.astray.append(line)
            return
        if line.has_number_of_head:
            told = Complaint("same_id_twice", zh={"other": str(line.row)})
            line.blame(told, "id_number", line.own["id_number"])
        is_new = not home.lines
        is_of_head = self._is_of_head(line, is_new=is_new)
        if is_of_head:
            line.be_the_head()
            home.doubt_head(line)
        is_first = is_new and self._kind == "mixed" and not line.names_another_head
        is_head = self._kind == "households" or is_first or is_of_head
        is_head = is_head and "relation" not in line.at
        if is_head and line.is_person and self.has_relation:
            line.member.setdefault(_RELATION, _HEAD)
        home.take(line, is_head=is_head, has_members=self._kind == "needs" and bool(home.people))
        self._know(home, line, is_head or line.member.get("relation") == "head")
        self._last = home

    def _is_of_head(self, line: Line, *, is_new: bool) -> bool:
        """Say whether the person of a row is the head whom its own columns name (户主姓名).

        So is one who is said to be, or is called so; and where no column names anybody else, who
        stands in a household's first row, or in one that brings no number of their own.
        """
        own, relation = line.own, line.member.get(_RELATION)
        if relation is not None:
            return bool(relation == _HEAD)
        if "name" in own:
            return bare(own["name"]) == bare(own.get("head_name", ""))
        if self._kind == "households" and not line.is_person:
            return True
        names_others = self._map is not None and self._map.column("name") is not None
        is_ledger = self._kind in ("households", "mixed") and not names_others
        return is_ledger and (is_new or "id_number" not in own)

    def _know(self, home: Home, line: Line, is_head: bool) -> None:
        """Let later rows find the household by its number, its head and its members."""
        home.key = home.key or line.own.get("household_key", "")
        heads = [line.own.get("head_name")] + ([line.own.get("name")] if is_head else [])
        numbers = [line.own.get("head_id")] + ([line.own.get("id_number")] if is_head else [])
        if home.key:
            for key in (home.key, self._keyed(home.key)):
                self._by_key.setdefault(("key", key), home)
        for number in numbers:
            if number:
                self._by_key.setdefault(("head", number), home)
        for name in heads:
            if name:
                self._by_name.setdefault(bare(name), {})[home] = None
        for own in (line.own.get("name"), line.own.get("id_number")):
            if own:
                self._by_member.setdefault(bare(own), {})[home] = None

    def _home(self, line: Line) -> Home | Complaint:
        found = self._named(line)
        if found is not None:
            return found
        has_key = any(k in line.own for k in ("household_key", "head_id", "head_name"))
        if not has_key and self._goes_on(line) and self._last is not None:
            return self._last
        if not has_key and self._kind != "households" and self._lacks_key(line):
            return Complaint("no_key")
        must_exist = self._kind == "needs" or (
            self._kind == "members" and "households" in self.kinds
        )
        if must_exist:
            return Complaint("no_household" if has_key or line.is_person else "no_key")
        home = Home(line)
        self.homes.append(home)
        return home

    def _named(self, line: Line) -> Home | Complaint | None:
        """Return the household that a row names; None where it names none that is known."""
        own = line.own
        if "household_key" in own:
            return self._by_key.get(("key", self._keyed(own["household_key"])))
        if "head_id" in own:
            return self._by_key.get(("head", own["head_id"]))
        if "head_name" in own and self._kind != "households":
            return _only(self._by_name.get(bare(own["head_name"]), {}), line)
        if self._kind == "mixed" and line.needs:
            return self._again(line)
        if self._kind == "needs":
            for key in ("id_number", "name"):
                if key in own and (known := self._by_member.get(bare(own[key]))):
                    return _only(known, line)
        return None

    def _keyed(self, key: str) -> str:
        """Return a number of households as it is known: the sheets of villages each begin at 1."""
        is_village = self._kind == "mixed" and self.kinds.count("mixed") > 1
        return f"{self._map.sheet}!{key}" if self._map is not None and is_village else key

    def _again(self, line: Line) -> Home | None:
        """Return the household of a person who stands above already: a row for each need.

        It is they by name and ID number; without numbers by name and day of birth or phone.
        """
        name = bare(line.own.get("name", ""))
        same = [
            home
            for home in self._by_member.get(name, {})
            if any(person.is_told_by(name, told_of(line)) for person in home.people)
        ]
        found = _only(same, line)
        return found if isinstance(found, Home) else None

    def _goes_on(self, line: Line) -> bool:
        """Say whether a row that names no household goes on with the one above.

        A relative of the head does. A need without a person does too, in a sheet whose other rows
        name their households; since that may be an oversight, it is told.
        """
        if self._last is None or self._kind == "households":
            return False
        if line.member.get("relation") not in (None, "head"):
            return True
        goes_on = self._names_homes() and not (line.is_person or line.household)
        if goes_on:
            line.blame(Complaint("goes_on", is_warning=True))
        return goes_on

    def _lacks_key(self, line: Line) -> bool:
        return self._names_homes() and line.member.get("relation") != "head"

    def _names_homes(self) -> bool:
        keys = ("household_key", "head_id", "head_name")
        return self._map is not None and self._map.has(*keys)

    def settle(self, town: str, today: date) -> None:
        """Look at whole households: towns, births and sexes, and who stands in two of them."""
        for home in self.homes:
            if town:
                home.facts.values.setdefault(_TOWN, town)
            if self.has_relation:
                home.add_head()
            for person in home.people:
                person.settle(today)
        find_doubles(self.homes)

    def faults(self) -> Iterator[RowFault]:
        """Yield every fault."""
        for home in self.homes:
            yield from home.faults()
        for line in self.astray:
            yield from line.faults


def _only(homes: Iterable[Home], line: Line) -> Home | Complaint | None:
    """Return the one household that a row may mean; of two it is not asked how many more."""
    town = line.household.get("residence_town")
    fit = (h for h in homes if town is None or h.facts.values.get("residence_town", town) == town)
    found = list(islice(fit, 2))
    if len(found) > 1:
        return Complaint("which_household")
    return found[0] if found else None


def _checked(homes: Sequence[Home], catalogue: Catalogue, today: date) -> Iterator[Taken]:
    """Yield the households that the matcher reads too; the others are blamed in its words."""
    ids: set[str] = set()
    names_people = any(home.people for home in homes)
    for number, home in enumerate(homes, start=1):
        if names_people and not home.people and not home.needs:
            home.first.blame(Complaint("nobody"))
        _tell_of_later(home, today)
        if home.is_wrong:
            continue
        data = _data(home, _free_id(home.key, number, ids))
        text = json.dumps(data, ensure_ascii=False)
        read = read_household(text, home.first.row, catalogue, None, today)
        if isinstance(read, Refused):
            why = read.fault.reason
            told = Complaint("refused", zh={"why": why("zh")}, en={"why": why("en")})
            home.first.blame(told)
        else:
            yield _taken(home, data, read)


def _tell_of_later(home: Home, today: date) -> None:
    """Tell of needs that are said to be recorded after today: they are taken as of today."""
    for line in home.lines:
        if date.fromisoformat(line.own.get(_RECORDED, today.isoformat())) > today:
            line.blame(Complaint("recorded_later", is_warning=True), _RECORDED, line.own[_RECORDED])
            del line.own[_RECORDED]


def _free_id(key: str, number: int, ids: set[str]) -> str:
    """Return an id that tells nobody's name: the file's own where it is one, else a number."""
    found = key if _ID.fullmatch(key) and not _LIKE_PERSON.fullmatch(key) else f"h{number:05}"
    while found in ids:
        found += "-2"
    ids.add(found)
    return found


def _names(home: Home) -> dict[int, str]:
    return {id(person): f"m{n}" for n, person in enumerate(home.people, start=1)}


def _data(home: Home, household_id: str) -> dict[str, Any]:
    names, needs = _names(home), []
    for number, (text, person, line) in enumerate(home.needs, start=1):
        need = {"id": f"n{number}", "text": text, "urgency": line.own.get("urgency", "medium")}
        if person is not None:
            need["member"] = names[id(person)]
        if _RECORDED in line.own:
            need[_RECORDED] = line.own[_RECORDED]
        needs.append(need)
    return {
        "id": household_id,
        "facts": home.facts.values,
        "members": [{"id": names[id(p)], **p.facts.values} for p in home.people],
        "needs": needs,
    }


def _taken(home: Home, data: Mapping[str, Any], household: Household) -> Taken:
    names = _names(home)
    personal = [Personal(None, field, value) for field, value in home.personal.values.items()]
    for person in home.people:
        personal += [
            Personal(names[id(person)], field, value)
            for field, value in person.personal.values.items()
        ]
    rows = tuple((line.sheet, line.row) for line in home.lines)
    by_card = tuple((names[id(person)], fact) for person in home.people for fact in person.by_card)
    return Taken(data, tuple(personal), home.key, rows, household, by_card)
