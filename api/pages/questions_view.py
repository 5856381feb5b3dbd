"""The questions of a family made ready for their page."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from api.pages.asks import asks_line
from api.pages.family_edits import Ground
from api.pages.family_pages import AskedRow, FirstItem, QuestionsPage
from api.pages.family_view import about, heading
from api.pages.fields import Choice, Field, Trouble
from api.pages.frame import Frame
from api.pages.inputs import Typed, input_for
from api.pages.troubles import by_input
from api.pages.view import alert_row
from api.usecases.as_it_stands import Standing
from api.usecases.consent import policy
from api.usecases.to_ask import FIRST, place_of, still_to_ask
from matcher.wording import listing

_FIRST_ITEMS, _MOST_NAMED = 8, 4
_CARE = ("sensitive", "confidential")
Told = Mapping[str, str]


def questions_page(
    ground: Ground,
    standing: Standing,
    told: Told,
    wrong: tuple[Trouble, ...],
    *,
    can: bool,
) -> QuestionsPage:
    """Return the page; `told` is what was typed last, kept with what is wrong with it."""
    said, data, id = ground.said, standing.data, ground.data["id"]
    suppliers = ground.catalogue.vocabulary.suppliers.items()
    asked = still_to_ask(data["questions"], standing.unclear)
    unclear = [q for q in data["questions"] if place_of(q) in standing.unclear]
    row = partial(_asked, ground, told=told, wrong=by_input(wrong))
    known = {code for code, _ in suppliers}
    source = told.get("source", "")
    return QuestionsPage(
        frame=Frame(ground.lang, said["questions_page"]),
        words=said,
        id=id,
        version=ground.data["version"],
        heading=heading(ground),
        about=about(ground),
        alerts=tuple(alert_row(alert, ground.who, ground.lang) for alert in data["alerts"]),
        errors=wrong,
        stale="",
        changes=_changes(ground, standing),
        questions=tuple(map(row, asked[:FIRST])),
        asks=asks_line(len(asked), said),
        unclear=tuple(map(row, unclear)),
        sources=tuple(Choice(code, name.say(ground.lang)) for code, name in suppliers),
        source=source if source in known else "family",
        items=tuple(_items(ground, standing)),
        more=max(len(data["items"]) - _FIRST_ITEMS, 0),
        uncovered=tuple(filter(None, (_need(ground, n) for n in data["uncovered_needs"]))),
        plan=standing.number,
        is_new=standing.is_new,
        can_answer=can,
    )


def _key(question: Mapping[str, Any]) -> str:
    return f"{question['fact']}.{question['member'] or ''}"


def _asked(ground: Ground, question: Mapping[str, Any], told: Told, wrong: Told) -> AskedRow:
    said, fact = ground.said, ground.catalogue.vocabulary.facts[question["fact"]]
    key, member = _key(question), question["member"] or ""
    name = f"answer.{key}"
    is_this = told.get("fact") == fact.name and told.get("member", "") == member
    typed = Typed(
        {name: told.get("value", "") if is_this else ""},
        name if name in wrong else "",
        wrong.get(name, ""),
    )
    day, today = f"day.{key}", ground.today.isoformat()
    as_of = (told.get("as_of") if is_this else None) or today
    withheld = {f for g in ground.data["withheld"] for f in policy().groups[g].facts}
    return AskedRow(
        key=key,
        fact=fact.name,
        member=member,
        text=_with_names(ground, question["text"]),
        field=input_for(name, fact, ground.catalogue, ground.lang, typed),
        day=Field(day, said["as_of"], "date", as_of, error=wrong.get(day, "")),
        suppliers=said["ask_whom"].format(names=listing(question["supplied_by"], ground.lang)),
        decides=said["decides"].format(names=_names(ground, question["decides"])),
        care=said[question["sensitivity"]] if question["sensitivity"] in _CARE else "",
        withheld=fact.name in withheld,
    )


def _with_names(ground: Ground, text: str) -> str:
    """Return a question with members by their masked names, where it names them by their ids."""
    for member in ground.data["members"]:
        text = text.replace(member["id"], member.get("name") or ground.said["member"])
    return text


def _items(ground: Ground, standing: Standing) -> Iterator[FirstItem]:
    old = {item["code"]: item["status"] for item in (standing.stored or standing.data)["items"]}
    for item in standing.data["items"][:_FIRST_ITEMS]:
        status = item["status"]
        badge = ground.catalogue.words["status"][status].say(ground.lang)
        yield FirstItem(_name(ground, item["code"]), status, badge, old.get(item["code"]) != status)


def _changes(ground: Ground, standing: Standing) -> tuple[str, ...]:
    """Return what is other than in the stored plan, a sentence for each kind of change."""
    if standing.stored is None or not standing.is_new:
        return ()
    old = {item["code"]: item["status"] for item in standing.stored["items"]}
    new = {item["code"]: item["status"] for item in standing.data["items"]}
    kinds = {
        "change_met": [c for c in new if new[c] == "eligible" and old.get(c) != "eligible"],
        "change_new": [c for c in new if c not in old and new[c] != "eligible"],
        "change_gone": [c for c in old if c not in new],
    }
    said = ground.said
    told = [
        said[kind].format(names=_names(ground, codes)) for kind, codes in kinds.items() if codes
    ]
    return tuple(told) or (said["change_none"],)


def _names(ground: Ground, codes: list[str]) -> str:
    told = list(dict.fromkeys(codes))
    names = listing([_name(ground, code) for code in told[:_MOST_NAMED]], ground.lang)
    if len(told) <= _MOST_NAMED:
        return names
    return ground.said["and_more"].format(names=names, n=len(told))


def _name(ground: Ground, code: str) -> str:
    return ground.catalogue.provision(code).name.say(ground.lang)


def _need(ground: Ground, id: str) -> str:
    found = ground.need(id)
    return (found["text"] or "") if found else ""
