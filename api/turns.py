"""Who waits for the same thing gets it in the order in which they came, and nobody is passed by."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A thing that one thread at a time has; it is handed to whoever has waited longest.

    A plain lock goes to whoever asks in the right moment: under load some wait many times as
    long as others.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._is_taken = False

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have it inside; wait for it as long as it takes."""
        self.take()
        try:
            yield
        finally:
            self.give_on()

    def take(self, seconds: float | None = None) -> bool:
        """Take it when it is one's turn; False where it was not within so many seconds."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(seconds):
            return True
        with self._lock:
            if turn.is_set():  # handed over at the last moment
                return True
            self._waiting.remove(turn)
            return False

    def give_on(self) -> None:
        """Hand it to the next, or lay it down where nobody waits."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False
