"""What was refused is not offered again while the facts are those of then.

A plan is matched as ever and stays as the matcher made it; what was refused is taken out by a
correction, with the reason, as its next version. So both can be worked out again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.signing import mark
from api.store.errors import ConflictError
from api.store.receipts import Receipt
from api.store.store import Unit
from api.usecases.carrying import Carried
from api.usecases.correcting import REFUSED, Hand, laid_on
from api.usecases.desk import Desk
from api.usecases.planning import (
    Corrected,
    Data,
    Draft,
    Served,
    as_bytes,
    keep_correction,
    keep_plan,
)
from api.usecases.receipts_read import outcomes_of
from matcher.planning.outcomes import Outcome
from matcher.wording import Bilingual, Lang

CONTENT = "content"
_WHY = Bilingual("{day} 回执：没有获批", "receipt of {day}: it was not granted")
_WITH_REASON = Bilingual("{told}。{reason}", "{told}. {reason}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """That a code was refused to a member (None: the household), on which day, and why if told."""

    code: str
    member: str | None
    day: str
    reason: str | None

    def told(self, lang: Lang) -> str:
        """Return it as a sentence; the reason stays in the words of who told it."""
        first = _WHY.say(lang, day=self.day)
        return first if not self.reason else _WITH_REASON.say(lang, told=first, reason=self.reason)


def facts_mark(desk: Desk, snapshot: str) -> str:
    """Return what tells the facts of a ledger from others; nothing can be read from it.

    The needs are no part of it: new words alone change nobody's mind about an application.
    """
    told = json.loads(snapshot)["household"]
    facts = {name: told[name] for name in ("facts", "members", "receiving")}
    content = json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()
    return mark(desk.office.ring, "facts", content).hex()


def standing_refusals(
    desk: Desk, unit: Unit, household: str, facts: str | None = None
) -> tuple[Refusal, ...]:
    """Return what stands refused of a household, oldest first.

    Of facts that have this mark alone; of whatever facts where none is given.
    """
    refused = [each for each in unit.receipts.of(household) if each.kind == Outcome.REFUSED]
    if not refused:
        return ()  # as with most families: nothing is read once more
    now = outcomes_of(unit, household)
    return tuple(
        _refusal(desk, kept)
        for kept in refused
        if facts in (None, kept.facts) and now[kept.entry].outcome is Outcome.REFUSED
    )


def keep_plan_without_refused(
    desk: Desk,
    unit: Unit,
    draft: Draft,
    more: tuple[Refusal, ...] = (),
    carried: Carried | None = None,
) -> Served:
    """Keep a draft as `keep_plan` does; what stands refused (and `more`) is taken out of it.

    What persons made of the plan before (`carried`) is laid on it first. The plan that is returned
    stands as the newest. Raises a conflict where another plan has come since that was worked out.
    """
    household = draft.household
    last = unit.plans.next_number(household) - 1
    if carried is not None and carried.of != last:
        raise ConflictError("household", household, draft.version, draft.version)
    served = keep_plan(desk, unit, draft)
    standing = standing_refusals(desk, unit, household, facts_mark(desk, draft.snapshot))
    data: Data = json.loads(draft.content)
    hand = Hand(served.number, desk.caller.id, desk.at)
    kept = () if carried is None else carried.changes
    after = laid_on(data, kept, hand)
    refused = [_change(each) for each in _once((*standing, *more)) if _is_in(after, each)]
    changes = [*kept, *refused]
    if not changes:
        return served
    plan = unit.plans.get(household, served.number)
    made = laid_on(data, changes, hand)
    return keep_correction(desk, unit, Corrected(plan, as_bytes(made), changes))


def _refusal(desk: Desk, kept: Receipt) -> Refusal:
    told: Mapping[str, Any] = json.loads(desk.open_bytes(kept.content, kept.id, CONTENT))
    day = desk.office.local_day(kept.at).isoformat()
    return Refusal(told["code"], told["member"], day, told["reason"])


def _once(refusals: tuple[Refusal, ...]) -> list[Refusal]:
    return list({(each.code, each.member): each for each in refusals}.values())


def _change(refusal: Refusal) -> Data:
    return {
        "do": REFUSED,
        "code": refusal.code,
        "member": refusal.member,
        "reason": refusal.told("zh"),
    }


def _is_in(data: Data, refusal: Refusal) -> bool:
    return any(
        row["code"] == refusal.code and row["member"] == refusal.member
        for row in (*data["items"], *data["offers"])
    )
