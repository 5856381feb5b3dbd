"""What was looked at is taken, some hundred households at a time, and can be taken back.

Between two of these others write. Each household carries its place in the file: whoever accepts
again after a kill goes on where it broke off, and nothing is doubled.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum, auto
from typing import Any

from api.access.rules import Action, Decision, decide
from api.sheets.complaints import Complaint
from api.sheets.faults import RowFault
from api.sheets.lines import fault_at
from api.store.imports import Import, ImportState, Placed
from api.store.newcomers import Newcomer
from api.store.store import Unit
from api.store.values import HouseholdState
from api.usecases.consent import policy, read_consent
from api.usecases.desk import Desk
from api.usecases.doubles import find_doubles, find_elsewhere, note_elsewhere, sought
from api.usecases.examining import Examined, Examiner, Good, ImportRefusedError
from api.usecases.importing import MOST_FAULTS, report_of, sealed_report, source_of
from api.usecases.keeping_readings import reading_of
from api.usecases.ledgers import PersonalValue, newcomer_of
from api.usecases.mapped import unconfirmed
from api.usecases.shown import show_rows
from api.usecases.under_way import alone_with
from matcher.wording import Bilingual

SOURCE = "import"
"""The source of facts that came from a spreadsheet."""
UNDO_DAYS = timedelta(days=30)
STRIDE = 200
"""Households of one unit: others wait for no longer than it takes to add them."""
_BREATH = 0.02
_REASON = "import.undo"

_LOOK_FIRST = Bilingual(
    "有的列名只是相近，请先确认每一列的含义",
    "some columns are only alike to what we know: confirm what each of them means first",
)
_OVER = Bilingual("这份文件已经放弃或撤回", "this file was dropped, or its import undone")
_NOTHING = Bilingual("没有可以导入的家庭", "there is no household that can be taken")
_ALL_KNOWN = Bilingual(
    "试读以后，文件里能导入的家庭都已经建档，没有重复导入；重新试读可以看到是哪几户",
    "since the file was looked at every household of it came on record, and nothing is doubled; "
    "read it again to see which they are",
)
_NOT_TAKEN = Bilingual("这份文件还没有导入", "nothing of this file was imported")
_TOO_LATE = Bilingual("超过30天，不能再撤回", "it can be undone for 30 days, which are over")


@dataclass(frozen=True, slots=True)
class _Found:
    """What there is to take, and counts and faults of the file (None: as they are reported)."""

    good: Sequence[Good]
    counts: Mapping[str, int]
    faults: Sequence[RowFault] | None


class Why(StrEnum):
    """Why a household stays when its import is undone: first what is the most to lose."""

    ELSEWHERE = auto()
    """Who undoes has no say over its town."""
    PLANNED = auto()
    HANDED_OVER = auto()
    """Another town waits to take it over."""
    CHANGED = auto()


@dataclass(frozen=True, slots=True)
class Stays:
    """A household that an undo leaves, and why."""

    household: str
    why: Why


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: how many households are gone, and which stay and why.

    `num_elsewhere` is how many moved to towns that the caller does not see: these stay, unnamed.
    """

    entry: Import
    num_erased: int
    left: tuple[Stays, ...]
    num_elsewhere: int


def accept(
    examiner: Examiner,
    id: str,
    *,
    confirmed: bool = False,
    consent: Any = None,
    found: Examined | None = None,
) -> Import:
    """Take all good households of a file; accepted once more it goes on, or does nothing.

    `consent` is what the families agreed to on paper, by group, as an intake tells it: whoever
    accepts answers for that, and it is on record. Without it nothing is agreed to.

    Columns that are only alike to known ones have to be `confirmed`, here or one by one before.
    What the look at the file found is taken, or what was `found` in it just now; the file is read
    again where that was not kept, or holds no more. Who comes while it is being taken is told so.
    """
    with examiner.desk.view() as unit:
        unit.imports.find(id)
    agreed = read_consent(consent, "/consent", policy(), examiner.desk.today)
    with alone_with(id):
        return _accept(examiner, id, confirmed, agreed, found)


def _accept(
    examiner: Examiner,
    id: str,
    confirmed: bool,
    agreed: Mapping[str, Any],
    found: Examined | None,
) -> Import:
    desk = examiner.desk
    with desk.view() as unit:
        entry = unit.imports.find(id)
    if entry.state is ImportState.ACCEPTED:
        return entry
    if entry.state is not ImportState.CHECKED:
        raise ImportRefusedError("conflict", _OVER)
    if unconfirmed(entry.mapping) and not confirmed:
        raise ImportRefusedError("conflict", _LOOK_FIRST)
    there = _there(examiner, entry, found)
    if not there.good:
        why = _ALL_KNOWN if there.counts["duplicates"] else _NOTHING
        raise ImportRefusedError("conflict", why)
    if agreed:
        _declare(desk, id, agreed)
    late: list[Good] = []
    for done, goods in enumerate(_strides(there.good)):
        known = _take(desk, id, goods, agreed)
        late += [good for good in goods if good.place in known]
        examiner.progress("storing", min((done + 1) * STRIDE, len(there.good)), len(there.good))
    return _finish(desk, id, there, late)


