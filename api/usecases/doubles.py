"""Who of a file is on record already: by ID number, else by name, date of birth and town.

By name only the towns that the caller may see are looked at. An ID number is looked for in all:
of one that another town keeps nothing is told but that it is so, and that town's audit says who
met it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.sheets.ledger import Taken
from api.store.listing import Marked
from api.store.store import Unit
from api.store.values import Towns
from api.usecases.desk import Desk
from api.usecases.ledgers import town_code
from matcher.needs import Household

_BIRTH = "birth_date"
_NUMBER, _NAME = "id_number", "name"


@dataclass(frozen=True, slots=True)
class Double:
    """Somebody of a file who is on record: in which household, and by which value it was seen."""

    household: str
    value: str
    by_number: bool


@dataclass(frozen=True, slots=True)
class _Person:
    place: int
    town: str
    number: str
    name: str
    birth: str


@dataclass(frozen=True, slots=True)
class Sought:
    """People of a file under the marks by which they are found: reckoned before any unit."""

    by_number: Mapping[bytes, Sequence[_Person]]
    by_name: Mapping[bytes, Sequence[_Person]]


def sought(desk: Desk, coming: Iterable[tuple[int, Taken]]) -> Sought:
    """Return the people of households, each with its place, as they are looked for."""
    by_number: dict[bytes, list[_Person]] = defaultdict(list)
    by_name: dict[bytes, list[_Person]] = defaultdict(list)
    for place, taken in coming:
        for person in _people(desk, place, taken):
            mark = desk.blind(_NUMBER, person.number) if person.number else None
            if mark is not None:
                by_number[mark].append(person)
            mark = desk.blind(_NAME, person.name) if person.name and person.birth else None
            if mark is not None:
                by_name[mark].append(person)
    return Sought(by_number, by_name)


def namesakes(
    desk: Desk, unit: Unit, household: Household, people: Sequence[Mapping[str, str]]
) -> tuple[str, ...]:
    """Return the households in the unit's towns that have somebody of the same name and birth.

    Two of one name whose births nobody has told may be the same too: a form sent twice.
    `people` are the personal values of the household's members, in their order.
    """
    by_name: dict[bytes, list[_Person]] = defaultdict(list)
    for member, told in zip(household.members, people, strict=True):
        birth, name = str(member.facts.get(_BIRTH) or ""), told.get(_NAME, "")
        mark = desk.blind(_NAME, name) if name else None
        if mark is not None:
            by_name[mark].append(_Person(0, "", told.get(_NUMBER, ""), name, birth))
    found = _by_birth(unit, Sought({}, by_name), in_any_town=True)
    return tuple(dict.fromkeys(id for _, id in found))


def find_doubles(
    unit: Unit, wanted: Sought, own: frozenset[str] = frozenset()
) -> Mapping[int, tuple[Double, ...]]:
    """Return by place who is on record already; households of `own` are no doubles."""
    found: dict[int, dict[str, Double]] = defaultdict(dict)
    for person, household in _by_number(unit, wanted):
        if household not in own:
            found[person.place][household] = Double(household, person.number, True)
    for person, household in _by_birth(unit, wanted):
        if household not in own:
            found[person.place].setdefault(household, Double(household, person.name, False))
    return {place: tuple(doubles.values()) for place, doubles in found.items()}


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Somebody of a file who has a ledger in a town that the caller does not see."""

    household: str
    town: str
    number: str


def find_elsewhere(
    desk: Desk, wanted: Sought, own: frozenset[str] = frozenset()
) -> Mapping[int, tuple[Elsewhere, ...]]:
    """Return by place whose ID number another town keeps; who has left there is not counted."""
    towns, found = desk.caller.towns, defaultdict[int, dict[str, Elsewhere]](dict)
    if towns is None or not wanted.by_number:
        return {}
    store = desk.office.store
    with store.view(desk.caller.id, desk.at, Towns.everywhere()) as unit:
        held = unit.listing.marked(_NUMBER, list(wanted.by_number))
        held = tuple(h for h in held if h.town not in towns and h.household not in own)
        present = _present(unit, held)
    for each in held:
        for person in wanted.by_number[each.mark] if each.owner in present else ():
            known = Elsewhere(each.household, each.town, person.number)
            found[person.place][each.household] = known
    return {place: tuple(each.values()) for place, each in found.items()}


def note_elsewhere(desk: Desk, found: Iterable[Elsewhere]) -> None:
    """Put on record, under the other towns, who met ID numbers that are known there."""
    met = sorted({(each.household, each.town) for each in found})
    if met:
        with desk.office.store.unit(desk.caller.id, desk.at, Towns.everywhere()) as unit:
            for household, town in met:
                unit.audit.record("access.foreign", household, {"kind": "duplicate"}, town)


def _people(desk: Desk, place: int, taken: Taken) -> Iterable[_Person]:
    town = town_code(taken.household, desk.office.matcher.catalogue)
    told: dict[str | None, dict[str, str]] = defaultdict(dict)
    for each in taken.personal:
        told[each.member][each.field] = each.value
    for member in taken.household.members:
        own, birth = told[member.id], member.facts.get(_BIRTH)
        day = str(birth) if birth else ""
        yield _Person(place, town, own.get(_NUMBER, ""), own.get(_NAME, ""), day)


def _by_number(unit: Unit, wanted: Sought) -> Iterable[tuple[_Person, str]]:
    """Yield those whose ID number somebody has who lives in a household on record."""
    held = unit.listing.marked(_NUMBER, list(wanted.by_number))
    present = _present(unit, held)
    for found in held:
        for person in wanted.by_number[found.mark] if found.owner in present else ():
            yield person, found.household


def _present(unit: Unit, held: Sequence[Marked]) -> frozenset[str]:
    """Return who of the owners of marks has not left the household since."""
    there = unit.listing.members(sorted({each.household for each in held}))
    return frozenset(member.id for members in there.values() for member in members)


def _by_birth(
    unit: Unit, wanted: Sought, *, in_any_town: bool = False
) -> Iterable[tuple[_Person, str]]:
    """Yield those of the same name, birth and town, but not where both have an ID number."""
    named = [
        (person, found)
        for found in unit.listing.marked(_NAME, list(wanted.by_name))
        for person in wanted.by_name[found.mark]
        if in_any_town or person.town == found.town
    ]
    owners = sorted({found.owner for _, found in named})
    births = unit.listing.told(_BIRTH, owners)
    numbered = unit.listing.with_field(_NUMBER, owners)
    for person, found in named:
        both = person.number and found.owner in numbered
        if (births.get(found.owner) or "") == person.birth and not both:
            yield person, found.household
