"""JSON as it is sent or kept, each name once in its object: of two values either could be meant."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from matcher.errors import Fault, HouseholdError

Place = tuple[str | int, ...]
"""Where something stands: names of objects and places in lists, from the outside in."""

_PLAIN = re.compile(r"\w{1,40}")


class NameTwiceError(HouseholdError):
    """A name stands twice in an object of a JSON text; `place` is where, the name its last."""

    def __init__(self, place: Place) -> None:
        field = "".join(map(_written, place)).removeprefix(".")
        super().__init__(Fault("duplicate_key", str(place[-1]), field=field))
        self.place = place


def loads_once(text: str | bytes, parse_constant: Callable[[str], Any] | None = None) -> Any:
    """Return the value of a JSON text as `json.loads` does; NameTwiceError where a name repeats.

    Objects are heard of from the inside out and without their place: it is looked for afterwards,
    and only where there is one to tell.
    """
    twice: list[tuple[dict[str, Any], str]] = []

    def heard(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            twice.append((made, _repeated(pairs)))
        return made

    data = json.loads(text, object_pairs_hook=heard, parse_constant=parse_constant)
    if twice:
        raise NameTwiceError(_place_in(data, {id(made): name for made, name in twice}))
    return data


def _repeated(pairs: Sequence[tuple[str, Any]]) -> str:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            return name
        seen.add(name)
    raise AssertionError("a name that is told stands twice")


def _place_in(data: Any, twice: dict[int, str]) -> Place:
    """Return the place of the first of these objects; the outermost was dropped by no other."""
    left: list[tuple[Place, Any]] = [((), data)]
    while left:
        place, value = left.pop()
        if id(value) in twice:
            return (*place, twice[id(value)])
        below = value.items() if isinstance(value, dict) else enumerate(value)
        inner = [((*place, part), each) for part, each in below if isinstance(each, dict | list)]
        left.extend(reversed(inner))
    raise AssertionError("an object that was heard of is in the whole")


def _written(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    return f".{part}" if _PLAIN.fullmatch(part) else ".…"
