"""What time alone does to a household within a year: an event a day and a cause."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from matcher.eligibility.schooling import next_turn, renewal
from matcher.eligibility.turning import key_of
from matcher.eligibility.watching import Watch
from matcher.facts import Value, Vocabulary
from matcher.needs import Household
from matcher.rules.dates import reached, since
from matcher.rules.evaluate import Facts
from matcher.rules.tree import Since
from matcher.values import Cause

YEAR = timedelta(days=365)
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
        members = tuple(
            replace(m, facts=_merged(m.facts, self.facts)) if m.id == self.member else m
            for m in household.members
        )
        return replace(household, members=members)


def _merged(facts: Facts, changed: Mapping[str, Value | None]) -> Facts:
    return {name: value for name, value in {**facts, **changed}.items() if value is not None}


def events_within_a_year(
    household: Household, on: date, vocabulary: Vocabulary, watch: Watch
) -> Iterator[Event]:
    """Yield what time alone brings in the 365 days after `on`.

    What a household tells is taken as true on its own day (`as_of`) where that is before `on`,
    else on `on`: from there durations count and states last.
    """
    known = on if household.as_of is None else min(household.as_of, on)
    holders: list[Holder] = [(None, household.facts, household.facts)]
    holders += [(m.id, m.facts, {**household.facts, **m.facts}) for m in household.members]
    for holder in holders:
        yield from _of_dates(holder, on, watch)
        yield from _of_counts(holder, on, known, watch)
        yield from _of_states(holder, on, known, watch)
    for member, facts, _ in holders[1:]:
        yield from _of_school(member or "", facts, on, known, vocabulary, watch)
    yield from _of_grants(household, on, vocabulary, watch)


def _of_dates(holder: Holder, on: date, watch: Watch) -> Iterator[Event]:
    """Yield each day on which the whole days, months or years since a date are one more."""
    member, told, _ = holder
    for stretch in watch.stretches:
        start = told.get(stretch.fact)
        if not isinstance(start, date):
            continue
        for count, day in _rises(start, on, stretch.unit):
            event = _clock(stretch, member, count, day, watch)
            if watch.touched(event.names, event.reaches, event.counted):
                yield event


def _rises(start: date, on: date, unit: str) -> Iterator[tuple[int, date]]:
    """Yield each number that is reached in the year after `on`, and the first day of it."""
    for count in range(since(start, on, unit) + 1, since(start, on + YEAR, unit) + 1):
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


def _of_counts(holder: Holder, on: date, known: date, watch: Watch) -> Iterator[Event]:
    """Yield each day on which a number that rises by itself is one more."""
    member, told, seen = holder
    for fact in watch.counting:
        counts, value = fact.counts, told.get(fact.name)
        if counts is None or not isinstance(value, int) or value < counts.least:
            continue
        if not all(seen.get(name) in values for name, values in counts.given.items()):
            continue
        last = value
        for count, day in _rises(known, on, counts.unit):
            now = value + count
            if fact.high is not None and now > fact.high:
                break
            steps = range(last + 1, now + 1)  # more than one where months passed before `on`
            last = now
            yield Event(
                day,
                member,
                Cause("duration", member, fact.name, now, counts.unit),
                {fact.name: now},
                names=watch.reckoned_from(fact.name) - {fact.name},
                reaches=frozenset((fact.name, step) for step in steps),
                counted=frozenset((fact.name,)),
            )


def _of_states(holder: Holder, on: date, known: date, watch: Watch) -> Iterator[Event]:
    """Yield the day from which a state with a limit in its name is over, at the latest."""
    member, told, _ = holder
    for fact in watch.lasting:
        if fact.lasts is None or told.get(fact.name) is not True:
            continue
        day = _or_none(known, fact.lasts.count, fact.lasts.unit)
        if day is not None and on < day <= on + YEAR:
            yield Event(
                day,
                member,
                Cause("lapse", member, fact.name, fact.lasts.count, fact.lasts.unit, True, False),
                {fact.name: False},
                names=watch.reckoned_from(fact.name),
            )


def _or_none(start: date, count: int, unit: str) -> date | None:
    try:
        return reached(start, count, unit)
    except (ValueError, OverflowError):
        return None


def _of_school(
    member: str, facts: Facts, on: date, known: date, vocabulary: Vocabulary, watch: Watch
) -> Iterator[Event]:
    """Yield where the school year takes a pupil, and which certificates it ends."""
    school = vocabulary.school
    if school is None:
        return
    turn = next_turn(facts, school, known)
    if turn is not None and on < turn.on <= on + YEAR:
        before = facts.get(school.stage)
        cause = Cause("school", member, school.stage, turn.year, "", before, turn.stage)
        changed = {n: v for n, v in turn.facts.items() if v != facts.get(n)}
        yield Event(turn.on, member, cause, changed, names=watch.reckoned_from(*changed))
    day, names = renewal(facts, school, known)
    for name in names if on < day <= on + YEAR else ():
        cause = Cause("renewal", member, name, before=True)
        yield Event(day, member, cause, {name: None}, names=watch.reckoned_from(name))


def _of_grants(
    household: Household, on: date, vocabulary: Vocabulary, watch: Watch
) -> Iterator[Event]:
    """Yield the day after the last one of each grant or certificate, with what rests on it."""
    for held in household.receiving:
        if held.until is None or not on <= held.until < on + YEAR:
            continue
        gone: dict[str, Value | None] = {
            fact: None
            for fact, table in vocabulary.holdings.items()
            if table.get(str(household.facts.get(fact))) == held.code
        }
        yield Event(
            held.until + timedelta(days=1),
            None,
            Cause("ends", held.member, held.code),
            gone,
            names=watch.reckoned_from(*gone),
            codes=frozenset((held.code,)),
        )
