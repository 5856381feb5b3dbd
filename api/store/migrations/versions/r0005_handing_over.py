"""Households handed from town to town, and imports that can be undone."""

import sqlalchemy as sa
from alembic import op

from api.store.types import JsonText, Moment, Words

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables."""
    _transfers()
    _imports()
    _import_households()


def downgrade() -> None:
    """Drop them."""
    for table in (
        "import_households",
        "imports",
        "transfers",
    ):
        op.drop_table(table)


def _transfers() -> None:
    op.create_table(
        "transfers",
        sa.Column("id", Words(), nullable=False),
        sa.Column("household", Words(), nullable=False),
        sa.Column("from_town", Words(), nullable=False),
        sa.Column("to_town", Words(), nullable=False),
        sa.Column("state", Words(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("asked_by", Words(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("decided_by", Words()),
        sa.Column("decided_at", Moment()),
        sa.CheckConstraint(
            "state IN ('asked', 'accepted', 'refused', 'withdrawn')",
            name=op.f("ck_transfers_state"),
        ),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_transfers_decided")
        ),
        sa.CheckConstraint("from_town <> to_town", name=op.f("ck_transfers_towns")),
        sa.ForeignKeyConstraint(["household"], ["households.id"], name="fk_transfers_household"),
        sa.PrimaryKeyConstraint("id", name="pk_transfers"),
    )
    op.create_index("ix_transfers_household_asked_at", "transfers", ["household", "asked_at"])
    op.create_index(
        "uq_transfers_asked",
        "transfers",
        ["household"],
        unique=True,
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )


def _imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", Words(), nullable=False),
        sa.Column("made_by", Words(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("state", Words(), nullable=False),
        sa.Column("file", sa.LargeBinary()),
        sa.Column("reading", sa.LargeBinary()),
        sa.Column("file_name", sa.LargeBinary(), nullable=False),
        sa.Column("digest", Words(), nullable=False),
        sa.Column("mapping", JsonText(), nullable=False),
        sa.Column("counts", JsonText(), nullable=False),
        sa.Column("report", sa.LargeBinary()),
        sa.Column("accepted_at", Moment()),
        sa.Column("undo_until", Moment()),
        sa.Column("undone_at", Moment()),
        sa.CheckConstraint(
            "state IN ('checked', 'accepted', 'undone', 'dropped')", name=op.f("ck_imports_state")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_index("ix_imports_digest", "imports", ["digest"])
    op.create_index("ix_imports_made_at_id", "imports", ["made_at", "id"])


def _import_households() -> None:
    op.create_table(
        "import_households",
        sa.Column("import_id", Words(), nullable=False),
        sa.Column("household", Words(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household"], ["households.id"], name="fk_import_households_household"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name="fk_import_households_import_id"
        ),
        sa.PrimaryKeyConstraint("import_id", "household", name="pk_import_households"),
        sa.UniqueConstraint("import_id", "place", name="uq_import_households_import_id_place"),
    )
    op.create_index("ix_import_households_household", "import_households", ["household"])
