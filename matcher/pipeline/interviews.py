"""Interviews played through: how many questions settle the first items, in which order asked.

What the ledger leaves unknown is drawn once for all orders, each answer is looked up in it, and
the ranking stays that of the plan before the first question: so all orders are measured by the
same verdicts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from math import ceil
from statistics import fmean, median

from matcher.eligibility.askable import makes_sense
from matcher.eligibility.assess import STATUS_OF, held_codes, is_held, missing_facts
from matcher.eligibility.plausible import Outlook, stage_of
from matcher.eligibility.questions import Ground
from matcher.eligibility.rulebook import Rulebook
from matcher.needs import Household
from matcher.pipeline.asking import FIRST, Inquiry, ask, inquiry_of
from matcher.pipeline.drawing import Draw, Truths, unknown_facts
from matcher.pipeline.matcher import Matcher
from matcher.rules.evaluate import explain
from matcher.values import Missing, Status, Verdict
from matcher.views import View

MOST = 40  # the questions after which one gives up
LOOKS = (1, 3, 5, 10)  # after how many questions the settled verdicts are counted


class Order(StrEnum):
    """In which order an interview asks.

    `FORM` and `RANDOM` ask for every unknown fact; the lacking ones only for what the verdicts
    to be settled still lack.
    """

    BEST = "best"
    FORM = "form"
    RANDOM = "random"
    FORM_LACKING = "form_lacking"
    RANDOM_LACKING = "random_lacking"


@dataclass(frozen=True)
class Start:
    """An interview before its first question: the plan it is about, and what is thought so far."""

    matcher: Matcher
    household: Household
    on: date
    inquiry: Inquiry
    first: frozenset[tuple[str, str | None]]  # the code and beneficiary of each first item
    outlook: Outlook

    @property
    def book(self) -> Rulebook:
        """Return the rules of the day."""
        return self.matcher.rules(self.on)

    def seen(self, household: Household) -> View:
        """Return the household with what has been told."""
        return self.matcher.view(household, self.on)

    def is_first(self, verdict: Verdict) -> bool:
        """Say whether a verdict is to be settled."""
        return (verdict.code, verdict.member) in self.first

    def open_first(self, verdicts: Sequence[Verdict]) -> int:
        """Return how many of the first items' verdicts are still open."""
        return sum(v.status is Status.UNKNOWN and self.is_first(v) for v in verdicts)

    def anew(self, verdicts: Sequence[Verdict], household: Household) -> tuple[Verdict, ...]:
        """Return the verdicts with what has been told; a settled one stays as it is."""
        seen, book = self.seen(household), self.book
        held = held_codes(household, book, self.on)
        asks = partial(missing_facts, view=seen, vocabulary=book.vocabulary)
        found = []
        for verdict in verdicts:
            if verdict.status is Status.UNKNOWN:
                rule = book.rule(verdict.code) or book.offerings[verdict.code]
                judged = explain(rule.condition, seen.scope(verdict.member))
                is_had = is_held(rule, verdict.member, held)
                status = Status.HELD if is_had else STATUS_OF[judged.truth]
                verdict = Verdict(verdict.code, verdict.member, status, judged, asks)
            found.append(verdict)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Interview:
    """How many of the first items' verdicts were open at first, and after each question."""

    opened: int
    left: tuple[int, ...]

    @property
    def asked(self) -> int:
        """Return how many questions settled all, MOST where they did not."""
        return len(self.left) if self.left and not self.left[-1] else MOST

    def left_after(self, questions: int) -> int:
        """Return how many verdicts are open after so many questions."""
        return self.left[min(questions, len(self.left)) - 1] if self.left else self.opened


def start_of(matcher: Matcher, household: Household, on: date) -> Start:
    """Return the start of an interview about the household's plan on a day."""
    plan = matcher.plan(household, on)
    seen = matcher.view(household, on)
    stages = {name: stage_of(facts) for name, facts in seen.members}
    voiced = {(hint.fact, hint.member or ""): hint.value for hint in plan.hints}
    chosen = [step.ranked.verdict for step in plan.steps[:FIRST]]
    return Start(
        matcher,
        seen.household,
        on,
        inquiry_of(plan.steps, plan.offers, household, matcher.catalogue),
        frozenset((verdict.code, verdict.member) for verdict in chosen),
        Outlook(matcher.ranker.prior.rates, stages, voiced),
    )


