"""One item of the two lists told whole: its conditions in words, with the figures of the day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from matcher.offerings import Catalogue, Item, Offering
from matcher.rules.figures import figures_on
from matcher.rules.link import bind, figures_in
from matcher.rules.tree import And, Condition, Named, Or
from matcher.telling.conditions import in_words, measured
from matcher.wording import Bilingual, Lang

_ALL = Bilingual("同时满足：", "all of these:")
_ANY = Bilingual("满足其中一项：", "one of these:")
_SHARED = Bilingual("{label}，即", "{label}, which is:")
_BY = Bilingual("随{facts}而定", "depends on {facts}")
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition in words; `parts` are those it is made of, under its heading."""

    text: str
    parts: tuple["Clause", ...] = ()


@dataclass(frozen=True, slots=True)
class FigureTold:
    """A policy figure of a condition: its value today, since when if known, its source."""

    label: str
    value: str
    since: str
    source: str


def clauses_of(item: Item, catalogue: Catalogue, day: date, lang: Lang) -> tuple[Clause, ...]:
    """Return the conditions of an item as the day's figures have them; all of them must hold."""
    return clauses(item.condition, catalogue, day, lang)


def clauses(
    condition: Condition, catalogue: Catalogue, day: date, lang: Lang
) -> tuple[Clause, ...]:
    """Return the parts of a condition in words, as the day's figures have them."""
    node = bind(condition, figures_on(catalogue.figures, day, figures_in(condition)))
    parts = node.parts if isinstance(node, And) else (node,)
    return tuple(_clause(part, catalogue, lang, _DEEPEST) for part in parts)


def _clause(node: Condition, catalogue: Catalogue, lang: Lang, deep: int) -> Clause:
    match node:
        case And(parts) | Or(parts) if deep:
            heading = _ALL if isinstance(node, And) else _ANY
            told = tuple(_clause(part, catalogue, lang, deep - 1) for part in parts)
            return Clause(heading.say(lang), told)
        case Named(name, part) if part is not None and deep:
            label = catalogue.shared[name].label.say(lang)
            inner = _clause(part, catalogue, lang, deep - 1)
            return Clause(_SHARED.say(lang, label=label), (inner,))
        case _:
            return Clause(in_words(node, catalogue, lang))


def figures_told(item: Item, catalogue: Catalogue, day: date, lang: Lang) -> Iterator[FigureTold]:
    """Yield the policy figures that an item's condition names."""
    for name in figures_in(item.condition):
        figure = catalogue.figures[name]
        line = figure.on(day)
        if line is None:
            continue
        value = measured(line.value, figure.unit, catalogue, lang)
        if figure.by:
            facts = catalogue.vocabulary.facts
            mark = "、" if lang == "zh" else ", "
            value = _BY.say(lang, facts=mark.join(facts[f].label.say(lang) for f in figure.by))
        since = "" if line.starts == date.min else line.starts.isoformat()
        yield FigureTold(figure.label.say(lang), value, since, line.source)


def offered_for(item: Item, catalogue: Catalogue, day: date) -> tuple[Offering, ...]:
    """Return the charity offerings that are for an item and open on the day."""
    return tuple(
        offering
        for offering in catalogue.offerings.values()
        if item.code in (offering.item, *offering.related)
        and offering.starts <= day <= offering.ends
    )
