"""Words in two languages: the one place where a sentence is chosen by language."""

import re
from collections.abc import Mapping
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


def listing(words: list[str], lang: Lang) -> str:
    """Join words as a reader of `lang` expects a list."""
    return ("、" if lang == "zh" else ", ").join(words)
