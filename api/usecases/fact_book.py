"""Facts: read in the matcher's own words, recorded with source and day, never overwritten."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.errors import Problem, ProblemError, problem_at
from api.schemas.base import LONGEST_SOURCE, SOURCE
from api.store.errors import AbsentError, RefusedError
from api.store.store import Unit
from api.store.values import Fact, Member, NewFact
from api.usecases.dangers import hear
from api.usecases.desk import Desk
from api.usecases.identities import BORN, SEX, Person, agree, read_person
from api.usecases.ledgers import RECEIVING, RELATION, SAID, TOWN, read
from api.usecases.shown import Veil, show_fact
from api.usecases.to_ask import Place, unclear_of
from matcher.errors import Fault, HouseholdError
from matcher.needs import Household
from matcher.wording import Bilingual

_WORDS = {
    "relation": Bilingual("关系请在成员处修改", "change the relation at the member"),
    "town": Bilingual("换镇街请走转移", "to change the town ask for a transfer"),
    "none": Bilingual("镇街不能没有", "a household is always of a town"),
    "later": Bilingual("日期还没到", "is a day to come"),
    "long-ago": Bilingual("早于 {first} 年，请核对年份", "is before {first}: check the year"),
    "before": Bilingual("早于事实的日期", "is before the day of the fact"),
    "day": Bilingual(
        "不是存在的日期，请写成 2024-04-09", "not a date that exists; write it as 2024-04-09"
    ),
    "left": Bilingual(
        "这名成员已离开这户；请先恢复为家庭成员",
        "this member has left the household: bring them back first",
    ),
    "source": Bilingual(
        "来源请写代码，如 family、hospital", "write the source as a code: family, hospital"
    ),
    "corrects": Bilingual(
        "更正的不是同一个人的同一个事实",
        "what is corrected is not the same fact of the same person",
    ),
}


@dataclass(frozen=True, slots=True)
class Telling:
    """How facts come to be known: from whom, of which day, until when relied on."""

    source: str
    as_of: date
    expires: date | None = None
    corrects: str | None = None

    @classmethod
    def of(cls, told: Mapping[str, Any], desk: Desk) -> "Telling":
        """Return what a body tells with its facts: `source`, `as_of` (else today)."""
        source, as_of = told.get("source", SAID), told.get("as_of")
        if not isinstance(source, str) or not _is_code(source):
            raise ProblemError(problem_at("wrong-type", "/source", _WORDS["source"]))
        return cls.on(source, None if as_of is None else _day(as_of, "/as_of"), desk)

    @classmethod
    def on(
        cls,
        source: str,
        as_of: date | None,
        desk: Desk,
        expires: date | None = None,
        corrects: str | None = None,
    ) -> "Telling":
        """Return a telling of a day that has come; a problem where it has not.

        Nor is one of longer ago than anybody is old taken: its year is mistyped.
        """
        day = as_of or desk.today
        if day > desk.today:
            raise ProblemError(problem_at("out-of-range", "/as_of", _WORDS["later"]))
        age = desk.office.matcher.catalogue.vocabulary.facts.get("age")
        if age is not None and age.high is not None and desk.today.year - day.year > age.high:
            told = _WORDS["long-ago"].filled(first=desk.today.year - int(age.high))
            raise ProblemError(problem_at("out-of-range", "/as_of", told))
        if expires is not None and expires < day:
            raise ProblemError(problem_at("out-of-range", "/expires", _WORDS["before"]))
        return cls(source, day, expires, corrects)


def record_all(
    desk: Desk,
    unit: Unit,
    id: str,
    member: str | None,
    values: Mapping[str, Any],
    telling: Telling,
) -> list[Fact]:
    """Record facts of a household, or of one of its members; faults tell their place in `values`.

    `relation` is left to the member's own row.
    """
    found = _read(desk, member, values)
    told = found.facts if member is None else found.members[0].facts
    _refuse_other_town(desk, unit, id, told)
    own = {name: value for name, value in told.items() if name != RELATION}
    if member is not None:
        _refuse_contradiction(desk, unit, id, member, own)
    return [_record(unit, id, member, name, _json(value), telling) for name, value in own.items()]


def record_one(
    desk: Desk, unit: Unit, id: str, told: tuple[str | None, str, Any], telling: Telling
) -> Fact:
    """Record one fact, told as member, name and value; faults are blamed on the latter two."""
    member, name, value = told
    if name == RELATION:
        raise ProblemError(problem_at("wrong-level", "/name", _WORDS["relation"]))
    if member is not None:
        unit_member(unit, id, member)
    if value is None:
        return _heard(desk, unit, known_no_more(desk, unit, id, member, [name], telling)[0])
    try:
        fact = record_all(desk, unit, id, member, {name: value}, telling)[0]
    except HouseholdError as error:
        fault = error.faults[0]
        place = "name" if fault.kind in ("unknown_fact", "wrong_level") else "value"
        moved = Fault(fault.kind, fault.value, fault.expected, field=place, near=fault.near)
        raise HouseholdError(moved) from None
    return _heard(desk, unit, fact)


def known_no_more(
    desk: Desk, unit: Unit, id: str, member: str | None, names: Iterable[str], telling: Telling
) -> list[Fact]:
    """Record that facts are known no more; their history stays."""
    facts = desk.office.matcher.catalogue.vocabulary.facts
    told = []
    for name in names:
        if name not in facts:
            raise HouseholdError(Fault("unknown_fact", value=name, field=f"facts.{name}"))
        if name == TOWN:
            raise ProblemError(problem_at("missing-field", f"/facts/{TOWN}", _WORDS["none"]))
        told.append(_record(unit, id, member, name, None, telling))
    return told


def forget(desk: Desk, unit: Unit, id: str, fact_id: str) -> Fact:
    """Say of a fact that stands that it is known no more."""
    fact = of_household(unit, id, fact_id)
    if fact.superseded_at is not None or fact.value is None:
        raise AbsentError("fact", fact_id)
    telling = Telling.on(SAID, max(desk.today, fact.as_of), desk)
    return _heard(desk, unit, known_no_more(desk, unit, id, fact.member, [fact.name], telling)[0])


def _heard(desk: Desk, unit: Unit, fact: Fact) -> Fact:
    """Return a fact, the ledger heard with it: facts tell of danger as words do."""
    hear(desk, unit, fact.household)
    return fact


def of_household(unit: Unit, id: str, fact_id: str) -> Fact:
    """Return a fact of this household; absent where it is another's."""
    fact = unit.facts.get(fact_id)
    if fact.household != id:
        raise AbsentError("fact", fact_id)
    return fact


