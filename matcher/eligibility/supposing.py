"""Suppose an answer: which answers there may be, and what open comparisons come to under each."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import floor

from matcher.eligibility.answers import (
    OLDEST,
    Bounds,
    Cut,
    Sample,
    bounds_of,
    cuts_of,
    grid_of,
    numbers,
    options,
    turning_points,
    values_in,
)
from matcher.eligibility.assess import missing_of_leaf
from matcher.eligibility.rulebook import Rulebook
from matcher.facts import ORDERED, FactType, Value
from matcher.rules.dates import ago
from matcher.rules.evaluate import Judged, evaluate, judge_atom
from matcher.rules.figures import Table
from matcher.rules.tree import (
    Among,
    Compare,
    Condition,
    FigureRef,
    Relation,
    Since,
    Term,
    atoms,
    terms_of,
)
from matcher.rules.truth import Truth
from matcher.values import Missing, Span
from matcher.views import View, view


@dataclass(frozen=True)
class Supposing:
    """A household as it would be seen if one fact more were told."""

    seen: View
    book: Rulebook
    views: dict[tuple[Missing, Value], View] = field(default_factory=dict)

    def view(self, missing: Missing, value: Value) -> View:
        """Return the household seen with an answer."""
        key = (missing, value)
        if key not in self.views:
            home = self.seen.household.told(missing.fact, value, missing.member or None)
            self.views[key] = view(home, self.seen.on, self.book.derived)
        return self.views[key]

    def truth(self, leaf: Judged, missing: Missing, value: Value) -> Truth:
        """Return what an open comparison comes to with an answer."""
        node = leaf.node
        if isinstance(node, Compare | Among) and node.fact == missing.fact:
            return judge_atom(node, {missing.fact: value})
        return evaluate(node, self.view(missing, value).scope(leaf.member))

    def lacks(self, leaf: Judged, missing: Missing, value: Value) -> Iterator[Missing]:
        """Yield what an open comparison still lacks with an answer."""
        return missing_of_leaf(leaf, self.view(missing, value), self.book.vocabulary)

    def answers(self, missing: Missing, leaves: Sequence[Judged]) -> tuple[Sample, ...]:
        """Return the answers to a question, as far as the open comparisons tell them apart."""
        fact = self.book.vocabulary.facts[missing.fact]
        if fact.type is FactType.DATE:
            return self._dates(missing, leaves)
        if fact.type in ORDERED:
            within = bounds_of(fact)
            turns = self._turns(within, missing, leaves, lambda number: number)
            return numbers(within, [*_cuts(leaves, fact.name), *turns])
        return options(fact, (v for leaf in leaves for v in _named(leaf.node, fact.name)))

    def _dates(self, missing: Missing, leaves: Sequence[Judged]) -> tuple[Sample, ...]:
        """Return days that part the whole years, months or days since a date."""
        within, unit = self._counted(missing.fact, leaves)

        def day(count: float) -> date | None:
            return ago(self.seen.on, floor(count), unit)

        turns = self._turns(within, missing, leaves, day)
        found = []
        for value, span in numbers(within, [*_cuts(leaves, within.fact), *turns]):
            back = day(_number(value))
            if back is not None:
                shown = _as_days(span, day) if within.fact == missing.fact else span
                found.append(Sample(back, shown))
        return tuple(found)

    def _counted(self, name: str, leaves: Sequence[Judged]) -> tuple[Bounds, str]:
        """Return in what a date is counted: the fact that holds it and its unit, else days."""
        for each in self.book.derived:
            if isinstance(each.term, Since) and each.term.fact == name:
                unit = each.term.unit
                bounds = bounds_of(self.book.vocabulary.facts[each.fact])
                low, high = max(bounds.low, 0), min(bounds.high, OLDEST[unit])
                return Bounds(each.fact, low, high, True), unit
        units = [unit for leaf in leaves for unit in _units(leaf.node, name)]
        unit = max(units, key=OLDEST.__getitem__, default="days")
        return Bounds(name, 0, OLDEST[unit], True), unit

    def _turns(
        self,
        within: Bounds,
        missing: Missing,
        leaves: Sequence[Judged],
        value: Callable[[float], Value | None],
    ) -> list[Cut]:
        """Return where comparisons turn that reckon with a fact rather than name it."""
        named = (missing.fact, within.fact)
        reckoned = [leaf for leaf in leaves if not any(_names(leaf.node, name) for name in named)]

        def tells(number: float) -> Hashable:
            answer = value(number)
            if answer is None:
                return None
            return tuple(self.truth(leaf, missing, answer) for leaf in reckoned)

        grid = grid_of(within)
        nothing = (Truth.UNKNOWN,) * len(reckoned)
        if not reckoned or tells(grid[0]) == tells(grid[-1]) == nothing:
            return []
        return list(turning_points(tells, grid))


def _names(node: Condition, fact: str) -> bool:
    return isinstance(node, Compare | Among) and node.fact == fact


def _cuts(leaves: Sequence[Judged], fact: str) -> list[Cut]:
    return [
        cut
        for leaf in leaves
        for atom, _ in atoms(leaf.node)
        if atom.fact == fact
        for cut in cuts_of(atom)
    ]


def _named(node: Condition, fact: str) -> Iterator[Value]:
    """Yield the values of a fact that a comparison names, or a figure's table has rows for."""
    for atom, _ in atoms(node):
        yield from values_in(atom) if atom.fact == fact else ()
    for term in _terms(node):
        if isinstance(term, FigureRef) and isinstance(term.bound, Table) and fact in term.by:
            place = term.by.index(fact)
            yield from (keys[place] for keys in term.bound.rows)


def _units(node: Condition, fact: str) -> Iterator[str]:
    for term in _terms(node):
        if isinstance(term, Since) and term.fact == fact:
            yield term.unit


def _terms(node: Condition) -> Iterator[Term]:
    waiting: list[Term] = [node.left, node.right] if isinstance(node, Relation) else []
    while waiting:
        term = waiting.pop()
        yield term
        waiting += terms_of(term)


def _as_days(span: Span, day: Callable[[float], date | None]) -> Span:
    """Return a span of counts back as one of days; the oldest has no beginning."""
    latest = day(_number(span.low))
    before = day(_number(span.high)) if span.below else None
    return Span(span.fact, None if before is None else before + timedelta(days=1), latest)


def _number(value: Value | None) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
