"""The supply of the moment before the matcher, and what a plan keeps of the supply it saw.

A supply is kept as two contents, each under its digest: what was posted, once for each time that
something is posted or closed, and what is left with the digest of the first, which is small.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock

from api.errors import Problem, ProblemError
from api.store.canonical import canonical, digest, parsed
from api.store.errors import AbsentError
from api.store.store import Unit
from api.usecases.live_supply import live_supply, supply_stamp
from matcher.errors import ConditionError
from matcher.offerings import Catalogue, Offering, Supply
from matcher.pipeline.matcher import Matcher
from matcher.reading.supplies import entry_of, left_of, offering_of
from matcher.wording import Bilingual

_GONE = Bilingual(
    "做这份方案时的供给没有存下来，无法逐字节重算",
    "the supply that this plan was made with was not kept: it cannot be worked out again",
)


@dataclass(frozen=True, slots=True)
class KeptSupply:
    """A supply as it is kept: its digest, the content of it, and that of what was posted."""

    digest: str
    content: str
    posted: str


@dataclass(frozen=True, slots=True, eq=False)
class Supplied:
    """The matcher with the supply of a moment, and the supply as it is kept."""

    stamp: str
    matcher: Matcher
    kept: KeptSupply


@dataclass(slots=True, eq=False)
class Latest:
    """The last supply that was seen: whoever plans while nothing changes uses its matcher."""

    matcher: Matcher
    seen: Supplied | None = None
    _one_at_a_time: Lock = field(default_factory=Lock)

    def of(self, unit: Unit) -> Supplied:
        """Return the matcher with the supply that a unit sees, which has changed nothing yet.

        What is posted or reserved counts from the next call on, whichever process did it.
        """
        stamp = supply_stamp(unit)
        seen = self.seen
        if seen is not None and seen.stamp == stamp:
            return seen
        supply = live_supply(unit, self.matcher.lists)
        with self._one_at_a_time:  # what one has made ready the next finds
            self.seen = self._with(stamp, supply, self.seen)
            return self.seen

    def _with(self, stamp: str, supply: Supply, before: Supplied | None) -> Supplied:
        if before is not None and before.stamp == stamp:
            return before
        start = self.matcher if before is None else before.matcher
        made = start.with_supply(supply)
        is_as_posted = before is not None and made.live is before.matcher.live
        return Supplied(stamp, made, _kept(made, supply, before if is_as_posted else None))


def keep_supply(unit: Unit, kept: KeptSupply) -> str:
    """Keep the supply that a plan was made with, where it is not kept yet; return its digest."""
    if unit.supplies.keep(kept.content):  # else that of what was posted is there too
        unit.supplies.keep(kept.posted)
    return kept.digest


def supply_of_then(unit: Unit, of: str) -> KeptSupply:
    """Return a supply as it was kept; a problem where it is not there."""
    try:
        content = unit.supplies.get(of)
        return KeptSupply(of, content, unit.supplies.get(parsed(content)["posted"]))
    except AbsentError:
        raise ProblemError(Problem("absent", _GONE)) from None


def with_kept(matcher: Matcher, kept: KeptSupply) -> Matcher:
    """Return the matcher with a supply that was kept.

    What its catalogue has no words for is left out: another catalogue than that of then.
    """
    left: Mapping[str, int] = parsed(kept.content)["left"]
    return matcher.with_supply(Supply(kept.digest, _posted(kept.posted, matcher.lists), left))


@lru_cache(maxsize=8)
def _posted(content: str, catalogue: Catalogue) -> tuple[Offering, ...]:
    found = []
    for entry in parsed(content):
        try:
            found.append(offering_of({**entry, "remaining": 0.0}, catalogue))
        except ConditionError:
            continue
    return tuple(found)


def _kept(matcher: Matcher, supply: Supply, before: Supplied | None) -> KeptSupply:
    """Return a supply as it is kept; what was posted is written anew only where it changed."""
    assert matcher.live is not None
    told = [entry_of(each) for each in matcher.live.posted] if before is None else []
    posted = canonical(told) if before is None else before.kept.posted
    left = left_of(supply, matcher.lists)
    content = canonical({"left": left, "posted": digest(posted.encode())})
    return KeptSupply(digest(content.encode()), content, posted)
