"""What has to be verified, in words: what does not fit, and whom to ask what."""

from dataclasses import replace
from typing import Any

from matcher.facts import Value
from matcher.needs import Household
from matcher.offerings import Catalogue
from matcher.telling.conditions import measured, quantity
from matcher.telling.persons import called
from matcher.values import Contradiction, Missing
from matcher.wording import Bilingual, Lang, filled

_UNKNOWN = Bilingual("未知", "unknown")
_BY_LINES_OF = Bilingual("{text}（按{city}的标准）", "{text} (by the lines of {city})")


def verify_data(
    found: Contradiction, household: Household, catalogue: Catalogue, lang: Lang
) -> dict[str, Any]:
    """Return a contradiction as the contract's JSON object: nothing in it is a correction."""
    clash = next(clash for clash in catalogue.clashes if clash.name == found.name)
    told = _sentence(clash.label, found, household, catalogue, lang)
    return {
        "name": found.name,
        "degree": str(found.degree),
        "member": found.member,
        "facts": list(found.facts),
        "need": found.need,
        "words": found.words,
        "text": _by_lines(told, found, catalogue, lang),
        "note": clash.note.say(lang),
        "ask": [_ask(missing, household, catalogue, lang) for missing in found.asks],
    }


def _by_lines(text: str, found: Contradiction, catalogue: Catalogue, lang: Lang) -> str:
    """Return a sentence with whose lines it goes by, where these are another city's."""
    city = catalogue.cities.get(found.place)
    if city is None or city.home:
        return text
    return _BY_LINES_OF.say(lang, text=text, city=city.name.say(lang))


def _sentence(
    label: Bilingual, found: Contradiction, household: Household, catalogue: Catalogue, lang: Lang
) -> str:
    values = {slot: _value(slot, value, catalogue, lang) for slot, value in found.shown.items()}
    values["who"] = called(household, found.member, catalogue.vocabulary, lang)
    values["words"] = found.words
    text = filled(label.say(lang), values, _UNKNOWN.say(lang))
    return text[:1].upper() + text[1:]


def _value(slot: str, value: Value, catalogue: Catalogue, lang: Lang) -> str:
    """Return the value of a fact or a figure with its unit, that of a term as it is."""
    fact, figure = catalogue.vocabulary.facts.get(slot), catalogue.figures.get(slot)
    if fact is not None:
        return quantity(fact, value, catalogue, lang)
    return measured(float(str(value)), figure.unit if figure else None, catalogue, lang)


def _ask(
    missing: Missing, household: Household, catalogue: Catalogue, lang: Lang
) -> dict[str, Any]:
    fact = catalogue.vocabulary.facts[missing.fact]
    member = household.member(missing.member)
    doubted = _without(missing, household)  # nobody is called by the very fact that is in doubt
    who = called(doubted, missing.member or None, catalogue.vocabulary, lang)
    given = (household.facts if member is None else member.facts).get(fact.name)
    return {
        "fact": fact.name,
        "member": missing.member or None,
        "text": fact.question.say(lang).replace("{who}", who),
        "label": fact.label.say(lang),
        "recorded": None if given is None else _value(fact.name, given, catalogue, lang),
        "supplied_by": [catalogue.vocabulary.suppliers[s].say(lang) for s in fact.supplied_by],
        "sensitivity": fact.sensitivity,
    }


def _without(missing: Missing, household: Household) -> Household:
    members = tuple(
        replace(member, facts={n: v for n, v in member.facts.items() if n != missing.fact})
        if member.id == missing.member
        else member
        for member in household.members
    )
    return replace(household, members=members)