def unit_member(unit: Unit, id: str, member: str) -> None:
    """Refuse a member who is not of this household, or has left it."""
    if member_of(unit, id, member).left_at is not None:
        raise ProblemError(Problem("conflict", _WORDS["left"]))


def member_of(unit: Unit, id: str, member: str) -> Member:
    """Return a member of this household, also one who has left; absent where another's."""
    found = unit.members.get(member)
    if found.household != id:
        raise AbsentError("member", member)
    return found


def set_receiving(desk: Desk, unit: Unit, id: str, held: Any, telling: Telling) -> None:
    """Replace the list of codes that a household holds already.

    Those that were withheld from whoever replaces it stay: they could not be told again.
    """
    members = [{"id": member.id} for member in unit.members.of(id)]
    found = read({"id": id, "members": members, "receiving": held}, desk)
    value = [
        {"code": each.code, "member": each.member, "until": _json(each.until)}
        for each in found.receiving
    ]
    veil, told = Veil.over(unit.households.get(id), desk.caller), {each["code"] for each in value}
    before: list[dict[str, Any]] = next(
        (f.value for f in unit.facts.of(id) if f.name == RECEIVING and f.value is not None), []
    )
    value += [e for e in before if e["code"] in veil.codes and e["code"] not in told]
    _record(unit, id, None, RECEIVING, value, telling)


