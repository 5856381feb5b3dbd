"""Find by everyday words what a condition may name: facts, figures, shared conditions, items."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from matcher.facts import Fact
from matcher.offerings import Catalogue
from matcher.rules.figures import Figure
from matcher.wording import Bilingual, Lang

_LEVEL = {
    "household": Bilingual("家庭", "household"),
    "member": Bilingual("成员", "member"),
    "both": Bilingual("成员或家庭", "member or household"),
}
_YES_NO = Bilingual("true 或 false", "true or false")
_NUMBER = Bilingual("数字", "a number")
_TEXT = Bilingual("文字", "text")
_DATE = Bilingual("日期，如 months_since({name}) >= 6", "a date, as in months_since({name}) >= 6")


@dataclass(frozen=True, slots=True)
class Found:
    """A name that a condition or a form may use: what it is, in words, and its values."""

    name: str
    label: str
    about: str
    values: str


def look_up(text: str, catalogue: Catalogue, day: date, lang: Lang) -> tuple[Found, ...]:
    """Return what has `text` in its name, its words or its values; everything for no text.

    A word also fits where its letters stand in the words in that order: 独居 finds 独自居住. Items
    are looked at only for a text, by their names.
    """
    found = [*_facts(catalogue, lang), *_figures(catalogue, day, lang), *_shared(catalogue, lang)]
    if text:
        found += _items(catalogue, lang)
    return tuple(each for each in found if _fits(text.lower(), each))


def _fits(typed: str, found: Found) -> bool:
    if typed in f"{found.name} {found.label} {found.values}".lower():
        return True
    letters = iter(found.label)
    return not typed.isascii() and all(letter in letters for letter in typed)


def _facts(catalogue: Catalogue, lang: Lang) -> Iterator[Found]:
    for fact in catalogue.vocabulary.facts.values():
        about = _LEVEL[fact.level.value].say(lang)
        yield Found(fact.name, fact.label.say(lang), about, _values(fact, lang))


def _values(fact: Fact, lang: Lang) -> str:
    if fact.values is not None:
        told = (f"{code} {words.say(lang)}".strip() for code, words in fact.values.items())
        return ("、" if lang == "zh" else ", ").join(told)
    match fact.type.value:
        case "bool":
            return _YES_NO.say(lang)
        case "integer" | "number":
            return _NUMBER.say(lang) + (f" {fact.unit}" if fact.unit else "")
        case "date":
            return _DATE.say(lang, name=fact.name)
        case _:
            return _TEXT.say(lang)


def _figures(catalogue: Catalogue, day: date, lang: Lang) -> Iterator[Found]:
    about = Bilingual("政策数值", "figure").say(lang)
    for figure in catalogue.figures.values():
        yield Found(figure.name, figure.label.say(lang), about, _value(figure, day))


def _value(figure: Figure, day: date) -> str:
    line = figure.on(day)
    if line is None:
        return "—"
    rows = "…" if line.table is not None else ""
    return f"{line.value:g}{rows} {figure.unit}"


def _shared(catalogue: Catalogue, lang: Lang) -> Iterator[Found]:
    about = Bilingual("共用条件", "shared condition").say(lang)
    for shared in catalogue.shared.values():
        yield Found(f"meets({shared.name})", shared.label.say(lang), about, shared.text)


def _items(catalogue: Catalogue, lang: Lang) -> Iterator[Found]:
    about = Bilingual("项目", "item").say(lang)
    for item in (*catalogue.items.values(), *catalogue.city_items.values()):
        yield Found(item.code, item.name.say(lang), about, "")
