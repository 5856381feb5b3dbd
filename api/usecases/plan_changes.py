"""A plan made or corrected from its page: matched, drafted and kept, and who was quicker told."""

from collections.abc import Sequence

from api.errors import Problem, ProblemError
from api.store.errors import ConflictError
from api.usecases.carrying import carried_over
from api.usecases.correcting import Wanted, draft_correction
from api.usecases.desk import Desk
from api.usecases.makings import Making
from api.usecases.planning import Asked, draft_plan, keep_correction
from api.usecases.refusals import keep_plan_without_refused
from matcher.wording import Bilingual

TRIES = 3
"""So often a plan is matched anew where the ledger was changed meanwhile."""
BUSY = Problem(
    "busy",
    Bilingual(
        "这户的台账一直有人在改，方案还没有做成；没有保存任何内容，请过几秒再试",
        "this ledger is being changed again and again and no plan could be made of it; nothing was "
        "stored: try again in some seconds",
    ),
    headers={"Retry-After": "2"},
)


class MovedError(Exception):
    """Another version of the plan came between: `newest` is the one that counts now."""

    def __init__(self, newest: int) -> None:
        super().__init__(newest)
        self.newest = newest


def make_plan(desk: Desk, making: Making, household: str, asked: Asked) -> int:
    """Match a household by its ledger as it stands and keep the plan; return its number.

    What persons made of the plan before is laid on it, where it still fits.
    """
    for _ in range(TRIES):
        draft = draft_plan(desk, making, household, asked)
        carried = carried_over(desk, draft)
        try:
            with desk.unit() as unit:
                return keep_plan_without_refused(desk, unit, draft, carried=carried).number
        except ConflictError as error:
            if error.kind != "household":
                raise
    raise ProblemError(BUSY)


def change_plan(desk: Desk, making: Making, plan: tuple[str, int], wanted: Sequence[Wanted]) -> int:
    """Keep what a person makes of a plan (household, number) as the newest; return its number.

    MovedError where it is the newest no more; a problem where a change does not fit it.
    """
    try:
        draft = draft_correction(desk, making, plan, wanted)
        with desk.unit() as unit:
            return keep_correction(desk, unit, draft).number
    except ConflictError as error:
        if error.kind != "plan":
            raise
        raise MovedError(error.found) from None


def in_another_order(codes: Sequence[str], do: str, code: str) -> tuple[str, ...]:
    """Return the codes with one moved: `up`, `down`, or to the `top`."""
    order = list(codes)
    place = order.index(code)
    to = {"up": max(place - 1, 0), "down": place + 1, "top": 0}[do]
    order.insert(to, order.pop(place))
    return tuple(order)
