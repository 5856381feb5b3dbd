"""How each item pays, with the figures of a day filled in."""

from collections.abc import Mapping
from dataclasses import replace

from matcher.offerings import Catalogue, Pays
from matcher.rules.figures import Bound
from matcher.rules.link import bind_term
from matcher.rules.tree import Arithmetic, Condition, Number, Tally, Term


def pays_of(catalogue: Catalogue, figures: Mapping[str, Bound]) -> dict[str, Pays]:
    """Return by code how each item of whichever city pays, where its amount says so."""
    listed = {**catalogue.items, **catalogue.city_items}
    told = {code: item.amount.pays for code, item in listed.items()}
    return {code: _bound(pays, figures) for code, pays in told.items() if pays is not None}


def _bound(pays: Pays, figures: Mapping[str, Bound]) -> Pays:
    """Return a formula with its figures filled in; one term at both ends stays one."""

    def filled(term: Term | None) -> Term | None:
        return None if term is None else bind_term(term, figures)

    least = filled(pays.least)
    most = least if pays.most is pays.least else filled(pays.most)
    return replace(pays, least=least, most=most, line=filled(pays.line))


def first_count(term: Term) -> Condition | None:
    """Return what the first `count(member: …)` in a term's arithmetic counts, None without one."""
    match term:
        case Tally(part):
            return part
        case Arithmetic(_, left, right):
            return first_count(left) or first_count(right)
        case _:
            return None


def with_count(term: Term, part: Condition, number: float) -> Term:
    """Return a term in which the counts of `part` are the given number."""
    match term:
        case Tally(inner) if inner == part:
            return Number(number)
        case Arithmetic("-", left, Tally(inner)) if inner == part and not number:
            return with_count(left, part, number)
        case Arithmetic(op, left, right):
            return Arithmetic(op, with_count(left, part, number), with_count(right, part, number))
        case _:
            return term
