"""Housekeeping: what is over is swept away, so that nothing is kept longer than it serves.

It is done in one unit and can be done at any time, by several at once: what the one has swept
the other does not find.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from api.store.store import Store
from api.store.values import Towns
from api.usecases.entering import DOORKEEPER
from api.usecases.tries import FORGOTTEN

FILES_WAIT = timedelta(days=7)
"""How long a file that was looked at waits to be taken."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many of each kind were swept away."""

    answers: int = 0
    sessions: int = 0
    tokens: int = 0
    attempts: int = 0
    imports: int = 0
    holds: int = 0

    @property
    def is_nothing(self) -> bool:
        """Say whether nothing was over."""
        return not any(asdict(self).values())


def sweep(store: Store, at: datetime, idle: timedelta) -> Swept:
    """Sweep away what is over at a moment; the audit tells the counts, where there are any.

    That is: kept answers that expired, sessions that ended or were not used for longer than
    `idle`, links and states that were used or ended, wrong tries that no longer count, files that
    were looked at and not taken for a week, and places held for longer than they are held for.
    What was deleted since the last time is then in no file of an embedded database any more: its
    write-ahead log keeps old pages until it is brought in.
    """
    with store.unit(DOORKEEPER, at, Towns.everywhere()) as unit:
        swept = Swept(
            answers=unit.idempotency.forget(at),
            sessions=unit.sessions.forget(at, at - idle),
            tokens=unit.tokens.forget(at),
            attempts=unit.attempts.forget(at - FORGOTTEN),
            imports=unit.imports.drop_waiting(at - FILES_WAIT),
            holds=unit.reservations.expire(at),
        )
        if not swept.is_nothing:
            unit.audit.record("service.sweep", DOORKEEPER, asdict(swept))
    store.settle()
    return swept
