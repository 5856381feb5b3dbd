"""A judged reckoning in one plain sentence: both sides, what they come to and what went in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcher.rules.evaluate import SAME, Scope, evaluate, value_of
from matcher.rules.tree import (
    Arithmetic,
    Compare,
    Condition,
    FactRef,
    FigureRef,
    Fold,
    Number,
    Relation,
    Since,
    Tally,
    Term,
    facts_of,
    leaves,
    terms_of,
)
from matcher.rules.truth import Truth
from matcher.telling.comparisons import figure_words, standing
from matcher.telling.conditions import CENTS, in_words, number, places_apart, term_in_words
from matcher.telling.known import Teller, ToldFact, ToldFigure
from matcher.wording import Bilingual

_SIDE = Bilingual("{label}＝{value}", "{label} = {value}")
_UNKNOWN_SIDE = Bilingual("{label}（不清楚）", "{label} (not known)")
_NOTHING = Bilingual("没有", "nothing")
_UNKNOWN = Bilingual("不清楚", "not known")
_OF = Bilingual("{who}{label}", "{who}: {label}")
_OF_AFTER = Bilingual("{who}{label}", "the {label} of {who}")
_FOR = Bilingual("{label}（按{who}算）", "{label} (reckoned for {who})")
_NOBODY = Bilingual("家里没有人可以计入「{part}」", "nobody in the household counts for “{part}”")
_NOBODY_WITH = Bilingual(
    "家里没有符合「{where}」、可以计入「{part}」的人",
    "nobody in the household with “{where}” counts for “{part}”",
)
_SINCE = {
    "days": Bilingual("{label}{day}至今满{n}天", "{n} whole days since {label} ({day})"),
    "months": Bilingual("{label}{day}至今满{n}个月", "{n} whole months since {label} ({day})"),
    "years": Bilingual("{label}{day}至今满{n}年", "{n} whole years since {label} ({day})"),
}

Told = ToldFact | ToldFigure


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a reckoning: the term in words, what it comes to, what went into it.

    `plain` are the facts and figures whose own values the side tells by itself; `nobody` tells
    that there is no member to reckon with, where that leaves no number.
    """

    text: str
    value: float | None
    said: str
    facts: tuple[ToldFact, ...]
    figures: tuple[ToldFigure, ...]
    plain: tuple[Told, ...] = ()
    nobody: str = ""


def sides_of(node: Relation, scope: Scope, teller: Teller) -> tuple[Side, Side]:
    """Return both sides of a reckoning with what each comes to in `scope`.

    Where the two differ but would be told by the same number, both have more decimals.
    """
    left, right = value_of(node.left, scope), value_of(node.right, scope)
    places = CENTS
    if left is not None and right is not None and abs(left - right) >= SAME:
        places = places_apart(left, right)
    return (
        _side(node.left, left, scope, teller, places),
        _side(node.right, right, scope, teller, places),
    )


def _side(term: Term, value: float | None, scope: Scope, teller: Teller, places: int) -> Side:
    told = list(dict.fromkeys(_inputs(term, scope, teller, places)))
    return Side(
        text=term_in_words(term, teller.catalogue, teller.lang),
        value=value,
        said=_said(term, value, teller, places),
        facts=tuple(each for each in told if isinstance(each, ToldFact)),
        figures=tuple(each for each in told if isinstance(each, ToldFigure)),
        plain=_plain(term, told),
        nobody=_nobody(term, scope, teller) if _is_nothing(value) else "",
    )


def _plain(term: Term, told: Sequence[Told]) -> tuple[Told, ...]:
    match term:
        case FactRef() | Since():
            return tuple(told)
        case FigureRef():
            return tuple(each for each in told if isinstance(each, ToldFigure))
        case _:
            return ()


def _is_nothing(value: float | None) -> bool:
    """Say whether a number is none: the least or largest of nobody."""
    return value is not None and value != value


def _said(term: Term, value: float | None, teller: Teller, places: int) -> str:
    if value is None:
        return teller.say(_UNKNOWN)
    if _is_nothing(value):
        return teller.say(_NOTHING)
    match term:
        case FactRef(name) | Fold(_, FactRef(name), _):
            return teller.value(teller.catalogue.vocabulary.facts[name], value, places)
        case FigureRef(name, _, _) | Fold(_, FigureRef(name, _, _), _):
            return teller.measure(value, teller.catalogue.figures[name].unit, places)
        case _:
            return number(value, places)


def _nobody(term: Term, scope: Scope, teller: Teller) -> str:
    """Return of what there is nobody, by the first fold that has no number."""
    if not isinstance(term, Fold):
        parts = (part for part in terms_of(term) if _is_nothing(value_of(part, scope)))
        return next((_nobody(part, scope, teller) for part in parts), "")
    words = term_in_words(term.term, teller.catalogue, teller.lang)
    if term.where is None:
        return teller.say(_NOBODY, part=words)
    where = in_words(term.where, teller.catalogue, teller.lang)
    return teller.say(_NOBODY_WITH, part=words, where=where)


