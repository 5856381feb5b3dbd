"""What of a text may be so: without what it denies, and without what happens only in a story."""

from dataclasses import replace
from functools import lru_cache

from matcher.offerings import Catalogue
from matcher.typed import Clause
from matcher.understanding.not_so import left_of, not_so_in
from matcher.understanding.settled import letters_in
from matcher.understanding.signs import denied_signs
from matcher.understanding.voiced import denied_facts
from matcher.understanding.wordings import Span

_LEAST = 4  # letters that a clause keeps beside what it denies, where it tells anything


@lru_cache(maxsize=1024)  # texts that are heard, then weighed for danger
def untrue_in(text: str, catalogue: Catalogue) -> tuple[Span, ...]:
    """Return the stretches of a normalised text that tell of what is not so here."""
    not_so = not_so_in(text, catalogue.listening)
    if not not_so:
        return ()
    signs = denied_signs(text, catalogue.signs, not_so)
    facts = denied_facts(text, catalogue.voiced, not_so)
    return (*not_so.stories, *not_so.listings, *dict.fromkeys((*signs, *facts)))


def real_text(text: str, catalogue: Catalogue) -> str:
    """Return a normalised text without what is not so here, "" where that is nearly nothing."""
    real = left_of(text, 0, untrue_in(text, catalogue))
    return real if real == text or _tells(real) else ""


def _tells(text: str) -> bool:
    return letters_in(text) >= _LEAST


def is_story(clause: Clause, text: str, catalogue: Catalogue) -> bool:
    """Say whether a clause of a normalised text tells only of what happens in a story."""
    stories = not_so_in(text, catalogue.listening).stories
    return clause.unreal and any(s < clause.end and clause.start < e for s, e in stories)


def with_what_is_real(clause: Clause, text: str, catalogue: Catalogue) -> Clause:
    """Return a clause of a normalised text with what of it may be so.

    One that keeps nearly nothing asks for nothing.
    """
    real = left_of(clause.text, clause.start, untrue_in(text, catalogue))
    unreal = real != clause.text and not _tells(real)
    return replace(clause, real=real, unreal=unreal, settled=clause.settled or unreal)
