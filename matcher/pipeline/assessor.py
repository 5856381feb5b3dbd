"""The assessor: a catalogue's rules made ready by day, asked for verdicts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from matcher.eligibility.announced import Announced, announced_after
from matcher.eligibility.assess import assess, categories_of, held_codes
from matcher.eligibility.events import brought_to
from matcher.eligibility.forecast import forecast
from matcher.eligibility.near_miss import NearMisses
from matcher.eligibility.rulebook import Rule, Rulebook, bound_rules
from matcher.eligibility.watching import watch_of
from matcher.needs import Household
from matcher.offerings import Catalogue
from matcher.rules.figures import Bound, figures_on
from matcher.values import Change, NearMiss, Status, Verdict
from matcher.views import View, view


@dataclass(frozen=True, eq=False)
class Assessor:
    """A catalogue whose rules are ready: no texts, no ranking, so it starts at once.

    *Stable*: what the command line and use cases ask for verdicts.
    """

    catalogue: Catalogue

    @property
    def lists(self) -> Catalogue:
        """Return the catalogue as it was loaded, whatever was posted or given away since.

        What is worked out once for a catalogue is worked out for this one.
        """
        return self.catalogue

    def rules(self, day: date) -> Rulebook:
        """Return the rules with the figures of `day`."""
        return rules_of(self.lists, day)

    def view(self, household: Household, on: date) -> View:
        """Return the household as conditions see it on a day, with what time has made of it."""
        book = self.rules(on)
        then = brought_to(household, on, book.vocabulary, watch_of(book))
        return view(then, on, self.catalogue.derived)

    def assess(self, household: Household, on: date) -> tuple[Verdict, ...]:
        """Return the verdict of each list item for each beneficiary, in catalogue order."""
        book = self.rules(on)
        return assess(self.view(household, on), book.items.values(), book)

    def forecast(
        self, household: Household, on: date, closing: Collection[str] | None = None
    ) -> tuple[Change, ...]:
        """Return what the 365 days after `on` change by time alone, of every list item.

        With `closing` only what is of use in a plan: see `matcher.eligibility.forecast`.
        """
        book, seen = self.rules(on), view(household, on, self.catalogue.derived)
        codes = [rule.code for rule in book.items_for(seen)]
        return forecast(seen, book, codes, _announced(self.lists, on), closing)

    def verdicts_of(self, code: str, household: Household, on: date) -> tuple[Verdict, ...]:
        """Return the verdict of one code, an offering's too, for each beneficiary.

        KeyError where the catalogue has no such code.
        """
        book = self.rules(on)
        return assess(self.view(household, on), [_rule(code, book)], book)

    def near_misses(
        self, verdicts: Iterable[Verdict], household: Household, on: date
    ) -> dict[str | None, tuple[NearMiss, ...]]:
        """Return what would lift each ineligible verdict of one code, by its beneficiary."""
        book = self.rules(on)
        misses = NearMisses(self.view(household, on), book)
        return {
            verdict.member: misses.of(_rule(verdict.code, book), verdict.member)
            for verdict in verdicts
            if verdict.status is Status.INELIGIBLE
        }

    def held(self, household: Household, on: date) -> frozenset[str]:
        """Return the codes that the household holds, by any of its members."""
        return frozenset(held.code for held in held_codes(household, self.rules(on), on))

    def categories(self, household: Household, on: date) -> tuple[str, ...]:
        """Return the categories whose rule is known to hold."""
        return categories_of(self.view(household, on), self.rules(on))


def _rule(code: str, book: Rulebook) -> Rule:
    return book.rule(code) or book.offerings[code]


@lru_cache(maxsize=64)
def rules_of(catalogue: Catalogue, day: date) -> Rulebook:
    """Return the rules of a day, so that its figures are looked up once and not for each family."""
    figures = figures_on(catalogue.figures, day, catalogue.figures)
    return _rules(catalogue, tuple(figures.items()))


@lru_cache(maxsize=16)
def _rules(catalogue: Catalogue, figures: tuple[tuple[str, Bound], ...]) -> Rulebook:
    """Return the rules bound to figures: the same for all days on which these hold."""
    return bound_rules(catalogue, dict(figures))


@lru_cache(maxsize=64)
def _announced(catalogue: Catalogue, on: date) -> tuple[Announced, ...]:
    """Return the figures that change in the year after `on`, with the rules of those days."""
    return announced_after(catalogue, on, Assessor(catalogue).rules)
