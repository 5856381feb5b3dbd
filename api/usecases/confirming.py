"""Confirming a plan: what a person chose of it becomes the next version of the family's list.

The list is made outside of any unit and kept in one, as plans are. What was chosen, and which
entry stands for which code, is sealed apart from the list: the family's words hold no code.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from api.errors import Mend, Problem, ProblemError
from api.signing import mark
from api.store.canonical import digest
from api.store.errors import ConflictError
from api.store.reservations import OPEN
from api.store.store import Unit
from api.store.supply import ReservationState
from api.store.values import HouseholdState
from api.usecases.desk import UNOPENED, Desk
from api.usecases.ledgers import words_of
from api.usecases.makings import Making, supplied_as_then
from api.usecases.planning import bytes_of, entered, is_outdated, snapshot_of
from api.usecases.push_consent import may_push, refuse_taken_back
from api.usecases.receipts_read import outcomes_of
from api.usecases.supplying import supply_of_then
from matcher.errors import nearest
from matcher.files import load_everyday
from matcher.needs import Household
from matcher.planning.discretion import gives_no_clue, plain_household, quiet_needs, told_apart
from matcher.planning.happiness import (
    Confirmed,
    Family,
    HappinessList,
    happiness_list,
    list_data,
)
from matcher.planning.outcomes import ENDS, Heard, Outcome
from matcher.reading.everyday import Everyday
from matcher.telling.persons import called
from matcher.views import view
from matcher.wording import Bilingual

Data = dict[str, Any]
CONTENT = "content"
"""The field for which a list and what was confirmed are sealed."""
_STAYS = (Outcome.SERVED, Outcome.DECLINED)
_NOT_THERE = Bilingual("这份方案里没有 {code}", "{code} is not in this plan")
_TWICE = Bilingual("{code} 写了两次", "{code} stands twice")
_CLOSED = Bilingual(
    "这户的台账已关闭；重新打开后再确认方案", "this ledger is closed: open it again to confirm"
)
NONE_YET = "none"
"""What stands in the place of the last confirmation of a family that has none."""
_UNSEEN = Bilingual(
    "没有确认：您打开这页以后，有人（或您的另一个窗口）已经确认过清单。请核对下面的勾选，"
    "再点一次“确认”就以这里的为准",
    "Not confirmed: since you opened this page somebody (or another window of yours) has confirmed "
    "a list. Look at the ticks below; press again, and what stands here counts",
)
_OUTDATED = Bilingual(
    "台账在这版方案之后改过；请先重做方案，或看过后带上 stale: true 仍确认这一版",
    "the ledger was changed after this plan was made: make the plan anew, or look at it and "
    "confirm this one all the same with stale: true",
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person takes of a plan: codes in their order (None: all of it), the team, a note.

    `stale` says that they know that the ledger was changed since the plan was made. `last` is the
    confirmation that was the last when they looked (`NONE_YET`, or None: not asked).
    """

    items: Sequence[str] | None = None
    offers: Sequence[str] | None = None
    team: str | None = None
    note: str | None = None
    stale: bool = False
    last: str | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """A list that is made and not yet kept; `ledger` is what its plan was made of."""

    household: str
    plan: int
    choice: Data
    told: HappinessList
    ledger: Data
    may_be_stale: bool = False
    last: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What a confirmation is answered."""

    id: str
    data: Data


def draft_confirmation(
    desk: Desk, making: Making, plan: tuple[str, int], choice: Choice
) -> Drafted:
    """Return the list of a plan (household, number); no unit is held meanwhile.

    Raises a conflict where the plan is not the newest, a problem where it lacks what was chosen.
    """
    household, number = plan
    with desk.view() as unit:
        kept, newest = unit.plans.get(household, number), unit.plans.newest(household).number
        told, asked = snapshot_of(desk, unit, kept)
        supply = None if kept.made.supply is None else supply_of_then(unit, kept.made.supply)
        reserved = _reserved(desk, unit, household)
    if newest != number:
        raise ConflictError("plan", household, number, newest)
    making = supplied_as_then(making, supply)  # what was posted stands in no catalogue
    _, family = entered(making.matcher, told, asked)
    words = everyday_of(making.folder)
    confirmed = _confirmed(json.loads(bytes_of(desk, kept)), choice, family, words)
    confirmed = replace(confirmed, reserved=reserved)
    list_ = happiness_list(
        confirmed, _family(making, family, confirmed.on, words), making.matcher.catalogue, words
    )
    told_as = _choice_data(confirmed, choice)
    return Drafted(household, number, told_as, list_, told, choice.stale, choice.last)


def keep_confirmation(desk: Desk, unit: Unit, draft: Drafted) -> Listed:
    """Keep what was confirmed and its list; it stands in the feed where the family agreed.

    Raises a conflict where another plan has come between, or the plan rests on what the family
    no longer agrees to.
    """
    household = draft.household
    version = unit.lists.next_version(household)  # from here on no other plan or list comes between
    kept, newest = unit.households.get(household), unit.plans.newest(household).number
    if newest != draft.plan:
        raise ConflictError("plan", household, draft.plan, newest)
    if kept.state is not HouseholdState.ACTIVE:
        raise ProblemError(Problem("closed", _CLOSED))
    refuse_taken_back(kept.consent, draft.ledger)
    if not draft.may_be_stale and is_outdated(desk, unit, household, draft.ledger):
        raise ProblemError(Problem("outdated", _OUTDATED, (Mend(_OUTDATED, pointer="/stale"),)))
    _refuse_unseen(unit, draft)
    ids = _entry_ids(desk, unit, draft)
    confirmation, own = unit.new_id(), unit.new_id()
    rows = _entries(draft.told, ids)
    choice = {**draft.choice, "entries": rows, "left_out": list(draft.told.left_out)}
    sealed = desk.seal_bytes(json.dumps(choice, ensure_ascii=False), confirmation, CONTENT)
    unit.confirmations.add(household, confirmation, draft.plan, sealed)
    unit.signs.confirm(household, draft.plan)
    head = {"id": own, "household": household, "version": version}
    content = json.dumps({**head, **list_data(draft.told, ids)}, ensure_ascii=False)
    body = desk.seal_bytes(content, own, CONTENT)
    unit.lists.add(household, own, confirmation, digest(content.encode()), body)
    # an empty list says nothing to a family, but takes back what an earlier one says
    pushed = may_push(kept.consent) and (bool(draft.told.entries) or version > 1)
    if pushed:
        unit.feed.publish(household, own, version)
    return Listed(own, _answer(draft, confirmation, head, rows, pushed))


def _refuse_unseen(unit: Unit, draft: Drafted) -> None:
    found = unit.confirmations.newest(draft.household)
    if draft.last is not None and draft.last != (found.id if found else NONE_YET):
        raise ProblemError(Problem("conflict", _UNSEEN))


def choice_of(desk: Desk, unit: Unit, confirmation: str) -> Data:
    """Return what was confirmed: codes, team, note, and the entries with their codes."""
    kept = unit.confirmations.get(confirmation)
    found: Data = json.loads(desk.open_bytes(kept.content, kept.id, CONTENT))
    return found


def choice_or_told(desk: Desk, unit: Unit, confirmation: str) -> Data:
    """Return what was confirmed as a list of lists tells it: also that it cannot be opened."""
    kept = unit.confirmations.get(confirmation)
    told = desk.open_or_tell(kept.content, kept.id, CONTENT, among_many=True)
    if told == UNOPENED:
        return {"team": None, "note": UNOPENED, "left_out": [], "entries": []}
    found: Data = json.loads(told)
    return found


@dataclass(frozen=True, slots=True)
class Before:
    """The entries of a family's newest list, by code and member, and where entries stand."""

    entries: Mapping[tuple[str, str | None], Data]
    heard: Mapping[str, Heard]

    def entry_of(self, code: str, member: str | None) -> str:
        """Return the id of an entry of the newest list."""
        return str(self.entries[code, member]["entry"])

    def ended(self, code: str, member: str | None, needs: Sequence[str]) -> Outcome | None:
        """Return how what stands in the newest list ended, None where it did not for these needs.

        What was refused does not stay so: a plan has it again only for a reason that is new.
        """
        row = self.entries.get((code, member))
        heard = None if row is None else self.heard.get(row["entry"])
        if row is None or heard is None or heard.outcome not in _STAYS:
            return None
        return heard.outcome if set(needs) <= set(row["needs"]) else None


