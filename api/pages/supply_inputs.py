"""The form of an offering: its inputs with what was typed, and what is wrong at each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from api.errors import ProblemError
from api.pages.fields import Choice, Field, Trouble
from api.pages.frame import Frame, Resend, Words
from api.pages.supply_pages import OfferingFormPage, Ticks
from api.pages.supply_sent import (
    KINDS,
    LISTS,
    LONGEST_PHRASE,
    MOST_PHRASES,
    SHOW_AGAIN,
    TEXTS,
    Sent,
    who_of,
)
from api.pages.troubles import by_input, troubles
from api.pages.visit import Visit
from api.usecases.browsing import Search, found_items
from api.usecases.item_told import Clause
from api.usecases.supply_desk import chosen_in_words, who_in_words
from api.words import words
from matcher.offerings import Catalogue

_MOST_FOUND = 12
_FACTS = {"relief_status": "relief_status", "education": "education_stage", "illness": "illness"}
_GRADES = ("1", "2", "3", "4")
_NONE = "none"
_OF_FUNDS = ("budget", "cap")
_ORDER = (
    *("kind", "name", "provider", "domain", "form", "who", "per", "age_from", "age_to"),
    *("disability_grade", "single_parent", "disability", *LISTS, "towns", "starts", "ends"),
    *("quantity", *_OF_FUNDS, "worth", "items", "phrases", "note"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The offering that a form changes: its id, the version that was seen, what it tells."""

    id: str
    version: int
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Filling:
    """A form in work: what was sent, which offering it changes, what is wrong, what was asked."""

    sent: Sent
    standing: Standing | None = None
    wrong: tuple[Trouble, ...] = ()
    finds: bool = False
    says: bool = False
    stale: str = ""
    once: str = ""


def _place_of(trouble: Trouble) -> int:
    """Return where in the form a trouble stands."""
    return _ORDER.index(trouble.at) if trouble.at in _ORDER else -1


def input_at(pointer: str) -> str:
    """Return the name of the input that a place of an offering belongs to."""
    parts = pointer.strip("/").split("/")
    return parts[1] if parts[0] == "who" and len(parts) > 1 else parts[0]


def form_page(visit: Visit, filling: Filling) -> OfferingFormPage:
    """Return the form with all that was typed."""
    return _Form(visit, filling).page()


