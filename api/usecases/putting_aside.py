"""A question that nobody can answer put aside; what is left to ask counted anew after a change."""

from contextlib import suppress

from api.errors import ProblemError
from api.store.store import Unit
from api.usecases.as_it_stands import as_it_stands
from api.usecases.desk import Desk
from api.usecases.fact_book import Telling, known_no_more, unit_member
from api.usecases.households import take_open
from api.usecases.makings import Making
from api.usecases.planning import Asked
from api.usecases.to_ask import UNCLEAR, counts_of
from matcher.errors import HouseholdError


def put_aside(
    desk: Desk, unit: Unit, household: str, version: int, about: tuple[str, str | None]
) -> None:
    """Keep that nobody can tell a fact (name, member), asked today; what is known of it stays."""
    name, member = about
    kept = take_open(unit, household, version)
    if member is not None:
        unit_member(unit, kept.id, member)
    facts = unit.facts.of(kept.id)
    if any((f.name, f.member) == about and f.value is not None for f in facts):
        return
    known_no_more(desk, unit, kept.id, member, [name], Telling.on(UNCLEAR, desk.today, desk))


def count_again(desk: Desk, making: Making, household: str) -> None:
    """Keep how much is left to ask of a family by its ledger as it stands, for the work list.

    Nothing is kept where no plan was made, where the ledger is closed, or where the catalogue does
    not take it.
    """
    with desk.view() as unit:
        signs = unit.signs.of([household]).get(household)
    if signs is None or signs.plan is None:
        return
    with suppress(HouseholdError, ProblemError):
        found = as_it_stands(desk, making, household, Asked())
        with desk.unit() as unit:
            unit.signs.ask(household, counts_of(found.data["questions"], found.unclear))
