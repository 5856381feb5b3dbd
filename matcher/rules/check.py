"""Check a linked condition against the vocabulary and the figures, before anything runs."""

from collections.abc import Collection, Iterator, Mapping

from matcher.errors import Fault, nearest
from matcher.facts import ORDERED, Fact, FactType, Level, Value, Vocabulary
from matcher.rules.bare import COUNTED, measured_in
from matcher.rules.bare import bare_numbers as found_bare
from matcher.rules.figures import Figure, Table
from matcher.rules.grammar import ORDERING
from matcher.rules.text import render_term, write
from matcher.rules.tree import (
    Among,
    AnyMember,
    Arithmetic,
    Atom,
    Compare,
    Condition,
    CountMembers,
    FactRef,
    FigureRef,
    Fold,
    Name,
    Named,
    Number,
    Relation,
    Since,
    Tally,
    Term,
    conditions_in,
    facts_of,
    leaves,
    parts_of,
    terms_of,
)
from matcher.wording import Bilingual

Facts = Mapping[str, Fact]
_MOST_SHOWN = 8

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
    """Yield every fault of a linked condition; none means it can be evaluated.

    `per_member` says that bare member facts speak of the beneficiary; `bare_numbers` allows
    thresholds without a figure (a charity's own bounds in an offering); `towns` are the short
    names by which a condition may name a town.
    """
    yield from _check_shared(node)
    if _nests_members(node, inside=False):
        yield Fault("nested_members")
    for leaf, in_member in leaves(node):
        if isinstance(leaf, Relation):
            faults = tuple(
                _check_relation(leaf, per_member or in_member, vocabulary.facts, figures)
            )
            yield from faults
            if not (bare_numbers or faults) and leaf.op in ORDERING:
                yield from _check_bare(leaf, vocabulary.facts, figures)
            for part in conditions_in(leaf):
                yield from check_condition(part, True, vocabulary, figures, bare_numbers, towns)
            continue
        fact = vocabulary.facts.get(leaf.fact)
        if fact is None:
            near = nearest(leaf.fact, vocabulary.facts)
            yield Fault("unknown_fact", value=leaf.fact, near=near)
            continue
        if not (per_member or in_member or fact.of_household()):
            yield Fault("member_fact_outside", value=leaf.fact)
        yield from _check_atom(leaf, fact, figures, vocabulary.facts, bare_numbers)
        if fact.type is FactType.TOWN:
            yield from _check_towns(leaf, towns)


def _check_shared(node: Condition) -> Iterator[Fault]:
    if isinstance(node, Named) and node.part is None:
        yield Fault("unknown_condition", value=node.name)
    for part in parts_of(node):
        yield from _check_shared(part)


def _check_towns(atom: Atom, towns: Collection[str]) -> Iterator[Fault]:
    values = atom.values if isinstance(atom, Among) else (atom.value,)
    for value in map(str, values):
        if value not in towns:
            yield Fault("unknown_town", value=value, near=nearest(value, towns))


def _nests_members(node: Condition, inside: bool) -> bool:
    is_over_members = isinstance(node, AnyMember | CountMembers)
    if inside and is_over_members:
        return True
    if isinstance(node, Relation):
        nested = any(_nests_folds(term, inside) for term in (node.left, node.right))
        return nested or any(_nests_members(part, True) for part in conditions_in(node))
    return any(_nests_members(part, inside or is_over_members) for part in parts_of(node))


def _nests_folds(term: Term, inside: bool) -> bool:
    folds = isinstance(term, Fold | Tally)
    return (inside and folds) or any(_nests_folds(p, inside or folds) for p in terms_of(term))


def _check_relation(
    leaf: Relation, of_member: bool, facts: Facts, figures: Mapping[str, Figure]
) -> Iterator[Fault]:
    for term in (leaf.left, leaf.right):
        yield from check_term(term, facts, of_household=not of_member, figures=figures)


def _check_bare(leaf: Relation, facts: Facts, figures: Mapping[str, Figure]) -> Iterator[Fault]:
    for number in dict.fromkeys(found_bare(leaf, facts, figures)):
        yield Fault("bare_threshold", write(number), about=measured_in(leaf))


