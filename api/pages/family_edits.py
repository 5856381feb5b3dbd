"""The forms by which a ledger is changed: their inputs from what is recorded, and what they do."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from api.pages.family_pages import BothVersions, Editor
from api.pages.fields import Choice, Field
from api.pages.frame import Words
from api.pages.inputs import Typed, input_for
from api.usecases import fact_book, households, needs_book, people
from api.usecases.answering import typed_value
from api.usecases.consent import policy
from api.usecases.desk import Desk
from api.words import words
from matcher.needs import Urgency
from matcher.offerings import Catalogue
from matcher.reading.households import LONGEST_TEXT
from matcher.wording import Lang

Told = Mapping[str, str]
PERSONAL = {"name": 30, "id_number": 24, "phone": 24, "address": 100}
HOME = ("address", "phone")
LEAVE = ("moved_out", "married", "deceased", "in_care", "mistake", "other")
CLOSE = ("moved_away", "no_longer_in_need", "deceased", "declined", "mistake", "other")
REOPEN = ("in_need_again", "moved_back", "mistake", "other")
REASONS = (
    *("verify_identity", "contact_family", "home_visit", "apply_for_item"),
    *("correct_record", "other"),
)
_UNKNOWN = "unknown"
"""What is kept of a member of whom nobody told what they are to the head."""
_OF_CARD = ("relation", "birth_date", "sex")


@dataclass(frozen=True, slots=True)
class Ground:
    """On what an editor stands: the family as shown, the words, the day."""

    data: Mapping[str, Any]
    catalogue: Catalogue
    lang: Lang
    today: date
    can_reveal: bool = False
    departed: tuple[Mapping[str, Any], ...] = ()

    @property
    def said(self) -> Words:
        """Return the words of the pages."""
        return words(self.lang)

    def facts(self, member: str) -> dict[str, Any]:
        """Return the facts that stand of a member, or (empty) of the household, by name."""
        rows = self.data["facts"] if not member else (self.member(member) or {}).get("facts", ())
        return {row["name"]: row["value"] for row in rows}

    def member(self, id: str) -> Mapping[str, Any] | None:
        """Return a member of the family."""
        return next((m for m in self.data["members"] if m["id"] == id), None)

    def gone(self, id: str) -> Mapping[str, Any] | None:
        """Return somebody who has left the family."""
        return next((m for m in self.departed if m["id"] == id), None)

    def who(self, id: str) -> str:
        """Return a member by name, masked, or by what they are to the head; also who has left."""
        found = self.member(id) or self.gone(id)
        if found is None:
            return self.said["household"]
        relation, is_told = self.catalogue.vocabulary.facts["relation"], found["relation"]
        told = relation.word(is_told, self.lang) if is_told not in (None, "", _UNKNOWN) else ""
        name = found.get("name") or ""
        if not (name and told):
            return name or told or self.said["member_unnamed"]
        return f"{name}（{told}）" if self.lang == "zh" else f"{name} ({told})"

    def need(self, id: str) -> Mapping[str, Any] | None:
        """Return a need of the family."""
        return next((n for n in self.data["needs"] if n["id"] == id), None)

    def whom(self) -> tuple[Choice, ...]:
        """Return the members to choose from."""
        return tuple(Choice(m["id"], self.who(m["id"])) for m in self.data["members"])


def editor(ground: Ground, edit: str) -> Editor | None:
    """Return the form that `edit` names, filled with what is recorded; None where it names none."""
    kind, _, rest = edit.partition(":")
    make = _FORMS.get(kind)
    return None if make is None else make(ground, edit, rest)


def with_typed(form: Editor, told: Told, wrong: Mapping[str, str]) -> Editor:
    """Return the form with what was typed, and what is wrong with it."""
    fields = tuple(
        replace(field, value=told.get(field.name, field.value), error=wrong.get(field.name, ""))
        for field in form.fields
    )
    return replace(form, fields=fields)


def held_against(form: Editor, told: Told, sentence: str, said: Words) -> Editor:
    """Return the form of a change that came too late: what was typed beside what stands now."""
    both = tuple(
        BothVersions(f.label, _shown(f, told.get(f.name, "")) or "—", _shown(f, f.value) or "—")
        for f in form.fields
        if f.name not in ("source", "as_of")
    )
    return replace(with_typed(form, told, {}), stale=sentence, versions=both)


def _shown(field: Field, value: str) -> str:
    return next((c.label for c in field.choices if c.value == value), value)


def carry_out(desk: Desk, unit: Any, id: str, version: int, told: Told) -> None:
    """Do in one unit what a form asks; problems are those of the API."""
    kind, _, rest = told.get("edit", "").partition(":")
    _DOINGS[kind](desk, unit, (id, rest, version), told)


def knows(edit: str) -> bool:
    """Say whether there is such a change."""
    return edit.partition(":")[0] in _DOINGS


_Place = tuple[str, str, int]
"""The household, what of it is changed, and the version that was seen."""


def _fact(ground: Ground, edit: str, rest: str) -> Editor | None:
    name, _, member = rest.partition(":")
    fact = ground.catalogue.vocabulary.facts.get(name)
    if fact is None or (member and ground.member(member) is None):
        return None
    value = ground.facts(member).get(name)
    typed = Typed({"value": "" if value is None else json.dumps(value).strip('"')})
    if isinstance(value, str):
        typed = Typed({"value": value})
    field = replace(input_for("value", fact, ground.catalogue, ground.lang, typed))
    return _form(ground, edit, f"{ground.who(member)} · {fact.label.say(ground.lang)}",
                 (field, *_telling(ground)), "edit_fact_hint")  # fmt: skip


def _telling(ground: Ground) -> tuple[Field, Field]:
    said = ground.said
    suppliers = ground.catalogue.vocabulary.suppliers.items()
    known = tuple(Choice(code, name.say(ground.lang)) for code, name in suppliers)
    return (
        Field("source", said["told_by"], "select", "family", known, hint=said["statement"]),
        Field("as_of", said["as_of"], "date", ground.today.isoformat()),
    )


def _do_fact(desk: Desk, unit: Any, place: _Place, told: Told) -> None:
    id, rest, version = place
    name, _, member = rest.partition(":")
    households.take_open(unit, id, version)
    text = told.get("value", "").strip()
    vocabulary = desk.office.matcher.catalogue.vocabulary
    value = typed_value(name, text, vocabulary) if text else None
    day = told.get("as_of") or None
    body = {"source": told.get("source") or "statement", **({"as_of": day} if day else {})}
    telling = fact_book.Telling.of(body, desk)
    fact_book.record_one(desk, unit, id, (member or None, name, value), telling)


def _other(ground: Ground, edit: str, rest: str) -> Editor:
    lang, said = ground.lang, ground.said
    known = [f for f in ground.catalogue.vocabulary.facts.values() if not f.derived_from]
    choices = [
        Choice(f"fact:{f.name}:{member}", f.label.say(lang))
        for member in (rest,)
        for f in known
        if f.name not in ("relation", "residence_town")
        and (f.of_member() if member else f.of_household())
    ]
    field = Field("edit", said["which_fact"], "select", "", tuple(choices))
    title = f"{ground.who(rest)} · {said['other_fact']}"
    form = _form(ground, edit, title, (field,), "")
    return replace(form, way="get", submit=said["go_on"])


def _member(ground: Ground, edit: str, rest: str) -> Editor | None:
    found = ground.member(rest)
    if rest and found is None:
        return None
    said, facts = ground.said, ground.facts(rest) if rest else {}
    if found:
        facts["relation"] = found["relation"]
    values = {name: "" if (v := facts.get(name)) is None else str(v) for name in _OF_CARD}
    vocabulary = ground.catalogue.vocabulary.facts
    fields = [
        Field(name, said[f"personal_{name}"], "text", "", high=most,
              hint=(found or {}).get(name) or "")
        for name, most in PERSONAL.items()
    ]  # fmt: skip
    fields += [
        input_for(name, vocabulary[name], ground.catalogue, ground.lang, Typed(values))
        for name in _OF_CARD
    ]
    title = ground.who(rest) if rest else said["add_member"]
    hint = "edit_member_hint" if rest else ""
    return _form(ground, edit, title, (*fields, *_telling(ground)), hint)


def _do_member(desk: Desk, unit: Any, place: _Place, told: Told) -> None:
    id, member, version = place
    names = (*PERSONAL, *_OF_CARD, "source", "as_of")
    body = json.dumps({n: told[n].strip() for n in names if told.get(n, "").strip()}).encode()
    if member:
        people.change(desk, unit, id, member, version, body)
    else:
        people.add(desk, unit, id, version, body)


def _leave(ground: Ground, edit: str, rest: str) -> Editor | None:
    if ground.member(rest) is None:
        return None
    title = f"{ground.who(rest)} · {ground.said['has_left']}"
    return _form(ground, edit, title, (_reasons(ground, LEAVE),), "left_hint")


def _do_leave(desk: Desk, unit: Any, place: _Place, told: Told) -> None:
    id, member, version = place
    people.leave(desk, unit, id, member, version, _one_of(told.get("reason"), LEAVE))


def _return(ground: Ground, edit: str, rest: str) -> Editor | None:
    if ground.gone(rest) is None:
        return None
    said = ground.said
    title = f"{ground.who(rest)} · {said['bring_back']}"
    return replace(_form(ground, edit, title, (), "back_hint"), submit=said["bring_back"])


def _do_return(desk: Desk, unit: Any, place: _Place, told: Told) -> None:
    id, member, version = place
    people.come_back(desk, unit, id, member, version)


def _home(ground: Ground, edit: str, rest: str) -> Editor:
    personal, said = ground.data["personal"], ground.said
    fields = tuple(
        Field(name, said[f"personal_{name}"], "text", "", high=PERSONAL[name],
              hint=personal.get(name) or "")
        for name in HOME
    )  # fmt: skip
    return _form(ground, edit, said["where_they_live"], fields, "edit_member_hint")


def _do_home(desk: Desk, unit: Any, place: _Place, told: Told) -> None:
    body = {"personal": {n: told[n].strip() for n in HOME if told.get(n, "").strip()}}
    households.change(desk, unit, place[0], place[2], json.dumps(body).encode())


def _need(ground: Ground, edit: str, rest: str) -> Editor | None:
    found, said, lang = ground.need(rest), ground.said, ground.lang
    if rest and found is None:
        return None
    pressing = ground.catalogue.words["urgency"]
    levels = tuple(Choice(u.value, pressing[u.value].say(lang)) for u in reversed(Urgency))
    old = found or {"text": "", "urgency": None, "state": "open"}
    fields = [
        Field("text", said["need_text"], "textarea", old["text"], high=LONGEST_TEXT),
        Field("urgency", said["need_urgency"], "select", old["urgency"] or "", levels),
    ]
    own = (found or {}).get("member") or ""
    left = (Choice(own, ground.who(own)),) if ground.gone(own) else ()
    whom = Field("member", said["need_whom"], "select", own, (*ground.whom(), *left),
                 hint=said["whole_family"])  # fmt: skip
    if found is None:
        return _form(ground, edit, said["add_need"], (*fields, whom), "")
    states = needs_book.STATES
    now = next(state for state in states if state == old["state"])
    ways = [now, *(s for s in states if s in needs_book.MAY_BECOME[now])]
    choices = tuple(Choice(s.value, states[s].say(lang)) for s in ways)
    state = Field("state", said["state_of_need"], "select", old["state"], choices)
    return _form(ground, edit, said["change_need"], (*fields, whom, state), "")


def _do_need(desk: Desk, unit: Any, place: _Place, told: Told) -> None:
    id, need, version = place
    text, urgency = told.get("text", "").strip()[:LONGEST_TEXT], _urgency(told)
    if not need:
        noted = needs_book.noted(_some(text), urgency, told.get("member") or None)
        needs_book.add(desk, unit, id, version, noted)
        return
    old = needs_book.shown(desk, unit, id, need)
    state = _one_of(told.get("state") or old["state"], tuple(needs_book.STATES))
    whose = needs_book.Whose(told["member"] or None) if "member" in told else None
    said = None if text in ("", old["text"]) else text
    change = needs_book.changed(said, urgency, state, whose)
    needs_book.change(desk, unit, id, need, version, change)


def _consent(ground: Ground, edit: str, rest: str) -> Editor:
    said, lang = ground.said, ground.lang
    yes_no = (Choice("true", said["granted"]), Choice("false", said["not_granted"]))
    fields = tuple(
        Field(f"group.{name}", told["label"][lang], "select",
              "true" if told["granted"] else "false", yes_no)
        for name, told in ground.data["consent"].items()
        if told["basis"] == "consent"
    )  # fmt: skip
    return _form(ground, edit, said["change_consent"], fields, "consent_hint")


def _do_consent(desk: Desk, unit: Any, place: _Place, told: Told) -> None:
    asked = (name for name, group in policy().groups.items() if group.basis == "consent")
    groups = {n: told[f"group.{n}"] == "true" for n in asked if told.get(f"group.{n}")}
    households.set_consent(desk, unit, place[0], place[2], groups)


def _reveal(ground: Ground, edit: str, rest: str) -> Editor | None:
    if not ground.can_reveal or (rest and ground.member(rest) is None):
        return None
    said = ground.said
    names = tuple(PERSONAL) if rest else HOME
    what = Field("field", said["which_field"], "select", names[0],
                 tuple(Choice(name, said[f"personal_{name}"]) for name in names))  # fmt: skip
    note = Field("note", said["note_if_other"], "text", "", high=200)
    title = f"{ground.who(rest)} · {said['reveal']}"
    form = _form(ground, edit, title, (what, _reasons(ground, REASONS), note), "reveal_hint")
    return replace(form, path="/reveal", submit=said["reveal"])


def _ending(ground: Ground, edit: str, rest: str) -> Editor:
    is_open = ground.data["state"] == "active"
    title = ground.said["close_ledger" if is_open else "reopen_ledger"]
    return _form(ground, edit, title, (_reasons(ground, CLOSE if is_open else REOPEN),), "")


def _do_ending(desk: Desk, unit: Any, place: _Place, told: Told) -> None:
    id, _, version = place
    reason = told.get("reason", "")
    if households.is_open(unit, id):
        households.close(desk, unit, id, version, _one_of(reason, CLOSE))
    else:
        households.reopen(desk, unit, id, version, _one_of(reason, REOPEN))


def _form(ground: Ground, edit: str, title: str, fields: tuple[Field, ...], hint: str) -> Editor:
    said = ground.said
    return Editor(edit, title, said[hint] if hint else "", fields, said["save"], "")


def _reasons(ground: Ground, codes: tuple[str, ...]) -> Field:
    said = ground.said
    choices = tuple(Choice(code, said[f"because_{code}"]) for code in codes)
    return Field("reason", said["reason"], "select", codes[0], choices)


def _one_of(told: str | None, known: tuple[str, ...]) -> str:
    return told if told in known else known[-1]


def _urgency(told: Told) -> str | None:
    urgency = told.get("urgency")
    return urgency if urgency in tuple(Urgency) else None


def _some(text: str) -> str:
    needs_book.refuse_blank(text)
    return text


_FORMS: Mapping[str, Callable[[Ground, str, str], Editor | None]] = {
    "fact": _fact,
    "other": _other,
    "member": _member,
    "leave": _leave,
    "return": _return,
    "home": _home,
    "need": _need,
    "consent": _consent,
    "reveal": _reveal,
    "ending": _ending,
}
_DOINGS: Mapping[str, Callable[[Desk, Any, _Place, Told], None]] = {
    "fact": _do_fact,
    "member": _do_member,
    "leave": _do_leave,
    "return": _do_return,
    "home": _do_home,
    "need": _do_need,
    "consent": _do_consent,
    "ending": _do_ending,
}
