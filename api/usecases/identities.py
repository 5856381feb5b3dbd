"""Names, ID numbers, phones and addresses as they come in: checked, in one form, never twice."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api.errors import Problem, ProblemError, problem_at
from api.personal.faults import PersonalFault
from api.personal.folding import tidy_name
from api.personal.identity import IdNumber, read_id
from api.personal.in_text import mask_numbers
from api.personal.masking import is_masked
from api.personal.phones import Phone, read_phone
from api.store.store import Unit
from api.store.values import Towns
from api.usecases.desk import Desk
from matcher.cleaning import clean
from matcher.wording import Bilingual

OF_MEMBER = ("name", "id_number", "phone", "address")
OF_HOUSEHOLD = ("address", "phone")
SEX, BORN = "sex", "birth_date"
_TAKEN_AS_TOLD = ("name", "address")
"""Values without a form of their own: what was masked would be taken for a new one."""
BY_CARD = "id_card"
"""The source of facts that an ID number tells."""
_LONGEST: Mapping[str, int] = {"name": 60, "id_number": 60, "phone": 60, "address": 200}
_NOTHING: Mapping[str, Any] = {}
_WORDS = {
    "text": Bilingual("应为文字", "must be a text"),
    "mask": Bilingual(
        "带星号，是隐去后的样子；请填写完整的内容，不改就不要带上这一项",
        "is a mask, with asterisks: write it in full, or leave it out where it stays as it is",
    ),
    "long": Bilingual("最多 {most} 个字", "at most {most} characters"),
    "born": Bilingual("与证件号码里的出生日期不一致", "is not the birth date of the ID number"),
    "recorded-born": Bilingual(
        "与已登记的出生日期不一致：请核对证件；证件无误就连同 birth_date（和 sex）一起发来",
        "tells another birth date than is recorded: check the card, and where it is right send "
        "birth_date (and sex) along",
    ),
    "recorded-sex": Bilingual(
        "与已登记的性别不一致：请核对证件；证件无误就连同 sex（和 birth_date）一起发来",
        "tells another sex than is recorded: check the card, and where it is right send sex (and "
        "birth_date) along",
    ),
    "sex": Bilingual("与证件号码里的性别不一致", "is not the sex that the ID number tells"),
    "twice": Bilingual("这个证件号码写了两次", "this ID number stands twice"),
    "here": Bilingual(
        "这个证件号码已经建档，请打开原来的档案",
        "there is a ledger with this ID number: open that one",
    ),
    "elsewhere": Bilingual("已在其他镇街建档，请走转移", "another town has it: ask for a transfer"),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that was taken and should be looked at: its place in the body, and what it is."""

    place: str
    fault: PersonalFault


@dataclass(frozen=True, slots=True)
class Person:
    """What a body says of who somebody is: `values` to keep, `gone` to take away, and doubts."""

    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    gone: frozenset[str] = frozenset()
    card: IdNumber | None = field(default=None, repr=False)
    doubts: tuple[Doubt, ...] = ()


class ElsewhereError(ProblemError):
    """Somebody has a ledger in a town that the caller does not see."""

    def __init__(self, place: str, household: str, town: str) -> None:
        super().__init__(problem_at("elsewhere", place, _WORDS["elsewhere"]))
        self.household, self.town = household, town


def read_person(raw: Mapping[str, Any], names: tuple[str, ...], place: str, on: date) -> Person:
    """Return the personal values of a mapping, each in its one form; a problem at its place.

    What is null or blank is to be taken away.
    """
    values, gone, card, doubts = {}, set(), None, list[Doubt]()
    for name in names:
        if name not in raw:
            continue
        here = f"{place}/{name}"
        text = _text(raw[name], name, here)
        text = tidy_name(text) if name == "name" else text
        if not text:
            gone.add(name)
            continue
        if name in _TAKEN_AS_TOLD and is_masked(text):
            raise ProblemError(problem_at("malformed", here, _WORDS["mask"]))
        if name == "id_number":
            card = _card(text, here, on)
            text = card.text
            doubts += [Doubt(here, found) for found in card.warnings]
        elif name == "phone":
            phone = _phone(text, here)
            text = phone.text
            doubts += [Doubt(here, found) for found in phone.warnings]
        values[name] = text
    return Person(values, frozenset(gone), card, tuple(doubts))


def doubts_in(text: str, place: str) -> tuple[Doubt, ...]:
    """Return what is to be looked at in somebody's words: numbers that belong in a field."""
    return tuple(Doubt(place, found) for found in mask_numbers(text).found)


def with_warnings(told: Mapping[str, Any], doubts: Iterable[Doubt]) -> dict[str, Any]:
    """Return an answer with what was taken and should be looked at."""
    warnings = [
        {
            "pointer": doubt.place,
            "kind": kind_of(doubt),
            "reason": {"zh": doubt.fault.sentence("zh"), "en": doubt.fault.sentence("en")},
        }
        for doubt in doubts
    ]
    return {**told, "warnings": warnings}


