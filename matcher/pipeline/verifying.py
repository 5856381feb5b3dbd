"""What has to be verified: facts against facts, and texts against facts."""

from matcher.eligibility.contradictions import contradictions
from matcher.eligibility.rulebook import Rulebook
from matcher.offerings import Catalogue
from matcher.pipeline.hearing import Heard
from matcher.understanding.told import told_in
from matcher.values import Contradiction
from matcher.views import View


def to_verify(
    seen: View, heard: Heard, book: Rulebook, catalogue: Catalogue
) -> tuple[Contradiction, ...]:
    """Return what does not fit together in a household's facts and texts; nothing is corrected."""
    household = seen.seen_household()
    told = [
        each
        for need in heard.needs
        for each in told_in(need.need, need.clauses, household, catalogue)
    ]
    return contradictions(seen, book.checks, book.vocabulary, told)
