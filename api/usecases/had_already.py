"""What a household was brought of what charities offer, of as many places as it may have.

Its next plan does not offer it again.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from api.store.store import Unit
from api.store.supply import KeptOffering, Reservation, ReservationState
from api.usecases.desk import Desk
from api.usecases.ledgers import read
from matcher.errors import XingfuError
from matcher.needs import Held, Household
from matcher.reading.posted import condition_of
from matcher.rules.evaluate import evaluate
from matcher.rules.figures import figures_on
from matcher.rules.link import bind
from matcher.rules.truth import Truth


def had_already(desk: Desk, unit: Unit, told: Mapping[str, Any]) -> tuple[Held, ...]:
    """Return whom of a household, told in the input form, nothing more of an offering is due.

    It is the whole household (no member) where it had as many places as it may have; else those
    members for whose needs a place was brought. In the order of codes and members.
    """
    brought = [
        each
        for each in unit.reservations.of(told["id"])
        if each.state is ReservationState.DELIVERED
    ]
    if not brought:
        return ()  # as with most families: nothing is read once more
    whose = {need.id: need.member for need in unit.needs.of(told["id"])}
    home, places = read(told, desk), defaultdict(list)
    for each in brought:
        places[each.offering].append(each)
    found = (
        held
        for rows in places.values()
        for held in _of_one(desk, unit.offerings.of_reservation(rows[0]), rows, home, whose)
    )
    return tuple(sorted(found, key=lambda held: (held.code, held.member or "")))


def most_places(desk: Desk, found: KeptOffering, home: Household) -> int:
    """Return how many places a household may have in all: one for each whom nothing rules out."""
    matcher, content = desk.office.matcher, found.content
    per_member = content["per"] == "member"
    catalogue, day = matcher.catalogue, desk.today
    node = condition_of(content["condition"], per_member, catalogue)
    tree = bind(node, figures_on(catalogue.figures, day, catalogue.figures))
    scopes = matcher.view(home, day).scopes(per_member)
    return sum(evaluate(tree, scope) is not Truth.FALSE for scope in scopes)


def _of_one(
    desk: Desk,
    offering: KeptOffering,
    rows: Sequence[Reservation],
    home: Household,
    whose: Mapping[str, str | None],
) -> Iterator[Held]:
    if len(rows) >= _most(desk, offering, home):
        yield Held(offering.code)
        return
    here = {member.id for member in home.members}
    own = {member for row in rows if (member := _for_one(row, whose)) in here}
    yield from (Held(offering.code, member) for member in own)


def _most(desk: Desk, offering: KeptOffering, home: Household) -> int:
    with suppress(XingfuError):
        return most_places(desk, offering, home)
    return 0  # its words have left the vocabulary: no plan offers it any more


def _for_one(row: Reservation, whose: Mapping[str, str | None]) -> str | None:
    """Return the one member for whose needs a place was reserved; None where that is not told."""
    members = {whose.get(need) for need in row.needs}
    return next(iter(members)) if len(members) == 1 else None
