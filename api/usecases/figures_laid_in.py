"""Lay a bureau's figures in ours: what it gives counts, the rest is ours, multiples follow."""

from collections.abc import Iterable, Mapping
from typing import Any

from matcher.errors import CatalogueError
from matcher.reading.edits import render, with_changes, with_entries
from matcher.reading.entries import read_entries

FILES = ("figures.yaml", "city_figures.yaml")
_UNDER = "figures"
Line = Mapping[str, Any]
Figures = dict[str, Mapping[str, Any]]


def laid_in(own: str, ours: str, file: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of `own` completed by the figures of `ours`, and the names that follow.

    A figure of its own counts from its first date on, and ours before that. One that it does
    not give is ours; where that is a multiple of one it gives, it goes along from the same
    days. A text that gives every figure from our first date on stays as it is.
    """
    mine, theirs = _figures(own, file), _figures(ours, file)
    changes: dict[str, Mapping[str, Any]] = {}
    for name, figure in mine.items():
        lines = [*_earlier(theirs.get(name, {}), figure), *_lines(figure)]
        if len(lines) > len(_lines(figure)):
            changes[name] = {"values": lines}
    known = {**theirs, **mine, **{n: {**mine[n], **new} for n, new in changes.items()}}
    followed = _follow(known, set(mine))
    rest = [known[name] for name in theirs if name not in mine]
    return _merged(own, file, changes, rest), followed


def _merged(
    own: str, file: str, changes: Mapping[str, Mapping[str, Any]], rest: list[Mapping[str, Any]]
) -> str:
    try:
        text = with_changes(own, file, changes, (), _UNDER) if changes else own
        return with_entries(text, file, rest, _UNDER) if rest else text
    except CatalogueError:  # written in a way that cannot be added to: the same, written anew
        told = [{**e.data, **changes.get(e.code or "", {})} for e in _entries(own, file)]
        return render({_UNDER: [*told, *map(dict, rest)]})


def _entries(text: str, file: str) -> Iterable[Any]:
    return read_entries(text, file, _UNDER)


def _figures(text: str, file: str) -> Figures:
    return {entry.code or "": entry.data for entry in _entries(text, file)}


def _lines(figure: Mapping[str, Any]) -> list[Line]:
    """Return the dated lines of a figure, none where they are not written as such."""
    told = figure.get("values")
    lines = told if isinstance(told, list) else []
    is_dated = all(isinstance(x, Mapping) and isinstance(x.get("from"), str) for x in lines)
    return lines if is_dated else []


def _earlier(ours: Mapping[str, Any], own: Mapping[str, Any]) -> list[Line]:
    lines = _lines(own)
    same = ours.get("by") == own.get("by") and ours.get("unit") == own.get("unit")
    return [x for x in _lines(ours) if x["from"] < lines[0]["from"]] if lines and same else []


def _follow(known: Figures, given: set[str]) -> tuple[str, ...]:
    """Let figures that are not given follow those of which they are multiples; name them."""
    followed: list[str] = []
    waiting = set(given)
    while waiting:
        moved = set()
        for name, figure in known.items():
            if name not in given and name not in followed:
                lines = _followed(figure, known, waiting)
                if lines != _lines(figure):
                    known[name] = {**figure, "values": lines}
                    moved.add(name)
        followed += sorted(moved)
        waiting = moved
    return tuple(followed)


def _followed(figure: Mapping[str, Any], known: Figures, bases: set[str]) -> list[Line]:
    """Return a figure's lines with the multiples of `bases` as these have them, day by day."""
    old = _lines(figure)
    above = {x["of"] for x in old if x.get("of") in bases}
    days = {x["from"] for x in old} | {x["from"] for b in above for x in _lines(known[b])}
    new: list[Line] = []
    for day in sorted(days) if above else ():
        line, base = _on(old, day), None
        if line is not None and line.get("of") in above:
            base = _on(_lines(known[line["of"]]), day)
        if line is not None and base is not None and "value" in base:
            line = _times(line, base, day)
        if line is not None and (_begins(line, day) if line in old else _is_news(line, new)):
            new.append(line)
    return new or old


def _begins(line: Line, day: str) -> bool:
    return bool(line["from"] == day)


def _is_news(line: Line, told: list[Line]) -> bool:
    """Say whether a line that was worked out says anything that the last one does not."""
    return not told or any(line.get(k) != told[-1].get(k) for k in ("value", "of", "times"))


def _times(line: Line, base: Line, day: str) -> Line:
    """Return a multiple on a day: as it is where it is right already, else worked out."""
    value = round(base["value"] * line["times"], 6)
    if value == line.get("value"):
        return line
    told = {key: base[key] for key in ("source", "confidence") if key in base}
    whole = int(value) if value == int(value) else value
    return {**line, **told, "from": day, "value": whole}


def _on(lines: Iterable[Line], day: str) -> Line | None:
    return max((x for x in lines if x["from"] <= day), key=lambda x: str(x["from"]), default=None)
