"""One household at a time, as the web brings it: its text is read, or refused as an error."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from api.usecases.matching import Answer, Asking, assess_all, match_all, read
from matcher.errors import Fault, HouseholdError
from matcher.needs import Household
from matcher.pipeline.matcher import Matcher
from matcher.reading.households import Refused
from matcher.telling.documents import Data, plan_data
from matcher.values import Plan

_All = Callable[[Iterable[Household | Refused], Matcher, Asking], Iterator[Answer]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A household with its plan, and the plan as data: the JSON and the page are of one value."""

    household: Household
    plan: Plan
    data: Data


def decoded(body: bytes) -> str:
    """Return a body's text; HouseholdError where it is not UTF-8."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise HouseholdError(Fault("not_utf8")) from None


def match_one(body: bytes, matcher: Matcher, asking: Asking) -> Data:
    """Return the plan of the household in `body`; HouseholdError where it is refused."""
    return _one(body, matcher, asking, match_all)


def assess_one(body: bytes, matcher: Matcher, asking: Asking) -> Data:
    """Return the assessment of the household in `body`; HouseholdError where it is refused."""
    return _one(body, matcher, asking, assess_all)


def _one(body: bytes, matcher: Matcher, asking: Asking, answers: _All) -> Data:
    entries = read([(1, decoded(body))], matcher, asking)
    answer = next(answers(entries, matcher, asking))
    if answer.fault is not None:
        raise HouseholdError(answer.fault)
    return answer.data


def show(text: str, matcher: Matcher, asking: Asking) -> Shown:
    """Return the household of a JSON text with its plan; HouseholdError where it is refused."""
    entry = read([(1, text)], matcher, asking)[0]
    if isinstance(entry, Refused):
        raise HouseholdError(entry.fault)
    plan = matcher.plan(entry, asking.day(entry))
    return Shown(entry, plan, plan_data(plan, entry, matcher.catalogue, asking.lang, asking.top))
