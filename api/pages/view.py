"""A plan made ready for its page: the same value as the JSON, in the reader's words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.pages.ahead import day_rows
from api.pages.asks import asks_line
from api.pages.context import PlanPage, Trouble
from api.pages.entry import ENTERED
from api.pages.fields import Choice
from api.pages.frame import Frame, Resend, Words
from api.pages.inputs import Typed, input_for
from api.pages.items import Reader, grouped, item_rows
from api.pages.plan_rows import (
    AlertRow,
    AskRow,
    ItemRow,
    Line,
    OfferRow,
    QuestionRow,
    RegistrationRow,
    TeamRow,
    VerifyRow,
)
from api.pages.reasons import near_rows, why_not
from api.pages.room import ROOM, spared, that_fit, weight
from api.pages.understood import understood_rows
from api.usecases.single import Shown
from api.words import term, words
from matcher.facts import Value
from matcher.offerings import Catalogue
from matcher.telling.conditions import quantity
from matcher.wording import Lang, days_listed

_MOST_DECIDED = 4
_FOLDED, _LINK = 170, 120
"""About how many bytes an opened item's place and its line in the overview come to."""
_CARE = ("sensitive", "confidential")
_DEGREES = {"contradiction": "verify_contradiction", "doubt": "verify_doubt"}
NOTHING_TYPED = Typed({})


@dataclass(frozen=True, slots=True)
class Asked:
    """How a plan was asked for: the household as JSON, the address of a demo, what was typed.

    `explained` is the explanation of the item that was asked about, as JSON; `others` are what
    else the words for it (`sought`) may mean. `whole` is the rank of the item that is opened.
    """

    source: str
    demo: str = ""
    changes: tuple[str, ...] = ()
    typed: Typed = NOTHING_TYPED
    explained: dict[str, Any] | None = None
    sought: str = ""
    others: tuple[Choice, ...] = ()
    whole: int = 0


def plan_page(shown: Shown, catalogue: Catalogue, lang: Lang, asked: Asked) -> PlanPage:
    """Return the page of a plan, no more of it whole than fits."""
    return in_room(_whole_page(shown, catalogue, lang, asked))


def _whole_page(shown: Shown, catalogue: Catalogue, lang: Lang, asked: Asked) -> PlanPage:
    said, data = words(lang), shown.data
    reader = Reader(shown.household, catalogue, lang)
    rows = item_rows(shown, reader)
    groups, others = grouped(shown, rows, reader)
    return PlanPage(
        frame=_frame(asked, said, lang),
        words=said,
        heading=_heading(shown, said),
        day=said["plan_day"].format(day=data["as_of"]),
        counts=_counts(rows, len(data["questions"]), said),
        categories=reader.listed(
            [catalogue.categories[c].name.say(lang) for c in data["categories"]]
        ),
        unclaimed=data["unclaimed"]["text"],
        lexical=data["mode"] == "lexical",
        by_hand=data["weights"] == "by_hand",
        error=_trouble(asked.typed, lang, catalogue),
        changes=asked.changes,
        alerts=tuple(alert_row(alert, reader.who, reader.lang) for alert in data["alerts"]),
        verify=tuple(verify_row(found, reader) for found in data["verify"]),
        understood=understood_rows(data["understood"], reader),
        registration=tuple(
            RegistrationRow(r["decides"], r["takes"], r["forwards"], r["source"], r["services"])
            for r in data["registration"]
        ),
        overview=rows,
        groups=groups,
        others=others,
        uncovered=tuple(filter(None, map(reader.need, data["uncovered_needs"]))),
        near=near_rows(data["near"], reader),
        items=asked.others,
        chosen=asked.explained["name"] if asked.explained else asked.sought,
        why_not=why_not(asked.explained, reader) if asked.explained else None,
        questions=tuple(_question(question, reader, asked.typed) for question in data["questions"]),
        offers=tuple(
            offer_row(offer, reader.missing(ranked.verdict.missing), reader)
            for offer, ranked in zip(data["offers"], shown.plan.offers, strict=True)
        ),
        teams=tuple(team_row(team, reader) for team in data["teams"]),
        forecast=day_rows(data["forecast"], reader),
        held=tuple(catalogue.provision(code).name.say(lang) for code in data["held"]),
        known=tuple(known_lines(reader)),
        source=asked.source,
        whole=asked.whole,
    )


