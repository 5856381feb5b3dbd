"""A comparison in words: the fact's label, what is asked of it, and the policy figure's name."""

from collections.abc import Sequence
from dataclasses import replace

from matcher.facts import Fact, FactType, Value, Vocabulary
from matcher.needs import Household
from matcher.offerings import Catalogue
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
_JOIN = {
    And: Bilingual("且", " and "),
    Or: Bilingual("或", " or "),
}
_HOUSEHOLD = Bilingual("您家", "this household")
_MEMBER = Bilingual("成员{id}", "member {id}")


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
            figure = catalogue.figures[name]
            label = figure.label.say(lang)
            if not isinstance(bound, int | float):
                return label if lang == "zh" else f"the {label}"
            told = measured(bound, figure.unit, catalogue, lang)
            return f"{label}（{told}）" if lang == "zh" else f"the {label} ({told})"
        case Since(unit, name):
            return _SINCE[unit].say(lang, part=facts[name].label.say(lang))
        case Tally(part):
            return _TALLY.say(lang, part=in_words(part, catalogue, lang))
        case Fold(kind, inner, where):
            words = _FOLDS[kind].say(lang, part=term_in_words(inner, catalogue, lang))
            if where is not None:
                words += _FOLD_IF.say(lang, part=in_words(where, catalogue, lang))
            return words
        case Arithmetic(op, left, right):
            one = _in_brackets(left, op, catalogue, lang)
            return f"{one}{_SIGNS[op]}{_in_brackets(right, op, catalogue, lang)}"
        case _:
            return render_term(term)


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
    if node.figure:
        label = catalogue.figures[node.figure].label.say(lang)
        value = f"{label}（{value}）" if lang == "zh" else f"the {label} ({value})"
    return _statement(fact, node.op, value, lang)


def _yes(fact: Fact, value: bool, lang: Lang) -> str:
    label = fact.label.say(lang)
    if value:
        return label
    return f"不是「{label}」" if lang == "zh" else f"not “{label}”"


def _statement(fact: Fact, op: str, value: str, lang: Lang) -> str:
    gap = "" if lang == "zh" else " "
    return f"{fact.label.say(lang)}{gap}{_OPS[op].say(lang)}{gap}{value}"


def quantity(fact: Fact, value: Value, catalogue: Catalogue, lang: Lang) -> str:
    """Return a value with its unit in words: 1,290元/月, 60岁, 西区街道."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _place(fact, str(value), catalogue, lang) or fact.word(value, lang)
    return measured(value, fact.unit, catalogue, lang)


def _place(fact: Fact, value: str, catalogue: Catalogue, lang: Lang) -> str:
    """Return the name of a town or a city, empty for any other value."""
    if fact.type is FactType.CITY and value in catalogue.cities:
        return catalogue.cities[value].name.say(lang)
    if fact.type is FactType.TOWN and value in catalogue.towns and lang == "en":
        return catalogue.towns[value].english
    return ""


def measured(value: float, unit: str | None, catalogue: Catalogue, lang: Lang) -> str:
    """Return a number with its unit in words: 1,290元/月."""
    word = catalogue.words["unit"].get(unit, Bilingual(unit, unit)).say(lang) if unit else ""
    if lang == "en":
        parts = (
            [number(value), word]
            if unit not in catalogue.words.get("ordinal", {})
            else [word, number(value)]
        )
        return " ".join(filter(None, parts))
    return f"{number(value)}{word}"


def number(value: float) -> str:
    """Return a number as people write it, its thousands parted, and to the cent from one on."""
    return f"{value:.4g}" if abs(value) < 1 else f"{round(value, 2):,.15g}"


def person(household: Household, member: str | None, vocabulary: Vocabulary, lang: Lang) -> str:
    """Return whom a fact speaks of: 您家, 户主, 子女（m2）; never a name."""
    found = household.member(member)
    if found is None:
        return _HOUSEHOLD.say(lang)
    relation = found.facts.get("relation")
    if relation is None:
        return _MEMBER.say(lang, id=found.id)
    word = vocabulary.facts["relation"].word(relation, lang)
    same = [m for m in household.members if m.facts.get("relation") == relation]
    if len(same) == 1:
        return word if lang == "zh" else f"the {word}"
    return f"{word}（{found.id}）" if lang == "zh" else f"the {word} ({found.id})"


def names(codes: list[str], catalogue: Catalogue, lang: Lang) -> str:
    """Return codes by their names: a reader is never shown a bare code."""
    return listing([catalogue.provision(code).name.say(lang) for code in codes], lang)
