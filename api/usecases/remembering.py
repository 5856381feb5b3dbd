"""Answers in memory: whole, with whom they are for and what they rest upon; bounded, not for long.

An answer is due again while nothing was committed to the database since it was made, or where all
that was read for it reads the same.

What is in an answer may be personal: it is nowhere but in memory, and not for longer than some
minutes after it was made, also where nobody asks for it again.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.store.changes import Mark as Mark  # doors take it from here, as what follows
from api.store.errors import StoreError
from api.store.questions import Questions as Questions
from api.store.questions import noted as noted
from api.usecases.desk import Office

MOST_BYTES = 64 * 1024 * 1024
MOST_SECONDS = 300.0
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
    made: float = 0.0

    @property
    def size(self) -> int:
        """Return about how many bytes of memory it takes."""
        return _ROUGHLY + self.weight + self.questions.size


class Remembered:
    """Answers by name; the ones longest unused go first where there are too many."""

    def __init__(self, most: int = MOST_BYTES, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._answers: OrderedDict[bytes, Answer] = OrderedDict()
        self._by_age: OrderedDict[bytes, float] = OrderedDict()
        self.size = 0

    def get(self, name: bytes) -> Answer | None:
        """Return an answer, or None."""
        found = self._answers.get(name)
        if found is not None:
            self._answers.move_to_end(name)
        return found

    def keep(self, name: bytes, answer: Answer) -> None:
        """Remember an answer; one that is too large for many is not."""
        self.drop(name)
        if answer.size > self._most // 16:
            return
        answer.made = self._clock()
        self._answers[name], self._by_age[name] = answer, answer.made
        self.size += answer.size
        while self.size > self._most:
            self.drop(next(iter(self._answers)))

    def drop(self, name: bytes) -> None:
        """Forget an answer."""
        found = self._answers.pop(name, None)
        if found is not None:
            del self._by_age[name]
            self.size -= found.size

    def forget_old(self) -> None:
        """Forget what was made some minutes ago."""
        since = self._clock() - MOST_SECONDS
        while self._by_age:
            name, made = next(iter(self._by_age.items()))
            if made > since:
                return
            self.drop(name)

    def clear(self) -> None:
        """Forget everything."""
        self._answers.clear()
        self._by_age.clear()
        self.size = 0


async def mark_of(office: Office) -> Mark | None:
    """Return the mark of all that is stored, at a moment after the call; None: not just now."""
    return await office.store.changes.mark()


def rests_as_before(office: Office, answer: Answer) -> bool:
    """Say whether all that an answer rests upon reads as it did."""
    try:
        return office.store.still_answers(answer.questions)
    except StoreError:  # whoever answers anew meets it again, and tells of it
        return False
