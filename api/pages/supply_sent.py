"""What was typed into the form of an offering: read, checked, made what the use cases take."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from api.pages.fields import Trouble
from api.pages.frame import Words
from api.schemas.base import seen
from api.usecases.offering_forms import Who
from api.usecases.offering_texts import wrong_end
from api.words import words
from matcher.wording import Lang

KINDS = ("W", "F", "B")
SHOW_AGAIN = "again"
"""What the form does where it is only shown again, in another language."""
TEXTS = {"name": 60, "provider": 60, "note": 500}
LISTS = ("relief_status", "categories", "education", "illness")
MOST_PHRASES, LONGEST_PHRASE, MOST_ITEMS = 10, 60, 10
_NEEDED = ("name", "provider", "domain")
_DAYS = ("starts", "ends")
_NUMBERS = {"quantity": 100_000, "budget": 1_000_000_000, "cap": 1_000_000_000}
_AGES = ("age_from", "age_to")
_OLDEST = 130
_LONGEST_VERSION = 10
_WHOLE = re.compile("[0-9]{1,12}")
_DECIMAL = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_OF_WHO = ("per", *_AGES, *LISTS, "single_parent", "disability", "disability_grade")


@dataclass(frozen=True, slots=True)
class Sent:
    """What stands in the form: by the name of each input what was typed or ticked."""

    values: Mapping[str, tuple[str, ...]]

    def one(self, name: str) -> str:
        """Return what was typed into an input, without blanks around it."""
        found = self.values.get(name, ())
        return str(seen(found[-1])).strip() if found else ""

    def many(self, name: str) -> tuple[str, ...]:
        """Return what was ticked under a name, each once."""
        return tuple(dict.fromkeys(self.values.get(name, ())))

    @property
    def prose(self) -> tuple[str, ...]:
        """Return what was typed in free words."""
        return (*map(self.one, TEXTS), *self.phrases)

    @property
    def phrases(self) -> tuple[str, ...]:
        """Return the everyday words, one a line."""
        lines = (line.strip() for line in self.one("phrases").splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))

    @property
    def chooses_nobody(self) -> bool:
        """Say whether the form says nothing of who it is for."""
        return not any(self.one(name) for name in _OF_WHO if name != "per")


def version_in(told: Mapping[str, str]) -> int:
    """Return the version that a form says was read; 0, which never stands, where it says none."""
    seen = told.get("version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < _LONGEST_VERSION else 0


def sent_of(pairs: Any) -> Sent:
    """Return what a form sent."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return Sent({name: tuple(values) for name, values in found.items()})


def sent_before(told: Mapping[str, Any]) -> Sent:
    """Return the form as it would be filled in for an offering that is kept."""
    who = told["who"] or {}
    single = {
        **{name: told[name] for name in (*_NEEDED, *_DAYS, *_NUMBERS, "form", "worth", "note")},
        **{name: who.get(name) for name in (*_AGES, "disability_grade")},
        "kind": told["kind"],
        "per": told["per"],
        "phrases": "\n".join(told["phrases"]),
        **{name: "1" if who.get(name) else None for name in ("single_parent", "disability")},
    }
    lists = {name: tuple(who.get(name) or ()) for name in LISTS}
    lists |= {"items": tuple(told["items"]), "towns": tuple(told["towns"])}
    plain = {name: (_plain(value),) for name, value in single.items() if value is not None}
    return Sent({**plain, **lists})


