"""The outbox, answers kept for doubles, and the audit."""

import sqlalchemy as sa
from alembic import op

from api.store.types import Counted, Moment, Words

revision = "0003"
down_revision = "0002"

_REFUSAL = "xingfu: this row is never changed"
_WAITING = sa.text("delivered_at IS NULL AND given_up_at IS NULL")


def upgrade() -> None:
    """Make the tables, the audit's guards, and the head of an empty chain."""
    _outbox()
    _idempotency()
    _audit()
    if op.get_bind().dialect.name == "postgresql":
        refusal = "EXECUTE FUNCTION xingfu_refuse()"
    else:
        refusal = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for name, event, table in (
        ("audit_keep", "UPDATE", "audit"),
        ("audit_whole", "DELETE", "audit"),
        ("audit_head_whole", "DELETE", "audit_head"),
    ):
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {refusal}")
    back = "FOR EACH ROW WHEN (NEW.number <= OLD.number)"
    op.execute(f"CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head {back} {refusal}")
    (_whole_on_postgresql if op.get_bind().dialect.name == "postgresql" else _whole_on_sqlite)()


def _whole_on_postgresql() -> None:
    """Guard against emptying a table at once, which fires no trigger of its rows."""
    for table in ("audit", "audit_head"):
        op.execute(
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
            "EXECUTE FUNCTION xingfu_refuse()"
        )


def _whole_on_sqlite() -> None:
    """Guard against INSERT OR REPLACE, which deletes a row and fires no trigger of deleting."""
    for table, there in (
        (
            "audit",
            "NEW.number <= (SELECT max(number) FROM audit) "
            "OR NEW.number <= (SELECT max(number) FROM audit_head)",
        ),
        ("audit_head", "EXISTS (SELECT 1 FROM audit_head)"),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_anew BEFORE INSERT ON {table} WHEN {there} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )


def downgrade() -> None:
    """Drop them."""
    for table in ("audit_head", "audit", "idempotency", "outbox"):
        op.drop_table(table)


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("number", Counted, nullable=False),
        sa.Column("id", Words(), nullable=False),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("household", Words()),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", Moment()),
        sa.Column("delivered_at", Moment()),
        sa.Column("given_up_at", Moment()),
        sa.Column("note", Words()),
        sa.CheckConstraint(
            "delivered_at IS NULL OR given_up_at IS NULL", name=op.f("ck_outbox_outcome")
        ),
        sa.ForeignKeyConstraint(["household"], ["households.id"], name="fk_outbox_household"),
        sa.PrimaryKeyConstraint("number", name="pk_outbox"),
        sa.UniqueConstraint("id", name="uq_outbox_id"),
    )
    op.create_index("ix_outbox_created_at_id", "outbox", ["created_at", "id"])
    for name, columns in (
        ("ix_outbox_waiting", ["household", "number"]),
        ("ix_outbox_due", ["due_at", "number"]),
    ):
        op.create_index(name, "outbox", columns, sqlite_where=_WAITING, postgresql_where=_WAITING)


def _idempotency() -> None:
    op.create_table(
        "idempotency",
        sa.Column("caller", Words(), nullable=False),
        sa.Column("key", Words(), nullable=False),
        sa.Column("body_hash", Words(), nullable=False),
        sa.Column("household", Words()),
        sa.Column("status", sa.Integer()),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "(status IS NULL) = (content IS NULL)", name=op.f("ck_idempotency_answer")
        ),
        sa.ForeignKeyConstraint(["household"], ["households.id"], name="fk_idempotency_household"),
        sa.PrimaryKeyConstraint("caller", "key", name="pk_idempotency"),
    )
    op.create_index("ix_idempotency_expires_at", "idempotency", ["expires_at"])
    op.create_index("ix_idempotency_household", "idempotency", ["household"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Words(), nullable=False),
        sa.Column("actor", Words(), nullable=False),
        sa.Column("action", Words(), nullable=False),
        sa.Column("target", Words(), nullable=False),
        sa.Column("town", Words()),
        sa.Column("details", Words(), nullable=False),
        sa.Column("previous", Words(), nullable=False),
        sa.Column("hash", Words(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
    )
    op.create_index("ix_audit_town_number", "audit", ["town", "number"])
    op.create_index("ix_audit_target_number", "audit", ["target", "number"])
    head = op.create_table(
        "audit_head",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", Words(), nullable=False),
        sa.CheckConstraint("one = 1", name=op.f("ck_audit_head_one")),
        sa.PrimaryKeyConstraint("one", name="pk_audit_head"),
    )
    op.bulk_insert(head, [{"one": 1, "number": 0, "hash": "0" * 64}])
