"""Whose facts a condition sees: household, each member, and what is derived from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from matcher.facts import Value
from matcher.needs import Household
from matcher.rules.evaluate import Facts, Scope

HOUSEHOLD_DERIVED = "net_income_per_capita_month"


@dataclass(frozen=True, slots=True)
class View:
    """A household seen on a day: its facts and each member's, derived ones included."""

    household: Household
    on: date
    facts: Facts
    members: tuple[tuple[str, Facts], ...]
    known: Mapping[str, Facts]  # by member's id; "" is the household

    def scope(self, member: str | None = None) -> Scope:
        """Return the scope of one beneficiary, or of the household for None."""
        return Scope(self.known[member or ""], self.members, member)

    def scopes(self, per_member: bool) -> tuple[Scope, ...]:
        """Return one scope a listed member, or the household's alone."""
        if not per_member:
            return (self.scope(),)
        return tuple(Scope(facts, self.members, name) for name, facts in self.members)


def view(household: Household, on: date) -> View:
    """Return what conditions may see of `household` on the day `on`.

    A member's own value comes before the household's; an unknown fact is absent.
    """
    facts = with_net_income(household.facts)
    members = tuple((m.id, {**facts, **with_age(m.facts, on)}) for m in household.members)
    return View(household, on, facts, members, {"": facts, **dict(members)})


def with_age(facts: Facts, on: date) -> Facts:
    """Return the facts with `age` in whole years on `on`, where it is not given but known."""
    born = facts.get("birth_date")
    if "age" in facts or not isinstance(born, date):
        return facts
    return {**facts, "age": age_on(born, on)}


def age_on(born: date, on: date) -> int:
    """Return whole years from birth to `on`; born on 29 February counts from 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def with_net_income(facts: Mapping[str, Value]) -> Facts:
    """Return the facts with income a head after necessary spending, where its parts are known.

    net = income_per_capita_month - rigid_spend_month / household_size, in CNY a month a head.
    """
    income = facts.get("income_per_capita_month")
    spend, size = facts.get("rigid_spend_month"), facts.get("household_size")
    if HOUSEHOLD_DERIVED in facts or not (_number(income) and _number(spend) and _number(size)):
        return facts
    net = float(income) - float(spend) / float(size)  # type: ignore[arg-type]
    return {**facts, HOUSEHOLD_DERIVED: net}


def _number(value: Value | None) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
