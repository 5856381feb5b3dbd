"""Checks, backups and restoring: what is wrong is named with its cure, a copy is whole."""

import re
import threading

import pytest
from sqlalchemy import make_url

from api.store.backups import backup, restore
from api.store.engine import address, file_of, has_wal_reset_fault
from api.store.errors import RefusedError, SchemaError, StoreError, UnfitError, UnreachableError
from api.store.migrate import downgrade, revision_of, upgrade
from api.store.store import Store
from api.store.upkeep import check
from tests.store.support import (
    ACTOR,
    CITY,
    EAST,
    NOW,
    all_rows,
    family,
    lift_guards,
    tamper,
)


def kinds(findings):
    return [finding.kind for finding in findings]


def test_nothing_is_wrong_with_a_database_in_use(store, url):
    family(store)
    assert check(url) == ()


def test_an_old_schema_is_found_with_its_cure(url):
    downgrade(url, "0001")
    (finding,) = check(url)
    assert finding.kind == "schema"
    assert "xingfu db upgrade" in finding.cure.zh


def test_a_missing_guard_and_a_broken_audit_are_found(store, url):
    family(store)
    lift_guards(url, "audit_keep")
    tamper(url, "UPDATE audit SET actor = 'x' WHERE number = 3")
    findings = check(url)
    assert kinds(findings) == ["guard", "audit"]
    assert "3" in findings[1].message.en


def test_a_plan_whose_bytes_were_changed_is_found(store, url):
    made = family(store)
    lift_guards(url, "plans_keep_bytes")
    tamper(url, "UPDATE plans SET content = reason WHERE 1 = 0")
    other = "x'00'" if url.startswith("sqlite") else "'\\x00'::bytea"
    tamper(url, f"UPDATE plans SET content = {other}")
    found = {finding.kind: finding.message.en for finding in check(url)}
    assert set(found) == {"guard", "plan"}
    assert f"{made.household}/1" in found["plan"]


def test_rows_that_lost_what_they_belong_to_are_found(store, url):
    family(store)
    if url.startswith("sqlite"):
        tamper(url, "DELETE FROM members")
    else:
        tamper(url, "SET session_replication_role = replica", "DELETE FROM members")
    findings = check(url)
    assert set(kinds(findings)) == {"orphans"}
    assert any("fk_facts_member_household" in finding.message.en for finding in findings)


def test_damaged_pages_are_found(store, url):
    if not url.startswith("sqlite"):
        pytest.skip("pages are a file's")
    family(store)
    store.close()
    file = file_of(url)
    content = bytearray(file.read_bytes())
    for place in range(8192, len(content), 4096):
        content[place : place + 64] = b"\xff" * 64
    file.write_bytes(content)
    assert kinds(check(url))[0] in ("pages", "unreachable")


def test_a_database_that_is_not_there_is_found_and_not_made(kind, tmp_path):
    url = f"sqlite:///{tmp_path / 'no.db'}"
    if kind == "postgresql":
        url = f"postgresql://nobody@/none?host={tmp_path}"
    assert kinds(check(url)) == ["absent" if kind == "sqlite" else "unreachable"]
    assert list(tmp_path.iterdir()) == []


def fresh(url: str, tmp_path, request) -> str:
    """Return the address of a place for a database that has nothing in it."""
    if url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'restored.db'}"
    server = request.getfixturevalue("server")
    return server.url(server.database())


def test_a_restored_backup_has_the_same_rows_and_nothing_wrong(store, url, tmp_path, request):
    family(store)
    file, target = tmp_path / "copy", fresh(url, tmp_path, request)
    backup(url, file)
    assert restore(target, file) == ()
    assert all_rows(target) == all_rows(url)
    with Store.open(target) as other:
        assert other.verify_audit() == store.verify_audit()


