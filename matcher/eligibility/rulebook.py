"""The conditions of a catalogue with the figures of one day filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from matcher.facts import Vocabulary
from matcher.offerings import Catalogue
from matcher.rules.figures import figures_on
from matcher.rules.tree import Condition, atoms, bind


@dataclass(frozen=True, slots=True)
class Rule:
    """A bound condition, for a code, per member or per household."""

    code: str
    per_member: bool
    condition: Condition
    facts: frozenset[str]  # the facts it compares
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
        over_members = any(inside for _, inside in atoms(condition))
        return Rule(code, per_member, bind(condition, figures), facts, over_members)

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
