"""Corrections: what a person makes of a plan, each change with its reason, as a new version.

The plan that is corrected stays as it is. What is changed are its items and their order; offers,
questions and alerts stay the machine's advice. A change holds all that is needed to lay it on the
same plan once more: an added item is kept as it was told on that day.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from api.errors import Mend, Problem, ProblemError
from api.store.errors import ConflictError
from api.store.values import Plan
from api.usecases.desk import Desk
from api.usecases.explaining import Doubt, explain_household
from api.usecases.identities import Doubt as Warned
from api.usecases.identities import doubts_in
from api.usecases.ledgers import words_of
from api.usecases.makings import Making
from api.usecases.planning import (
    Asked,
    Corrected,
    Data,
    as_bytes,
    bytes_of,
    changes_of,
    entered,
    snapshot_of,
    stamp,
)
from matcher.errors import nearest
from matcher.needs import Household
from matcher.telling.documents import plan_data
from matcher.values import Plan as Matched
from matcher.values import Ranked, Status, Step, Verdict
from matcher.wording import Bilingual

Do = Literal["remove", "add", "reorder", "note"]
REFUSED = "refused"
"""The change that takes out what an office refused; it is made by a receipt, never asked for."""
_ORDER = (Status.ELIGIBLE, Status.UNKNOWN, Status.HELD, Status.INELIGIBLE)
_RULED_OUT = (Status.INELIGIBLE, Status.HELD)
_NOT_RANKED = -700.0  # log-odds of an item that no ranking put there: a score of 0
_WORDS = {
    "no-code": Bilingual("目录里没有 {code}", "the catalogue has no {code}"),
    "not-there": Bilingual("这份方案里没有 {code}", "{code} is not in this plan"),
    "there": Bilingual("这份方案里已经有 {code}", "{code} is in this plan already"),
    "twice": Bilingual("{code} 写了两次，只能有一个位置", "{code} stands twice: it has one place"),
    "no-member": Bilingual("这户没有这个成员", "the household has no such member"),
    "ruled-out": Bilingual(
        "按已知情况，{name}（{code}）{why}。仍要加入，请核对并写明理由，再确认一次",
        "by the known facts {name} ({code}) {why}. To add it all the same, look again, give the "
        "reason and confirm it once more",
    ),
    "by-api": Bilingual("（接口：despite_ineligible: true）", "(API: despite_ineligible: true)"),
    "ineligible": Bilingual("不符合条件", "is ruled out"),
    "held": Bilingual("已经在享受", "is held already"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One change that is asked for: of an item by its code, or of the order of `codes`.

    `at` is the rank at which an item is added (None: the last). `despite` confirms that an item
    is added although the facts rule it out.
    """

    do: Do
    reason: str
    code: str | None = None
    member: str | None = None
    at: int | None = None
    codes: tuple[str, ...] = ()
    despite: bool = False


def warnings_of(wanted: Sequence[Wanted]) -> tuple[Warned, ...]:
    """Return what is to be looked at in the reasons: numbers of people, which are masked."""
    reasons = enumerate(want.reason for want in wanted)
    return tuple(d for at, told in reasons for d in doubts_in(told, f"/changes/{at}/reason"))


def draft_correction(
    desk: Desk, making: Making, plan: tuple[str, int], wanted: Sequence[Wanted]
) -> Corrected:
    """Return what `wanted` makes of a plan (household, number); no unit is held meanwhile.

    Raises a conflict where another version has come between; a problem where a change does not
    fit the plan, or adds what the facts rule out without saying so.
    """
    household, number = plan
    with desk.view() as unit:
        corrected = unit.plans.get(household, number)
        newest = unit.plans.newest(household)
        told, asked = snapshot_of(desk, unit, corrected)
    if newest.number != number:
        raise ConflictError("plan", household, number, newest.number)
    data = json.loads(bytes_of(desk, corrected))
    changes = checked(wanted, data, Judge.of(making, told, asked))
    made = laid_on(data, changes, Hand(number, desk.caller.id, desk.at))
    return Corrected(corrected, as_bytes(made), changes)


