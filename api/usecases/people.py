"""Members of kept households: added, changed, left; who they are is sealed beside them."""

from collections.abc import Callable, Mapping
from typing import Any

from api.errors import Problem, ProblemError, problem_at
from api.personal.pinyin import initials_of
from api.store.store import Unit
from api.store.values import Member
from api.usecases.dangers import hear
from api.usecases.desk import Desk
from api.usecases.fact_book import (
    Telling,
    card_of,
    known_no_more,
    member_of,
    record_all,
    unit_member,
)
from api.usecases.households import parse, put_person, take_open
from api.usecases.identities import (
    BY_CARD,
    OF_MEMBER,
    agree,
    read_person,
    refuse_known,
    with_warnings,
)
from api.usecases.ledgers import RELATION
from api.usecases.needs_book import waiting_of
from api.usecases.shown import Veil, show_member
from matcher.reading.households import MOST_MEMBERS
from matcher.wording import Bilingual

Doing = Callable[[Unit], dict[str, Any]]
"""What is done in a unit, telling what came of it."""
_HOW = ("source", "as_of", "position", "id")
_NOT_TOLD = "unknown"
_POSITION = Bilingual("应为 0 至 999 的整数", "a whole number of 0 to 999")
_MANY = Bilingual("一户最多 {most} 名成员", "a household has {most} members at most")
_IS_HERE = Bilingual("这名成员没有离开这户", "this member has not left the household")
_LAST_PLACE = 999


def add(desk: Desk, unit: Unit, id: str, version: int, body: bytes) -> dict[str, Any]:
    """Add a member as the input form tells one; return them as they are shown."""
    told = parse(body)
    person, telling = read_person(told, OF_MEMBER, "", desk.today), Telling.of(told, desk)
    by_card = agree(person, told, "")
    facts = {name: value for name, value in _facts(told).items() if name not in by_card}
    take_open(unit, id, version)
    there = unit.members.of(id)
    _refuse_many(len(there))
    refuse_known(desk, unit, {"": person})
    place = _position(told, max((m.position for m in there), default=-1) + 1)
    name = person.values.get("name", "")
    spelt = initials_of(name) if name else ()
    relation = _relation(told)
    member = unit.members.add(id, relation, min(place, _LAST_PLACE), spelt)
    put_person(desk, unit, id, member.id, person)
    record_all(desk, unit, id, member.id, facts, telling)
    record_all(desk, unit, id, member.id, by_card, Telling.on(BY_CARD, telling.as_of, desk))
    hear(desk, unit, id)
    return with_warnings(show_one(desk, unit, id, member.id), person.doubts)


def change(desk: Desk, unit: Unit, id: str, member: str, at: int, body: bytes) -> dict[str, Any]:
    """Change a member: relation, place, who they are, facts; what is null is known no more."""
    told = parse(body)
    person, telling = read_person(told, OF_MEMBER, "", desk.today), Telling.of(told, desk)
    unit_member(unit, id, member)
    take_open(unit, id, at)
    found = unit.members.get(member)
    refuse_known(desk, unit, {"": person}, own=member)
    facts = _facts(told)
    standing = {f.name: f.value for f in unit.facts.of(id) if f.member == member}
    by_card = agree(person, facts, "", standing)
    if RELATION in told or "position" in told:
        relation = _relation(told) if RELATION in told else found.relation
        unit.members.change(member, relation, _position(told, found.position))
    if "name" in person.values or "name" in person.gone:
        unit.members.rename(member, initials_of(person.values.get("name", "")))
    put_person(desk, unit, id, member, person)
    given = {name: value for name, value in facts.items() if value is not None}
    record_all(desk, unit, id, member, given, telling)
    record_all(desk, unit, id, member, by_card, Telling.on(BY_CARD, None, desk))
    gone = [name for name, value in facts.items() if value is None and name != RELATION]
    known_no_more(desk, unit, id, member, gone, telling)
    hear(desk, unit, id)
    return with_warnings(show_one(desk, unit, id, member), person.doubts)


def leave(desk: Desk, unit: Unit, id: str, member: str, at: int, reason: str) -> dict[str, Any]:
    """Say that a member has left; `reason` is a code.

    Told with them is what they needed: it is matched no more, and somebody has to withdraw it or
    hand it to another member.
    """
    unit_member(unit, id, member)
    take_open(unit, id, at)
    unit.members.leave(member, reason)
    hear(desk, unit, id)
    needs = waiting_of(desk, unit, id, member)
    return {**show_one(desk, unit, id, member), "needs": needs}


def come_back(desk: Desk, unit: Unit, id: str, member: str, at: int) -> dict[str, Any]:
    """Say that a member who left, or was taken out by mistake, is of the household again.

    Refused where somebody else has a ledger with their ID number by now.
    """
    found = member_of(unit, id, member)
    take_open(unit, id, at)
    if found.left_at is None:
        raise ProblemError(Problem("conflict", _IS_HERE))
    _refuse_many(len(unit.members.of(id)))
    refuse_known(desk, unit, {"": card_of(desk, unit, id, member)}, own=member)
    names = (f for f in unit.personal.of(id) if (f.owner, f.name) == (member, "name"))
    name = next((desk.open(field) for field in names), "")
    unit.members.come_back(member, initials_of(name) if name else ())
    hear(desk, unit, id)
    return show_one(desk, unit, id, member)


def show_one(desk: Desk, unit: Unit, id: str, member: str) -> dict[str, Any]:
    """Return a member of a household, masked; those who left too."""
    return _shown(desk, unit, id, (member_of(unit, id, member),))[0]


def show_all(desk: Desk, unit: Unit, id: str, *, departed: bool) -> list[dict[str, Any]]:
    """Return the members of a household, masked, those who left only where asked."""
    return _shown(desk, unit, id, unit.members.of(id, departed=departed))


def show_departed(desk: Desk, unit: Unit, id: str) -> tuple[dict[str, Any], ...]:
    """Return who has left a household, masked."""
    gone = tuple(m for m in unit.members.of(id, departed=True) if m.left_at is not None)
    return tuple(_shown(desk, unit, id, gone)) if gone else ()


def _shown(desk: Desk, unit: Unit, id: str, members: tuple[Member, ...]) -> list[dict[str, Any]]:
    veil = Veil.over(unit.households.get(id), desk.caller)
    fields = unit.personal.of(id)
    facts = [fact for fact in unit.facts.of(id) if fact.value is not None]
    return [show_member(desk, member, fields, facts, veil) for member in members]


def _refuse_many(there: int) -> None:
    if there >= MOST_MEMBERS:
        reason = _MANY.filled(most=MOST_MEMBERS)
        raise ProblemError(problem_at("too-many", "", reason))


def _facts(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in (*OF_MEMBER, *_HOW)}


def _relation(told: Mapping[str, Any]) -> str:
    relation = told.get(RELATION)
    # what is no text is refused by the matcher, which reads it with the facts
    return relation if isinstance(relation, str) else _NOT_TOLD


def _position(told: Mapping[str, Any], otherwise: int) -> int:
    place = told.get("position", otherwise)
    if isinstance(place, bool) or not isinstance(place, int) or not 0 <= place <= _LAST_PLACE:
        raise ProblemError(problem_at("out-of-range", "/position", _POSITION))
    return place
