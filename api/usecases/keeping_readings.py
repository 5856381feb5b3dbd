"""What a look at a file found good, sealed beside the file: who accepts need not read it again.

It holds for the day, the catalogue and the program by which it was read; of another day, and
where it is longer than a row should be, the file is read again instead.
"""

import json
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from typing import Any

from api.sheets.ledger import Personal, Taken
from api.store.imports import Import
from api.store.store import Unit
from api.usecases.desk import Desk
from api.usecases.examining import Good
from matcher.facts import Value
from matcher.needs import Held, Household, Member, Need, Urgency

READING = "reading"
MOST = 16_000_000
"""Characters of a reading that is kept: some 25,000 households."""
_DAY = "day"
_FORM = "2"
"""The form in which a reading is kept: of another form the file is read again."""


def sealed_reading(desk: Desk, id: str, good: Sequence[Good]) -> bytes | None:
    """Return the good households of a file sealed for its import; None where they are too many."""
    told = {"by": _by(desk), "good": [_told(each) for each in good]}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return desk.seal_bytes(text, id, READING) if len(text) <= MOST else None


def reading_of(desk: Desk, unit: Unit, entry: Import) -> tuple[Good, ...] | None:
    """Return the good households as they were read; None where the file has to be read again.

    The input form of a household (`Taken.data`) and what the file calls it are left out.
    """
    sealed = unit.imports.reading(entry.id)
    if sealed is None:
        return None
    told = json.loads(desk.open_bytes(sealed, entry.id, READING))
    return tuple(map(_good, told["good"])) if told["by"] == _by(desk) else None


def _by(desk: Desk) -> list[str]:
    """Return what a reading depends on beside the file and its mapping."""
    catalogue = desk.office.matcher.catalogue
    return [desk.today.isoformat(), catalogue.name.zh, catalogue.version, version("xingfu"), _FORM]


def _told(good: Good) -> list[Any]:
    home = good.taken.household
    return [
        good.place,
        [[p.member, p.field, p.value] for p in good.taken.personal],
        good.taken.rows,
        home.id,
        _plain(home.facts),
        [[m.id, _plain(m.facts), sorted(m.lapsed)] for m in home.members],
        [[n.id, n.text, n.member, n.urgency, _day(n.recorded_at), n.lead] for n in home.needs],
        [[h.code, h.member, _day(h.until)] for h in home.receiving],
        _day(home.as_of),
        good.taken.by_card,
    ]


def _good(told: Sequence[Any]) -> Good:
    place, personal, rows, id, facts, members, needs, receiving, as_of, by_card = told
    home = Household(
        id=id,
        facts=_facts(facts),
        members=tuple(Member(own, _facts(f), frozenset(lapsed)) for own, f, lapsed in members),
        needs=tuple(
            Need(own, text, member, Urgency(urgency), _date(on), lead)
            for own, text, member, urgency, on, lead in needs
        ),
        receiving=tuple(Held(code, member, _date(until)) for code, member, until in receiving),
        as_of=_date(as_of),
    )
    return Good(
        place,
        Taken(
            data={},
            personal=tuple(Personal(*each) for each in personal),
            key="",
            rows=tuple((sheet, row) for sheet, row in rows),
            household=home,
            by_card=tuple((member, name) for member, name in by_card),
        ),
    )


def _plain(facts: Any) -> dict[str, Any]:
    """Return facts as JSON has them; a date is told apart from a text."""
    return {
        name: {_DAY: value.isoformat()} if isinstance(value, date) else value
        for name, value in facts.items()
    }


def _facts(told: dict[str, Any]) -> dict[str, Value]:
    return {
        name: date.fromisoformat(value[_DAY]) if isinstance(value, dict) else value
        for name, value in told.items()
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(told: str | None) -> date | None:
    return None if told is None else date.fromisoformat(told)
