"""Whose a fact is that a clause voices: of those whom it concerns, one who may be asked for it."""

from collections.abc import Sequence

from matcher.eligibility.askable import is_open_to
from matcher.facts import Vocabulary
from matcher.offerings import Voiced
from matcher.understanding.whom import Concern
from matcher.views import View

_PARENTS = ("head", "spouse")


def laid_to(voiced: Voiced, concern: Concern, seen: View, vocabulary: Vocabulary) -> str | None:
    """Return the member to whom a voiced fact is laid; None where nobody fits.

    The first whom the clause concerns of those who may be asked for it. Of several alike (两个孩子
    of a boy and a girl who both might be) nobody is meant more than the other. What is true
    `of_parent` is laid to a child's parent.
    """
    concerned = list(concern.members)
    if voiced.of_parent:
        concerned += _parents_of(concern.members, seen)
    fitting = [m for m in concerned if is_open_to(voiced.fact, m, seen, vocabulary)]
    if not fitting:
        return None
    first, own = fitting[0], [m for m in fitting if m in concern.members]
    alike = [m for m in own if _relation(m, seen) == _relation(first, seen)]
    return first if len(alike) < 2 else None


def _parents_of(members: Sequence[str], seen: View) -> list[str]:
    """Return the parents of the head's children among these people, as far as they are listed."""
    if not any(_relation(member, seen) == "child" for member in members):
        return []
    return [name for name, _ in seen.members if _relation(name, seen) in _PARENTS]


def _relation(member: str, seen: View) -> str:
    return str(seen.known[member].get("relation", member))