class _Form:
    """The inputs of the form."""

    def __init__(self, visit: Visit, filling: Filling) -> None:
        self._visit, self._filling, self._sent = visit, filling, filling.sent
        self._said: Words = words(visit.lang)
        self._catalogue: Catalogue = visit.desk.office.matcher.catalogue
        self._told, wrong = self._who()
        self._wrong = tuple(sorted((*filling.wrong, *wrong), key=_place_of))
        self._at = by_input(self._wrong)
        self._labels: dict[str, str] = {}

    def page(self) -> OfferingFormPage:
        """Return the page."""
        said, filling, standing = self._said, self._filling, self._filling.standing
        heading = said["supply_edit" if standing else "supply_new"]
        here = f"/offerings/{standing.id}" if standing else "/offerings"
        action = f"{here}/edit" if standing else f"{here}/new"
        empty = OfferingFormPage(
            frame=Frame(
                self._visit.lang, heading, action, Resend("offering", action, "do", SHOW_AGAIN)
            ),
            words=said,
            heading=heading,
            action=action,
            back=here,
            once=filling.once,
            version=str(standing.version) if standing else "",
            stale=filling.stale,
            errors=(),
            kind=self._ticks("kind", self._kinds(), is_one=True),
            fixed_kind=said[f"supply_kind_{standing.told['kind']}"] if standing else "",
            what=(self._text("name"), self._text("provider"), *self._words_of_lists()),
            per=self._ticks("per", self._pers(), is_one=True),
            who_fields=(self._number("age_from"), self._number("age_to"), self._grade()),
            who_ticks=(self._flags(), *map(self._list, LISTS)),
            who_error=self._at.get("who", ""),
            who_told=self._told,
            who_kept=said["supply_who_kept"] if self._keeps_who else "",
            towns=self._ticks("towns", self._towns()),
            dates=(self._day("starts"), self._day("ends")),
            sizes=tuple(map(self._number, ("quantity", *_OF_FUNDS, "worth"))),
            items=self._items(),
            found=self._found_told(),
            phrases=self._area("phrases", (LONGEST_PHRASE + 2) * MOST_PHRASES),
            note=self._area("note", TEXTS["note"]),
        )
        errors = tuple(Trouble(self._placed(each), each.at) for each in self._wrong)
        return replace(empty, errors=errors)  # by the labels that its inputs have got

    @property
    def _keeps_who(self) -> bool:
        """Say whether for whom it is was written as a condition, which the form cannot show."""
        standing = self._filling.standing
        return bool(standing and standing.told["who"] is None and self._sent.chooses_nobody)

    def _who(self) -> tuple[tuple[Clause, ...], tuple[Trouble, ...]]:
        """Return for whom it is in words, with what is wrong with the choices if they count."""
        visit, filling = self._visit, self._filling
        desk, lang = visit.desk, visit.lang
        if self._keeps_who and filling.standing:
            return who_in_words(filling.standing.told, self._catalogue, desk, lang), ()
        try:
            return chosen_in_words(who_of(self._sent), desk, lang), ()
        except ProblemError as error:
            counts = filling.says or any(filling.wrong)
            known = {each.at for each in filling.wrong}
            found = troubles(error, lang, input_at) if counts else ()
            return (), tuple(each for each in found if each.at not in known)

    def _placed(self, trouble: Trouble) -> str:
        label = self._labels.get(trouble.at) or self._said.get(f"supply_{trouble.at}", "")
        mark = "：" if self._visit.lang == "zh" else ": "
        return f"{label}{mark}{trouble.sentence}" if label else trouble.sentence

    def _field(self, name: str, kind: str, **more: Any) -> Field:
        label = self._said[f"supply_{name}"]
        self._labels[name] = label
        return Field(name, label, kind, self._sent.one(name), error=self._at.get(name, ""), **more)

    def _text(self, name: str) -> Field:
        hint = self._said[f"supply_{name}_hint"]
        return self._field(name, "text", high=TEXTS[name], hint=hint)

    def _area(self, name: str, most: int) -> Field:
        return self._field(name, "textarea", high=most, hint=self._said[f"supply_{name}_hint"])

    def _number(self, name: str) -> Field:
        return self._field(name, "number", unit=self._said[f"supply_{name}_unit"])

    def _day(self, name: str) -> Field:
        return self._field(name, "date")

    def _words_of_lists(self) -> tuple[Field, ...]:
        lang, table = self._visit.lang, self._catalogue.words
        hints = {"domain": self._said["choose"], "form": self._said["supply_form_usual"]}
        return tuple(
            self._field(
                name,
                "select",
                choices=tuple(Choice(code, told.say(lang)) for code, told in table[name].items()),
                hint=hint,
            )
            for name, hint in hints.items()
        )

    def _grade(self) -> Field:
        choices = tuple(Choice(n, self._said["supply_grade"].format(n=n)) for n in _GRADES)
        hint = self._said["supply_any_grade"]
        return self._field("disability_grade", "select", choices=choices, hint=hint)

    def _ticks(
        self, name: str, choices: tuple[Choice, ...], *, is_one: bool = False, hint: str = ""
    ) -> Ticks:
        label = self._said[f"supply_{name}"]
        self._labels[name] = label
        chosen = self._sent.many(name)
        return Ticks(name, label, choices, chosen, self._at.get(name, ""), hint, is_one)

    def _kinds(self) -> tuple[Choice, ...]:
        return tuple(Choice(kind, self._said[f"supply_kind_{kind}_long"]) for kind in KINDS)

    def _pers(self) -> tuple[Choice, ...]:
        return tuple(
            Choice(per, self._said[f"supply_per_{per}"]) for per in ("member", "household")
        )

    def _flags(self) -> Ticks:
        """Return the ticks that stand alone: each is an input of its own."""
        flags = ("single_parent", "disability")
        choices = tuple(Choice(flag, self._said[f"supply_{flag}"]) for flag in flags)
        chosen = tuple(flag for flag in flags if self._sent.one(flag))
        return Ticks("", self._said["supply_flags"], choices, chosen)

    def _list(self, name: str) -> Ticks:
        lang, chosen = self._visit.lang, self._sent.many(name)
        if name == "categories":
            told = {code: each.name for code, each in self._catalogue.categories.items()}
        else:
            told = dict(self._catalogue.vocabulary.facts[_FACTS[name]].values or {})
        choices = tuple(
            Choice(value, label.say(lang))
            for value, label in told.items()
            if value != _NONE or value in chosen
        )
        return self._ticks(name, choices)

    def _towns(self) -> tuple[Choice, ...]:
        lang = self._visit.lang
        towns = self._catalogue.towns.values()
        return tuple(Choice(t.code, t.name if lang == "zh" else t.english) for t in towns)

    def _found(self) -> list[str]:
        typed = self._sent.one("find")
        if not (self._filling.finds and typed):
            return []
        return [item.code for item in found_items(self._catalogue, Search(typed[:60]))]

    def _found_told(self) -> str:
        """Return what came of a search; its input is empty again, so that Enter saves."""
        if not self._filling.finds:
            return ""
        num, typed = len(self._found()), self._sent.one("find")[:60]
        many = "supply_found_many" if num > _MOST_FOUND else "supply_found"
        key = many if num else "supply_found_none"
        return self._said[key].format(text=typed, n=num, m=_MOST_FOUND)

    def _items(self) -> Ticks:
        chosen = [code for code in self._sent.many("items") if code in self._catalogue.items]
        codes = dict.fromkeys([*chosen, *self._found()[:_MOST_FOUND]])
        items = self._catalogue.items
        choices = tuple(Choice(c, f"{items[c].name.say(self._visit.lang)} {c}") for c in codes)
        return self._ticks("items", choices)
