"""The table of the work list: what a desk has to know of each household, in counts alone.

Danger is heard before there is any plan: `plan` and `made_at` are empty until one is made.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Table,
    literal_column,
)

from api.store.tables import metadata as metadata
from api.store.types import Moment, Words

_IN_DANGER: ColumnElement[bool] = literal_column("alerts > 0 AND read_at IS NULL")

plan_signs = Table(
    "plan_signs",
    metadata,
    Column("household", Words, ForeignKey("households.id"), primary_key=True),
    Column("plan", Integer),
    Column("made_at", Moment),
    Column("alerts", Integer, nullable=False),
    Column("questions", Integer, nullable=False),
    Column("unlocks", Integer, nullable=False),
    Column("uncovered", Integer, nullable=False),
    Column("items", Integer, nullable=False),
    Column("confirmed", Integer),
    Column("read_by", Words),
    Column("read_at", Moment),
    Column("heard_at", Moment),
    CheckConstraint("plan > 0", name="plan"),
    CheckConstraint("(plan IS NULL) = (made_at IS NULL)", name="made"),
    CheckConstraint("alerts = 0 OR heard_at IS NOT NULL", name="heard"),
    CheckConstraint("(read_by IS NULL) = (read_at IS NULL)", name="read"),
    Index(
        "ix_plan_signs_in_danger",
        "heard_at",
        "household",
        sqlite_where=_IN_DANGER,
        postgresql_where=_IN_DANGER,
    ),
    Index(None, "made_at"),
    Index(None, "unlocks"),
)
