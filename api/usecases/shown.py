"""A household as it is shown: masked, without what there is no ground to show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from api.access.callers import Caller
from api.access.rules import may_read_words
from api.personal.addresses import Gazetteer
from api.personal.masking import hidden_id, masked_address, masked_name, masked_phone
from api.store.store import Unit
from api.store.values import Fact, Household, HouseholdState, Member, Need, PersonalField
from api.usecases.consent import Group, codes_of, names_of, policy, told_of_consent
from api.usecases.desk import UNOPENED, Desk
from api.usecases.identities import BORN, OF_HOUSEHOLD, OF_MEMBER
from api.usecases.ledgers import RECEIVING, town_name

PROVINCE, CITY = "广东", "中山"


@dataclass(frozen=True, slots=True)
class Veil:
    """What is withheld of a household: names of personal fields and of facts, codes of items.

    `years_alone`: of a day of birth no more than its year is told, as to machines.
    """

    groups: tuple[Group, ...]
    personal: frozenset[str]
    facts: frozenset[str]
    codes: frozenset[str]
    years_alone: bool

    @classmethod
    def over(cls, household: Household, caller: Caller) -> "Veil":
        """Return the veil that a household's consent leaves, for who looks."""
        groups = policy().withheld(household.consent)
        return cls(groups, *names_of(groups), codes_of(groups), caller.is_machine)


def show(desk: Desk, unit: Unit, id: str) -> dict[str, Any]:
    """Return a household with its members, facts and needs, as it stands."""
    kept = unit.households.get(id)
    veil = Veil.over(kept, desk.caller)
    standing = [fact for fact in unit.facts.of(id) if fact.value is not None]
    fields = unit.personal.of(id)
    members = unit.members.of(id)
    held: list[dict[str, Any]] = next(
        (f.value for f in standing if f.member is None and f.name == RECEIVING), []
    )
    here = {member.id for member in members}
    return {
        **head(desk, kept),
        "personal": masked(desk, _of(fields, id), OF_HOUSEHOLD, veil),
        "facts": facts_of(standing, None, veil),
        "members": [show_member(desk, m, fields, standing, veil) for m in members],
        "needs": [show_need(desk, need) for need in unit.needs.of(id)],
        "receiving": [
            each
            for each in held
            if each["member"] in {None, *here} and each["code"] not in veil.codes
        ],
        "consent": told_of_consent(kept.consent, policy()),
        "withheld": [group.name for group in veil.groups],
    }


def head(desk: Desk, kept: Household) -> dict[str, Any]:
    """Return what every list tells of a household."""
    return {
        "id": kept.id,
        "town": kept.town,
        "town_name": town_name(kept.town, desk.office.matcher.catalogue),
        "state": str(kept.state),
        "version": kept.version,
        "created_at": kept.created_at.isoformat(),
        "updated_at": kept.updated_at.isoformat(),
    }


def show_row(desk: Desk, unit: Unit, kept: Household) -> dict[str, Any]:
    """Return a household as a row of a list, as `show_rows` does."""
    return show_rows(desk, unit, (kept,))[0]


def show_rows(desk: Desk, unit: Unit, found: Iterable[Household]) -> tuple[dict[str, Any], ...]:
    """Return households as rows of a list, with the masked names of their members."""
    rows = tuple(found)
    ids = [kept.id for kept in rows if kept.state is not HouseholdState.ERASED]
    members, fields = unit.listing.members(ids), unit.listing.personal(ids)
    return tuple(
        {
            **head(desk, kept),
            "members": _named(desk, kept, members.get(kept.id, ()), fields.get(kept.id, ())),
        }
        for kept in rows
    )


def _named(
    desk: Desk, kept: Household, members: Iterable[Member], fields: Iterable[PersonalField]
) -> list[dict[str, Any]]:
    veil, told = Veil.over(kept, desk.caller), tuple(fields)
    return [
        {
            "id": member.id,
            "relation": member.relation,
            "name": masked(desk, _of(told, member.id), ("name",), veil, among_many=True)["name"],
        }
        for member in members
    ]


