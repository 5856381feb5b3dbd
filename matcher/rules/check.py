"""Check a parsed condition against the vocabulary and the figures, before anything runs."""

from collections.abc import Collection, Iterator, Mapping

from matcher.errors import Fault, nearest
from matcher.facts import ORDERED, Fact, FactType, Value, Vocabulary
from matcher.rules.figures import Figure
from matcher.rules.grammar import ORDERING
from matcher.rules.tree import (
    Among,
    AnyMember,
    Atom,
    Compare,
    Condition,
    CountMembers,
    atoms,
    parts_of,
    write,
)
from matcher.wording import Bilingual

_NAMED_UNITS = ("CNY", "CNY/month", "years", "months", "m2")
"""Units of policy thresholds: a rule compares them with a named figure, or with zero."""

_EXPECTED = {
    FactType.BOOL: Bilingual("true 或 false", "true or false"),
    FactType.INTEGER: Bilingual("整数", "a whole number"),
    FactType.NUMBER: Bilingual("数字", "a number"),
}


def check_condition(
    node: Condition,
    per_member: bool,
    vocabulary: Vocabulary,
    figures: Mapping[str, Figure],
    bare_numbers: bool = False,
    towns: Collection[str] = (),
) -> Iterator[Fault]:
    """Yield every fault of a condition; none means it can be evaluated.

    `per_member` says that bare member facts speak of the beneficiary; `bare_numbers` allows
    thresholds without a figure (a charity's own bounds in an offering); `towns` are the short
    names by which a condition may name a town.
    """
    if _nests_members(node, inside=False):
        yield Fault("nested_members")
    for atom, in_member in atoms(node):
        fact = vocabulary.facts.get(atom.fact)
        if fact is None:
            yield Fault("unknown_fact", value=atom.fact, near=nearest(atom.fact, vocabulary.facts))
            continue
        if not (per_member or in_member or fact.of_household()):
            yield Fault("member_fact_outside", value=atom.fact)
        yield from _check_atom(atom, fact, figures, bare_numbers)
        if fact.type is FactType.TOWN:
            yield from _check_towns(atom, towns)


def _check_towns(atom: Atom, towns: Collection[str]) -> Iterator[Fault]:
    values = atom.values if isinstance(atom, Among) else (atom.value,)
    for value in map(str, values):
        if value not in towns:
            yield Fault("unknown_town", value=value, near=nearest(value, towns))


def _nests_members(node: Condition, inside: bool) -> bool:
    is_over_members = isinstance(node, AnyMember | CountMembers)
    if inside and is_over_members:
        return True
    return any(_nests_members(part, inside or is_over_members) for part in parts_of(node))


def _check_atom(
    atom: Atom, fact: Fact, figures: Mapping[str, Figure], bare_numbers: bool
) -> Iterator[Fault]:
    if isinstance(atom, Among):
        for value in atom.values:
            yield from check_value(fact, value)
        return
    if atom.op in ORDERING and fact.type not in ORDERED:
        yield Fault("wrong_operator", field=fact.name, value=atom.op)
    elif atom.figure is not None:
        yield from _check_figure(atom, figures)
    elif atom.value is not None:
        yield from check_value(fact, atom.value)
        if not bare_numbers and _is_bare(atom, fact):
            yield Fault("bare_threshold", field=fact.name, value=write(atom.value))


def _check_figure(atom: Compare, figures: Mapping[str, Figure]) -> Iterator[Fault]:
    if atom.figure not in figures:
        name = atom.figure or ""
        yield Fault("unknown_figure", value=name, near=nearest(name, figures))


def _is_bare(atom: Compare, fact: Fact) -> bool:
    return atom.op in ORDERING and fact.unit in _NAMED_UNITS and atom.value != 0


def check_value(fact: Fact, value: Value) -> Iterator[Fault]:
    """Yield what is wrong with `value` as a value of `fact`."""
    if fact.values is not None:
        if str(value) not in fact.values:
            near = nearest(str(value), fact.values)
            yield Fault("unknown_value", field=fact.name, value=write(value), near=near)
    elif fact.type in _EXPECTED and not has_type(fact.type, value):
        yield Fault(
            "wrong_type", field=fact.name, value=write(value), expected=_EXPECTED[fact.type]
        )


def has_type(kind: FactType, value: Value) -> bool:
    """Say whether a JSON or YAML scalar is of that type; a bool is no number."""
    if kind is FactType.BOOL:
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if kind is FactType.INTEGER:
        return isinstance(value, int)
    if kind is FactType.NUMBER:
        return isinstance(value, int | float)
    return isinstance(value, str)
