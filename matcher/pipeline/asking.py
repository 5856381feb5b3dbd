"""What to ask a household: which verdicts of its plan count, how much, and who can be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log10

from matcher.eligibility.askable import makes_sense
from matcher.eligibility.questions import Ground, questions
from matcher.needs import Household
from matcher.offerings import Amount, Catalogue
from matcher.values import Question, Ranked, Step, Verdict

ASKED_ABOUT, MOST = 40, 12  # how many items are asked about, and how many questions a plan has
FIRST = 10  # the items of a plan that a family is told of first
_FURTHER = 0.1  # what an item below them, or an offer, counts beside one of them
_LEAST = 0.001  # nothing in a plan is worth nothing
_MONEY, _MONTHLY = "CNY", "CNY/月"  # how the units of amounts begin
_DECADES = 5.0  # 100,000 CNY a year double the worth


@dataclass(frozen=True)
class Inquiry:
    """What the questions of a plan are about: its verdicts, and the worth of each code."""

    verdicts: tuple[Verdict, ...]
    worth: Mapping[str, float]


def inquiry_of(
    steps: Sequence[Step], offers: Sequence[Ranked], household: Household, catalogue: Catalogue
) -> Inquiry:
    """Return what to ask about: the items high in a plan and its offers.

    For the beneficiary, and for whom a served need is about where that is someone else. The
    worth of a code is its score, a tenth of it where it stands below the FIRST or is an offer,
    times `by_amount`.
    """
    about = {need.id: need.member for need in household.needs}
    items = [step.ranked for step in steps[:ASKED_ABOUT]]
    verdicts = tuple(
        verdict
        for one in (*items, *offers)
        for verdict in (one.verdict, *one.others)
        if verdict is one.verdict
        or (verdict.member is not None and verdict.member in map(about.get, one.needs))
    )
    counts = {one.code: 1.0 if rank < FIRST else _FURTHER for rank, one in enumerate(items)}
    worth = {
        one.code: max(
            _LEAST,
            one.score
            * counts.get(one.code, _FURTHER)
            * by_amount(catalogue.provision(one.code).amount),
        )
        for one in (*items, *offers)
    }
    return Inquiry(verdicts, worth)


def by_amount(amount: Amount) -> float:
    """Return how often an amount makes a verdict count: 1 + log10(1 + CNY a year) / 5.

    So 100,000 CNY count double, and a service, or what has no known amount, counts once.
    """
    unit = amount.unit.zh
    if not amount.value or not unit.startswith(_MONEY):
        return 1.0
    a_year = amount.value * (12 if unit.startswith(_MONTHLY) else 1)
    return 1 + log10(1 + max(0.0, a_year)) / _DECADES


def ask(inquiry: Inquiry, ground: Ground, most: int = MOST) -> tuple[Question, ...]:
    """Return the questions worth asking, those that are expected to settle most first.

    Nobody is asked what makes no sense of them, or what hurts to be asked without a ground.
    """
    found = questions(inquiry.verdicts, inquiry.worth, ground)
    seen, book, voiced = ground.seen, ground.book, ground.outlook.voiced
    return tuple(q for q in found if makes_sense(q.fact, q.member, seen, book, voiced))[:most]
