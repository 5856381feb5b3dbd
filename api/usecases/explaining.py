"""Explain one item to each household: its verdict, why, and what is lacking."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from api.errors import AbsentError
from api.usecases.matching import Answer, Asking, read, refusal
from api.usecases.single import decoded
from matcher.errors import Fault, HouseholdError, nearest
from matcher.needs import Household
from matcher.offerings import Catalogue, Provision
from matcher.pipeline.assessor import Assessor
from matcher.reading.households import Refused
from matcher.telling.explaining import explanation_data
from matcher.telling.known import Teller
from matcher.wording import Bilingual, listing


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is to be explained: a code or a name, and of whom (None: of every beneficiary)."""

    item: str
    member: str | None = None


def provision_of(catalogue: Catalogue, asked: str) -> Provision:
    """Return the item or offering of a code, a name or an everyday name.

    AbsentError with the nearest spelling where there is none, or where a name fits several.
    """
    word = asked.strip()
    known = {**catalogue.items, **catalogue.city_items, **catalogue.offerings}
    if word.upper() in known:
        return known[word.upper()]
    named = [p for p in known.values() if word in (p.name.zh, p.name.en)]
    named = named or [item for item in catalogue.items.values() if word in item.aliases]
    if len(named) > 1:
        raise AbsentError(Fault("several_items", value=word, expected=_listed(named)))
    if not named:
        near = nearest(word, [*known, *(each.name.zh for each in known.values())])
        raise AbsentError(Fault("unknown_code", value=word, near=near))
    return named[0]


def _listed(named: Sequence[Provision]) -> Bilingual:
    chinese, english = [each.name.zh for each in named], [each.name.en for each in named]
    return Bilingual(listing(chinese, "zh"), listing(english, "en"))


def explain_all(
    read_in: Iterable[Household | Refused], assessor: Assessor, asking: Asking, doubt: Doubt
) -> Iterator[Answer]:
    """Yield an explanation or a refusal for each household, in order.

    AbsentError where the catalogue has no such item.
    """
    sought = Doubt(provision_of(assessor.catalogue, doubt.item).code, doubt.member)
    for entry in read_in:
        if isinstance(entry, Refused):
            yield refusal(entry, asking.lang)
            continue
        fault = _no_such_member(entry, doubt)
        if fault is not None:
            yield refusal(Refused(entry.id, 0, fault), asking.lang)
            continue
        yield Answer(explain_household(entry, assessor, asking, sought), entry)


def _no_such_member(household: Household, doubt: Doubt) -> Fault | None:
    if doubt.member is None or household.member(doubt.member) is not None:
        return None
    near = nearest(doubt.member, [member.id for member in household.members])
    return Fault("unknown_member", value=doubt.member, near=near)


def explain_household(
    household: Household, assessor: Assessor, asking: Asking, doubt: Doubt
) -> dict[str, Any]:
    """Return the explanation of one item for a household; AbsentError where there is no such."""
    provision, day = provision_of(assessor.catalogue, doubt.item), asking.day(household)
    verdicts = [
        verdict
        for verdict in assessor.verdicts_of(provision.code, household, day)
        if doubt.member is None or verdict.member in (None, doubt.member)
    ]
    near = assessor.near_misses(verdicts, household, day)
    held = assessor.held(household, day)
    teller = Teller(assessor.view(household, day), assessor.catalogue, asking.lang)
    return explanation_data(provision, verdicts, near, held, teller)


def explain_one(body: bytes, assessor: Assessor, asking: Asking, doubt: Doubt) -> dict[str, Any]:
    """Return the explanation for the household in `body`; HouseholdError where it is refused."""
    entries = read([(1, decoded(body))], assessor, asking)
    answer = next(explain_all(entries, assessor, asking, doubt))
    if answer.fault is not None:
        raise HouseholdError(answer.fault)
    return answer.data