def replayed(desk: Desk, base: bytes, corrections: Sequence[Plan]) -> bytes:
    """Return the bytes of a plan after corrections, oldest first, that were kept before."""
    data = json.loads(base)
    for plan in corrections:
        assert plan.correction is not None
        hand = Hand(plan.correction.of, plan.made_by, plan.made_at)
        data = laid_on(data, changes_of(desk, plan), hand)
    return as_bytes(data) if corrections else base


@dataclass(frozen=True, slots=True)
class Hand:
    """Who corrected which version, and when."""

    of: int
    by: str
    at: datetime


def laid_on(data: Data, changes: Sequence[Data], hand: Hand) -> Data:
    """Return a plan's data after changes; ranks follow the order, the history is told last."""
    items = list(data["items"])
    for change in changes:
        items = after(items, change)
    ranked = [{**item, "rank": rank} for rank, item in enumerate(items, start=1)]
    refused = [(c["code"], c["member"]) for c in changes if c["do"] == REFUSED]
    offers = [row for row in data["offers"] if (row["code"], row["member"]) not in refused]
    shown = [{n: v for n, v in change.items() if n != "item"} for change in changes]
    history = {"of": hand.of, "by": hand.by, "at": stamp(hand.at), "changes": shown}
    before = data.get("corrections", [])
    return {**data, "items": ranked, "offers": offers, "corrections": [*before, history]}


def after(items: list[Data], change: Data) -> list[Data]:
    """Return the items of a plan after one change."""
    match change["do"]:
        case "remove":
            return [item for item in items if item["code"] != change["code"]]
        case "refused":
            mine = (change["code"], change["member"])
            return [item for item in items if (item["code"], item["member"]) != mine]
        case "add":
            place = len(items) if change["at"] is None else change["at"] - 1
            return [*items[:place], change["item"], *items[place:]]
        case "reorder":
            first = {code: place for place, code in enumerate(change["codes"])}
            return sorted(items, key=lambda item: first.get(item["code"], len(first)))
        case _:
            return items


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """Who can say what an item would be for the household of a plan."""

    making: Making
    household: Household
    asked: Asked
    asking: Any

    @classmethod
    def of(cls, making: Making, told: Mapping[str, Any], asked: Asked) -> "Judge":
        """Return the judge for the ledger of a plan."""
        asking, household = entered(making.matcher, told, asked)
        return cls(making, household, asked, asking)

    def verdict(self, code: str, member: str | None) -> Verdict | None:
        """Return the verdict of an item for a member, for the likeliest where none is named.

        None where the item is for members and the household has none.
        """
        day = self.asking.day(self.household)
        found = self.making.matcher.verdicts_of(code, self.household, day)
        fit = [each for each in found if member is None or each.member in (None, member)]
        return min(fit, key=lambda each: _ORDER.index(each.status), default=None)

    def item(self, verdict: Verdict) -> Data:
        """Return an item as a plan tells it, with its verdict and reasons."""
        matcher, day = self.making.matcher, self.asking.day(self.household)
        plan = matcher.plan(self.household, day)
        step = _step(plan, verdict)
        whole = replace(plan, steps=(step,))
        data = plan_data(whole, self.household, matcher.catalogue, self.asked.lang, 1)
        item: Data = data["items"][0]
        return item

    def explained(self, verdict: Verdict) -> Data:
        """Return why a verdict is what it is, condition by condition."""
        doubt = Doubt(verdict.code, verdict.member)
        return explain_household(self.household, self.making.matcher, self.asking, doubt)


def checked(wanted: Sequence[Wanted], data: Data, judge: Judge) -> list[Data]:
    """Return changes as they are kept; a problem that names the first that does not fit."""
    items, kept = list(data["items"]), []
    for place, want in enumerate(wanted):
        change = _checked(place, want, [item["code"] for item in items], judge)
        items = after(items, change)
        kept.append(change)
    return kept