def _there(examiner: Examiner, entry: Import, found: Examined | None) -> _Found:
    if found is None:
        kept = _as_read(examiner.desk, entry)
        if kept is not None:
            return _Found(kept, entry.counts, None)
        found = examiner.examine(source_of(examiner.desk, entry.id))
    return _Found(found.good, found.counts, found.faults)


def _as_read(desk: Desk, entry: Import) -> tuple[Good, ...] | None:
    """Return the households as the look at the file found them.

    None where that is not kept, where one of them is on record by now, and where others were:
    what has become of these, the file has to tell.
    """
    if entry.counts["duplicates"]:
        return None
    with desk.view() as unit:
        good = reading_of(desk, unit, entry)
        if good is None:
            return None
        own = frozenset(placed.household for placed in unit.imports.placed(entry.id))
        wanted = sought(desk, ((each.place, each.taken) for each in good))
        return None if find_doubles(unit, wanted, own) else good


def _finish(desk: Desk, id: str, found: _Found, late: Sequence[Good]) -> Import:
    """Say that the import is accepted, and of which households others were quicker (`late`)."""
    num = len(late)
    counts = {**found.counts, "duplicates": found.counts["duplicates"] + num}
    counts |= {"good": counts["good"] - num, "held": counts["held"] + num}
    with desk.unit() as unit:
        entry = unit.imports.lock(id)
        if entry.state is not ImportState.CHECKED:
            return entry
        report = report_of(desk, entry)
        assert report is not None
        told = report.faults if found.faults is None else found.faults
        here = [fault_at(*good.taken.rows[0], Complaint("known_meanwhile")) for good in late]
        report = replace(report, faults=(*here, *told)[:MOST_FAULTS])
        return unit.imports.finish(id, counts, sealed_report(desk, id, report))


def _strides(good: Sequence[Good]) -> Iterator[Sequence[Good]]:
    for start in range(0, len(good), STRIDE):
        yield good[start : start + STRIDE]


def _declare(desk: Desk, id: str, agreed: Mapping[str, Any]) -> None:
    """Put on record for which groups somebody says that the families of a file agreed."""
    groups = {name: grant["granted"] for name, grant in agreed.items()}
    with desk.unit() as unit:
        unit.audit.record("import.consent", id, {"groups": groups})


def _take(desk: Desk, id: str, goods: Sequence[Good], agreed: Mapping[str, Any]) -> Set[int]:
    """Add households in one unit; return the places of those that others have added meanwhile.

    All that can be done before the unit is done before it: sealing, and hearing danger. Meanwhile
    others write.
    """
    coming = {good.place: _sealed(desk, good, agreed) for good in goods}
    wanted = sought(desk, ((good.place, good.taken) for good in goods))
    with desk.unit() as unit:
        entry = unit.imports.lock(id)
        if entry.state is not ImportState.CHECKED:
            raise ImportRefusedError("conflict", _OVER)
        if entry.undo_until is None:
            unit.imports.begin(id, desk.at + UNDO_DAYS)
        taken = unit.imports.taken_places(id, coming)
        unit.personal.wait_for([*wanted.by_number, *wanted.by_name])
        others = find_elsewhere(desk, wanted)
        doubles = {*find_doubles(unit, wanted), *others} - taken
        places = [place for place in coming if place not in taken and place not in doubles]
        added = unit.newcomers.add([coming[place] for place in places])
        pairs = zip(added, places, strict=True)
        unit.imports.place(id, [Placed(made.id, place, made.version) for made, place in pairs])
    note_elsewhere(desk, (each for place in doubles for each in others.get(place, ())))
    return doubles


def _sealed(desk: Desk, good: Good, agreed: Mapping[str, Any]) -> Newcomer:
    personal = [PersonalValue(p.member, p.field, p.value) for p in good.taken.personal]
    taken = good.taken
    return newcomer_of(desk, taken.household, personal, SOURCE, agreed, taken.by_card)


