"""Households, members, facts, needs and personal fields."""

import sqlalchemy as sa
from alembic import op

from api.store.types import Counted, JsonText, Moment, Words

revision = "0001"
down_revision = None

_CURRENT = sa.text("superseded_at IS NULL AND member IS NULL")
_CURRENT_OF_MEMBER = sa.text("superseded_at IS NULL AND member IS NOT NULL")
_FACT = "id, household, member, name, value, source, as_of, expires, recorded_by, recorded_at"
_REFUSAL = "xingfu: this row is never changed"


def upgrade() -> None:
    """Make the tables, and the guard of recorded facts."""
    _households()
    _members()
    _facts()
    _needs()
    _personal_fields()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION xingfu_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
        refusal = "EXECUTE FUNCTION xingfu_refuse()"
    else:
        refusal = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    op.execute(
        f"CREATE TRIGGER facts_keep BEFORE UPDATE OF {_FACT} ON facts FOR EACH ROW {refusal}"
    )
    if op.get_bind().dialect.name == "postgresql":
        # a table that is emptied at once fires no trigger of its rows
        op.execute(f"CREATE TRIGGER facts_not_emptied BEFORE TRUNCATE ON facts {refusal}")


def downgrade() -> None:
    """Drop them all."""
    for table in ("personal_fields", "needs", "facts", "member_initials", "members", "households"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION xingfu_refuse()")


def _home(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_household"
    return sa.ForeignKeyConstraint(["household"], ["households.id"], name=name)


def _theirs(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["member", "household"],
        ["members.id", "members.household"],
        name=f"fk_{table}_member_household",
    )


def _households() -> None:
    op.create_table(
        "households",
        sa.Column("id", Words(), nullable=False),
        sa.Column("town", Words(), nullable=False),
        sa.Column("state", Words(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("consent", JsonText(), nullable=False),
        sa.CheckConstraint(
            "state IN ('active', 'closed', 'erased')", name=op.f("ck_households_state")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_households_version")),
        sa.PrimaryKeyConstraint("id", name="pk_households"),
        sa.UniqueConstraint("id", "town", name="uq_households_id_town"),
    )
    for first in ([], ["town"], ["town", "state"]):
        _index("households", *first, "created_at", "id")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _members() -> None:
    op.create_table(
        "members",
        sa.Column("id", Words(), nullable=False),
        sa.Column("household", Words(), nullable=False),
        sa.Column("relation", Words(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("joined_at", Moment(), nullable=False),
        sa.Column("left_at", Moment()),
        _home("members"),
        sa.PrimaryKeyConstraint("id", name="pk_members"),
        sa.UniqueConstraint("id", "household", name="uq_members_id_household"),
    )
    op.create_index("ix_members_household_position", "members", ["household", "position"])
    op.create_table(
        "member_initials",
        sa.Column("member", Words(), nullable=False),
        sa.Column("household", Words(), nullable=False),
        sa.Column("town", Words(), nullable=False),
        sa.Column("initials", Words(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household", "town"],
            ["households.id", "households.town"],
            name="fk_member_initials_household_town",
            onupdate="CASCADE",
        ),
        _theirs("member_initials"),
        sa.PrimaryKeyConstraint("member", "initials", name="pk_member_initials"),
    )
    _index("member_initials", "town", "initials", "household")
    _index("member_initials", "initials", "household")
    _index("member_initials", "household", "town")


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("number", Counted, nullable=False),
        sa.Column("id", Words(), nullable=False),
        sa.Column("household", Words(), nullable=False),
        sa.Column("member", Words()),
        sa.Column("name", Words(), nullable=False),
        sa.Column("value", JsonText(), nullable=False),
        sa.Column("source", Words(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("expires", sa.Date()),
        sa.Column("recorded_by", Words(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("superseded_at", Moment()),
        _home("facts"),
        _theirs("facts"),
        sa.PrimaryKeyConstraint("number", name="pk_facts"),
        sa.UniqueConstraint("id", name="uq_facts_id"),
    )
    op.create_index("ix_facts_household_name", "facts", ["household", "name"])
    for name, columns, which in (
        ("uq_facts_current_of_household", ["household", "name"], _CURRENT),
        ("uq_facts_current_of_member", ["member", "name"], _CURRENT_OF_MEMBER),
    ):
        op.create_index(
            name, "facts", columns, unique=True, sqlite_where=which, postgresql_where=which
        )


def _needs() -> None:
    op.create_table(
        "needs",
        sa.Column("id", Words(), nullable=False),
        sa.Column("household", Words(), nullable=False),
        sa.Column("member", Words()),
        sa.Column("state", Words(), nullable=False),
        sa.Column("urgency", Words()),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", Words(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'planned', 'served', 'withdrawn')", name=op.f("ck_needs_state")
        ),
        sa.CheckConstraint("urgency IN ('low', 'medium', 'high')", name=op.f("ck_needs_urgency")),
        _home("needs"),
        _theirs("needs"),
        sa.PrimaryKeyConstraint("id", name="pk_needs"),
    )
    op.create_index("ix_needs_household_recorded_at", "needs", ["household", "recorded_at"])


def _personal_fields() -> None:
    table = "personal_fields"
    op.create_table(
        table,
        sa.Column("owner", Words(), nullable=False),
        sa.Column("name", Words(), nullable=False),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("household", Words(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", Words(), nullable=False),
        sa.Column("blind", sa.LargeBinary()),
        sa.CheckConstraint(
            "kind IN ('household', 'member', 'need', 'ledger')",
            name=op.f("ck_personal_fields_kind"),
        ),
        _home(table),
        sa.PrimaryKeyConstraint("owner", "name", name="pk_personal_fields"),
    )
    op.create_index("ix_personal_fields_household", table, ["household"])
    op.create_index("ix_personal_fields_name_blind", table, ["name", "blind"])
    op.create_index("ix_personal_fields_key_id_owner_name", table, ["key_id", "owner", "name"])
