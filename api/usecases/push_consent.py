"""A family's consent and its list: what it may rest on, and whether it is pushed.

Without consent to `push` a list is made and printed, not fed. A list rests on what its plan read
of the family: where consent to a group of that was taken back, it must be shown no longer.
"""

from collections.abc import Mapping
from typing import Any

from api.errors import Problem, ProblemError
from api.personal.cipher import CipherError
from api.store.feed import ChangeKind, Why
from api.store.lists import HappinessList
from api.store.store import Unit
from api.usecases.confirmed_again import is_to_confirm_again
from api.usecases.consent import Group, groups_read, policy
from api.usecases.desk import Desk
from api.usecases.planning import snapshot_of
from matcher.wording import Bilingual

PUSH = "push"
"""The group of `catalogs/consent.yaml` that a family is asked about."""
_TAKEN_BACK = Bilingual(
    "这份方案用到的内容（{zh}），家庭已不再同意使用；请重新做一份方案，再确认",
    "this plan rests on what the family agrees to no longer ({en}): make a new plan, then confirm",
)


def may_push(consent: Mapping[str, Any]) -> bool:
    """Say whether a family agreed to its list being pushed."""
    grant = consent.get(PUSH)
    return isinstance(grant, Mapping) and grant.get("granted") is True


def refuse_taken_back(consent: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    """Refuse to confirm a plan made of a ledger (`told`) that consent no longer lets be read."""
    lost = _lost(consent, told)
    if lost:
        zh, en = "、".join(g.label.zh for g in lost), ", ".join(g.label.en for g in lost)
        words = Bilingual(_TAKEN_BACK.say("zh", zh=zh), _TAKEN_BACK.say("en", en=en))
        raise ProblemError(Problem("conflict", words))


def follow_consent(desk: Desk, unit: Unit, household: str, before: Mapping[str, Any]) -> None:
    """Withdraw the list of a household that agrees no longer; feed the newest of one that does.

    A list agrees with what is granted as long as its plan read nothing that is not. What was taken
    back as the ledger was closed, or as the family moved, waits to be confirmed.
    """
    now = unit.households.get(household).consent
    last, newest = unit.feed.last_of(household), unit.lists.newest(household)
    stands = last is not None and last.kind is ChangeKind.LIST
    if not may_push(now) or (stands and newest and _rests_on_lost(desk, unit, newest, now)):
        unit.feed.withdraw(household, Why.CONSENT)
        return
    if may_push(before) or newest is None or stands or is_to_confirm_again(unit, household):
        return
    if not _rests_on_lost(desk, unit, newest, now):
        unit.feed.publish(household, newest.id, newest.version)


def list_is_lost(desk: Desk, unit: Unit, household: str) -> bool:
    """Say whether a family's newest list rests on what the family agrees to no longer.

    Of a ledger that cannot be opened it says no: its pages tell that it cannot.
    """
    newest = unit.lists.newest(household)
    consent = unit.households.get(household).consent
    try:
        return newest is not None and _rests_on_lost(desk, unit, newest, consent)
    except CipherError:
        return False


def _rests_on_lost(desk: Desk, unit: Unit, kept: HappinessList, consent: Mapping[str, Any]) -> bool:
    plan = unit.plans.get(kept.household, unit.confirmations.get(kept.confirmation).plan)
    told, _ = snapshot_of(desk, unit, plan)
    return bool(_lost(consent, told))


def _lost(consent: Mapping[str, Any], told: Mapping[str, Any]) -> tuple[Group, ...]:
    return groups_read(told, policy().withheld(consent))
