"""A family taken in by one form: its inputs, the body they make, where a fault belongs."""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from fastapi import Response

from api.pages.entry import HOUSEHOLD_FACTS, MEMBER_FACTS, NOT_NORMAL
from api.pages.family_pages import Group, NewFamilyPage
from api.pages.family_rows import named
from api.pages.fields import Choice, Field, Trouble
from api.pages.frame import Frame, Link, Resend, Words
from api.pages.inputs import Typed, input_for
from api.pages.troubles import REFUSED, Refused, by_input, status_of, troubles
from api.pages.visit import Visit
from api.usecases import households
from api.usecases.answering import typed_value
from api.usecases.at_a_form import Stale, in_one_unit, once
from api.usecases.consent import policy
from api.usecases.identities import noting_elsewhere
from api.words import words
from matcher.needs import Urgency
from matcher.offerings import Catalogue
from matcher.reading.households import LONGEST_TEXT

MEMBERS = tuple(f"m{number}" for number in range(1, 6))
NEEDS = ("n1", "n2", "n3")
PERSONAL = {"name": 30, "id_number": 24, "phone": 24}
HOME = {"address": 100, "phone": 24}
_TOWN, _LOOK_FIRST = "residence_town", 422
_FIRST = 2
_RESEND = Resend("intake", "/households", "switch", "again")


def kept_or_page(visit: Visit, told: Mapping[str, str]) -> Response:
    """Keep the family that was typed and lead to it, or show the form again with what is wrong.

    The switch of languages keeps nothing yet: it shows the form as it was typed.
    """
    if _RESEND.name in told:
        return visit.show(intake_page(visit, told))
    desk = visit.desk
    catalogue = desk.office.matcher.catalogue
    body = json.dumps(body_of(told, catalogue), ensure_ascii=False).encode()
    key = told.get("once", "")[:64] or secrets.token_hex(16)

    def make(unit: Any) -> str:
        alike = () if "another" in told else households.alike(desk, unit, body)
        if alike:
            raise _AlikeError(alike)
        return str(households.take_in(desk, unit, body)["id"])

    try:
        with noting_elsewhere(desk):
            kept = in_one_unit(desk, lambda unit: once(desk, unit, key, lambda: make(unit)))
    except REFUSED as error:
        wrong = _all_troubles(visit, told, error)
        return visit.show(intake_page(visit, told, wrong), status_of(error))
    except _AlikeError as error:
        return visit.show(intake_page(visit, told, alike=error.rows), _LOOK_FIRST)
    assert not isinstance(kept, Stale)
    prose = (told.get(f"{need}.text", "") for need in NEEDS)
    return visit.lead(f"/households/{kept}", "told_taken_in", prose)


def _all_troubles(visit: Visit, told: Mapping[str, str], error: Refused) -> tuple[Trouble, ...]:
    """Return all that is wrong with a form that was refused, not only what was met first.

    What is wrong at an input is left out and the rest looked at again, until nothing is, or what
    is cannot be laid to an input.
    """
    desk, left = visit.desk, dict(told)
    catalogue, found = desk.office.matcher.catalogue, dict[str, Trouble]()
    while True:
        wrong = troubles(error, visit.lang, partial(input_at, told=left))
        new = {each.at: each for each in wrong if each.at not in found}
        found |= new
        if not any(new):
            return tuple(found.values())
        left = {name: "" if name in new else text for name, text in left.items()}
        body = json.dumps(body_of(left, catalogue), ensure_ascii=False).encode()
        try:
            households.examine(desk, body)
        except REFUSED as next_one:
            error = next_one
        else:
            return tuple(found.values())


