"""A receipt is known by its sender and their own id: two senders do not know of each other's ids.

Both databases make the table anew: a constraint of an older one cannot be dropped in SQLite.
"""

import sqlalchemy as sa
from alembic import op

from api.store.types import Moment, Words

revision = "0010"
down_revision = "0009"

_KINDS = "'delivered', 'read', 'interested', 'declined', 'applied', 'granted', 'refused', 'served'"
_KEPT = "id, household, list, given, entry, kind, at, sent_by, received_at, facts, content"


def upgrade() -> None:
    """Let an id be used for a list once by each sender."""
    _anew(f"SELECT {_KEPT} FROM was", "list", "sent_by", "given")


def downgrade() -> None:
    """Leave what a later sender told under the same id: the older version has no place for it."""
    first = (
        "SELECT min(other.id) FROM was other WHERE other.list = was.list "
        "AND other.given = was.given AND other.received_at = (SELECT min(each.received_at) "
        "FROM was each WHERE each.list = was.list AND each.given = was.given)"
    )
    _anew(f"SELECT {_KEPT} FROM was WHERE was.id = ({first})", "list", "given")


def _anew(rows: str, *once: str) -> None:
    """Make the table anew, with these columns unique together, and put these rows back in it."""
    op.execute("CREATE TABLE was AS SELECT * FROM receipts")
    op.drop_table("receipts")
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
        sa.UniqueConstraint(*once, name=f"uq_receipts_{'_'.join(once)}"),
    )
    op.execute(f"INSERT INTO receipts ({_KEPT}) {rows}")
    op.drop_table("was")
    op.create_index("ix_receipts_household_received_at", "receipts", ["household", "received_at"])
