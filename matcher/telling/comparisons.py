"""A judged comparison in one plain sentence, with the household's own value in it."""

from matcher.facts import ORDERED, Fact
from matcher.rules.tree import Among, Atom, Compare
from matcher.rules.truth import Truth
from matcher.telling.conditions import (
    CENTS,
    denies,
    names_bound,
    one_of,
    places_apart,
    short_name,
)
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
_GRADE_REQUIRED = {  # of a grade whose lowest number is the most severe
    "<": Bilingual("重于{than}", "more severe than {than}"),
    "<=": Bilingual("{than}或更重", "{than} or more severe"),
    ">": Bilingual("轻于{than}", "milder than {than}"),
    ">=": Bilingual("{than}或更轻", "{than} or milder"),
}
_GRADE_FAILED = {
    "<": Bilingual("要求重于{than}", "has to be more severe than {than}"),
    "<=": Bilingual("轻于所要求的{than}", "milder than the {than} required"),
    ">": Bilingual("要求轻于{than}", "has to be milder than {than}"),
    ">=": Bilingual("重于所要求的{than}", "more severe than the {than} required"),
}
_GRAVEST = Bilingual("{grade}最重", "{grade} is the most severe")
_STANDS = Bilingual("{it}，{op}{than}", "{it}, {op} {than}")
_GRADE_STANDS = Bilingual("{it}，{failed}", "{it}, {failed}")
_WANTED = Bilingual("{it}（要求{wanted}）", "{it} (required: {wanted})")
_ONE_WANTED = Bilingual("{it}（要求有{label}）", "{it} (one is required)")
_NOT_SO_WANTED = Bilingual("{it}（要求没有这一情况）", "{it} (must not be so)")
_FIGURE = Bilingual("{label}{value}", "the {label} of {value}")
_FIGURE_SINCE = Bilingual(
    "{label}{value}（{year}年起）", "the {label} of {value} (in force from {year})"
)
_BOUND = Bilingual("{label}{value}", "{value} (the {label})")
_BOUND_SINCE = Bilingual(
    "{label}{value}（{year}年起）", "{value} (the {label}, in force from {year})"
)
_QUOTED = Bilingual("「{said}」", "“{said}”")
_BRACKETS = Bilingual("（{note}）", " ({note})")
_UNKNOWN_FIGURE = Bilingual("{label}（不清楚）", "the {label} (not known)")


def figure_words(told: ToldFigure, teller: Teller) -> str:
    """Return a figure with its value, and the year from which it holds where that is known."""
    label = short_name(told.label)
    if told.value is None:
        return teller.say(_UNKNOWN_FIGURE, label=label)
    plain, since = (_BOUND, _BOUND_SINCE) if names_bound(label) else (_FIGURE, _FIGURE_SINCE)
    if told.since is None:
        return teller.say(plain, label=label, value=told.said)
    return teller.say(since, label=label, value=told.said, year=told.since.year)


def told_of(
    node: Atom, member: str | None, teller: Teller
) -> tuple[ToldFact, tuple[ToldFigure, ...]]:
    """Return the fact that a comparison is of, and the figure it is held against, if any.

    Where the two differ but would be told by the same number, both have more decimals.
    """
    places = _places(node, member, teller)
    fact = teller.fact(node.fact, member, places)
    if isinstance(node, Among) or not node.figure:
        return fact, ()
    bound = node.value if isinstance(node.value, int | float) else None
    return fact, (teller.figure(node.figure, bound, teller.seen.scope(member), places),)


def _places(node: Atom, member: str | None, teller: Teller) -> int:
    value = teller.seen.known[member or ""].get(node.fact)
    bound = None if isinstance(node, Among) else node.value
    if isinstance(value, int | float) and isinstance(bound, int | float):
        return places_apart(value, bound)
    return CENTS


def atom_sentence(node: Atom, truth: Truth, member: str | None, teller: Teller) -> str:
    """Return what a comparison of one fact came to: 您家人均月收入1,250元/月，低于…."""
    fact = teller.catalogue.vocabulary.facts[node.fact]
    told, figures = told_of(node, member, teller)
    it = told.whole(teller.lang)
    if isinstance(node, Compare) and isinstance(node.value, bool):
        return _of_bool(node, truth, it, fact, teller)
    op = node.op if isinstance(node, Compare) else "="
    if truth is Truth.TRUE and (op == "=" or fact.type not in ORDERED):
        return it
    if op == "!=" and isinstance(node, Compare) and node.value == "none":
        return teller.say(_ONE_WANTED, it=it, label=told.label)
    than = figure_words(figures[0], teller) if figures else _than(node, fact, member, teller)
    if fact.lower_is_graver and op in _GRADE_FAILED:
        return _of_grade(op, truth, it, than, fact, teller)
    return standing(it, op, than, truth, teller)


def standing(it: str, op: str, than: str, truth: Truth, teller: Teller) -> str:
    """Return how something stands to something else, or how it would have to."""
    if op == "!=" and denies(than, teller.lang):
        than = teller.say(_QUOTED, said=than)
    is_double = truth is Truth.FALSE and op == "=" and denies(than, teller.lang)
    if truth is Truth.UNKNOWN or (truth is Truth.FALSE and op == "!=") or is_double:
        return teller.say(_WANTED, it=it, wanted=teller.say(_REQUIRED[op], than=than))
    table = _OPS if truth is Truth.TRUE else _FAILED
    return teller.say(_STANDS, it=it, op=teller.say(table[op]), than=than)


def _of_grade(op: str, truth: Truth, it: str, than: str, fact: Fact, teller: Teller) -> str:
    """Return how a grade stands to another by its weight, not by its number."""
    if truth is not Truth.FALSE:
        return teller.say(_WANTED, it=it, wanted=teller.say(_GRADE_REQUIRED[op], than=than))
    words = teller.say(_GRADE_STANDS, it=it, failed=teller.say(_GRADE_FAILED[op], than=than))
    if fact.low is None:
        return words
    note = teller.say(_GRAVEST, grade=teller.value(fact, fact.low))
    return words + teller.say(_BRACKETS, note=note)


def _of_bool(node: Compare, truth: Truth, it: str, fact: Fact, teller: Teller) -> str:
    """Return whether it is so; where it is and must not be, what would have to be."""
    is_wanted = bool(node.value) is (node.op == "=")
    if truth is not Truth.FALSE or is_wanted:
        return it
    if fact.negative is None:
        return teller.say(_NOT_SO_WANTED, it=it)
    return teller.say(_WANTED, it=it, wanted=teller.stated(fact, is_so=False))


def _than(node: Atom, fact: Fact, member: str | None, teller: Teller) -> str:
    if isinstance(node, Among):
        return one_of(fact, node.values, teller.catalogue, teller.lang)
    if node.value is None:
        return ""
    return teller.value(fact, node.value, _places(node, member, teller))