def before_this(desk: Desk, unit: Unit, household: str) -> Before:
    """Return what stands in a family's newest list, and what was heard of all its lists."""
    last = unit.confirmations.newest(household)
    rows = [] if last is None else choice_of(desk, unit, last.id)["entries"]
    return before_by(unit, household, rows)


def before_by(unit: Unit, household: str, rows: Sequence[Data]) -> Before:
    """Return the same where the entries of the newest list were opened already."""
    entries = {(row["code"], row["member"]): row for row in rows}
    return Before(entries, outcomes_of(unit, household))


@cache
def everyday_of(folder: Path) -> Everyday:
    """Return the everyday words of a catalogue's folder; read once."""
    return load_everyday(folder)


def lent_of(making: Making, rows: Sequence[Data]) -> frozenset[str]:
    """Return the codes of the offers of a plan that are lent to a family, not given."""
    words, known = everyday_of(making.folder), making.matcher.catalogue.offerings
    return frozenset(
        row["code"]
        for row in rows
        if words.is_lent(
            row["code"], known[row["code"]].name.zh if row["code"] in known else row["name"]
        )
    )


def _reserved(desk: Desk, unit: Unit, household: str) -> dict[str, date | None]:
    """Return until when a place of each offer, by its code, is kept for a household."""
    return {
        unit.offerings.of_reservation(each).code: (
            desk.office.local_day(each.until) if each.state is ReservationState.HELD else None
        )
        for each in reversed(unit.reservations.of(household))
        if each.state in OPEN
    }


