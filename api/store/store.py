"""The store: opened once for an address, then one unit for each thing somebody does."""

import secrets
from base64 import b32encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from api.store import chain, state
from api.store.canonical import instant
from api.store.chain import Anchor, ChainReport
from api.store.changes import Changes, changes_of
from api.store.crowd import Crowd
from api.store.engine import engine_for, reading, writing
from api.store.entrances import Accounts, Keys, Sessions
from api.store.envelopes import Envelopment
from api.store.errors import MisuseError
from api.store.facts import Facts
from api.store.feed import Feed
from api.store.households import Households
from api.store.idempotency import Idempotency
from api.store.imports import Imports
from api.store.listing import Listing
from api.store.lists import Confirmations, Lists
from api.store.members import Members
from api.store.migrate import refuse_other, revision_in, revision_of
from api.store.needs import Needs
from api.store.newcomers import Newcomers
from api.store.offerings import Offerings
from api.store.outbox import Outbox
from api.store.personal import Personal
from api.store.plans import Ledgers, Plans
from api.store.questions import Questions, noting
from api.store.receipts import Receipts
from api.store.reservations import Reservations
from api.store.scope import Scope
from api.store.signs import PlanSigns
from api.store.state import Connections
from api.store.supplies import Supplies
from api.store.trail import Audit
from api.store.transfers import Transfers
from api.store.tries import Attempts, Tokens
from api.store.values import PersonalField, Towns

_RANDOM_BYTES = 16


def random_id() -> str:
    """Return 128 random bits as 26 letters and digits."""
    return b32encode(secrets.token_bytes(_RANDOM_BYTES)).decode().rstrip("=").lower()


@dataclass(frozen=True, slots=True)
class Unit:
    """What one transaction can reach; use it inside the `with` that gave it, nowhere else."""

    households: Households
    members: Members
    facts: Facts
    needs: Needs
    personal: Personal
    transfers: Transfers
    envelopes: Envelopment
    ledgers: Ledgers
    plans: Plans
    audit: Audit
    outbox: Outbox
    idempotency: Idempotency
    accounts: Accounts
    sessions: Sessions
    keys: Keys
    tokens: Tokens
    attempts: Attempts
    imports: Imports
    newcomers: Newcomers
    listing: Listing
    crowd: Crowd
    offerings: Offerings
    reservations: Reservations
    supplies: Supplies
    confirmations: Confirmations
    lists: Lists
    feed: Feed
    receipts: Receipts
    signs: PlanSigns
    new_id: Callable[[], str]
    town_of: Callable[[str, str], str | None]

    @classmethod
    def over(cls, scope: Scope) -> "Unit":
        """Return the repositories over one scope."""
        return cls(
            households=Households(scope),
            members=Members(scope),
            facts=Facts(scope),
            needs=Needs(scope),
            personal=Personal(scope),
            transfers=Transfers(scope),
            envelopes=Envelopment(scope),
            ledgers=Ledgers(scope),
            plans=Plans(scope),
            audit=Audit(scope),
            outbox=Outbox(scope),
            idempotency=Idempotency(scope),
            accounts=Accounts(scope),
            sessions=Sessions(scope),
            keys=Keys(scope),
            tokens=Tokens(scope),
            attempts=Attempts(scope),
            imports=Imports(scope),
            newcomers=Newcomers(scope),
            listing=Listing(scope),
            crowd=Crowd(scope),
            offerings=Offerings(scope),
            reservations=Reservations(scope),
            supplies=Supplies(scope),
            confirmations=Confirmations(scope),
            lists=Lists(scope),
            feed=Feed(scope),
            receipts=Receipts(scope),
            signs=PlanSigns(scope),
            new_id=scope.new_id,
            town_of=scope.home_of,
        )


class Store:
    """A database of ledgers.

    *Stable*, as are the repositories of a unit and the values they take and give.
    """

    def __init__(self, engine: Engine, new_id: Callable[[], str] = random_id) -> None:
        self._engine = engine
        self._new_id = new_id
        self.changes: Changes = changes_of(engine)

    @classmethod
    def open(cls, url: str, new_id: Callable[[], str] = random_id) -> "Store":
        """Open a database (`sqlite:///FILE` or `postgresql://…`) that has been upgraded.

        Raises where its schema is not this program's, where it does not answer, and where the
        build of SQLite could lose data.
        """
        refuse_other(revision_of(url))
        return cls(engine_for(url), new_id)

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def unit(self, actor: str, at: datetime, towns: Towns) -> Iterator[Unit]:
        """Give the repositories to `actor` for these towns; all is committed or nothing.

        What was changed is acknowledged once the `with` is left without an exception: then it
        is on disk, with its audit lines. Any exception rolls all of it back and goes on.
        """
        if not actor:
            raise MisuseError("a unit is somebody's")
        stamp = instant(at)
        questions = noting()
        if questions is not None:
            questions.are_all = False
        with writing(self._engine) as connection:
            scope = Scope(connection, actor, at, towns, self._new_id)
            try:
                yield Unit.over(scope)
                first = chain.append(scope.finish(), stamp, actor, scope.records())
                scope.add_numbered(first)
            finally:
                scope.close()

    @contextmanager
    def view(self, actor: str, at: datetime, towns: Towns) -> Iterator[Unit]:
        """Give the repositories for reading only: one moment of the database, no lock taken."""
        instant(at)
        with reading(self._engine) as connection:
            scope = Scope(connection, actor, at, towns, self._new_id)
            try:
                yield Unit.over(scope)
                if any(scope.records()):
                    raise MisuseError("a view writes nothing, not even an audit line")
            finally:
                scope.close()

    def still_answers(self, questions: Questions) -> bool:
        """Say whether noted questions get the same rows at this moment."""
        with reading(self._engine) as connection:
            return questions.are_answered_alike(connection)

    def verify_audit(self, anchors: Sequence[Anchor] = ()) -> ChainReport:
        """Walk the whole audit chain and name the first bad row, if there is one."""
        with reading(self._engine) as connection:
            return chain.verify(connection, anchors)

    def export_audit(
        self, write: Callable[[Mapping[str, Any]], None], anchors: Sequence[Anchor] = ()
    ) -> ChainReport:
        """Give every row of the audit to `write`, oldest first, and verify the chain with it."""
        with reading(self._engine) as connection:
            return chain.export(connection, write, anchors)

    def ready(self) -> tuple[PersonalField, ...]:
        """Return a few sealed fields of each key in use; raises where the database does not serve.

        What it asks is quick whatever the number of rows.
        """
        with reading(self._engine) as connection:
            refuse_other(revision_in(connection))
            chain.require_end(connection)
            return state.samples(connection)

    def sealed_by_each_key(self) -> tuple[PersonalField, ...]:
        """Return a few sealed fields of each key in use, by which a ring is known; quick."""
        with reading(self._engine) as connection:
            return state.samples(connection)

    def to_rotate(self, key_id: str) -> state.ToRotate:
        """Return how much a rotation to a key has before it; counts every row."""
        with reading(self._engine) as connection:
            return state.to_rotate(connection, key_id)

    def waiting(self) -> int:
        """Return how many events still wait to be told outside."""
        with reading(self._engine) as connection:
            return state.waiting(connection)

    def connections(self) -> Connections:
        """Return how the connections to the database are used."""
        return state.connections_of(self._engine)

    def settle(self) -> None:
        """Bring everything that was committed into the database's own file, before an end."""
        state.settle(self._engine)

    def close(self) -> None:
        """Give all connections back."""
        self.changes.close()
        self._engine.dispose()
