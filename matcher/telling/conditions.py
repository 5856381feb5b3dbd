"""A comparison in words: the fact's label, what is asked of it, and the policy figure's name."""

import re
from collections.abc import Sequence
from dataclasses import replace

from matcher.facts import Fact, FactType, Value
from matcher.offerings import Catalogue
from matcher.rules.figures import Bound, Figure
from matcher.rules.text import render_term
from matcher.rules.tree import (
    Among,
    And,
    AnyMember,
    Arithmetic,
    Compare,
    Condition,
    CountMembers,
    FactRef,
    FigureRef,
    Fold,
    Named,
    Not,
    Number,
    Or,
    Relation,
    Since,
    Tally,
    Term,
)
from matcher.wording import Bilingual, Lang, listing

CENTS = 2
"""Decimals of a number as it is usually told."""
_MOST_PLACES = 6

_OPS = {
    "=": Bilingual("为", "is"),
    "!=": Bilingual("不为", "is not"),
    "<": Bilingual("低于", "is below"),
    "<=": Bilingual("不超过", "is at most"),
    ">": Bilingual("高于", "is above"),
    ">=": Bilingual("达到", "is at least"),
}
_ANY = Bilingual("家里至少有一人符合「{part}」", "at least one member with “{part}”")
_COUNT = Bilingual(
    "家里符合「{part}」的人数{op}{number}人", "the number of members with “{part}” {op} {number}"
)
_NOT = Bilingual("不属于「{part}」", "not “{part}”")
OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_GRADED = {  # of a grade whose lowest number is the most severe
    "<": Bilingual("重于{than}", "is more severe than {than}"),
    "<=": Bilingual("为{than}或更重", "is {than} or more severe"),
    ">": Bilingual("轻于{than}", "is milder than {than}"),
    ">=": Bilingual("为{than}或更轻", "is {than} or milder"),
}
_DENIED = Bilingual("不是「{label}」", "not “{label}”")
_QUOTED = Bilingual("「{words}」", "“{words}”")
_VALUED = Bilingual("{label}（{value}）", "the {label} ({value})")
_BELOW_WHICH = "age below which"
_DENYING = {"zh": ("不", "没", "无", "未", "非"), "en": ("not ", "no ", "none")}
_BOUND = re.compile("（(?:含|不满|未满[^（）]*)）$| \\((?:inclusive|[^()]*below it)\\)$")
_JOIN = {
    And: Bilingual("且", " and "),
    Or: Bilingual("或", " or "),
}


def in_words(node: Condition, catalogue: Catalogue, lang: Lang) -> str:
    """Return a bound condition as a reader of `lang` says it."""
    match node:
        case Compare():
            return _comparison(node, catalogue, lang)
        case Among(name, values):
            fact = catalogue.vocabulary.facts[name]
            return _statement(fact, "=", one_of(fact, values, catalogue, lang), lang)
        case Not(part):
            return _negated(part, catalogue, lang)
        case AnyMember(part):
            return _ANY.say(lang, part=in_words(part, catalogue, lang))
        case CountMembers(part, op, number):
            words = in_words(part, catalogue, lang)
            return _COUNT.say(lang, part=words, op=_OPS[op].say(lang), number=number)
        case Named(name):
            return catalogue.shared[name].label.say(lang)
        case Relation(left, op, right):
            gap = "" if lang == "zh" else " "
            one, other = (term_in_words(term, catalogue, lang) for term in (left, right))
            return f"{one}{gap}{_OPS[op].say(lang)}{gap}{other}"
        case And(parts) | Or(parts):
            said = [_bracketed(part, catalogue, lang) for part in parts]
            return _JOIN[type(node)].say(lang).join(said)


def _negated(node: Condition, catalogue: Catalogue, lang: Lang) -> str:
    match node:
        case Among(name, values):
            fact = catalogue.vocabulary.facts[name]
            return _statement(fact, "!=", one_of(fact, values, catalogue, lang), lang)
        case Compare(_, op, _):
            return _comparison(replace(node, op=OPPOSITE[op]), catalogue, lang)
        case _:
            return _NOT.say(lang, part=in_words(node, catalogue, lang))


