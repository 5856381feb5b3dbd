"""A desk: what one caller can do at one moment, with the store, the keys and the catalogue.

Use cases of the service take a desk, and where they change anything the unit in which all of a
request's changes, its audit lines and its kept answer are committed together.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from api.access.callers import Caller
from api.logs import log
from api.memory import Memory
from api.personal.blind import blind_index
from api.personal.cipher import UNKNOWN_KEY, CipherError, Place, open_sealed, seal
from api.personal.keys import KeyRing
from api.store.errors import AbsentError
from api.store.store import Store, Unit
from api.store.values import PersonalField, Sealed, Towns
from api.usecases.keys_fit import Fit
from matcher.pipeline.matcher import Matcher
from matcher.reading.everyday import Everyday

UNOPENED = "无法打开 cannot be opened"
"""What is shown in the place of a kept value that does not open."""
_MOST_BYTES = 32 * 1024 * 1024  # of each such memory


def _half_an_hour() -> Memory[bytes]:
    return Memory(_MOST_BYTES, seconds=1800)


@dataclass(frozen=True, slots=True)
class Office:
    """What all desks share: the store, the ring of keys, the matcher, the clock.

    `hold` is for how long a place of an offering is held for a family. `drafts` are plans that are
    looked at before anybody keeps them, `unsent` forms whose session was over, `typed` what was
    searched for. `is_no_need` says of words whether they only say that there is no need,
    `everyday` gives the words of families' lists. `fit` knows whether the ring is the one of what
    is kept.
    """

    store: Store
    ring: KeyRing
    matcher: Matcher
    now: Callable[[], datetime]
    local_day: Callable[[datetime], date]
    is_no_need: Callable[[str], bool]
    everyday: Callable[[], Everyday]
    hold: timedelta = timedelta(days=7)
    drafts: Memory[bytes] = field(default_factory=Memory)
    unsent: Memory[bytes] = field(default_factory=_half_an_hour)
    typed: Memory[bytes] = field(default_factory=_half_an_hour)
    fit: Fit = field(default_factory=Fit)

    def desk(self, caller: Caller) -> "Desk":
        """Return the desk of a caller, now."""
        return Desk(self, caller, self.now())

    def refuse_wrong_keys(self) -> None:
        """Refuse to seal with a ring that is not the one of what is kept: a problem 503."""
        self.fit.require(self.store, self.ring)


@dataclass(frozen=True, slots=True)
class Desk:
    """One caller at one moment."""

    office: Office
    caller: Caller
    at: datetime
    is_of_the_city: bool = False

    def of_the_city(self) -> "Desk":
        """Return the same desk with units of all towns: for accounts, sessions, keys and imports.

        They belong to no town; who may ask for them the rules of access have said.
        """
        return replace(self, is_of_the_city=True)

    @property
    def today(self) -> date:
        """Return the city's date at this moment."""
        return self.office.local_day(self.at)

    @property
    def towns(self) -> Towns:
        """Return the towns whose rows the caller may see, or whose offerings."""
        if self.is_of_the_city:
            return Towns.everywhere()
        return Towns(self.caller.towns, self.caller.offers_for)

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        """Open a unit for changes; all of it is committed or nothing.

        Refused where the ring of keys is not the one of what is kept.
        """
        self.office.refuse_wrong_keys()
        with (
            self._watched(),
            self.office.store.unit(self.caller.id, self.at, self.towns) as unit,
        ):
            yield unit

    @contextmanager
    def view(self) -> Iterator[Unit]:
        """Open a view for reading."""
        with (
            self._watched(),
            self.office.store.view(self.caller.id, self.at, self.towns) as unit,
        ):
            yield unit

    def admit(self, town: str) -> None:
        """Refuse a town that is not the caller's: it is absent, and one of others is on record."""
        with self._watched():
            if not (self._is_town(town) and self.towns.include(town)):
                raise AbsentError("town", town)

    def seal(self, text: str, row: str, field: str) -> Sealed:
        """Return a text sealed for one field of one row, with its blind index."""
        ring = self.office.ring
        envelope = seal(text, Place(row, field), ring)
        return Sealed(envelope, ring.active.id, blind_index(field, text, ring))

    def seal_bytes(self, text: str, row: str, field: str) -> bytes:
        """Return a text sealed for one field of one row, with no index."""
        return seal(text, Place(row, field), self.office.ring)

    def open(self, field: PersonalField) -> str:
        """Return what a personal field says."""
        return self.open_bytes(field.sealed.ciphertext, field.owner, field.name)

    def open_bytes(self, envelope: bytes, row: str, field: str) -> str:
        """Return what was sealed for one field of one row."""
        return open_sealed(envelope, Place(row, field), self.office.ring)

    def open_or_tell(
        self, envelope: bytes, row: str, field: str, *, among_many: bool = False
    ) -> str:
        """Return what was sealed for one field of one row, for somebody to look at.

        What is damaged is `UNOPENED`, and its row goes to the log: all around it can still be
        seen, and mended. A key that the ring lacks is told as such, by CipherError; `among_many`
        rows of a list it hides none of the others either.
        """
        try:
            return self.open_bytes(envelope, row, field)
        except CipherError as error:
            if error.fault is UNKNOWN_KEY and not among_many:
                raise
            named = field.partition(":")[0]
            log("sealed.unopened", logging.ERROR, row=row, field=named, why=error.fault.code)
            return UNOPENED

    def blind(self, field: str, text: str) -> bytes | None:
        """Return the mark under which a value of a field is found."""
        return blind_index(field, text, self.office.ring)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Put on record whoever asks for a row of another town; it stays absent to them."""
        try:
            yield
        except AbsentError as error:
            self._note(error)
            raise

    def _note(self, error: AbsentError) -> None:
        if self.caller.towns is None or (error.kind == "town" and not self._is_town(error.id)):
            return  # what is no town may be anything that somebody typed: it is not written down
        store = self.office.store
        with store.view(self.caller.id, self.at, Towns.everywhere()) as unit:
            town = unit.town_of(error.kind, error.id)
        if town is None or town in self.caller.towns:
            return
        with store.unit(self.caller.id, self.at, Towns.everywhere()) as unit:
            unit.audit.record("access.foreign", error.id, {"kind": error.kind}, town or None)

    def _is_town(self, code: str) -> bool:
        towns = self.office.matcher.catalogue.towns.values()
        return any(town.code == code for town in towns)
