"""What an offering says: read from a request, checked, and shown again."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from api.errors import ProblemError, problem_at
from api.store.supply import KeptOffering
from api.usecases.desk import Desk
from api.usecases.ledgers import town_name, words_of
from api.usecases.offering_forms import Who, check_text, text_of
from api.usecases.towns import town_told
from matcher.cleaning import clean
from matcher.errors import nearest
from matcher.offerings import Catalogue, Offering
from matcher.wording import Bilingual

KINDS = {"W": "in_kind", "F": "cash", "B": "service"}
"""The kinds of offerings, with the form that each usually has."""
MOST_PLACES = 100_000
_WORDS = {
    "needed": Bilingual("必须填写", "is required"),
    "who": Bilingual(
        "请用表单（who）或条件（condition）说明给谁，只用一种",
        "say who it is for by the form (who) or by a condition, not by both",
    ),
    "many": Bilingual(
        "请写数量（quantity）；资金可以写总额和每次上限（budget、cap）",
        "tell a quantity; a fund may tell its budget and the cap of each grant",
    ),
    "fund": Bilingual("只有资金（F）有总额和上限", "only a fund (F) has a budget with a cap"),
    "too little": Bilingual("总额不够一次", "the budget is less than one grant"),
    "too many": Bilingual("名额最多 100000 个", "there are at most 100,000 places"),
    "dates": Bilingual("结束日期早于开始日期", "it ends before it starts"),
    "over": Bilingual("结束日期已经过了", "its last day has passed"),
    "item": Bilingual("清单里没有这个项目", "the lists have no such item"),
    "word": Bilingual("没有这个取值", "there is no such value"),
}
_OF_ONE_CHOICE = (("who", "condition", "per"), ("quantity", "budget", "cap"))
"""What stands in the place of one another: a change of one takes the others away."""


def merged(content: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an offering tells after a change, as if all of it had been told anew."""
    told = dict(content)
    if told.get("who") is not None:
        told.pop("condition", None)
    for group in _OF_ONE_CHOICE:
        if any(name in change for name in group):
            kept = {name: told.pop(name, None) for name in group}
            told |= {n: v for n, v in kept.items() if n == "cap" and "budget" in change}
            told |= {n: v for n, v in kept.items() if n == "per" and "condition" in change}
            told |= {n: v for n, v in kept.items() if n == "budget" and "cap" in change}
    return {**told, **change}


def content_of(told: Mapping[str, Any], kind: str, desk: Desk) -> dict[str, Any]:
    """Return the content that an offering keeps, from what was told and is whole and right."""
    catalogue = desk.office.matcher.catalogue
    for name in ("name", "provider", "domain", "starts", "ends"):
        if not told.get(name):
            raise ProblemError(problem_at("missing-field", f"/{name}", _WORDS["needed"]))
    like = next((o for o in catalogue.offerings.values() if o.code[0] == kind), None)
    who, per, condition = _condition(told, catalogue)
    starts, ends = _days(told, desk.today)
    return {
        "name": _plain(told["name"]),
        "provider": _plain(told["provider"]),
        "domain": _word(told["domain"], "domain", catalogue),
        "form": _word(told.get("form") or KINDS[kind], "form", catalogue),
        "items": _items(told.get("items") or (), catalogue),
        "item": "" if like is None else like.item,
        "platform": "" if like is None else like.platform,
        "who": who,
        "per": per,
        "condition": condition,
        "phrases": list(dict.fromkeys(_plain(each) for each in told.get("phrases") or ())),
        "starts": starts.isoformat(),
        "ends": ends.isoformat(),
        **_size(told, kind),
        "worth": told.get("worth"),
        "note": None if told.get("note") is None else _plain(told["note"]),
    }


