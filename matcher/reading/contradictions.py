"""Read the clashes of facts and texts, each checked against the vocabulary and the figures."""

from collections.abc import Iterator
from typing import Any

from matcher.errors import ConditionError, Fault, nearest
from matcher.offerings import Catalogue, Clash, Degree
from matcher.reading.entries import Entry
from matcher.reading.reader import Conditions, Reader, two
from matcher.rules.check import check_term
from matcher.rules.grammar import parse_term
from matcher.rules.link import link_term
from matcher.rules.tree import Condition
from matcher.wording import NO_TEXT, Bilingual, slots_in

FILE = "contradictions.yaml"


def read_clashes(reader: Reader, conditions: Conditions) -> tuple[Clash, ...]:
    """Return the clashes in the order of their file, none where the catalogue has no such file."""
    if FILE not in reader.texts and not reader.complete:
        return ()
    entries = reader.entries(FILE, "contradiction", "contradictions")
    built = ((entry, entry.data["name"], _clash(reader, conditions, entry)) for entry in entries)
    return tuple(reader.unique(built).values())


def read_not_now(reader: Reader) -> tuple[str, ...]:
    """Return the wordings of a clause that tells nothing of how it is now."""
    if FILE not in reader.texts:
        return ()
    document = reader.document(FILE, "not_now")
    entry = Entry(document, FILE, 1, {})
    return reader.patterns(entry, "not_now")


def check_clashes(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield every code that a clash names and no list has."""
    known = [*catalogue.items, *catalogue.offerings, *catalogue.city_items]
    for clash in catalogue.clashes:
        for code in clash.receives:
            if code not in known:
                near = nearest(code, known)
                yield Fault("unknown_code", code, file=FILE, code=clash.name, near=near)


def _clash(reader: Reader, conditions: Conditions, entry: Entry) -> Clash:
    data, per_member = entry.data, entry.data["per"] == "member"
    label = two(data["label"])
    reader.record(entry, "label", _check_label(label, data, conditions))
    others = tuple(data.get("ask_others", ()))
    reader.record(entry, "ask", _check_asks([*data["ask"], *others], conditions))
    return Clash(
        name=data["name"],
        degree=Degree(data["degree"]),
        per_member=per_member,
        label=label,
        condition=_condition(conditions, entry, "when"),
        asks=tuple(data["ask"]),
        asks_others=others,
        note=two(data["note"]) if "note" in data else NO_TEXT,
        explained_by=_condition(conditions, entry, "explained_by")
        if "explained_by" in data
        else None,
        words=reader.patterns(entry, "words"),
        unless=reader.patterns(entry, "unless"),
        by_teller=data.get("about") == "teller",
        receives=tuple(data.get("receives", ())),
    )


def _condition(conditions: Conditions, entry: Entry, key: str) -> Condition:
    """Return a condition; how old a child can be is no policy, so bare numbers are allowed."""
    per_member = entry.data["per"] == "member"
    return conditions.read(entry, entry.data[key], key, per_member, bare=True)


def _check_asks(names: list[str], conditions: Conditions) -> Iterator[Fault]:
    known = conditions.vocabulary.facts
    for name in names:
        if name not in known:
            yield Fault("unknown_fact", name, near=nearest(name, known))


def _check_label(label: Bilingual, data: Any, conditions: Conditions) -> Iterator[Fault]:
    """Yield what is wrong with the slots of a label: facts, figures, terms, {who} and {words}."""
    facts, per_member = conditions.vocabulary.facts, data["per"] == "member"
    for slot in slots_in(label):
        if slot == "who" or (slot == "words" and "words" in data):
            continue
        if slot in facts:
            if not per_member and not facts[slot].of_household():
                yield Fault("member_fact_outside", slot)
            continue
        try:
            term = link_term(parse_term(slot), facts, conditions.figures)
        except ConditionError as error:
            yield from error.faults
            continue
        yield from check_term(term, facts, not per_member, conditions.figures)
