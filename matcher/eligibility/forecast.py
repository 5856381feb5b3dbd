"""What time alone will change within a year: verdicts compared on the eve and on each day."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from matcher.eligibility.announced import Announced
from matcher.eligibility.assess import STATUS_OF, held_codes, is_held, missing_facts
from matcher.eligibility.events import (
    YEAR,
    Event,
    brought_to,
    events_within_a_year,
    has_departed,
)
from matcher.eligibility.rulebook import Rule, Rulebook
from matcher.eligibility.watching import watch_of
from matcher.needs import Held, Household
from matcher.rules.evaluate import evaluate, explain
from matcher.rules.truth import Truth
from matcher.values import Cause, Change, Missing, Status
from matcher.views import View, view

_LAST_DAY = date.max - YEAR - timedelta(days=1)  # later, the calendar ends within the forecast
_CLOCKS = ("birthday", "since")  # what a date alone brings, without any fact told changing
_FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class _Side:
    """A household on one side of midnight: what is seen, by which figures, what is held."""

    view: View
    book: Rulebook
    held: frozenset[Held]


@dataclass(frozen=True, slots=True)
class _Found:
    """What a rule says of a beneficiary: whether it is held, and the truth of its condition."""

    held: bool
    truth: Truth

    @property
    def status(self) -> Status:
        return Status.HELD if self.held else STATUS_OF[self.truth]


def forecast(
    now: View,
    book: Rulebook,
    codes: Collection[str],
    announced: Sequence[Announced] = (),
    closing: Collection[str] | None = None,
) -> tuple[Change, ...]:
    """Return the changes that the next 365 days bring to the given codes by time alone.

    Dates pass, durations rise, states with a limit in their name end, school years turn, grants
    end and `announced` figures begin; all else stays as it is known today. A code that is held
    is told of where it ends, or where its condition holds and no longer will. `now` sees the
    household as it was told. To the dead nothing comes but what rests on their death.

    With `closing` only what is of use in a plan: an item that was only ever open closes for
    those codes alone, and one that was ruled out is told of when it is sure. Ordered by day,
    code, member.
    """
    if now.on > _LAST_DAY:
        return ()
    days = _events(now, book, announced)
    wanted = codes if isinstance(codes, frozenset | set) else frozenset(codes)
    coming = {each.on: each.book for each in announced}
    household = brought_to(now.household, now.on, book.vocabulary, watch_of(book))
    found: list[Change] = []
    for day, events in days:
        before = _side(household, day - timedelta(days=1), book)
        for event in events:
            household = event.applied(household)
        book = coming.get(day, book)
        after = _side(household, day, book)
        found += sorted(_changes(before, after, events, wanted), key=_order)
    return tuple(change for change in found if _is_told(change, closing))


def _order(change: Change) -> tuple[str, str]:
    return change.code, change.member or ""


def _is_told(change: Change, closing: Collection[str] | None) -> bool:
    if closing is None:
        return True
    if (change.was, change.becomes) == (Status.UNKNOWN, Status.INELIGIBLE):
        return change.code in closing
    return (change.was, change.becomes) != (Status.INELIGIBLE, Status.UNKNOWN)


def _events(
    now: View, book: Rulebook, announced: Sequence[Announced]
) -> list[tuple[date, list[Event]]]:
    """Return the days of the year ahead that bring something, each with what it brings."""
    found = [
        Event(each.on, None, cause, codes=codes)
        for each in announced
        for cause, codes in each.causes
    ]
    for rules in {id(b): b for b in (book, *(each.book for each in announced))}.values():
        found += [
            event
            for event in events_within_a_year(
                now.household, now.on, rules.vocabulary, watch_of(rules)
            )
            if event not in found
        ]
    found.sort(key=lambda event: event.on)
    return [(day, list(events)) for day, events in groupby(found, key=lambda event: event.on)]


def _side(household: Household, day: date, book: Rulebook) -> _Side:
    return _Side(view(household, day, book.derived), book, held_codes(household, book, day))


def _changes(
    before: _Side, after: _Side, events: Sequence[Event], wanted: frozenset[str] | set[str]
) -> Iterator[Change]:
    """Yield each change of a day that one of its events touches."""
    touching: dict[str, list[Event]] = {}
    gone = frozenset(held.code for held in before.held - after.held)
    watch = watch_of(after.book)
    for event in events:
        codes = event.codes | gone if event.cause.kind == "ends" else event.codes
        for code in watch.touched(event.names, event.reaches, event.counted, codes):
            if code in wanted:
                touching.setdefault(code, []).append(event)
    words = after.book.vocabulary
    departing = frozenset(fact.name for fact in words.departing)
    dead = frozenset(m.id for m in after.view.household.members if has_departed(m, words))
    for code, causes in touching.items():
        rule = watch.by_code[code]
        passed_over = dead if departing.isdisjoint(rule.facts) else frozenset()
        yield from _of_rule(rule, before, after, causes, passed_over)


def _of_rule(
    rule: Rule,
    before: _Side,
    after: _Side,
    events: Sequence[Event],
    passed_over: frozenset[str],
) -> Iterator[Change]:
    for scope in after.view.scopes(rule.per_member):
        member = scope.member
        if member in passed_over:
            continue
        touching = [
            e for e in events if rule.over_members or e.member is None or member in (None, e.member)
        ]
        if not touching:
            continue
        was, becomes = _found(rule.code, member, before), _found(rule.code, member, after)
        if _differs(was, becomes):
            yield Change(
                code=rule.code,
                member=member,
                on=after.view.on,
                becomes=STATUS_OF[becomes.truth],
                causes=_causes(rule.code, member, before, after, touching),
                was=was.status,
                missing=_missing(rule, member, becomes, after),
            )


def _found(code: str, member: str | None, side: _Side) -> _Found:
    rule = watch_of(side.book).by_code[code]
    truth = evaluate(rule.condition, side.view.scope(member))
    return _Found(is_held(rule, member, side.held), truth)


def _differs(was: _Found, becomes: _Found) -> bool:
    """Say whether a change is to be told: of what stays held, only that it will stop being true."""
    if was.held and becomes.held:
        return was.truth is Truth.TRUE and becomes.truth is not Truth.TRUE
    return was.held or was.truth is not becomes.truth


def _missing(rule: Rule, member: str | None, becomes: _Found, after: _Side) -> tuple[Missing, ...]:
    if becomes.truth is not Truth.UNKNOWN:
        return ()
    judged = explain(rule.condition, after.view.scope(member))
    return missing_facts(judged, after.view, after.book.vocabulary)


def _causes(
    code: str, member: str | None, before: _Side, after: _Side, events: Sequence[Event]
) -> tuple[Cause, ...]:
    """Return what brings the change: events that do it alone, else all of the day together."""
    groups: dict[object, list[Event]] = {}
    for event in events:
        kind = event.cause.kind
        same = "clock" if kind in _CLOCKS else kind if kind == _FIGURE else event.cause
        groups.setdefault(same, []).append(event)
    if len(groups) > 1:
        wanted = _found(code, member, after)
        for group in groups.values():
            if _found(code, member, _alone(before, after, group)) == wanted:
                return tuple(event.cause for event in group)
    return tuple(event.cause for event in events)


def _alone(before: _Side, after: _Side, events: Sequence[Event]) -> _Side:
    """Return the eve with only these events brought in."""
    household = before.view.household
    for event in events:
        household = event.applied(household)
    kinds = {event.cause.kind for event in events}
    book = after.book if _FIGURE in kinds else before.book
    day = after.view.on if kinds & {*_CLOCKS} else before.view.on
    seen = view(household, day, book.derived)
    return _Side(seen, book, held_codes(household, book, after.view.on if "ends" in kinds else day))
