"""A condition as a tree of frozen values."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from matcher.facts import Value


@dataclass(frozen=True, slots=True)
class Compare:
    """`fact op value`; where `figure` names a policy figure, `value` is filled on binding."""

    fact: str
    op: str  # = != < <= > >=
    value: Value | None
    figure: str | None = None
    column: int = 1


@dataclass(frozen=True, slots=True)
class Among:
    """`fact in [a, b]`."""

    fact: str
    values: tuple[Value, ...]
    column: int = 1


@dataclass(frozen=True, slots=True)
class Not:
    """`NOT part`."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class And:
    """`a AND b AND …`, at least two parts."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """`a OR b OR …`, at least two parts."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyMember:
    """`any(member: part)`: some listed member meets `part`."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class CountMembers:
    """`count(member: part) op number`: how many listed members meet `part`."""

    part: "Condition"
    op: str
    number: int


Atom = Compare | Among
Condition = Atom | Not | And | Or | AnyMember | CountMembers


def parts_of(node: Condition) -> tuple[Condition, ...]:
    """Return the direct children of a node, none for a comparison."""
    match node:
        case And(parts) | Or(parts):
            return parts
        case Not(part) | AnyMember(part) | CountMembers(part):
            return (part,)
        case _:
            return ()


def atoms(node: Condition, in_member: bool = False) -> Iterator[tuple[Atom, bool]]:
    """Yield each comparison and whether it stands inside any() or count()."""
    if isinstance(node, Compare | Among):
        yield node, in_member
        return
    inside = in_member or isinstance(node, AnyMember | CountMembers)
    for part in parts_of(node):
        yield from atoms(part, inside)


def map_atoms(node: Condition, change: Callable[[Atom], Atom]) -> Condition:
    """Return the same tree with every comparison replaced by `change` of it."""
    match node:
        case Compare() | Among():
            return change(node)
        case And(parts):
            return And(tuple(map_atoms(part, change) for part in parts))
        case Or(parts):
            return Or(tuple(map_atoms(part, change) for part in parts))
        case Not(part):
            return Not(map_atoms(part, change))
        case AnyMember(part):
            return AnyMember(map_atoms(part, change))
        case CountMembers(part, op, number):
            return CountMembers(map_atoms(part, change), op, number)


def bind(node: Condition, figures: Mapping[str, float]) -> Condition:
    """Return the tree with each named figure's value of the day filled in."""

    def fill(atom: Atom) -> Atom:
        if isinstance(atom, Compare) and atom.figure is not None:
            return replace(atom, value=figures[atom.figure])
        return atom

    return map_atoms(node, fill)


def render(node: Condition) -> str:
    """Return the condition as text that parses to the same tree; bound figures show as numbers."""
    match node:
        case Compare(fact, op, value, figure):
            return f"{fact} {op} {figure if value is None else write(value)}"
        case Among(fact, values):
            return f"{fact} in [{', '.join(write(v) for v in values)}]"
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


def write(value: Value) -> str:
    """Return a value as the grammar writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        short = f"{value:.15g}"
        return f"{value:.0f}" if "e" in short else short
    return str(value)


def _wrapped(node: Condition, looser: object) -> str:
    text = render(node)
    return f"({text})" if isinstance(node, looser) else text  # type: ignore[arg-type]
