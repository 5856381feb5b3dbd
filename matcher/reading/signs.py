"""Read signs and what they call for; a catalogue may have neither file."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from matcher.errors import nearest
from matcher.offerings import Indication, Item, Sign
from matcher.reading.entries import Entry
from matcher.reading.reader import Conditions, Reader, two
from matcher.rules.tree import Condition

SIGNS, INDICATIONS = "signs.yaml", "indications.yaml"


def read_signs(reader: Reader) -> tuple[Sign, ...]:
    """Return the signs of `signs.yaml`; a name that stands twice leaves a fault."""
    if SIGNS not in reader.texts:
        return ()
    entries = reader.entries(SIGNS, "sign", "signs")
    built = (
        (
            entry,
            entry.data["sign"],
            Sign(
                entry.data["sign"],
                two(entry.data["label"]),
                reader.patterns(entry, "words"),
                reader.patterns(entry, "unless"),
            ),
        )
        for entry in entries
    )
    return tuple(reader.unique(built).values())


def read_indications(
    reader: Reader, conditions: Conditions, items: Mapping[str, Item], signs: tuple[Sign, ...]
) -> dict[str, Indication]:
    """Return what calls for each item, by its code.

    An unknown code or sign leaves a fault with the nearest known one. Bare numbers may stand
    in the conditions: they say what matters, not what the policy asks.
    """
    if INDICATIONS not in reader.texts:
        return {}
    free = replace(conditions, bare=True)
    names = [sign.name for sign in signs]
    built = []
    for entry in reader.entries(INDICATIONS, "indication", "indications"):
        code = entry.data["code"]
        if code not in items:
            near = nearest(code, items)
            reader.faults.append(entry.fault("unknown_code", "code", value=code, near=near))
            continue
        must, good = (tuple(_known(reader, entry, key, names)) for key in ("must", "good"))
        facts = (_condition(entry, key, free, items[code]) for key in ("facts_must", "facts_good"))
        built.append((entry, code, Indication(must, good, *facts)))
    return reader.unique(built)


def _known(reader: Reader, entry: Entry, key: str, names: list[str]) -> Iterator[str]:
    for name in entry.data.get(key, ()):
        if name in names:
            yield name
        else:
            near = nearest(name, names)
            reader.faults.append(entry.fault("unknown_code", key, value=name, near=near))


def _condition(entry: Entry, key: str, conditions: Conditions, item: Item) -> Condition | None:
    text = entry.data.get(key)
    return None if text is None else conditions.read(entry, text, key, item.per_member)
