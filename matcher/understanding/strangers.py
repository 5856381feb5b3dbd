"""Who is spoken of and is not of the household, and kin who are only called, asked or missed."""

from functools import lru_cache

from matcher.listening import Listening
from matcher.understanding.wordings import Wordings, all_found_in, found_in


def stranger_in(clause: str, listening: Listening) -> str:
    """Return the word for somebody outside the household whose trouble a clause tells, if any.

    What somebody outside does to the household, or for it, is its own matter.
    """
    strangers = listening.strangers
    wordings = _wordings(strangers.words, strangers.unless)
    told = next((found for _, found in wordings.first_in(clause)), None)
    if told is not None:
        return told["who"] or told.group()
    asked = found_in(clause, strangers.asked_for, ())
    return asked.group() if asked is not None else ""


@lru_cache(maxsize=8)
def _wordings(strangers: tuple[str, ...], unless: tuple[str, ...]) -> Wordings:
    return Wordings([(strangers, unless)])


def goes_on_about_stranger(clause: str, listening: Listening, within: bool) -> bool:
    """Say whether a clause behind one about a stranger goes on about them.

    It does by 他 or 她, by asking what may be done and, `within` a sentence, where it names no
    other subject; not where the speaker comes in.
    """
    if found_in(clause, listening.strangers.go_on, ()) is not None:
        return True
    if found_in(clause, listening.first_person, ()) is not None:
        return False
    return within or found_in(clause, listening.third_person, ()) is not None


def without_objects(clause: str, as_object: tuple[str, ...]) -> str:
    """Return a clause with blanks for kin who are called, asked, missed or likened to.

    Who says 妈妈 late is the child and not the mother.
    """
    for found in all_found_in(clause, as_object, ()):
        start, end = found.span("kin")
        clause = clause[:start] + " " * (end - start) + clause[end:]
    return clause
