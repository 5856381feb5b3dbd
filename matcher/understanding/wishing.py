"""What a text asks for by name: a wish, and not only a word that stands near a complaint."""

from collections.abc import Mapping, Sequence

from matcher.listening import OVER, Listening
from matcher.understanding.naming import Names, mentions_in
from matcher.understanding.settled import stance_of
from matcher.understanding.wordings import found_in

NAME = "◇"
"""What stands for the name in the words that wish for it."""


def wished_in(clauses: Sequence[str], names: Names, listening: Listening) -> Mapping[str, str]:
    """Return what (normalised) clauses ask for in words that wish for it: code, and the name.

    What is refused, solved, past or denied is no wish, nor is what was turned down.
    """
    return {
        code: clause[start:end]
        for clause in clauses
        for code, (start, end), value in mentions_in(clause, names)
        if value > 0 and _is_wished(clause, start, end, listening)
    }


def _is_wished(clause: str, start: int, end: int, listening: Listening) -> bool:
    marked = clause[:start] + NAME + clause[end:]
    found = found_in(marked, listening.wishes, listening.no_wishes)
    return found is not None and stance_of(clause, listening.stances)[0] not in OVER
