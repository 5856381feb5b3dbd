"""Who may come in: accounts, sessions, keys, links that work once, wrong tries."""

import sqlalchemy as sa
from alembic import op

from api.store.types import JsonText, Moment, Words

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    _accounts()
    _sessions()
    _keys()
    _tokens()
    _attempts()


def downgrade() -> None:
    """Drop them."""
    for table in (
        "attempts",
        "tokens",
        "keys",
        "sessions",
        "accounts",
    ):
        op.drop_table(table)


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", Words(), nullable=False),
        sa.Column("name", Words(), nullable=False),
        sa.Column("role", Words(), nullable=False),
        sa.Column("towns", JsonText(), nullable=False),
        sa.Column("organisation", Words()),
        sa.Column("state", Words(), nullable=False),
        sa.Column("password", Words()),
        sa.Column("password_at", Moment()),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("factor", sa.LargeBinary()),
        sa.Column("factor_step", sa.Integer()),
        sa.Column("subject", Words()),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", Words(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint("state IN ('active', 'disabled')", name=op.f("ck_accounts_state")),
        sa.CheckConstraint("version > 0", name=op.f("ck_accounts_version")),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("name", name="uq_accounts_name"),
        sa.UniqueConstraint("subject", name="uq_accounts_subject"),
    )
    op.create_index("ix_accounts_made_at_id", "accounts", ["made_at", "id"])


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("hash", Words(), nullable=False),
        sa.Column("account", Words(), nullable=False),
        sa.Column("stage", Words(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.CheckConstraint("stage IN ('password', 'whole')", name=op.f("ck_sessions_stage")),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_sessions_account"),
        sa.PrimaryKeyConstraint("hash", name="pk_sessions"),
    )
    op.create_index("ix_sessions_account", "sessions", ["account"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])


def _keys() -> None:
    op.create_table(
        "keys",
        sa.Column("id", Words(), nullable=False),
        sa.Column("prefix", Words(), nullable=False),
        sa.Column("hash", Words(), nullable=False),
        sa.Column("label", Words(), nullable=False),
        sa.Column("role", Words(), nullable=False),
        sa.Column("towns", JsonText(), nullable=False),
        sa.Column("scopes", JsonText(), nullable=False),
        sa.Column("organisation", Words()),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("made_by", Words(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment()),
        sa.Column("replaced_by", Words()),
        sa.ForeignKeyConstraint(["replaced_by"], ["keys.id"], name="fk_keys_replaced_by"),
        sa.PrimaryKeyConstraint("id", name="pk_keys"),
        sa.UniqueConstraint("prefix", name="uq_keys_prefix"),
    )
    op.create_index("ix_keys_made_at_id", "keys", ["made_at", "id"])


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("hash", Words(), nullable=False),
        sa.Column("purpose", Words(), nullable=False),
        sa.Column("details", JsonText(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment()),
        sa.CheckConstraint("purpose IN ('setup', 'oidc')", name=op.f("ck_tokens_purpose")),
        sa.PrimaryKeyConstraint("hash", name="pk_tokens"),
    )
    op.create_index("ix_tokens_expires_at", "tokens", ["expires_at"])


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("whom", Words(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.Column("wait_until", Moment(), nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_attempts_failures")),
        sa.PrimaryKeyConstraint("whom", name="pk_attempts"),
    )
