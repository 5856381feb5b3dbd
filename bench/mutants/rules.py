"""Faults planted in the rules: the readable cases of an item have to come out otherwise."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from bench.families import Families
from bench.mutants.steps import NUDGES, Step, Steps
from bench.mutants.tally import CAUGHT, EQUAL, SURVIVED, Outcome
from bench.setting import CATALOGS
from matcher.eligibility.assess import missing_facts
from matcher.files import load_cases, load_catalogue
from matcher.needs import Household
from matcher.offerings import Catalogue, Item
from matcher.pipeline.assessor import Assessor
from matcher.reading.cases import Case
from matcher.rules.evaluate import Judged, Scope, evaluate, explain, over_members
from matcher.rules.figures import Bound, figures_on
from matcher.rules.link import bind
from matcher.rules.tree import (
    LEAVES,
    And,
    AnyMember,
    Condition,
    CountMembers,
    Not,
    Or,
    facts_in,
    mentions,
)
from matcher.rules.truth import Truth, every, negate, some
from matcher.values import Status
from matcher.views import View, view

DAY, SEED, TRIES = date(2026, 5, 1), 20_261_122, 3_000
_TRUTHS = {
    Status.ELIGIBLE: Truth.TRUE,
    Status.INELIGIBLE: Truth.FALSE,
    Status.UNKNOWN: Truth.UNKNOWN,
}


Differs = Callable[[Judged, Scope, View], bool]
"""Whether a planted fault shows in a verdict that the rule itself judges so."""


@dataclass(frozen=True, slots=True)
class Told:
    """A case as rules see it: what is known on its day, of whom, and what has to come out."""

    case: Case
    seen: View
    scope: Scope
    figures: Mapping[str, Bound]
    truth: Truth


class Cases:
    """The readable cases as rules see them, and what they tell of a verdict."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def told(self, cases: Sequence[Case]) -> list[Told]:
        """Return the cases that tell of a rule; that of one who holds the item does not."""
        return [self._told(case) for case in cases if case.expect in _TRUTHS]

    def _told(self, case: Case) -> Told:
        seen = view(case.household, case.on, self._catalogue.derived)
        figures = figures_on(self._catalogue.figures, case.on, self._catalogue.figures)
        scope = seen.scope(case.member)
        return Told(case, seen, scope, nudged(figures), _TRUTHS[case.expect])

    def come_out_otherwise(
        self, condition: Condition, told: Told, figures: Mapping[str, Bound] | None = None
    ) -> bool:
        """Say whether a case fails by this condition, or by these figures."""
        judged = explain(bind(condition, figures or told.figures), told.scope)
        return self.tells(judged, told.seen) != (told.truth, told.case.missing)

    def tells(self, judged: Judged, seen: View) -> tuple[Truth, tuple[str, ...]]:
        """Return what a case tells of a verdict: its truth, and the facts that are missing."""
        if judged.truth is not Truth.UNKNOWN:
            return judged.truth, ()
        missing = missing_facts(judged, seen, self._catalogue.vocabulary)
        return judged.truth, tuple(sorted({each.fact for each in missing}))


def planted(catalogue: Catalogue | None = None, tries: int = TRIES) -> list[Outcome]:
    """Return what becomes of every single wrong step in the rule of every item with cases."""
    catalogue = catalogue or load_catalogue(CATALOGS, DAY)
    figures = figures_on(catalogue.figures, DAY, catalogue.figures)
    families = Families(catalogue, Assessor(catalogue).rules(DAY), DAY)
    steps = Steps(catalogue, figures)
    bench = _Bench(catalogue, Cases(catalogue), steps, families, nudged(figures), tries)
    return [
        outcome
        for file in load_cases(CATALOGS, catalogue)
        for outcome in bench.item(catalogue.item(file.item), file.cases)
    ]


