"""The assessor: a catalogue's rules made ready by day, asked for verdicts."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from matcher.eligibility.assess import assess, categories_of
from matcher.eligibility.rulebook import Rulebook, bound_rules
from matcher.needs import Household
from matcher.offerings import Catalogue
from matcher.rules.figures import Bound, figures_on
from matcher.values import Verdict
from matcher.views import View, view


@dataclass(frozen=True, eq=False)
class Assessor:
    """A catalogue whose rules are ready: no texts, no ranking, so it starts at once.

    *Stable*: what the command line and use cases ask for verdicts.
    """

    catalogue: Catalogue

    def rules(self, day: date) -> Rulebook:
        """Return the rules with the figures of `day`."""
        figures = figures_on(self.catalogue.figures, day, self.catalogue.figures)
        return _rules(self.catalogue, tuple(figures.items()))

    def view(self, household: Household, on: date) -> View:
        """Return the household as conditions see it on a day."""
        return view(household, on, self.catalogue.derived)

    def assess(self, household: Household, on: date) -> tuple[Verdict, ...]:
        """Return the verdict of each list item for each beneficiary, in catalogue order."""
        book = self.rules(on)
        return assess(self.view(household, on), book.items.values(), book)

    def categories(self, household: Household, on: date) -> tuple[str, ...]:
        """Return the categories whose rule is known to hold."""
        return categories_of(self.view(household, on), self.rules(on))


@lru_cache(maxsize=16)
def _rules(catalogue: Catalogue, figures: tuple[tuple[str, Bound], ...]) -> Rulebook:
    """Return the rules bound to figures: the same for all days on which these hold."""
    return bound_rules(catalogue, dict(figures))
