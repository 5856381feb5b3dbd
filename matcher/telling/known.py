"""What is known, in words: a fact's value and whose it is, a figure's value, source and date."""

from dataclasses import dataclass
from datetime import date

from matcher.facts import ORDERED, Fact, FactType, Level, Value
from matcher.offerings import Catalogue
from matcher.rules.evaluate import Scope
from matcher.rules.figures import Bound, Table
from matcher.telling.conditions import CENTS, measured, quantity
from matcher.telling.persons import called
from matcher.views import View
from matcher.wording import Bilingual, Lang, listing

_UNKNOWN = Bilingual("不清楚", "not known")
_NOT_SO = Bilingual("没有「{label}」的情况", "“{label}” is not so")
_NOT_KNOWN = Bilingual("是否「{label}」不清楚", "whether “{label}” is not known")
_NUMBER = Bilingual("{label}{said}", "{label} {said}")
_CHOICE = Bilingual("{label}：{said}", "{label}: {said}")
_OF = Bilingual("{who}{said}", "{who}: {said}")
_FROM_PARTS = Bilingual("由{parts}算出", "worked out from {parts}")
_LACKING = Bilingual("还缺{parts}", "still lacking: {parts}")
_SINCE = Bilingual("自{since}起", "in force from {since}")
_NO_SINCE = Bilingual("开始日期未录入", "its first day is not on record")
_SOURCE = Bilingual("出处：{source}", "source: “{source}”")


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A fact as it is told: whose it is, its label, its value in words.

    `statement` says what is known of it as one clause that lacks only whose it is; `parts` are
    the facts it was worked out from, where it was not given itself.
    """

    fact: str
    member: str | None
    who: str
    label: str
    said: str
    known: bool
    parts: tuple["ToldFact", ...] = ()
    statement: str = ""

    def whole(self, lang: Lang) -> str:
        """Return what is known of it, and of whom: 户主没有残疾人证."""
        return _OF.say(lang, who=self.who, said=self.statement)

    def origin(self, lang: Lang) -> str:
        """Return what it was worked out from, or what is lacking for that; else nothing."""
        told = [part for part in self.parts if self.known or not part.known]
        gap = "" if lang == "zh" else " "
        words = [f"{part.label}{gap}{part.said}" if self.known else part.label for part in told]
        origin = _FROM_PARTS if self.known else _LACKING
        return origin.say(lang, parts=listing(words, lang)) if words else ""


@dataclass(frozen=True, slots=True)
class ToldFigure:
    """A policy figure as it is told: its value of the day, where it is from, since when.

    `value` is None where it depends on a fact that is not known; `since` is None where the
    catalogue does not say from which day the value holds.
    """

    name: str
    label: str
    value: float | None
    unit: str
    said: str
    source: str
    confidence: str
    since: date | None

    def reference(self, lang: Lang) -> str:
        """Return since when the value holds and where it is from."""
        told = [_SINCE.say(lang, since=self.since) if self.since else _NO_SINCE.say(lang)]
        if self.source:
            told.append(_SOURCE.say(lang, source=self.source))
        return ("，" if lang == "zh" else ", ").join(told)


@dataclass(frozen=True, slots=True)
class Teller:
    """Says of one household, as it is seen on a day, what is known of it."""

    seen: View
    catalogue: Catalogue
    lang: Lang

    def say(self, words: Bilingual, **params: object) -> str:
        """Return words in the reader's language."""
        return words.say(self.lang, **params)

    def who(self, member: str | None) -> str:
        """Return whom a condition speaks of: 您家, 户主, 女儿, 大儿子."""
        return called(self.seen.household, member, self.catalogue.vocabulary, self.lang)

    def fact(self, name: str, member: str | None, places: int = CENTS) -> ToldFact:
        """Return a fact as it is seen from a member, or from the household (None).

        A number has as many decimals as `places`, at most.
        """
        fact = self.catalogue.vocabulary.facts[name]
        value, whose = self.seen.known[member or ""].get(name), self._whose(fact, member)
        parts: tuple[ToldFact, ...] = ()
        if not self._is_given(name, member):
            parts = tuple(self.fact(part, member) for part in fact.derived_from)
        said = self.say(_UNKNOWN) if value is None else self.value(fact, value, places)
        return ToldFact(
            fact=name,
            member=whose,
            who=self.who(whose),
            label=fact.label.say(self.lang),
            said=said,
            known=value is not None,
            parts=parts,
            statement=self._statement(fact, value, said),
        )

    def _statement(self, fact: Fact, value: Value | None, said: str) -> str:
        label = fact.label.say(self.lang)
        if fact.type is FactType.BOOL:
            if value is None:
                return self.say(_NOT_KNOWN, label=label)
            return self.stated(fact, value is True)
        is_short = value is None or fact.type in (*ORDERED, FactType.DATE)
        return self.say(_NUMBER if is_short else _CHOICE, label=label, said=said)

    def stated(self, fact: Fact, is_so: bool) -> str:
        """Return what a yes or a no to a fact says: 持有残疾人证, 没有残疾人证."""
        if is_so:
            return fact.label.say(self.lang)
        if fact.negative is not None:
            return fact.negative.say(self.lang)
        return self.say(_NOT_SO, label=fact.label.say(self.lang))

    def value(self, fact: Fact, value: Value, places: int = CENTS) -> str:
        """Return a value with its unit in words."""
        return quantity(fact, value, self.catalogue, self.lang, places)

    def _whose(self, fact: Fact, member: str | None) -> str | None:
        """Return the member whose fact it is, None where it is the household's."""
        found = self.seen.household.member(member)
        if found is None or fact.level is Level.HOUSEHOLD:
            return None
        of_household = fact.level is Level.BOTH and fact.name in self.seen.facts
        return None if of_household and fact.name not in found.facts else member

    def _is_given(self, name: str, member: str | None) -> bool:
        found = self.seen.household.member(member)
        return name in self.seen.household.facts or (found is not None and name in found.facts)

    def figure(
        self, name: str, bound: Bound | None, scope: Scope, places: int = CENTS
    ) -> ToldFigure:
        """Return a figure as the rule has it `bound`, of a table the value for these facts."""
        figure = self.catalogue.figures[name]
        line = figure.on(self.seen.on)
        value = None if bound is None else _at(bound, scope)
        unit = self.catalogue.words["unit"].get(figure.unit, Bilingual(figure.unit, figure.unit))
        began = line is not None and line.starts > date.min
        return ToldFigure(
            name=name,
            label=figure.label.say(self.lang),
            value=value,
            unit=unit.say(self.lang),
            said=self.say(_UNKNOWN) if value is None else self.measure(value, figure.unit, places),
            source="" if line is None else line.source,
            confidence="low" if line is None else line.confidence,
            since=line.starts if began and line else None,
        )

    def measure(self, value: float, unit: str, places: int = CENTS) -> str:
        """Return a number with its unit in words."""
        return measured(value, unit, self.catalogue, self.lang, places)


def _at(bound: Bound, scope: Scope) -> float | None:
    if not isinstance(bound, Table):
        return float(bound)
    keys = tuple(scope.facts.get(name) for name in bound.by)
    known = tuple(key for key in keys if key is not None)
    return bound.at(known) if len(known) == len(keys) else None
