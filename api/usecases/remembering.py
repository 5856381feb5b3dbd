"""Answers in memory: whole, with whom they are for and what they rest upon.

An answer is due again while nothing was committed to the database since it was made, or where all
that was read for it reads the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.store.changes import Mark as Mark  # doors take it from here, as what follows
from api.store.errors import StoreError
from api.store.questions import Questions as Questions
from api.store.questions import noted as noted
from api.usecases.desk import Office

_ROUGHLY = 2_000
"""What an answer takes beside its body and the rows that it rests upon."""


@dataclass(slots=True)
class Answer:
    """An answer as it was sent, to whom, and how long and at which mark of the store it holds.

    `weight` is how many bytes of memory the parts that were sent take.
    """

    sent: Sequence[Any]
    weight: int
    caller: str
    route: Any
    until: datetime
    mark: Mark
    questions: Questions

    @property
    def size(self) -> int:
        """Return about how many bytes of memory it takes."""
        return _ROUGHLY + self.weight + self.questions.size


async def mark_of(office: Office) -> Mark | None:
    """Return the mark of all that is stored, at a moment after the call; None: not just now."""
    return await office.store.changes.mark()


def rests_as_before(office: Office, answer: Answer) -> bool:
    """Say whether all that an answer rests upon reads as it did."""
    try:
        return office.store.still_answers(answer.questions)
    except StoreError:  # whoever answers anew meets it again, and tells of it
        return False
