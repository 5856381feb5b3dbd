"""Brute force: wrong tries make whoever tries wait, longer each time, and nobody for good.

A sign-in is counted three times: for the name from this address, closely; for the name from
anywhere and for the address under any name, with more patience and short waits, since others
share them. In a browser that the name was let in with before it is counted once, by itself
(`api/usecases/devices.py`): nobody waits there for what others tried.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.errors import Problem, ProblemError
from api.signing import token
from api.store.store import Unit
from api.store.values import Towns
from api.usecases.desk import Office
from matcher.wording import Bilingual

DOORKEEPER = "service"
FORGOTTEN = timedelta(days=1)
"""After so long nothing of a wrong try counts any more."""
_WAIT = Bilingual("试错太多，请在 {n} 秒后再试", "too many wrong tries: try again in {n} seconds")
_WRONG = Bilingual(
    "账号、密码、验证码里有不对的；请再试", "name, password or code is wrong: try again"
)


@dataclass(frozen=True, slots=True)
class Pace:
    """How many tries are free, how long the first wait and the longest are, when all is forgotten.

    What is forgotten is counted from the last try.
    """

    free: int
    first: timedelta
    longest: timedelta
    forgotten: timedelta

    def delay_after(self, wrong_tries: int) -> timedelta:
        """Return how long to wait after so many wrong tries in a row."""
        over = min(wrong_tries - self.free, 10)
        return timedelta() if over < 0 else min(self.first * 2**over, self.longest)


CLOSE = Pace(10, timedelta(seconds=30), timedelta(minutes=15), FORGOTTEN)
"""For one name from one address, and for the codes of one account."""
BY_NAME = Pace(100, timedelta(seconds=5), timedelta(seconds=30), timedelta(hours=1))
"""For one name from anywhere: its owner never waits longer than the longest of these."""
BY_ADDRESS = Pace(100, timedelta(seconds=5), timedelta(seconds=60), timedelta(hours=1))
"""For one address under any name: an office may share one."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What tries are counted under: nobody can tell from it whose they are."""

    whom: str
    pace: Pace = CLOSE


def wrong() -> ProblemError:
    """Return the refusal of a sign-in, which tells nothing of what was wrong."""
    return ProblemError(Problem("wrong-password", _WRONG))


def whom(office: Office, what: str, *who: str, pace: Pace = CLOSE) -> Mark:
    """Return the mark under which tries of `what` by `who` are counted."""
    told = "\n".join(who).encode("utf-8", "replace").decode()
    return Mark(token(office.ring, f"attempt {what}", told), pace)


def count(office: Office, *marks: Mark) -> None:
    """Count a try before it is looked at; ProblemError where there is still a wait.

    Who waits for one mark is not counted under the others: hammering holds up no neighbour.
    """
    at = office.now()
    with office.store.unit(DOORKEEPER, at, Towns.everywhere()) as unit:
        until = _longest_wait(unit, marks)
        if until is None:
            counted = [_count(unit, mark, at) for mark in marks]
            until = None if all(counted) else _longest_wait(unit, marks) or at
    if until is not None:
        raise _too_many(at, until)


def clear(unit: Unit, *marks: Mark) -> None:
    """Forget what was counted: the try was right."""
    for mark in marks:
        unit.attempts.clear(mark.whom)


def take_back(unit: Unit, mark: Mark) -> None:
    """Count one try less under a mark that others share: the try was right, theirs were not."""
    unit.attempts.take_back(mark.whom)


def _count(unit: Unit, mark: Mark, at: datetime) -> bool:
    counted = unit.attempts.count(mark.whom, at - mark.pace.forgotten)
    if counted is None:
        return False
    if counted >= mark.pace.free:
        unit.attempts.delay(mark.whom, at + mark.pace.delay_after(counted))
    return True


def _longest_wait(unit: Unit, marks: tuple[Mark, ...]) -> datetime | None:
    waits = (unit.attempts.wait_until(mark.whom) for mark in marks)
    return max((until for until in waits if until is not None), default=None)


def _too_many(at: datetime, until: datetime) -> ProblemError:
    seconds = max(1, math.ceil((until - at).total_seconds()))
    detail = _WAIT.filled(n=seconds)
    return ProblemError(Problem("too-fast", detail, headers={"Retry-After": str(seconds)}))
