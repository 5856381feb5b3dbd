"""The first page's form: its inputs, the raw household they make, where an error belongs."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from api.deps import Parts
from api.pages.context import Demo, HomePage, Row, Trouble
from api.pages.fields import Choice, Field
from api.pages.frame import Frame, Resend
from api.pages.inputs import Typed, input_for
from api.usecases.answering import typed_value
from api.words import words
from matcher.errors import Fault
from matcher.needs import Urgency
from matcher.offerings import Catalogue
from matcher.reading.households import LONGEST_TEXT
from matcher.wording import Lang

ENTERED = "new"  # the id of a household that was entered on the page
HOUSEHOLD_FACTS = (
    "residence_town",
    "hukou_city",
    "hukou_place",
    "residence_place",
    "household_size",
    "income_per_capita_month",
    "relief_status",
    "housing_tenure",
)
MEMBER_FACTS = (
    "relation",
    "sex",
    "birth_date",
    "employment",
    "education_stage",
    "illness",
    "disability_type",
    "disability_level",
    "self_care",
)
NEED_FIELDS = ("member", "urgency", "text")
MEMBERS = tuple(f"m{number}" for number in range(1, 7))
NEEDS = ("n1", "n2", "n3")
NOT_NORMAL = tuple(u for u in reversed(Urgency) if u is not Urgency.MEDIUM)
"""What can be chosen of how urgent a need is: left empty it is normal."""
_FIRST_MEMBERS = 2
_SPOT = re.compile(r"(facts|members|needs)(?:\[(\d+)\])?\.(\w+)")


def household_of(typed: Typed, catalogue: Catalogue) -> dict[str, Any]:
    """Return the raw household that was typed; an empty input is a fact that is not known."""
    vocabulary = catalogue.vocabulary

    def row(keys: tuple[str, ...], start: str) -> dict[str, Any]:
        told = {key: typed.value(start + key) for key in keys}
        return {key: typed_value(key, text, vocabulary) for key, text in told.items() if text}

    return {
        "id": ENTERED,
        "facts": row(HOUSEHOLD_FACTS, ""),
        "members": [{"id": m, **row(MEMBER_FACTS, f"{m}.")} for m in _used_members(typed)],
        "needs": [{"id": n, **row(NEED_FIELDS, f"{n}.")} for n in _used_needs(typed)],
    }


def _used_members(typed: Typed) -> list[str]:
    """Return the members that have a fact, or whom a need is about."""
    told = {typed.value(f"{n}.member") for n in _used_needs(typed)}
    return [m for m in MEMBERS if m in told or any(typed.value(f"{m}.{f}") for f in MEMBER_FACTS)]


def _used_needs(typed: Typed) -> list[str]:
    return [n for n in NEEDS if typed.value(f"{n}.text")]


def input_of(fault: Fault, typed: Typed) -> str:
    """Return the name of the input that a fault of the typed household belongs to."""
    found = _SPOT.fullmatch(fault.field or "")
    if found is None:
        return ""
    group, index, name = found.groups()
    if group == "facts":
        return name
    used = _used_members(typed) if group == "members" else _used_needs(typed)
    return f"{used[int(index)]}.{name}"


def home_page(
    parts: Parts, lang: Lang, typed: Typed, pasted: str = "", resend: str = ""
) -> HomePage:
    """Return the first page, with what was typed kept and the error that stands in its way.

    `resend` names the form that the language switch sends again.
    """
    said, catalogue = words(lang), parts.matcher.catalogue
    rows = tuple(_member_rows(typed, catalogue, lang))
    needs = tuple(_need_rows(typed, catalogue, lang))
    household = tuple(
        input_for(name, catalogue.vocabulary.facts[name], catalogue, lang, typed)
        for name in HOUSEHOLD_FACTS
    )
    every = [*rows, *needs, Row("", household)]
    return HomePage(
        frame=Frame(lang, said["try_title"], "/try", Resend(resend, "/plan") if resend else None),
        words=said,
        demos=tuple(_demos(parts, lang)),
        household=household,
        members=rows[:_FIRST_MEMBERS],
        more_members=rows[_FIRST_MEMBERS:],
        needs=needs,
        pasted=pasted,
        error=_trouble(typed, every, lang),
    )


def _trouble(typed: Typed, rows: Sequence[Row], lang: Lang) -> Trouble | None:
    """Return the error with the name of its place in words, where there is one."""
    if not typed.sentence:
        return None
    place = [
        part
        for row in rows
        for field in row.fields
        if field.error
        for part in (row.title, field.label)
        if part
    ]
    mark = "：" if lang == "zh" else ": "
    return Trouble(mark.join([*place, typed.sentence]), typed.wrong)


def _member_rows(typed: Typed, catalogue: Catalogue, lang: Lang) -> Iterator[Row]:
    facts = catalogue.vocabulary.facts
    for number, member in enumerate(MEMBERS, start=1):
        inputs = tuple(
            input_for(f"{member}.{name}", facts[name], catalogue, lang, typed)
            for name in MEMBER_FACTS
        )
        filled = any(field.value for field in inputs)
        yield Row(words(lang)["member_n"].format(n=number), inputs, filled)


def _need_rows(typed: Typed, catalogue: Catalogue, lang: Lang) -> Iterator[Row]:
    said = words(lang)
    whom = tuple(
        Choice(member, said["member_n"].format(n=number))
        for number, member in enumerate(MEMBERS, start=1)
    )
    pressing = catalogue.words["urgency"]
    urgency = tuple(Choice(u.value, pressing[u.value].say(lang)) for u in NOT_NORMAL)
    for number, need in enumerate(NEEDS, start=1):
        yield Row(
            said["need_n"].format(n=number),
            (
                Field(f"{need}.text", said["need_text"], "textarea", high=LONGEST_TEXT,
                      value=typed.value(f"{need}.text"), error=typed.error(f"{need}.text"),
                      hint=said["need_example"] if number == 1 else ""),
                Field(f"{need}.member", said["need_whom"], "select", typed.value(f"{need}.member"),
                      whom, typed.error(f"{need}.member"), hint=said["whole_family"]),
                Field(f"{need}.urgency", said["need_urgency"], "select",
                      typed.value(f"{need}.urgency"), urgency, typed.error(f"{need}.urgency"),
                      hint=pressing[Urgency.MEDIUM.value].say(lang)),
            ),
            bool(typed.value(f"{need}.text")),
        )  # fmt: skip


def _demos(parts: Parts, lang: Lang) -> Iterator[Demo]:
    said, catalogue = words(lang), parts.matcher.catalogue
    for name, raw in parts.demos.items():
        town = (raw.get("facts") or {}).get("residence_town")
        short = catalogue.towns.get(catalogue.town_names.get(str(town), ""))
        people = len(raw.get("members") or ())
        needs = raw.get("needs") or ()
        yield Demo(
            id=name,
            address=f"/plan?demo={quote(name)}",
            town=(short.name if lang == "zh" else short.english) if short else said["no_town"],
            people=said["people"].format(n=people) if people else said["no_people"],
            need=next((need["text"] for need in needs if need.get("text")), said["no_need"]),
        )
