"""What the next year will change, for the page: by day and by what happens."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from api.pages.items import Reader
from api.pages.plan_rows import ChangeRow, DayRow
from api.words import words

_MOST_SHOWN = 6
_BADGES = {
    "eligible": "becomes_eligible",
    "unknown": "becomes_unknown",
    "ineligible": "becomes_ineligible",
}


def day_rows(changes: Sequence[dict[str, Any]], reader: Reader) -> tuple[DayRow, ...]:
    """Return the changes of a plan, those of one day and one reason together."""
    ordered = sorted(changes, key=lambda change: (*_happening(change), change["was"] != "held"))
    return tuple(
        _day(day, because, [_row(change, reader) for change in rows], reader)
        for (day, because), rows in groupby(ordered, key=_happening)
    )


def _day(day: str, because: str, rows: Sequence[ChangeRow], reader: Reader) -> DayRow:
    others = tuple(rows[_MOST_SHOWN:])
    more = words(reader.lang)["forecast_more"].format(n=len(others)) if others else ""
    return DayRow(day, because, tuple(rows[:_MOST_SHOWN]), others, more)


def _happening(change: dict[str, Any]) -> tuple[str, str]:
    return change["on"], change["because"]


def _row(change: dict[str, Any], reader: Reader) -> ChangeRow:
    return ChangeRow(
        name=change["name"],
        who=reader.who(change["member"]),
        status=change["becomes"],
        badge=words(reader.lang)[_BADGES[change["becomes"]]],
        then=change["then"],
        prepare=tuple(change["prepare"]),
    )
