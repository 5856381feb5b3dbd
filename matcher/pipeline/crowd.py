"""Make a population ready: of households that were read, or of invented ones."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from matcher.eligibility.assess import held_codes
from matcher.eligibility.events import brought_to
from matcher.eligibility.rulebook import PLACE, Rulebook
from matcher.eligibility.watching import watch_of
from matcher.facts import FactType, Vocabulary
from matcher.needs import Household
from matcher.offerings import Catalogue
from matcher.population.batch import blocks_of, with_derived_columns
from matcher.population.invented import invented_blocks
from matcher.population.moves import HOUSEHOLD, Spots
from matcher.population.people import Population, words_at
from matcher.rules.blocks import Block, Column


def population_of(
    households: Sequence[Household], catalogue: Catalogue, book: Rulebook, day: date
) -> Population:
    """Return households as a population on a day; they stay in their order."""
    households = [brought_to(each, day, book.vocabulary, watch_of(book)) for each in households]
    found: dict[str, list[tuple[int, int]]] = {}
    for place, household in enumerate(households):
        slots = {member.id: slot for slot, member in enumerate(household.members)}
        for held in held_codes(household, book):
            who = HOUSEHOLD if held.member is None else slots.get(held.member, HOUSEHOLD)
            found.setdefault(held.code, []).append((place, who))
    return Population(
        names=[household.id for household in households],
        blocks=blocks_of(households, catalogue.vocabulary, catalogue.derived, day),
        held={code: _spots(each) for code, each in found.items()},
        households=households,
    )


def invented_population(
    num: int, seed: int, catalogue: Catalogue, book: Rulebook, day: date
) -> Population:
    """Return `num` households drawn by chance from the vocabulary: the same for the same seed.

    They live in the towns of the catalogue. Nobody of them is real, and nothing in them is as
    frequent as it is in the city.
    """
    rng = np.random.default_rng(seed)
    drawn = invented_blocks(num, catalogue.vocabulary, catalogue.derived, day, rng)
    blocks = tuple(_in_towns(block, catalogue) for block in drawn)
    names = [f"invented-{number}" for number in range(1, num + 1)]
    found = Population(names, blocks, {})
    return replace(found, held=_implied(found, book))


def _in_towns(block: Block, catalogue: Catalogue) -> Block:
    """Return the block with the towns of the catalogue, as far as they go, for invented ones."""
    facts = catalogue.vocabulary.facts
    if not catalogue.towns:
        return block
    return replace(
        block,
        household={
            name: _renamed(column, list(catalogue.towns))
            if facts[name].type is FactType.TOWN
            else column
            for name, column in block.household.items()
        },
    )


def _renamed(column: Column, names: Sequence[str]) -> Column:
    """Return the column with codes 1, 2, … for `names`; those beyond the last start anew."""
    known = column.values != 0
    codes = np.where(known, (column.values.astype(np.int64) - 1) % len(names) + 1, 0)
    return Column(
        codes.astype(column.values.dtype), {name: n for n, name in enumerate(names, start=1)}
    )


def _implied(population: Population, book: Rulebook) -> dict[str, Spots]:
    """Return what households without a list of what they receive hold by their relief status."""
    names = [*book.vocabulary.holdings, PLACE]
    told = np.column_stack([words_at(population, name) for name in names])
    found: dict[str, list[int]] = {}
    for place, row in enumerate(told):
        facts = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        for held in held_codes(Household("", facts), book) if facts else ():
            found.setdefault(held.code, []).append(place)
    return {code: _spots([(place, HOUSEHOLD) for place in each]) for code, each in found.items()}


def _spots(pairs: Iterable[tuple[int, int]]) -> Spots:
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)


def seen_by(population: Population, before: Catalogue, after: Catalogue, day: date) -> Population:
    """Return the population with the facts that `after` derives, where it does so otherwise."""
    if before.derived == after.derived:
        return population
    if not population.households:
        ours = {each.fact for each in before.derived}
        blocks = tuple(
            with_derived_columns(_without(block, ours), after.derived, day)
            for block in population.blocks
        )
    else:
        words = shared_words(before, after)
        blocks = blocks_of(population.households, words, after.derived, day)
    return replace(population, blocks=blocks)


def _without(block: Block, names: Collection[str]) -> Block:
    own = {name: column for name, column in block.household.items() if name not in names}
    members = {name: column for name, column in block.member.items() if name not in names}
    return replace(block, household=own, member=members)


def for_both(before: Catalogue, after: Catalogue) -> Catalogue:
    """Return `before` with what else households may say that are read for both catalogues."""
    if before.vocabulary == after.vocabulary and before.items.keys() == after.items.keys():
        return before
    items = {**after.items, **before.items}
    return replace(before, vocabulary=shared_words(before, after), items=items)


def shared_words(before: Catalogue, after: Catalogue) -> Vocabulary:
    """Return the facts of both vocabularies, with the values of both where they are choices."""
    facts = {**after.vocabulary.facts, **before.vocabulary.facts}
    for name, fact in before.vocabulary.facts.items():
        other = after.vocabulary.facts.get(name)
        if other is not None and fact.values is not None and other.values is not None:
            facts[name] = replace(fact, values={**other.values, **fact.values})
    return replace(before.vocabulary, facts=facts)
