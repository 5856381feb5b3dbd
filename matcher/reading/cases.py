"""Read the cases of an item: invented households with the verdict a careful reader gives."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from matcher.errors import CatalogueError, Fault, nearest
from matcher.needs import Household
from matcher.offerings import Catalogue
from matcher.reading.entries import Entry, read_headed
from matcher.reading.households import Refused, read_household
from matcher.reading.schemas import check_schema
from matcher.values import Status

FOLDER = "cases"
_SPOTS = {"facts": "household", "household": "case"}
"""What a household's JSON calls its parts, as a case calls them."""


@dataclass(frozen=True, slots=True)
class Case:
    """An invented household and the verdict that a careful reader of the policy gives it.

    `member` is the beneficiary of a `per: member` item; `missing` are the input facts that an
    unknown verdict still needs, sorted; `words` say what is special about the household.
    """

    item: str
    words: str
    household: Household
    on: date
    member: str | None
    expect: Status
    missing: tuple[str, ...]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The cases of one item in the order of their file, and what is wrong with the others."""

    item: str
    file: str
    cases: tuple[Case, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_case_file(
    text: str, file: str, schema: Mapping[str, Any], catalogue: Catalogue
) -> CaseFile:
    """Return the cases of a file `cases/<code>.yaml`; a case that cannot be read leaves a fault."""
    code = file.rpartition("/")[2].partition(".")[0]
    try:
        head, entries = read_headed(text, file, "cases")
    except CatalogueError as error:
        return CaseFile(code, file, (), error.faults)
    faults = [*check_schema(head, schema), *_named(head, code, catalogue)]
    if faults:
        return CaseFile(code, file, (), tuple(faults))
    return read_cases(entries, head.data, schema, catalogue)


def read_cases(
    entries: Iterable[Entry],
    head: Mapping[str, Any],
    schema: Mapping[str, Any],
    catalogue: Catalogue,
) -> CaseFile:
    """Return the cases of the given entries; `head` names their item and their day (as_of)."""
    reading = _Reading(catalogue, head["item"], head["as_of"], schema["$defs"]["case"])
    cases: list[Case] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    file = f"{FOLDER}/{head['item']}.yaml"
    for number, entry in enumerate(entries, start=1):
        file = entry.file
        try:
            case = reading.case(entry, number)
        except CatalogueError as error:
            faults += error.faults
            continue
        if case.words in seen:
            first = str(seen[case.words])
            faults.append(entry.fault("case_repeats", "case", value=case.words, expected=first))
        seen.setdefault(case.words, case.line)
        cases.append(case)
    placed = (replace(fault, code=head["item"]) for fault in faults)
    return CaseFile(head["item"], file, tuple(cases), tuple(placed))


def _named(head: Entry, code: str, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield a fault where a file does not say the item that its name says, or one not there."""
    known = [*catalogue.items, *catalogue.city_items]
    told = head.data.get("item")
    if told != code:
        yield head.fault("case_file_name", "item", value=str(told), expected=f"{told}.yaml")
    elif told not in known:
        yield head.fault("unknown_code", "item", value=code, near=nearest(code, known))


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads the cases of one item."""

    catalogue: Catalogue
    item: str
    as_of: str
    schema: Mapping[str, Any]

    def case(self, entry: Entry, number: int) -> Case:
        if entry.data.get("expect", None) is None:
            raise CatalogueError(entry.fault("case_unanswered", "expect"))
        faults = list(check_schema(entry, self.schema))
        if faults:
            raise CatalogueError(*faults)
        day = self._day(entry)
        household = self._household(entry, number, day)
        expect = Status(entry.data["expect"])
        return Case(
            item=self.item,
            words=entry.data["case"],
            household=household,
            on=day,
            member=self._member(entry, household),
            expect=expect,
            missing=self._missing(entry, expect),
            file=entry.file,
            line=entry.line,
        )

    def _day(self, entry: Entry) -> date:
        text = entry.data.get("as_of", self.as_of)
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise CatalogueError(entry.fault("bad_date", "as_of", value=text)) from None

    def _household(self, entry: Entry, number: int, day: date) -> Household:
        members = enumerate(entry.data.get("members", ()), start=1)
        raw = {
            "id": f"{self.item} {number}",
            "facts": entry.data.get("household", {}),
            "members": [{"id": f"m{place}", **member} for place, member in members],
            "receiving": entry.data.get("receiving", []),
        }
        text = json.dumps(raw, ensure_ascii=False, default=str)
        read = read_household(text, entry.line, self.catalogue, day, day)
        if isinstance(read, Refused):
            raise CatalogueError(_placed(read.fault, entry))
        return read

    def _member(self, entry: Entry, household: Household) -> str | None:
        asked, ids = entry.data.get("for"), [member.id for member in household.members]
        if not self.catalogue.item(self.item).per_member:
            if asked is not None:
                raise CatalogueError(entry.fault("case_for_household", "for"))
            return None
        if not ids:
            raise CatalogueError(entry.fault("case_no_member", "members"))
        if asked is not None and asked not in ids:
            near = nearest(asked, ids)
            raise CatalogueError(entry.fault("unknown_member", "for", value=asked, near=near))
        return asked or ids[0]

    def _missing(self, entry: Entry, expect: Status) -> tuple[str, ...]:
        told = tuple(sorted(entry.data.get("missing", ())))
        if (expect is Status.UNKNOWN) is not bool(told):
            kind = "case_names_no_missing" if expect is Status.UNKNOWN else "case_lacks_nothing"
            raise CatalogueError(entry.fault(kind, "missing"))
        facts = self.catalogue.vocabulary.facts
        faults = []
        for name in told:
            if name not in facts:
                near = nearest(name, facts)
                faults.append(entry.fault("unknown_fact", "missing", value=name, near=near))
            elif facts[name].derived_from:
                parts = ", ".join(facts[name].derived_from)
                faults.append(entry.fault("case_derived", "missing", value=name, expected=parts))
        if faults:
            raise CatalogueError(*faults)
        return told


def _placed(fault: Fault, entry: Entry) -> Fault:
    """Return a household's fault at its place in the case: facts.age is household.age there."""
    first, dot, rest = (fault.field or "household").partition(".")
    field = _SPOTS.get(first, first) + dot + rest
    row = field.partition(".")[0]
    line = entry.lines.get(field, entry.lines.get(row, entry.line))
    return replace(fault, file=entry.file, line=line, code=None, field=field)
