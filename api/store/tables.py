"""The tables, and the rules that the database itself keeps.

Every row of a household carries its id in `household` (or is the household); the towns of a unit
are held against that in `scope`, and nowhere else.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)

from api.store.types import Counted, JsonText, Moment, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _household() -> Column[str]:
    return Column("household", Words, ForeignKey("households.id"), nullable=False)


def _member() -> ForeignKeyConstraint:
    """Hold a row about a member to the member's own household."""
    return ForeignKeyConstraint(["member", "household"], ["members.id", "members.household"])


households = Table(
    "households",
    metadata,
    Column("id", Words, primary_key=True),
    Column("town", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("consent", JsonText, nullable=False),
    CheckConstraint("state IN ('active', 'closed', 'erased')", name="state"),
    CheckConstraint("version > 0", name="version"),
    UniqueConstraint("id", "town"),
    Index(None, "town", "created_at", "id"),
    Index(None, "town", "state", "created_at", "id"),
    Index(None, "created_at", "id"),
)

members = Table(
    "members",
    metadata,
    Column("id", Words, primary_key=True),
    _household(),
    Column("relation", Words, nullable=False),
    Column("position", Integer, nullable=False),
    Column("joined_at", Moment, nullable=False),
    Column("left_at", Moment),
    UniqueConstraint("id", "household"),
    Index(None, "household", "position"),
)

member_initials = Table(
    "member_initials",
    metadata,
    Column("member", Words, nullable=False),
    Column("household", Words, nullable=False),
    Column("town", Words, nullable=False),
    Column("initials", Words, nullable=False),
    PrimaryKeyConstraint("member", "initials"),
    _member(),
    # a town looks among its own alone, however many there are in the city; the database itself
    # moves the town along with the household
    ForeignKeyConstraint(
        ["household", "town"], ["households.id", "households.town"], onupdate="CASCADE"
    ),
    Index(None, "town", "initials", "household"),
    Index(None, "initials", "household"),
    Index(None, "household", "town"),
)

_CURRENT = text("superseded_at IS NULL AND member IS NULL")
_CURRENT_OF_MEMBER = text("superseded_at IS NULL AND member IS NOT NULL")

facts = Table(
    "facts",
    metadata,
    Column("number", Counted, primary_key=True),
    Column("id", Words, nullable=False, unique=True),
    _household(),
    Column("member", Words),
    Column("name", Words, nullable=False),
    Column("value", JsonText, nullable=False),
    Column("source", Words, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("expires", Date),
    Column("recorded_by", Words, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("superseded_at", Moment),
    _member(),
    Index(None, "household", "name"),
    Index(
        "uq_facts_current_of_household",
        *("household", "name"),
        unique=True,
        sqlite_where=_CURRENT,
        postgresql_where=_CURRENT,
    ),
    Index(
        "uq_facts_current_of_member",
        *("member", "name"),
        unique=True,
        sqlite_where=_CURRENT_OF_MEMBER,
        postgresql_where=_CURRENT_OF_MEMBER,
    ),
)

needs = Table(
    "needs",
    metadata,
    Column("id", Words, primary_key=True),
    _household(),
    Column("member", Words),
    Column("state", Words, nullable=False),
    Column("urgency", Words),
    Column("noted_on", Date, nullable=False),
    Column("recorded_by", Words, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    CheckConstraint("state IN ('open', 'planned', 'served', 'withdrawn')", name="state"),
    CheckConstraint("urgency IN ('low', 'medium', 'high')", name="urgency"),
    _member(),
    Index(None, "household", "recorded_at"),
)

personal_fields = Table(
    "personal_fields",
    metadata,
    Column("owner", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("kind", Words, nullable=False),
    _household(),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("key_id", Words, nullable=False),
    Column("blind", LargeBinary),
    PrimaryKeyConstraint("owner", "name"),
    CheckConstraint("kind IN ('household', 'member', 'need', 'ledger')", name="kind"),
    Index(None, "household"),
    Index(None, "name", "blind"),
    Index(None, "key_id", "owner", "name"),
)

ledger_versions = Table(
    "ledger_versions",
    metadata,
    _household(),
    Column("number", Integer, nullable=False),
    Column("id", Words, nullable=False, unique=True),
    Column("digest", Words, nullable=False),
    Column("made_by", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
    PrimaryKeyConstraint("household", "number"),
    CheckConstraint("number > 0", name="number"),
)

plans = Table(
    "plans",
    metadata,
    _household(),
    Column("number", Integer, nullable=False),
    Column("made_by", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("ledger", Integer, nullable=False),
    Column("catalogue", Words, nullable=False),
    Column("figures", Words, nullable=False),
    Column("ranker", Words, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("digest", Words, nullable=False),
    Column("key_id", Words),
    Column("corrects", Integer),
    Column("reason", LargeBinary),
    Column("supply", Words),
    PrimaryKeyConstraint("household", "number"),
    ForeignKeyConstraint(
        ["household", "ledger"], ["ledger_versions.household", "ledger_versions.number"]
    ),
    ForeignKeyConstraint(["household", "corrects"], ["plans.household", "plans.number"]),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("(corrects IS NULL) = (reason IS NULL)", name="correction"),
    CheckConstraint("corrects < number", name="corrects"),
)

_WAITING = text("delivered_at IS NULL AND given_up_at IS NULL")

outbox = Table(
    "outbox",
    metadata,
    Column("number", Counted, primary_key=True),
    Column("id", Words, nullable=False, unique=True),
    Column("kind", Words, nullable=False),
    Column("household", Words, ForeignKey("households.id")),
    Column("payload", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_until", Moment),
    Column("delivered_at", Moment),
    Column("given_up_at", Moment),
    Column("note", Words),
    CheckConstraint("delivered_at IS NULL OR given_up_at IS NULL", name="outcome"),
    Index(
        "ix_outbox_waiting",
        *("household", "number"),
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    ),
    Index(
        "ix_outbox_due",
        *("due_at", "number"),
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    ),
    Index(None, "created_at", "id"),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("caller", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("body_hash", Words, nullable=False),
    Column("household", Words, ForeignKey("households.id")),
    Column("status", Integer),
    Column("content", LargeBinary),
    Column("begun_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    PrimaryKeyConstraint("caller", "key"),
    CheckConstraint("(status IS NULL) = (content IS NULL)", name="answer"),
    Index(None, "expires_at"),
    Index(None, "household"),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Words, nullable=False),
    Column("actor", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("target", Words, nullable=False),
    Column("town", Words),
    Column("details", Words, nullable=False),
    Column("previous", Words, nullable=False),
    Column("hash", Words, nullable=False),
    Index(None, "town", "number"),
    Index(None, "target", "number"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("hash", Words, nullable=False),
    CheckConstraint("one = 1", name="one"),
)

transfers = Table(
    "transfers",
    metadata,
    Column("id", Words, primary_key=True),
    _household(),
    Column("from_town", Words, nullable=False),
    Column("to_town", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("reason", LargeBinary, nullable=False),
    Column("asked_by", Words, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("decided_by", Words),
    Column("decided_at", Moment),
    CheckConstraint("state IN ('asked', 'accepted', 'refused', 'withdrawn')", name="state"),
    CheckConstraint("from_town <> to_town", name="towns"),
    CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided"),
    Index(None, "household", "asked_at"),
    Index(
        "uq_transfers_asked",
        "household",
        unique=True,
        sqlite_where=text("state = 'asked'"),
        postgresql_where=text("state = 'asked'"),
    ),
)

imports = Table(
    "imports",
    metadata,
    Column("id", Words, primary_key=True),
    Column("made_by", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("state", Words, nullable=False),
    Column("file", LargeBinary),
    Column("reading", LargeBinary),
    Column("file_name", LargeBinary, nullable=False),
    Column("digest", Words, nullable=False),
    Column("mapping", JsonText, nullable=False),
    Column("counts", JsonText, nullable=False),
    Column("report", LargeBinary),
    Column("accepted_at", Moment),
    Column("undo_until", Moment),
    Column("undone_at", Moment),
    CheckConstraint("state IN ('checked', 'accepted', 'undone', 'dropped')", name="state"),
    Index(None, "made_at", "id"),
    Index(None, "digest"),
)

import_households = Table(
    "import_households",
    metadata,
    Column("import_id", Words, ForeignKey("imports.id"), nullable=False),
    _household(),
    Column("place", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("added", Boolean, nullable=False),
    PrimaryKeyConstraint("import_id", "household"),
    UniqueConstraint("import_id", "place"),
    Index(None, "household"),
)
