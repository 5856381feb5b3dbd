"""Write a condition as text that parses to the same tree."""

from decimal import Decimal

from matcher.facts import Value
from matcher.rules.tree import (
    Among,
    And,
    AnyMember,
    Arithmetic,
    Compare,
    Condition,
    CountMembers,
    FactRef,
    FigureRef,
    Fold,
    Name,
    Named,
    Not,
    Number,
    Or,
    Relation,
    Since,
    Tally,
    Term,
)

_LOOSE = ("+", "-")


def render(node: Condition) -> str:
    """Return the condition as text that parses to the same tree; bound figures show as numbers."""
    match node:
        case Compare(fact, op, value, figure):
            return f"{fact} {op} {figure if value is None else write(value)}"
        case Among(fact, values):
            return f"{fact} in [{', '.join(write(v) for v in values)}]"
        case Relation(left, op, right):
            return f"{render_term(left)} {op} {render_term(right)}"
        case Not(part):
            return f"NOT {_wrapped(part, And | Or)}"
        case And(parts):
            return " AND ".join(_wrapped(part, Or | And) for part in parts)
        case Or(parts):
            return " OR ".join(_wrapped(part, Or | And) for part in parts)
        case AnyMember(part):
            return f"any(member: {render(part)})"
        case CountMembers(part, op, number):
            return f"count(member: {render(part)}) {op} {number}"
        case Named(name):
            return f"meets({name})"


def render_term(term: Term) -> str:
    """Return a term as text; a bound figure that is no table shows as its number."""
    match term:
        case Number(value):
            return write(value)
        case Name(word) | FactRef(word):
            return word
        case FigureRef(figure, _, bound):
            return write(bound) if isinstance(bound, int | float) else figure
        case Since(unit, fact):
            return f"{unit}_since({fact})"
        case Tally(part):
            return f"count(member: {render(part)})"
        case Fold(kind, inner, where):
            rest = "" if where is None else f" if {render(where)}"
            return f"{kind}(member: {render_term(inner)}{rest})"
        case Arithmetic(op, left, right):
            loose = op not in _LOOSE
            one = _bracketed(left, loose)
            other = _bracketed(right, loose or op == "-", same=True)
            return f"{one} {op} {other}"


def _bracketed(term: Term, tight: bool, same: bool = False) -> str:
    text = render_term(term)
    if not isinstance(term, Arithmetic):
        return f"({text})" if same and text.startswith("-") else text
    needs = tight if term.op in _LOOSE else same
    return f"({text})" if needs or same else text


def write(value: Value) -> str:
    """Return a value as the grammar writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        short = f"{value:.15g}"
        return f"{Decimal(short):f}" if "e" in short else short
    return str(value)


def _wrapped(node: Condition, looser: object) -> str:
    text = render(node)
    return f"({text})" if isinstance(node, looser) else text  # type: ignore[arg-type]
