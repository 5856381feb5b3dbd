"""Read what a family can change: the ways to another value that stand at the vocabulary's facts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from matcher.facts import Fact, FactType, Level, Value
from matcher.offerings import Way
from matcher.reading.entries import Entry
from matcher.reading.reader import Conditions, two
from matcher.rules.check import check_value
from matcher.rules.tree import Condition

_KEY = "obtained"


def read_ways(entries: Iterable[Entry], conditions: Conditions) -> tuple[Way, ...]:
    """Return the ways of all facts in the order of the vocabulary; a bad one leaves a fault."""
    facts = conditions.vocabulary.facts
    return tuple(
        way
        for entry in entries
        if _KEY in entry.data and entry.data["name"] in facts
        for told in entry.data[_KEY]
        for way in _way(entry, told, facts[entry.data["name"]], conditions)
    )


def _way(
    entry: Entry, told: Mapping[str, Any], fact: Fact, conditions: Conditions
) -> Iterator[Way]:
    """Yield the way, where its values are values of the fact and it leads to another one."""
    if fact.type is FactType.BOOL:
        told = {"from": [False], "to": True, **told}
    sources, to = tuple(told.get("from", ())), told.get("to")
    faults = [fault for value in (*sources, to) for fault in _check(fact, value)]
    conditions.reader.record(entry, _KEY, faults)
    if to is None or not sources or to in sources:
        conditions.reader.faults.append(entry.fault("leads_nowhere", _KEY, value=fact.name))
    elif not faults:
        yield Way(
            fact=fact.name,
            sources=sources,
            to=to,
            advice=two(told),
            when=_limit(entry, told, "when", fact, conditions),
            unless=_limit(entry, told, "unless", fact, conditions),
            through=told.get("through", ""),
        )


def _check(fact: Fact, value: Value | None) -> Iterator[Any]:
    return iter(()) if value is None else check_value(fact, value)


def _limit(
    entry: Entry, told: Mapping[str, Any], key: str, fact: Fact, conditions: Conditions
) -> Condition | None:
    if key not in told:
        return None
    return conditions.read(entry, told[key], _KEY, fact.level is not Level.HOUSEHOLD)
