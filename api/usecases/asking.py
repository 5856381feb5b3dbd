"""The one question that is best asked next, of each household."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from api.usecases.matching import Answer, Asking, match_all
from matcher.needs import Household
from matcher.pipeline.matcher import Matcher
from matcher.reading.households import Refused


def ask_all(
    read_in: Iterable[Household | Refused], matcher: Matcher, asking: Asking
) -> Iterator[Answer]:
    """Yield the best question (null: nothing is worth asking) or a refusal for each household."""
    for answer in match_all(read_in, matcher, asking):
        if answer.fault is not None:
            yield answer
            continue
        plan = answer.data
        data = {
            "household_id": plan["household_id"],
            "as_of": plan["as_of"],
            "question": next(iter(plan["questions"]), None),
        }
        yield replace(answer, data=data)
