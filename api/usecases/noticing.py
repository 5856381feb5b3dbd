"""Look over a filled-in form for what would be lost without a word, or is hardly meant so."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from api.usecases.forms import LINES
from api.usecases.opened import Opened
from matcher.errors import Fault, nearest
from matcher.reading.forms import BESIDE, Form

_LONGEST_NAME = 80
_YEAR = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_LISTED = ("documents", "aliases")
"""Lists of short names: a full-width comma in one of them hardly belongs to the name."""
_COMMAS = re.compile(r"[，、]\s*")


def slips(opened: Opened, form: Form, editing: str | None) -> Iterator[Fault]:
    """Yield what keeps a form from being taken although every key of it can be read."""
    yield from _lost_keys(opened, form)
    name = form.item.get("name")
    if isinstance(name, str) and len(name) > _LONGEST_NAME:
        most = str(_LONGEST_NAME)
        yield form.head.fault("too_long", "name", value=str(len(name)), expected=most)
    yield from _same_name(opened, form, editing)
    amount = form.item.get("amount")
    told = str(amount.get("as_of", "")) if isinstance(amount, Mapping) else ""
    if told and not _YEAR.fullmatch(told):
        fault = form.head.fault("bad_year", "amount", value=told)
        yield replace(fault, field="amount.as_of")


def _lost_keys(opened: Opened, form: Form) -> Iterator[Fault]:
    """Yield the keys that stand without a value and that no form has: they hold a slip."""
    schema = json.loads(opened.schemas["item"])["properties"]
    known = {**dict.fromkeys((*BESIDE, *(line.key for line in LINES))), **schema}
    inside: dict[str, Any] = {key: told.get("properties") for key, told in schema.items()}
    english = json.loads(opened.schemas["english"])["properties"]["items"]
    inside["english"] = english["additionalProperties"]["properties"]
    for path in form.blank:
        outer, _, key = path.rpartition(".")
        allowed = known if not outer else inside.get(outer)
        if allowed is None or key in allowed:
            continue
        found = re.fullmatch(r"(\w+)[:：](.+)", key)
        if found:
            told = {"value": key, "expected": f"{found[1]}: {found[2]}"}
            fault = form.head.fault("no_space", outer or key, **told)
        else:
            near = nearest(key, allowed)
            fault = form.head.fault("unknown_field", outer or key, value=key, near=near)
        yield replace(fault, field=path)


def _same_name(opened: Opened, form: Form, editing: str | None) -> Iterator[Fault]:
    """Yield a fault where another item of the same list has the name already."""
    letters = form.code.rstrip("0123456789")
    for code, entry in opened.entries.items():
        same = entry.data.get("name") == form.item.get("name")
        if same and code not in (editing, form.code) and code.rstrip("0123456789") == letters:
            yield form.head.fault("same_name", "name", value=code, expected=_called(opened, code))


def notices(opened: Opened, form: Form) -> Iterator[Fault]:
    """Yield what may be meant so and is told all the same before anything is written."""
    if not form.item.get("needs_phrases") and opened.whole:
        yield form.head.fault("no_phrases", "needs_phrases")
    for key in _LISTED:
        for told in _texts(form.told(key)):
            parts = [part for part in _COMMAS.split(told) if part]
            if len(parts) > 1 and not re.search(r"[（(]", told):
                yield form.head.fault("joined", key, value=told, expected=", ".join(parts))
    for told in _texts(form.told("aliases")):
        others = [*opened.catalogue.items.values(), *opened.catalogue.city_items.values()]
        for item in others:
            if item.code != form.code and told in (item.name.zh, *item.aliases):
                called = _called(opened, item.code)
                yield form.head.fault("same_alias", "aliases", value=told, expected=called)


def _texts(told: Any) -> list[str]:
    return [each for each in told if isinstance(each, str)] if isinstance(told, list) else []


def _called(opened: Opened, code: str) -> str:
    return f"{code} {opened.entries[code].data.get('name', '')}".strip()
