"""Rotation of keys while serving: what is under an older key is sealed anew, a few at a time.

Each unit is small, so nobody waits behind it, and each leaves the database whole: it can stop
and go on at any place. What cannot be opened is counted and passed over. A mark that is not the
one of its content, made while another `index` key was on the ring, is worked out anew.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial

from api.personal.blind import blind_index
from api.personal.cipher import CipherError, Place, key_id_of, open_sealed, seal
from api.personal.keys import KeyRing
from api.store.envelopes import KINDS, Envelopes
from api.store.store import Store, Unit
from api.store.values import PersonalField, Plan, Sealed, Towns

ACTOR = "service"
PLAN_BODY, PLAN_REASON = "plan", "reason"
"""The fields for which a plan and its correction are sealed."""
_AT_ONCE = 100
_FEW = 10
"""Rows that may hold whole files: fewer at once."""


Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many fields, plans and other rows were sealed anew, and how many could not be opened.

    `marks` are those that were wrong and were put right, of fields sealed anew or left as sealed.
    `seen` is how many rows were looked at for that.
    """

    fields: int = 0
    plans: int = 0
    others: int = 0
    failed: int = 0
    marks: int = 0
    seen: int = 0
    is_done: bool = True

    @property
    def all(self) -> int:
        """Return how many things were sealed anew."""
        return self.fields + self.plans + self.others

    @property
    def changes(self) -> int:
        """Return how much was done, by which it is cut short."""
        return self.all + self.marks

    def with_(self, part: "Rotated") -> "Rotated":
        """Return the counts of both."""
        return Rotated(
            self.fields + part.fields,
            self.plans + part.plans,
            self.others + part.others,
            self.failed + part.failed,
            self.marks + part.marks,
            self.seen + part.seen,
        )


@dataclass(frozen=True, slots=True)
class Strongroom:
    """What rotation needs of an office: it reads no catalogue."""

    store: Store
    ring: KeyRing
    now: Callable[[], datetime]


def rotate(
    store: Store,
    ring: KeyRing,
    now: Callable[[], datetime],
    limit: int | None = None,
    progress: Progress = lambda _what, _done, _of: None,
) -> Rotated:
    """Seal everything under the ring's active key, `limit` things at most (None: all).

    `is_done` says that nothing is left under another key but what cannot be opened. `progress` is
    told after each unit what is looked at, how many rows of it were, and of how many.
    """
    office, done = Strongroom(store, ring, now), Rotated()
    of, seen = _sizes(store, ring), Counter[str]()
    for what, step in _steps(office):
        left = None if limit is None else limit - done.changes
        if left is not None and left <= 0:
            return replace(done, is_done=False)
        for part in step(_AT_ONCE if left is None else left):
            done = done.with_(part)
            seen[what] += part.seen
            progress(what, min(seen[what], of[what]), of[what])
            if limit is not None and done.changes >= limit:
                break
    return replace(done, is_done=limit is None or done.changes < limit)


def _sizes(store: Store, ring: KeyRing) -> dict[str, int]:
    return asdict(store.to_rotate(ring.active.id))


def _steps(office: Strongroom) -> tuple[tuple[str, Callable[[int], Iterator[Rotated]]], ...]:
    return (
        ("fields", lambda most: _fields(office, most)),
        ("plans", lambda most: _plans(office, most)),
        *(("others", partial(_others, office, kind)) for kind in KINDS),
        ("marks", lambda most: _marks(office, most)),
    )


def _unit(office: Strongroom) -> AbstractContextManager[Unit]:
    return office.store.unit(ACTOR, office.now(), Towns.everywhere())


