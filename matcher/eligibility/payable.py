"""How each item pays, with the figures of a day filled in."""

from collections.abc import Mapping
from dataclasses import replace

from matcher.offerings import Catalogue, Pays
from matcher.rules.figures import Bound
from matcher.rules.link import bind_term
from matcher.rules.tree import Term


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
