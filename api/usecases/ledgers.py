"""A household's ledger between the store and the matcher: kept from the input form, given back.

In the store a household, its members and its needs have random ids; what tells who somebody is
lies sealed beside them, and what the matcher reads never holds it.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from api.errors import Problem, ProblemError
from api.personal.folding import tidy_name
from api.personal.in_text import mask_numbers
from api.personal.pinyin import initials_of
from api.personal.places import is_place, near_place
from api.store.newcomers import Newcomer, NewMember, NewNeed
from api.store.store import Unit, random_id
from api.store.values import (
    Fact,
    HouseholdState,
    Json,
    Member,
    NeedState,
    NewFact,
    Owner,
    PersonalField,
)
from api.store.values import Household as Kept
from api.usecases.consent import codes_of, names_of, policy
from api.usecases.desk import Desk
from api.usecases.identities import BY_CARD
from matcher.cleaning import clean
from matcher.errors import Fault, HouseholdError
from matcher.facts import FactType, Value
from matcher.needs import Household
from matcher.offerings import Catalogue
from matcher.reading.households import Refused, read_household
from matcher.wording import Bilingual

WAITING = (NeedState.OPEN, NeedState.PLANNED)
"""Where a need stands that nobody has served or withdrawn."""
RECEIVING = "receiving"
"""The name of the fact that lists the codes a household holds already."""
RELATION = "relation"
TOWN = "residence_town"
_NOT_TOLD = "unknown"
_OPEN = (FactType.CITY, FactType.TEXT)
"""Types of facts that take any text; it is kept in the open, so it has to be a known place."""
_PLACE = Bilingual(
    "地级以上城市名称（或省名），如“茂名”，不带别的字",
    "the name of a city at prefecture level or of a province, such as 茂名, and no other words",
)
_ERASED = Bilingual("档案已按要求删除", "the ledger was erased")
SAID = "statement"
"""The source of facts that somebody of the household stated."""
ByCard = Collection[tuple[str, str]]
"""What an ID number told: whose (an id of the input), and the names of facts."""
NOTHING: ByCard = ()
_Ids = Mapping[str | None, str]
"""The new ids by those of the input; None: the household's."""


@dataclass(frozen=True, slots=True)
class PersonalValue:
    """Something that tells who somebody is: whose (an id of the input, None: the household's)."""

    member: str | None
    field: str
    value: str

    @property
    def written(self) -> str:
        """Return the value as it is kept, by whatever door it came: a name in its one form."""
        return tidy_name(self.value) if self.field == "name" else self.value.strip()


def read(data: Mapping[str, Any], desk: Desk) -> Household:
    """Return the household of the input form; HouseholdError where the matcher refuses it.

    So is the name of a place that nobody knows: a fact is kept in the open.
    """
    catalogue = desk.office.matcher.catalogue
    text = json.dumps(_by_name(data, catalogue), ensure_ascii=False)
    found = read_household(text, 1, catalogue, None, desk.today)
    if isinstance(found, Refused):
        raise HouseholdError(found.fault)
    _refuse_odd_places(found.facts, "facts.", catalogue)
    for index, member in enumerate(found.members):
        _refuse_odd_places(member.facts, f"members[{index}].", catalogue)
    return found


def _refuse_odd_places(told: Mapping[str, Any], place: str, catalogue: Catalogue) -> None:
    for name, value in told.items():
        if catalogue.vocabulary.facts[name].type in _OPEN and not is_place(str(value)):
            near = near_place(str(value))
            raise HouseholdError(Fault("wrong_type", "", _PLACE, field=place + name, near=near))


def _by_name(data: Mapping[str, Any], catalogue: Catalogue) -> Mapping[str, Any]:
    """Return the input form with its town by name, where it is told by code."""
    facts = data.get("facts")
    told = facts.get(TOWN) if isinstance(facts, Mapping) else None
    name = next((t.name for t in catalogue.towns.values() if t.code == told), None)
    if name is None:
        return data
    return {**data, "facts": {**data["facts"], TOWN: name}}


def refuse_erased(kept: Kept) -> None:
    """Refuse to go on where a household was erased."""
    if kept.state is HouseholdState.ERASED:
        raise ProblemError(Problem("gone", _ERASED))


def town_code(household: Household, catalogue: Catalogue) -> str:
    """Return the code of the town where a household lives; HouseholdError where none is told."""
    name = household.facts.get(TOWN)
    if not isinstance(name, str) or name not in catalogue.towns:
        raise HouseholdError(Fault("missing_field", value=TOWN, field=f"facts.{TOWN}"))
    return catalogue.towns[name].code


def town_name(code: str, catalogue: Catalogue) -> str:
    """Return the short name of a town of the catalogue, or its code where it has none."""
    return next((town.name for town in catalogue.towns.values() if town.code == code), code)


def keep(
    desk: Desk,
    unit: Unit,
    household: Household,
    personal: Iterable[PersonalValue] = (),
    consent: Mapping[str, Any] | None = None,
    by_card: ByCard = NOTHING,
) -> Kept:
    """Keep a household that somebody stated, with what tells who it is; it is taken by the unit.

    The town is refused (absent) where the caller may not see it.
    """
    (kept,) = unit.newcomers.add([newcomer_of(desk, household, personal, SAID, consent, by_card)])
    return kept


