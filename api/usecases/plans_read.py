"""A kept plan opened for a person to read: its data, the family it was made for, who made it."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

from api.errors import Problem, ProblemError
from api.store.errors import AbsentError
from api.store.store import Unit
from api.store.values import Cursor, Plan
from api.usecases.correcting import Judge
from api.usecases.desk import Desk
from api.usecases.drafting import drafted
from api.usecases.explaining import Doubt, explain_household
from api.usecases.histories import History, digests_of, versions
from api.usecases.makings import Digests, Making, making_of_then, supplied_as_then
from api.usecases.planning import (
    Asked,
    Data,
    bytes_of,
    changes_of,
    entered,
    snapshot_of,
)
from api.usecases.shown import show_row
from api.usecases.supplying import supply_of_then
from api.usecases.towns import town_in
from matcher.needs import Household
from matcher.wording import Bilingual, Lang

_AT_ONCE = 20
A_PROGRAM = Bilingual("平台或程序", "a program")
"""What stands in the place of a key's id, as an author."""
_ALL = 1_000
"""More items than the two lists have."""
_NO_PLAN = Bilingual(
    "这户还没有方案：请在“各版方案”页（/households/…/plans）点“做第一版方案”",
    "this family has no plan yet: press “Make the first plan” on the page of its versions, "
    "/households/…/plans",
)


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """One version of a kept plan.

    `told` is the ledger it was made from, in the input form, `family` the same as the matcher
    reads it. `changes` are what a person changed in this version; `newest` is the number of the
    household's newest plan and `town` the code of its town.
    """

    household: str
    town: str
    number: int
    newest: int
    made_by: str
    made_at: datetime
    with_what: Digests
    data: Data
    told: Data
    asked: Asked
    family: Household
    changes: tuple[Data, ...]
    corrects: int | None

    @property
    def is_newest(self) -> bool:
        """Say whether this is the version that counts."""
        return self.number == self.newest


def open_plan(
    desk: Desk, unit: Unit, making: Making, household: str, number: int | None = None
) -> Opened:
    """Return a version of a household's plan, the newest where none is named.

    Of a household that has none yet the problem says how the first is made.
    """
    newest = _newest(unit, household)
    plan = newest if number is None else unit.plans.get(household, number)
    told, asked = snapshot_of(desk, unit, plan)
    return Opened(
        household=household,
        town=unit.households.get(household).town,
        number=plan.number,
        newest=newest.number,
        made_by=plan.made_by,
        made_at=plan.made_at,
        with_what=digests_of(plan.made),
        data=json.loads(bytes_of(desk, plan)),
        told=told,
        asked=asked,
        family=entered(making.matcher, told, asked)[1],
        changes=tuple(changes_of(desk, plan)),
        corrects=_corrected(plan),
    )


def _newest(unit: Unit, household: str) -> Plan:
    try:
        return unit.plans.newest(household)
    except AbsentError:
        unit.households.get(household)  # absent itself, or of another town: that is told alone
        raise ProblemError(Problem("absent", _NO_PLAN)) from None


def _corrected(plan: Plan) -> int | None:
    return None if plan.correction is None else plan.correction.of


def in_language(desk: Desk, opened: Opened, making: Making, lang: Lang) -> Data:
    """Return a plan's data in a language: as it is kept, or its texts told once more.

    What it holds and in which order is always that of the kept bytes. A text that the catalogue
    of today no longer tells stays as it was kept.
    """
    if lang == opened.asked.lang:
        return opened.data
    making = _supplied(desk, making, opened.with_what.supply)
    asked = replace(opened.asked, lang=lang, top=_ALL)
    again, kept = drafted(desk, making, opened.told, asked), opened.data
    judge = Judge.of(making, opened.told, asked)
    texts = {(item["code"], item["member"]): item for item in again["items"]}
    items = [
        _told_again(item, texts.get((item["code"], item["member"])) or _by_hand(item, judge))
        for item in kept["items"]
    ]
    offers = {offer["code"]: offer for offer in again["offers"]}
    same = opened.with_what == making.digests
    rest = {name: again[name] for name in again if same and name not in ("items", "offers")}
    told = [_told_again(offer, offers.get(offer["code"])) for offer in kept["offers"]]
    return {**kept, **rest, "items": items, "offers": told}


def _supplied(desk: Desk, making: Making, supply: str | None) -> Making:
    """Return a making that knows what charities had posted for a plan, where it is kept."""
    if supply is None:
        return making
    with suppress(ProblemError), desk.view() as unit:
        return supplied_as_then(making, supply_of_then(unit, supply))
    return making


def _by_hand(item: Data, judge: Judge) -> Data | None:
    """Return an item that a person added, told by the rules of today; None where it is gone."""
    with suppress(LookupError):
        verdict = judge.verdict(item["code"], item["member"])
        return None if verdict is None else judge.item(verdict)
    return None


_OF_THE_KEPT = ("rank", "score", "needs", "status", "missing", "parts", "by_hand", "remaining")


def _told_again(kept: Data, again: Data | None) -> Data:
    if again is None:
        return kept
    own = {name: kept[name] for name in _OF_THE_KEPT if name in kept}
    return {**kept, **again, **own}


def judged(opened: Opened, making: Making, code: str, lang: Lang, today: date) -> Data:
    """Return why an item or an offering is or is not for the family of a plan.

    By the rules that the plan was made with, where they are still here; else by those of today.
    """
    by = making
    with suppress(ProblemError):
        by = making_of_then(making, opened.with_what, today)
    asking, family = entered(by.matcher, opened.told, replace(opened.asked, lang=lang))
    return explain_household(family, by.matcher, asking, Doubt(code))


def names_of_people(desk: Desk, actors: Iterable[str], lang: Lang) -> dict[str, str]:
    """Return by what names the audit's actors sign in; of keys that they are a program's."""
    found: dict[str, str] = {}
    with desk.of_the_city().view() as unit:
        for actor in dict.fromkeys(actors):
            kind, _, own = actor.partition(":")
            found[actor] = actor
            if kind == "key":
                found[actor] = A_PROGRAM.say(lang)
            elif kind == "account":
                with suppress(AbsentError):
                    found[actor] = unit.accounts.get(own).name
    return found


def some_versions(desk: Desk, unit: Unit, household: str, before: int | None) -> History:
    """Return versions of a plan, newest first: those below number `before` where one is named."""
    after = None if before is None else Cursor(desk.at, str(before))
    return versions(desk, unit, household, _AT_ONCE, after)


def described(desk: Desk, unit: Unit, household: str, lang: Lang) -> str:
    """Return a family in few words: its town and whoever is in it, masked."""
    told = show_row(desk, unit, unit.households.get(household))
    town = town_in(told["town"], desk.office.matcher.catalogue, lang)
    return " · ".join([town, *(member["name"] for member in told["members"] if member["name"])])


def put_print_on_record(desk: Desk, household: str, number: int | None) -> None:
    """Put on record that somebody took a plan (None: the family's list) away as a file."""
    with desk.unit() as unit:
        town = unit.households.get(household).town
        if number is None:
            unit.audit.record("list.print", household, {}, town)
        else:
            unit.audit.record("plan.print", f"{household}/{number}", {"number": number}, town)
