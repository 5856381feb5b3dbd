"""Towns are strangers: no method of any repository sees, changes or leaks a row of another town."""

import ast
import inspect
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import api.store
from api.store.envelopes import Envelopes
from api.store.errors import AbsentError, MisuseError, StoreError
from api.store.feed import Why
from api.store.imports import Import, ImportState, Placed
from api.store.newcomers import Newcomer
from api.store.people import Account, AccountState, Key, Purpose, Session, Stage, Token
from api.store.receipts import NewReceipt
from api.store.store import Unit
from api.store.supply import NewOffering, NewReservation, OfferingState, ReservationState
from api.store.transfers import TransferState
from api.store.values import (
    Answer,
    Correction,
    NeedState,
    NewFact,
    Owner,
    Page,
    PersonalField,
    Search,
    Towns,
)
from matcher.needs import Urgency
from tests.store.support import (
    ACTOR,
    BODY,
    CITY,
    DIGEST,
    EAST,
    NOW,
    TODAY,
    WEST,
    Family,
    all_rows,
    family,
    later,
    sealed,
    with_list,
)

REPOSITORIES = {
    name: annotation
    for name, annotation in inspect.get_annotations(Unit, eval_str=True).items()
    if inspect.isclass(annotation)
}
# what names nobody and is published: any unit may read it and add to it
OF_NOBODY = ("supplies",)
METHODS = [
    f"{name}.{method}"
    for name, repository in REPOSITORIES.items()
    if name not in OF_NOBODY
    for method, _ in inspect.getmembers(repository, inspect.isfunction)
    if not method.startswith("_")
]
# whose arguments are the id of this kind of row
ID_OF = {
    **{"households": "household", "members": "member", "facts": "fact"},
    **{"needs": "need", "outbox": "event", "accounts": "account", "keys": "machine"},
    **{"transfers": "transfer", "imports": "imported"},
    **{"offerings": "offering", "reservations": "reservation"},
    **{"confirmations": "confirmation", "lists": "list", "receipts": "receipt"},
}
# people and machines belong to no town: units of towns may not ask at all
OF_THE_CITY = ("accounts", "sessions", "keys", "tokens", "attempts")
# what the caller of another town may do: it tells nothing of that town
HARMLESS = {"idempotency.begin", "audit.record", "personal.reseal"}
# what the city offers is published, by code and without an id; a plan chooses by town
HARMLESS |= {"offerings.live", "offerings.stamp"}
# what adds a row of the caller's own
OWN = {"audit.record", "imports.add"}


def arguments(method: Callable[..., Any], name: str, there: Family, seen: Unit) -> dict[str, Any]:
    """Return arguments that name the rows of the family `there`, by the parameters' names.

    A method with a parameter that is not known here fails the test: say what it means.
    """
    field = PersonalField(Owner.MEMBER, there.member, there.household, "name", sealed("黎小梅"))
    repository = name.split(".")[0]
    known: dict[str, Any] = {
        "household": there.household,
        "member": there.member,
        "owner": there.member,
        "field": field,
        "pairs": [(field, sealed("黎小梅", "k2"))],
        "town": there.town,
        "number": there.plan,
        "plan": seen.plans.get(there.household, there.plan),
        "plans": [there.plan],
        "new": NewFact("income", 1, "asked", TODAY, there.member),
        "made": seen.plans.get(there.household, there.plan).made,
        "correction": Correction(there.plan, b"why"),
        "key": there.key,
        "target": there.household,
        "id": getattr(there, ID_OF[repository]) if repository in ID_OF else "new-id",
        "search": Search(state=None, town=there.town),
        "body": BODY,
        "body_hash": "hash",
        "answer": Answer(200, b"x"),
        "digest": DIGEST,
        "snapshot": sealed("{}"),
        "text": sealed("x"),
        "name": "name",
        "names": ["income"],
        "version": 1,
        "limit": 50,
        "after": None,
        "before": None,
        "actor": None,
        "waiting": False,
        "departed": True,
        "states": (),
        "state": NeedState.SERVED,
        "urgency": Urgency.LOW,
        "relation": "head",
        "position": 0,
        "initials": ["zz"],
        "consent": {},
        "reason": "reason",
        "key_id": "k2",
        "content": b"x",
        "kind": "kind",
        "payload": b"x",
        "until": later(hours=1),
        "attempt": 1,
        "alerts": 1,
        "is_new": True,
        "again_at": later(hours=1),
        "note": "note",
        "delivered_before": NOW + timedelta(days=99),
        "expires_at": later(days=9),
        "action": "action",
        "details": {},
        "blind": b"blind",
        "to_town": EAST,
        "counts": {
            "plan": 1,
            "alerts": 1,
            "questions": 0,
            "unlocks": 0,
            "uncovered": 0,
            "items": 1,
        },
        "old": Envelopes("transfer", there.transfer, {"reason": b"sealed"}),
        "noted_on": TODAY,
        "households": [there.household],
        "ids": [there.household],
        "owners": [there.member],
        "marks": [sealed("黎小梅").blind],
        "newcomers": [Newcomer("new-id", there.town)],
        "entry": Import("i", "stranger", NOW, ImportState.CHECKED, b"x", DIGEST, {}, {}),
        "file": b"x",
        "mapping": {},
        "reading": b"x",
        "since_before": NOW,
        "report": b"x",
        "undo_until": later(days=30),
        "places": [1],
        "list": there.list,
        "given": f"r-{there.list}",
        "sent_by": ACTOR,
        "confirmation": there.confirmation,
        "receipt": NewReceipt(there.list, "g", "entry", "read", NOW, b"x"),
        **of_entrances(repository, there),
    }
    if repository in ("offerings", "reservations"):
        known |= of_supply(name, there, seen)
    if repository == "transfers":
        known["reason"] = b"sealed"
        known["state"] = None if name == "transfers.list" else TransferState.REFUSED
    if repository == "feed":
        known["reason"] = Why.CLOSED
        known["told"] = seen.feed.of_list(there.list)
        known["number"] = 0
    if name == "imports.place":
        known["households"] = [Placed(there.household, 1, 1)]
    if name == "facts.history":
        known["name"] = None
        known["member"] = None
    if name == "personal.sealed_otherwise":
        known["key_id"] = "other"
    if name == "plans.sealed_otherwise":
        known["after"] = ("", 0)
    if name == "audit.record":
        known["town"] = None
    if name == "audit.list":
        known["target"] = None
    parameters = [p for p in inspect.signature(method).parameters.values() if p.name != "self"]
    assert {p.name for p in parameters} <= set(known), f"{name}: an unknown parameter"
    return {p.name: known[p.name] for p in parameters if p.kind is not p.VAR_POSITIONAL}


