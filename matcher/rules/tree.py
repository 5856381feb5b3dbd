"""A condition as a tree of frozen values; its leaves compare facts, figures and terms of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from matcher.facts import Value
from matcher.rules.figures import Bound


@dataclass(frozen=True, slots=True)
class Compare:
    """`fact op value`; where `figure` names a policy figure, `value` is filled on binding."""

    fact: str
    op: str  # = != < <= > >=
    value: Value | None
    figure: str | None = None
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Among:
    """`fact in [a, b]`."""

    fact: str
    values: tuple[Value, ...]
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Relation:
    """`left op right` between two terms; equal means equal to a millionth."""

    left: "Term"
    op: str
    right: "Term"
    column: int = field(default=1, compare=False)


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


@dataclass(frozen=True, slots=True)
class Named:
    """`meets(name)`: a condition that several items share; `part` is filled on linking."""

    name: str
    part: "Condition | None" = None
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A bare number in a term."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """A word in a term, before linking says whether it is a fact or a figure."""

    word: str
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class FactRef:
    """The number that a fact holds."""

    fact: str
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class FigureRef:
    """A policy figure; `bound` is its value of the day, or its table by the facts `by`."""

    figure: str
    by: tuple[str, ...] = ()
    bound: Bound | None = None
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left op right`, op one of + - * /."""

    op: str
    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class Fold:
    """`sum(member: term if where)`, or min, max, over the listed members that meet `where`."""

    kind: str
    term: "Term"
    where: "Condition | None" = None


@dataclass(frozen=True, slots=True)
class Tally:
    """`count(member: part)` as a number in a term."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Since:
    """`days_since(fact)`, months or years: whole ones from a date to the day of the decision."""

    unit: str  # days months years
    fact: str
    column: int = field(default=1, compare=False)


Atom = Compare | Among
Leaf = Compare | Among | Relation
Condition = Leaf | Not | And | Or | AnyMember | CountMembers | Named
Term = Number | Name | FactRef | FigureRef | Arithmetic | Fold | Tally | Since
LEAVES = (Compare, Among, Relation)
ATOMS = (Compare, Among)


def parts_of(node: Condition) -> tuple[Condition, ...]:
    """Return the direct children of a node, none for a comparison."""
    match node:
        case And(parts) | Or(parts):
            return parts
        case Not(part) | AnyMember(part) | CountMembers(part):
            return (part,)
        case Named(_, part) if part is not None:
            return (part,)
        case _:
            return ()


def terms_of(term: Term) -> tuple[Term, ...]:
    """Return the direct parts of a term that are terms themselves."""
    match term:
        case Arithmetic(_, left, right):
            return (left, right)
        case Fold(_, inner, _):
            return (inner,)
        case _:
            return ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A fact that a leaf names, and whether it is a member's, inside any(), count() or a fold."""

    fact: str
    of_members: bool = False
    leaf: Leaf | None = field(default=None, compare=False)


def leaves(node: Condition, in_member: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """Yield each comparison and whether it stands inside any() or count().

    The comparisons inside a term's fold or count are its own matter: see `mentions`.
    """
    if isinstance(node, LEAVES):
        yield node, in_member
        return
    inside = in_member or isinstance(node, AnyMember | CountMembers)
    for part in parts_of(node):
        yield from leaves(part, inside)


def atoms(node: Condition, in_member: bool = False) -> Iterator[tuple[Atom, bool]]:
    """Yield each comparison of one fact with a value, those inside terms included."""
    for leaf, inside in leaves(node, in_member):
        if isinstance(leaf, Relation):
            for part in conditions_in(leaf):
                yield from atoms(part, True)
        else:
            yield leaf, inside


def conditions_in(leaf: Relation) -> Iterator[Condition]:
    """Yield the conditions that stand inside the terms of a relation."""
    for term in (*_walk(leaf.left), *_walk(leaf.right)):
        match term:
            case Fold(_, _, where) if where is not None:
                yield where
            case Tally(part):
                yield part


def _walk(term: Term) -> Iterator[Term]:
    yield term
    for part in terms_of(term):
        yield from _walk(part)


def mentions(node: Condition) -> Iterator[Mention]:
    """Yield every fact that a condition names, in the order of its text."""
    for leaf, inside in leaves(node):
        yield from _of_leaf(leaf, inside)


def _of_leaf(leaf: Leaf, inside: bool) -> Iterator[Mention]:
    if not isinstance(leaf, Relation):
        yield Mention(leaf.fact, inside, leaf)
        return
    for term in (leaf.left, leaf.right):
        for fact, in_fold in facts_of(term, inside):
            yield Mention(fact, in_fold, leaf)


def facts_of(term: Term, in_member: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield each fact that a term names, and whether it is read of each member."""
    match term:
        case FactRef(fact) | Since(_, fact):
            yield fact, in_member
        case FigureRef(_, by):
            yield from ((fact, in_member) for fact in by)
        case Arithmetic(_, left, right):
            yield from facts_of(left, in_member)
            yield from facts_of(right, in_member)
        case Fold(_, inner, where):
            yield from facts_of(inner, True)
            yield from () if where is None else _all_of_members(where)
        case Tally(part):
            yield from _all_of_members(part)


def _all_of_members(node: Condition) -> Iterator[tuple[str, bool]]:
    yield from ((mention.fact, True) for mention in mentions(node))


def facts_in(leaf: Leaf) -> tuple[str, ...]:
    """Return the facts that a leaf names, each once."""
    return tuple(dict.fromkeys(mention.fact for mention in _of_leaf(leaf, inside=False)))


def map_leaves(node: Condition, change: Callable[["Leaf | Named"], Condition]) -> Condition:
    """Return the same tree with every comparison replaced by `change` of it.

    A shared condition that is not yet filled in counts as a leaf.
    """
    match node:
        case And(parts):
            return And(tuple(map_leaves(part, change) for part in parts))
        case Or(parts):
            return Or(tuple(map_leaves(part, change) for part in parts))
        case Not(part):
            return Not(map_leaves(part, change))
        case AnyMember(part):
            return AnyMember(map_leaves(part, change))
        case CountMembers(part, op, number):
            return CountMembers(map_leaves(part, change), op, number)
        case Named(name, part, column) if part is not None:
            return Named(name, map_leaves(part, change), column)
        case leaf:
            return change(leaf)


def map_terms(
    leaf: Relation, change: Callable[[Term], Term], inner: Callable[[Condition], Condition]
) -> Relation:
    """Return a relation with each end of its terms changed, and conditions inside by `inner`."""

    def walk(term: Term) -> Term:
        match term:
            case Arithmetic(op, left, right):
                return Arithmetic(op, walk(left), walk(right))
            case Fold(kind, part, where):
                return Fold(kind, walk(part), None if where is None else inner(where))
            case Tally(part):
                return Tally(inner(part))
            case _:
                return change(term)

    return Relation(walk(leaf.left), leaf.op, walk(leaf.right), leaf.column)
