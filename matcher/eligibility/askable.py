"""Whom a fact may be asked of, and advised: the living, of its age, with a ground where one is due.

A household that says nothing of a person's age, sex or work leaves the question open to them.
"""

from collections.abc import Container

from matcher.eligibility.events import has_departed
from matcher.eligibility.rulebook import Rulebook
from matcher.facts import Vocabulary
from matcher.rules.evaluate import evaluate
from matcher.rules.truth import Truth
from matcher.views import View

_GROWN_UP, _ADULT = ("head", "spouse", "parent", "grandparent"), 30


def makes_sense(
    name: str,
    member: str | None,
    seen: View,
    book: Rulebook,
    voiced: Container[tuple[str, str]] = (),
) -> bool:
    """Say whether a person, or the household (None), can be asked for a fact.

    `voiced` are the facts, each with its member ("" is the household), that a text speaks of:
    what may be asked only on some ground has one in them.
    """
    return (
        is_open_to(name, member, seen, book.vocabulary)
        and is_in_place(name, member, seen, book)
        and _has_ground(name, member, seen, book, voiced)
    )


def is_open_to(name: str, member: str | None, seen: View, vocabulary: Vocabulary) -> bool:
    """Say whether a person is alive and of the age at which a fact is asked and advised.

    Without an age, a parent is grown up.
    """
    if member is None:
        return True
    if has_departed(seen.household.member(member), vocabulary):
        return False
    fact, facts = vocabulary.facts[name], seen.known[member]
    age = facts.get("age")
    if not isinstance(age, int):
        if facts.get("relation") not in _GROWN_UP:
            return True
        age = _ADULT
    return (fact.ask_from or 0) <= age <= (fact.ask_to or age)


def is_in_place(name: str, member: str | None, seen: View, book: Rulebook) -> bool:
    """Say whether nothing that is on record of a person makes a fact idle to ask for."""
    asking = book.asking.get(name)
    if asking is None or asking.where is None:
        return True
    return evaluate(asking.where, seen.scope(member)) is not Truth.FALSE


def _has_ground(
    name: str,
    member: str | None,
    seen: View,
    book: Rulebook,
    voiced: Container[tuple[str, str]],
) -> bool:
    asking = book.asking.get(name)
    if asking is None or not asking.grounded or (name, member or "") in voiced:
        return True
    ground = asking.ground
    return ground is not None and evaluate(ground, seen.scope(member)) is Truth.TRUE
