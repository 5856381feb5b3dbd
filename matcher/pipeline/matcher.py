"""The matcher: a catalogue made ready, asked for verdicts or for a plan."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from matcher.eligibility.amounts import payments_of, with_shares
from matcher.eligibility.assess import assess_open, held_codes
from matcher.eligibility.plausible import Outlook, plausibility
from matcher.eligibility.questions import Ground
from matcher.eligibility.rivals import every_item, every_rival
from matcher.eligibility.rulebook import Rule, Rulebook
from matcher.eligibility.unclaimed import monthly, unclaimed
from matcher.needs import Household
from matcher.offerings import Catalogue, Offering, Supply
from matcher.pipeline.alerting import alerts_of
from matcher.pipeline.asking import ask, inquiry_of
from matcher.pipeline.assessor import Assessor
from matcher.pipeline.candidates import rank
from matcher.pipeline.clauses import clauses_of
from matcher.pipeline.hearing import hear
from matcher.pipeline.library import with_texts
from matcher.pipeline.live import Live, live_rules, posted_of, with_left
from matcher.pipeline.near import near_items
from matcher.pipeline.nearest import with_nearest
from matcher.pipeline.placing import voiced_places, with_place
from matcher.pipeline.standing import judgement_of
from matcher.pipeline.understood import readings_of
from matcher.pipeline.verifying import to_verify
from matcher.planning.compose import compose, uncovered
from matcher.ranking.score import Ranker
from matcher.reading.alarms import Alarm
from matcher.retrieval.search import Library
from matcher.teams.propose import propose
from matcher.understanding.clauses import MOST
from matcher.values import Alert, Plan, Ranked, Status, Step, TeamChoice, Verdict

FIRST = 20  # what a plan is judged by: teams, questions and uncovered needs look at these
COVERED = 10  # each need that can be served is served within these
MOST_OFFERS = 12
_RATHER = 0.5  # the chance from which an open verdict counts as likely
_A_WEEK = "次/周"  # unit of an item that is so many visits a week


@dataclass(frozen=True, eq=False)
class Matcher(Assessor):
    """A catalogue made ready: its rules by day, its searchable texts, its ranker.

    *Stable*: the one thing that command line, API and notebooks use.
    """

    library: Library
    ranker: Ranker
    alarm: Alarm | None = None
    live: Live | None = None  # what was posted since the catalogue was loaded

    @property
    def lists(self) -> Catalogue:
        """Return the catalogue as it was loaded; `catalogue` is the one with the live supply."""
        return self.catalogue if self.live is None else self.live.loaded

    def rules(self, day: date) -> Rulebook:
        """Return the rules with the figures of `day`, those of what was posted too."""
        return super().rules(day) if self.live is None else live_rules(self.live, day)

    def with_supply(self, supply: Supply) -> "Matcher":
        """Return the matcher that offers a supply, in place of any that it had.

        Offers are ranked as if the catalogue had them from the start, items as they were: how
        much a word tells and what is misspelt is counted over the catalogue alone. A posted
        code that the catalogue has already is the catalogue's. Only what was posted since the
        supply it had is read, so that a change of what is left costs next to nothing.
        """
        posted = posted_of(supply, self.lists, self.live)
        if self.live is not None and posted == self.live.posted:
            return replace(self, catalogue=with_left(self.catalogue, supply, self.live))
        live = Live(self.lists, posted)
        catalogue = with_left(live.loaded, supply, live)
        return replace(
            self, catalogue=catalogue, library=with_texts(self.library, posted), live=live
        )

    def alerts(self, household: Household, on: date) -> tuple[Alert, ...]:
        """Return the danger signs that a plan of the day `on` tells, and nothing is ranked."""
        book, seen, lists = self.rules(on), self.view(household, on), self.lists
        found = alerts_of(seen, book, lists, self.alarm)
        said = {alert.need for alert in found}
        clauses = {
            need.id: tuple(clauses_of(need, seen.seen_household(), lists, MOST))
            for need in household.needs
            if need.id in said
        }
        return alerts_of(seen, book, lists, self.alarm, clauses) if clauses else found

    def plan(self, household: Household, on: date, without: str = "") -> Plan:
        """Return the household's whole plan on the day `on`.

        `without` leaves out labelled needs whose source starts with it (cross-validation).
        """
        book, seen, lists = self.rules(on), self.view(household, on), self.lists
        heard = hear(seen, lists, self.library, without, self.ranker.sounding)
        judgement = judgement_of(seen, book, heard, self.library, self.ranker)
        listed = every_item(lists)
        rules = book.items_for(seen, voiced_places(heard.hints))
        items = rank(assess_open(seen, rules, book), listed, judgement)
        supply = assess_open(seen, self._supply(household, on, book), book)
        needs = [need.id for need in household.needs]
        open_ = [verdict for one in items for verdict in one.verdicts]
        payments = payments_of(open_, seen, book)
        sums, rivals = monthly(payments, lists), every_rival(lists)
        composed = compose(items, listed, needs, COVERED, sums, rivals)
        steps = with_nearest(composed, listed, judgement, COVERED)
        answering = {step.ranked.code for step in steps[:FIRST] if step.ranked.matches}
        offers = self._offers(rank(supply, self._offerings, judgement), steps)
        held = held_codes(household, book, on)
        ground = Ground(seen, book, judgement.outlook, heard.hints, heard.late)
        alerts = alerts_of(seen, book, lists, self.alarm, heard.clauses)
        return Plan(
            household=household.id,
            on=on,
            mode=judgement.mode,
            categories=judgement.categories,
            steps=steps,
            held=tuple(sorted({found.code for found in held})),
            payments=with_shares(payments, steps, open_),
            unclaimed=unclaimed(steps, payments, held, _likely(judgement.outlook), lists, on),
            offers=offers,
            teams=self._teams(household, steps),
            questions=with_place(
                ask(inquiry_of(steps, offers, household, self.catalogue), ground),
                ground,
                judgement,
                lists,
                listed,
            ),
            hints=heard.hints,
            verify=to_verify(seen, heard, book, lists),
            forecast=self.forecast(household, on, answering),
            alerts=alerts,
            understood=readings_of(seen, book, judgement, lists, alerts),
            uncovered=uncovered(
                steps[:FIRST], [name for name in needs if name not in heard.closed]
            ),
            clauses={need.need.id: need.clauses for need in heard.needs},
            is_by_hand=self.ranker.is_by_hand,
            near=near_items(seen, book, [step.ranked.code for step in steps], judgement, lists),
        )

    @property
    def _offerings(self) -> Mapping[str, Offering]:
        """Return by code what is ranked as an offer: as it was posted, whatever is left of it."""
        return self.catalogue.offerings if self.live is None else self.live.offerings

    def _supply(self, household: Household, on: date, book: Rulebook) -> list[Rule]:
        town = household.facts.get("residence_town")
        return [
            book.offerings[offering.code]
            for offering in self.catalogue.offerings.values()
            if offering.serves(str(town) if town else None, on)
        ]

    def _offers(self, ranked: Sequence[Ranked], steps: Sequence[Step]) -> tuple[Ranked, ...]:
        """Return the offers that serve a need, and then those of an item high in the plan."""
        planned = {step.ranked.code for step in steps[:FIRST]}
        held_for = self.catalogue.offerings

        def fits(offer: Ranked) -> bool:
            related = {held_for[offer.code].item, *held_for[offer.code].related}
            certain = offer.verdict.status is Status.ELIGIBLE
            return bool(offer.matches) or (certain and bool(related & planned))

        fitting = sorted(filter(fits, ranked), key=lambda offer: not offer.matches)
        return tuple(fitting[:MOST_OFFERS])

    def _teams(self, household: Household, steps: Sequence[Step]) -> tuple[TeamChoice, ...]:
        first = [step.ranked for step in steps[:FIRST]]
        item = self.catalogue.item
        services = {ranked.code: ranked.score for ranked in first}
        domains: dict[str, float] = {}
        for ranked in first:
            if ranked.matches:
                domain = item(ranked.code).domain
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
        amount = self.catalogue.item(ranked.code).amount
        promised = ranked.verdict.status is Status.ELIGIBLE and amount.unit.zh.startswith(_A_WEEK)
        return int(amount.value or 1) if promised else 1


def _likely(outlook: Outlook) -> Callable[[Verdict], bool]:
    """Return the test whether an open verdict will rather hold than not, once it is checked."""
    return lambda verdict: plausibility(verdict.judged, outlook) >= _RATHER
