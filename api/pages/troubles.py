"""What went wrong with a form: sentences for its head, and the inputs they stand at."""

from collections.abc import Callable, Mapping

from api.errors import ProblemError, pointer
from api.pages.fields import Trouble
from matcher.errors import HouseholdError, XingfuError
from matcher.wording import Lang

_MALFORMED, _OURS = 422, 500


def sentences(error: ProblemError, lang: Lang) -> tuple[str, ...]:
    """Return the sentences of a problem."""
    problem = error.problem
    return tuple(mend.reason.say(lang) for mend in problem.errors) or (problem.detail.say(lang),)


def troubles(
    error: ProblemError | XingfuError, lang: Lang, at: Callable[[str], str]
) -> tuple[Trouble, ...]:
    """Return what is wrong, each at the input that `at` names for a pointer (empty: at none)."""
    if not isinstance(error, ProblemError):
        fault = error.faults[0]
        return (Trouble(fault.reason(lang), at(pointer(fault.field))),)
    problem = error.problem
    told = tuple(Trouble(m.reason.say(lang), at(m.pointer or "")) for m in problem.errors)
    return told or (Trouble(problem.detail.say(lang), at("")),)


def by_input(told: tuple[Trouble, ...]) -> Mapping[str, str]:
    """Return the sentence for each input at which something is wrong."""
    return {each.at: each.sentence for each in told if each.at}


Refused = ProblemError | HouseholdError
REFUSED = (ProblemError, HouseholdError)
"""What a form may be refused by; anything else is told on a page of its own."""


def status_of(error: Exception) -> int:
    """Return the status of a form that is shown again: 503 where nothing in it was wrong."""
    if isinstance(error, ProblemError) and error.problem.status >= _OURS:
        return error.problem.status
    return _MALFORMED
