"""The table of the work list: what a desk has to know of each newest plan, in counts alone."""

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
    Column("plan", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("alerts", Integer, nullable=False),
    Column("questions", Integer, nullable=False),
    Column("unlocks", Integer, nullable=False),
    Column("uncovered", Integer, nullable=False),
    Column("items", Integer, nullable=False),
    Column("confirmed", Integer),
    Column("read_by", Words),
    Column("read_at", Moment),
    CheckConstraint("plan > 0", name="plan"),
    CheckConstraint("(read_by IS NULL) = (read_at IS NULL)", name="read"),
    Index(
        "ix_plan_signs_in_danger",
        "made_at",
        sqlite_where=_IN_DANGER,
        postgresql_where=_IN_DANGER,
    ),
    Index(None, "made_at"),
    Index(None, "unlocks"),
)
