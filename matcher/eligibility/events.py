"""What time alone does to a household within a year: an event a day and a cause."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from matcher.eligibility.grants import known_on, status_of
from matcher.eligibility.schooling import next_turn, renewal
from matcher.eligibility.turning import key_of
from matcher.eligibility.watching import Watch
from matcher.facts import Fact, Value, Vocabulary
from matcher.needs import Household, Member
from matcher.rules.dates import reached, since
from matcher.rules.evaluate import Facts
from matcher.rules.tree import Since
from matcher.values import Cause

YEAR = timedelta(days=365)
LAPSE = "lapse"
Holder = tuple[str | None, Facts, Facts]
"""Whose facts: the member's id (None: the household), the facts told, and all that is seen."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that time alone brings on a day.

    `facts` are what facts of `member` (None: of the household) become, None being not known any
    more; none where the date itself is what changes. `names` are all facts that change with
    them, `reaches` the numbers that are reached, `counted` the facts these stand for, and
    `codes` the items that are touched whatever their rule names.
    """

    on: date
    member: str | None
    cause: Cause
    facts: Mapping[str, Value | None] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    reaches: frozenset[tuple[str, int]] = frozenset()
    counted: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()

    def applied(self, household: Household) -> Household:
        """Return the household as the event leaves it."""
        if not self.facts:
            return household
        if self.member is None:
            return replace(household, facts=_merged(household.facts, self.facts))
        return replace(household, members=tuple(map(self._changed, household.members)))

    def _changed(self, member: Member) -> Member:
        if member.id != self.member:
            return member
        over = frozenset(self.facts) if self.cause.kind == LAPSE else frozenset()
        return replace(member, facts=_merged(member.facts, self.facts), lapsed=member.lapsed | over)


def _merged(facts: Facts, changed: Mapping[str, Value | None]) -> Facts:
    return {name: value for name, value in {**facts, **changed}.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are looked at: those behind `after`, up to `until`.

    `known` is the day on which what is told is true, at most `after`.
    """

    known: date
    after: date
    until: date

    def has(self, day: date | None) -> bool:
        """Say whether a day is one of them."""
        return day is not None and self.after < day <= self.until


def events_within_a_year(
    household: Household, on: date, vocabulary: Vocabulary, watch: Watch
) -> Iterator[Event]:
    """Yield what time alone brings in the 365 days after `on`.

    From the day on which the household tells it (see `known_on`) durations count and states
    last. Of the dead nothing comes but what is said of their death.
    """
    span = Span(known_on(household, on), on, on + YEAR)
    for holder in _holders(household, vocabulary):
        yield from _of_dates(holder, on, watch)
    yield from _moves(household, span, vocabulary, watch)


def brought_to(household: Household, on: date, vocabulary: Vocabulary, watch: Watch) -> Household:
    """Return the household as time alone has left it on the day `on`, told as of that day.

    Unchanged where it was told on that day or later, or on no day that is known.
    """
    known = known_on(household, on)
    if known == on:
        return household
    found = sorted(
        _moves(household, Span(known, known, on), vocabulary, watch), key=lambda each: each.on
    )
    for event in found:
        household = event.applied(household)
    return replace(household, as_of=on)


def has_departed(member: Member | None, vocabulary: Vocabulary) -> bool:
    """Say whether a member is known to have died, lately or earlier."""
    return member is not None and any(
        member.facts.get(fact.name) is True or fact.name in member.lapsed
        for fact in vocabulary.departing
    )


def _holders(household: Household, vocabulary: Vocabulary) -> list[Holder]:
    """Return whose facts move: the household's, then those of each member who is alive."""
    living = [m for m in household.members if not has_departed(m, vocabulary)]
    ours: Holder = (None, household.facts, household.facts)
    return [ours, *((m.id, m.facts, {**household.facts, **m.facts}) for m in living)]


def _moves(
    household: Household, span: Span, vocabulary: Vocabulary, watch: Watch
) -> Iterator[Event]:
    """Yield each change of a fact in the span."""
    for holder in _holders(household, vocabulary):
        yield from _of_counts(holder, span, watch)
        yield from _of_states(holder, span, watch, watch.lasting)
        member, facts, _ = holder
        if member is not None:
            yield from _of_school(member, facts, span, vocabulary, watch)
    for one in household.members:
        if has_departed(one, vocabulary):
            yield from _of_states((one.id, one.facts, {}), span, watch, vocabulary.departing)
    yield from _of_grants(household, span, vocabulary, watch)


