"""Ledger versions, and the plans made from them."""

import sqlalchemy as sa
from alembic import op

from api.store.types import Moment, Words

revision = "0002"
down_revision = "0001"

_REFUSAL = "xingfu: this row is never changed"
_PLAN = "household, number, made_by, made_at, ledger, catalogue, figures, ranker, digest, corrects"
# sealed anew: another key, and everything under it; only what is sealed can be
_NOT_ANEW = " OR ".join(
    (
        *("OLD.key_id IS NULL", "NEW.key_id IS NULL", "NEW.key_id = OLD.key_id"),
        *("NEW.content = OLD.content", "(OLD.reason IS NULL) <> (NEW.reason IS NULL)"),
        "(OLD.reason IS NOT NULL AND NEW.reason = OLD.reason)",
    )
)


def upgrade() -> None:
    """Make the tables and their guards."""
    _ledger_versions()
    _plans()
    if op.get_bind().dialect.name == "postgresql":
        refusal = "EXECUTE FUNCTION xingfu_refuse()"
    else:
        refusal = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for name, event, table, when in (
        ("ledger_versions_keep", "UPDATE", "ledger_versions", ""),
        ("plans_keep", f"UPDATE OF {_PLAN}", "plans", ""),
        ("plans_keep_bytes", "UPDATE OF content, key_id, reason", "plans", f"WHEN ({_NOT_ANEW})"),
    ):
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when} {refusal}")
    if op.get_bind().dialect.name == "postgresql":
        for table in ("ledger_versions", "plans"):
            name = f"{table}_not_emptied"
            op.execute(f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} {refusal}")


def downgrade() -> None:
    """Drop them, and the snapshots that only they can name."""
    op.execute("DELETE FROM personal_fields WHERE kind = 'ledger'")
    op.drop_table("plans")
    op.drop_table("ledger_versions")


def _ledger_versions() -> None:
    op.create_table(
        "ledger_versions",
        sa.Column("household", Words(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", Words(), nullable=False),
        sa.Column("digest", Words(), nullable=False),
        sa.Column("made_by", Words(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_ledger_versions_number")),
        sa.ForeignKeyConstraint(
            ["household"], ["households.id"], name="fk_ledger_versions_household"
        ),
        sa.PrimaryKeyConstraint("household", "number", name="pk_ledger_versions"),
        sa.UniqueConstraint("id", name="uq_ledger_versions_id"),
    )


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("household", Words(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_by", Words(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("ledger", sa.Integer(), nullable=False),
        sa.Column("catalogue", Words(), nullable=False),
        sa.Column("figures", Words(), nullable=False),
        sa.Column("ranker", Words(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", Words(), nullable=False),
        sa.Column("key_id", Words()),
        sa.Column("corrects", sa.Integer()),
        sa.Column("reason", sa.LargeBinary()),
        sa.CheckConstraint(
            "(corrects IS NULL) = (reason IS NULL)", name=op.f("ck_plans_correction")
        ),
        sa.CheckConstraint("corrects < number", name=op.f("ck_plans_corrects")),
        sa.CheckConstraint("number > 0", name=op.f("ck_plans_number")),
        sa.ForeignKeyConstraint(["household"], ["households.id"], name="fk_plans_household"),
        sa.ForeignKeyConstraint(
            ["household", "ledger"],
            ["ledger_versions.household", "ledger_versions.number"],
            name="fk_plans_household_ledger",
        ),
        sa.ForeignKeyConstraint(
            ["household", "corrects"],
            ["plans.household", "plans.number"],
            name="fk_plans_household_corrects",
        ),
        sa.PrimaryKeyConstraint("household", "number", name="pk_plans"),
    )
