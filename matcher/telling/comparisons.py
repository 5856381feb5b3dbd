"""A judged comparison in one plain sentence, with the household's own value in it."""

from dataclasses import dataclass

from matcher.facts import ORDERED, Fact
from matcher.rules.evaluate import Scope, value_of
from matcher.rules.tree import (
    Among,
    Arithmetic,
    Atom,
    Compare,
    FactRef,
    FigureRef,
    Fold,
    Number,
    Relation,
    Since,
    Tally,
    Term,
    atoms,
)
from matcher.rules.truth import Truth
from matcher.telling.conditions import in_words, number, one_of, term_in_words
from matcher.telling.known import Teller, ToldFact, ToldFigure
from matcher.wording import Bilingual

_OPS = {
    "=": Bilingual("是", "which is"),
    "!=": Bilingual("不是", "which is not"),
    "<": Bilingual("低于", "below"),
    "<=": Bilingual("不超过", "not above"),
    ">": Bilingual("高于", "above"),
    ">=": Bilingual("达到", "at least"),
}
_REQUIRED = {
    "=": Bilingual("是{than}", "{than}"),
    "!=": Bilingual("不是{than}", "not {than}"),
    "<": Bilingual("低于{than}", "below {than}"),
    "<=": Bilingual("不超过{than}", "not above {than}"),
    ">": Bilingual("高于{than}", "above {than}"),
    ">=": Bilingual("达到{than}", "at least {than}"),
}
_FAILED = {
    "=": Bilingual("不是", "which is not"),
    "<": Bilingual("没有低于", "not below"),
    "<=": Bilingual("超过了", "above"),
    ">": Bilingual("没有高于", "not above"),
    ">=": Bilingual("没有达到", "below"),
}
_STANDS = Bilingual("{it}，{op}{than}", "{it}, {op} {than}")
_VALUE = Bilingual("{who}{label}{value}", "{who}: {label} {value}")
_CHOICE = Bilingual("{who}{label}：{value}", "{who}: {label}: {value}")
_WANTED = Bilingual("{it}（要求{wanted}）", "{it} (required: {wanted})")
_SO = Bilingual("{who}{label}", "{who}: {label}")
_NOT_SO = Bilingual("{who}没有「{label}」的情况", "{who}: “{label}” is not so")
_NOT_SO_WANTED = Bilingual("要求没有这一情况", "must not be so")
_NOT_KNOWN = Bilingual("{who}是否「{label}」不清楚", "{who}: whether “{label}” is not known")
_FIGURE = Bilingual("{label}{value}", "the {label} of {value}")
_FIGURE_SINCE = Bilingual(
    "{label}{value}（{year}年起）", "the {label} of {value} (in force from {year})"
)
_BRACKETS = Bilingual("（{note}）", " ({note})")
_SIDE = Bilingual("{label}＝{value}", "{label} = {value}")
_UNKNOWN_SIDE = Bilingual("{label}（不清楚）", "{label} (not known)")
_UNKNOWN_FIGURE = Bilingual("{label}（不清楚）", "the {label} (not known)")
_NOTHING = Bilingual("没有", "nothing")
_UNKNOWN = Bilingual("不清楚", "not known")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a reckoning: the term in words, what it comes to, what went into it."""

    text: str
    value: float | None
    said: str
    facts: tuple[ToldFact, ...]
    figures: tuple[ToldFigure, ...]


def figure_words(told: ToldFigure, teller: Teller) -> str:
    """Return a figure with its value, and the year from which it holds where that is known."""
    if told.value is None:
        return teller.say(_UNKNOWN_FIGURE, label=told.label)
    if told.since is None:
        return teller.say(_FIGURE, label=told.label, value=told.said)
    return teller.say(_FIGURE_SINCE, label=told.label, value=told.said, year=told.since.year)


def atom_sentence(node: Atom, truth: Truth, member: str | None, teller: Teller) -> str:
    """Return what a comparison of one fact came to: 您家人均月收入1,250元/月，低于…."""
    fact = teller.catalogue.vocabulary.facts[node.fact]
    told = teller.fact(node.fact, member)
    if isinstance(node, Compare) and isinstance(node.value, bool):
        return _of_bool(node, truth, told, teller)
    op = node.op if isinstance(node, Compare) else "="
    it = _it(told, fact.type in ORDERED, teller)
    if truth is Truth.TRUE and (op == "=" or fact.type not in ORDERED):
        return it
    if op == "!=" and isinstance(node, Compare) and node.value == "none":
        wanted = in_words(node, teller.catalogue, teller.lang)
        return teller.say(_WANTED, it=it, wanted=wanted)
    than = _than(node, fact, member, teller)
    return _standing(it, op, than, truth, teller)


def _standing(it: str, op: str, than: str, truth: Truth, teller: Teller) -> str:
    """Return how something stands to something else, or how it would have to."""
    if truth is Truth.UNKNOWN or (truth is Truth.FALSE and op == "!="):
        return teller.say(_WANTED, it=it, wanted=teller.say(_REQUIRED[op], than=than))
    table = _OPS if truth is Truth.TRUE else _FAILED
    return teller.say(_STANDS, it=it, op=teller.say(table[op]), than=than)


def _it(told: ToldFact, is_number: bool, teller: Teller) -> str:
    words = _VALUE if is_number or not told.known else _CHOICE
    return teller.say(words, who=told.who, label=told.label, value=told.said)


def _of_bool(node: Compare, truth: Truth, told: ToldFact, teller: Teller) -> str:
    wanted = bool(node.value) is (node.op == "=")
    if truth is Truth.UNKNOWN:
        return teller.say(_NOT_KNOWN, who=told.who, label=told.label)
    is_so = (truth is Truth.TRUE) is wanted
    words = teller.say(_SO if is_so else _NOT_SO, who=told.who, label=told.label)
    if truth is Truth.FALSE and is_so:
        words += teller.say(_BRACKETS, note=teller.say(_NOT_SO_WANTED))
    return words


def _than(node: Atom, fact: Fact, member: str | None, teller: Teller) -> str:
    if isinstance(node, Among):
        return one_of(fact, node.values, teller.catalogue, teller.lang)
    if node.figure:
        bound = node.value if isinstance(node.value, int | float) else None
        told = teller.figure(node.figure, bound, teller.seen.scope(member))
        return figure_words(told, teller)
    return "" if node.value is None else teller.value(fact, node.value)


def sides_of(node: Relation, scope: Scope, teller: Teller) -> tuple[Side, Side]:
    """Return both sides of a reckoning with what each comes to in `scope`."""
    return _side(node.left, scope, teller), _side(node.right, scope, teller)


def _side(term: Term, scope: Scope, teller: Teller) -> Side:
    value = value_of(term, scope)
    facts = tuple(dict.fromkeys(_facts(term, scope, teller)))
    figures = tuple(dict.fromkeys(_figures(term, scope, teller)))
    words = term_in_words(term, teller.catalogue, teller.lang)
    return Side(words, value, _said(term, value, teller), facts, figures)


def _said(term: Term, value: float | None, teller: Teller) -> str:
    if value is None:
        return teller.say(_UNKNOWN)
    if value != value:  # the least or largest of nobody
        return teller.say(_NOTHING)
    if isinstance(term, FactRef):
        return teller.value(teller.catalogue.vocabulary.facts[term.fact], value)
    if isinstance(term, FigureRef):
        return teller.measure(value, teller.catalogue.figures[term.figure].unit)
    return number(value)


def _facts(term: Term, scope: Scope, teller: Teller) -> list[ToldFact]:
    match term:
        case FactRef(name) | Since(_, name):
            return [teller.fact(name, scope.member)]
        case FigureRef(_, by):
            return [teller.fact(name, scope.member) for name in by]
        case Arithmetic(_, left, right):
            return [*_facts(left, scope, teller), *_facts(right, scope, teller)]
        case Fold(_, inner, where):
            named = [] if where is None else [atom.fact for atom, _ in atoms(where)]
            return [
                told
                for member, facts in scope.members
                for told in (
                    *_facts(inner, scope.of(member, facts), teller),
                    *(teller.fact(name, member) for name in named),
                )
            ]
        case Tally(part):
            named = [atom.fact for atom, _ in atoms(part)]
            return [teller.fact(name, m) for m, _ in scope.members for name in named]
        case _:
            return []


def _figures(term: Term, scope: Scope, teller: Teller) -> list[ToldFigure]:
    match term:
        case FigureRef(name, _, bound):
            return [teller.figure(name, bound, scope)]
        case Arithmetic(_, left, right):
            return [*_figures(left, scope, teller), *_figures(right, scope, teller)]
        case Fold(_, inner, _):
            return _figures(inner, scope, teller)
        case _:
            return []


def relation_sentence(
    node: Relation, truth: Truth, sides: tuple[Side, Side], member: str | None, teller: Teller
) -> str:
    """Return what a reckoning came to: both sides with their numbers, and how they stand."""
    first = _side_words(sides[0], node.left, teller)
    second = _side_words(sides[1], node.right, teller)
    it = first if _names_people(node.left) else _of(teller.who(member), first, teller)
    return _standing(it, node.op, second, truth, teller)


def _of(who: str, label: str, teller: Teller) -> str:
    return teller.say(_SO, who=who, label=label)


def _names_people(term: Term) -> bool:
    """Say whether a term's words begin with whom they are about: each member, the family."""
    return isinstance(term, Fold | Tally) or (
        isinstance(term, Arithmetic) and _names_people(term.left)
    )


def _side_words(side: Side, term: Term, teller: Teller) -> str:
    match term:
        case FigureRef() if side.figures:
            return figure_words(side.figures[0], teller)
        case Number():
            return side.said
        case FactRef():
            gap = "" if teller.lang == "zh" else " "
            return f"{side.text}{gap}{side.said}"
        case _:
            words = _UNKNOWN_SIDE if side.value is None else _SIDE
            return teller.say(words, label=side.text, value=side.said)
