"""What a family can take in at once: of a long plan, the first few items for each need."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

OF_EACH = 2
"""So many items a need has in a first list."""
WITHOUT_NEEDS = 6
"""So many it has of a plan in which nothing answers a need."""


def first_few(items: Sequence[Mapping[str, Any]], apart: Collection[str] = ()) -> frozenset[str]:
    """Return the codes of a plan's items, in their order, that a first list holds by itself.

    Those that come first for the need that they serve first of all, and those that a person added;
    none of those `apart`, which are told in person. Where all that answers a need is told so, what
    answers none takes its place no more than elsewhere.
    """
    shown = [item for item in items if item["code"] not in apart]
    chosen, served = {item["code"] for item in shown if item.get("by_hand")}, Counter[str]()
    for item in shown:
        if item["needs"]:
            need = item["needs"][0]
            served[need] += 1
            if served[need] <= OF_EACH:
                chosen.add(item["code"])
    if not any(item["needs"] for item in items):
        chosen |= {item["code"] for item in shown[:WITHOUT_NEEDS]}
    return frozenset(chosen)


def first_offers(offers: Sequence[Mapping[str, Any]], kept: Collection[str]) -> frozenset[str]:
    """Return the codes of a plan's offers, in their order, that a first list holds by itself.

    Those of which a place is `kept`, and the first for each need: what may be gone when the family
    asks for it is promised sparingly.
    """
    first: dict[str, str] = {}
    for offer in offers:
        for need in offer["needs"][:1]:
            first.setdefault(need, offer["code"])
    return frozenset({*first.values(), *(o["code"] for o in offers if o["code"] in kept)})
