"""A family's plan by its ledger as it stands, beside the newest that is stored."""

import json
from dataclasses import dataclass, replace

from api.store.errors import AbsentError
from api.store.store import Unit
from api.store.values import Plan
from api.usecases.carrying import carried_over
from api.usecases.correcting import Hand, laid_on
from api.usecases.desk import Desk
from api.usecases.drafting import drafted
from api.usecases.had_already import had_already
from api.usecases.histories import digests_of
from api.usecases.ledgers import told_of
from api.usecases.makings import Making, live_making
from api.usecases.planning import (
    Asked,
    Data,
    Draft,
    active_version,
    as_bytes,
    bytes_of,
    snapshot_of,
    written,
)
from api.usecases.shown import show
from api.usecases.to_ask import Place, unclear_of


@dataclass(frozen=True, slots=True)
class Standing:
    """A family as it is shown, its plan as data by the ledger of now, and the stored one.

    `is_new` says that the ledger (or what plans are made with) has changed since the stored plan;
    until then both are the same. `unclear` is what was asked already and nobody can tell.
    """

    family: Data
    data: Data
    stored: Data | None
    number: int | None
    is_new: bool
    unclear: frozenset[Place] = frozenset()


def as_it_stands(desk: Desk, making: Making, household: str, asked: Asked) -> Standing:
    """Return how a family stands; it is matched only where its newest plan is not of now.

    What persons made of the newest plan is laid on it, as it will be once the next one is kept.

    A draft that was matched of the very same ledger, supply and catalogue is not matched again.
    A conflict where the ledger is closed and no plan of now is kept.
    """
    with desk.view() as unit:
        family = show(desk, unit, household)
        plan = _newest(unit, household)
        stored = None if plan is None else json.loads(bytes_of(desk, plan))
        number = None if plan is None else plan.number
        told, unclear = told_of(desk, unit, household), unclear_of(unit.facts.of(household))
        asked = replace(asked, had=had_already(desk, unit, told))
        live = live_making(making, unit)
        if (
            plan is not None
            and stored is not None
            and _is_of_now(desk, unit, plan, live, told, asked)
        ):
            return Standing(family, stored, stored, number, is_new=False, unclear=unclear)
        version = active_version(unit, household)
    data = drafted(desk, live, told, asked)
    draft = Draft(household, version, written(told, asked), data, as_bytes(data), live)
    data = laid_on(data, carried_over(desk, draft).changes, _hand(desk, number))
    return Standing(family, data, stored, number, is_new=True, unclear=unclear)


def _hand(desk: Desk, newest: int | None) -> Hand:
    """Return by whom what persons made of the newest plan would stand in the next one."""
    return Hand((newest or 0) + 1, desk.caller.id, desk.at)


def _newest(unit: Unit, household: str) -> Plan | None:
    try:
        return unit.plans.newest(household)
    except AbsentError:
        return None


def _is_of_now(
    desk: Desk, unit: Unit, plan: Plan, making: Making, told: Data, asked: Asked
) -> bool:
    if digests_of(plan.made) != making.digests:
        return False
    of_then, then = snapshot_of(desk, unit, plan)
    same = (then.lang, then.top, then.had) == (asked.lang, asked.top, asked.had)
    return same and then.on in (None, desk.today) and of_then == told
