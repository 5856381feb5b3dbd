"""The tables of what charities offer and what is reserved of it.

An offering belongs to who posted it and to the towns that it serves; a reservation to a household
and, without saying whose it is, to who posted the offering.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from api.store.tables_of_people import metadata as metadata
from api.store.types import JsonText, Moment, Words

offerings = Table(
    "offerings",
    metadata,
    Column("id", Words, primary_key=True),
    Column("code", Words, nullable=False, unique=True),
    Column("kind", Words, nullable=False),
    Column("number", Integer, nullable=False),
    Column("origin", Words, nullable=False),
    Column("organisation", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("content", JsonText, nullable=False),
    Column("towns", JsonText, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("left", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("posted_by", Words, nullable=False),
    Column("posted_at", Moment, nullable=False),
    Column("approved_by", Words),
    Column("approved_at", Moment),
    Column("changed_at", Moment, nullable=False),
    Column("reason", Words),
    CheckConstraint("kind IN ('W', 'F', 'B')", name="kind"),
    CheckConstraint("origin IN ('catalogue', 'posted')", name="origin"),
    CheckConstraint(
        "state IN ('draft', 'submitted', 'returned', 'active', 'paused', 'closed')", name="state"
    ),
    CheckConstraint("version > 0", name="version"),
    # whatever goes wrong above: no place is given that there is not, none comes back twice
    CheckConstraint('"left" >= 0 AND "left" <= quantity', name="left"),
    CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approved"),
    UniqueConstraint("kind", "number"),
    Index(None, "posted_at", "id"),
    Index(None, "organisation", "posted_at", "id"),
    Index(None, "state", "posted_at", "id"),
)

offering_towns = Table(
    "offering_towns",
    metadata,
    Column("offering", Words, ForeignKey("offerings.id"), nullable=False),
    Column("town", Words, nullable=False),
    PrimaryKeyConstraint("offering", "town"),
    Index(None, "town", "offering"),
)

offering_states = Table(
    "offering_states",
    metadata,
    Column("offering", Words, ForeignKey("offerings.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", Words, nullable=False),
    Column("made_by", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("reason", Words),
    PrimaryKeyConstraint("offering", "number"),
)

reservations = Table(
    "reservations",
    metadata,
    Column("id", Words, primary_key=True),
    Column("offering", Words, ForeignKey("offerings.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("household", Words, ForeignKey("households.id")),
    Column("town", Words, nullable=False),
    Column("plan", Integer),
    Column("needs", JsonText, nullable=False),
    Column("state", Words, nullable=False),
    Column("made_by", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("changed_by", Words, nullable=False),
    Column("changed_at", Moment, nullable=False),
    CheckConstraint(
        "state IN ('held', 'confirmed', 'delivered', 'released', 'expired')", name="state"
    ),
    UniqueConstraint("offering", "number"),
    Index(None, "offering", "state", "until"),
    Index(None, "state", "until"),
    Index(None, "household", "made_at", "id"),
    Index(None, "offering", "made_at", "id"),
)

supplies = Table(
    "supplies",
    metadata,
    Column("digest", Words, primary_key=True),
    Column("content", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
)