def check_term(
    term: Term,
    facts: Facts,
    of_household: bool,
    figures: Mapping[str, Figure] | None = None,
) -> Iterator[Fault]:
    """Yield every fault of a linked term; none means it has a number wherever facts are known.

    `of_household` says that it is read of the household, so that a member's fact may stand
    inside sum(), min(), max() or count() only.
    """
    match term:
        case Name(word):
            near = nearest(word, [*facts, *(figures or {})])
            yield Fault("unknown_fact", value=word, near=near)
        case FactRef(name):
            yield from _check_number(name, facts, of_household)
        case Since(_, name):
            yield from _check_date(name, facts, of_household)
        case FigureRef(_, by):
            for name in by:
                if name in facts and of_household and not facts[name].of_household():
                    yield Fault("member_fact_outside", value=name)
        case Fold(_, inner, _):
            yield from check_term(inner, facts, False, figures)
        case Arithmetic(op, left, right):
            yield from check_term(left, facts, of_household, figures)
            yield from check_term(right, facts, of_household, figures)
            if op == "/" and _may_be_zero(right, facts, figures or {}):
                yield Fault("may_be_zero", value=render_term(right))


def check_formula(
    term: Term, fact: Fact, facts: Facts, computed: Collection[str]
) -> Iterator[Fault]:
    """Yield every fault of the linked formula of a fact; `computed` are all facts that have one.

    A number alone has a formula, of the household or of a member; it is worked out for each by
    itself, from facts that are given.
    """
    if fact.type not in ORDERED:
        yield Fault("not_a_number", value=fact.name)
    if fact.level is Level.BOTH:
        yield Fault("formula_of_both", value=fact.name)
    if _nests_folds(term, inside=True):
        yield Fault("formula_folds")
    for name in dict.fromkeys(name for name, _ in facts_of(term) if name in computed):
        yield Fault("formula_of_formula", value=name)
    yield from check_term(term, facts, of_household=fact.level is Level.HOUSEHOLD)


def _check_number(name: str, facts: Facts, of_household: bool) -> Iterator[Fault]:
    if facts[name].type not in ORDERED:
        yield Fault("not_a_number", value=name)
    if of_household and not facts[name].of_household():
        yield Fault("member_fact_outside", value=name)


def _check_date(name: str, facts: Facts, of_household: bool) -> Iterator[Fault]:
    fact = facts.get(name)
    if fact is None:
        dates = [n for n, f in facts.items() if f.type is FactType.DATE]
        yield Fault("unknown_fact", value=name, near=nearest(name, dates))
    elif fact.type is not FactType.DATE:
        yield Fault("not_a_date", value=name)
    elif of_household and not fact.of_household():
        yield Fault("member_fact_outside", value=name)


def _may_be_zero(term: Term, facts: Facts, figures: Mapping[str, Figure]) -> bool:
    match term:
        case Number(value):
            return value == 0
        case FactRef(name):
            low = facts[name].low
            return low is None or low <= 0
        case FigureRef(name):
            return any(line.value <= 0 for line in figures[name].lines) or bool(figures[name].by)
        case _:
            return True


def check_table(table: Table, facts: Facts) -> Iterator[Fault]:
    """Yield what is wrong with a figure's table: it must have a value for each possible key."""
    for name in table.by:
        if name not in facts:
            yield Fault("unknown_fact", value=name, near=nearest(name, facts))
    if not table.rows or any(len(keys) != len(table.by) for keys in table.rows):
        yield Fault("table_gap", value=", ".join(table.by))
        return
    if any(name not in facts for name in table.by):
        return
    if table.bands and facts[table.by[-1]].type not in ORDERED:
        yield Fault("not_a_number", value=table.by[-1])
    for place, name in enumerate(table.by):
        for key in dict.fromkeys(keys[place] for keys in table.rows):
            yield from check_value(facts[name], key)
    if table.otherwise is None:
        yield from _check_gaps(table, facts)


def _check_gaps(table: Table, facts: Facts) -> Iterator[Fault]:
    """Yield the keys that have no row; whole numbers go on from the last by `each_further`."""
    choices: list[tuple[Value, ...]] = [()]
    for name in table.by:
        values = _all_values(facts[name], table)
        if values is None:
            yield Fault("table_gap", value=name)
            return
        choices = [(*keys, value) for keys in choices for value in values]
    for keys in choices:
        if table.at(keys) is None:
            yield Fault("table_gap", value=", ".join(map(write, keys)))


