"""What persons made of a plan, laid on the next one where it still fits.

A plan that is made anew knows nothing of what somebody took out of the one before, added to it or
put in another order. That is their word and stands until they take it back: it becomes a
correction of the new plan, each change with its own reason and its author.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.errors import ProblemError
from api.store.errors import AbsentError
from api.store.values import Plan
from api.usecases.correcting import Judge, Wanted, after, checked
from api.usecases.desk import Desk
from api.usecases.histories import chain_of
from api.usecases.planning import Data, Draft, as_written, bytes_of, changes_of, stamp
from matcher.offerings import Catalogue
from matcher.wording import Bilingual

CARRIED = "carried"
"""The change that tells from which version the others come, and what fits no more."""
_PERSONS = ("remove", "add", "reorder")
_WHY = Bilingual("沿用第{n}版里由人作的改动", "what persons changed is that of version {n}")


@dataclass(frozen=True, slots=True)
class Carried:
    """The changes to lay on a new plan, none where there is nothing to carry.

    `of` is the number of the newest plan when that was worked out, 0 where there was none.
    """

    of: int
    changes: tuple[Data, ...] = ()


def carried_over(desk: Desk, draft: Draft) -> Carried:
    """Return what persons made of the newest plan, as far as it fits the draft of the next.

    It is judged by the ledger of the draft; no unit is held meanwhile.
    """
    with desk.view() as unit:
        try:
            chain = chain_of(unit, draft.household, unit.plans.newest(draft.household).number)
        except AbsentError:
            return Carried(0)
    newest = chain[-1]
    changes = _last_words(list(_of_persons(desk, chain[1:])))
    if not changes:
        return Carried(newest.number)
    judge = Judge.of(draft.made, *as_written(draft.snapshot))
    stood = [item["code"] for item in json.loads(bytes_of(desk, newest))["items"]]
    fit, gone = _fitting(changes, draft.data, judge, stood)
    reason = _WHY.say("zh", n=newest.number)  # in the language of ledgers
    head = {"do": CARRIED, "code": None, "reason": reason, "carried": _hand(newest), "gone": gone}
    return Carried(newest.number, (head, *fit))


def _of_persons(desk: Desk, corrections: Sequence[Plan]) -> Iterator[Data]:
    """Yield what persons changed, oldest first, each with its first author and version."""
    for plan in corrections:
        for change in changes_of(desk, plan):
            if change["do"] in _PERSONS:
                yield {"carried": _hand(plan), **change}


def _hand(plan: Plan) -> Data:
    return {"of": plan.number, "by": plan.made_by, "at": stamp(plan.made_at)}


def _last_words(changes: Sequence[Data]) -> list[Data]:
    """Return the last that was said of each item, and the last order with the reasons of all."""
    of_items = {c["code"]: c for c in changes if c["do"] != "reorder"}
    last = [change for change in changes if change is of_items.get(change["code"])]
    orders = [change for change in changes if change["do"] == "reorder"]
    if not orders:
        return last
    reasons = dict.fromkeys(change["reason"] for change in orders)
    return [*last, {**orders[-1], "reason": "；".join(reasons)}]


def _fitting(
    changes: Sequence[Data], data: Data, judge: Judge, stood: Sequence[str]
) -> tuple[list[Data], list[Data]]:
    """Return the changes as they are laid on a plan, and those that fit it no more."""
    matched = [item["code"] for item in data["items"]]
    items, fit, gone = list(data["items"]), [], []
    for change in changes:
        if change["do"] == "add":
            try:
                made = {**checked([_wanted(change)], {"items": items}, judge)[0]}
            except ProblemError as error:
                catalogue = judge.making.matcher.catalogue
                gone.append(_gone(change, error.problem.kind, catalogue))
                continue
        elif change["do"] == "reorder":
            made = {**change, "codes": _order([i["code"] for i in items], stood, matched)}
        else:
            made = change  # an item that is not there now stays out when it comes again
        made = {**made, "carried": change["carried"]}
        items = after(items, made)
        fit.append(made)
    return fit, gone


def _wanted(change: Data) -> Wanted:
    return Wanted(
        "add",
        change["reason"],
        change["code"],
        change["member"],
        change["at"],
        despite=change["despite_ineligible"],
    )


def _gone(change: Data, why: str, catalogue: Catalogue) -> Data:
    known = {**catalogue.items, **catalogue.city_items}.get(change["code"])
    name = change["item"]["name"] if known is None else known.name.zh
    return {"do": change["do"], "code": change["code"], "name": name, "why": why}


def _order(there: Sequence[str], stood: Sequence[str], matched: Sequence[str]) -> list[str]:
    """Return codes as they stood; what is new stays at the rank at which it was matched."""
    order = [code for code in stood if code in there]
    for place, code in enumerate(matched):
        if code in there and code not in stood:
            order.insert(place, code)
    return order