def show_member(
    desk: Desk,
    member: Member,
    fields: Iterable[PersonalField],
    facts: Iterable[Fact],
    veil: Veil,
) -> dict[str, Any]:
    """Return a member, masked, with the facts that stand of them."""
    return {
        "id": member.id,
        "relation": member.relation,
        "position": member.position,
        "joined_at": member.joined_at.isoformat(),
        "left_at": None if member.left_at is None else member.left_at.isoformat(),
        **masked(desk, _of(fields, member.id), OF_MEMBER, veil),
        "facts": facts_of(facts, member.id, veil),
    }


def show_need(desk: Desk, need: Need) -> dict[str, Any]:
    """Return a need with its words; without them for a machine that may not read them."""
    is_told = may_read_words(desk.caller)
    return {
        "id": need.id,
        "member": need.member,
        "text": desk.open_or_tell(need.text.ciphertext, need.id, "text") if is_told else None,
        "urgency": None if need.urgency is None else str(need.urgency),
        "state": str(need.state),
        "noted_on": need.noted_on.isoformat(),
        "recorded_by": need.recorded_by,
        "recorded_at": need.recorded_at.isoformat(),
        "changed_at": need.changed_at.isoformat(),
    }


def show_fact(fact: Fact, veil: Veil) -> dict[str, Any]:
    """Return a fact as it was recorded; of a birth the year alone where no more may be told."""
    is_cut = veil.years_alone and fact.name == BORN and fact.value is not None
    return {
        "id": fact.id,
        "member": fact.member,
        "name": fact.name,
        "value": str(fact.value)[: len("1948")] if is_cut else fact.value,
        "source": fact.source,
        "as_of": fact.as_of.isoformat(),
        "expires": None if fact.expires is None else fact.expires.isoformat(),
        "recorded_by": fact.recorded_by,
        "recorded_at": fact.recorded_at.isoformat(),
        "superseded_at": None if fact.superseded_at is None else fact.superseded_at.isoformat(),
    }


def facts_of(facts: Iterable[Fact], member: str | None, veil: Veil) -> list[dict[str, Any]]:
    """Return the facts of a member, or of the household itself, that may be shown."""
    return [
        show_fact(fact, veil)
        for fact in facts
        if fact.member == member and fact.name not in veil.facts and fact.name != RECEIVING
    ]


def masked(
    desk: Desk,
    fields: Mapping[str, PersonalField],
    names: Iterable[str],
    veil: Veil,
    *,
    among_many: bool = False,
) -> dict[str, str | None]:
    """Return personal values as lists may show them; None where there is none to be shown.

    One that is damaged is said to be; `among_many` rows, one whose key is missing as well.
    """
    return {
        name: _masked_one(desk, fields[name], among_many=among_many)
        if name in fields and name not in veil.personal
        else None
        for name in names
    }


def _masked_one(desk: Desk, kept: PersonalField, *, among_many: bool) -> str:
    sealed = kept.sealed.ciphertext
    value = desk.open_or_tell(sealed, kept.owner, kept.name, among_many=among_many)
    return value if value == UNOPENED else mask(desk, kept.name, value)


def gazetteer(desk: Desk) -> Gazetteer:
    """Return the towns of the city, by all their names."""
    return Gazetteer(PROVINCE, CITY, desk.office.matcher.catalogue.town_names)


def mask(desk: Desk, name: str, value: str) -> str:
    """Return a personal value of this name as lists may show it."""
    match name:
        case "name":
            return masked_name(value)
        case "id_number":
            return hidden_id(value)
        case "phone":
            return masked_phone(value)
        case _:
            return masked_address(value, gazetteer(desk))


def _of(fields: Iterable[PersonalField], owner: str) -> dict[str, PersonalField]:
    return {field.name: field for field in fields if field.owner == owner}