def places_of(content: Mapping[str, Any]) -> int:
    """Return how many places an offering has: its quantity, or its budget by its cap."""
    if content["quantity"] is not None:
        return int(content["quantity"])
    return int(content["budget"] // content["cap"])


def wrong_end(starts: date, ends: date, today: date) -> Bilingual | None:
    """Return what is wrong with the last day of an offering, None where nothing is."""
    if starts > ends:
        return _WORDS["dates"]
    return _WORDS["over"] if ends < today else None


def towns_of(told: Mapping[str, Any], desk: Desk) -> tuple[str, ...]:
    """Return the codes of the towns that an offering serves, each once; none for the city."""
    found = (
        town_told(desk, town, pointer=f"/towns/{place}")
        for place, town in enumerate(told.get("towns") or ())
    )
    return tuple(sorted(dict.fromkeys(found)))


def catalogue_content(offering: Offering) -> tuple[dict[str, Any], int]:
    """Return an offering of the catalogue as content, and how many places it has."""
    is_fund = offering.code[0] == "F"
    cap = offering.amount.value if is_fund and offering.amount.value else None
    places = int(offering.remaining // cap) if cap else int(offering.remaining)
    content = {
        "name": offering.name.zh,
        "provider": offering.provider,
        "domain": offering.domain,
        "form": offering.form,
        "items": list(offering.related),
        "item": offering.item,
        "platform": offering.platform,
        "who": None,
        "per": "member" if offering.per_member else "household",
        "condition": offering.eligibility,
        "phrases": list(offering.phrases),
        "starts": offering.starts.isoformat(),
        "ends": offering.ends.isoformat(),
        "quantity": None if cap else places,
        "budget": int(offering.remaining) if cap else None,
        "cap": int(cap) if cap else None,
        "worth": None if cap else offering.amount.value,
        "note": offering.amount.note or None,
    }
    return content, places


def show_content(found: KeptOffering, catalogue: Catalogue) -> dict[str, Any]:
    """Return what an offering says, with its towns by code and name."""
    names = [town_name(code, catalogue) for code in found.towns]
    hidden = ("platform", "item")
    told = {name: value for name, value in found.content.items() if name not in hidden}
    return {**told, "towns": list(found.towns), "town_names": names}


def _condition(
    told: Mapping[str, Any], catalogue: Catalogue
) -> tuple[dict[str, Any] | None, str, str]:
    who, text = told.get("who"), told.get("condition")
    if (who is None) == (text is None):
        raise ProblemError(problem_at("missing-field", "/who", _WORDS["who"]))
    if who is None:
        per = told.get("per") or "member"
        check_text(str(text), per, catalogue)
        return None, per, str(text)
    chosen = Who(**{f.name: _frozen(who[f.name]) for f in fields(Who) if f.name in who})
    made = text_of(chosen, catalogue)
    check_text(made, chosen.per, catalogue, "who")
    return {n: _listed(v) for n, v in asdict(chosen).items()}, chosen.per, made


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _size(told: Mapping[str, Any], kind: str) -> dict[str, Any]:
    quantity, budget, cap = (told.get(name) for name in ("quantity", "budget", "cap"))
    if (quantity is None) == (budget is None) or (budget is None) != (cap is None):
        raise ProblemError(problem_at("missing-field", "/quantity", _WORDS["many"]))
    if budget is not None and kind != "F":
        raise ProblemError(problem_at("unknown-field", "/budget", _WORDS["fund"]))
    found = {"quantity": quantity, "budget": budget, "cap": cap}
    if places_of(found) < 1:
        raise ProblemError(problem_at("out-of-range", "/budget", _WORDS["too little"]))
    if places_of(found) > MOST_PLACES:
        raise ProblemError(problem_at("out-of-range", "/budget", _WORDS["too many"]))
    return found


def _days(told: Mapping[str, Any], today: date) -> tuple[date, date]:
    starts, ends = (date.fromisoformat(str(told[name])) for name in ("starts", "ends"))
    wrong = wrong_end(starts, ends, today)
    if wrong is not None:
        raise ProblemError(problem_at("out-of-range", "/ends", wrong))
    return starts, ends


def _items(codes: Any, catalogue: Catalogue) -> list[str]:
    for place, code in enumerate(codes):
        if code not in catalogue.items:
            near, at = nearest(code, catalogue.items), f"/items/{place}"
            raise ProblemError(problem_at("unknown-code", at, _WORDS["item"], near))
    return list(dict.fromkeys(codes))


def _word(told: str, table: str, catalogue: Catalogue) -> str:
    known = catalogue.words[table]
    if told not in known:
        place = f"/{table}"
        raise ProblemError(problem_at("unknown-value", place, _WORDS["word"], nearest(told, known)))
    return told


def _plain(text: str) -> str:
    """Return words as they are kept: numbers of people in them are masked."""
    return words_of(clean(text))
