"""Each version of the schema can be left and come back to, with rows in it, on both databases."""

import threading

import pytest
from sqlalchemy import text

from api.store import migrate
from api.store.engine import engine_for, reading
from api.store.errors import StoreError
from api.store.migrate import (
    downgrade,
    drift,
    known_revisions,
    missing_guards,
    newest_revision,
    revision_of,
    upgrade,
)
from api.store.store import Store
from tests.store.support import all_rows, family, tamper, whole_family

OF_REVISION = {
    "0001": {
        *("households", "members", "member_initials", "facts", "needs", "personal_fields"),
    },
    "0002": {"ledger_versions", "plans"},
    "0003": {"outbox", "idempotency", "audit", "audit_head"},
    "0004": {"accounts", "sessions", "keys", "tokens", "attempts"},
    "0005": {"transfers", "imports", "import_households"},
    "0006": {"supplies", "offerings", "offering_towns", "offering_states", "reservations"},
    "0007": {"confirmations", "happiness_lists", "list_changes", "receipts"},
    "0008": {"plan_signs"},
    "0009": set(),
    "0010": set(),
}


def tables(url: str) -> set[str]:
    engine = engine_for(url, migrating=True)
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
        "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    }
    with reading(engine) as connection:
        return {row[0] for row in connection.execute(text(names[engine.dialect.name]))}


def test_an_empty_database_becomes_the_one_the_program_needs(empty_url):
    assert revision_of(empty_url) is None
    upgrade(empty_url)
    assert revision_of(empty_url) == newest_revision() == known_revisions()[-1]
    with reading(engine_for(empty_url, migrating=True)) as connection:
        assert drift(connection) == ()
        assert missing_guards(connection) == ()


def test_upgrading_again_changes_nothing(url, store):
    family(store)
    before = all_rows(url)
    upgrade(url)
    assert all_rows(url) == before


@pytest.mark.parametrize("revision", ["base", *known_revisions()[:-1]])
def test_down_and_up_again_keeps_the_rows_the_older_version_knows(url, store, revision):
    whole_family(store)
    store.close()
    before = all_rows(url)
    downgrade(url, revision)
    kept = {t for number, names in OF_REVISION.items() if number <= revision for t in names}
    kept = set() if revision == "base" else kept
    assert tables(url) == kept | {"alembic_version"}
    upgrade(url)
    with reading(engine_for(url, migrating=True)) as connection:
        assert drift(connection) == ()
        assert missing_guards(connection) == ()
    after = all_rows(url)
    lost_snapshots = revision < "0002"
    for name in kept:
        if name == "personal_fields" and lost_snapshots:
            assert after[name] == [row for row in before[name] if row[2] != "ledger"]
        else:
            assert after[name] == before[name] != []
    with_rows = {name for name, rows in after.items() if rows}
    assert with_rows == kept | {"audit_head"}
    with Store.open(url) as again:
        family(again, key="key-2")


def test_every_revision_is_tried_by_these_tests():
    assert set(OF_REVISION) == set(known_revisions())


def test_an_upgrade_that_fails_midway_leaves_the_database_as_it_was(empty_url, monkeypatch):
    def fails(connection: object) -> None:
        raise ZeroDivisionError

    step = migrate.command.upgrade

    def half(config, to):
        step(config, "0002")
        fails(config)

    with monkeypatch.context() as patch:
        patch.setattr(migrate.command, "upgrade", half)
        with pytest.raises(ZeroDivisionError):
            upgrade(empty_url)
    assert tables(empty_url) == set()
    upgrade(empty_url)
    assert revision_of(empty_url) == newest_revision()


def test_two_that_upgrade_at_once_do_not_disturb_one_another(empty_url):
    barrier, failed = threading.Barrier(3), []

    def run() -> None:
        barrier.wait()
        try:
            upgrade(empty_url)
        except StoreError as error:
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert revision_of(empty_url) == newest_revision()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("ALTER TABLE households ADD COLUMN shoe_size INTEGER", "shoe_size"),
        ("DROP INDEX ix_personal_fields_name_blind", "ix_personal_fields_name_blind"),
        ("CREATE TABLE stray (id INTEGER)", "stray"),
    ],
)
def test_a_schema_that_somebody_changed_is_seen_to_have_drifted(url, change, told):
    tamper(url, change)
    with reading(engine_for(url, migrating=True)) as connection:
        assert any(told in each for each in drift(connection))
