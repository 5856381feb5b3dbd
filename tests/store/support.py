"""Invented households, and a look at all rows past the store."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from api.store.canonical import digest
from api.store.engine import engine_for, reading, writing
from api.store.entrances import _values
from api.store.people import Account, Key, Purpose, Session, Stage, Token
from api.store.receipts import NewReceipt
from api.store.store import Store, Unit
from api.store.supply import NewOffering, NewReservation, OfferingState
from api.store.tables import import_households, imports, metadata, transfers
from api.store.tables_of_people import accounts, keys
from api.store.values import (
    Answer,
    Body,
    Made,
    NewFact,
    Owner,
    PersonalField,
    Sealed,
    Towns,
)
from matcher.needs import Urgency

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
EAST, WEST = "442000001", "442000002"
CITY = Towns.everywhere()
ACTOR = "worker-1"
BODY = Body(b'{"items":[]}', digest(b'{"items":[]}'))
DIGEST = digest(b"ledger")


def later(**passed: float) -> datetime:
    return NOW + timedelta(**passed)


def day(text: str) -> date:
    return date.fromisoformat(text)


def sealed(text: str, key: str = "k1") -> Sealed:
    """Stand in for the room of personal data: unreadable, the same for the same text."""
    hidden = text.encode()[::-1]
    return Sealed(b"\x00\xff" + hidden, key, digest(hidden).encode()[:16])


@dataclass(frozen=True)
class Family:
    """Ids of one household with something in every table."""

    household: str
    town: str
    member: str
    need: str
    fact: str
    ledger: str
    plan: int
    event: str
    key: str
    account: str = ""
    machine: str = ""
    transfer: str = ""
    imported: str = ""
    offering: str = ""
    reservation: str = ""
    confirmation: str = ""
    list: str = ""
    receipt: str = ""


def add_family(unit: Unit, town: str, key: str = "key-1") -> Family:
    """Add a household with a member, a fact, a need, a plan, an event and an answer."""
    unit.idempotency.begin(key, "hash", later(days=1))
    household = unit.households.add(town).id
    member = unit.members.add(household, "head", 0, ["lxm", "lxw"]).id
    name = PersonalField(Owner.MEMBER, member, household, "name", sealed("黎小梅"))
    unit.personal.put(name)
    fact = unit.facts.record(household, NewFact("income", 900, "asked", TODAY, member)).id
    need = unit.new_id()
    unit.needs.add(household, need, sealed("屋顶漏水"), Urgency.HIGH, member)
    ledger = unit.new_id()
    unit.ledgers.add(household, ledger, DIGEST, sealed("{}"))
    plan = unit.plans.add(household, Made(1, "c1", "f1", "r1"), BODY).number
    unit.supplies.keep("{}")
    counts = {"plan": plan, "alerts": 1, "questions": 1, "unlocks": 2, "uncovered": 0, "items": 3}
    unit.signs.put(household, counts)
    event = unit.outbox.put("plan.made", b"{}", household).id
    unit.idempotency.finish(key, Answer(201, b"made"), household)
    account, machine = add_entrances(unit)
    transfer, imported = add_papers(unit, household, town)
    offering, reservation = add_supply(unit, household, town)
    made = (household, town, member, need, fact, ledger, plan, event, key)
    return Family(*made, account, machine, transfer, imported, offering, reservation)


CHARITY = "52442000MJM0000175"
CONTENT = {"name": "护理床", "condition": "illness = critical", "per": "member", "cap": None}


def offer(unit: Unit, *towns: str, places: int = 2, **more: Any) -> str:
    """Add an active offering for these towns; return its id."""
    active = OfferingState.ACTIVE
    told = {"organisation": CHARITY, "content": CONTENT, "state": active, **more}
    new = NewOffering(kind="W", towns=towns, quantity=places, **told)
    return unit.offerings.add(new).id


def add_supply(unit: Unit, household: str, town: str) -> tuple[str, str]:
    """Add an offering for a town, and a place of it held for a household."""
    offering = offer(unit, town)
    held = NewReservation(offering, household, later(days=7), plan=1)
    return offering, unit.reservations.hold(held).id


def with_list(unit: Unit, made: Family) -> Family:
    """Confirm the plan of a household: a list that stands in the feed, and a receipt for it."""
    household = made.household
    confirmation, own, receipt = unit.new_id(), unit.new_id(), unit.new_id()
    unit.confirmations.add(household, confirmation, 1, b"sealed")
    kept = unit.lists.add(household, own, confirmation, DIGEST, b"sealed")
    unit.feed.publish(household, own, kept.version)
    told = NewReceipt(own, f"r-{own}", "entry", "read", NOW, b"sealed")
    unit.receipts.add(household, receipt, told)
    return replace(made, confirmation=confirmation, list=own, receipt=receipt)


def add_entrances(unit: Unit) -> tuple[str, str]:
    """Add an account with a session, a key, a link that works once and a wrong try, unrecorded."""
    own, scope = unit.new_id(), unit.accounts._scope
    account = Account(own, f"name-{own}", "worker", (EAST,), "test", NOW, subject=own)
    scope.add(accounts, _values(account))
    unit.sessions.add(Session(f"s-{own}", own, Stage.WHOLE, NOW, NOW, later(hours=12)))
    made = {"made_by": "test", "made_at": NOW, "expires_at": later(days=9)}
    key = Key(unit.new_id(), own, "hash", "test", "worker", (EAST,), ("match",), **made)
    scope.add(keys, _values(key))
    unit.tokens.add(Token(f"t-{own}", Purpose.SETUP, {"n": 1}, NOW, later(days=1)))
    unit.attempts.count(f"w-{own}", NOW)
    return own, key.id


def add_papers(unit: Unit, household: str, town: str) -> tuple[str, str]:
    """Add a transfer that was asked for and an import that made the household, past the rooms."""
    scope, transfer, imported = unit.households._scope, unit.new_id(), unit.new_id()
    asked = {"from_town": town, "to_town": "442000009", "state": "asked", "reason": b"sealed"}
    asked |= {"asked_by": scope.actor, "asked_at": NOW}
    scope.add(transfers, {"id": transfer, "household": household, **asked})
    # an import is its maker's alone: whoever looks is another
    told = {"made_by": "worker-9", "made_at": NOW, "state": "accepted", "file": b"sealed"}
    told |= {"file_name": b"sealed", "digest": DIGEST, "mapping": {}, "counts": {}}
    scope.add(imports, {"id": imported, **told})
    made = {"import_id": imported, "household": household, "version": 1, "added": True, "place": 1}
    scope.add(import_households, made)
    return transfer, imported


LINES = (
    *("household.add", "member.add", "personal.put", "fact.record", "need.add"),
    *("ledger.add", "plan.add", "offering.add", "reservation.hold"),
)
"""What the audit tells of a family that was added."""


def family(store: Store, town: str = EAST, actor: str = ACTOR, key: str = "key-1") -> Family:
    with store.unit(actor, NOW, CITY) as unit:
        return add_family(unit, town, key)


def whole_family(store: Store, town: str = EAST, key: str = "key-1") -> Family:
    """Add a family with a row in every table."""
    with store.unit(ACTOR, NOW, CITY) as unit:
        return with_list(unit, add_family(unit, town, key))


def all_rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, past the store."""
    engine = engine_for(url, migrating=True)
    try:
        with reading(engine) as connection:
            return {
                table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
                for table in metadata.sorted_tables
            }
    finally:
        engine.dispose()


def tamper(url: str, *statements: str) -> None:
    """Run statements as somebody who gets at the database past the program."""
    engine = engine_for(url, migrating=True)
    with writing(engine) as connection:
        for statement in statements:
            connection.execute(text(statement))


def lift_guards(url: str, *names: str) -> None:
    """Drop triggers, as somebody with all rights can."""
    tables = {"audit_keep": "audit", "audit_whole": "audit", "audit_head_whole": "audit_head"}
    tables |= {"audit_head_forward": "audit_head"}
    tables |= {"plans_keep_bytes": "plans", "plans_keep": "plans", "facts_keep": "facts"}
    on = "" if url.startswith("sqlite") else " ON {}"
    tamper(url, *(f"DROP TRIGGER {name}{on.format(tables[name])}" for name in names))
