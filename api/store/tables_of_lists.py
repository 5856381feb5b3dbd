"""The tables of what was confirmed of plans, the families' lists, their feed and the receipts."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
)

from api.store.tables import metadata as metadata
from api.store.types import Moment, Words

confirmations = Table(
    "confirmations",
    metadata,
    Column("id", Words, primary_key=True),
    Column("household", Words, ForeignKey("households.id"), nullable=False),
    Column("plan", Integer, nullable=False),
    Column("made_by", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("content", LargeBinary, nullable=False),
    ForeignKeyConstraint(["household", "plan"], ["plans.household", "plans.number"]),
    Index(None, "household", "plan"),
)

happiness_lists = Table(
    "happiness_lists",
    metadata,
    Column("id", Words, primary_key=True),
    Column("household", Words, ForeignKey("households.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("confirmation", Words, ForeignKey("confirmations.id"), nullable=False),
    Column("made_by", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("digest", Words, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("household", "version"),
    CheckConstraint("version > 0", name="version"),
)

list_changes = Table(
    "list_changes",
    metadata,
    # the number of the audit line that tells of it: given in the order of commits, never twice
    Column("number", Integer, primary_key=True, autoincrement=False),
    # no household row is named by a reference: what is told of an erased one stays
    Column("household", Words, nullable=False),
    Column("town", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("list", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("reason", Words),
    Column("at", Moment, nullable=False),
    CheckConstraint("kind IN ('list', 'withdrawn')", name="kind"),
    CheckConstraint("(kind = 'withdrawn') = (reason IS NOT NULL)", name="reason"),
    Index(None, "town", "number"),
    Index(None, "household", "number"),
    Index(None, "list", "number"),
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", Words, primary_key=True),
    Column("household", Words, ForeignKey("households.id"), nullable=False),
    Column("list", Words, ForeignKey("happiness_lists.id"), nullable=False),
    Column("given", Words, nullable=False),
    Column("entry", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("sent_by", Words, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("facts", Words),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("list", "sent_by", "given"),
    CheckConstraint(
        "kind IN ('delivered', 'read', 'interested', 'declined', 'applied', 'granted', 'refused', "
        "'served')",
        name="kind",
    ),
    Index(None, "household", "received_at"),
)