def in_room(page: PlanPage) -> PlanPage:
    """Return the page with what as many items rest on as fit, the first first.

    What the others rest on is folded, but for the one that was opened.
    """
    rows = [*page.others, *(row for group in page.groups for row in group.items)]
    weights = {row.rank: _grounds(row) for row in sorted(rows, key=lambda row: row.rank)}
    room = ROOM - (weight(page) - weight(page.overview) - sum(weights.values()))
    room += spared(page.alerts) - weights.get(page.whole, 0) - _LINK * len(rows)
    num = that_fit(list(weights.values()), _FOLDED, room)
    folded = set(list(weights)[num:]) - {page.whole}

    def fold(items: tuple[ItemRow, ...]) -> tuple[ItemRow, ...]:
        return tuple(replace(row, is_folded=row.rank in folded) for row in items)

    groups = tuple(replace(group, items=fold(group.items)) for group in page.groups)
    return replace(page, groups=groups, others=fold(page.others))


def _grounds(row: ItemRow) -> int:
    """Return about how many bytes come of what an item rests on."""
    return weight((row.also_for, row.rests_on, row.residual, row.amount_note, row.ranking))


def _frame(asked: Asked, said: Mapping[str, str], lang: Lang) -> Frame:
    resend = None if asked.demo else Resend("family", "/plan", "source", "again")
    return Frame(lang, said["plan_title"], asked.demo or "/plan", resend)


def _trouble(typed: Typed, lang: Lang, catalogue: Catalogue) -> Trouble | None:
    """Return the refused answer's sentence with the name of its fact, where there is one."""
    if not typed.sentence:
        return None
    fact = catalogue.vocabulary.facts.get(typed.wrong.split(".")[1])
    mark = "：" if lang == "zh" else ": "
    place = fact.label.say(lang) + mark if fact else ""
    return Trouble(place + typed.sentence, typed.wrong)


def _heading(shown: Shown, said: Mapping[str, str]) -> str:
    if shown.household.id == ENTERED:
        return said["plan_new"]
    return said["plan_of"].format(id=shown.household.id)


def alert_row(alert: Mapping[str, Any], who: Callable[[str], str], lang: Lang) -> AlertRow:
    """Return a danger sign, the words it rests on, and who is to be told."""
    by = alert["by"]
    return AlertRow(
        label=alert["label"],
        who=who(alert["member"]) if alert["member"] else "",
        by=words(lang)[f"alert_by_{by}"],
        said=alert["words"],
        route=alert["route"],
        sure=by != "likeness",
    )


def verify_row(found: dict[str, Any], reader: Reader) -> VerifyRow:
    """Return what does not fit together, and what to ask."""
    said = words(reader.lang)
    return VerifyRow(
        text=found["text"],
        degree=found["degree"],
        badge=said[_DEGREES[found["degree"]]],
        note=found["note"],
        asks=tuple(_ask(ask, reader, said) for ask in found["ask"]),
    )


def _ask(ask: dict[str, Any], reader: Reader, said: Mapping[str, str]) -> AskRow:
    known = ask["recorded"]
    return AskRow(
        text=ask["text"],
        recorded="" if known is None else said["verify_recorded"].format(value=known),
        suppliers=reader.listed(ask["supplied_by"]),
        care=said[ask["sensitivity"]] if ask["sensitivity"] in _CARE else "",
    )


def _counts(rows: Sequence[ItemRow], to_ask: int, said: Words) -> str:
    eligible = sum(row.status == "eligible" for row in rows)
    told = said["plan_counts"].format(items=len(rows), eligible=eligible)
    return " · ".join(filter(None, [told, asks_line(to_ask, said)]))


def question_name(fact: str, member: str | None) -> str:
    """Return the name of a question's input: answer.<fact>.<member>."""
    return f"answer.{fact}.{member or ''}"


