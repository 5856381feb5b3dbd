"""What there is still to ask of a family: one number, the same wherever it is told.

A question that was asked and that nobody can answer is kept as a fact that is not known, from the
source UNCLEAR. It waits apart until somebody can, and is no more one of those to be asked.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from api.store.values import Fact

Data = dict[str, Any]
Place = tuple[str, str | None]
"""What a question is about: a fact, and the member whose it is (None: the household's)."""
FIRST = 6
"""So many questions are asked first; the others are told in number."""
UNCLEAR = "unclear"


def unclear_of(facts: Iterable[Fact]) -> frozenset[Place]:
    """Return what was asked and nobody can tell, of the facts that stand of a household."""
    return frozenset(
        (fact.name, fact.member) for fact in facts if fact.value is None and fact.source == UNCLEAR
    )


def still_to_ask(questions: Sequence[Data], unclear: Collection[Place]) -> list[Data]:
    """Return the questions of a plan but for those that nobody can answer, in their order."""
    return [each for each in questions if place_of(each) not in unclear]


def place_of(question: Mapping[str, Any]) -> Place:
    """Return what a question of a plan is about."""
    return question["fact"], question["member"]


def counts_of(questions: Sequence[Data], unclear: Collection[Place]) -> Mapping[str, int]:
    """Return how many questions are still to be asked, and how many items they decide."""
    left = still_to_ask(questions, unclear)
    decided = {code for question in left for code in question["decides"]}
    return {"questions": len(left), "unlocks": len(decided)}
