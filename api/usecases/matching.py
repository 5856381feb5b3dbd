"""Match and assess households: each gets its result or its refusal, in input order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from matcher.errors import Fault
from matcher.needs import Household
from matcher.pipeline.assessor import Assessor
from matcher.pipeline.matcher import Matcher
from matcher.reading.households import Refused, read_households
from matcher.telling.documents import assessment_data, plan_data, refusal_data
from matcher.wording import Lang

Numbered = Iterable[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one household gets: data, and where it was refused the fault."""

    data: dict[str, Any]
    household: Household | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """How to answer: the date of the decision (None: the household's own), language, items."""

    today: date
    on: date | None = None
    lang: Lang = "zh"
    top: int = 20

    def day(self, household: Household) -> date:
        """Return the date of the decision: asked for, else the household's, else today."""
        return self.on or household.as_of or self.today


def read(lines: Numbered, assessor: Assessor, asking: Asking) -> tuple[Household | Refused, ...]:
    """Return a household or a refusal for each numbered JSON text."""
    return read_households(lines, assessor.catalogue, asking.on, asking.today)


def match_all(
    read_in: Iterable[Household | Refused], matcher: Matcher, asking: Asking
) -> Iterator[Answer]:
    """Yield a plan or a refusal for each household, in order."""
    for entry in read_in:
        if isinstance(entry, Refused):
            yield refusal(entry, asking.lang)
            continue
        plan = matcher.plan(entry, asking.day(entry))
        yield Answer(plan_data(plan, entry, matcher.catalogue, asking.lang, asking.top), entry)


def assess_all(
    read_in: Iterable[Household | Refused], assessor: Assessor, asking: Asking
) -> Iterator[Answer]:
    """Yield an assessment or a refusal for each household, in order."""
    for entry in read_in:
        if isinstance(entry, Refused):
            yield refusal(entry, asking.lang)
            continue
        day = asking.day(entry)
        verdicts = assessor.assess(entry, day)
        yield Answer(assessment_data(entry.id, day.isoformat(), verdicts), entry)


def refusal(entry: Refused, lang: Lang) -> Answer:
    """Return the answer that stands in a refused household's place."""
    return Answer(refusal_data(entry.id, entry.fault, lang), fault=entry.fault)
