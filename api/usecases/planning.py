"""Plans of kept households: matched outside of any unit, kept in one, served as their bytes."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from api.errors import Problem, ProblemError
from api.store.canonical import digest
from api.store.errors import ConflictError
from api.store.store import Unit
from api.store.values import (
    Body,
    Correction,
    HouseholdState,
    Made,
    NeedState,
    Plan,
    Sealed,
)
from api.usecases.desk import Desk
from api.usecases.had_already import had_already
from api.usecases.ledgers import WAITING, refuse_erased, told_of
from api.usecases.makings import Making, keep_catalogue, live_making
from api.usecases.matching import Asking, match_all, read
from api.usecases.quoting import as_may_be_read
from api.usecases.supplying import keep_supply
from api.usecases.to_ask import Place, counts_of, unclear_of
from matcher.errors import HouseholdError
from matcher.needs import Held, Household
from matcher.pipeline.matcher import Matcher
from matcher.reading.households import Refused
from matcher.wording import Bilingual, Lang

PLAN, REASON, SNAPSHOT = "plan", "reason", "snapshot"
"""The fields for which a plan's bytes, a correction and a ledger's snapshot are sealed."""
MADE, CORRECTED = "plan.made", "plan.corrected"
"""The kinds of events that tell of a new plan; they carry ids and nothing else."""
Data = dict[str, Any]
_CLOSED = Bilingual(
    "这户的台账已关闭；重新打开后再做方案", "this ledger is closed: open it again to make a plan"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """How a plan was asked for: the day (None: the ledger's), the language, how many items.

    `had` is what charities had brought to the household by then: it is not offered again.
    """

    on: date | None = None
    lang: Lang = "zh"
    top: int = 20
    had: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan that is matched and not yet kept.

    `version` is the household's at the moment its ledger was read, `snapshot` what was matched.
    """

    household: str
    version: int
    snapshot: str
    data: Data
    content: bytes
    made: Making


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a person made of a plan, not yet kept: the new bytes, and the changes as they were."""

    plan: Plan
    content: bytes
    changes: Sequence[Data]


@dataclass(frozen=True, slots=True)
class Served:
    """A kept plan as it is served: its number, its bytes and their digest."""

    number: int
    digest: str
    content: bytes


def draft_plan(desk: Desk, making: Making, household: str, asked: Asked) -> Draft:
    """Return a household's plan by its ledger and the supply as they stand at one moment.

    No unit is held while it is matched.
    """
    with desk.view() as unit:
        version = active_version(unit, household)
        told = told_of(desk, unit, household)
        asked = replace(asked, had=had_already(desk, unit, told))
        live = live_making(making, unit)
    keep_catalogue(making)
    snapshot = written(told, asked)
    data = matched(live.matcher, told, asked)
    return Draft(household, version, snapshot, data, as_bytes(data), live)


def keep_plan(desk: Desk, unit: Unit, draft: Draft) -> Served:
    """Keep a draft as the household's newest plan, with its ledger, its event, its needs' state.

    Raises a conflict where the ledger was changed since the draft was made.
    """
    household = draft.household
    number = unit.plans.next_number(household)  # from here on nobody else's plan comes between
    version = active_version(unit, household)
    if version != draft.version:
        raise ConflictError("household", household, draft.version, version)
    own, ring, digests = unit.new_id(), desk.office.ring, draft.made.digests
    sealed = Sealed(desk.seal_bytes(draft.snapshot, own, SNAPSHOT), ring.active.id)
    ledger = unit.ledgers.add(household, own, digest(draft.snapshot.encode()), sealed)
    supply = None if draft.made.supply is None else keep_supply(unit, draft.made.supply)
    made = Made(ledger.number, digests.catalogue, digests.figures, digests.ranker, supply)
    plan = unit.plans.add(household, made, sealed_body(desk, household, number, draft.content))
    _tell(unit, MADE, plan)
    unclear = unclear_of(unit.facts.of(household))
    unit.signs.put(household, signs_of(number, draft.data, unclear))
    unit.signs.hear(household, len(draft.data["alerts"]))
    settle_needs(unit, household, served_by(draft.data))
    return Served(number, *as_may_be_read(desk, plan.body.digest, draft.content))


def keep_correction(desk: Desk, unit: Unit, draft: Corrected) -> Served:
    """Keep what a person made of a plan as the newest one; a conflict where another came between.

    What they changed and why is sealed beside it, so that it can be laid on the plan once more.
    """
    household, content = draft.plan.household, draft.content
    number = unit.plans.next_number(household)
    told = json.dumps(list(draft.changes), ensure_ascii=False)
    reason = desk.seal_bytes(told, row_of(household, number), REASON)
    body = sealed_body(desk, household, number, content)
    correction = Correction(draft.plan.number, reason)
    plan = unit.plans.add(household, draft.plan.made, body, correction)
    _tell(unit, CORRECTED, plan)
    data = json.loads(content)
    unit.signs.put(household, signs_of(number, data, unclear_of(unit.facts.of(household))))
    settle_needs(unit, household, served_by(data))
    return Served(number, *as_may_be_read(desk, plan.body.digest, content))


def signs_of(number: int, data: Mapping[str, Any], unclear: Collection[Place]) -> Mapping[str, int]:
    """Return what the work list has to know of a plan, in counts; `unclear` nobody can tell."""
    return {
        "plan": number,
        "items": len(data["items"]),
        **counts_of(data["questions"], unclear),
        "uncovered": len(data["uncovered_needs"]),
    }


def settle_needs(unit: Unit, household: str, served: frozenset[str]) -> None:
    """Make needs planned that the newest plan serves, and open those that it does not.

    What was served or withdrawn is a person's word and stays. A plan of then may serve what
    somebody needed who has left since: no plan does that any more.
    """
    here = {None, *(member.id for member in unit.members.of(household))}
    wanted = {}
    for need in unit.needs.of(household, *WAITING):
        is_planned = need.id in served and need.member in here
        if is_planned != (need.state is NeedState.PLANNED):
            wanted[need.id] = NeedState.PLANNED if is_planned else NeedState.OPEN
    if wanted:
        unit.households.take(household, unit.households.get(household).version)
        for id, state in wanted.items():
            unit.needs.set_state(id, state)


def matched(matcher: Matcher, told: Mapping[str, Any], asked: Asked) -> Data:
    """Return the plan of a household in the input form: the data of `xingfu match --json`.

    HouseholdError where the catalogue's vocabulary does not take it.
    """
    asking, entry = entered(matcher, told, asked)
    return next(match_all([entry], matcher, asking)).data


def entered(matcher: Matcher, told: Mapping[str, Any], asked: Asked) -> tuple[Asking, Household]:
    """Return how a plan is asked for and the household, read by the matcher's catalogue.

    Of what it had, the codes that the catalogue has no more are nothing that could be offered.
    """
    asking = Asking(date.fromisoformat(told["as_of"]), asked.on, asked.lang, asked.top)
    entry = read([(1, json.dumps(told, ensure_ascii=False))], matcher, asking)[0]
    if isinstance(entry, Refused):
        raise HouseholdError(entry.fault)
    had = (held for held in asked.had if held.code in matcher.catalogue.offerings)
    return asking, replace(entry, receiving=(*entry.receiving, *had))


def as_bytes(data: Mapping[str, Any]) -> bytes:
    """Return a plan as it is served: one line of JSON, as the command line prints it."""
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")


def served_by(data: Mapping[str, Any]) -> frozenset[str]:
    """Return the needs that an item or an offer of a plan serves."""
    rows = (*data["items"], *data["offers"])
    return frozenset(need for row in rows for need in row["needs"])


def bytes_of(desk: Desk, plan: Plan) -> bytes:
    """Return the served bytes of a kept plan."""
    if plan.body.key_id is None:
        return plan.body.content
    row = row_of(plan.household, plan.number)
    return desk.open_bytes(plan.body.content, row, PLAN).encode()


def snapshot_of(desk: Desk, unit: Unit, plan: Plan) -> tuple[Data, Asked]:
    """Return the ledger from which a plan was made, and how it was asked for."""
    kept = unit.ledgers.snapshot(plan.household, plan.made.ledger)
    return as_written(desk.open(kept))


def is_outdated(desk: Desk, unit: Unit, household: str, then: Data) -> bool:
    """Say whether a household's ledger says something else than `then`, of which a plan is."""
    now = told_of(desk, unit, household)
    return {**then, "as_of": None} != {**now, "as_of": None}  # another day alone is no change


def changes_of(desk: Desk, plan: Plan) -> list[Data]:
    """Return what a person changed in a plan and why; nothing for one that was matched."""
    if plan.correction is None:
        return []
    row = row_of(plan.household, plan.number)
    found: list[Data] = json.loads(desk.open_bytes(plan.correction.reason, row, REASON))
    return found


def sealed_body(desk: Desk, household: str, number: int, content: bytes) -> Body:
    """Return a plan's bytes sealed for its number."""
    sealed = desk.seal_bytes(content.decode(), row_of(household, number), PLAN)
    return Body(sealed, digest(content), desk.office.ring.active.id)


def row_of(household: str, number: int) -> str:
    """Return the name of a plan's row, as the audit has it."""
    return f"{household}/{number}"


def stamp(at: datetime) -> str:
    """Return a moment as JSON has it."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def written(told: Mapping[str, Any], asked: Asked) -> str:
    """Return what is kept of a ledger with a plan: the household as told, and how it was asked."""
    on = None if asked.on is None else asked.on.isoformat()
    how: Data = {"on": on, "lang": asked.lang, "top": asked.top}
    if asked.had:
        how["had"] = [[held.code, held.member] for held in asked.had]
    return json.dumps({"household": told, "asked": how}, ensure_ascii=False)


def as_written(snapshot: str) -> tuple[Data, Asked]:
    """Return the household and how it was asked for, as `written` wrote them."""
    told = json.loads(snapshot)
    asked, on = told["asked"], told["asked"]["on"]
    day = None if on is None else date.fromisoformat(on)
    had = tuple(Held(code, member) for code, member in asked.get("had", ()))
    return told["household"], Asked(day, asked["lang"], asked["top"], had)


def active_version(unit: Unit, household: str) -> int:
    """Return the version of a household whose ledger is open; a conflict where it is closed.

    Gone where it was erased.
    """
    found = unit.households.get(household)
    refuse_erased(found)
    if found.state is not HouseholdState.ACTIVE:
        raise ProblemError(Problem("conflict", _CLOSED))
    return found.version


def _tell(unit: Unit, kind: str, plan: Plan) -> None:
    event = {"event": kind, "household": plan.household, "plan": plan.number}
    unit.outbox.put(kind, json.dumps(event).encode(), plan.household)
