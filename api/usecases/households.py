"""Households kept: taken in whole, shown masked, changed by version, closed, listed, found."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.errors import NO_UNICODE, Problem, ProblemError, is_unicode, problem_at, shown_key
from api.personal.phones import Phone, read_phone
from api.personal.pinyin import typed_initials
from api.store.errors import AbsentError
from api.store.store import Unit
from api.store.values import Cursor, Household, HouseholdState, Page, Search
from api.usecases.consent import policy, read_consent
from api.usecases.dangers import hear, told_danger
from api.usecases.desk import Desk
from api.usecases.doubles import namesakes
from api.usecases.fact_book import Telling, known_no_more, record_all, set_receiving
from api.usecases.identities import (
    OF_HOUSEHOLD,
    OF_MEMBER,
    Doubt,
    Person,
    agree,
    doubts_in,
    read_person,
    refuse_known,
    refuse_twice,
    with_warnings,
)
from api.usecases.ledgers import (
    NOTHING,
    ByCard,
    PersonalValue,
    keep,
    put,
    read,
    refuse_erased,
    town_code,
)
from api.usecases.push_consent import follow_consent
from api.usecases.shown import show, show_rows
from matcher.errors import Fault, HouseholdError
from matcher.reading.households import decode
from matcher.wording import Bilingual

_MOST_NAMED = 50
"""So many of those whom a search found are named on record."""
_BLIND = ("name", "id_number", "phone")
_OURS = ("personal", "consent")
_ID_LENGTH = 15  # an ID number has as many digits, or more
_CLOSED = Bilingual("档案已关闭，请先重新打开", "the ledger is closed: reopen it first")
_NOT_CLOSED = Bilingual("档案没有关闭", "the ledger is not closed")
_OBJECT = Bilingual("应为对象", "must be an object")
_NO_FIELD = Bilingual("没有这个字段", "there is no such field")
_NO_NEED = Bilingual(
    "这句话是说没有需求；没有就不要登记，有就写下说了什么",
    "the words say that there is no need: leave it out, or write down what was said",
)


@dataclass(frozen=True, slots=True)
class Intake:
    """A household as a body tells it: the matcher's part, who everybody is, what they agree to."""

    form: Mapping[str, Any]
    home: Person
    people: tuple[Person, ...]
    consent: Mapping[str, Any]
    doubts: tuple[Doubt, ...] = ()
    by_card: ByCard = NOTHING


@dataclass(frozen=True, slots=True)
class Sought:
    """What to look for: one of the first four, within a town and a state where given."""

    name: str | None = None
    initials: str | None = None
    id_number: str | None = None
    phone: str | None = None
    town: str | None = None
    state: HouseholdState | None = HouseholdState.ACTIVE
    sign: str | None = None


def sought(state: str | None = None, initials: str | None = None, **told: str | None) -> Sought:
    """Return what a request looks for; a `state` of `all` is every state, None active ones."""
    found = None if state == "all" else HouseholdState(state or HouseholdState.ACTIVE)
    spelt = None if initials is None else typed_initials(initials)
    return Sought(state=found, initials=spelt, **told)


def told_by(typed: str) -> dict[str, str]:
    """Return by which key a typed text looks for a family: by its form alone.

    Letters are initials; what is a phone number here, a landline with its area code too, a phone;
    other digits an ID number.
    """
    plain = "".join(typed.split()).replace("-", "")
    if plain.isascii() and plain.isalpha():
        return {"initials": plain}
    if len(plain) < _ID_LENGTH and isinstance(read_phone(typed), Phone):
        return {"phone": typed}
    if plain[:-1].isdigit():
        return {"id_number": plain}
    return {"name": typed}


def place_told(place: Cursor) -> list[str]:
    """Return a place in a list of households as JSON has words for it."""
    return [place.at.isoformat(), place.id]


def place_in(told: list[str]) -> Cursor:
    """Return the place that `place_told` told."""
    return Cursor(datetime.fromisoformat(told[0]), told[1])


