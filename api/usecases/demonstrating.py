"""The demo in the store: its households, kept once, each with a plan, and what is offered."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from api.access.callers import Caller, Role
from api.store.errors import AbsentError
from api.store.store import Unit
from api.store.supply import OfferingState
from api.store.values import Search
from api.usecases.consent import policy
from api.usecases.desk import Desk, Office
from api.usecases.ledgers import PersonalValue, keep
from api.usecases.makings import Making
from api.usecases.matching import Answer, Asking, Entry, refusal
from api.usecases.offering_book import act, post
from api.usecases.planning import Asked, draft_plan, keep_plan
from api.usecases.setting_up import DEMO_ORGANISATION
from matcher.errors import CatalogueError
from matcher.files import SHIPPED, read_text
from matcher.needs import Household
from matcher.reading.entries import read_document
from matcher.reading.households import Refused
from matcher.reading.schemas import check_schema

NAMES, NAMES_SCHEMA = "demo/names.yaml", "schemas/names.schema.json"
REFERENCE = "reference"
"""The sealed field that holds by which id a household came: by it the demo finds its own again."""
OFFERINGS = Path("demo") / "offerings.jsonl"
"""Where a catalogue keeps what the demo's charity posts, a JSON object a line."""
GIVER = Caller("demo", Role.CHARITY, frozenset(), organisation=DEMO_ORGANISATION)
JUDGE = Caller("demo", Role.BUREAU, None)
DEMONSTRATOR = Caller("demo", Role.TOWN, None)


def keep_demo(
    office: Office, making: Making, entries: Iterable[Entry], asking: Asking
) -> Iterator[Answer]:
    """Keep each household that is not kept yet, with its plan; yield the plan or the refusal.

    Each is kept in a unit of its own, so a run that was broken off is finished by the next. A
    household that has a plan keeps it, whatever has become of the ledger.
    """
    for entry in entries:
        if isinstance(entry, Refused):
            yield refusal(entry, asking.lang)
            continue
        desk = office.desk(DEMONSTRATOR)
        id = _found_or_kept(desk, entry)
        draft = draft_plan(desk, making, id, Asked(asking.day(entry), asking.lang, asking.top))
        with desk.unit() as unit:
            if not _has_plan(unit, id):
                keep_plan(desk, unit, draft)
        yield Answer({**draft.data, "household_id": entry.id}, entry)


def keep_demo_offerings(office: Office, told: Iterable[Mapping[str, Any]]) -> int:
    """Post what the demo's charity offers, unless it has posted anything; return how many.

    Each comes as far as its line says: a draft, handed in, or approved. It begins today and goes
    on for the days that its line tells.
    """
    desk = office.desk(GIVER)
    with desk.unit() as unit:
        if unit.offerings.list(1).rows:
            return 0
        made = [_posted(desk, unit, each) for each in told]
    judge = office.desk(JUDGE)
    with judge.unit() as unit:
        for id in (id for id, state in made if state == OfferingState.ACTIVE):
            act(judge, unit, id, "approval")
    return len(made)


def _posted(desk: Desk, unit: Unit, told: Mapping[str, Any]) -> tuple[str, str]:
    """Post one of the demo's offerings; return its id and the state it is to come to."""
    ends = desk.today + timedelta(days=told["days"])
    days = {"starts": desk.today.isoformat(), "ends": ends.isoformat()}
    plain = {n: v for n, v in told.items() if n not in ("state", "kind", "days")}
    id = str(post(desk, unit, told["kind"], {**plain, **days})["id"])
    if told["state"] != OfferingState.DRAFT:
        act(desk, unit, id, "submission")
    return id, str(told["state"])


def kept_id(desk: Desk, reference: str) -> str | None:
    """Return the id under which one of the demo's households is kept, or None."""
    with desk.view() as unit:
        return _kept_id(desk, unit, reference)


def _kept_id(desk: Desk, unit: Unit, reference: str) -> str | None:
    mark = desk.blind(REFERENCE, _told(reference))
    assert mark is not None
    found = unit.households.search(Search(state=None, blind=(REFERENCE, mark)), 1).rows
    return found[0].id if found else None


def _told(reference: str) -> str:
    return f"demo {reference}"


def _found_or_kept(desk: Desk, household: Household) -> str:
    with desk.unit() as unit:
        found = _kept_id(desk, unit, household.id)
        if found is not None:
            return found
        names = invented_names().get(household.id, {})
        told_by = (
            PersonalValue(None, REFERENCE, _told(household.id)),
            *(
                PersonalValue(member.id, "name", names[member.id])
                for member in household.members
                if member.id in names
            ),
        )
        kept = keep(desk, unit, household, told_by, consent=_to_all(desk))
        return kept.id


@cache
def invented_names() -> Mapping[str, Mapping[str, str]]:
    """Return the invented names of the demo's families; CatalogueError where they are broken."""
    entry = read_document(read_text(SHIPPED / NAMES), NAMES)
    faults = list(check_schema(entry, json.loads(read_text(SHIPPED / NAMES_SCHEMA))))
    if faults:
        raise CatalogueError(*faults)
    found: Mapping[str, Mapping[str, str]] = entry.data
    return found


def _to_all(desk: Desk) -> dict[str, Any]:
    """Return the invented families' consent to every group of fields that rests on consent."""
    grant = {"granted": True, "on": desk.today.isoformat()}
    groups = policy().groups.values()
    return {group.name: grant for group in groups if group.basis == "consent"}


def _has_plan(unit: Unit, household: str) -> bool:
    try:
        unit.plans.newest(household)
    except AbsentError:
        return False
    return True