def answerable(start: Start, truths: Truths) -> Start:
    """Return the start without the first items that no sensible question can settle.

    Such a verdict hangs on a fact that nobody is asked for at that age.
    """
    household, book = start.household, start.book
    seen = start.seen(household)
    for missing, value in truths.items():
        if makes_sense(missing.fact, missing.member or None, seen, book, start.outlook.voiced):
            household = household.told(missing.fact, value, missing.member or None)
    settled = {
        (verdict.code, verdict.member)
        for verdict in start.anew(start.inquiry.verdicts, household)
        if verdict.status is not Status.UNKNOWN
    }
    return replace(start, first=start.first & settled)


def interview(start: Start, order: Order, truths: Truths, draw: Draw) -> Interview:
    """Play an interview until the first items are settled, or nothing (more than MOST) is asked."""
    household, verdicts = start.household, start.inquiry.verdicts
    if order is not Order.BEST:  # the others do not look at what is not to be settled
        verdicts = tuple(filter(start.is_first, verdicts))
    queue = _queue(start, order, draw)
    left = [start.open_first(verdicts)]
    while left[-1] and len(left) <= MOST:
        missing = _next(start, order, queue, verdicts, household)
        if missing is None:
            break
        household = household.told(missing.fact, truths[missing], missing.member or None)
        verdicts = start.anew(verdicts, household)
        left.append(start.open_first(verdicts))
    return Interview(left[0], tuple(left[1:]))


def _queue(start: Start, order: Order, draw: Draw) -> list[Missing]:
    """Return the unknown facts in the order of the form, or shuffled (Fisher and Yates 1938)."""
    facts = start.matcher.catalogue.vocabulary.facts.values()
    queue = list(unknown_facts(start.household, facts))
    if order in (Order.RANDOM, Order.RANDOM_LACKING):
        for last in range(len(queue) - 1, 0, -1):
            other = int(draw() * (last + 1))
            queue[last], queue[other] = queue[other], queue[last]
    return queue


def _next(
    start: Start,
    order: Order,
    queue: list[Missing],
    verdicts: Sequence[Verdict],
    household: Household,
) -> Missing | None:
    """Return what is asked next, taken off the queue, None where nothing is left to ask."""
    seen, book = start.seen(household), start.book
    if order is Order.BEST:
        inquiry = Inquiry(tuple(verdicts), start.inquiry.worth)
        asked = ask(inquiry, Ground(seen, book, start.outlook), most=1)
        return next((Missing(q.fact, q.member or "") for q in asked), None)
    lacking = {m for v in verdicts if start.is_first(v) for m in v.missing}
    for missing in queue:
        wanted = order in (Order.FORM, Order.RANDOM) or missing in lacking
        if wanted and makes_sense(
            missing.fact, missing.member or None, seen, book, start.outlook.voiced
        ):
            queue.remove(missing)
            return missing
    return None


def interview_figures(found: Sequence[Interview]) -> dict[str, float]:
    """Return the figures of interviews that had something to settle.

    `mean`, `median` and `p90` are of the questions until all first items were settled, MOST
    where they never were; `settled_after_k` is the share of the verdicts open at first.
    """
    counts = sorted(one.asked for one in found)
    opened = sum(one.opened for one in found)
    if not opened:
        return {}
    settled = {
        f"settled_after_{k}": round(1 - sum(one.left_after(k) for one in found) / opened, 4)
        for k in LOOKS
    }
    return {
        "mean": round(fmean(counts), 2),
        "median": float(median(counts)),
        "p90": counts[ceil(0.9 * len(counts)) - 1],
        **settled,
        "never_settled": round(fmean(not one.left or one.left[-1] > 0 for one in found), 4),
    }
