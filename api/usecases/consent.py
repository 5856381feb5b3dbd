"""What may be shown of a household: groups of fields, each on a ground of law or by consent."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from api.errors import ProblemError, problem_at, shown_key
from matcher.errors import CatalogueError, nearest
from matcher.files import SHIPPED, read_text
from matcher.reading.entries import read_document
from matcher.reading.schemas import check_schema
from matcher.wording import Bilingual

FILE, SCHEMA = "consent.yaml", "schemas/consent.schema.json"
_GRANT = ("granted", "on")
_NO_GROUP = Bilingual("没有这个字段组", "there is no such group of fields")
_BY_LAW = Bilingual(
    "这一组依法保存，不以同意为依据", "this group is kept by law and does not rest on consent"
)
_FORM = Bilingual(
    '请写 true、false，或 {"granted": true, "on": "2026-05-01"}',
    'write true, false, or {"granted": true, "on": "2026-05-01"}',
)


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that are kept for one purpose, on one ground.

    `codes` are the items that tell as much: who receives one is known to be so.
    """

    name: str
    label: Bilingual
    purpose: Bilingual
    basis: Literal["law", "consent"]
    personal: frozenset[str]
    facts: frozenset[str]
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Policy:
    """All groups by name, and for how many days after its newest plan a household is kept."""

    groups: Mapping[str, Group]
    days_after_plan: int

    def withheld(self, consent: Mapping[str, Any]) -> tuple[Group, ...]:
        """Return the groups of which nothing is shown: no ground of law, and no consent."""
        return tuple(
            group
            for group in self.groups.values()
            if group.basis == "consent"
            and (group.personal or group.facts)
            and not _granted(consent.get(group.name))
        )


@cache
def policy() -> Policy:
    """Return the policy that ships with the product; CatalogueError where it is broken."""
    entry = read_document(read_text(SHIPPED / FILE), FILE)
    faults = list(check_schema(entry, json.loads(read_text(SHIPPED / SCHEMA))))
    if faults:
        raise CatalogueError(*faults)
    groups = {name: _group(name, told) for name, told in entry.data["groups"].items()}
    return Policy(groups, entry.data["retention"]["days_after_plan"])


def read_consent(told: Any, place: str, known: Policy, today: date) -> dict[str, Any]:
    """Return what a body says of consent, by group; a problem at `place` where it cannot be."""
    if told is None:
        return {}
    if not isinstance(told, Mapping):
        raise ProblemError(problem_at("wrong-type", place, _FORM))
    found = {}
    for name, grant in told.items():
        here = f"{place}/{shown_key(name)}"
        group = known.groups.get(name)
        if group is None:
            near = nearest(str(name), known.groups)
            raise ProblemError(problem_at("unknown-field", here, _NO_GROUP, near))
        if group.basis == "law":
            raise ProblemError(problem_at("unknown-value", here, _BY_LAW))
        found[name] = _grant(grant, here, today)
    return found


def told_of_consent(consent: Mapping[str, Any], known: Policy) -> dict[str, Any]:
    """Return every group with its purpose and ground, and what the household agreed to."""
    return {
        name: {
            "label": {"zh": group.label.zh, "en": group.label.en},
            "purpose": {"zh": group.purpose.zh, "en": group.purpose.en},
            "basis": group.basis,
            "granted": None if group.basis == "law" else _granted(consent.get(name)),
            "on": (consent.get(name) or {}).get("on"),
        }
        for name, group in known.groups.items()
    }


def names_of(groups: Iterable[Group]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the personal fields and the facts of some groups."""
    told = tuple(groups)
    personal = frozenset(name for group in told for name in group.personal)
    return personal, frozenset(name for group in told for name in group.facts)


def groups_read(told: Mapping[str, Any], groups: Iterable[Group]) -> tuple[Group, ...]:
    """Return those of some groups of which a household, in the input form, tells something."""
    known = set(told["facts"]).union(*told["members"])
    held = {each["code"] for each in told["receiving"]}
    return tuple(group for group in groups if group.facts & known or group.codes & held)


def codes_of(groups: Iterable[Group]) -> frozenset[str]:
    """Return the codes of items that tell what some groups hold."""
    return frozenset(code for group in groups for code in group.codes)


def _group(name: str, told: Mapping[str, Any]) -> Group:
    return Group(
        name=name,
        label=Bilingual(told["label"]["zh"], told["label"]["en"]),
        purpose=Bilingual(told["purpose"]["zh"], told["purpose"]["en"]),
        basis=told["basis"],
        personal=frozenset(told.get("personal", ())),
        facts=frozenset(told.get("facts", ())),
        codes=frozenset(told.get("codes", ())),
    )


def _granted(grant: Any) -> bool:
    return isinstance(grant, Mapping) and grant.get("granted") is True


def _grant(told: Any, place: str, today: date) -> dict[str, Any]:
    if isinstance(told, bool):
        return {"granted": told, "on": today.isoformat()}
    if not isinstance(told, Mapping) or not set(told) <= set(_GRANT):
        raise ProblemError(problem_at("wrong-type", place, _FORM))
    granted, on = told.get("granted"), told.get("on", today.isoformat())
    if not isinstance(granted, bool) or not _is_past_day(on, today):
        raise ProblemError(problem_at("wrong-type", place, _FORM))
    return {"granted": granted, "on": on}


def _is_past_day(told: Any, today: date) -> bool:
    try:
        return (
            isinstance(told, str)
            and date.fromisoformat(told) <= today
            and len(told) == len("2026-05-01")
        )
    except ValueError:
        return False