def _fields(office: Strongroom, most: int) -> Iterator[Rotated]:
    after: tuple[str, str] | None = None
    while True:
        with _unit(office) as unit:
            found = unit.personal.sealed_otherwise(office.ring.active.id, _some(most), after)
            if not found:
                return
            pairs = [(old, _anew(office.ring, old)) for old in found]
            ready = [(old, new) for old, new in pairs if new is not None]
            done = unit.personal.reseal(ready)
        after = (found[-1].owner, found[-1].name)
        marks = sum(old.sealed.blind != new.blind for old, new in ready)
        failed = len(pairs) - len(ready)
        yield Rotated(fields=done, failed=failed, marks=marks, seen=len(found))


def _marks(office: Strongroom, most: int) -> Iterator[Rotated]:
    """Put wrong marks right; what does not open under an older key was counted before."""
    after: tuple[str, str] | None = None
    while True:
        with _unit(office) as unit:
            found = unit.personal.marked(_AT_ONCE, after)
            if not found:
                return
            pairs = [(old, _remarked(office.ring, old)) for old in found]
            wrong = [(old, new) for old, new in pairs if new is not None and new != old.sealed]
            done = unit.personal.reseal(wrong[:most])
        last = found[-1] if len(wrong) <= most else wrong[most - 1][0]
        after, active = (last.owner, last.name), office.ring.active.id
        failed = sum(new is None and old.sealed.key_id == active for old, new in pairs)
        yield Rotated(failed=failed, marks=done, seen=len(found))


def _plans(office: Strongroom, most: int) -> Iterator[Rotated]:
    after = ("", 0)
    while True:
        with _unit(office) as unit:
            found = unit.plans.sealed_otherwise(office.ring.active.id, _some(most), after)
            if not found:
                return
            done = [_reseal_plan(office.ring, unit, plan) for plan in found]
        after = (found[-1].household, found[-1].number)
        yield Rotated(plans=done.count(True), failed=done.count(None), seen=len(found))


def _others(office: Strongroom, kind: str, most: int) -> Iterator[Rotated]:
    after = ""
    while True:
        with _unit(office) as unit:
            found = unit.envelopes.walk(kind, min(_FEW, _some(most)), after)
            if not found:
                return
            done = [_reseal_other(office.ring, unit, each) for each in found]
        after = found[-1].id
        yield Rotated(others=done.count(True), failed=done.count(None), seen=len(found))


def _some(most: int) -> int:
    return max(1, min(most, _AT_ONCE))


def _anew(ring: KeyRing, old: PersonalField) -> Sealed | None:
    place = Place(old.owner, old.name)
    try:
        text = open_sealed(old.sealed.ciphertext, place, ring)
    except CipherError:
        return None
    blind = None if old.sealed.blind is None else blind_index(old.name, text, ring)
    return Sealed(seal(text, place, ring), ring.active.id, blind)


def _remarked(ring: KeyRing, old: PersonalField) -> Sealed | None:
    """Return a value as it is sealed, under the mark of its content; None: it does not open."""
    try:
        text = open_sealed(old.sealed.ciphertext, Place(old.owner, old.name), ring)
    except CipherError:
        return None
    return replace(old.sealed, blind=blind_index(old.name, text, ring))


def _reseal_plan(ring: KeyRing, unit: Unit, plan: Plan) -> bool | None:
    row = f"{plan.household}/{plan.number}"
    try:
        content = _again(ring, plan.body.content, Place(row, PLAN_BODY))
        reason = None
        if plan.correction is not None:
            reason = _again(ring, plan.correction.reason, Place(row, PLAN_REASON))
    except CipherError:
        return None
    return unit.plans.reseal(plan, content, ring.active.id, reason)


def _reseal_other(ring: KeyRing, unit: Unit, each: Envelopes) -> bool | None:
    try:
        anew = {
            name: _again(ring, envelope, Place(each.id, name))
            for name, envelope in each.sealed.items()
            if key_id_of(envelope) != ring.active.id
        }
    except CipherError:
        return None
    return bool(anew) and unit.envelopes.reseal(each, anew)


def _again(ring: KeyRing, envelope: bytes, place: Place) -> bytes:
    return seal(open_sealed(envelope, place, ring), place, ring)
