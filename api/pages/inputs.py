"""An input for a fact of the vocabulary, in the reader's words."""

from dataclasses import dataclass

from api.pages.fields import Choice, Field
from matcher.facts import Fact, FactType
from matcher.offerings import Catalogue
from matcher.wording import Lang

_KINDS = {
    FactType.CHOICE: "select",
    FactType.BOOL: "select",
    FactType.TOWN: "select",
    FactType.INTEGER: "number",
    FactType.NUMBER: "number",
    FactType.DATE: "date",
    FactType.TEXT: "text",
    FactType.CITY: "text",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a form, by input name, and the sentence to show at one of them."""

    values: dict[str, str]
    wrong: str = ""  # name of the input that holds the error
    sentence: str = ""

    def value(self, name: str) -> str:
        """Return what was typed into an input."""
        return self.values.get(name, "").strip()

    def error(self, name: str) -> str:
        """Return the sentence for an input, empty where nothing is wrong with it."""
        return self.sentence if name == self.wrong else ""


def input_for(name: str, fact: Fact, catalogue: Catalogue, lang: Lang, typed: Typed) -> Field:
    """Return the input called `name` that asks for `fact`, with what was typed kept."""
    unit = catalogue.words["unit"][fact.unit].say(lang) if fact.unit else ""
    return Field(
        name=name,
        label=fact.label.say(lang),
        kind=_KINDS[fact.type],
        value=typed.value(name),
        choices=_choices(fact, catalogue, lang),
        error=typed.error(name),
        low=fact.low,
        high=fact.high,
        step="any" if fact.type is FactType.NUMBER else "1",
        unit=unit,
    )


def _choices(fact: Fact, catalogue: Catalogue, lang: Lang) -> tuple[Choice, ...]:
    if fact.type is FactType.TOWN:
        towns = catalogue.towns.values()
        return tuple(Choice(t.name, t.name if lang == "zh" else t.english) for t in towns)
    if fact.type is FactType.BOOL:
        return (Choice("true", fact.word(True, lang)), Choice("false", fact.word(False, lang)))
    return tuple(Choice(value, word.say(lang)) for value, word in (fact.values or {}).items())