def parse(body: bytes) -> Mapping[str, Any]:
    """Return the JSON object of a body; HouseholdError where it is none."""
    try:
        told = decode(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise HouseholdError(Fault("not_utf8")) from None
    if not isinstance(told, Mapping):
        raise ProblemError(problem_at("wrong-type", "", _OBJECT))
    place = next(_unwritable(told, ""), None)
    if place is not None:
        raise ProblemError(problem_at("wrong-body", place, NO_UNICODE))
    return told


def _unwritable(value: Any, place: str) -> Iterator[str]:
    """Yield where a text has half of a pair of codes, which JSON lets through and nothing keeps."""
    match value:
        case str():
            if not is_unicode(value):
                yield place
        case Mapping():
            for key, entry in value.items():
                inside = f"{place}/{shown_key(key)}"
                yield from _unwritable(key, inside)
                yield from _unwritable(entry, inside)
        case list():
            for at, entry in enumerate(value):
                yield from _unwritable(entry, f"{place}/{at}")


def take_in(desk: Desk, unit: Unit, body: bytes) -> dict[str, Any]:
    """Keep a household that a body tells in the input form; return it as it is shown."""
    intake = read_intake(desk, parse(body))
    places = {f"/members/{index}": person for index, person in enumerate(intake.people)}
    refuse_known(desk, unit, places)
    household = read(intake.form, desk)
    told = [PersonalValue(None, name, value) for name, value in intake.home.values.items()]
    for member, person in zip(household.members, intake.people, strict=True):
        told += [PersonalValue(member.id, name, value) for name, value in person.values.items()]
    kept = keep(desk, unit, household, told, consent=intake.consent, by_card=intake.by_card)
    return _taken(desk, unit, kept.id, intake.doubts)


def examine(desk: Desk, body: bytes) -> None:
    """Raise what `take_in` refuses of a body by itself; what is on record is not looked at."""
    household = read(read_intake(desk, parse(body)).form, desk)
    town_code(household, desk.office.matcher.catalogue)


def alike(desk: Desk, unit: Unit, body: bytes) -> tuple[dict[str, Any], ...]:
    """Return rows of the caller's households that may be the same: of one name and birth date."""
    intake = read_intake(desk, parse(body))
    people = [person.values for person in intake.people]
    found = namesakes(desk, unit, read(intake.form, desk), people)
    return show_rows(desk, unit, tuple(unit.households.get(id) for id in found))


def read_intake(desk: Desk, told: Mapping[str, Any]) -> Intake:
    """Return what a body tells, its parts taken apart; ids that it lacks are filled in."""
    form = {name: value for name, value in told.items() if name not in _OURS}
    form["id"] = form.get("id") or "new"
    home = _home(told.get("personal"), desk)
    people: list[Person] = []
    by_card: list[tuple[str, str]] = []
    rows = form.get("members")
    if isinstance(rows, list):
        form["members"] = [
            _member(row, index, people, by_card, desk) for index, row in enumerate(rows)
        ]
    if isinstance(form.get("needs"), list):
        form["needs"] = [_with_id(row, "n", index) for index, row in enumerate(form["needs"])]
    for index, row in enumerate(_rows(form, "needs")):
        refuse_none(desk, _text_of(row), f"/needs/{index}/text")
    refuse_twice((f"/members/{index}", person) for index, person in enumerate(people))
    consent = read_consent(told.get("consent"), "/consent", policy(), desk.today)
    doubts = (
        *(doubt for person in (home, *people) for doubt in person.doubts),
        *(doubt for index, row in enumerate(_rows(form, "needs")) for doubt in _doubts(row, index)),
    )
    return Intake(form, home, tuple(people), consent, doubts, tuple(by_card))


def refuse_none(desk: Desk, text: str, place: str) -> None:
    """Refuse a need that only says there is none: it would be matched like any other."""
    if desk.office.is_no_need(text):
        raise ProblemError(problem_at("missing-field", place, _NO_NEED))


def change(desk: Desk, unit: Unit, id: str, version: int, body: bytes) -> dict[str, Any]:
    """Change a household's own facts, personal values and what it receives."""
    told = parse(body)
    allowed = ("facts", "personal", "receiving", "source", "as_of")
    for name in told:
        if name not in allowed:
            raise ProblemError(problem_at("unknown-field", f"/{shown_key(name)}", _NO_FIELD))
    home = _home(told.get("personal"), desk)
    telling = Telling.of(told, desk)
    take_open(unit, id, version)
    put_person(desk, unit, id, id, home)
    facts = told.get("facts")
    if facts is not None:
        if not isinstance(facts, Mapping):
            raise ProblemError(problem_at("wrong-type", "/facts", _OBJECT))
        gone = [name for name, value in facts.items() if value is None]
        record_all(desk, unit, id, None, {n: v for n, v in facts.items() if v is not None}, telling)
        known_no_more(desk, unit, id, None, gone, telling)
    if "receiving" in told:
        set_receiving(desk, unit, id, told["receiving"], telling)
    return _taken(desk, unit, id, home.doubts)


def _taken(desk: Desk, unit: Unit, id: str, doubts: Iterable[Doubt]) -> dict[str, Any]:
    """Return a household as it was just kept, with its doubts and what danger its ledger tells."""
    alerts = told_danger(desk, hear(desk, unit, id))
    return {**with_warnings(show(desk, unit, id), doubts), "alerts": alerts}


def put_person(desk: Desk, unit: Unit, id: str, owner: str, person: Person) -> None:
    """Keep what is told of who somebody is, and take away what is told to be gone."""
    there = {field.name for field in unit.personal.of(id) if field.owner == owner}
    for name in sorted(person.gone & there):
        unit.personal.remove(owner, name)
    for name, value in person.values.items():
        put(desk, unit, id, owner, PersonalValue(None if owner == id else owner, name, value))


def version_of(unit: Unit, id: str) -> int:
    """Return the version at which a household's ledger stands."""
    return unit.households.get(id).version


def take_open(unit: Unit, id: str, version: int) -> Household:
    """Take a household to change its ledger; a problem where it is closed or erased."""
    refuse_erased(unit.households.get(id))
    kept = unit.households.take(id, version)
    if kept.state is HouseholdState.CLOSED:
        raise ProblemError(Problem("closed", _CLOSED))
    return kept


def is_open(unit: Unit, id: str) -> bool:
    """Say whether a household's ledger is open."""
    return unit.households.get(id).state is HouseholdState.ACTIVE


def close(desk: Desk, unit: Unit, id: str, version: int, reason: str) -> dict[str, Any]:
    """Close a household's ledger; `reason` is a code.

    Who closes it has seen its danger signs: what is told after that is unread.
    """
    take_open(unit, id, version)
    signs = unit.signs.of([id]).get(id)
    if signs is not None and signs.is_unread:
        unit.signs.notice(id)
    unit.households.close(id, reason)
    return show(desk, unit, id)


def reopen(desk: Desk, unit: Unit, id: str, version: int, reason: str) -> dict[str, Any]:
    """Open a closed ledger again; `reason` is a code."""
    refuse_erased(unit.households.get(id))
    kept = unit.households.take(id, version)
    if kept.state is not HouseholdState.CLOSED:
        raise ProblemError(Problem("conflict", _NOT_CLOSED))
    unit.households.reopen(id, reason)
    return show(desk, unit, id)


def set_consent(desk: Desk, unit: Unit, id: str, version: int, groups: Any) -> dict[str, Any]:
    """Set what a household agrees to, for the groups that are named; others stay."""
    told = read_consent(groups, "/groups", policy(), desk.today)
    kept = take_open(unit, id, version)
    unit.households.set_consent(id, {**kept.consent, **told})
    follow_consent(desk, unit, id, kept.consent)
    hear(desk, unit, id)
    return show(desk, unit, id)


def find_on_record(
    desk: Desk, unit: Unit, sought: Sought, limit: int, after: Cursor | None
) -> Page[dict[str, Any]]:
    """Return what `find` does, and put on record by which keys it was asked and whom it found.

    Of a long page the first ids are written down, and how many there are.

    The values are not written down: the audit cannot be erased.
    """
    page = find(desk, unit, sought, limit, after)
    keys = [name for name in (*_BLIND, "initials") if getattr(sought, name) is not None]
    found = [str(row["id"]) for row in page.rows]
    details: dict[str, Any] = {"keys": keys, "found": len(found), "more": page.after is not None}
    details["households"] = found[:_MOST_NAMED]
    unit.audit.record("household.search", desk.caller.id, details, sought.town)
    return page


def find(
    desk: Desk, unit: Unit, sought: Sought, limit: int, after: Cursor | None
) -> Page[dict[str, Any]]:
    """Return rows of the households that fit, the newest first."""
    if sought.town is not None and not desk.towns.include(sought.town):
        raise AbsentError("town", sought.town)
    blind: tuple[str, bytes] | None = None
    for field in _BLIND:
        value = getattr(sought, field)
        if value is not None:
            mark = desk.blind(field, value)
            if mark is None:
                return Page(())
            blind = (field, mark)
    search = Search(sought.town, sought.state, blind, sought.initials, sought.sign)
    page = unit.households.search(search, limit, after)
    return Page(show_rows(desk, unit, page.rows), page.after)


def _home(told: Any, desk: Desk) -> Person:
    if told is None:
        return Person()
    if not isinstance(told, Mapping):
        raise ProblemError(problem_at("wrong-type", "/personal", _OBJECT))
    for name in told:
        if name not in OF_HOUSEHOLD:
            raise ProblemError(
                problem_at("unknown-field", f"/personal/{shown_key(name)}", _NO_FIELD)
            )
    return read_person(told, OF_HOUSEHOLD, "/personal", desk.today)


def _member(
    row: Any, index: int, people: list[Person], by_card: list[tuple[str, str]], desk: Desk
) -> Any:
    """Return a member's part for the matcher; who they are goes into `people`."""
    if not isinstance(row, Mapping):
        people.append(Person())
        return row
    place = f"/members/{index}"
    person = read_person(row, OF_MEMBER, place, desk.today)
    people.append(person)
    told = agree(person, row, place)
    rest = {name: value for name, value in row.items() if name not in OF_MEMBER}
    part = _with_id({**rest, **told}, "m", index)
    by_card += [(str(part["id"]), name) for name in told]
    return part


def _rows(form: Mapping[str, Any], name: str) -> list[Any]:
    rows = form.get(name)
    return rows if isinstance(rows, list) else []


def _text_of(need: Any) -> str:
    text = need.get("text") if isinstance(need, Mapping) else None
    return text if isinstance(text, str) else ""


def _doubts(need: Any, index: int) -> tuple[Doubt, ...]:
    return doubts_in(_text_of(need), f"/needs/{index}/text")


def _with_id(row: Any, letter: str, index: int) -> Any:
    return {"id": f"{letter}{index + 1}", **row} if isinstance(row, Mapping) else row
