"""Offerings that are posted while the service runs: one by one, checked as the catalogue's own."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from matcher.errors import ConditionError, Fault, nearest
from matcher.offerings import Amount, Catalogue, Offering
from matcher.rules.check import check_condition
from matcher.rules.grammar import parse
from matcher.rules.link import link
from matcher.rules.tree import Condition
from matcher.wording import Bilingual

LAYER = "charity"
_A_TIME = Bilingual("CNY", "CNY")


def condition_of(text: str, per_member: bool, catalogue: Catalogue) -> Condition:
    """Return the tree of a condition text, linked and whole; ConditionError with every fault.

    Its checker is the catalogue's own: a fault names the nearest right word. As in the
    catalogue's offerings, a bound need not be a figure with a name.
    """
    shared = {name: each.condition for name, each in catalogue.shared.items()}
    facts, figures = catalogue.vocabulary.facts, catalogue.figures
    node = link(parse(text), facts, figures, shared)
    found = check_condition(
        node, per_member, catalogue.vocabulary, figures, bare_numbers=True, towns=catalogue.towns
    )
    faults = [_with_near(fault, catalogue) for fault in found]
    if faults:
        raise ConditionError(*faults)
    return node


def posted_offering(
    code: str, told: Mapping[str, Any], towns: tuple[str, ...], left: int, catalogue: Catalogue
) -> Offering:
    """Return the offering of a posting's content; `towns` are short names, none for the city.

    `left` counts places: what remains of a fund is so many times its cap.
    """
    cap = told.get("cap")
    per_member = told["per"] == "member"
    items = tuple(told["items"])
    return Offering(
        code=code,
        name=Bilingual(told["name"], told["name"]),
        layer=LAYER,
        domain=told["domain"],
        provider=told["provider"],
        per_member=per_member,
        eligibility=told["condition"],
        condition=condition_of(told["condition"], per_member, catalogue),
        form=told["form"],
        amount=_amount(told),
        phrases=tuple(told["phrases"]),
        source=told["provider"],
        confidence="high",
        platform=told["platform"],
        item=told["item"],
        related=items,
        towns=towns,
        starts=date.fromisoformat(told["starts"]),
        ends=date.fromisoformat(told["ends"]),
        remaining=float(left if cap is None else left * cap),
    )


def _amount(told: Mapping[str, Any]) -> Amount:
    worth = told.get("cap") if told.get("cap") is not None else told.get("worth")
    if worth is None:
        return Amount(note=told.get("note") or "")
    return Amount(float(worth), _A_TIME, told.get("note") or "")


def _with_near(fault: Fault, catalogue: Catalogue) -> Fault:
    if fault.kind != "unknown_condition":
        return fault
    return replace(fault, near=nearest(fault.value, catalogue.shared))
