"""What a text says that may not fit the facts, and of whom it plainly says it."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from matcher.needs import Household, Need
from matcher.offerings import Catalogue, Clash
from matcher.typed import Clause
from matcher.understanding.concerns import plainly_named
from matcher.understanding.strangers import without_objects
from matcher.understanding.wordings import Wordings, found_in
from matcher.values import Told

_COMMAS = ",、:。"


def told_in(
    need: Need, clauses: Sequence[Clause], household: Household, catalogue: Catalogue
) -> Iterator[Told]:
    """Yield the clashes that a need's open clauses voice, where it is plain of whom.

    What is told of the past, as a wish, or of other people (`not_now`) does not count, nor
    does a clause of which it is not plain whom it speaks of: the facts are right more often.
    """
    for place, clause in enumerate(clauses):
        for number, found in _wordings(catalogue.clashes).first_in(clause.text):
            clash = catalogue.clashes[number]
            start, end = _piece(clause.text, found.start(), found.end())
            if found_in(clause.text[:end], catalogue.not_now, ()) is not None:
                continue
            rest = clause.text[: found.start()] + " " + clause.text[found.end() :]
            texts = [*(earlier.text for earlier in clauses[:place]), rest]
            for member in _whom(clash, texts, need, household, catalogue):
                yield Told(clash.name, member, need.id, (clause.said or clause.text)[start:end])


@lru_cache(maxsize=8)
def _wordings(clashes: tuple[Clash, ...]) -> Wordings:
    return Wordings((clash.words, clash.unless) for clash in clashes)


def _piece(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span between two commas in which a stretch of a clause stands."""
    before = max(text.rfind(mark, 0, start) for mark in _COMMAS) + 1
    after = min((place for mark in _COMMAS if (place := text.find(mark, end)) >= 0), default=None)
    return before, len(text) if after is None else after


def _whom(
    clash: Clash, texts: Sequence[str], need: Need, household: Household, catalogue: Catalogue
) -> tuple[str | None, ...]:
    """Return whom the last text speaks of, None being the household; nothing where not plain.

    One person named in it is meant. Where it names nobody, it speaks of whom the ledger lays
    the need to, unless an earlier text has brought up somebody else.
    """
    named = [
        plainly_named(
            without_objects(text, catalogue.listening.as_object),
            need,
            household,
            catalogue.kin,
            catalogue.not_kin,
        )
        for text in texts
    ]
    own = need.member
    if own is None and len(household.members) == 1:
        own = household.members[0].id
    if clash.by_teller and clash.per_member:
        return () if own is None else (own,)
    if clash.by_teller:
        return (None,)
    *before, here = named
    if here is None or (not here and None in before):
        return ()
    others = {name for names in before for name in names or ()} - {own}
    if not clash.per_member:
        return (None,) if set(here) <= {own} and not (others and not here) else ()
    if here:
        return here if len(here) == 1 else ()
    return () if own is None or others else (own,)
