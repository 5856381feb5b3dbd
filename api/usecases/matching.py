"""Match and assess households: each gets its result or its refusal, in input order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.turns import Turns
from matcher.errors import Fault
from matcher.needs import Household
from matcher.pipeline.ahead import texts_heard
from matcher.pipeline.assessor import Assessor
from matcher.pipeline.matcher import Matcher
from matcher.reading.households import Refused, read_households
from matcher.retrieval.encoders import Encoder, EncoderUnavailableError
from matcher.telling.documents import assessment_data, plan_data, refusal_data
from matcher.wording import Lang

Numbered = Iterable[tuple[int, str]]
Entry = Household | Refused
STRETCH = 500
"""The texts of so many households are encoded in one go."""


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


def read(lines: Numbered, assessor: Assessor, asking: Asking) -> tuple[Entry, ...]:
    """Return a household or a refusal for each numbered JSON text."""
    return read_households(lines, assessor.catalogue, asking.on, asking.today)


def encoded_ahead(
    entries: Sequence[Entry],
    matcher: Matcher,
    encoder: Encoder | None,
    asking: Asking,
    say: Callable[[int, int], object],
) -> Iterator[Entry]:
    """Yield the entries; before each stretch of them all its texts are encoded at once.

    `encoder` is the one that `matcher` hears by, and keeps what it has encoded; without it
    nothing is done ahead. `say` is told how many entries are ready, and of how many, before
    each stretch that takes encoding.
    """
    for start in range(0, len(entries), STRETCH):
        stretch = entries[start : start + STRETCH]
        if encoder is not None:
            say(start, len(entries))
            _encode_texts(stretch, matcher, encoder, asking)
        yield from stretch


def _encode_texts(
    entries: Sequence[Entry], matcher: Matcher, encoder: Encoder, asking: Asking
) -> None:
    texts = dict.fromkeys(
        text
        for entry in entries
        if isinstance(entry, Household)
        for text in texts_heard(matcher.view(entry, asking.day(entry)), matcher.catalogue)
    )
    try:
        encoder.encode(list(texts), "query")
    except EncoderUnavailableError:
        return  # the matcher will find out by itself, and go on by words


_MATCHED = Turns()
"""Matching is work for the processor: many threads at once would only make each of them slower."""


def match_all(read_in: Iterable[Entry], matcher: Matcher, asking: Asking) -> Iterator[Answer]:
    """Yield a plan or a refusal for each household, in order."""
    for entry in read_in:
        if isinstance(entry, Refused):
            yield refusal(entry, asking.lang)
            continue
        with _MATCHED.taken():
            plan = matcher.plan(entry, asking.day(entry))
            data = plan_data(plan, entry, matcher.catalogue, asking.lang, asking.top)
        yield Answer(data, entry)


def assess_all(read_in: Iterable[Entry], assessor: Assessor, asking: Asking) -> Iterator[Answer]:
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