def _read(desk: Desk, member: str | None, values: Mapping[str, Any]) -> Household:
    """Return facts as a household of the matcher; faults lose the place of the made-up member."""
    if member is None:
        return read({"id": "x", "facts": dict(values)}, desk)
    try:
        return read({"id": "x", "members": [{**values, "id": "x"}]}, desk)
    except HouseholdError as error:
        fault = error.faults[0]
        place = (fault.field or "").removeprefix("members[0].")
        raise HouseholdError(
            Fault(fault.kind, fault.value, fault.expected, field=place, near=fault.near)
        ) from None


def _record(
    unit: Unit, id: str, member: str | None, name: str, value: Any, telling: Telling
) -> Fact:
    corrects = telling.corrects or _unclear(unit, id, (name, member))  # known now, of any day
    new = NewFact(name, value, telling.source, telling.as_of, member, telling.expires, corrects)
    try:
        return unit.facts.record(id, new)
    except RefusedError as error:
        if "corrects" not in error.what:
            raise
        raise ProblemError(problem_at("malformed", "/corrects", _WORDS["corrects"])) from None


def _unclear(unit: Unit, id: str, about: Place) -> str | None:
    """Return the record that nobody could tell this fact, where that is what stands."""
    facts = unit.facts.of(id)
    if about not in unclear_of(facts):
        return None
    return next(fact.id for fact in facts if (fact.name, fact.member) == about)


def _refuse_other_town(desk: Desk, unit: Unit, id: str, told: Mapping[str, Any]) -> None:
    name = told.get(TOWN)
    towns = desk.office.matcher.catalogue.towns
    if name is not None and towns[str(name)].code != unit.households.get(id).town:
        raise ProblemError(problem_at("conflict", f"/facts/{TOWN}", _WORDS["town"]))


def _refuse_contradiction(
    desk: Desk, unit: Unit, id: str, member: str, told: Mapping[str, Any]
) -> None:
    """Refuse a birth date or a sex that the member's kept ID number contradicts."""
    if BORN not in told and SEX not in told:
        return
    person = card_of(desk, unit, id, member)
    agree(person, {name: _json(value) for name, value in told.items()}, "")


def card_of(desk: Desk, unit: Unit, id: str, member: str) -> Person:
    """Return what the kept ID number of a member tells."""
    for field in unit.personal.of(id):
        if (field.owner, field.name) == (member, "id_number"):
            return read_person({"id_number": desk.open(field)}, ("id_number",), "", desk.today)
    return Person()


def _is_code(text: str) -> bool:
    return len(text) <= LONGEST_SOURCE and re.fullmatch(SOURCE, text) is not None


def _day(told: Any, place: str) -> date:
    try:
        return date.fromisoformat(told if len(told) == len("2026-05-01") else "")
    except (TypeError, ValueError):
        raise ProblemError(problem_at("bad-date", place, _WORDS["day"])) from None


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def show_standing(desk: Desk, unit: Unit, id: str) -> dict[str, Any]:
    """Return the facts that stand for a household and its members, and what is withheld."""
    facts = [fact for fact in unit.facts.of(id) if fact.value is not None]
    return _shown(desk, unit, id, facts)


def show_history(
    desk: Desk, unit: Unit, id: str, name: str | None, member: str | None
) -> dict[str, Any]:
    """Return all that was ever recorded, oldest first: of a name, of a member where given."""
    return _shown(desk, unit, id, unit.facts.history(id, name, member))


def show_recorded(desk: Desk, unit: Unit, fact: Fact) -> dict[str, Any]:
    """Return a fact that was just recorded; without its value where that may not be shown."""
    veil = Veil.over(unit.households.get(fact.household), desk.caller)
    is_withheld, told = fact.name in veil.facts, show_fact(fact, veil)
    return {**told, "value": None if is_withheld else told["value"], "withheld": is_withheld}


def _shown(desk: Desk, unit: Unit, id: str, facts: Iterable[Fact]) -> dict[str, Any]:
    veil = Veil.over(unit.households.get(id), desk.caller)
    items = [
        show_fact(fact, veil)
        for fact in facts
        if fact.name not in veil.facts and fact.name != RECEIVING
    ]
    return {"items": items, "withheld": [group.name for group in veil.groups]}
