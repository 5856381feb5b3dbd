"""Receipts taken in: each counts once, and what follows from it is done in the same unit.

`served` closes a need in the ledger once every entry that serves it has ended; `refused` matches
the family again, without what was refused; `declined` opens a need that nothing else serves. The
place that is held for an entry goes with it: given back, or used. The rest is kept and shown. What
a reason tells of danger is heard as all words of a family are.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from api.errors import Mend, Problem, ProblemError
from api.store.errors import AbsentError, ConflictError
from api.store.lists import HappinessList
from api.store.receipts import NewReceipt, Receipt
from api.store.store import Unit
from api.store.values import HouseholdState, NeedState
from api.usecases.carrying import Carried, carried_over
from api.usecases.confirming import CONTENT, choice_of
from api.usecases.desk import Desk
from api.usecases.ledgers import words_of
from api.usecases.lists_read import list_in_view
from api.usecases.makings import Making
from api.usecases.needs_book import add_if_danger
from api.usecases.places import settle_place
from api.usecases.planning import Asked, Draft, draft_plan, snapshot_of, stamp
from api.usecases.receipts_read import OF_THE_WHOLE, heard_of, outcomes_of
from api.usecases.refusals import (
    Refusal,
    facts_mark,
    keep_plan_without_refused,
)
from matcher.errors import HouseholdError
from matcher.planning.happiness import Kind
from matcher.planning.outcomes import Become, Heard, Outcome, needs_after, standing
from matcher.wording import Bilingual

Data = dict[str, Any]
_AHEAD = timedelta(days=1)
"""So far a sender's clock may go ahead of ours."""
_OF_WHOLE = (Outcome.DELIVERED, Outcome.READ)
_NO_ENTRY = Bilingual("这份清单里没有这一条", "the list has no such entry")
_WHICH = Bilingual(
    "请写明是哪一条；只有 delivered 和 read 可以说整份清单",
    "say of which entry; only delivered and read may be of the whole list",
)
_TO_COME = Bilingual("时间还没到", "is a moment to come")
_REUSED = Bilingual(
    "这个编号已用于这份清单的另一条回执；请换一个新编号",
    "this id belongs to another receipt for this list: use a new one",
)


@dataclass(frozen=True, slots=True)
class Told:
    """A receipt as it is sent: `id` is the sender's own."""

    id: str
    entry: str | None
    outcome: Outcome
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was matched ahead of a unit, for a receipt that asks for it; None: nothing to keep."""

    draft: Draft | None = None
    is_tried: bool = False
    carried: Carried | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """Where a receipt is taken; `is_away` where its family has moved out of the sender's towns."""

    desk: Desk
    is_away: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """What a receipt is answered, and whether it was known."""

    household: str
    data: Data
    is_new: bool


def counter_for(desk: Desk, list_id: str) -> Counter:
    """Return where a receipt for a list is taken: also where its family lives now.

    Only for a list that was told to the sender's towns, whose family was handed over since: the
    sender is let report on what it was given, and sees nothing of the other town.
    """
    with desk.view() as unit:
        told = unit.feed.of_list(list_id)
    if told is None or desk.caller.towns is None:
        return Counter(desk)
    with desk.of_the_city().view() as unit:
        try:
            home = unit.households.get(told.household)
        except AbsentError:
            return Counter(desk)
    if home.town in desk.caller.towns:
        return Counter(desk)
    both = replace(desk.caller, towns=desk.caller.towns | {home.town})
    return Counter(replace(desk, caller=both), is_away=True)


def prepare(desk: Desk, making: Making, list_id: str, told: Told) -> Prepared:
    """Match the family again where a receipt says that something was refused; no unit is held."""
    if told.outcome is not Outcome.REFUSED:
        return Prepared()
    with desk.view() as unit:
        kept = list_in_view(desk, unit, list_id, is_late=True)
        known = unit.receipts.find(list_id, desk.caller.id, told.id)
        if known or not _is_to_match(desk, unit, kept, told):
            return Prepared()
        _, asked = snapshot_of(desk, unit, unit.plans.newest(kept.household))
    try:
        draft = draft_plan(desk, making, kept.household, Asked(None, asked.lang, asked.top))
    except HouseholdError:  # a ledger that the catalogue no longer takes waits for a person
        return Prepared(is_tried=True)
    return Prepared(draft, is_tried=True, carried=carried_over(desk, draft))


