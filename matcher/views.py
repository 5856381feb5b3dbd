"""Whose facts a condition sees: household, each member, and what is derived from them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from matcher.facts import Level
from matcher.needs import Household, Member
from matcher.rules.derive import Derived, with_derived
from matcher.rules.evaluate import Facts, Scope


@dataclass(frozen=True, slots=True)
class View:
    """A household seen on a day: its facts and each member's, derived ones included."""

    household: Household
    on: date
    facts: Facts
    members: tuple[tuple[str, Facts], ...]
    known: Mapping[str, Facts]  # by member's id; "" is the household

    def seen_household(self) -> Household:
        """Return the household with every member's facts as they are seen, derived ones too."""
        people = tuple(Member(name, facts) for name, facts in self.members)
        return replace(self.household, members=people)

    def scope(self, member: str | None = None) -> Scope:
        """Return the scope of one beneficiary, or of the household for None."""
        return Scope(self.known[member or ""], self.members, member, self.on)

    def scopes(self, per_member: bool) -> tuple[Scope, ...]:
        """Return one scope a listed member, or the household's alone."""
        if not per_member:
            return (self.scope(),)
        return tuple(Scope(facts, self.members, name, self.on) for name, facts in self.members)


Doubted = Mapping[str, frozenset[str]]
"""Facts to be taken as unknown, by member's id; "" is the household."""


def view(
    household: Household, on: date, derived: tuple[Derived, ...], doubted: Doubted | None = None
) -> View:
    """Return what conditions may see of `household` on the day `on`.

    A member's own value comes before the household's; an unknown fact is absent, and so is a
    `doubted` one with all that is derived from it.
    """
    gone = doubted or {}
    ours = tuple(each for each in derived if each.level is Level.HOUSEHOLD)
    theirs = tuple(each for each in derived if each.level is not Level.HOUSEHOLD)
    facts = with_derived(_but(household.facts, gone.get("")), ours, on)
    members = tuple(
        (member.id, with_derived(_but({**facts, **member.facts}, gone.get(member.id)), theirs, on))
        for member in household.members
    )
    return View(household, on, facts, members, {"": facts, **dict(members)})


def _but(facts: Facts, gone: frozenset[str] | None) -> Facts:
    return {name: facts[name] for name in facts if name not in gone} if gone else facts
