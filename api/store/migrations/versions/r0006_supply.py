"""Offerings that charities post, and what is reserved of them."""

import sqlalchemy as sa
from alembic import op

from api.store.types import JsonText, Moment, Words

revision = "0006"
down_revision = "0005"

_REFUSAL = "xingfu: this row is never changed"


def upgrade() -> None:
    """Make the tables."""
    _offerings()
    _offering_towns()
    _offering_states()
    _reservations()
    _supplies_of_plans()


def downgrade() -> None:
    """Drop them."""
    _without_supplies_of_plans()
    for table in (
        "reservations",
        "offering_states",
        "offering_towns",
        "offerings",
    ):
        op.drop_table(table)


def _offerings() -> None:
    op.create_table(
        "offerings",
        sa.Column("id", Words(), nullable=False),
        sa.Column("code", Words(), nullable=False),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("origin", Words(), nullable=False),
        sa.Column("organisation", Words(), nullable=False),
        sa.Column("state", Words(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", JsonText(), nullable=False),
        sa.Column("towns", JsonText(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("posted_by", Words(), nullable=False),
        sa.Column("posted_at", Moment(), nullable=False),
        sa.Column("approved_by", Words()),
        sa.Column("approved_at", Moment()),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("reason", Words()),
        sa.CheckConstraint("kind IN ('W', 'F', 'B')", name=op.f("ck_offerings_kind")),
        sa.CheckConstraint("origin IN ('catalogue', 'posted')", name=op.f("ck_offerings_origin")),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'returned', 'active', 'paused', 'closed')",
            name=op.f("ck_offerings_state"),
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_offerings_version")),
        sa.CheckConstraint(
            '"left" >= 0 AND "left" <= quantity',
            name=op.f("ck_offerings_left"),
        ),
        sa.CheckConstraint(
            "(approved_by IS NULL) = (approved_at IS NULL)", name=op.f("ck_offerings_approved")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_offerings"),
        sa.UniqueConstraint("code", name="uq_offerings_code"),
        sa.UniqueConstraint("kind", "number", name="uq_offerings_kind_number"),
    )
    op.create_index("ix_offerings_posted_at_id", "offerings", ["posted_at", "id"])
    for column in ("organisation", "state"):
        name = f"ix_offerings_{column}_posted_at_id"
        op.create_index(name, "offerings", [column, "posted_at", "id"])


def _offering_towns() -> None:
    op.create_table(
        "offering_towns",
        sa.Column("offering", Words(), nullable=False),
        sa.Column("town", Words(), nullable=False),
        sa.ForeignKeyConstraint(["offering"], ["offerings.id"], name="fk_offering_towns_offering"),
        sa.PrimaryKeyConstraint("offering", "town", name="pk_offering_towns"),
    )
    op.create_index("ix_offering_towns_town_offering", "offering_towns", ["town", "offering"])


def _offering_states() -> None:
    op.create_table(
        "offering_states",
        sa.Column("offering", Words(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", Words(), nullable=False),
        sa.Column("made_by", Words(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("reason", Words()),
        sa.ForeignKeyConstraint(["offering"], ["offerings.id"], name="fk_offering_states_offering"),
        sa.PrimaryKeyConstraint("offering", "number", name="pk_offering_states"),
    )


def _reservations() -> None:
    op.create_table(
        "reservations",
        sa.Column("id", Words(), nullable=False),
        sa.Column("offering", Words(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("household", Words()),
        sa.Column("town", Words(), nullable=False),
        sa.Column("plan", sa.Integer()),
        sa.Column("needs", JsonText(), nullable=False),
        sa.Column("state", Words(), nullable=False),
        sa.Column("made_by", Words(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("changed_by", Words(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "state IN ('held', 'confirmed', 'delivered', 'released', 'expired')",
            name=op.f("ck_reservations_state"),
        ),
        sa.ForeignKeyConstraint(["offering"], ["offerings.id"], name="fk_reservations_offering"),
        sa.ForeignKeyConstraint(["household"], ["households.id"], name="fk_reservations_household"),
        sa.PrimaryKeyConstraint("id", name="pk_reservations"),
        sa.UniqueConstraint("offering", "number", name="uq_reservations_offering_number"),
    )
    for columns in (
        ("offering", "state", "until"),
        ("state", "until"),
        ("household", "made_at", "id"),
        ("offering", "made_at", "id"),
    ):
        op.create_index(f"ix_reservations_{'_'.join(columns)}", "reservations", list(columns))


def _supplies_of_plans() -> None:
    """Make the table of the supplies that plans were made with, and its digest in each plan."""
    op.create_table(
        "supplies",
        sa.Column("digest", Words(), nullable=False),
        sa.Column("content", Words(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_supplies"),
    )
    op.add_column("plans", sa.Column("supply", Words()))
    if op.get_bind().dialect.name == "postgresql":
        refusal = "EXECUTE FUNCTION xingfu_refuse()"
    else:
        refusal = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for name, event, table in (
        ("plans_keep_supply", "UPDATE OF supply", "plans"),
        ("supplies_keep", "UPDATE", "supplies"),
    ):
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {refusal}")


def _without_supplies_of_plans() -> None:
    on = " ON plans" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(f"DROP TRIGGER plans_keep_supply{on}")
    op.drop_column("plans", "supply")
    op.drop_table("supplies")