def test_a_backup_of_an_older_version_is_brought_up_to_date(store, url, tmp_path, request):
    made = family(store)
    store.close()
    downgrade(url, "0002")
    file, target = tmp_path / "copy", fresh(url, tmp_path, request)
    backup(url, file)
    assert restore(target, file) == ()
    with Store.open(target) as other, other.view(ACTOR, NOW, CITY) as unit:
        assert unit.plans.newest(made.household).number == 1


def test_a_backup_while_others_write_is_a_whole_moment(store, url, tmp_path, request):
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            family(store, key=f"key-{number}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        file, target = tmp_path / "copy", fresh(url, tmp_path, request)
        while not all_rows(url)["plans"]:
            pass
        backup(url, file)
    finally:
        stop.set()
        writer.join()
    assert restore(target, file) == ()
    rows = all_rows(target)
    counts = {name: len(rows[name]) for name in ("households", "plans", "outbox", "idempotency")}
    assert len(set(counts.values())) == 1
    assert len(rows["audit"]) == 9 * counts["plans"]


def test_a_backup_is_for_its_owner_alone_and_never_over_another(store, url, tmp_path):
    file = tmp_path / "copy"
    backup(url, file)
    assert file.stat().st_mode & 0o077 == 0
    before = file.read_bytes()
    with pytest.raises(RefusedError):
        backup(url, file)
    assert file.read_bytes() == before
    assert not file.with_name("copy.part").exists()


def test_a_database_file_is_for_its_owner_alone(tmp_path):
    from api.store.migrate import upgrade

    upgrade(f"sqlite:///{tmp_path / 'x.db'}")
    assert (tmp_path / "x.db").stat().st_mode & 0o077 == 0


def test_restoring_never_touches_a_database_that_is_there(store, url, tmp_path):
    family(store)
    before = all_rows(url)
    backup(url, tmp_path / "copy")
    with pytest.raises(RefusedError):
        restore(url, tmp_path / "copy")
    assert all_rows(url) == before


@pytest.mark.parametrize("content", [b"", b"no backup", b"PGDMP", b"SQLite format 3\0 torn"])
def test_what_is_no_backup_is_refused_and_leaves_nothing(kind, url, tmp_path, request, content):
    file = tmp_path / "copy"
    file.write_bytes(content)
    target = fresh(url, tmp_path, request)
    with pytest.raises((RefusedError, UnreachableError)):
        restore(target, file)
    assert revision_of(target) is None
    assert not (tmp_path / "restored.db").exists()


def test_a_backup_that_was_cut_short_is_refused_or_found_wanting(store, url, tmp_path, request):
    family(store)
    file, target = tmp_path / "copy", fresh(url, tmp_path, request)
    backup(url, file)
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    try:
        findings = restore(target, file)
    except (RefusedError, UnreachableError):
        return
    assert findings != ()


@pytest.mark.parametrize(
    ("version", "faulty"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 3), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
    ],
)
def test_the_builds_of_sqlite_with_the_wal_reset_fault_are_known(version, faulty):
    assert has_wal_reset_fault(version) is faulty


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense", "oracle://x", ""]
)
def test_an_address_of_another_kind_of_database_is_refused(url):
    with pytest.raises(UnfitError):
        address(url)


def test_an_address_gets_the_drivers_of_this_room_whatever_it_named():
    assert address("postgresql://a@b/c").drivername == "postgresql+psycopg"
    assert address("postgresql+psycopg2://a@b/c").drivername == "postgresql+psycopg"
    assert address("sqlite:///x.db").drivername == "sqlite+pysqlite"
    assert make_url("sqlite:///x.db").database == str(file_of("sqlite:///x.db"))


def test_sqlite_is_set_up_to_lose_nothing_that_was_acknowledged(template_file):
    from sqlalchemy import text

    from api.store.engine import engine_for, reading

    with reading(engine_for(f"sqlite:///{template_file}")) as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
        found = connection.execute(text("SELECT sqlite_version()")).scalar_one()
    assert settings == {
        **{"journal_mode": "wal", "synchronous": 2},
        **{"foreign_keys": 1, "secure_delete": 1},
    }
    assert not has_wal_reset_fault(tuple(map(int, found.split("."))))