def receive(counter: Counter, unit: Unit, list_id: str, told: Told, prepared: Prepared) -> Received:
    """Keep a receipt with all that follows from it; what came before is answered as then.

    Whose family moved away is not told what followed from it, nor what others said. Numbers of
    people in its reason are masked before anything is made of it. Raises a conflict where the
    family has to be matched again and `prepared` is not for that.
    """
    desk = counter.desk
    told = replace(told, reason=None if told.reason is None else words_of(told.reason))
    kept = list_in_view(desk, unit, list_id, is_late=True)
    unit.lists.next_version(kept.household)  # from here on no other receipt comes between
    before = unit.receipts.find(list_id, desk.caller.id, told.id)
    if before is not None:
        return Received(kept.household, _known(desk, before, told), is_new=False)
    entry = _entry_of(desk, unit, kept, told)
    _refuse_to_come(desk, told)
    was = outcomes_of(unit, kept.household)
    own, receipt = unit.new_id(), Heard(told.entry or OF_THE_WHOLE, told.outcome, told.at, "~")
    now = standing([*was.values(), receipt])
    done: Data = {"needs": {}, "plan": None}
    facts = None
    if _is_to_match(desk, unit, kept, told):
        if not prepared.is_tried:
            version = unit.households.get(kept.household).version
            raise ConflictError("household", kept.household, version, version)
        if prepared.draft is not None:
            facts = facts_mark(desk, prepared.draft.snapshot)
            done["plan"] = _matched_again(desk, unit, entry, told, prepared)
    if now[receipt.entry] == receipt:
        to = (Become.SERVED,) if done["plan"] else tuple(Become)  # a new plan says what is open
        done["needs"] = _settled(desk, unit, kept, entry, now, to)
        settle_place(unit, kept.household, entry["code"], told.outcome, at=told.at)
    add_if_danger(desk, unit, kept.household, told.reason)
    answer = _answer(told, list_id, now[receipt.entry].outcome, done)
    if counter.is_away:
        answer |= _seen_from_away(desk, unit, list_id, receipt)
    content = {"code": entry["code"], "member": entry["member"], "reason": told.reason}
    sealed = desk.seal_bytes(json.dumps({**content, "answer": answer}), own, CONTENT)
    unit.receipts.add(
        kept.household,
        own,
        NewReceipt(list_id, told.id, receipt.entry, str(told.outcome), told.at, sealed, facts),
    )
    return Received(kept.household, answer, is_new=True)


def _is_to_match(desk: Desk, unit: Unit, kept: HappinessList, told: Told) -> bool:
    """Say whether a receipt newly says that an entry was refused, of a family that is matched."""
    if told.outcome is not Outcome.REFUSED or not told.entry:
        return False
    if unit.households.get(kept.household).state is not HouseholdState.ACTIVE:
        return False
    rows = choice_of(desk, unit, kept.confirmation)["entries"]
    if not any(row["entry"] == told.entry and row["kind"] != Kind.TEAM for row in rows):
        return False
    heard = [heard_of(each) for each in unit.receipts.of(kept.household)]
    mine = Heard(told.entry, told.outcome, told.at, "~")
    was = standing(heard).get(told.entry)
    is_news = was is None or was.outcome is not Outcome.REFUSED
    return is_news and standing([*heard, mine])[told.entry] == mine


def _matched_again(desk: Desk, unit: Unit, entry: Data, told: Told, prepared: Prepared) -> int:
    assert prepared.draft is not None
    draft, carried = prepared.draft, prepared.carried
    day = desk.office.local_day(told.at).isoformat()
    refused = Refusal(entry["code"], entry["member"], day, told.reason)
    return keep_plan_without_refused(desk, unit, draft, (refused,), carried).number


