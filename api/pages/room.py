"""How much a page tells at once, so that it stays small on a poor connection.

What does not fit is folded to its head and opened on demand; danger is never what is folded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from api.pages.plan_rows import AlertRow

ROOM = 48_000
"""How many bytes the rows of a page may come to; what surrounds them makes it 60,000 at most."""
_MARKS = 45
_OF_THE_FRAME = ("frame", "words")


def weight(told: Any) -> int:
    """Return about how many bytes a value's texts come to on a page, with what surrounds each."""
    if isinstance(told, str):
        return len(told.encode("utf-8", "replace")) + _MARKS if told else 0
    if isinstance(told, tuple):
        return sum(map(weight, told))
    return sum(map(weight, _values(told)))


def _values(told: Any) -> Iterator[Any]:
    for field in fields(told) if hasattr(told, "__dataclass_fields__") else ():
        if field.name not in _OF_THE_FRAME:
            yield getattr(told, field.name)


def spared(alerts: Sequence[AlertRow]) -> int:
    """Return what is spared by telling once where several signs of danger lead alike."""
    routes = [alert.route for alert in alerts]
    return sum(map(weight, routes)) - sum(map(weight, dict.fromkeys(routes)))


def that_fit(weights: list[int], short: int, room: int) -> int:
    """Return how many of these rows, from the first on, can be whole where the others are short.

    `short` is what a folded row comes to.
    """
    left = room - short * len(weights)
    for place, each in enumerate(weights):
        left -= each - short
        if left < 0:
            return place
    return len(weights)
