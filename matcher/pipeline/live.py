"""Live supply: what was posted since the catalogue was loaded, and what is left of everything."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

from matcher.eligibility.rulebook import Rulebook, with_posted
from matcher.offerings import Catalogue, Offering, Supply
from matcher.pipeline.assessor import rules_of
from matcher.rules.figures import figures_on


@dataclass(frozen=True, eq=False)
class Live:
    """A catalogue as it was loaded, and the offerings posted since, in the order of their codes.

    It stays the same object while only what is left changes: what was worked out for it stays.
    """

    loaded: Catalogue
    posted: tuple[Offering, ...] = ()

    @cached_property
    def offerings(self) -> Mapping[str, Offering]:
        """Return all offerings by code, the catalogue's first, whatever is left of them."""
        return {**self.loaded.offerings, **{each.code: each for each in self.posted}}


def posted_of(supply: Supply, loaded: Catalogue, before: Live | None) -> tuple[Offering, ...]:
    """Return what a supply adds to a catalogue, in the order of the codes.

    What stood in `before` and says the same still, but for what is left of it, is that same one.
    """
    there = {} if before is None else {each.code: each for each in before.posted}
    found = {each.code: each for each in supply.posted if each.code not in loaded.offerings}
    return tuple(_as_before(found[code], there.get(code)) for code in sorted(found))


def _as_before(now: Offering, before: Offering | None) -> Offering:
    if before is None or now is before:
        return now
    return before if replace(now, remaining=before.remaining) == before else now


def with_left(catalogue: Catalogue, supply: Supply, live: Live) -> Catalogue:
    """Return a catalogue of `live` in which so much is left of each offering as a supply tells."""
    own = {
        each.code: each.remaining
        for each in supply.posted
        if each.code not in live.loaded.offerings
    }
    left = {**own, **supply.left}
    there = catalogue.offerings
    return replace(
        catalogue,
        offerings={
            code: _with(there.get(code, each), float(left.get(code, each.remaining)))
            for code, each in live.offerings.items()
        },
    )


def _with(offering: Offering, left: float) -> Offering:
    return offering if offering.remaining == left else replace(offering, remaining=left)


@lru_cache(maxsize=64)
def live_rules(live: Live, day: date) -> Rulebook:
    """Return the rules of a day with those of what was posted."""
    book, figures = rules_of(live.loaded, day), live.loaded.figures
    if not live.posted:
        return book
    posted = {each.code: each for each in live.posted}
    return with_posted(book, posted, figures_on(figures, day, figures))