def kind_of(doubt: Doubt) -> str:
    """Return the word by which programs know what is to be looked at."""
    return doubt.fault.code.replace("_", "-")


def agree(
    person: Person, facts: Mapping[str, Any], place: str, recorded: Mapping[str, Any] = _NOTHING
) -> dict[str, str]:
    """Return what an ID number tells beyond `facts`; a problem where they contradict it.

    What is `recorded` stands where `facts` tell nothing: the number alone was sent then, and the
    problem is at the number.
    """
    if person.card is None:
        return {}
    told = {BORN: person.card.birth_date.isoformat(), SEX: person.card.sex}
    for name, words in ((BORN, "born"), (SEX, "sex")):
        given, before = facts.get(name), recorded.get(name)
        if given is not None and str(given) != told[name]:
            raise ProblemError(problem_at("unknown-value", f"{place}/{name}", _WORDS[words]))
        if name not in facts and before is not None and str(before) != told[name]:
            reason = _WORDS[f"recorded-{words}"]
            raise ProblemError(problem_at("unknown-value", f"{place}/id_number", reason))
    facts = {**recorded, **facts}
    return {name: value for name, value in told.items() if facts.get(name) is None}


def refuse_twice(people: Iterator[tuple[str, Person]]) -> None:
    """Refuse an ID number that two people of one body have; each with its place."""
    seen: set[str] = set()
    for place, person in people:
        number = person.values.get("id_number")
        if number is not None and number in seen:
            raise ProblemError(problem_at("duplicate-id", f"{place}/id_number", _WORDS["twice"]))
        if number is not None:
            seen.add(number)


def refuse_known(
    desk: Desk, unit: Unit, people: Mapping[str, Person], own: str | None = None
) -> None:
    """Refuse ID numbers under which somebody else (not the member `own`) has a ledger.

    `people` are all whom the unit adds, by their places: until it ends nobody else can add one
    of their numbers. Where the caller sees it the household is named; else nothing is told but
    that it is.
    """
    numbers = {place: person.values.get("id_number") for place, person in people.items()}
    marks = {place: desk.blind("id_number", number or "") for place, number in numbers.items()}
    known = {place: mark for place, mark in marks.items() if mark is not None}
    unit.personal.wait_for(known.values())
    for place, mark in known.items():
        _refuse_held(desk, unit, mark, f"{place}/id_number", own)


def _refuse_held(desk: Desk, unit: Unit, mark: bytes, here: str, own: str | None) -> None:
    found = _holder(unit, mark, own)
    if found is not None:
        told = problem_at("duplicate", here, _WORDS["here"])
        more = {"household": found}
        raise ProblemError(Problem(told.kind, told.detail, told.errors, more=more))
    store = desk.office.store
    with store.view(desk.caller.id, desk.at, Towns.everywhere()) as everywhere:
        found = _holder(everywhere, mark, own)
        town = None if found is None else everywhere.town_of("household", found)
    if found is not None and town is not None:
        raise ElsewhereError(here, found, town)


@contextmanager
def noting_elsewhere(desk: Desk) -> Iterator[None]:
    """Put on record, under the other town, who met an ID number that is known there."""
    try:
        yield
    except ElsewhereError as error:
        with desk.office.store.unit(desk.caller.id, desk.at, Towns.everywhere()) as unit:
            details = {"kind": "duplicate"}
            unit.audit.record("access.foreign", error.household, details, error.town)
        raise


def _holder(unit: Unit, mark: bytes, own: str | None) -> str | None:
    """Return the household of a member, who has not left, with an ID number of this mark."""
    for found in unit.personal.alike("id_number", mark):
        if found.owner != own and unit.members.get(found.owner).left_at is None:
            return found.household
    return None


def _text(told: Any, name: str, place: str) -> str:
    if told is None:
        return ""
    if not isinstance(told, str):
        raise ProblemError(problem_at("wrong-type", place, _WORDS["text"]))
    most = _LONGEST[name]
    if len(told) > most:
        words = _WORDS["long"]
        reason = words.filled(most=most)
        raise ProblemError(problem_at("too-long", place, reason))
    return clean(told).strip()


def _card(text: str, place: str, on: date) -> IdNumber:
    found = read_id(text, on)
    if isinstance(found, PersonalFault):
        raise ProblemError(problem_at("malformed", place, _both(found)))
    return found


def _phone(text: str, place: str) -> Phone:
    found = read_phone(text)
    if isinstance(found, PersonalFault):
        raise ProblemError(problem_at("malformed", place, _both(found)))
    return found


def _both(fault: PersonalFault) -> Bilingual:
    return Bilingual(fault.sentence("zh"), fault.sentence("en"))