def of_supply(name: str, there: Family, seen: Unit) -> dict[str, Any]:
    """Return arguments of what is offered and reserved."""
    return {
        "new": NewReservation(there.offering, there.household, later(days=7), most=9)
        if name == "reservations.hold"
        else NewOffering("W", "somebody's", {}, (), 1),
        "offering": there.offering,
        "ids": [there.offering],
        "found": seen.reservations.get(there.reservation),
        "code": seen.offerings.get(there.offering).code,
        "codes": [seen.offerings.get(there.offering).code],
        "version": seen.offerings.get(there.offering).version,
        "content": {},
        "towns": (there.town,),
        "quantity": 1,
        "state": OfferingState.PAUSED if name == "offerings.become" else ReservationState.RELEASED,
        "states": tuple(OfferingState),
        "since": (OfferingState.ACTIVE,),
        "wait": True,
        "at": NOW,
    }


def of_entrances(repository: str, there: Family) -> dict[str, Any]:
    """Return arguments of what is kept of people and machines."""
    if repository not in OF_THE_CITY:
        return {}
    own = there.account
    made = {"made_by": "test", "made_at": NOW, "expires_at": later(days=9)}
    return {
        "account": own
        if repository == "sessions"
        else Account("new", "new", "worker", (), "test", NOW),
        "session": Session("new", own, Stage.WHOLE, NOW, NOW, later(hours=1)),
        "key": Key("new", "new", "hash", "test", "worker", (), (), **made),
        "token": Token("new", Purpose.SETUP, {}, NOW, later(days=1)),
        "hash": f"{'s' if repository == 'sessions' else 't'}-{own}",
        "name": f"name-{own}",
        "subject": own,
        "prefix": own,
        "role": "worker",
        "towns": (EAST,),
        "organisation": None,
        "state": AccountState.DISABLED,
        "password": "hash",
        "must_change": True,
        "factor": b"sealed",
        "step": 7,
        "by": there.machine,
        "seen_at": NOW,
        "purpose": Purpose.SETUP,
        "before": later(days=99),
        "unused_since": later(days=99),
        "fresh_after": NOW,
        "whom": f"w-{own}",
        "after": None,
    }


def call(unit: Unit, name: str, given: dict[str, Any]) -> Any:
    repository, method = name.split(".")
    return getattr(getattr(unit, repository), method)(**given)


def ids_of(there: Family) -> list[str]:
    ids = [there.household, there.member, there.need, there.fact, there.ledger, there.event]
    ids += [there.account, there.machine, there.transfer, there.imported]
    ids += [there.offering, there.reservation]
    ids += [there.confirmation, there.list, there.receipt]
    return [each for each in ids if each]


@pytest.fixture
def west(store):
    """A family of the west, written by the one who will look from the east."""
    with store.unit("stranger", NOW, CITY) as unit:
        unit.audit.record("sign-in", "stranger")
    made = family(store, WEST, actor="stranger")
    with store.unit("stranger", NOW, CITY) as unit:
        unit.plans.add(
            made.household,
            unit.plans.get(made.household, 1).made,
            type(BODY)(b"sealed", BODY.digest, "k1"),
        )
        return with_list(unit, made)


