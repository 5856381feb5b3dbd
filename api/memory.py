"""Values in memory by name: bounded by their bytes and their age.

What is kept so may be personal: it is nowhere but in memory, and is forgotten some minutes after it
was made, when next anything is asked for.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import RLock
from typing import Generic, TypeVar

MOST_BYTES = 64 * 1024 * 1024
MOST_SECONDS = 300.0
_ONE_OF_MANY = 16
"""What would take more than such a part of all is not kept."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Value]):
    value: Value
    size: int


class Memory(Generic[Value]):
    """Values by name; the ones longest unused go first where there are too many.

    Any thread may ask.
    """

    def __init__(
        self,
        most: int = MOST_BYTES,
        clock: Callable[[], float] = time.monotonic,
        seconds: float = MOST_SECONDS,
    ) -> None:
        self._most, self._clock, self._seconds = most, clock, seconds
        self._values: OrderedDict[bytes, _Kept[Value]] = OrderedDict()
        self._by_age: OrderedDict[bytes, float] = OrderedDict()
        self._one_at_a_time = RLock()
        self.size = 0

    def get(self, name: bytes) -> Value | None:
        """Return a value that is not too old, or None."""
        with self._one_at_a_time:
            self.forget_old()
            found = self._values.get(name)
            if found is None:
                return None
            self._values.move_to_end(name)
            return found.value

    def keep(self, name: bytes, value: Value, size: int) -> None:
        """Remember a value of about so many bytes; one that is too large for many is not."""
        with self._one_at_a_time:
            self.drop(name)
            if size > self._most // _ONE_OF_MANY:
                return
            self._values[name], self._by_age[name] = _Kept(value, size), self._clock()
            self.size += size
            while self.size > self._most:
                self.drop(next(iter(self._values)))

    def drop(self, name: bytes) -> None:
        """Forget a value."""
        with self._one_at_a_time:
            found = self._values.pop(name, None)
            if found is not None:
                del self._by_age[name]
                self.size -= found.size

    def forget_old(self) -> None:
        """Forget what was made some minutes ago."""
        with self._one_at_a_time:
            since = self._clock() - self._seconds
            while self._by_age:
                name, made = next(iter(self._by_age.items()))
                if made > since:
                    return
                self.drop(name)

    def clear(self) -> None:
        """Forget everything."""
        with self._one_at_a_time:
            self._values.clear()
            self._by_age.clear()
            self.size = 0