def one_of(fact: Fact, values: Sequence[Value], catalogue: Catalogue, lang: Lang) -> str:
    """Return values of a fact as one choice: 低保、特困供养或低保边缘."""
    *first, last = [quantity(fact, value, catalogue, lang) for value in values]
    separator = "或" if lang == "zh" else " or "
    return separator.join([listing(first, lang), last]) if first else last


_FOLDS = {
    "sum": Bilingual("各人「{part}」合计", "the sum of members’ “{part}”"),
    "min": Bilingual("各人「{part}」中最低的", "the least of members’ “{part}”"),
    "max": Bilingual("各人「{part}」中最高的", "the highest of members’ “{part}”"),
}
_FOLD_IF = Bilingual("（只算{part}的人）", " (of those with: {part})")
_SINCE = {
    "days": Bilingual("「{part}」至今的天数", "days since “{part}”"),
    "months": Bilingual("「{part}」至今的整月数", "whole months since “{part}”"),
    "years": Bilingual("「{part}」至今的周年数", "whole years since “{part}”"),
}
_TALLY = Bilingual("家中符合「{part}」的人数", "the number of members with “{part}”")
_MINUS = Bilingual("负的{part}", "minus {part}")
_SIGNS = {"+": " + ", "-": " - ", "*": " × ", "/": " ÷ "}


def term_in_words(term: Term, catalogue: Catalogue, lang: Lang) -> str:
    """Return a bound term as a reader of `lang` says it."""
    facts = catalogue.vocabulary.facts
    match term:
        case Number(value):
            return number(value)
        case FactRef(name):
            return facts[name].label.say(lang)
        case FigureRef(name, _, bound):
            return _figure(catalogue.figures[name], bound, catalogue, lang)
        case Since(unit, name):
            return _SINCE[unit].say(lang, part=facts[name].label.say(lang))
        case Tally(part):
            return _TALLY.say(lang, part=in_words(part, catalogue, lang))
        case Fold(kind, inner, where):
            words = _FOLDS[kind].say(lang, part=term_in_words(inner, catalogue, lang))
            if where is not None:
                words += _FOLD_IF.say(lang, part=in_words(where, catalogue, lang))
            return words
        case Arithmetic():
            return _reckoned(term, catalogue, lang)
        case _:
            return render_term(term)


def _figure(figure: Figure, bound: Bound | None, catalogue: Catalogue, lang: Lang) -> str:
    if isinstance(bound, int | float):
        return named_figure(figure, bound, catalogue, lang)
    label = short_name(figure.label.say(lang))
    return label if lang == "zh" else f"the {label}"


def _reckoned(term: Arithmetic, catalogue: Catalogue, lang: Lang) -> str:
    """Return two terms with their sign; nothing less a term is said as a person would."""
    match term:
        case Arithmetic("+", Arithmetic("-", Number(0), taken), kept):
            return term_in_words(Arithmetic("-", kept, taken), catalogue, lang)
        case Arithmetic("-", Number(0), part):
            return _MINUS.say(lang, part=_in_brackets(part, "-", catalogue, lang))
        case _:
            one, other = (
                _in_brackets(part, term.op, catalogue, lang) for part in (term.left, term.right)
            )
            return f"{one}{_SIGNS[term.op]}{other}"


def _in_brackets(term: Term, op: str, catalogue: Catalogue, lang: Lang) -> str:
    words = term_in_words(term, catalogue, lang)
    if not isinstance(term, Arithmetic) or op == "+":
        return words
    return f"（{words}）" if lang == "zh" else f"({words})"


def _bracketed(node: Condition, catalogue: Catalogue, lang: Lang) -> str:
    words = in_words(node, catalogue, lang)
    if not isinstance(node, And | Or):
        return words
    return f"（{words}）" if lang == "zh" else f"({words})"


def _comparison(node: Compare, catalogue: Catalogue, lang: Lang) -> str:
    fact = catalogue.vocabulary.facts[node.fact]
    if isinstance(node.value, bool):
        return _yes(fact, node.value is (node.op == "="), lang)
    if node.op == "!=" and node.value == "none":
        return f"有{fact.label.say(lang)}" if lang == "zh" else f"has: {fact.label.say(lang)}"
    value = "" if node.value is None else quantity(fact, node.value, catalogue, lang)
    if node.figure and isinstance(node.value, int | float):
        value = named_figure(catalogue.figures[node.figure], node.value, catalogue, lang)
    elif node.figure:
        label = short_name(catalogue.figures[node.figure].label.say(lang))
        value = _VALUED.say(lang, label=label, value="")
    return _statement(fact, node.op, value, lang)


