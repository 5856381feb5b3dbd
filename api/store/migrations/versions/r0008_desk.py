"""What the work list tells of each newest plan."""

import sqlalchemy as sa
from alembic import op

from api.store.types import Moment, Words

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "plan_signs",
        sa.Column("household", Words(), nullable=False),
        sa.Column("plan", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("alerts", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("unlocks", sa.Integer(), nullable=False),
        sa.Column("uncovered", sa.Integer(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer()),
        sa.Column("read_by", Words()),
        sa.Column("read_at", Moment()),
        sa.CheckConstraint("plan > 0", name=op.f("ck_plan_signs_plan")),
        sa.CheckConstraint(
            "(read_by IS NULL) = (read_at IS NULL)", name=op.f("ck_plan_signs_read")
        ),
        sa.ForeignKeyConstraint(["household"], ["households.id"], name="fk_plan_signs_household"),
        sa.PrimaryKeyConstraint("household", name="pk_plan_signs"),
    )
    in_danger = sa.text("alerts > 0 AND read_at IS NULL")
    op.create_index(
        "ix_plan_signs_in_danger",
        "plan_signs",
        ["made_at"],
        sqlite_where=in_danger,
        postgresql_where=in_danger,
    )
    op.create_index("ix_plan_signs_made_at", "plan_signs", ["made_at"])
    op.create_index("ix_plan_signs_unlocks", "plan_signs", ["unlocks"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("plan_signs")
