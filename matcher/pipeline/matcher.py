"""The matcher: a catalogue made ready, asked for verdicts or for a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matcher.eligibility.assess import assess_open, categories_of, held_codes
from matcher.eligibility.forecast import forecast
from matcher.eligibility.questions import questions
from matcher.eligibility.rulebook import Rule, Rulebook
from matcher.facts import Vocabulary
from matcher.needs import Household
from matcher.pipeline.assessor import Assessor
from matcher.pipeline.candidates import Judgement, rank
from matcher.pipeline.hearing import hear
from matcher.planning.compose import compose, uncovered
from matcher.ranking.score import Ranker
from matcher.retrieval.search import Library
from matcher.rules.evaluate import evaluate
from matcher.rules.truth import Truth
from matcher.teams.propose import propose
from matcher.understanding.danger import danger_signs
from matcher.understanding.normalise import normalise
from matcher.values import Alert, Hint, Plan, Question, Ranked, Status, Step, TeamChoice
from matcher.views import View

FIRST = 20  # what a plan is judged by: teams, questions and uncovered needs look at these
COVERED = 10  # each need that can be served is served within these
MOST_OFFERS, MOST_QUESTIONS = 12, 12
_GROWN_UP, _ADULT = ("head", "spouse", "parent", "grandparent"), 30
_A_WEEK = "次/周"  # unit of an item that is so many visits a week


@dataclass(frozen=True, eq=False)
class Matcher(Assessor):
    """A catalogue made ready: its rules by day, its searchable texts, its ranker.

    *Stable*: the one thing that command line, API and notebooks use.
    """

    library: Library
    ranker: Ranker

    def plan(self, household: Household, on: date, without: str = "") -> Plan:
        """Return the household's whole plan on the day `on`.

        `without` leaves out labelled needs whose source starts with it (cross-validation).
        """
        book, seen = self.rules(on), self.view(household, on)
        heard = hear(seen, self.catalogue, self.library, without)
        judgement = Judgement(heard, categories_of(seen, book), self.library, self.ranker)
        items = rank(assess_open(seen, book.items.values(), book), self.catalogue.items, judgement)
        supply = assess_open(seen, self._supply(household, on, book), book)
        needs = [need.id for need in household.needs]
        steps = compose(items, self.catalogue.items, needs, COVERED)
        answering = {step.ranked.code for step in steps[:FIRST] if step.ranked.matches}
        offers = self._offers(rank(supply, self.catalogue.offerings, judgement), steps)
        return Plan(
            household=household.id,
            on=on,
            mode=judgement.mode,
            categories=judgement.categories,
            steps=steps,
            held=tuple(sorted({held.code for held in held_codes(household, book)})),
            offers=offers,
            teams=self._teams(household, steps),
            questions=_questions(steps, offers, heard.hints, seen, book.vocabulary),
            hints=heard.hints,
            forecast=forecast(seen, book, tuple(book.items), answering),
            alerts=self._alerts(seen, book),
            uncovered=uncovered(steps[:FIRST], needs),
            clauses={need.need.id: need.clauses for need in heard.needs},
        )

    def _supply(self, household: Household, on: date, book: Rulebook) -> list[Rule]:
        town = household.facts.get("residence_town")
        return [
            book.offerings[offering.code]
            for offering in self.catalogue.offerings.values()
            if offering.serves(str(town) if town else None, on)
        ]

    def _offers(self, ranked: Sequence[Ranked], steps: Sequence[Step]) -> tuple[Ranked, ...]:
        """Return the offers that serve a need, or belong to an item high in the plan."""
        planned = {step.ranked.code for step in steps[:FIRST]}
        held_for = self.catalogue.offerings

        def fits(offer: Ranked) -> bool:
            related = {held_for[offer.code].item, *held_for[offer.code].related}
            certain = offer.verdict.status is Status.ELIGIBLE
            return bool(offer.matches) or (certain and bool(related & planned))

        return tuple(offer for offer in ranked if fits(offer))[:MOST_OFFERS]

    def _teams(self, household: Household, steps: Sequence[Step]) -> tuple[TeamChoice, ...]:
        first = [step.ranked for step in steps[:FIRST]]
        items = self.catalogue.items
        services = {ranked.code: ranked.score for ranked in first}
        domains: dict[str, float] = {}
        for ranked in first:
            if ranked.matches:
                domain = items[ranked.code].domain
                domains[domain] = max(domains.get(domain, 0.0), ranked.score)
        visits = max((self._visits(ranked) for ranked in first), default=1)
        town = household.facts.get("residence_town")
        return propose(
            str(town) if town else None,
            services,
            domains,
            visits,
            tuple(self.catalogue.teams.values()),
            self.catalogue.towns,
        )

    def _visits(self, ranked: Ranked) -> int:
        """Return how many visits a week an item that the household is eligible for promises."""
        amount = self.catalogue.items[ranked.code].amount
        promised = ranked.verdict.status is Status.ELIGIBLE and amount.unit.zh.startswith(_A_WEEK)
        return int(amount.value or 1) if promised else 1

    def _alerts(self, seen: View, book: Rulebook) -> tuple[Alert, ...]:
        """Return the danger signs of the texts in ledger order, then those of facts alone."""
        told = [
            alert
            for need in seen.household.needs
            for alert in danger_signs(
                normalise(need.text), need.id, self.catalogue.dangers, need.member
            )
        ]
        by_facts = [
            Alert(kind, None, scope.member)
            for kind, conditions in book.dangers
            for scope in seen.scopes(per_member=True)
            if any(evaluate(condition, scope) is Truth.TRUE for condition in conditions)
        ]
        return (*told, *by_facts)


def _questions(
    steps: Sequence[Step],
    offers: Sequence[Ranked],
    hints: Sequence[Hint],
    seen: View,
    vocabulary: Vocabulary,
) -> tuple[Question, ...]:
    """Return what to ask: facts that settle items high in the plan, then offers.

    Asked of the beneficiary, and of whom a served need is about where that is someone else;
    never of a person to whom the question makes no sense at that age.
    """
    worth = {step.ranked.code: step.ranked.score / (1 + step.rank / FIRST) for step in steps}
    worth |= {offer.code: offer.score / 4 for offer in offers}
    about = {need.id: need.member for need in seen.household.needs}
    asked = [step.ranked for step in steps[: 2 * FIRST]] + list(offers)
    verdicts = [
        verdict
        for ranked in asked
        for verdict in (ranked.verdict, *ranked.others)
        if verdict is ranked.verdict
        or (verdict.member is not None and verdict.member in map(about.get, ranked.needs))
    ]
    found = questions(verdicts, worth, hints)
    return tuple(q for q in found if _makes_sense(q, seen, vocabulary))[:MOST_QUESTIONS]


def _makes_sense(question: Question, seen: View, vocabulary: Vocabulary) -> bool:
    """Say whether a person of that age can be asked; without an age, a parent is grown up."""
    if question.member is None:
        return True
    fact, facts = vocabulary.facts[question.fact], seen.known[question.member]
    age = facts.get("age")
    if not isinstance(age, int):
        if facts.get("relation") not in _GROWN_UP:
            return True
        age = _ADULT
    return (fact.ask_from or 0) <= age <= (fact.ask_to or age)