def undo(desk: Desk, id: str, progress: Callable[[int, int], None] = lambda _d, _o: None) -> Undone:
    """Erase what an import added, but for households that were changed or planned for since.

    So is one of which a transfer waits: somebody counts on taking it over.

    These are named; who may erase them does it one by one. Undone again it goes on. Beside its
    maker, who may erase households of all its towns may do it.
    """
    desk, entry = _for_undo(desk, id)
    _require_undoable(desk, entry)
    with alone_with(id):
        return _undo(desk, id, progress)


def _undo(desk: Desk, id: str, progress: Callable[[int, int], None]) -> Undone:
    with desk.view() as unit:
        placed = unit.imports.placed(id)
    left: list[Stays] = []
    for start in range(0, len(placed), STRIDE):
        left += _erase(desk, id, placed[start : start + STRIDE])
        progress(min(start + STRIDE, len(placed)), len(placed))
        time.sleep(_BREATH)
    with desk.unit() as unit:
        entry = unit.imports.lock(id)
        if entry.state is not ImportState.UNDONE:
            counts = {**entry.counts, "erased": len(placed) - len(left), "left": len(left)}
            entry = unit.imports.undo(id, counts)
    elsewhere = _num_elsewhere(desk, id, {each.household for each in placed})
    return Undone(entry, len(placed) - len(left), tuple(left), elsewhere)


def _num_elsewhere(desk: Desk, id: str, seen: Set[str]) -> int:
    """Return how many households of an import, on record still, the caller does not see."""
    with desk.of_the_city().view() as unit:
        unseen = [p.household for p in unit.imports.placed(id) if p.household not in seen]
        found = unit.listing.households(unseen)
    return sum(each.state is not HouseholdState.ERASED for each in found.values())


def _for_undo(desk: Desk, id: str) -> tuple[Desk, Import]:
    """Return the desk at which an import can be undone: the caller's own, else the city's.

    The city's only for who may erase every household that it added; to others it is absent.
    """
    if decide(desk.caller, Action.ERASE) is Decision.YES and desk.caller.towns is not None:
        city = desk.of_the_city()
        with city.view() as unit:
            towns = unit.imports.towns(id)
            if towns and towns <= desk.caller.towns:
                return city, unit.imports.find(id)
    with desk.view() as unit:
        return desk, unit.imports.find(id)


def _require_undoable(desk: Desk, entry: Import) -> None:
    if entry.state is ImportState.UNDONE:
        return
    if entry.undo_until is None:
        raise ImportRefusedError("conflict", _NOT_TAKEN)
    if desk.at > entry.undo_until:
        raise ImportRefusedError("gone", _TOO_LATE)


def _erase(desk: Desk, id: str, placed: Sequence[Placed]) -> list[Stays]:
    """Erase households that are as they were added; return those that are not."""
    with desk.unit() as unit:
        unit.imports.lock(id)
        left = _staying(unit, placed, desk.caller.towns)
        kept = {each.household for each in left}
        for each in placed:
            if each.household not in kept:
                _erase_one(unit, each)
    return left


def _erase_one(unit: Unit, placed: Placed) -> None:
    household = unit.households.get(placed.household)
    if household.state is not HouseholdState.ERASED:
        unit.households.take(household.id, household.version)
        unit.households.erase(household.id, _REASON)


def _staying(unit: Unit, placed: Sequence[Placed], towns: frozenset[str] | None) -> list[Stays]:
    """Return which households of an import are not to be erased, in the file's order."""
    ids = [each.household for each in placed]
    planned, waiting = unit.listing.plans(ids), unit.transfers.waiting(ids)
    found = unit.listing.households(ids)
    left: list[Stays] = []
    for each in placed:
        household = found[each.household]
        reasons = {
            Why.ELSEWHERE: towns is not None and household.town not in towns,
            Why.PLANNED: household.id in planned,
            Why.HANDED_OVER: household.id in waiting,
            Why.CHANGED: household.version != each.version,
        }
        why = next((why for why, holds in reasons.items() if holds), None)
        is_there = household.state is not HouseholdState.ERASED or why is Why.ELSEWHERE
        if why is not None and is_there:
            left.append(Stays(household.id, why))
    return left


def left_by_undo(desk: Desk, id: str) -> tuple[tuple[Mapping[str, Any], Why], ...]:
    """Return what an undone import left, of the caller's towns: rows as lists show them, and why.

    Nothing of an import that was not undone, nor of who was erased by hand since.
    """
    with desk.view() as unit:
        if unit.imports.find(id).state is not ImportState.UNDONE:
            return ()
        left = _staying(unit, unit.imports.placed(id), desk.caller.towns)
        found = unit.listing.households([each.household for each in left])
        rows = show_rows(desk, unit, (found[each.household] for each in left))
        return tuple(zip(rows, (each.why for each in left), strict=True))