class _AlikeError(Exception):
    """Families on record may be the one that was typed: nothing is kept before somebody looks."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        super().__init__("alike")
        self.rows = rows


def body_of(told: Mapping[str, str], catalogue: Catalogue) -> dict[str, Any]:
    """Return the body of the household that was typed; an empty input is a fact not known."""

    def row(start: str, names: Any) -> dict[str, Any]:
        found = {name: told.get(start + name, "").strip() for name in names}
        vocabulary = catalogue.vocabulary
        return {
            name: text if name in PERSONAL else typed_value(name, text, vocabulary)
            for name, text in found.items()
            if text
        }

    needs = [{"id": n, **row(f"{n}.", ("member", "urgency", "text"))} for n in _needs(told)]
    granted = [name.partition(".")[2] for name in told if name.startswith("consent.")]
    return {
        "facts": row("", HOUSEHOLD_FACTS),
        "personal": {n: told[f"home.{n}"] for n in HOME if told.get(f"home.{n}", "").strip()},
        "members": [{"id": m, **row(f"{m}.", (*PERSONAL, *MEMBER_FACTS))} for m in _members(told)],
        "needs": needs,
        "consent": {name: True for name in granted if name in policy().groups},
    }


def input_at(place: str, told: Mapping[str, str]) -> str:
    """Return the name of the input that a place of the body belongs to."""
    parts = place.strip("/").split("/")
    match parts:
        case ["members" | "needs" as group, index, name] if index.isdigit():
            used = _members(told) if group == "members" else _needs(told)
            return f"{used[int(index)]}.{name}" if int(index) < len(used) else ""
        case ["facts", name] if name in HOUSEHOLD_FACTS:
            return name
        case ["personal", name] if name in HOME:
            return f"home.{name}"
    return ""


def _members(told: Mapping[str, str]) -> list[str]:
    """Return the members of whom anything is told, or whom a need is about."""
    meant = {told.get(f"{n}.member", "") for n in _needs(told)}
    names = (*PERSONAL, *MEMBER_FACTS)
    return [
        m for m in MEMBERS if m in meant or any(told.get(f"{m}.{f}", "").strip() for f in names)
    ]


def _needs(told: Mapping[str, str]) -> list[str]:
    return [n for n in NEEDS if told.get(f"{n}.text", "").strip()]


def intake_page(
    visit: Visit,
    told: Mapping[str, str],
    wrong: tuple[Trouble, ...] = (),
    alike: Sequence[Mapping[str, Any]] = (),
) -> NewFamilyPage:
    """Return the form with what was typed kept, and what has to be mended at its inputs.

    `alike` are families on record that may be the same one.
    """
    said, at = words(visit.lang), by_input(wrong)
    form = _Form(visit, told, at, said)
    # the inputs first: by them the sentences know what they are about
    home, members, needs = tuple(form.home()), tuple(form.members()), tuple(form.needs())
    groups = policy().groups.values()
    asked = [group for group in groups if group.basis == "consent"]
    return NewFamilyPage(
        frame=Frame(visit.lang, said["new_family"], "/households/new", _RESEND),
        words=said,
        once=told.get("once", ""),
        errors=tuple(Trouble(form.placed(each), each.at) for each in wrong),
        alike=tuple(_alike(each, visit) for each in alike),
        another="another" in told,
        needs=needs,
        home=home,
        members=members,
        consent=tuple(Choice(group.name, group.label.say(visit.lang)) for group in asked),
        consented=tuple(g.name for g in asked if f"consent.{g.name}" in told),
    )


def _alike(row: Mapping[str, Any], visit: Visit) -> Link:
    return Link(f"/households/{row['id']}", named(row["members"], words(visit.lang), row["id"]))


class _Form:
    """The inputs of the form, each with what was typed and what is wrong with it."""

    def __init__(
        self, visit: Visit, told: Mapping[str, str], at: Mapping[str, str], said: Words
    ) -> None:
        self._lang, self._desk, self._told, self._at, self._said = (
            *(visit.lang, visit.desk, told, at),
            said,
        )
        self._catalogue = visit.desk.office.matcher.catalogue
        self._labels: dict[str, str] = {}

    def placed(self, trouble: Trouble) -> str:
        """Return a sentence with the name of the input it is about."""
        label = self._labels.get(trouble.at)
        mark = "：" if self._lang == "zh" else ": "
        return f"{label}{mark}{trouble.sentence}" if label else trouble.sentence

    def home(self) -> Iterator[Field]:
        """Yield the inputs about the household."""
        yield self._town()
        for name in HOME:
            yield self._personal(f"home.{name}", name, HOME[name])
        for name in HOUSEHOLD_FACTS[1:]:
            yield self._fact(name, name)

    def members(self) -> Iterator[Group]:
        """Yield a group of inputs for each member."""
        for number, member in enumerate(MEMBERS, start=1):
            title = self._said["member_n"].format(n=number)
            fields = [
                self._personal(f"{member}.{n}", n, most, title) for n, most in PERSONAL.items()
            ]
            fields += [self._fact(f"{member}.{name}", name, title) for name in MEMBER_FACTS]
            filled = any(field.value for field in fields)
            yield Group(title, tuple(fields), filled or number <= _FIRST)

    def needs(self) -> Iterator[Group]:
        """Yield a group of inputs for each need."""
        said, lang = self._said, self._lang
        whom = tuple(
            Choice(m, said["member_n"].format(n=n)) for n, m in enumerate(MEMBERS, start=1)
        )
        pressing = self._catalogue.words["urgency"]
        urgency = tuple(Choice(u.value, pressing[u.value].say(lang)) for u in NOT_NORMAL)
        for number, need in enumerate(NEEDS, start=1):
            title = said["need_n"].format(n=number)
            text = self._plain(f"{need}.text", said["need_text"], "textarea", LONGEST_TEXT, title)
            rest = [
                self._choice(f"{need}.member", said["need_whom"], whom, said["whole_family"]),
                self._choice(
                    f"{need}.urgency",
                    said["need_urgency"],
                    urgency,
                    pressing[Urgency.MEDIUM.value].say(lang),
                ),
            ]
            yield Group(title, (text, *rest), bool(text.value) or number == 1)

    def _town(self) -> Field:
        field = self._fact(_TOWN, _TOWN)
        names = {t.name for t in self._catalogue.towns.values() if self._desk.towns.include(t.code)}
        choices = tuple(choice for choice in field.choices if choice.value in names)
        value = field.value or (choices[0].value if len(choices) == 1 else "")
        hint = self._said["choose"]
        return Field(_TOWN, field.label, "select", value, choices, field.error, hint=hint)

    def _fact(self, name: str, fact: str, title: str = "") -> Field:
        typed = Typed(dict(self._told), name if name in self._at else "", self._at.get(name, ""))
        known = self._catalogue.vocabulary.facts[fact]
        field = input_for(name, known, self._catalogue, self._lang, typed)
        self._labels[name] = f"{title} {field.label}".strip()
        return field

    def _personal(self, name: str, kind: str, most: int, title: str = "") -> Field:
        return self._plain(name, self._said[f"personal_{kind}"], "text", most, title)

    def _plain(self, name: str, label: str, kind: str, most: int, title: str = "") -> Field:
        self._labels[name] = f"{title} {label}".strip()
        value = self._told.get(name, "").strip()
        return Field(name, label, kind, value, (), self._at.get(name, ""), high=most)

    def _choice(self, name: str, label: str, choices: tuple[Choice, ...], hint: str) -> Field:
        value = self._told.get(name, "")
        return Field(name, label, "select", value, choices, self._at.get(name, ""), hint=hint)
