"""Danger stands on the work list before any plan is made, since when it waits.

Both databases make the table anew: what is not empty in an older one cannot be made so otherwise
in SQLite.
"""

import sqlalchemy as sa
from alembic import op

from api.store.types import Moment, Words

revision = "0009"
down_revision = "0008"

_KEPT = (
    "household, plan, made_at, alerts, questions, unlocks, uncovered, items, confirmed, read_by, "
    "read_at"
)
_COUNTS = ("alerts", "questions", "unlocks", "uncovered", "items")


def upgrade() -> None:
    """Let a household stand in the table without a plan; what plans told waits since them."""
    _anew(
        f"{_KEPT}, heard_at",
        f"SELECT {_KEPT}, CASE WHEN alerts > 0 THEN made_at END FROM was",
        ("heard_at", "household"),
        sa.Column("plan", sa.Integer()),
        sa.Column("made_at", Moment()),
        sa.Column("heard_at", Moment()),
        sa.CheckConstraint("(plan IS NULL) = (made_at IS NULL)", name=op.f("ck_plan_signs_made")),
        sa.CheckConstraint("alerts = 0 OR heard_at IS NOT NULL", name=op.f("ck_plan_signs_heard")),
    )


def downgrade() -> None:
    """Leave what stands without a plan: the older version has no place for it."""
    _anew(
        _KEPT,
        f"SELECT {_KEPT} FROM was WHERE plan IS NOT NULL",
        ("made_at",),
        sa.Column("plan", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
    )


def _anew(
    columns: str, rows: str, waits: tuple[str, ...], *told: sa.Column[object] | sa.Constraint
) -> None:
    """Make the table anew with what is told of it, and put these rows back in it."""
    op.execute("CREATE TABLE was AS SELECT * FROM plan_signs")
    op.drop_table("plan_signs")
    op.create_table(
        "plan_signs",
        sa.Column("household", Words(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS),
        sa.Column("confirmed", sa.Integer()),
        sa.Column("read_by", Words()),
        sa.Column("read_at", Moment()),
        *told,
        sa.CheckConstraint("plan > 0", name=op.f("ck_plan_signs_plan")),
        sa.CheckConstraint(
            "(read_by IS NULL) = (read_at IS NULL)", name=op.f("ck_plan_signs_read")
        ),
        sa.ForeignKeyConstraint(["household"], ["households.id"], name="fk_plan_signs_household"),
        sa.PrimaryKeyConstraint("household", name="pk_plan_signs"),
    )
    op.execute(f"INSERT INTO plan_signs ({columns}) {rows}")
    op.drop_table("was")
    in_danger = sa.text("alerts > 0 AND read_at IS NULL")
    op.create_index(
        "ix_plan_signs_in_danger",
        "plan_signs",
        list(waits),
        sqlite_where=in_danger,
        postgresql_where=in_danger,
    )
    op.create_index("ix_plan_signs_made_at", "plan_signs", ["made_at"])
    op.create_index("ix_plan_signs_unlocks", "plan_signs", ["unlocks"])
