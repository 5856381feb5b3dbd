"""Which rules of a rulebook to look at again when a fact moves on: found once for each rulebook."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from matcher.eligibility.rulebook import Rule, Rulebook
from matcher.eligibility.turning import sinces_in
from matcher.facts import Fact
from matcher.rules.tree import Since, facts_of

Key = TypeVar("Key")
Told = TypeVar("Told")


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """What of a rulebook moves with time, and by which rules.

    `stretches` are the times it measures from a date, `equals` the facts that are nothing but
    such a time (an age); `counting` and `lasting` are facts that change by themselves.
    """

    stretches: tuple[Since, ...]
    equals: Mapping[Since, tuple[str, ...]]
    counting: tuple[Fact, ...]
    lasting: tuple[Fact, ...]
    derived: Mapping[str, tuple[str, ...]]  # an input fact -> the facts reckoned from it
    naming: Mapping[str, tuple[Rule, ...]]
    reckoning: Mapping[str, tuple[Rule, ...]]
    turning: Mapping[tuple[str, int], tuple[Rule, ...]]
    by_code: Mapping[str, Rule]

    def reckoned_from(self, *facts: str) -> frozenset[str]:
        """Return the facts, and those that are derived from them, by however many steps."""
        found, waiting = set(facts), list(facts)
        while waiting:
            more = set(self.derived.get(waiting.pop(), ())) - found
            found |= more
            waiting += more
        return frozenset(found)

    def touched(
        self,
        names: Iterable[str],
        reaches: Iterable[tuple[str, int]],
        counted: Iterable[str],
        codes: Iterable[str] = (),
    ) -> dict[str, Rule]:
        """Return the rules, by code, whose verdict may change with what an event changes."""
        found: dict[str, Rule] = {}
        for table, keys in ((self.naming, names), (self.reckoning, counted)):
            found |= {rule.code: rule for key in keys for rule in table.get(key, ())}
        found |= {rule.code: rule for key in reaches for rule in self.turning.get(key, ())}
        return found | {code: self.by_code[code] for code in codes if code in self.by_code}


@lru_cache(maxsize=32)
def watch_of(book: Rulebook) -> Watch:
    """Return what of a rulebook moves with time."""
    cities = [rule for city in book.cities.values() for rule in city.values()]
    rules = [*book.items.values(), *cities]
    stretches = {since for rule in rules for since in rule.turns.since}
    stretches |= {since for each in book.derived for since in sinces_in(each.term)}
    equals = {
        stretch: tuple(each.fact for each in book.derived if each.term == stretch)
        for stretch in stretches
    }
    facts = book.vocabulary.facts.values()
    return Watch(
        stretches=tuple(sorted(stretches, key=lambda each: (each.fact, each.unit))),
        equals={stretch: names for stretch, names in equals.items() if names},
        counting=tuple(fact for fact in facts if fact.counts is not None),
        lasting=tuple(fact for fact in facts if fact.lasts is not None),
        derived=_gathered((fact, d.fact) for d in book.derived for fact, _ in facts_of(d.term)),
        naming=_gathered((fact, rule) for rule in rules for fact in rule.facts),
        reckoning=_gathered((fact, rule) for rule in rules for fact in rule.turns.reckoned),
        turning=_gathered((at, rule) for rule in rules for at in rule.turns.at),
        by_code={rule.code: rule for rule in rules},
    )


def _gathered(pairs: Iterable[tuple[Key, Told]]) -> dict[Key, tuple[Told, ...]]:
    found: dict[Key, list[Told]] = {}
    for key, told in pairs:
        found.setdefault(key, []).append(told)
    return {key: tuple(told) for key, told in found.items()}
