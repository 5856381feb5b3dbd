"""Try the cases of items: what the rules say of an invented household, beside what is expected."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from matcher.eligibility.assess import assess
from matcher.eligibility.rulebook import Rulebook, rule_of
from matcher.offerings import Catalogue
from matcher.reading.cases import Case
from matcher.rules.figures import Bound, figures_on
from matcher.rules.link import bind
from matcher.rules.program import Program
from matcher.values import Status
from matcher.views import view


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules say of a case; `missing` are the input facts they lack, sorted."""

    case: Case
    status: Status
    missing: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Say whether that is what the case expects, the missing facts included."""
        return (self.status, self.missing) == (self.case.expect, self.case.missing)


def try_cases(cases: Iterable[Case], catalogue: Catalogue) -> tuple[Outcome, ...]:
    """Return the outcome of each case, in order, by the rules and figures of its day."""
    return tuple(try_case(case, catalogue) for case in cases)


def try_case(case: Case, catalogue: Catalogue) -> Outcome:
    """Return what the rules of the case's day say of its household."""
    book = every_rule(catalogue, case.on)
    seen = view(case.household, case.on, catalogue.derived)
    verdicts = assess(seen, (book.items[case.item],), book)
    verdict = next(v for v in verdicts if v.member == case.member)
    missing = tuple(sorted({each.fact for each in verdict.missing}))
    return Outcome(case, verdict.status, missing)


def every_rule(catalogue: Catalogue, day: date) -> Rulebook:
    """Return the rules of all items, those of the other cities included, each for itself.

    One rule is judged without its neighbours; `rulebook` shares their comparisons instead.
    """
    figures = figures_on(catalogue.figures, day, catalogue.figures)
    return _every_rule(catalogue, tuple(figures.items()))


@lru_cache(maxsize=16)
def _every_rule(catalogue: Catalogue, figures: tuple[tuple[str, Bound], ...]) -> Rulebook:
    bound: Mapping[str, Bound] = dict(figures)
    rules = {}
    for code, item in {**catalogue.items, **catalogue.city_items}.items():
        tree = bind(item.condition, bound)
        program = Program({code: (tree, item.per_member)})
        rules[code] = rule_of(code, item.per_member, tree, program)
    return Rulebook(catalogue.vocabulary, rules, {}, {}, (), catalogue.derived)
