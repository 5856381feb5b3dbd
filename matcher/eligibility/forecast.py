"""What time alone will change: verdicts that turn on a birthday within a year."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from matcher.eligibility.assess import held_codes, is_held
from matcher.eligibility.rulebook import Rule, Rulebook
from matcher.needs import Member
from matcher.rules.dates import age_on
from matcher.rules.evaluate import evaluate
from matcher.rules.truth import Truth
from matcher.values import Change, Status
from matcher.views import View, view

_LAST_DAY = date.max - timedelta(days=731)  # later, the calendar ends within the forecast
_STATUS = {
    Truth.TRUE: Status.ELIGIBLE,
    Truth.UNKNOWN: Status.UNKNOWN,
    Truth.FALSE: Status.INELIGIBLE,
}


def forecast(
    now: View, book: Rulebook, codes: Sequence[str], closing: Collection[str] | None = None
) -> tuple[Change, ...]:
    """Return the changes that the birthdays of the next 365 days bring to the given items.

    Everything but age stays as it is known today, figures included; a code that is held, or a
    verdict that stays or becomes unknown, is not forecast. That an item which was only ever
    open closes is told of the `closing` codes alone, where they are given. Ordered by day,
    code, member.
    """
    if now.on > _LAST_DAY:
        return ()
    rules = [book.items[code] for code in codes if book.items[code].turns]
    found: dict[tuple[date, str, str, Status], Change] = {}
    for member in now.household.members:
        for change in _on_birthday(now, member, rules, book):
            closes = (change.was, change.becomes) == (Status.UNKNOWN, Status.INELIGIBLE)
            if closes and closing is not None and change.code not in closing:
                continue
            key = (change.on, change.code, change.member or "", change.becomes)
            found.setdefault(key, change)
    return tuple(found[key] for key in sorted(found))


def _on_birthday(
    now: View, member: Member, rules: Sequence[Rule], book: Rulebook
) -> Iterator[Change]:
    born = member.facts.get("birth_date")
    if not isinstance(born, date) or "age" in member.facts:
        return
    day = next_birthday(born, now.on)
    if day > now.on + timedelta(days=365):
        return
    eve = view(now.household, day - timedelta(days=1), book.derived)
    then = view(now.household, day, book.derived)
    held = held_codes(now.household, book)
    age = age_on(born, day)
    for rule in (rule for rule in rules if age in rule.turns):
        for before, after in zip(
            eve.scopes(rule.per_member), then.scopes(rule.per_member), strict=True
        ):
            touched = rule.over_members or after.member in (None, member.id)
            if not touched or is_held(rule, after.member, held):
                continue
            becomes = evaluate(rule.condition, after)
            was = evaluate(rule.condition, before)
            if becomes in (Truth.TRUE, Truth.FALSE) and becomes is not was:
                yield Change(
                    rule.code, after.member, day, _STATUS[becomes], member.id, age, _STATUS[was]
                )


def next_birthday(born: date, on: date) -> date:
    """Return the first day after `on` on which age rises; 29 February counts from 1 March."""
    for year in (on.year, on.year + 1):
        try:
            day = born.replace(year=year)
        except ValueError:
            day = date(year, 3, 1)
        if day > on:
            return day
    raise AssertionError("a birthday comes every year")
