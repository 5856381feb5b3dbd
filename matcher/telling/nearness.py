"""A near miss as advice: what the family does first, and what it then has."""

from collections.abc import Collection
from typing import Any

from matcher.facts import Fact, Value
from matcher.offerings import Item
from matcher.telling.conditions import names
from matcher.telling.known import Teller
from matcher.telling.reasons import missing_words
from matcher.values import NearMiss, Remedy, Status
from matcher.wording import Bilingual, listing

_OF_MEMBER = Bilingual("{who}：{advice}", "{who}: {advice}")
_THEN = Bilingual("{steps}。{after}", "{steps}. {after}")
_MET = Bilingual("办成后就符合条件。", "Once that is done, it qualifies.")
_OPEN = Bilingual(
    "办成后就不再被排除，还要核实：{parts}。",
    "Once that is done, it is no longer ruled out; still to be checked: {parts}.",
)
_UNSURE = Bilingual(
    "能不能办成还要先核实。", "Whether that can be done is itself still to be checked."
)
_FIRST = Bilingual("另须先办理：{names}。", "To be obtained first as well: {names}.")
_MOST_MISSING = 3
_MORE = Bilingual("{parts}等{n}条", "{parts} and others, {n} in all")


def near_data(miss: NearMiss, held: Collection[str], teller: Teller) -> dict[str, Any]:
    """Return a near miss as plain data; `held` are the codes that the household has already."""
    catalogue = teller.catalogue
    item = catalogue.provision(miss.code)
    return {
        "code": miss.code,
        "name": item.name.say(teller.lang),
        "member": miss.member,
        "becomes": str(miss.becomes),
        "sure": miss.sure,
        "remedies": [_remedy_data(remedy, teller) for remedy in miss.remedies],
        "missing": list(dict.fromkeys(missing.fact for missing in miss.missing)),
        "requires": _requires(miss, held, teller),
        "text": advice_of(miss, held, teller),
    }


def _remedy_data(remedy: Remedy, teller: Teller) -> dict[str, Any]:
    fact = teller.catalogue.vocabulary.facts[remedy.fact]
    return {
        "fact": remedy.fact,
        "member": remedy.member,
        "who": teller.who(remedy.member),
        "label": fact.label.say(teller.lang),
        "from": remedy.was,
        "to": remedy.to,
        "from_said": _said(fact, remedy.was, teller),
        "to_said": _said(fact, remedy.to, teller),
        "advice": remedy.advice.say(teller.lang),
        "through": remedy.through or None,
        "sure": remedy.sure,
    }


def _said(fact: Fact, value: Value, teller: Teller) -> str:
    """Return a value in words; a yes or a no as what it says: 没有残疾人证."""
    if isinstance(value, bool):
        return teller.stated(fact, value)
    return teller.value(fact, value)


def _requires(miss: NearMiss, held: Collection[str], teller: Teller) -> list[str]:
    """Return the prerequisites that are neither held nor what a remedy goes through."""
    item = teller.catalogue.provision(miss.code)
    done = {remedy.through for remedy in miss.remedies} | set(held)
    return [code for code in item.requires if code not in done] if isinstance(item, Item) else []


def advice_of(miss: NearMiss, held: Collection[str], teller: Teller) -> str:
    """Return a near miss as advice: each step, by whom, and what holds after it."""
    lang = teller.lang
    steps = ("；" if lang == "zh" else "; ").join(
        step_of(remedy, teller) for remedy in miss.remedies
    )
    told = [teller.say(_THEN, steps=steps, after=_after(miss, teller))]
    if not all(remedy.sure for remedy in miss.remedies):
        told.append(teller.say(_UNSURE))
    first = _requires(miss, held, teller)
    if first:
        told.append(teller.say(_FIRST, names=names(first, teller.catalogue, lang)))
    return ("" if lang == "zh" else " ").join(told)


def step_of(remedy: Remedy, teller: Teller) -> str:
    """Return what is to be done, and by whom where it is one member."""
    advice = remedy.advice.say(teller.lang)
    if remedy.member is None:
        return advice if teller.lang == "zh" else advice[:1].upper() + advice[1:]
    return teller.say(_OF_MEMBER, who=teller.who(remedy.member), advice=advice)


def _after(miss: NearMiss, teller: Teller) -> str:
    if miss.becomes is Status.ELIGIBLE:
        return teller.say(_MET)
    condition = teller.catalogue.provision(miss.code).condition
    parts = missing_words(
        miss.missing, condition, teller.seen.household, teller.catalogue, teller.lang
    )
    first = listing(parts[:_MOST_MISSING], teller.lang)
    if len(parts) > _MOST_MISSING:
        first = teller.say(_MORE, parts=first, n=len(parts))
    return teller.say(_OPEN, parts=first)
