"""Give the words of a condition their meaning: fact, figure, shared condition, value of the day."""

from collections.abc import Mapping
from dataclasses import replace

from matcher.facts import ORDERED, Fact
from matcher.rules.figures import Bound, Figure, Table
from matcher.rules.tree import (
    Compare,
    Condition,
    FactRef,
    FigureRef,
    Leaf,
    Name,
    Named,
    Number,
    Relation,
    Term,
    map_leaves,
    map_terms,
)

Conditions = Mapping[str, Condition]


def link(
    node: Condition,
    facts: Mapping[str, Fact],
    figures: Mapping[str, Figure],
    shared: Conditions | None = None,
) -> Condition:
    """Return the tree with each word of its terms known as a fact or a figure.

    `meets(name)` takes in the tree of `shared`; a word that is neither stays as it is, for the
    check to name. A fact comes before a figure of the same name.
    """
    known = shared or {}

    def leaf(each: Leaf | Named) -> Condition:
        match each:
            case Compare():
                return _compare(each, facts, figures)
            case Relation():
                return map_terms(each, lambda term: _term(term, facts, figures), whole)
            case Named(name, None, column) if name in known:
                return Named(name, known[name], column)
            case _:
                return each

    def whole(condition: Condition) -> Condition:
        return map_leaves(condition, leaf)

    return whole(node)


def link_term(term: Term, facts: Mapping[str, Fact], figures: Mapping[str, Figure]) -> Term:
    """Return a term with each of its words known as a fact or a figure."""
    linked = link(Relation(term, "=", term), facts, figures)
    return linked.left if isinstance(linked, Relation) else term


def _compare(leaf: Compare, facts: Mapping[str, Fact], figures: Mapping[str, Figure]) -> Condition:
    """Return a comparison with a fact or a table as a relation of terms, others as they are."""
    word = leaf.figure or (leaf.value if isinstance(leaf.value, str) else None)
    if leaf.fact in figures and leaf.fact not in facts:
        return _figure_first(leaf, word, facts, figures)
    fact = facts.get(leaf.fact)
    if word is None or fact is None or fact.type not in ORDERED:
        return leaf
    left = FactRef(leaf.fact, leaf.column)
    if word in facts:
        return Relation(left, leaf.op, FactRef(word, leaf.column), leaf.column)
    if word in figures and figures[word].by:
        right = FigureRef(word, figures[word].by, column=leaf.column)
        return Relation(left, leaf.op, right, leaf.column)
    return replace(leaf, value=None, figure=word) if word in figures else leaf


def _figure_first(
    leaf: Compare, word: str | None, facts: Mapping[str, Fact], figures: Mapping[str, Figure]
) -> Condition:
    """Return a comparison that a figure begins, such as `line >= income`, as one of terms."""
    if word is None and (isinstance(leaf.value, bool) or not isinstance(leaf.value, int | float)):
        return leaf
    value = leaf.value if isinstance(leaf.value, int | float) else 0
    right = Number(value) if word is None else Name(word, leaf.column)
    relation = Relation(Name(leaf.fact, leaf.column), leaf.op, right, leaf.column)
    return map_terms(relation, lambda term: _term(term, facts, figures), lambda part: part)


def _term(term: Term, facts: Mapping[str, Fact], figures: Mapping[str, Figure]) -> Term:
    if not isinstance(term, Name):
        return term
    if term.word in facts:
        return FactRef(term.word, term.column)
    if term.word in figures:
        return FigureRef(term.word, figures[term.word].by, column=term.column)
    return term


def bind(node: Condition, figures: Mapping[str, Bound]) -> Condition:
    """Return the tree with each named figure's value of the day filled in."""

    def leaf(each: Leaf | Named) -> Condition:
        match each:
            case Compare(_, _, _, figure) if figure is not None:
                bound = figures[figure]
                return replace(each, value=None if isinstance(bound, Table) else bound)
            case Relation():
                return map_terms(each, fill, lambda part: bind(part, figures))
            case _:
                return each

    def fill(term: Term) -> Term:
        if isinstance(term, FigureRef):
            return replace(term, bound=figures[term.figure])
        return term

    return map_leaves(node, leaf)


def bind_term(term: Term, figures: Mapping[str, Bound]) -> Term:
    """Return a term with each named figure's value of the day filled in."""
    bound = bind(Relation(term, "=", term), figures)
    return bound.left if isinstance(bound, Relation) else term


def figures_of(term: Term) -> tuple[str, ...]:
    """Return the figures that a term names, each once, in the order of its text."""
    return figures_in(Relation(term, "=", term))


def figures_in(node: Condition) -> tuple[str, ...]:
    """Return the figures that a condition names, each once, in the order of its text."""
    found: dict[str, None] = {}

    def leaf(each: Leaf | Named) -> Condition:
        if isinstance(each, Compare) and each.figure is not None:
            found[each.figure] = None
        if isinstance(each, Relation):
            map_terms(each, note, lambda part: map_leaves(part, leaf))
        return each

    def note(term: Term) -> Term:
        if isinstance(term, FigureRef):
            found[term.figure] = None
        return term

    map_leaves(node, leaf)
    return tuple(found)
