"""Read how an item's amount is worked out: formulas in the rules' own terms, linked and checked."""

from collections.abc import Iterator, Mapping
from typing import Any

from matcher.errors import Fault, nearest
from matcher.offerings import Pays
from matcher.reading.entries import Entry
from matcher.reading.reader import Conditions
from matcher.rules.tree import FigureRef, Number, Term, terms_of

_ONE_TERM = ("exactly", "about")


def read_pays(conditions: Conditions, entry: Entry) -> Pays | None:
    """Return how the amount of an item is worked out, None where it does not say.

    What is wrong with a formula is recorded at `amount` of the entry.
    """
    data: Mapping[str, Any] = entry.data.get("amount", {})
    told = data.get("pays")
    if told is None:
        return None
    terms = {key: _term(conditions, entry, text) for key, text in _texts(told).items()}
    line = _line(conditions, entry, data["line"]) if "line" in data else None
    one = next((terms[key] for key in _ONE_TERM if key in terms), None)
    return Pays(
        per=data["per"],
        least=terms.get("from", one),
        most=terms.get("to", one),
        about="about" in terms,
        line=line,
    )


def _texts(told: Any) -> Mapping[str, str]:
    return {"exactly": str(told)} if not isinstance(told, Mapping) else told


def _term(conditions: Conditions, entry: Entry, text: str) -> Term | None:
    term = conditions.read_term(entry, str(text), "amount", entry.data["per"] == "member")
    if term is not None and not conditions.bare:
        bare = dict.fromkeys(_numbers(term))
        faults = (Fault("bare_amount", value=f"{number:g}") for number in bare)
        conditions.reader.record(entry, "amount", faults)
    return term


def _numbers(term: Term) -> Iterator[float]:
    if isinstance(term, Number) and term.value:  # the zero of a minus sign is no amount
        yield term.value
    for part in terms_of(term):
        yield from _numbers(part)


def _line(conditions: Conditions, entry: Entry, name: str) -> Term | None:
    if name not in conditions.figures:
        near = nearest(name, conditions.figures)
        fault = entry.fault("unknown_figure", "amount", value=name, near=near)
        conditions.reader.faults.append(fault)
        return None
    return FigureRef(name, conditions.figures[name].by)
