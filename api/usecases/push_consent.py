"""A family's consent to its list being pushed: without it a list is made and printed, not fed."""

from collections.abc import Mapping
from typing import Any

from api.store.feed import ChangeKind, Why
from api.store.store import Unit

PUSH = "push"
"""The group of `catalogs/consent.yaml` that a family is asked about."""


def may_push(consent: Mapping[str, Any]) -> bool:
    """Say whether a family agreed to its list being pushed."""
    grant = consent.get(PUSH)
    return isinstance(grant, Mapping) and grant.get("granted") is True


def follow_consent(unit: Unit, household: str, before: Mapping[str, Any]) -> None:
    """Withdraw the list of a household that agrees no longer; feed the newest of one that does."""
    now = may_push(unit.households.get(household).consent)
    if not now:
        unit.feed.withdraw(household, Why.CONSENT)
        return
    last, newest = unit.feed.last_of(household), unit.lists.newest(household)
    stands = last is not None and last.kind is ChangeKind.LIST
    if not may_push(before) and newest is not None and not stands:
        unit.feed.publish(household, newest.id, newest.version)