def named_figure(figure: Figure, value: float, catalogue: Catalogue, lang: Lang) -> str:
    """Return a figure with its value in brackets, or its name in them where that is a bound."""
    label = short_name(figure.label.say(lang))
    told = measured(value, figure.unit, catalogue, lang)
    if label.startswith(_BELOW_WHICH):
        return f"{told} (the {label})"
    return _VALUED.say(lang, label=label, value=told)


def names_bound(label: str) -> bool:
    """Say whether a figure's name itself says that one has to be below it."""
    return label.startswith(_BELOW_WHICH)


def short_name(label: str) -> str:
    """Return a figure's name without the bracket that says on which side its bound lies.

    Beside what is asked of a value the bracket would say it twice: 没有低于…（未满）16岁.
    """
    return _BOUND.sub("", label)


def _yes(fact: Fact, value: bool, lang: Lang) -> str:
    if value:
        return fact.label.say(lang)
    if fact.negative is not None:
        return fact.negative.say(lang)
    return _DENIED.say(lang, label=fact.label.say(lang))


def _statement(fact: Fact, op: str, value: str, lang: Lang) -> str:
    gap = "" if lang == "zh" else " "
    label = fact.label.say(lang)
    if fact.lower_is_graver and op in _GRADED:
        return f"{label}{gap}{_GRADED[op].say(lang, than=value)}"
    if op == "!=" and denies(value, lang):
        value = _QUOTED.say(lang, words=value)
    return f"{label}{gap}{_OPS[op].say(lang)}{gap}{value}"


def denies(words: str, lang: Lang) -> bool:
    """Say whether words begin with a no, so that another one before them would confuse."""
    return words.startswith(_DENYING[lang])


def quantity(
    fact: Fact, value: Value, catalogue: Catalogue, lang: Lang, places: int = CENTS
) -> str:
    """Return a value with its unit in words: 1,290元/月, 60岁, 西区街道."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _place(fact, str(value), catalogue, lang) or fact.word(value, lang)
    return measured(value, fact.unit, catalogue, lang, places)


def _place(fact: Fact, value: str, catalogue: Catalogue, lang: Lang) -> str:
    """Return the name of a town or a city, empty for any other value."""
    if fact.type is FactType.CITY and value in catalogue.cities:
        return catalogue.cities[value].name.say(lang)
    if fact.type is FactType.TOWN and value in catalogue.towns and lang == "en":
        return catalogue.towns[value].english
    return ""


def measured(
    value: float, unit: str | None, catalogue: Catalogue, lang: Lang, places: int = CENTS
) -> str:
    """Return a number with its unit in words: 1,290元/月."""
    word = catalogue.words["unit"].get(unit, Bilingual(unit, unit)).say(lang) if unit else ""
    if lang == "en":
        parts = (
            [number(value, places), word]
            if unit not in catalogue.words.get("ordinal", {})
            else [word, number(value, places)]
        )
        return " ".join(filter(None, parts))
    return f"{number(value, places)}{word}"


def number(value: float, places: int = CENTS) -> str:
    """Return a number as people write it, its thousands parted, and to the cent from one on.

    `places` are the decimals where cents are too few.
    """
    if abs(value) < 1:
        return f"{value:.{places + 2}g}"
    return f"{round(value, places):,.15g}"


def places_apart(one: float, other: float) -> int:
    """Return the decimals that two numbers need to be told apart: two, at most six.

    Where six do not tell them apart they are told to the cent.
    """
    tried = range(CENTS, _MOST_PLACES + 1)
    return next((n for n in tried if number(one, n) != number(other, n)), CENTS)


def names(codes: list[str], catalogue: Catalogue, lang: Lang) -> str:
    """Return codes by their names: a reader is never shown a bare code."""
    return listing([catalogue.provision(code).name.say(lang) for code in codes], lang)
