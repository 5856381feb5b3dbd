"""Households while the rows of a ledger are being put together: who is who, what differs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api.sheets.complaints import Complaint
from api.sheets.faults import Checked, RowFault
from api.sheets.lines import OF_HEAD, Line
from api.sheets.words import bare

_MOST_PEOPLE, _MOST_NEEDS = 100, 200
"""What a household may hold; where more rows name it, its number is wrong in most of them."""
_CONFLICT_HERE = Complaint("conflict_here")
_AGES_APART = 3
"""By how many years an age may differ from the birth: counted the old way, or written last year."""
_HOME_FIELDS, _PERSON_FIELDS = ("address",), ("name", "id_number", "phone")


@dataclass(slots=True)
class Told:
    """Values by name, each with the line that told it first."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)

    def take(self, name: str, value: Any, line: Line) -> None:
        """Keep a value; what differs from one kept before is a fault of the later line."""
        if name in self.values and self.values[name] != value:
            before = self.lines[name]
            other = {"other": row_word(before, line)}
            told = Complaint("conflict", zh=other) if before is not line else _CONFLICT_HERE
            line.blame(told, name, str(value))
            return
        self.values.setdefault(name, value)
        self.lines.setdefault(name, line)


def row_word(before: Line, after: Line) -> str:
    """Return a row for the words of a fault in another row: with its sheet where that differs."""
    if before.sheet == after.sheet:
        return str(before.row)
    return f"{before.sheet}!{before.row}"


def told_of(line: Line) -> dict[str, str | None]:
    """Return by what the person of a row is known to be the same as one above."""
    told = {key: line.own.get(key) for key in ("id_number", "phone")}
    return {**told, "birth_date": line.member.get("birth_date")}


