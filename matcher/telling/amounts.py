"""What a family would get, in figures and words; and the sum of what it does not draw yet."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from matcher.offerings import Amount, Catalogue, Pays, Provision
from matcher.rules.tree import Arithmetic
from matcher.telling.conditions import number, term_in_words
from matcher.values import Payment, Share, Unclaimed
from matcher.wording import Bilingual, Lang, listing

Data = dict[str, Any]

_UNITS = {  # by how often, and whether one member or the household is paid
    ("month", True): Bilingual("CNY/月/人", "CNY a month for each person"),
    ("month", False): Bilingual("CNY/月/户", "CNY a month for the household"),
    ("year", True): Bilingual("CNY/年/人", "CNY a year for each person"),
    ("year", False): Bilingual("CNY/年/户", "CNY a year for the household"),
    ("once", True): Bilingual("CNY/人（一次性）", "CNY for each person, once"),
    ("once", False): Bilingual("CNY/户（一次性）", "CNY for the household, once"),
}
_ABOUT = Bilingual("约{n}", "about {n}")
_FROM_TO = Bilingual("{low}至{high}", "{low} to {high}")
_LEAST = Bilingual("至少{n}", "at least {n}")
_MOST = Bilingual("至多{n}", "at most {n}")
_SUMS = {  # by how often, and whether it may be more
    ("month", False): Bilingual("每月约{n}元", "about {n} CNY a month"),
    ("year", False): Bilingual("每年约{n}元", "about {n} CNY a year"),
    ("once", False): Bilingual("一次性约{n}元", "about {n} CNY once"),
    ("month", True): Bilingual("每月至少约{n}元", "at least about {n} CNY a month"),
    ("year", True): Bilingual("每年至少约{n}元", "at least about {n} CNY a year"),
    ("once", True): Bilingual("一次性至少约{n}元", "at least about {n} CNY once"),
}
_EITHER = Bilingual("二选一：{name}{sums}", "one of the two: {name}, {sums}")
_BESIDE = Bilingual("{told}，{who}：{n}", "{told}, {who}: {n}")
_PERIODS = ("month", "year", "once")
_SURE = Bilingual(
    "按已核实的情况，{sums}可能还没有领。", "On what is known, {sums} may not be drawn yet. "
)
_MORE = Bilingual(
    "按上限算，名额有限的、核实后很可能符合的也算上，是{sums}。",
    "At the upper ends, and with what is limited in number or likely to apply once checked, "
    "it comes to {sums}. ",
)
_ONLY_MORE = Bilingual(
    "名额有限的、核实后很可能符合的，有{sums}可能还没有领。",
    "Of what is limited in number or likely to apply once checked, {sums} may not be drawn yet. ",
)
_ESTIMATE = Bilingual(
    "这是估算，不是承诺，以经办单位核定为准。",
    "An estimate and not a promise: the office in charge decides.",
)


def amount_data(
    item: Provision, payment: Payment | None, catalogue: Catalogue, lang: Lang
) -> Data | None:
    """Return what a beneficiary would get where that can be worked out, else the item's figure.

    `basis` says which it is: `this_family` (a sum, in `value`), `range` (`low` to `high`, None
    for an open end) or `item_figure`. `others` are the sums of further beneficiaries, `instead`
    sentences of what may be had in its place. None where nothing is known of the amount.
    """
    amount = item.amount
    if amount == Amount():
        return None
    told = _of_item(amount, lang) if payment is None else _of_family(item, payment, catalogue, lang)
    return {**told, "note": amount.note, "as_of": amount.as_of}


def _of_item(amount: Amount, lang: Lang) -> Data:
    return {
        "basis": "item_figure",
        "value": amount.value,
        "low": None,
        "high": None,
        "about": False,
        "unit": amount.unit.say(lang),
        "per": None,
        "line": None,
        "how": "",
        "others": [],
        "instead": [],
    }


def _of_family(item: Provision, paid: Payment, catalogue: Catalogue, lang: Lang) -> Data:
    return {
        "basis": "range" if paid.value is None else "this_family",
        "value": paid.value,
        "low": paid.low,
        "high": paid.high,
        "about": paid.pays.about,
        "unit": _UNITS[paid.pays.per, item.per_member].say(lang),
        "per": paid.pays.per,
        "line": paid.line,
        "how": _how(paid.pays, catalogue, lang),
        "others": [_share(each) for each in paid.others],
        "instead": [_choice(each, catalogue, lang) for each in paid.instead if each.low],
    }


def _share(share: Share) -> Data:
    value = share.low if share.low == share.high else None
    return {"member": share.member, "value": value, "low": share.low, "high": share.high}


def _choice(share: Share, catalogue: Catalogue, lang: Lang) -> str:
    """Return that another item may be had instead, with its name and what it pays at least."""
    sums = _SUMS[share.per, share.low != share.high].say(lang, n=number(share.low or 0.0))
    return _EITHER.say(lang, name=catalogue.item(share.code).name.say(lang), sums=sums)


def _how(pays: Pays, catalogue: Catalogue, lang: Lang) -> str:
    """Return how a sum is reckoned, in words; nothing where it is one figure, or a range."""
    if pays.least is not pays.most or not isinstance(pays.least, Arithmetic):
        return ""
    return term_in_words(pays.least, catalogue, lang)


def in_figures(
    amount: Mapping[str, Any] | None, lang: Lang, who: Callable[[str | None], str] = str
) -> str:
    """Return an amount's number or range without its unit, empty where it has none.

    Where further beneficiaries are paid otherwise, theirs follow, each by `who` it is.
    """
    if amount is None:
        return ""
    told = _number(amount, lang)
    for each in amount["others"] if told else ():
        if (each["low"], each["high"]) != (amount["low"], amount["high"]):
            n = _number({**each, "about": amount["about"]}, lang)
            told = _BESIDE.say(lang, told=told, who=who(each["member"]), n=n)
    return told


def _number(amount: Mapping[str, Any], lang: Lang) -> str:
    value, low, high = amount["value"], amount["low"], amount["high"]
    if value is not None:
        told = number(value)
        return _ABOUT.say(lang, n=told) if amount["about"] else told
    if low is not None and high is not None:
        return _FROM_TO.say(lang, low=number(low), high=number(high))
    if low is not None:
        return _LEAST.say(lang, n=number(low))
    return "" if high is None else _MOST.say(lang, n=number(high))


def unclaimed_data(found: Unclaimed, lang: Lang) -> Data:
    """Return the sums of what is not drawn yet as JSON, with the sentence that tells of them."""
    sums = {per: found.sure.get(per, 0.0) for per in _PERIODS}
    possible = {f"possible_{per}": found.possible.get(per, 0.0) for per in _PERIODS}
    return {**sums, **possible, "items": list(found.codes), "text": _sentence(found, lang)}


def _sentence(found: Unclaimed, lang: Lang) -> str:
    """Return what may not be drawn yet in words, empty where nothing can be worked out."""
    more = {per: n for per, n in found.possible.items() if n > found.sure.get(per, 0.0)}
    parts = []
    if any(found.sure.values()):
        parts.append(_SURE.say(lang, sums=_sums(found.sure, found.at_least, lang)))
    if more:
        lead = _MORE if parts else _ONLY_MORE
        parts.append(lead.say(lang, sums=_sums(more, (), lang)))
    return "".join([*parts, _ESTIMATE.say(lang)]) if parts else ""


def _sums(sums: Mapping[str, float], at_least: Sequence[str], lang: Lang) -> str:
    told = [_SUMS[per, per in at_least].say(lang, n=number(n)) for per, n in sums.items() if n]
    return listing(told, lang)