def _all_values(fact: Fact, table: Table) -> tuple[Value, ...] | None:
    """Return every value a fact may have, as far as the table can go; None where that is open."""
    if fact.values is not None:
        return tuple(fact.values)
    if fact.type is FactType.BOOL:
        return (True, False)
    if fact.type not in ORDERED or fact.low is None or table.by[-1] != fact.name:
        return None
    steps = [keys[-1] for keys in table.rows if isinstance(keys[-1], int | float)]
    if fact.type is FactType.NUMBER or not steps:
        return (fact.low, *steps) if table.bands else None
    beyond = max(steps) + 1
    last = beyond if fact.high is None else min(beyond, fact.high)
    return tuple(range(int(fact.low), int(last) + 1))


def _check_atom(
    atom: Atom, fact: Fact, figures: Mapping[str, Figure], facts: Facts, bare_numbers: bool
) -> Iterator[Fault]:
    if fact.type is FactType.DATE:
        yield Fault("date_compared", value=fact.name)
        return
    if isinstance(atom, Among):
        for value in atom.values:
            yield from check_value(fact, value)
        return
    if atom.op in ORDERING and fact.type not in ORDERED:
        yield Fault("wrong_operator", atom.op, about=fact.name)
    elif atom.figure is not None:
        yield from _check_figure(atom, figures, facts)
    elif atom.value is not None:
        yield from check_value(fact, atom.value)
        if not bare_numbers and _is_bare(atom, fact):
            yield Fault("bare_threshold", write(atom.value), about=fact.name)


def _check_figure(atom: Compare, figures: Mapping[str, Figure], facts: Facts) -> Iterator[Fault]:
    if atom.figure not in figures:
        name = atom.figure or ""
        numbers = [name for name, fact in facts.items() if fact.type in ORDERED]
        yield Fault("unknown_figure", value=name, near=nearest(name, [*figures, *numbers]))


def _is_bare(atom: Compare, fact: Fact) -> bool:
    return atom.op in ORDERING and fact.unit not in COUNTED and atom.value != 0


def check_value(fact: Fact, value: Value) -> Iterator[Fault]:
    """Yield what is wrong with `value` as a value of `fact`."""
    if fact.values is not None:
        if str(value) not in fact.values:
            yield no_such_value(fact, write(value))
    elif fact.type in _EXPECTED and not has_type(fact.type, value):
        told = str(value) if isinstance(value, float) else write(value)
        yield Fault("wrong_value", told, _EXPECTED[fact.type], about=fact.name)


def no_such_value(fact: Fact, told: str) -> Fault:
    """Return the fault of a value that a choice does not have: with the code that was meant.

    A value's own words (是 for true) are known for what they are; else the nearest, or all of few.
    """
    values = fact.values or {}
    meant = [code for code, both in values.items() if told.lower() in (both.zh, both.en.lower())]
    if meant:
        hint = Bilingual(f"；请写它的代码 {meant[0]}", f"; write its code {meant[0]}")
        return Fault("unknown_value", told, hint, about=fact.name)
    words = {word: code for code, both in values.items() for word in (code, both.zh, both.en)}
    near = nearest(told, [word for word in words if word])
    return Fault(
        "unknown_value", told, _choices(fact), about=fact.name, near=words[near] if near else None
    )


def _choices(fact: Fact) -> Bilingual:
    """Return the values a choice may take, each with its words; the first of many."""
    values = list((fact.values or {}).items())
    shown, more = values[:_MOST_SHOWN], len(values) > _MOST_SHOWN
    zh = "、".join(c if both.zh in (c, "") else f"{c}（{both.zh}）" for c, both in shown)
    en = ", ".join(c if both.en in (c, "") else f"{c} ({both.en})" for c, both in shown)
    rest = (f"等 {len(values)} 个", f" and more, {len(values)} in all") if more else ("", "")
    return Bilingual(f"；可以写：{zh}{rest[0]}", f"; it may be {en}{rest[1]}")


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