@dataclass(slots=True, eq=False)
class Person:
    """A member as the rows so far tell of them."""

    first: Line
    facts: Told = field(default_factory=Told)
    personal: Told = field(default_factory=Told)
    member_key: str = ""
    identity: Checked | None = None
    month_only: bool = False
    by_card: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return the name, as bare as words are compared."""
        return bare(self.personal.values.get("name", ""))

    @property
    def number(self) -> str:
        """Return the ID number, blank where none is known."""
        return str(self.personal.values.get("id_number", ""))

    def is_told_by(self, name: str, told: Mapping[str, str | None]) -> bool:
        """Say whether a row tells of this person: by number, else by day of birth or phone.

        Nothing that both tell may differ.
        """
        known = {**self.facts.values, **self.personal.values}
        both = [key for key in told if told[key] and known.get(key)]
        is_numbered = bool(told.get("id_number") or self.number)
        by_number = not is_numbered or "id_number" in both
        return (
            self.name == name
            and by_number
            and bool(both)
            and all(told[key] == known[key] for key in both)
        )

    def take(self, line: Line) -> None:
        """Add what a row says of this person."""
        for name in _PERSON_FIELDS:
            if name in line.own:
                self.personal.take(name, line.own[name], line)
        for name, value in line.member.items():
            self.facts.take(name, value, line)
        self.member_key = self.member_key or line.own.get("member_key", "")
        self.identity = self.identity or line.identity
        self.month_only = self.month_only or line.month_only

    def settle(self, today: date) -> None:
        """Complete birth and sex from the ID number; what does not fit it is a fault.

        An age that is far from the birth's on the day is told: one of the two is wrong.
        """
        told, number = self.facts, self.identity
        if number is not None:
            self._settle("birth_date", _text(number.birth), "id_and_birth")
            self._settle("sex", number.sex, "id_and_sex")
        if "birth_date" in told.values and "age" in told.values:
            line, age = told.lines["age"], told.values.pop("age")
            apart = abs(today.year - int(str(told.values["birth_date"])[:4]) - age)
            if apart > _AGES_APART:
                told_so = Complaint("id_and_age", is_warning=True, zh={"years": str(apart)})
                line.blame(told_so, "age", str(age))

    def _settle(self, name: str, value: str | None, kind: str) -> None:
        told = self.facts
        if value is None:
            return
        before = told.values.get(name)
        if name == "birth_date" and self.month_only and str(before)[:7] == value[:7]:
            before = None
        if before is not None and before != value:
            told.lines[name].blame(Complaint(kind), name, str(before))
            return
        if before is None:
            self.by_card.append(name)
        told.values[name] = value


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


@dataclass(slots=True, eq=False)
class Home:
    """A household as the rows so far tell of it; two are never the same, whatever they tell."""

    first: Line
    key: str = ""
    facts: Told = field(default_factory=Told)
    personal: Told = field(default_factory=Told)
    people: list[Person] = field(default_factory=list)
    needs: list[tuple[str, Person | None, Line]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def is_wrong(self) -> bool:
        """Say whether anything in its rows keeps it out."""
        return any(line.is_wrong for line in self.lines)

    @property
    def head(self) -> Person | None:
        """Return who is said to be the head, where somebody is."""
        return next((p for p in self.people if p.facts.values.get("relation") == "head"), None)

    def doubt_head(self, line: Line) -> None:
        """Tell where nothing but the head's name lays a row here: there may be two of that name."""
        head, name = self.head, bare(line.own.get("head_name", ""))
        has_key = {"household_key", "head_id"} & line.own.keys()
        if head is None or head.name != name or has_key or head.is_told_by(name, told_of(line)):
            return
        other = {"other": row_word(head.first, line)}
        line.blame(Complaint("same_head", is_warning=True, zh=other), "head_name", name)

    def faults(self) -> Iterator[RowFault]:
        """Yield what is wrong in its rows."""
        for line in self.lines:
            yield from line.faults

    def add_head(self) -> None:
        """Add the head whom the rows name beside the others (户主姓名) and who has no row.

        Nobody is added where a member is the head, or has that name or number.
        """
        told = next((line for line in self.lines if OF_HEAD.keys() & line.own.keys()), None)
        if told is None or self.head is not None:
            return
        name, number = told.own.get("head_name", ""), told.own.get("head_id", "")
        if any(
            (name and p.name == bare(name)) or (number and p.number == number) for p in self.people
        ):
            return
        head = Person(told, identity=told.head_identity)
        for theirs, own in OF_HEAD.items():
            if theirs in told.own:
                head.personal.take(own, told.own[theirs], told)
                told.at.setdefault(own, told.at[theirs])
        head.facts.take("relation", "head", told)
        self.people.insert(0, head)

    def take(self, line: Line, *, is_head: bool, has_members: bool) -> None:
        """Add what a row says of the household, of a person in it and of its needs.

        The needs of a row that `is_head` are the household's, so are those of later rows of the
        same head. Where the sheet of members was another one (`has_members`), a person who is not
        in it is a fault.
        """
        self.lines.append(line)
        for name, value in line.household.items():
            self.facts.take(name, value, line)
        for name in _HOME_FIELDS:
            if name in line.own:
                self.personal.take(name, line.own[name], line)
        person = self._person(line, has_members) if line.is_person else None
        if person is not None:
            person.take(line)
            self._one_head(person, line)
        elif "phone" in line.own:
            self.personal.take("phone", line.own["phone"], line)
        goes_on = person is not None and person is self.head and "relation" not in line.at
        of_all = is_head or (goes_on and not has_members)
        for text in line.needs:
            self._need(text, None if of_all else person, line)

    def _need(self, text: str, person: Person | None, line: Line) -> None:
        """Keep a need once; one that stands beside several members is the whole household's."""
        for index, (before, whose, first) in enumerate(self.needs):
            if before == text:
                self.needs[index] = (text, whose if whose is person else None, first)
                return
        if len(self.needs) >= _MOST_NEEDS:
            line.blame(
                Complaint("too_many", zh={"what": "需求"}, en={"what": "needs"}), "need", text
            )
            return
        self.needs.append((text, person, line))

    def _one_head(self, person: Person, line: Line) -> None:
        heads = [p for p in self.people if p.facts.values.get("relation") == "head"]
        if len(heads) > 1 and person in heads:
            line.blame(Complaint("second_head"), "relation")

    def _person(self, line: Line, has_members: bool) -> Person | None:
        """Return whom a row speaks of; a new one unless members stand in another sheet."""
        found = self._known(line)
        if len(found) > 1:
            line.blame(Complaint("which_member"), "name", line.own.get("name", ""))
            return None
        if found:
            return found[0]
        if has_members:
            key = next((k for k in ("name", "id_number", "member_key") if k in line.own), "")
            line.blame(Complaint("no_member"), key, line.own.get(key, ""))
            return None
        if len(self.people) >= _MOST_PEOPLE:
            line.blame(Complaint("too_many", zh={"what": "成员"}, en={"what": "members"}))
            return None
        person = Person(line)
        self.people.append(person)
        return person

    def _known(self, line: Line) -> list[Person]:
        number, key = line.own.get("id_number", ""), line.own.get("member_key", "")
        name = bare(line.own.get("name", ""))
        if number and (same := [p for p in self.people if p.number == number]):
            return self._of_one_name(same, name, line)
        if key and (same := [p for p in self.people if p.member_key == key]):
            return same
        if not name or key:
            return []
        return [p for p in self.people if p.name == name and not (number and p.number)]

    def _of_one_name(self, same: list[Person], name: str, line: Line) -> list[Person]:
        if name and same[0].name and same[0].name != name:
            other = row_word(same[0].first, line)
            line.blame(
                Complaint("same_id_twice", zh={"other": other}), "id_number", line.own["id_number"]
            )
            line.own.pop("name")
        return same


def find_doubles(homes: Iterable[Home]) -> None:
    """Blame who stands in two households: by ID number, else by name, date of birth and town."""
    by_number: dict[str, Person] = {}
    by_birth: dict[tuple[str, str, str], Person] = {}
    for home in homes:
        town = home.facts.values.get("residence_town", "")
        for person in home.people:
            before = by_number.setdefault(person.number, person) if person.number else person
            kind = "same_id"
            birth = person.facts.values.get("birth_date", "")
            if before is person and person.name and birth:
                before = by_birth.setdefault((person.name, birth, town), person)
                kind = "same_person"
                if person.number and before.number:
                    continue
            if before is not person:
                other = row_word(before.first, person.first)
                key, value = ("id_number", person.number)
                if kind == "same_person":
                    key, value = "name", person.personal.values["name"]
                person.first.blame(Complaint(kind, zh={"other": other}), key, value)
