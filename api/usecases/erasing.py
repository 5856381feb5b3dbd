"""Erasing a household: all that is known of it goes, what is on record of it stays."""

from datetime import timedelta
from typing import Any

from api.errors import Problem, ProblemError
from api.store.errors import AbsentError
from api.store.store import Unit
from api.usecases.consent import policy
from api.usecases.desk import Desk
from api.usecases.ledgers import refuse_erased
from api.usecases.shown import show
from matcher.wording import Bilingual

_KEPT = Bilingual(
    "最新的方案须保存 {days} 天，{until} 起才能删除",
    "the newest plan is kept for {days} days: it may be erased from {until} on",
)


def erase(desk: Desk, unit: Unit, id: str, version: int, reason: str) -> dict[str, Any]:
    """Erase a household; `reason` is a code. Refused while its newest plan has to be kept."""
    refuse_erased(unit.households.get(id))
    unit.households.take(id, version)
    _refuse_early(desk, unit, id)
    unit.households.erase(id, reason)
    return show(desk, unit, id)


def _refuse_early(desk: Desk, unit: Unit, id: str) -> None:
    try:
        made = unit.plans.newest(id).made_at
    except AbsentError:
        return
    days = policy().days_after_plan
    until = made + timedelta(days=days)
    if desk.at < until:
        told = {"days": days, "until": desk.office.local_day(until).isoformat()}
        detail = _KEPT.filled(**told)
        raise ProblemError(Problem("conflict", detail, more={"until": until.isoformat()}))
