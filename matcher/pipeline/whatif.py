"""What if: the rules of a catalogue and of a changed one over the same households."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date

import numpy as np

from matcher.eligibility.rulebook import PLACE, Rule, Rulebook
from matcher.facts import FactType, Vocabulary
from matcher.pipeline.assessor import Assessor
from matcher.pipeline.costing import Side, sums_of
from matcher.pipeline.crowd import seen_by
from matcher.population.moves import NOBODY, Moves, moves_of
from matcher.population.people import Population, words_at
from matcher.population.shifts import Groups, Shift, shift_of
from matcher.rules.blocks import Bools
from matcher.rules.columns import ColumnProgram, Stretch, unpacked


def whatif(before: Assessor, after: Assessor, population: Population, day: date) -> Shift:
    """Return what happens to the households when `after` takes the place of `before` on a day.

    Only what the rules change by themselves: a status that is granted later, and what then
    rests on it, is not followed. Categories and towns are those of before.
    """
    later = seen_by(population, before.catalogue, after.catalogue, day)
    one, other = before.rules(day), after.rules(day)
    rules = rules_of(one, other)
    if later is population:
        rules = {code: pair for code, pair in rules.items() if pair.is_changed(code, one, other)}
    sides = list(_sides(rules, population, later, day))
    books = (one, other)
    moves = {code: _moves(code, pair, sides, population, books) for code, pair in rules.items()}
    sums = sums_of(
        moves,
        Side(before.catalogue, one, population, day),
        Side(after.catalogue, other, later, day),
    )
    groups = (by_town(population, before), by_category(population, one, day))
    return shift_of(moves, sums, population.names, population.num_people, groups)


@dataclass(frozen=True, slots=True)
class Pair:
    """The rule of a code before and after, None where there is none."""

    before: Rule | None
    after: Rule | None

    @property
    def of_members(self) -> bool:
        """Say whether members are compared: where either side speaks of households, these are."""
        return all(rule is None or rule.per_member for rule in (self.before, self.after))

    def is_changed(self, code: str, before: Rulebook, after: Rulebook) -> bool:
        """Say whether its condition, or what it pays, is not what it was."""
        pays = content(before.pays.get(code)) != content(after.pays.get(code))
        return pays or content(_judges(self.before)) != content(_judges(self.after))


def rules_of(before: Rulebook, after: Rulebook) -> dict[str, Pair]:
    """Return the rules of both sides by their code, those of the earlier first."""
    old, new = all_rules(before), all_rules(after)
    return {code: Pair(old.get(code), new.get(code)) for code in dict.fromkeys([*old, *new])}


def _judges(rule: Rule | None) -> object:
    return None if rule is None else (rule.condition, rule.per_member)


def content(told: object) -> object:
    """Return what compares equal for two things that say the same.

    A table is equal to itself alone, since two of one catalogue are never the same; of two
    catalogues they may be, and so may all that holds them.
    """
    if is_dataclass(told) and not isinstance(told, type):
        parts = ((field.name, content(getattr(told, field.name))) for field in fields(told))
        return (type(told).__name__, *parts)
    if isinstance(told, Mapping):
        return frozenset((key, content(value)) for key, value in told.items())
    if isinstance(told, tuple | list):
        return tuple(map(content, told))
    return told


def all_rules(book: Rulebook) -> dict[str, Rule]:
    """Return the rules of the home city's items, then those of the others'."""
    others = {code: rule for rules in book.cities.values() for code, rule in rules.items()}
    return {**book.items, **others}


def _sides(
    rules: Mapping[str, Pair], population: Population, later: Population, day: date
) -> Iterator[tuple[Stretch, Stretch]]:
    """Yield the masks of the changed rules before and after, stretch by stretch."""
    old = _program({code: pair.before for code, pair in rules.items()})
    new = _program({code: pair.after for code, pair in rules.items()})
    return zip(old.run(population.blocks, day), new.run(later.blocks, day), strict=True)


def _program(rules: Mapping[str, Rule | None]) -> ColumnProgram:
    known = {code: rule for code, rule in rules.items() if rule is not None}
    return ColumnProgram({code: (rule.condition, rule.per_member) for code, rule in known.items()})


def _moves(
    code: str,
    pair: Pair,
    sides: Iterable[tuple[Stretch, Stretch]],
    population: Population,
    books: Iterable[Rulebook],
) -> Moves:
    """Return who moves; another city's item is for those who are registered there alone."""
    held = population.held.get(code, NOBODY)
    moves = moves_of(code, sides, held, pair.of_members)
    cities = {city for book in books for city, rules in book.cities.items() if code in rules}
    if not cities:
        return moves
    there = np.any([registered_in(population, city) for city in cities], axis=0)
    return {move: spots[there[spots[:, 0]]] for move, spots in moves.items()}


def registered_in(population: Population, city: str) -> Bools:
    """Return which households are registered in a city, or have a member who is."""
    found: Bools = words_at(population, PLACE) == city
    for block in population.blocks:
        column = block.member.get(PLACE)
        code = None if column is None or column.codes is None else column.codes.get(city)
        if column is not None and code is not None:
            found[block.places] |= (column.values == code).any(axis=0)
    return found


def by_town(population: Population, assessor: Assessor) -> Groups:
    """Return the households of each town that has any, and at last those whose town is unknown."""
    fact = _town_fact(assessor.catalogue.vocabulary)
    told = words_at(population, fact) if fact else np.full(len(population), None)
    known = [town for town in assessor.catalogue.towns if (told == town).any()]
    rest = [word for word in dict.fromkeys(told) if word is not None and word not in known]
    for town in (*known, *rest, None):
        here: Bools = np.array([word is None for word in told]) if town is None else told == town
        if here.any():
            yield town, here


def _town_fact(vocabulary: Vocabulary) -> str | None:
    facts = vocabulary.facts.values()
    return next((f.name for f in facts if f.type is FactType.TOWN and f.of_household()), None)


def by_category(population: Population, book: Rulebook, day: date) -> Groups:
    """Return the households known to be of each category, and at last those of none.

    One of several categories counts in each of them.
    """
    found = {code: np.zeros(len(population), np.bool_) for code in book.categories}
    for stretch in _program(book.categories).run(population.blocks, day):
        places = stretch.block.places[stretch.rows]
        for code, masks in stretch.masks.items():
            found[code][places] |= unpacked(masks.true, len(places)).any(axis=0)
    yield from ((code, who) for code, who in found.items() if who.any())
    none = ~np.any([np.zeros(len(population), np.bool_), *found.values()], axis=0)
    if found and none.any():
        yield None, none
