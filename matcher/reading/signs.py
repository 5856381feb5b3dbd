"""Read signs and what they call for; a catalogue may have neither file."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from matcher.errors import Fault, nearest
from matcher.listening import Sign
from matcher.offerings import Indication, Item
from matcher.reading.entries import Entry
from matcher.reading.reader import Conditions, Reader, two
from matcher.rules.tree import Condition

SIGNS, INDICATIONS = "signs.yaml", "indications.yaml"


def read_signs(reader: Reader) -> tuple[Sign, ...]:
    """Return the signs of `signs.yaml`; a name that stands twice leaves a fault.

    So does an unknown sign that others are `instead`, with the nearest known one.
    """
    if SIGNS not in reader.texts:
        return ()
    sound, entries = not reader.faults, list(reader.entries(SIGNS, "sign", "signs"))
    built = (
        (
            entry,
            entry.data["sign"],
            Sign(
                entry.data["sign"],
                two(entry.data["label"]),
                reader.patterns(entry, "words"),
                reader.patterns(entry, "unless"),
                entry.data.get("danger", ""),
                entry.data.get("of", ""),
                entry.data.get("instead", {}),
            ),
        )
        for entry in entries
    )
    found = reader.unique(built)
    unknown = [
        _unknown(entry, "instead", name, found)
        for entry in entries
        for name in entry.data.get("instead", {}).values()
        if name not in found
    ]
    reader.faults += unknown if sound else []
    return tuple(found.values())


def read_indications(
    reader: Reader, conditions: Conditions, items: Mapping[str, Item], signs: tuple[Sign, ...]
) -> dict[str, Indication]:
    """Return what calls for each item, by its code.

    An unknown code or sign leaves a fault with the nearest known one, once items and signs
    themselves are sound. Bare numbers may stand in the conditions: they say what matters, not
    what the policy asks.
    """
    if INDICATIONS not in reader.texts:
        return {}
    sound = not reader.faults
    free = replace(conditions, bare=True)
    names = [sign.name for sign in signs]
    built, unknown = [], []
    for entry in reader.entries(INDICATIONS, "indication", "indications"):
        code = entry.data["code"]
        if code not in items:
            unknown.append(_unknown(entry, "code", code, items))
            continue
        must, good = (tuple(entry.data.get(key, ())) for key in ("must", "good"))
        for key, told in (("must", must), ("good", good)):
            unknown += [_unknown(entry, key, name, names) for name in told if name not in names]
        facts = (_condition(entry, key, free, items[code]) for key in ("facts_must", "facts_good"))
        built.append((entry, code, Indication(must, good, *facts)))
    reader.faults += unknown if sound else []
    return reader.unique(built)


def _unknown(entry: Entry, key: str, name: str, known: Iterable[str]) -> Fault:
    return entry.fault("unknown_code", key, value=name, near=nearest(name, known))


def _condition(entry: Entry, key: str, conditions: Conditions, item: Item) -> Condition | None:
    text = entry.data.get(key)
    return None if text is None else conditions.read(entry, text, key, item.per_member)
