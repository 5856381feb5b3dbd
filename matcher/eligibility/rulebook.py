"""The conditions of a catalogue with the figures of one day filled in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from matcher.eligibility.contradictions import Check, checks_of
from matcher.eligibility.payable import pays_of
from matcher.eligibility.turning import Turns, turns_of
from matcher.facts import Vocabulary
from matcher.offerings import Asking, Catalogue, Offering, Pays, Provision, Way
from matcher.rules.derive import Derived
from matcher.rules.figures import Bound, figures_on
from matcher.rules.link import bind
from matcher.rules.program import Program
from matcher.rules.tree import Condition, mentions
from matcher.views import View

PLACE = "hukou_place"
"""The fact that names the city of registration: it opens that city's own items."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A bound condition, for a code, per member or per household."""

    code: str
    per_member: bool
    condition: Condition
    facts: frozenset[str]  # the facts it names
    turns: Turns  # where its comparisons may change as time passes
    over_members: bool  # looks at other members, so one's fact may change another's verdict
    program: Program | None = None  # that judges it along with its neighbours


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """All rules of a catalogue with the figures of a day."""

    vocabulary: Vocabulary
    items: Mapping[str, Rule]
    offerings: Mapping[str, Rule]
    categories: Mapping[str, Rule]
    dangers: tuple[tuple[str, tuple[Condition, ...]], ...]
    derived: tuple[Derived, ...] = ()
    cities: Mapping[str, Mapping[str, Rule]] = field(default_factory=dict)  # other cities' items
    counterparts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ways: tuple[Way, ...] = ()  # by which a family comes by other values of its facts
    asking: Mapping[str, Asking] = field(default_factory=dict)  # of whom facts are asked
    checks: tuple[Check, ...] = ()
    pays: Mapping[str, Pays] = field(default_factory=dict)  # of items of whichever city
    indications: Program | None = None  # by "CODE must" and "CODE good": what facts call for
    pressures: Program | None = None  # by name: which recorded facts make a need press

    def rule(self, code: str) -> Rule | None:
        """Return the rule of an item of whichever city, None where there is none."""
        lists = (self.items, *self.cities.values())
        return next((rules[code] for rules in lists if code in rules), None)

    def registered(self, view: View) -> tuple[str, ...]:
        """Return the other cities in which the household or a member is registered, in order."""
        places = {facts.get(PLACE) for facts in view.known.values()}
        return tuple(city for city in self.cities if city in places)

    def items_for(self, view: View, voiced: Collection[str] = ()) -> tuple[Rule, ...]:
        """Return the rules of the home city, then those of the cities of registration.

        And of cities that a text has `voiced` as such, where it is still to be confirmed.
        """
        cities = [city for city in self.cities if city in {*self.registered(view), *voiced}]
        others = (rule for city in cities for rule in self.cities[city].values())
        return (*self.items.values(), *others)


def rulebook(catalogue: Catalogue, day: date) -> Rulebook:
    """Return the rules of `catalogue` with the figures in force on `day`."""
    return bound_rules(catalogue, figures_on(catalogue.figures, day, catalogue.figures))


def bound_rules(catalogue: Catalogue, figures: Mapping[str, Bound]) -> Rulebook:
    """Return the rules of `catalogue` with the given value of each figure filled in."""
    categories = {
        c.code: rule_of(c.code, c.per_member, bind(c.condition, figures))
        for c in catalogue.categories.values()
    }
    return Rulebook(
        catalogue.vocabulary,
        _rules(catalogue.items, figures),
        _rules(catalogue.offerings, figures),
        categories,
        tuple(
            (danger.kind, tuple(bind(condition, figures) for condition in danger.conditions))
            for danger in catalogue.dangers
        ),
        catalogue.derived,
        {
            code: _rules(city.items, figures)
            for code, city in catalogue.cities.items()
            if city.items
        },
        {
            code: {item.like: item.code for item in city.items.values()}
            for code, city in catalogue.cities.items()
        },
        tuple(_bound_way(way, figures) for way in catalogue.ways),
        asking={name: _bound_asking(a, figures) for name, a in catalogue.asking.items()},
        checks=checks_of(catalogue, figures),
        pays=pays_of(catalogue, figures),
        indications=_indications(catalogue, figures),
        pressures=_pressures(catalogue, figures),
    )


def with_posted(
    book: Rulebook, posted: Mapping[str, Offering], figures: Mapping[str, Bound]
) -> Rulebook:
    """Return the rules of a day with those of what was posted; the others are shared."""
    return replace(book, offerings={**book.offerings, **_rules(posted, figures)})


def _indications(catalogue: Catalogue, figures: Mapping[str, Bound]) -> Program:
    return Program(
        {
            f"{code} {degree}": (bind(tree, figures), catalogue.items[code].per_member)
            for code, called in catalogue.indications.items()
            for degree, tree in (("must", called.facts_must), ("good", called.facts_good))
            if tree is not None
        }
    )


def _pressures(catalogue: Catalogue, figures: Mapping[str, Bound]) -> Program:
    return Program(
        {
            pressure.name: (bind(pressure.condition, figures), pressure.per_member)
            for pressure in catalogue.listening.pressures
            if pressure.condition is not None
        }
    )


def _bound_way(way: Way, figures: Mapping[str, Bound]) -> Way:
    when, unless = (_bound(limit, figures) for limit in (way.when, way.unless))
    return replace(way, when=when, unless=unless)


def _bound_asking(asking: Asking, figures: Mapping[str, Bound]) -> Asking:
    where, ground = (_bound(limit, figures) for limit in (asking.where, asking.ground))
    return replace(asking, where=where, ground=ground)


def _bound(limit: Condition | None, figures: Mapping[str, Bound]) -> Condition | None:
    return None if limit is None else bind(limit, figures)


def _rules(provisions: Mapping[str, Provision], figures: Mapping[str, Bound]) -> dict[str, Rule]:
    trees = {code: (bind(p.condition, figures), p.per_member) for code, p in provisions.items()}
    program = Program(trees)
    return {code: rule_of(code, of, tree, program) for code, (tree, of) in trees.items()}


def rule_of(code: str, per_member: bool, tree: Condition, program: Program | None = None) -> Rule:
    """Return the rule of a bound condition."""
    told = list(mentions(tree))
    over_members = any(mention.of_members for mention in told)
    facts = frozenset(mention.fact for mention in told)
    return Rule(code, per_member, tree, facts, turns_of(tree), over_members, program)
