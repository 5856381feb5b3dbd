"""Danger signs of a kept ledger: heard in the unit that changes it, before there is any plan."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from api.access.rules import may_read_words
from api.store.store import Unit
from api.usecases.desk import Desk
from api.usecases.ledgers import told_of
from api.usecases.quoting import LEFT_OUT
from matcher.errors import HouseholdError
from matcher.needs import Household
from matcher.reading.households import LONGEST_TEXT, Refused, read_household
from matcher.telling.documents import alert_data
from matcher.values import Alert
from matcher.wording import Lang

_SAID = ("label", "advice", "route")


def hear(desk: Desk, unit: Unit, id: str, need: str | None = None) -> tuple[Alert, ...]:
    """Hear a ledger after a change, keep how much danger it tells, and return what it tells.

    `need` is one whose words or state were changed: what it tells is unread again, whoever had
    noticed what it told before.
    """
    found = heard_in(desk, unit, id)
    is_new = need is not None and any(alert.need == need for alert in found)
    unit.signs.hear(id, len(found), is_new=is_new)
    return found


def heard_in(desk: Desk, unit: Unit, id: str) -> tuple[Alert, ...]:
    """Return the danger signs of a kept ledger as it stands, as a plan of today would tell them."""
    told = told_of(desk, unit, id)
    found = _read(desk, told)
    if isinstance(found, Refused):  # by an older vocabulary: what was said is heard all the same
        needs = [{**need, "member": None} for need in told["needs"]]
        found = _read(desk, {"id": id, "as_of": told["as_of"], "needs": needs})
    if isinstance(found, Refused):
        raise HouseholdError(found.fault)
    return desk.office.matcher.alerts(found, desk.today)


def tells_danger(desk: Desk, text: str) -> bool:
    """Say whether words tell of danger by themselves, said of whom they may."""
    needs = [{"id": "n", "member": None, "text": text[:LONGEST_TEXT]}]
    found = _read(desk, {"id": "h", "as_of": desk.today.isoformat(), "needs": needs})
    return isinstance(found, Household) and bool(desk.office.matcher.alerts(found, desk.today))


def told_danger(desk: Desk, alerts: Iterable[Alert]) -> list[dict[str, Any]]:
    """Return danger signs as an answer tells them, in both languages, with what is to be done."""
    may_read = may_read_words(desk.caller)
    told = []
    for alert in alerts:
        zh, en = (danger_in(desk, alert, lang) for lang in ("zh", "en"))
        both = {name: {"zh": zh[name], "en": en[name]} for name in _SAID}
        told.append({**zh, **both, "words": zh["words"] if may_read else LEFT_OUT})
    return told


def danger_in(desk: Desk, alert: Alert, lang: Lang) -> dict[str, Any]:
    """Return a danger sign as a plan tells it."""
    return alert_data(alert, desk.office.matcher.catalogue, lang)


def _read(desk: Desk, told: Mapping[str, Any]) -> Household | Refused:
    text = json.dumps(told, ensure_ascii=False)
    return read_household(text, 1, desk.office.matcher.catalogue, None, desk.today)
