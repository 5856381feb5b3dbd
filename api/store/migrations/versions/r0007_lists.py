"""Plans confirmed, happiness lists, what changed in them in order, and the receipts for them."""

import sqlalchemy as sa
from alembic import op

from api.store.types import Moment, Words

revision = "0007"
down_revision = "0006"

_REFUSAL = "xingfu: this row is never changed"
_LIST = "id, household, version, confirmation, made_by, made_at, digest"
_KINDS = "'delivered', 'read', 'interested', 'declined', 'applied', 'granted', 'refused', 'served'"


def upgrade() -> None:
    """Make the tables and their guards."""
    _confirmations()
    _happiness_lists()
    _list_changes()
    _receipts()
    on_server = op.get_bind().dialect.name == "postgresql"
    refusal = (
        "EXECUTE FUNCTION xingfu_refuse()"
        if on_server
        else f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )
    for name, event, table in (
        ("happiness_lists_keep", f"UPDATE OF {_LIST}", "happiness_lists"),
        ("list_changes_keep", "UPDATE", "list_changes"),
        ("list_changes_whole", "DELETE", "list_changes"),
    ):
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {refusal}")
    if on_server:
        name = "list_changes_not_emptied"
        op.execute(f"CREATE TRIGGER {name} BEFORE TRUNCATE ON list_changes {refusal}")


def downgrade() -> None:
    """Drop them."""
    for table in ("receipts", "list_changes", "happiness_lists", "confirmations"):
        op.drop_table(table)


def _confirmations() -> None:
    op.create_table(
        "confirmations",
        sa.Column("id", Words(), nullable=False),
        sa.Column("household", Words(), nullable=False),
        sa.Column("plan", sa.Integer(), nullable=False),
        sa.Column("made_by", Words(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household"], ["households.id"], name="fk_confirmations_household"
        ),
        sa.ForeignKeyConstraint(
            ["household", "plan"],
            ["plans.household", "plans.number"],
            name="fk_confirmations_household_plan",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_confirmations"),
    )
    op.create_index("ix_confirmations_household_plan", "confirmations", ["household", "plan"])


def _happiness_lists() -> None:
    op.create_table(
        "happiness_lists",
        sa.Column("id", Words(), nullable=False),
        sa.Column("household", Words(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("confirmation", Words(), nullable=False),
        sa.Column("made_by", Words(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("digest", Words(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_happiness_lists_version")),
        sa.ForeignKeyConstraint(
            ["household"], ["households.id"], name="fk_happiness_lists_household"
        ),
        sa.ForeignKeyConstraint(
            ["confirmation"], ["confirmations.id"], name="fk_happiness_lists_confirmation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_happiness_lists"),
        sa.UniqueConstraint("household", "version", name="uq_happiness_lists_household_version"),
    )


def _list_changes() -> None:
    op.create_table(
        "list_changes",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("household", Words(), nullable=False),
        sa.Column("town", Words(), nullable=False),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("list", Words(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", Words()),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("kind IN ('list', 'withdrawn')", name=op.f("ck_list_changes_kind")),
        sa.CheckConstraint(
            "(kind = 'withdrawn') = (reason IS NOT NULL)", name=op.f("ck_list_changes_reason")
        ),
        sa.PrimaryKeyConstraint("number", name="pk_list_changes"),
    )
    for column in ("town", "household", "list"):
        op.create_index(f"ix_list_changes_{column}_number", "list_changes", [column, "number"])


def _receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("id", Words(), nullable=False),
        sa.Column("household", Words(), nullable=False),
        sa.Column("list", Words(), nullable=False),
        sa.Column("given", Words(), nullable=False),
        sa.Column("entry", Words(), nullable=False),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("sent_by", Words(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("facts", Words()),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f("ck_receipts_kind")),
        sa.ForeignKeyConstraint(["household"], ["households.id"], name="fk_receipts_household"),
        sa.ForeignKeyConstraint(["list"], ["happiness_lists.id"], name="fk_receipts_list"),
        sa.PrimaryKeyConstraint("id", name="pk_receipts"),
        sa.UniqueConstraint("list", "given", name="uq_receipts_list_given"),
    )
    op.create_index("ix_receipts_household_received_at", "receipts", ["household", "received_at"])