def _inputs(term: Term, scope: Scope, teller: Teller, places: int = CENTS) -> Iterator[Told]:
    """Yield the facts and figures that a term takes in, those of its conditions included."""
    match term:
        case FactRef(name) | Since(_, name):
            yield teller.fact(name, scope.member, places)
        case FigureRef(name, by, bound):
            yield from (teller.fact(each, scope.member) for each in by)
            yield teller.figure(name, bound, scope, places)
        case Arithmetic(_, left, right):
            yield from _inputs(left, scope, teller)
            yield from _inputs(right, scope, teller)
        case Fold():
            yield from _of_fold(term, scope, teller)
        case Tally(part):
            for member, facts in scope.members:
                yield from _of_condition(part, scope.of(member, facts), teller)


def _of_fold(term: Fold, scope: Scope, teller: Teller) -> Iterator[Told]:
    """Yield each member's facts, and the figures of those who count."""
    counted = False
    for member, facts in scope.members:
        inside = scope.of(member, facts)
        counts = term.where is None or evaluate(term.where, inside) is not Truth.FALSE
        counted = counted or counts
        for told in _inputs(term.term, inside, teller):
            if counts or isinstance(told, ToldFact):
                yield told
        if term.where is not None:
            yield from _of_condition(term.where, inside, teller)
    if not counted:  # the figure has its source all the same
        told_of = _inputs(term.term, scope, teller)
        yield from (told for told in told_of if isinstance(told, ToldFigure))


def _of_condition(node: Condition, scope: Scope, teller: Teller) -> Iterator[Told]:
    for leaf, of_members in leaves(node):
        inner = [scope.of(*each) for each in scope.members] if of_members else [scope]
        for inside in inner:
            if isinstance(leaf, Relation):
                yield from _inputs(leaf.left, inside, teller)
                yield from _inputs(leaf.right, inside, teller)
                continue
            yield teller.fact(leaf.fact, inside.member)
            if isinstance(leaf, Compare) and leaf.figure:
                bound = leaf.value if isinstance(leaf.value, int | float) else None
                yield teller.figure(leaf.figure, bound, inside)


def owner_of(node: Relation, member: str | None, teller: Teller) -> str | None:
    """Return of whom a reckoning is: the household where no fact in it is the member's own."""
    owners = [*_owners(node.left, member, teller), *_owners(node.right, member, teller)]
    return None if owners and not any(owners) else member


def _owners(term: Term, member: str | None, teller: Teller) -> list[str | None]:
    """Return of whom each fact of a term is; not those that are read of each member in turn."""
    return [teller.fact(name, member).member for name, inside in facts_of(term) if not inside]


def relation_sentence(
    node: Relation, truth: Truth, sides: tuple[Side, Side], member: str | None, teller: Teller
) -> str:
    """Return what a reckoning came to: both sides with their numbers, and how they stand."""
    nobody = next((side.nobody for side in sides if side.nobody), "")
    if nobody:
        return nobody
    owners = _owners(node.left, member, teller)
    it = _side_words(sides[0], node.left, teller)
    if owners and not _names_people(node.left):
        whose = member if any(owners) else None
        is_mixed = len(set(owners)) > 1
        it = teller.say(_FOR if is_mixed else _OF, who=teller.who(whose), label=it)
    than = _side_words(sides[1], node.right, teller)
    than = _with_owner(than, node.right, set(owners), member, teller)
    return standing(it, node.op, than, truth, teller)


def _with_owner(
    words: str, term: Term, before: set[str | None], member: str | None, teller: Teller
) -> str:
    """Return the second side with whose it is, where the first has not said so."""
    if isinstance(term, FigureRef):  # a line of the policy is nobody's own
        return words
    owners = set(_owners(term, member, teller))
    whose = member if any(owners) else None
    if not owners or owners <= before:
        return words
    if isinstance(term, FactRef):
        return teller.say(_OF_AFTER, who=teller.who(whose), label=words)
    return words if whose is None else teller.say(_FOR, who=teller.who(whose), label=words)


def _names_people(term: Term) -> bool:
    """Say whether a term's words begin with whom they are about: each member, the family."""
    return isinstance(term, Fold | Tally) or (
        isinstance(term, Arithmetic) and _names_people(term.left)
    )


def _side_words(side: Side, term: Term, teller: Teller) -> str:
    match term:
        case FigureRef() if side.figures:
            return figure_words(side.figures[-1], teller)
        case Number():
            return side.said
        case FactRef():
            return side.facts[0].statement
        case Since(unit, _) if side.value is not None:
            fact = side.facts[0]
            return teller.say(_SINCE[unit], label=fact.label, day=fact.said, n=side.said)
        case _:
            words = _UNKNOWN_SIDE if side.value is None else _SIDE
            return teller.say(words, label=side.text, value=side.said)
