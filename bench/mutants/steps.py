"""Every condition that lies one wrong step from another: what a hasty hand might have written."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from matcher.facts import Fact, FactType, Value
from matcher.offerings import Catalogue
from matcher.rules.figures import Bound
from matcher.rules.text import render
from matcher.rules.tree import (
    Among,
    And,
    AnyMember,
    Arithmetic,
    Compare,
    Condition,
    CountMembers,
    Named,
    Not,
    Number,
    Or,
    Relation,
)

NEIGHBOURS = {
    "<": ("<=", ">"),
    "<=": ("<", ">="),
    ">": (">=", "<"),
    ">=": (">", "<="),
    "=": ("!=",),
    "!=": ("=",),
}
_OTHER_FIGURES, _OTHER_VALUES = 2, 2
NUDGES = {"+1": 1, "-1": -1}
"""How far a nudged figure lies from the real one, by the ending of its name."""


@dataclass(frozen=True, slots=True)
class Step:
    """A wrong step: its kind, what it changes, and the condition after it."""

    kind: str
    what: str
    condition: Condition


class Steps:
    """Finds the wrong steps of conditions in the words of one catalogue, on one day."""

    def __init__(self, catalogue: Catalogue, figures: Mapping[str, Bound]) -> None:
        self._catalogue, self._figures = catalogue, figures

    def of(self, node: Condition) -> Iterator[Step]:
        """Yield each wrong step, at the node itself or anywhere below it."""
        for kind, wrong in (*_operators(node), *_shorter(node), *self._here(node)):
            yield Step(kind, f"{render(node)} → {render(wrong)}", wrong)
        for part, whole in _parts(node):
            for step in self.of(part):
                yield Step(step.kind, step.what, whole(step.condition))

    def _here(self, node: Condition) -> Iterator[tuple[str, Condition]]:
        match node:
            case Compare():
                yield from (("threshold", each) for each in self._thresholds(node))
                yield from (("value", each) for each in self._values(node))
            case Not(part):
                yield "not dropped", part
            case AnyMember(part):
                yield "any ↔ count", CountMembers(part, ">=", 2)
            case CountMembers(part, _, number):
                yield "any ↔ count", AnyMember(part)
                yield from (("threshold", replace(node, number=number + by)) for by in (-1, 1))
            case Relation(_, _, right):
                for by in (-1, 1):
                    yield "threshold", replace(node, right=Arithmetic("+", right, Number(by)))

    def _thresholds(self, node: Compare) -> Iterator[Condition]:
        if node.figure is not None:
            names = (*(node.figure + nudge for nudge in NUDGES), *self._like(node.figure))
            yield from (replace(node, figure=name) for name in names)
        elif isinstance(node.value, int | float) and not isinstance(node.value, bool):
            yield from (replace(node, value=node.value + by) for by in (-1, 1))

    def _like(self, name: str) -> list[str]:
        """Return the figures of the same unit whose values lie nearest to this one's."""
        unit, value = self._catalogue.figures[name].unit, self._figures[name]
        if not isinstance(value, int | float):
            return []
        others = {
            other: abs(found - value)
            for other, found in self._figures.items()
            if isinstance(found, int | float)
            and found != value
            and self._catalogue.figures[other].unit == unit
        }
        return sorted(others, key=lambda other: (others[other], other))[:_OTHER_FIGURES]

    def _values(self, node: Compare) -> Iterator[Condition]:
        if node.figure is not None or node.op not in ("=", "!="):
            return
        if isinstance(node.value, bool):
            yield replace(node, value=not node.value)
        elif isinstance(node.value, str):
            others = self._choices(self._catalogue.vocabulary.facts[node.fact])
            after = [v for v in _from(others, node.value) if v != node.value]
            yield from (replace(node, value=value) for value in after[:_OTHER_VALUES])

    def _choices(self, fact: Fact) -> list[Value]:
        if fact.type is FactType.CITY:
            return list(self._catalogue.cities)
        return list(fact.values or ())


def _operators(node: Condition) -> Iterator[tuple[str, Condition]]:
    match node:
        case Compare() | CountMembers() | Relation():
            yield from (("operator", replace(node, op=op)) for op in NEIGHBOURS[node.op])
        case And(parts):
            yield "and ↔ or", Or(parts)
        case Or(parts):
            yield "and ↔ or", And(parts)


def _shorter(node: Condition) -> Iterator[tuple[str, Condition]]:
    match node:
        case And(parts) | Or(parts):
            for place in range(len(parts)):
                yield "part dropped", _without(node, place)
        case Among(_, values) if len(values) > 1:
            for value in values:
                rest = tuple(other for other in values if other != value)
                yield "list value dropped", replace(node, values=rest)


def _from(values: list[Value], value: Value) -> list[Value]:
    """Return the values in their order, beginning at one and going round."""
    start = values.index(value) if value in values else 0
    return values[start:] + values[:start]


def _joined(node: And | Or, place: int, new: Condition) -> Condition:
    return replace(node, parts=(*node.parts[:place], new, *node.parts[place + 1 :]))


def _without(node: And | Or, place: int) -> Condition:
    parts = node.parts[:place] + node.parts[place + 1 :]
    return parts[0] if len(parts) == 1 else type(node)(parts)


def _parts(node: Condition) -> Iterator[tuple[Condition, Callable[[Condition], Condition]]]:
    """Yield each part of a node with a way to put another in its place."""
    match node:
        case And(parts) | Or(parts):
            for place, part in enumerate(parts):
                yield part, partial(_joined, node, place)
        case Not(part) | AnyMember(part) | CountMembers(part):
            yield part, lambda new: replace(node, part=new)
        case Named(_, part) if part is not None:
            yield part, lambda new: replace(node, part=new)
