"""The tables of who may come in: accounts, sessions, keys, what works once, wrong tries.

They belong to no town: only units of all towns see them.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
)

from api.store.tables import metadata as metadata
from api.store.types import JsonText, Moment, Words

accounts = Table(
    "accounts",
    metadata,
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False, unique=True),
    Column("role", Words, nullable=False),
    Column("towns", JsonText, nullable=False),
    Column("organisation", Words),
    Column("state", Words, nullable=False),
    Column("password", Words),
    Column("password_at", Moment),
    Column("must_change", Boolean, nullable=False),
    Column("factor", LargeBinary),
    Column("factor_step", Integer),
    Column("subject", Words, unique=True),
    Column("demo", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("made_by", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
    CheckConstraint("state IN ('active', 'disabled')", name="state"),
    CheckConstraint("version > 0", name="version"),
    Index(None, "made_at", "id"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("hash", Words, primary_key=True),
    Column("account", Words, ForeignKey("accounts.id"), nullable=False),
    Column("stage", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    CheckConstraint("stage IN ('password', 'whole')", name="stage"),
    Index(None, "account"),
    Index(None, "expires_at"),
)

keys = Table(
    "keys",
    metadata,
    Column("id", Words, primary_key=True),
    Column("prefix", Words, nullable=False, unique=True),
    Column("hash", Words, nullable=False),
    Column("label", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("towns", JsonText, nullable=False),
    Column("scopes", JsonText, nullable=False),
    Column("organisation", Words),
    Column("demo", Boolean, nullable=False),
    Column("made_by", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("replaced_by", Words, ForeignKey("keys.id")),
    Index(None, "made_at", "id"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("hash", Words, primary_key=True),
    Column("purpose", Words, nullable=False),
    Column("details", JsonText, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    CheckConstraint("purpose IN ('setup', 'oidc')", name="purpose"),
    Index(None, "expires_at"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("whom", Words, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("wait_until", Moment, nullable=False),
    CheckConstraint("failures >= 0", name="failures"),
)
