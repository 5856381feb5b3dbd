"""Read how texts are listened to: stances and what presses; a catalogue may have neither file."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from matcher.errors import Fault, nearest
from matcher.listening import (
    Listening,
    Negation,
    Pressure,
    Sign,
    Stance,
    StanceWords,
    Strangers,
)
from matcher.reading.entries import Entry
from matcher.reading.reader import Conditions, Reader, two

_OF_STANCES = ("still_asks", "idle", "wishes", "no_wishes")
_OF_KIN = ("third_person", "first_person", "as_object", "cared_for", "tells_of_us", "doers")

STANCES, URGENCY, KIN = "stances.yaml", "urgency.yaml", "kin.yaml"


def read_listening(
    reader: Reader,
    conditions: Conditions,
    signs: tuple[Sign, ...],
    domains: Collection[str],
    kin: Mapping[str, Any],
) -> Listening:
    """Return stances, those of the ranking first, and pressures, in the order of their files.

    An unknown sign or domain leaves a fault with the nearest known one, once what they name is
    itself sound. `kin` is the whole file of kin words. Bare numbers may stand in the conditions:
    they say what presses, not what the policy asks.
    """
    free = replace(conditions, bare=True)
    entry = Entry(kin, KIN, 1, {})
    whole = _whole(reader)
    return Listening(
        stances=_stances(reader),
        pressures=_pressures(reader, free, signs, domains),
        negation=_negation(reader, whole),
        strangers=_strangers(reader, entry),
        **{name: reader.patterns(whole, name) for name in _OF_STANCES},
        **{name: reader.patterns(entry, name) for name in _OF_KIN},
    )


def _stances(reader: Reader) -> tuple[StanceWords, ...]:
    if STANCES not in reader.texts:
        return ()
    entries = (
        StanceWords(
            Stance(entry.data["stance"]),
            reader.patterns(entry, "words"),
            reader.patterns(entry, "unless"),
            entry.data.get("ranked", False),
        )
        for entry in reader.entries(STANCES, "stance", "stances")
    )
    return tuple(sorted(entries, key=lambda entry: not entry.ranked))


def _whole(reader: Reader) -> Entry:
    """Return what the file of stances says beside its list, empty where there is no file."""
    data = reader.document(STANCES, "stances") if STANCES in reader.texts else {}
    return Entry(data, STANCES, 1, {})


def _strangers(reader: Reader, kin: Entry) -> Strangers:
    names = ("strangers", "not_strangers", "for_strangers", "strangers_go_on", "strangers_end")
    return Strangers(*(reader.patterns(kin, name) for name in names))


def _negation(reader: Reader, whole: Entry) -> Negation:
    told = Entry(whole.data.get("negation", {}), STANCES, 1, {})
    return Negation(**{each.name: reader.patterns(told, each.name) for each in fields(Negation)})


def _pressures(
    reader: Reader, conditions: Conditions, signs: tuple[Sign, ...], domains: Collection[str]
) -> tuple[Pressure, ...]:
    if URGENCY not in reader.texts:
        return ()
    sound = not reader.faults
    names = [sign.name for sign in signs]
    built, unknown = [], []
    for entry in reader.entries(URGENCY, "pressure", "urgency"):
        unknown += _unknown(entry, "signs", names)
        unknown += _unknown(entry, "domains", domains)
        built.append((entry, entry.data["name"], _pressure(reader, conditions, entry)))
    reader.faults += unknown if sound else []
    return tuple(reader.unique(built).values())


def _pressure(reader: Reader, conditions: Conditions, entry: Entry) -> Pressure:
    data = entry.data
    per_member = data.get("per") == "member"
    return Pressure(
        name=data["name"],
        level=data["level"],
        label=two(data["label"]),
        words=reader.patterns(entry, "words"),
        unless=reader.patterns(entry, "unless"),
        signs=tuple(data.get("signs", ())),
        condition=conditions.read(entry, data["facts"], "facts", per_member)
        if "facts" in data
        else None,
        per_member=per_member,
        domains=tuple(data.get("domains", ())),
    )


def _unknown(entry: Entry, key: str, known: Iterable[str]) -> list[Fault]:
    told = [name for name in entry.data.get(key, ()) if name not in known]
    return [entry.fault("unknown_code", key, value=n, near=nearest(n, known)) for n in told]