def _question(question: dict[str, Any], reader: Reader, typed: Typed) -> QuestionRow:
    said, lang = words(reader.lang), reader.lang
    fact = reader.catalogue.vocabulary.facts[question["fact"]]
    decides = list(dict.fromkeys(question["decides"]))
    names = reader.names(decides[:_MOST_DECIDED])
    if len(decides) > _MOST_DECIDED:
        names = said["and_more"].format(names=names, n=len(decides))
    name = question_name(fact.name, question["member"])
    return QuestionRow(
        text=question["text"],
        field=input_for(name, fact, reader.catalogue, lang, typed),
        suppliers=reader.listed(question["supplied_by"]),
        decides=names,
        effects=tuple(answer["text"] for answer in question["answers"]),
        heard=said["heard"].format(words=question["heard"]) if question["heard"] else "",
        care=said[question["sensitivity"]] if question["sensitivity"] in _CARE else "",
    )


def offer_row(offer: dict[str, Any], missing: tuple[str, ...], reader: Reader) -> OfferRow:
    """Return a charity offering, what is left of it, and which facts are lacking for it."""
    said = words(reader.lang)
    left = "left_money" if offer["code"].startswith("F") else "left"
    return OfferRow(
        name=offer["name"],
        platform=term(offer["platform"], reader.lang),
        status=offer["status"],
        badge=reader.word("status", offer["status"]),
        who=reader.who(offer["member"]),
        left=said[left].format(n=f"{offer['remaining']:,}"),
        until=said["until"].format(day=offer["until"]),
        reasons=tuple(offer["why"][:1]),
        missing=missing,
    )


def team_row(team: dict[str, Any], reader: Reader) -> TeamRow:
    """Return a team that could visit the family."""
    said, lang = words(reader.lang), reader.lang
    town = team["town"] if lang == "zh" else reader.catalogue.towns[team["town"]].english
    name = said["team_name"].format(town=town, kind=term(team["kind"], lang), code=team["code"])
    return TeamRow(
        name=name,
        visits=said["visits"].format(n=team["visits_per_week"]),
        days=days_listed(team["weekdays"], lambda day: term(day, lang), lang),
        languages=reader.listed([term(spoken, lang) for spoken in team["languages"]]),
        reasons=reader.listed(team["why"]),
    )


def known_lines(reader: Reader) -> Iterator[Line]:
    """Yield what is known of the household and of each member."""
    household = reader.household
    yield Line(reader.who(None), _facts(dict(household.facts), reader))
    for member in household.members:
        rest = {name: value for name, value in member.facts.items() if name != "relation"}
        yield Line(reader.who(member.id), _facts(rest, reader))


def _facts(facts: dict[str, Value], reader: Reader) -> str:
    known = reader.catalogue.vocabulary.facts
    mark = "：" if reader.lang == "zh" else ": "
    told = [
        f"{known[name].label.say(reader.lang)}{mark}{_value(name, value, reader)}"
        for name, value in facts.items()
    ]
    return ("；" if reader.lang == "zh" else "; ").join(told) or "—"


def _value(name: str, value: Value, reader: Reader) -> str:
    if name == "residence_town" and reader.lang == "en":
        return reader.catalogue.towns[str(value)].english
    return quantity(reader.catalogue.vocabulary.facts[name], value, reader.catalogue, reader.lang)


def changes_between(
    before: Shown, after: Shown, catalogue: Catalogue, lang: Lang
) -> tuple[str, ...]:
    """Return what the answers changed in the plan, one sentence a kind of change."""
    reader, said = Reader(after.household, catalogue, lang), words(lang)
    old = {step.ranked.code: str(step.ranked.verdict.status) for step in before.plan.steps}
    new = {step.ranked.code: str(step.ranked.verdict.status) for step in after.plan.steps}
    kinds = {
        "change_met": [c for c in new if new[c] == "eligible" and old.get(c, "") != "eligible"],
        "change_new": [c for c in new if c not in old and new[c] != "eligible"],
        "change_gone": [c for c in old if c not in new],
    }
    told = tuple(
        said[key].format(names=_named(codes, reader)) for key, codes in kinds.items() if codes
    )
    return told or (said["change_none"],)


def _named(codes: list[str], reader: Reader) -> str:
    names = reader.names(codes[:_MOST_DECIDED])
    if len(codes) <= _MOST_DECIDED:
        return names
    return words(reader.lang)["and_more"].format(names=names, n=len(codes))
