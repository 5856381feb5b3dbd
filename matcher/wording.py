"""Words in two languages: the one place where a sentence is chosen by language."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in Simplified Chinese and in English."""

    zh: str
    en: str

    def say(self, lang: Lang, **params: object) -> str:
        """Return the text in `lang` with its `{placeholders}` filled."""
        text = self.zh if lang == "zh" else self.en
        return text.format(**params) if params else text

    def filled(self, **params: object) -> "Bilingual":
        """Return both texts with their `{placeholders}` filled, alike in either language."""
        return Bilingual(self.say("zh", **params), self.say("en", **params))


NO_TEXT = Bilingual("", "")
_SLOT = re.compile(r"\{([^{}]+)\}")


def slots_in(text: Bilingual) -> tuple[str, ...]:
    """Return what stands in braces in either language, each once."""
    return tuple(dict.fromkeys(_SLOT.findall(text.zh + text.en)))


def filled(text: str, values: Mapping[str, str], unknown: str) -> str:
    """Return `text` with each pair of braces replaced by its value, or by `unknown`.

    Unlike `say`, it takes any words between braces: a term of a condition, for one.
    """
    return _SLOT.sub(lambda found: values.get(found[1], unknown), text)


def phrase(table: Mapping[str, Bilingual], key: str, lang: Lang, **params: object) -> str:
    """Return `table[key]` in `lang`; a key that is missing is a programming error."""
    return table[key].say(lang, **params)


WEEK = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
"""The days of the week as the lists write them."""
_TO = Bilingual("至", " to ")
_SHORTEST = 3
"""Fewer days in a row are said one by one."""


def days_listed(days: Iterable[str], named: Callable[[str], str], lang: Lang) -> str:
    """Return days of the week as a reader of `lang` expects them: those in a row as a range."""
    told = sorted(dict.fromkeys(day for day in days if day in WEEK), key=WEEK.index)
    rows: list[list[str]] = []
    for day in told:
        if rows and WEEK.index(day) == WEEK.index(rows[-1][-1]) + 1:
            rows[-1].append(day)
        else:
            rows.append([day])
    said: list[str] = []
    for row in rows:
        names = [named(day) for day in row]
        said += names if len(row) < _SHORTEST else [_TO.say(lang).join((names[0], names[-1]))]
    return listing(said, lang)


def listing(words: list[str], lang: Lang) -> str:
    """Join words as a reader of `lang` expects a list."""
    return ("、" if lang == "zh" else ", ").join(words)
