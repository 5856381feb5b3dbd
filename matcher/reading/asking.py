"""Read of whom a fact is asked: the conditions that stand at the vocabulary's facts."""

from collections.abc import Iterable
from dataclasses import replace

from matcher.facts import Level
from matcher.offerings import Asking
from matcher.reading.entries import Entry
from matcher.reading.reader import Conditions
from matcher.rules.tree import Condition

WHERE, GROUND = "ask_where", "ask_if"
VOICED = "voiced"
"""The ground of a fact that is asked only where a text speaks of it."""


def read_asking(entries: Iterable[Entry], conditions: Conditions) -> dict[str, Asking]:
    """Return the limits of each fact that has any; a bad condition leaves a fault."""
    facts = conditions.vocabulary.facts
    return {
        entry.data["name"]: _asking(entry, conditions)
        for entry in entries
        if entry.data["name"] in facts and (WHERE in entry.data or GROUND in entry.data)
    }


def _asking(entry: Entry, conditions: Conditions) -> Asking:
    found = Asking(where=_limit(entry, WHERE, conditions), grounded=GROUND in entry.data)
    if entry.data.get(GROUND) in (None, VOICED):
        return found
    return replace(found, ground=_limit(entry, GROUND, conditions))


def _limit(entry: Entry, key: str, conditions: Conditions) -> Condition | None:
    if key not in entry.data:
        return None
    of_person = conditions.vocabulary.facts[entry.data["name"]].level is Level.MEMBER
    # an age at which a question makes sense is no policy: it may stand bare
    return conditions.read(entry, entry.data[key], key, of_person, bare=True)