@dataclass(frozen=True, slots=True)
class _Bench:
    catalogue: Catalogue
    cases: Cases
    steps: Steps
    families: Families
    today: Mapping[str, Bound]
    tries: int

    def item(self, item: Item, cases: Sequence[Case]) -> Iterator[Outcome]:
        """Yield the outcomes of one item."""
        told = self.cases.told(cases)
        for step in {step.condition: step for step in self.steps.of(item.condition)}.values():
            if any(self.cases.come_out_otherwise(step.condition, each) for each in told):
                yield Outcome(step.kind, item.code, step.what, CAUGHT)
            else:
                yield self._survivor(step, item, told)
        for fact in dict.fromkeys(mention.fact for mention in mentions(item.condition)):
            for taken in (Truth.FALSE, Truth.TRUE):
                yield self._presumption(fact, taken, item, told)

    def _survivor(self, step: Step, item: Item, told: Sequence[Told]) -> Outcome:
        def differs(judged: Judged, scope: Scope, seen: View) -> bool:
            wrong = evaluate(bind(step.condition, self.today), scope)
            return wrong is not judged.truth

        return self._told_apart(step.kind, step.what, item, told, differs)

    def _presumption(self, fact: str, taken: Truth, item: Item, told: Sequence[Told]) -> Outcome:
        kind = f"unknown taken for {taken.name.lower()}"

        def differs(judged: Judged, scope: Scope, seen: View) -> bool:
            wrong = presumed(judged, fact, taken)
            return self.cases.tells(wrong, seen) != self.cases.tells(judged, seen)

        for each in told:
            judged = explain(bind(item.condition, each.figures), each.scope)
            if differs(judged, each.scope, each.seen):
                return Outcome(kind, item.code, fact, CAUGHT)
        return self._told_apart(kind, fact, item, told, differs)

    def _told_apart(
        self, kind: str, what: str, item: Item, told: Sequence[Told], differs: Differs
    ) -> Outcome:
        """Return that a fault survived, with a family that shows it, or that none does."""
        condition = bind(item.condition, self.today)
        for household in self._households(item, told):
            seen = view(household, DAY, self.catalogue.derived)
            for scope in seen.scopes(item.per_member):
                judged = explain(condition, scope)
                if differs(judged, scope, seen):
                    return Outcome(kind, item.code, what, SURVIVED, _shown(household, judged.truth))
        reason = f"the same for {self.tries:,} families around its cases"
        return Outcome(kind, item.code, what, EQUAL, reason)

    def _households(self, item: Item, told: Sequence[Told]) -> Iterator[Household]:
        """Yield families around the cases of an item: the facts of its rule told otherwise."""
        random = Random(f"{SEED} {item.code}")
        facts = self.catalogue.vocabulary.facts
        named = dict.fromkeys(mention.fact for mention in mentions(item.condition))
        names = [each for name in named for each in (name, *facts[name].derived_from)]
        known = [each.case.household for each in told]
        for _ in range(self.tries):
            found = self.families.varied(random.choice(known), names, random)
            known.append(found)
            yield found


def nudged(figures: Mapping[str, Bound]) -> dict[str, Bound]:
    """Return the figures, and each that is a number moved up and down by one."""
    moved = {
        name + ending: value + by
        for name, value in figures.items()
        if isinstance(value, int | float)
        for ending, by in NUDGES.items()
    }
    return {**figures, **moved}


def presumed(judged: Judged, fact: str, taken: Truth) -> Judged:
    """Return the tree of reasons where comparisons of an unknown fact count as true, or false."""
    node = judged.node
    if isinstance(node, LEAVES):
        is_open = judged.truth is Truth.UNKNOWN and fact in facts_in(node)
        return judged._replace(truth=taken) if is_open else judged
    parts = tuple(presumed(part, fact, taken) for part in judged.parts)
    truths = [part.truth for part in parts]
    match node:
        case And():
            truth = every(truths)
        case Or():
            truth = some(truths)
        case Not():
            truth = negate(truths[0])
        case AnyMember() | CountMembers():
            truth = over_members(node, parts)
        case _:
            truth = truths[0]
    return judged._replace(truth=truth, parts=parts)


def _shown(household: Household, right: Truth) -> str:
    members = "; ".join(str(dict(member.facts)) for member in household.members)
    return f"{right.name} for {dict(household.facts)} [{members}]"