def _plain(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def who_of(sent: Sent) -> Who:
    """Return who it is for by the choices of the form; what is no number asks nothing."""
    return Who(
        per="household" if sent.one("per") == "household" else "member",
        age_from=_whole(sent.one("age_from")),
        age_to=_whole(sent.one("age_to")),
        relief_status=sent.many("relief_status"),
        categories=sent.many("categories"),
        single_parent=True if sent.one("single_parent") else None,
        disability=True if sent.one("disability") else None,
        disability_grade=_whole(sent.one("disability_grade")),
        education=sent.many("education"),
        illness=sent.many("illness"),
    )


def told_of(sent: Sent, *, keeps_who: bool) -> dict[str, Any]:
    """Return the offering that the form tells; `keeps_who` leaves for whom it is as it stands."""
    told: dict[str, Any] = {name: sent.one(name) or None for name in (*TEXTS, *_NEEDED, "form")}
    told |= {name: sent.one(name) for name in _DAYS}
    told |= {name: _whole(sent.one(name)) for name in _NUMBERS}
    worth = _tidy(sent.one("worth"))
    told["worth"] = float(worth) if worth else None
    told |= {"items": list(sent.many("items")), "towns": list(sent.many("towns"))}
    told["phrases"] = list(sent.phrases)
    return told if keeps_who else {**told, "who": _listed(asdict(who_of(sent)))}


def _listed(who: dict[str, Any]) -> dict[str, Any]:
    return {name: list(v) if isinstance(v, tuple) else v for name, v in who.items()}


def faults(sent: Sent, lang: Lang, today: date, *, is_new: bool) -> Iterator[Trouble]:
    """Yield what is wrong with what was typed, in the order of the form."""
    said = words(lang)
    if is_new and sent.one("kind") not in KINDS:
        yield Trouble(said["supply_choose_kind"], "kind")
    for name in _NEEDED:
        if not sent.one(name):
            yield Trouble(said["supply_needed"], name)
    for name, most in TEXTS.items():
        if len(sent.one(name)) > most:
            yield Trouble(said["supply_too_long"].format(n=most), name)
    yield from _wrong_numbers(sent, said)
    yield from _wrong_days(sent, lang, today)
    if len(sent.many("items")) > MOST_ITEMS:
        yield Trouble(said["supply_most_items"].format(n=MOST_ITEMS), "items")
    if len(sent.phrases) > MOST_PHRASES or any(len(p) > LONGEST_PHRASE for p in sent.phrases):
        sentence = said["supply_most_phrases"].format(n=MOST_PHRASES, m=LONGEST_PHRASE)
        yield Trouble(sentence, "phrases")


def _wrong_numbers(sent: Sent, said: Words) -> Iterator[Trouble]:
    for name, (low, most) in {
        **dict.fromkeys(_AGES, (0, _OLDEST)),
        **{name: (1, most) for name, most in _NUMBERS.items()},
    }.items():
        number = _whole(sent.one(name))
        if sent.one(name) and (number is None or not low <= number <= most):
            sentence = said["supply_whole_number"].format(low=low, most=f"{most:,}")
            yield Trouble(sentence, name)
    if sent.one("worth") and not _DECIMAL.fullmatch(_tidy(sent.one("worth"))):
        yield Trouble(said["supply_money"], "worth")
    if not any(sent.one(name) for name in _NUMBERS):
        yield Trouble(said["supply_needed"], "quantity")


def _wrong_days(sent: Sent, lang: Lang, today: date) -> Iterator[Trouble]:
    said, days = words(lang), {name: _day(sent.one(name)) for name in _DAYS}
    for name, day in days.items():
        if not sent.one(name):
            yield Trouble(said["supply_needed"], name)
        elif day is None:
            yield Trouble(said["supply_wrong_day"], name)
    starts, ends = days["starts"], days["ends"]
    wrong = None if ends is None else wrong_end(starts or ends, ends, today)
    if wrong is not None:
        yield Trouble(wrong.say(lang), "ends")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _whole(text: str) -> int | None:
    tidy = _tidy(text)
    return int(tidy) if _WHOLE.fullmatch(tidy) else None


def _tidy(text: str) -> str:
    """Return a number as machines write it: of full-width digits, commas and blanks."""
    return re.sub(r"[,\s]", "", unicodedata.normalize("NFKC", text))