def newcomer_of(
    desk: Desk,
    household: Household,
    personal: Iterable[PersonalValue] = (),
    source: str = SAID,
    consent: Mapping[str, Any] | None = None,
    by_card: ByCard = NOTHING,
) -> Newcomer:
    """Return a household with everything sealed for its place; it is not yet in any store.

    Facts come from `source`, but for those that an ID number told (`by_card`).
    """
    ids: dict[str | None, str] = {None: random_id()}
    ids |= {member.id: random_id() for member in household.members}
    as_of = min(household.as_of or desk.today, desk.today)
    carded = {(ids[member], name) for member, name in by_card}
    told = {(each.member, each.field): each for each in personal if each.written}
    names = {each.member: each.written for each in told.values() if each.field == "name"}
    return Newcomer(
        id=ids[None],
        town=town_code(household, desk.office.matcher.catalogue),
        members=tuple(_members_of(household, ids, names)),
        personal=tuple(_sealed(desk, ids[None], ids[e.member], e) for e in told.values()),
        facts=tuple(
            NewFact(name, value, BY_CARD if (whose, name) in carded else source, as_of, whose)
            for whose, name, value in _facts_of(household, ids)
        ),
        needs=tuple(_needs_of(desk, household, ids, as_of)),
        consent=dict(consent or {}),
        alerts=_num_alerts(desk, household, consent or {}),
    )


def _members_of(
    household: Household, ids: _Ids, names: Mapping[str | None, str]
) -> Iterator[NewMember]:
    for member in household.members:
        relation = str(member.facts.get(RELATION) or _NOT_TOLD)
        name = names.get(member.id)
        yield NewMember(ids[member.id], relation, initials_of(name) if name else ())


def _facts_of(household: Household, ids: _Ids) -> Iterator[tuple[str | None, str, Any]]:
    """Yield the facts of a household and its members: whose, name and value."""
    for name, value in household.facts.items():
        yield None, name, _json(value)
    for member in household.members:
        for name, value in member.facts.items():
            if name != RELATION:
                yield ids[member.id], name, _json(value)
    held = [
        {
            "code": each.code,
            "member": None if each.member is None else ids[each.member],
            "until": _json(each.until),
        }
        for each in household.receiving
    ]
    if held:
        yield None, RECEIVING, held


def _needs_of(desk: Desk, household: Household, ids: _Ids, as_of: date) -> Iterator[NewNeed]:
    for need in household.needs:
        own = random_id()
        yield NewNeed(
            id=own,
            text=desk.seal(words_of(need.text), own, "text"),
            urgency=need.urgency,
            member=None if need.member is None else ids[need.member],
            noted_on=min(need.recorded_at or as_of, desk.today),
        )


def _num_alerts(desk: Desk, household: Household, consent: Json) -> int:
    """Return how many danger signs a household tells, without what rests on no consent."""
    matcher, (_, withheld) = desk.office.matcher, names_of(policy().withheld(consent))

    def left(facts: Mapping[str, Value]) -> dict[str, Value]:
        return {name: value for name, value in facts.items() if name not in withheld}

    members = tuple(replace(each, facts=left(each.facts)) for each in household.members)
    agreed = replace(household, facts=left(household.facts), members=members)
    return len(matcher.alerts(agreed, desk.today))


def words_of(text: str) -> str:
    """Return the words of a need as they are kept: numbers of people in them are masked."""
    return mask_numbers(clean(text)).text


def put(desk: Desk, unit: Unit, household: str, owner: str, value: PersonalValue) -> None:
    """Seal a personal value for its row and keep it."""
    unit.personal.put(_sealed(desk, household, owner, value))


def _sealed(desk: Desk, household: str, owner: str, value: PersonalValue) -> PersonalField:
    kind = Owner.HOUSEHOLD if owner == household else Owner.MEMBER
    sealed = desk.seal(value.written, owner, value.field)
    return PersonalField(kind, owner, household, value.field, sealed)


def told_of(desk: Desk, unit: Unit, id: str) -> dict[str, Any]:
    """Return a kept household in the input form, as it stands: what the matcher reads.

    Needs that were withdrawn or served are not in it, nor are members who left and what they
    needed, and of facts those whose day of expiry has passed are not known any more. Nor are
    those that rest on a consent that the household has not given, nor codes it receives that tell
    as much: a plan would tell them.
    """
    members = unit.members.of(id)
    standing = known_of(unit.households.get(id).consent, unit.facts.of(id), desk.today)
    codes = codes_of(policy().withheld(unit.households.get(id).consent))
    here = {member.id for member in members}
    needs = [
        {
            "id": need.id,
            "member": need.member,
            "text": desk.open_bytes(need.text.ciphertext, need.id, "text"),
            "urgency": None if need.urgency is None else str(need.urgency),
            "recorded_at": need.noted_on.isoformat(),
        }
        for need in unit.needs.of(id, *WAITING)
        if need.member is None or need.member in here
    ]
    own = {f.name: f.value for f in standing if f.member is None and f.name != RECEIVING}
    held: list[dict[str, Any]] = next(
        (f.value for f in standing if f.member is None and f.name == RECEIVING), []
    )
    return {
        "id": id,
        "as_of": desk.today.isoformat(),
        "facts": own,
        "members": [in_form(member, standing) for member in members],
        "needs": needs,
        "receiving": [
            each for each in held if each["member"] in {None, *here} and each["code"] not in codes
        ],
    }


def known_of(consent: Json, facts: Iterable[Fact], day: date) -> list[Fact]:
    """Return those of a household's facts that are known on a day and that its consent shows."""
    _, withheld = names_of(policy().withheld(consent))
    return [
        fact
        for fact in facts
        if fact.value is not None and fact.name not in withheld and not _is_over(fact, day)
    ]


def in_form(member: Member, facts: Iterable[Fact]) -> dict[str, Any]:
    """Return a member in the input form, of the facts of a household."""
    told = {f.name: f.value for f in facts if f.member == member.id}
    relation = {} if member.relation == _NOT_TOLD else {RELATION: member.relation}
    return {"id": member.id, **relation, **told}


def _is_over(fact: Fact, day: date) -> bool:
    return fact.expires is not None and fact.expires < day


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