def _of_dates(holder: Holder, on: date, watch: Watch) -> Iterator[Event]:
    """Yield each day on which the whole days, months or years since a date are one more."""
    member, told, _ = holder
    for stretch in watch.stretches:
        start = told.get(stretch.fact)
        if not isinstance(start, date):
            continue
        for count, day in _rises(start, on, on + YEAR, stretch.unit):
            event = _clock(stretch, member, count, day, watch)
            if watch.touched(event.names, event.reaches, event.counted):
                yield event


def _rises(start: date, after: date, until: date, unit: str) -> Iterator[tuple[int, date]]:
    """Yield each number that is reached behind `after`, up to `until`, and the first day of it."""
    for count in range(since(start, after, unit) + 1, since(start, until, unit) + 1):
        yield count, reached(start, count, unit)


def _clock(stretch: Since, member: str | None, count: int, day: date, watch: Watch) -> Event:
    counted = watch.equals.get(stretch, ())
    is_age = bool(counted) and member is not None and stretch.unit == "years"
    kind, name = ("birthday", counted[0]) if is_age else ("since", stretch.fact)
    return Event(
        day,
        member,
        Cause(kind, member, name, count, stretch.unit),
        names=watch.reckoned_from(stretch.fact, *counted) - {*counted, stretch.fact},
        reaches=frozenset((key, count) for key in (key_of(stretch), *counted)),
        counted=frozenset((stretch.fact, *counted)),
    )


def _of_counts(holder: Holder, span: Span, watch: Watch) -> Iterator[Event]:
    """Yield each day on which a number that rises by itself is one more."""
    member, told, seen = holder
    for fact in watch.counting:
        counts, value = fact.counts, told.get(fact.name)
        if counts is None or not isinstance(value, int) or value < counts.least:
            continue
        if not all(seen.get(name) in values for name, values in counts.given.items()):
            continue
        for count, day in _rises(span.known, span.after, span.until, counts.unit):
            now = value + count
            if fact.high is not None and now > fact.high:
                break
            yield Event(
                day,
                member,
                Cause("duration", member, fact.name, now, counts.unit),
                {fact.name: now},
                names=watch.reckoned_from(fact.name) - {fact.name},
                reaches=frozenset(((fact.name, now),)),
                counted=frozenset((fact.name,)),
            )


def _of_states(
    holder: Holder, span: Span, watch: Watch, lasting: Iterable[Fact]
) -> Iterator[Event]:
    """Yield the day from which a state with a limit in its name is over, at the latest."""
    member, told, _ = holder
    for fact in lasting:
        if fact.lasts is None or told.get(fact.name) is not True:
            continue
        day = _or_none(span.known, fact.lasts.count, fact.lasts.unit)
        if day is not None and span.has(day):
            yield Event(
                day,
                member,
                Cause(LAPSE, member, fact.name, fact.lasts.count, fact.lasts.unit, True, False),
                {fact.name: False},
                names=watch.reckoned_from(fact.name),
            )


def _or_none(start: date, count: int, unit: str) -> date | None:
    try:
        return reached(start, count, unit)
    except (ValueError, OverflowError):
        return None


def _of_school(
    member: str, facts: Facts, span: Span, vocabulary: Vocabulary, watch: Watch
) -> Iterator[Event]:
    """Yield where each school year takes a pupil, and which certificates it ends."""
    school = vocabulary.school
    if school is None:
        return
    told, known = facts, span.known
    while (turn := next_turn(told, school, known)) is not None and turn.on <= span.until:
        changed = {n: v for n, v in turn.facts.items() if v != told.get(n)}
        if span.has(turn.on):
            cause = Cause(
                "school", member, school.stage, turn.year, "", told.get(school.stage), turn.stage
            )
            yield Event(turn.on, member, cause, changed, names=watch.reckoned_from(*changed))
        told, known = _merged(told, changed), turn.on
    day, names = renewal(facts, school, span.known)
    for name in names if span.has(day) else ():
        cause = Cause("renewal", member, name, before=True)
        yield Event(day, member, cause, {name: None}, names=watch.reckoned_from(name))


def _of_grants(
    household: Household, span: Span, vocabulary: Vocabulary, watch: Watch
) -> Iterator[Event]:
    """Yield the day after the last one of each grant or certificate, with what rests on it."""
    for held in household.receiving:
        if held.until is None or not span.after <= held.until < span.until:
            continue
        gone: dict[str, Value | None] = dict.fromkeys(status_of(held, household, vocabulary))
        yield Event(
            held.until + timedelta(days=1),
            None,
            Cause("ends", held.member, held.code),
            gone,
            names=watch.reckoned_from(*gone),
            codes=frozenset((held.code,)),
        )