def _confirmed(data: Data, choice: Choice, family: Household, words: Everyday) -> Confirmed:
    texts = {need.id: need.text for need in family.needs}
    team = None if choice.team is None else _rows(data["teams"], [choice.team], "/team")[0]
    return Confirmed(
        date.fromisoformat(data["as_of"]),
        _rows(data["items"], choice.items, "/items"),
        _rows(data["offers"], choice.offers, "/offers"),
        team,
        quiet_needs(data, texts, words.sensitive),
        apart=told_apart(data, words.sensitive),
    )


def _rows(rows: Sequence[Data], codes: Sequence[str] | None, place: str) -> list[Data]:
    if codes is None:
        return list(rows)
    known = {row["code"]: row for row in rows}
    for index, code in enumerate(codes):
        here = place if place == "/team" else f"{place}/{index}"
        if code not in known:
            raise _problem("unknown-code", _NOT_THERE, here, code, nearest(code, known))
        if code in codes[:index]:
            raise _problem("duplicate-id", _TWICE, here, code)
    return [known[code] for code in codes]


def _family(making: Making, household: Household, on: date, words: Everyday) -> Family:
    matcher = making.matcher
    catalogue = matcher.catalogue
    plain = plain_household(household, words.sensitive)

    def who(member: str | None) -> Bilingual:
        zh = called(household, member, catalogue.vocabulary, "zh")
        return Bilingual(zh, called(household, member, catalogue.vocabulary, "en"))

    def no_clue(code: str, member: str | None) -> bool:
        found, without = (matcher.verdicts_of(code, each, on) for each in (household, plain))
        return gives_no_clue(found, without, member)

    return Family(view(household, on, catalogue.derived), who, no_clue)


def _choice_data(confirmed: Confirmed, choice: Choice) -> Data:
    return {
        "items": [row["code"] for row in confirmed.items],
        "offers": [row["code"] for row in confirmed.offers],
        "team": choice.team,
        "note": None if choice.note is None else words_of(choice.note),
    }


def _entry_ids(desk: Desk, unit: Unit, draft: Drafted) -> list[str]:
    """Return an id for each entry, the same in every version.

    So a receipt for an old version counts for the entry as it stands. What was served or declined
    stays so where it is taken once more; what comes again after it was refused, for a new need,
    or after a list without it, begins anew under another id.
    """
    before = before_this(desk, unit, draft.household)
    ended = {entry for entry, heard in before.heard.items() if heard.outcome in ENDS}
    return [
        before.entry_of(each.code, each.member)
        if before.ended(each.code, each.member, each.needs)
        else next(
            id for id in _ids(desk, draft.household, each.code, each.member) if id not in ended
        )
        for each in draft.told.entries
    ]


def _ids(desk: Desk, *named: str | None) -> Iterator[str]:
    return (
        mark(desk.office.ring, "entry", json.dumps([*named, time]).encode()).hex()
        for time in count(1)
    )


def _entries(told: HappinessList, ids: Sequence[str]) -> list[Data]:
    return [
        {
            "entry": id,
            "kind": str(each.kind),
            "code": each.code,
            "member": each.member,
            "needs": list(each.needs),
        }
        for each, id in zip(told.entries, ids, strict=True)
    ]


def _answer(
    draft: Drafted, confirmation: str, head: Mapping[str, Any], rows: Sequence[Data], pushed: bool
) -> Data:
    return {
        "confirmation": confirmation,
        "plan": draft.plan,
        "list": head["id"],
        "version": head["version"],
        "entries": list(rows),
        "left_out": list(draft.told.left_out),
        "pushed": pushed,
    }


def _problem(
    kind: str, words: Bilingual, place: str, code: str, near: str | None = None
) -> ProblemError:
    reason = words.filled(code=code)
    return ProblemError(Problem(kind, reason, (Mend(reason, pointer=place, near=near),)))
