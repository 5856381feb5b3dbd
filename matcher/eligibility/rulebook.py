"""The conditions of a catalogue with the figures of one day filled in."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from matcher.facts import Vocabulary
from matcher.offerings import Catalogue
from matcher.rules.figures import figures_on
from matcher.rules.tree import Atom, Compare, Condition, atoms, bind


@dataclass(frozen=True, slots=True)
class Rule:
    """A bound condition, for a code, per member or per household."""

    code: str
    per_member: bool
    condition: Condition
    facts: frozenset[str]  # the facts it compares
    turns: frozenset[int]  # the ages at which one of its comparisons may change
    over_members: bool  # has any() or count(), so one member's fact may change another's verdict


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules of a catalogue with the figures of a day."""

    vocabulary: Vocabulary
    items: Mapping[str, Rule]
    offerings: Mapping[str, Rule]
    categories: Mapping[str, Rule]
    dangers: tuple[tuple[str, tuple[Condition, ...]], ...]


def rulebook(catalogue: Catalogue, day: date) -> Rulebook:
    """Return the rules of `catalogue` with the figures in force on `day`."""
    return bound_rules(catalogue, figures_on(catalogue.figures, day, catalogue.figures))


def bound_rules(catalogue: Catalogue, figures: Mapping[str, float]) -> Rulebook:
    """Return the rules of `catalogue` with the given value of each figure filled in."""

    def rule(code: str, per_member: bool, condition: Condition) -> Rule:
        facts = frozenset(atom.fact for atom, _ in atoms(condition))
        tree = bind(condition, figures)
        turns = frozenset(age for atom, _ in atoms(tree) for age in turning_ages(atom))
        over_members = any(inside for _, inside in atoms(condition))
        return Rule(code, per_member, tree, facts, turns, over_members)

    return Rulebook(
        catalogue.vocabulary,
        {i.code: rule(i.code, i.per_member, i.condition) for i in catalogue.items.values()},
        {o.code: rule(o.code, o.per_member, o.condition) for o in catalogue.offerings.values()},
        {c.code: rule(c.code, c.per_member, c.condition) for c in catalogue.categories.values()},
        tuple(
            (danger.kind, tuple(bind(condition, figures) for condition in danger.conditions))
            for danger in catalogue.dangers
        ),
    )


def turning_ages(atom: Atom) -> tuple[int, ...]:
    """Return the ages on reaching which a bound comparison of age may change its truth."""
    if atom.fact != "age":
        return ()
    values = (atom.value,) if isinstance(atom, Compare) else atom.values
    whole = [math.ceil(value) for value in values if isinstance(value, int | float)]
    return tuple(age for value in whole for age in (value, value + 1))
