"""In which city a household is registered, asked where that would open another city's items."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from matcher.eligibility.assess import assess_open
from matcher.eligibility.questions import Ground
from matcher.eligibility.rulebook import PLACE
from matcher.offerings import Catalogue, Item
from matcher.pipeline.asking import MOST, ask, inquiry_of
from matcher.pipeline.candidates import Judgement, rank
from matcher.values import Hint, Question, Step

_REGISTERED = "hukou_city"
AMONG = 3  # the questions among which it stands, of a household known to be from another city


def voiced_places(hints: Iterable[Hint]) -> tuple[str, ...]:
    """Return the cities that the texts voice as those of registration."""
    return tuple(dict.fromkeys(str(hint.value) for hint in hints if hint.fact == PLACE))


def with_place(
    asked: Sequence[Question],
    ground: Ground,
    judgement: Judgement,
    catalogue: Catalogue,
    listed: Mapping[str, Item],
) -> tuple[Question, ...]:
    """Return the questions with that for the city of registration where it may open items.

    It stands by its gain; of a household known to be registered in another city of which the
    catalogue has items, among the first AMONG.
    """
    question = next((q for q in asked if q.fact == PLACE and not q.member), None)
    if question is None:
        question = _question(ground, judgement, catalogue, listed)
    if question is None:
        return tuple(asked)
    rest = [each for each in asked if each.fact != PLACE or each.member]
    place = sum(each.gain > question.gain for each in rest)
    if _REGISTERED in ground.seen.facts and place >= AMONG:
        place = AMONG - 1
        question = replace(question, gain=rest[place].gain)
    return (*rest[:place], question, *rest[place:])[:MOST]


def _question(
    ground: Ground, judgement: Judgement, catalogue: Catalogue, listed: Mapping[str, Item]
) -> Question | None:
    """Return the question for the place as the other cities' items ask it, None where none does."""
    seen, book = ground.seen, ground.book
    known = seen.facts.get(_REGISTERED)
    cities = [
        city
        for city in catalogue.cities.values()
        if city.items and (known is None or known == city.registered_as)
    ]
    if PLACE in seen.facts or not cities:
        return None
    rules = [rule for city in cities for rule in book.cities[city.code].values()]
    ranked = rank(assess_open(seen, rules, book), listed, judgement)
    steps = [Step(place, one) for place, one in enumerate(ranked, start=1)]
    found = ask(inquiry_of(steps, (), seen.household, catalogue), ground)
    return next((q for q in found if q.fact == PLACE and not q.member), None)