def given_for(store, name: str, there: Family) -> dict[str, Any]:
    repository, method = name.split(".")
    with store.view("stranger", NOW, CITY) as unit:
        found = getattr(REPOSITORIES[repository], method)
        return arguments(found, name, there, unit)


def _tried(store, name: str, given: dict[str, Any], towns: Towns) -> tuple[Any, str]:
    """Return what a method answers somebody of these towns, and how it sounds."""
    try:
        with store.unit("stranger", NOW, towns) as unit:
            answer = call(unit, name, given)
    except StoreError as error:
        return None, f"{type(error).__name__} {error.message.zh} {error.message.en}"
    return answer, repr(answer)


@pytest.mark.parametrize("towns", [Towns.of(EAST), Towns.of()], ids=["east", "none"])
def test_no_method_sees_or_changes_anything_of_another_town(store, url, west, towns):
    before = all_rows(url)
    assert len(METHODS) > 50
    for name in METHODS:
        if name in OWN:
            continue
        answer, told = _tried(store, name, given_for(store, name, west), towns)
        assert not [id for id in ids_of(west) if id in told], name
        assert name in HARMLESS or not answer or answer == Page(()), name
        after = all_rows(url)
        assert {table for table in before if before[table] != after[table]} == set(), name


READING = [
    name
    for name in METHODS
    if name.split(".")[1]
    in ("get", "of", "search", "history", "newest", "snapshot", "list", "sealed_otherwise")
]


@pytest.mark.parametrize("towns", [Towns.of(WEST, EAST), CITY], ids=["both", "all"])
def test_the_same_calls_find_it_where_the_town_is_in_view(store, west, towns):
    for name in READING:
        if towns != CITY and name.split(".")[0] in OF_THE_CITY:
            continue
        _, told = _tried(store, name, given_for(store, name, west), towns)
        assert [id for id in ids_of(west) if id in told], name


@pytest.mark.parametrize("towns", [Towns.of(EAST), Towns.of()], ids=["east", "none"])
def test_a_unit_of_towns_may_not_even_ask_for_people_and_machines(store, west, towns):
    asked = [name for name in METHODS if name.split(".")[0] in OF_THE_CITY]
    assert len(asked) > 30
    for name in asked:
        given = given_for(store, name, west)
        with pytest.raises(MisuseError), store.unit("stranger", NOW, towns) as unit:
            call(unit, name, given)


def test_a_row_of_another_town_is_absent_in_the_words_of_one_that_never_was(store, west):
    for name in METHODS:
        given = given_for(store, name, west)
        rows = {key: "never-was" for key, value in given.items() if value in ids_of(west)}
        if rows and name not in HARMLESS:
            _, there = _tried(store, name, given, Towns.of(EAST))
            _, never = _tried(store, name, {**given, **rows}, Towns.of(EAST))
            assert there == never, name


def test_a_unit_of_a_town_makes_nothing_in_another_town_or_in_none(store):
    with pytest.raises(AbsentError), store.unit("stranger", NOW, Towns.of(EAST)) as unit:
        unit.households.add(WEST)
    with pytest.raises(StoreError), store.unit("stranger", NOW, Towns.of(EAST)) as unit:
        unit.outbox.put("told", b"{}")


def test_an_answer_about_a_household_that_left_the_callers_view_is_not_repeated(store, west):
    with store.unit("stranger", NOW, CITY) as unit:
        assert unit.idempotency.begin(west.key, "hash", later(days=1)) == Answer(201, b"made")
    with pytest.raises(StoreError), store.unit("stranger", NOW, Towns.of(EAST)) as unit:
        unit.idempotency.begin(west.key, "hash", later(days=1))


ROOM = Path(api.store.__file__).parent
# the filter itself, the chain's own end, and what serves the whole database
SPEAKS_TO_THE_DATABASE = {"scope.py", "chain.py", "store.py", "engine.py", "migrate.py"}
SPEAKS_TO_THE_DATABASE |= {"upkeep.py", "sealed.py", "state.py"}
# whether anything was committed, and questions that were narrowed before
SPEAKS_TO_THE_DATABASE |= {"changes.py", "questions.py"}


def test_no_repository_runs_a_statement_by_itself():
    running = {
        path.name
        for path in ROOM.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("execute", "exec_driver_sql", "scalar")
    }
    assert running <= SPEAKS_TO_THE_DATABASE
    assert "scope.py" in running


def test_repositories_import_neither_engines_nor_connections():
    wrong = {"Connection", "Engine", "create_engine", "text", "reading", "writing"}
    for path in ROOM.glob("*.py"):
        if path.name in SPEAKS_TO_THE_DATABASE | {"backups.py", "tables.py"}:
            continue
        names = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        assert not names & wrong, path.name