def test_what_was_erased_is_in_no_byte_of_the_file(store, url):
    if not url.startswith("sqlite"):
        pytest.skip("a server's files are its own")
    from api.store.values import NewFact
    from tests.store.support import TODAY

    with store.unit(ACTOR, NOW, CITY) as unit:
        household = unit.households.add(EAST).id
        unit.facts.record(household, NewFact("note", "canary-9f3a", "asked", TODAY))
    with store.unit(ACTOR, NOW, CITY) as unit:
        unit.households.take(household, 1)
        unit.households.erase(household, "asked")
    store.close()
    files = list(file_of(url).parent.glob(file_of(url).name + "*"))
    assert not [file.name for file in files if b"canary-9f3a" in file.read_bytes()]


@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal"])
def test_nothing_is_restored_beside_what_a_dead_database_left(template_file, tmp_path, end):
    backup(f"sqlite:///{template_file}", tmp_path / "copy")
    left = tmp_path / f"new.db{end}"
    left.write_bytes(b"pages of another database")
    with pytest.raises(RefusedError) as refused:
        restore(f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "copy")
    assert left.name in refused.value.message.en
    assert left.read_bytes() == b"pages of another database"
    assert not (tmp_path / "new.db").exists()


def test_what_was_left_of_a_copy_that_was_killed_is_named_and_kept(template_file, tmp_path):
    part = tmp_path / "copy.part"
    part.write_bytes(b"half")
    with pytest.raises(RefusedError) as refused:
        backup(f"sqlite:///{template_file}", tmp_path / "copy")
    assert "copy.part" in refused.value.message.en
    assert "remove it" in refused.value.message.en
    assert part.read_bytes() == b"half"


@pytest.mark.parametrize("nth", range(0, 40, 5))
def test_a_copy_whose_schema_has_one_wrong_byte_is_told_to_be_damaged(template_file, tmp_path, nth):
    """The driver itself cannot read what the database then says of its schema."""
    copy = tmp_path / "copy"
    backup(f"sqlite:///{template_file}", copy)
    content = bytearray(copy.read_bytes())
    at = [found.start() for found in re.finditer(rb"CREATE (TABLE|INDEX|TRIGGER)", content)][nth]
    content[at + 8] ^= 255
    copy.write_bytes(content)
    with pytest.raises(StoreError) as refused:
        restore(f"sqlite:///{tmp_path / 'new.db'}", copy)
    assert "damaged" in refused.value.message.en
    assert not (tmp_path / "new.db").exists()


def make_newer(url):
    tamper(url, "UPDATE alembic_version SET version_num = '9999'")


def test_a_database_of_a_newer_program_is_told_as_such_and_left_alone(url):
    make_newer(url)
    (finding,) = check(url)
    assert (finding.kind, "9999" in finding.message.en) == ("newer", True)
    assert "db upgrade" not in finding.cure.en
    for open_it in (upgrade, Store.open):
        with pytest.raises(SchemaError) as refused:
            open_it(url)
        assert "newer" in refused.value.message.en
        assert "db upgrade" not in refused.value.message.en
    assert revision_of(url) == "9999"


def test_a_dump_that_was_cut_short_is_told_to_be_damaged(url, kind, tmp_path, request):
    if kind == "sqlite":
        pytest.skip("what is cut of a file is found by its check")
    file, target = tmp_path / "copy", fresh(url, tmp_path, request)
    backup(url, file)
    file.write_bytes(file.read_bytes()[:-2_000])
    with pytest.raises(RefusedError) as refused:
        restore(target, file)
    assert "damaged" in refused.value.message.en
    assert revision_of(target) is None