def _settled(
    desk: Desk,
    unit: Unit,
    kept: HappinessList,
    entry: Data,
    now: Mapping[str, Heard],
    to: Collection[Become],
) -> dict[str, str]:
    """Set the needs of an entry to what they have become, of `to`; return those that changed."""
    if not entry["needs"] or unit.households.get(kept.household).state is not HouseholdState.ACTIVE:
        return {}
    outcomes = {name: heard.outcome for name, heard in now.items()}
    become = needs_after(_serving(desk, unit, kept, entry), outcomes)
    changed = {}
    for need in unit.needs.of(kept.household, NeedState.OPEN, NeedState.PLANNED):
        wanted = become.get(need.id) if need.id in entry["needs"] else None
        state = NeedState.SERVED if wanted is Become.SERVED else NeedState.OPEN
        if wanted in to and need.state is not state:
            changed[need.id] = state
    if changed:
        version = unit.households.get(kept.household).version
        unit.households.take(kept.household, version)
        for id, state in changed.items():
            unit.needs.set_state(id, state)
    return {id: str(state) for id, state in changed.items()}


def _serving(
    desk: Desk, unit: Unit, kept: HappinessList, entry: Data
) -> list[tuple[str, list[str]]]:
    """Return the entries that serve a family's needs: those of its newest list, and this one."""
    newest = unit.lists.newest(kept.household) or kept
    rows = {row["entry"]: row for row in choice_of(desk, unit, newest.confirmation)["entries"]}
    rows.setdefault(entry["entry"], entry)
    return [(name, row["needs"]) for name, row in rows.items()]


def _entry_of(desk: Desk, unit: Unit, kept: HappinessList, told: Told) -> Data:
    if told.entry is None:
        if told.outcome not in _OF_WHOLE:
            raise _problem("missing-field", _WHICH, "/entry")
        return {"entry": OF_THE_WHOLE, "code": None, "member": None, "needs": []}
    rows: list[Data] = choice_of(desk, unit, kept.confirmation)["entries"]
    found = next((row for row in rows if row["entry"] == told.entry), None)
    if found is None:
        raise _problem("unknown-value", _NO_ENTRY, "/entry")
    return found


def _known(desk: Desk, before: Receipt, told: Told) -> Data:
    kept = json.loads(desk.open_bytes(before.content, before.id, CONTENT))
    was = (before.entry, before.kind, before.at, kept["reason"])
    same = was == (told.entry or OF_THE_WHOLE, told.outcome, told.at, told.reason)
    if not same:
        raise ProblemError(Problem("key-reused", _REUSED, (Mend(_REUSED, pointer="/id"),)))
    answer: Data = kept["answer"]
    return answer


def _refuse_to_come(desk: Desk, told: Told) -> None:
    if told.at > desk.at + _AHEAD:
        raise _problem("out-of-range", _TO_COME, "/at")


def _answer(told: Told, list_id: str, state: Outcome, done: Data) -> Data:
    return {
        "id": told.id,
        "list": list_id,
        "entry": told.entry,
        "kind": str(told.outcome),
        "at": stamp(told.at),
        "state": str(state),
        **done,
    }


def _seen_from_away(desk: Desk, unit: Unit, list_id: str, receipt: Heard) -> Data:
    """Return what the sender knows anyhow: where the entry stands by its own receipts."""
    own = [
        heard_of(each)
        for each in unit.receipts.of(unit.lists.get(list_id).household)
        if each.list == list_id and each.sent_by == desk.caller.id
    ]
    state = standing([*own, receipt])[receipt.entry].outcome
    return {"state": str(state), "needs": {}, "plan": None}


def _problem(kind: str, words: Bilingual, place: str) -> ProblemError:
    return ProblemError(Problem(kind, words, (Mend(words, pointer=place),)))
