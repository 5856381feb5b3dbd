"""The end of the demo's round: a plan confirmed with a place reserved, a key for the platform."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from api.access.callers import Role
from api.access.rules import scopes_of
from api.store.errors import AbsentError
from api.store.store import Unit
from api.store.values import Towns
from api.usecases.confirming import Choice, draft_confirmation, keep_confirmation
from api.usecases.demonstrating import DEMONSTRATOR, kept_id
from api.usecases.desk import Desk, Office
from api.usecases.keeping_accounts import Grant, KeyGrant, add_key
from api.usecases.makings import Making
from api.usecases.planning import Asked, draft_plan, keep_plan
from api.usecases.reserving import Wanted, decide, hold
from api.usecases.setting_up import DEMO_SECURITY
from api.usecases.tries import DOORKEEPER

Data = dict[str, Any]
LISTED = "demo/lists.jsonl"
"""Where a catalogue keeps which of the demo's plans are confirmed, a JSON object a line."""
_LABEL, _DAYS = "demo platform", 365
_SPARE = timedelta(days=30)
"""A key that ends sooner than this is replaced by another."""


def keep_demo_lists(office: Office, making: Making, told: Iterable[Mapping[str, Any]]) -> int:
    """Match each family anew, reserve for it and confirm its plan, unless it has a list already.

    Return how many lists were made; a family that is not in the demo is passed over.
    """
    desk = office.desk(DEMONSTRATOR)
    return sum(_listed(desk, making, each) for each in told)


def demo_key(office: Office, before: str | None) -> str | None:
    """Return a key with which the demo's platform may pull lists: `before` while it is good.

    It is made in the name of the demo's security administrator, so it ends with the demo; None
    where there is none.
    """
    with office.store.unit(DOORKEEPER, office.now(), Towns.everywhere()) as unit:
        officer, platform = (unit.accounts.by_name(n) for n in (DEMO_SECURITY, "demo-push"))
        if officer is None or platform is None or not officer.demo:
            return None
        if before is not None and _is_good(unit, before, office):
            return before
        grant = Grant(Role.PUSH, platform.towns)
        wanted = KeyGrant(_LABEL, grant, tuple(sorted(scopes_of(Role.PUSH))), _DAYS)
        known = {code: code for code in platform.towns}
        _, drawn = add_key(unit, f"account:{officer.id}", office.now(), wanted, known)
        return drawn.text


def _listed(desk: Desk, making: Making, told: Mapping[str, Any]) -> bool:
    household = kept_id(desk, told["household"])
    if household is None:
        return False
    with desk.view() as unit:
        if unit.lists.of(household, 1, None):
            return False
    draft = draft_plan(desk, making, household, Asked(desk.today))
    with desk.unit() as unit:
        number = keep_plan(desk, unit, draft).number
    offers = [row for row in draft.data["offers"] if row["name"] == told["reserve"]]
    for row in offers:
        with desk.unit() as unit:
            _reserved(desk, unit, (household, number), row)
    items = [row["code"] for row in draft.data["items"][: told["items"]]]
    team = next((row["code"] for row in draft.data["teams"]), None)
    choice = Choice(items, [row["code"] for row in offers], team)
    confirmed = draft_confirmation(desk, making, (household, number), choice)
    with desk.unit() as unit:
        keep_confirmation(desk, unit, confirmed)
    return True


def _reserved(desk: Desk, unit: Unit, plan: tuple[str, int], row: Data) -> None:
    """Hold a place of an offering for the family of a plan, and confirm it: so it does not end."""
    household, number = plan
    offering = unit.offerings.by_code(row["code"]).id
    held = hold(desk, unit, offering, Wanted(household, number, tuple(row["needs"])))
    decide(desk, unit, held["id"], "confirmation")


def _is_good(unit: Unit, key: str, office: Office) -> bool:
    try:
        found = unit.keys.by_prefix(key.split("_")[1])
    except (AbsentError, IndexError):
        return False
    return found is not None and (
        found.revoked_at is None and found.expires_at > office.now() + _SPARE
    )
