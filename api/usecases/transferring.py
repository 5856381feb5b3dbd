"""A household changes its town: asked by the one side, decided by the other.

Accepting is the one act that needs both towns at once: `receiving` gives the desk for it.
"""

from dataclasses import replace
from typing import Any

from api.errors import Problem, ProblemError, problem_at
from api.store.store import Unit
from api.store.transfers import Transfer, TransferState
from api.store.values import Cursor, HouseholdState, NewFact, Page
from api.usecases.dangers import hear
from api.usecases.desk import Desk
from api.usecases.identities import doubts_in, with_warnings
from api.usecases.ledgers import TOWN, refuse_erased, town_name, words_of
from api.usecases.needs_book import add_if_danger
from api.usecases.towns import town_told
from matcher.wording import Bilingual

SOURCE = "transfer"
"""The source of the fact where a household lives, once it has been handed over."""
_WORDS = {
    "same": Bilingual("家庭已经在这个镇街", "the household is of this town"),
    "open": Bilingual("已有一个转移在等待对方答复", "a transfer is waiting for its answer"),
    "decided": Bilingual("这个转移已经有了结果", "the transfer is decided"),
    "closed": Bilingual("档案已关闭，请先重新打开", "the ledger is closed: reopen it first"),
    "closed-there": Bilingual(
        "提出的镇街已关闭这份档案：请对方先重新打开，或者不接收",
        "the town that asked has closed the ledger: it has to reopen it first, or refuse",
    ),
    "side": Bilingual("要由接收的镇街决定", "the receiving town decides this"),
    "oneself": Bilingual(
        "这个转移是你提出的，要由接收镇街的另一个人接受",
        "you asked for this transfer: somebody else of the receiving town accepts it",
    ),
    "asker": Bilingual("只有提出的镇街能撤回", "the town that asked withdraws it"),
}


def ask(desk: Desk, unit: Unit, id: str, to: str, reason: str) -> dict[str, Any]:
    """Ask another town to take a household over; numbers of people in the reason are masked."""
    kept = unit.households.get(id)
    refuse_erased(kept)
    if kept.state is HouseholdState.CLOSED:
        raise ProblemError(Problem("closed", _WORDS["closed"]))
    code = town_told(desk, to, pointer="/to")
    if code == kept.town:
        raise ProblemError(problem_at("conflict", "/to", _WORDS["same"]))
    if unit.transfers.open_of(id) is not None:
        raise ProblemError(Problem("conflict", _WORDS["open"]))
    own = unit.new_id()
    sealed = desk.seal_bytes(words_of(reason), own, "reason")
    asked = show(desk, unit.transfers.ask(id, own, code, sealed))
    add_if_danger(desk, unit, id, reason)
    return with_warnings(asked, doubts_in(reason, "/reason"))


def receiving(desk: Desk, id: str) -> Desk:
    """Return the desk at which the receiving side takes over a household: of both towns.

    It is the same caller at the same moment, who has to see the town that receives.
    """
    with desk.view() as unit:
        found = unit.transfers.get(id)
    if not desk.towns.include(found.to_town):
        raise ProblemError(Problem("not-allowed", _WORDS["side"]))
    towns = desk.caller.towns
    both = None if towns is None else towns | {found.from_town}
    return replace(desk, caller=replace(desk.caller, towns=both))


def accept(desk: Desk, unit: Unit, id: str) -> dict[str, Any]:
    """Take a household over, at a desk of both towns; it lives in the new one from now on."""
    found = _waiting(unit, id)
    if found.asked_by == desk.caller.id:
        raise ProblemError(Problem("conflict", _WORDS["oneself"]))
    kept = unit.households.get(found.household)
    if kept.state is HouseholdState.CLOSED:
        raise ProblemError(Problem("closed", _WORDS["closed-there"]))
    unit.households.take(kept.id, kept.version)
    decided = unit.transfers.decide(id, TransferState.ACCEPTED)
    unit.households.move(kept.id, found.to_town)
    towns = desk.office.matcher.catalogue.towns
    name = next((name for name, town in towns.items() if town.code == found.to_town), None)
    if name is not None:
        unit.facts.record(kept.id, NewFact(TOWN, name, SOURCE, desk.today))
    hear(desk, unit, kept.id)
    return show(desk, decided)


def refuse(desk: Desk, unit: Unit, id: str) -> dict[str, Any]:
    """Refuse to take a household over."""
    found = _waiting(unit, id)
    if not desk.towns.include(found.to_town):
        raise ProblemError(Problem("not-allowed", _WORDS["side"]))
    return show(desk, unit.transfers.decide(id, TransferState.REFUSED))


def withdraw(desk: Desk, unit: Unit, id: str) -> dict[str, Any]:
    """Take back what one's own side asked for."""
    found = _waiting(unit, id)
    if not desk.towns.include(found.from_town):
        raise ProblemError(Problem("not-allowed", _WORDS["asker"]))
    return show(desk, unit.transfers.decide(id, TransferState.WITHDRAWN))


def listed(
    desk: Desk, unit: Unit, limit: int, after: Cursor | None, state: str | None
) -> Page[dict[str, Any]]:
    """Return the transfers of either side, the newest first."""
    wanted = None if state is None else TransferState(state)
    page = unit.transfers.list(limit, after, wanted)
    rows = (show(desk, found, among_many=True) for found in page.rows)
    return Page(tuple(rows), page.after)


def show(desk: Desk, found: Transfer, *, among_many: bool = False) -> dict[str, Any]:
    """Return a transfer; both sides may read its reason."""
    reason = desk.open_or_tell(found.reason, found.id, "reason", among_many=among_many)
    catalogue = desk.office.matcher.catalogue
    return {
        "id": found.id,
        "household": found.household,
        "from": found.from_town,
        "from_name": town_name(found.from_town, catalogue),
        "to": found.to_town,
        "to_name": town_name(found.to_town, catalogue),
        "state": str(found.state),
        "reason": reason,
        "asked_by": found.asked_by,
        "asked_at": found.asked_at.isoformat(),
        "decided_by": found.decided_by,
        "decided_at": None if found.decided_at is None else found.decided_at.isoformat(),
    }


def _waiting(unit: Unit, id: str) -> Transfer:
    found = unit.transfers.get(id)
    if found.state is not TransferState.ASKED:
        raise ProblemError(Problem("conflict", _WORDS["decided"]))
    return found