def _checked(place: int, want: Wanted, there: Sequence[str], judge: Judge) -> Data:
    change: Data = {"do": want.do, "code": want.code, "reason": words_of(want.reason)}
    match want.do:
        case "add":
            return {**change, **_added(place, want, there, judge)}
        case "reorder":
            for at, code in enumerate(want.codes):
                _demand(code in there, "not-there", place, code, there)
                _demand(code not in want.codes[:at], "twice", place, code)
            return {**change, "codes": list(want.codes)}
        case "remove":
            _demand(want.code in there, "not-there", place, want.code, there)
        case _:
            if want.code is not None:
                _demand(want.code in there, "not-there", place, want.code, there)
    return change


def _added(place: int, want: Wanted, there: Sequence[str], judge: Judge) -> Data:
    catalogue, code = judge.making.matcher.catalogue, want.code or ""
    known = {**catalogue.items, **catalogue.city_items}
    _demand(code in known, "no-code", place, code, list(known))
    _demand(code not in there, "there", place, code)
    if want.member is not None and judge.household.member(want.member) is None:
        raise _problem("unknown-member", "no-member", place, "member")
    verdict = judge.verdict(code, want.member)
    if verdict is None:
        raise _problem("unknown-member", "no-member", place, "member")
    if verdict.status in _RULED_OUT and not want.despite:
        raise _ruled_out(place, verdict, judge)
    item = {**judge.item(verdict), "by_hand": True}
    at = None if want.at is None else min(want.at, len(there) + 1)
    told = {"member": verdict.member, "status": str(verdict.status), "at": at}
    return {**told, "despite_ineligible": want.despite, "item": item}


def _step(plan: Matched, verdict: Verdict) -> Step:
    """Return the step of a plan for a verdict: its own where it has one, else a bare one."""
    for step in plan.steps:
        ranked = step.ranked
        if ranked.code == verdict.code and verdict.member in _whom(ranked.verdicts):
            others = tuple(e for e in ranked.verdicts if e.member != verdict.member)
            return replace(step, ranked=replace(ranked, verdict=verdict, others=others))
    bare = Ranked(verdict.code, verdict, (), _NOT_RANKED, 0.0, {}, {})
    return Step(len(plan.steps) + 1, bare)


def _whom(verdicts: Sequence[Verdict]) -> list[str | None]:
    return [verdict.member for verdict in verdicts]


def _ruled_out(place: int, verdict: Verdict, judge: Judge) -> ProblemError:
    name = judge.making.matcher.catalogue.item(verdict.code).name
    why = _WORDS[str(verdict.status)]
    text = _WORDS["ruled-out"]
    told = Bilingual(
        text.say("zh", name=name.zh, code=verdict.code, why=why.zh),
        text.say("en", name=name.en, code=verdict.code, why=why.en),
    )
    way = _WORDS["by-api"]
    mend = Mend(told, pointer=f"/changes/{place}/despite_ineligible")
    detail = Bilingual(f"{told.zh}{way.zh}", f"{told.en} {way.en}")
    more = {"verdict": judge.explained(verdict)}
    return ProblemError(Problem("ruled-out", detail, (mend,), more=more))


def _demand(
    holds: bool, words: str, place: int, code: str | None, known: Sequence[str] = ()
) -> None:
    if not holds:
        near = nearest(code, known) if code and known else None
        raise _problem("unknown-code" if known else "conflict", words, place, "code", code, near)


def _problem(
    kind: str,
    words: str,
    place: int,
    field: str,
    code: str | None = None,
    near: str | None = None,
) -> ProblemError:
    text = _WORDS[words]
    reason = text.filled(code=code)
    mend = Mend(reason, pointer=f"/changes/{place}/{field}", near=near)
    return ProblemError(Problem(kind, reason, (mend,)))
