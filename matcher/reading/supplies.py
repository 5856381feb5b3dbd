"""Supplies as data, so that one can be kept and put before the matcher again years later."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from matcher.offerings import Amount, Catalogue, Offering, Supply
from matcher.reading.posted import condition_of
from matcher.wording import Bilingual

_MADE_ANEW = ("condition", "remaining", "amount")


def entry_of(offering: Offering) -> dict[str, Any]:
    """Return a posted offering as JSON data, without what is left of it."""
    told = {name: each for name, each in asdict(offering).items() if name not in _MADE_ANEW}
    amount = offering.amount
    return {
        **told,
        "starts": offering.starts.isoformat(),
        "ends": offering.ends.isoformat(),
        "amount": {
            "value": amount.value,
            "unit": asdict(amount.unit),
            "note": amount.note,
            "as_of": amount.as_of,
        },
    }


def offering_of(entry: Mapping[str, Any], catalogue: Catalogue) -> Offering:
    """Return the offering of an entry; ConditionError where a catalogue does not know its words."""
    amount = entry["amount"]
    lists = {name: tuple(entry[name]) for name in ("phrases", "related", "towns")}
    condition = condition_of(entry["eligibility"], entry["per_member"], catalogue)
    return Offering(
        **{
            **entry,
            **lists,
            "name": Bilingual(**entry["name"]),
            "amount": Amount(**{**amount, "unit": Bilingual(**amount["unit"])}),
            "starts": date.fromisoformat(entry["starts"]),
            "ends": date.fromisoformat(entry["ends"]),
            "condition": condition,
        }
    )


def left_of(supply: Supply, catalogue: Catalogue) -> dict[str, float]:
    """Return what is left of all that was posted, and of the catalogue's own where it is less.

    Or more: whatever differs from what the catalogue itself says.
    """
    own = {each.code: each.remaining for each in catalogue.offerings.values()}
    posted = {each.code: each.remaining for each in supply.posted if each.code not in own}
    told = {code: float(left) for code, left in supply.left.items() if code in own}
    changed = {code: left for code, left in told.items() if left != own[code]}
    return changed | {code: float(supply.left.get(code, left)) for code, left in posted.items()}
