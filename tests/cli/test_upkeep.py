"""`xingfu db`, `audit` and `doctor`: what they do, and a cure for all that can go wrong."""

import json
import os
import stat

import pytest

from api.bootstrap import new_keys
from api.personal.cipher import Place, seal
from api.personal.keys import parse_keys
from api.store.store import Store
from api.store.values import Owner, PersonalField, Sealed
from tests.cli.running import xingfu
from tests.store.support import ACTOR, CITY, EAST, NOW, all_rows, family, lift_guards, tamper

LANGS = ("zh", "en")


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'ours.db'}"


@pytest.fixture
def run(url):
    def run(*words, **settings):
        return xingfu(*words, **{"database": url, **settings})

    return run


@pytest.fixture
def kept(run, url):
    """A database with a family in it."""
    assert run("db", "upgrade").returncode == 0
    with Store.open(url) as store:
        family(store)
    return url


def said(ended):
    assert b"Traceback" not in ended.stdout + ended.stderr
    return ended.stdout.decode() + ended.stderr.decode()


def test_upgrade_makes_a_database_once_and_says_what_it_did(run, tmp_path):
    made = run("db", "upgrade", "--lang", "en")
    assert (made.returncode, "made" in said(made)) == (0, True)
    again = run("db", "upgrade", "--lang", "en")
    assert (again.returncode, "newest" in said(again)) == (0, True)
    assert stat.S_IMODE((tmp_path / "ours.db").stat().st_mode) == 0o600


def test_check_says_that_nothing_is_wrong_and_what_is_with_its_cure(run, kept):
    sound = run("db", "check", "--lang", "en")
    assert (sound.returncode, "NOT checked: 3 sealed" in said(sound)) == (0, True)
    assert "nothing is wrong" not in said(sound)
    lift_guards(kept, "audit_keep")
    found = run("db", "check", "--json", "--lang", "en")
    assert found.returncode == 1
    told = json.loads(found.stdout)
    (finding,) = told["findings"]
    assert finding["kind"] == "guard"
    assert "restore" in finding["cure"]
    assert (told["opened"], "3 sealed" in told["not_checked"]) == (0, True)


def test_with_the_keys_check_opens_all_that_is_sealed(run, url):
    assert run("db", "upgrade").returncode == 0
    keys = new_keys()
    with Store.open(url) as store, store.unit(ACTOR, NOW, CITY) as unit:
        home, made = unit.households.add(EAST).id, parse_keys(keys)
        text = seal("东区…", Place(home, "address"), made)
        sealed = Sealed(text, made.active.id)
        field = PersonalField(Owner.HOUSEHOLD, home, home, "address", sealed)
        unit.personal.put(field)
    sound = run("db", "check", "--lang", "en", keys=keys)
    assert (sound.returncode, "nothing is wrong" in said(sound)) == (0, True)
    assert "all 1 sealed" in said(sound)
    tamper(url, "UPDATE personal_fields SET ciphertext = X'00'")
    for lang in LANGS:
        found = run("db", "check", "--lang", lang, keys=keys)
        assert (found.returncode, f"{home} address" in said(found)) == (1, True)
        seen = run("doctor", "--lang", lang, keys=keys)
        assert (seen.returncode, f"{home} address" in said(seen)) == (1, True)


def test_a_backup_is_restored_to_the_same_rows_in_a_new_place(run, kept, tmp_path):
    file, other = tmp_path / "a.backup", f"sqlite:///{tmp_path / 'other.db'}"
    written = run("db", "backup", file, "--lang", "en")
    assert (written.returncode, "SHA-256" in said(written)) == (0, True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    restored = run("db", "restore", file, "--lang", "en", database=other)
    assert (restored.returncode, "NOT checked: 3 sealed" in said(restored)) == (0, True)
    assert all_rows(other) == all_rows(kept)


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_there_is_never_written_over_and_the_cure_is_told(run, kept, tmp_path, lang):
    file = tmp_path / "a.backup"
    assert run("db", "backup", file).returncode == 0
    again = run("db", "backup", file, "--lang", lang)
    over = run("db", "restore", file, "--lang", lang)
    for ended in (again, over):
        assert ended.returncode == 1
        assert ended.stdout == b""
    assert ("another name", "换一个文件名")[lang == "zh"] in said(again)
    assert "XINGFU_DATABASE" in said(over)


def test_what_is_missing_or_no_backup_is_refused_without_leaving_anything(run, kept, tmp_path):
    rubbish = tmp_path / "rubbish"
    rubbish.write_bytes(b"no database at all")
    other = f"sqlite:///{tmp_path / 'other.db'}"
    for words in (
        ("db", "restore", tmp_path / "none"),
        ("db", "restore", rubbish),
        ("db", "backup", tmp_path / "no" / "folder"),
        ("db", "backup", tmp_path / "b"),
    ):
        settings = {} if words[-1].parent.name == "no" else {"database": other}
        ended = run(*words, "--lang", "en", **settings)
        assert ended.returncode == (2 if words[-1].name == "none" else 1), words
        assert said(ended).strip()
    assert not (tmp_path / "other.db").exists()


@pytest.mark.parametrize("address", ["nonsense", "mysql://a@b/c", "sqlite://"])
def test_an_address_that_is_none_is_told_without_a_traceback(run, address):
    for words in (("db", "check"), ("db", "upgrade"), ("audit", "verify"), ("doctor",)):
        ended = run(*words, "--lang", "en", database=address)
        assert ended.returncode == 1, words
        assert "sqlite:///FILE" in said(ended) or "a file is needed" in said(ended), words


def test_verify_prints_an_anchor_that_finds_a_chain_written_anew(run, kept, tmp_path):
    anchors = tmp_path / "anchors.jsonl"
    told = run("audit", "verify", "--json")
    assert told.returncode == 0
    anchors.write_bytes(told.stdout)
    assert run("audit", "verify", "--anchor", anchors).returncode == 0
    lift_guards(kept, "audit_keep", "audit_whole", "audit_head_whole", "audit_head_forward")
    last = json.loads(told.stdout)["number"]
    tamper(kept, f"DELETE FROM audit WHERE number = {last}")
    before = f"(SELECT max(hash) FROM audit WHERE number = {last - 1})"
    tamper(kept, f"UPDATE audit_head SET number = {last - 1}, hash = {before}")
    assert run("audit", "verify").returncode == 0
    found = run("audit", "verify", "--anchor", anchors, "--lang", "en")
    assert (found.returncode, f"row {last}" in said(found)) == (1, True)


def test_export_writes_every_row_and_names_the_first_bad_one(run, kept):
    lift_guards(kept, "audit_keep")
    tamper(kept, "UPDATE audit SET actor = 'x' WHERE number = 3")
    ended = run("audit", "export", "--lang", "en")
    rows = [json.loads(line) for line in ended.stdout.decode().splitlines()]
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    assert len(rows) > 3
    assert set(rows[0]) >= {"at", "actor", "action", "target", "details", "previous", "hash"}
    assert ended.returncode == 1
    assert "row 3" in ended.stderr.decode()


@pytest.mark.parametrize("line", ["x", "[]", '{"number": true, "hash": ""}', '{"number": 1}'])
def test_a_line_that_is_no_anchor_is_told_by_its_number(run, kept, tmp_path, line):
    anchors = tmp_path / "anchors"
    anchors.write_text(f"\n{line}\n", "utf-8")
    ended = run("audit", "verify", "--anchor", anchors, "--lang", "en")
    assert (ended.returncode, "line 2" in said(ended)) == (2, True)
    missing = run("audit", "verify", "--anchor", tmp_path / "none", "--lang", "en")
    assert (missing.returncode, "no file of anchors" in said(missing)) == (2, True)


def signs(ended):
    said(ended)
    return {each["name"]: each for each in json.loads(ended.stdout)["signs"]}


def test_the_doctor_finds_nothing_wrong_with_a_service_that_is_well(run, url, tmp_path):
    keys = new_keys()
    assert run("db", "upgrade").returncode == 0
    assert run("account", "add", "keeper", "--role", "security").returncode == 0
    ended = run("doctor", "--json", "--lang", "en", keys=keys)
    found = signs(ended)
    assert [each for each in found.values() if each["wrong"]] == []
    assert ended.returncode == 0
    assert found["XINGFU_KEYS"]["value"] == "******"
    assert found[keys.split(":")[0]]["value"] == "active: 0 fields, 0 plans"
    assert keys.split(":")[1][:20] not in ended.stdout.decode()


@pytest.mark.parametrize("lang", LANGS)
def test_the_doctor_names_each_thing_that_is_wrong_with_its_cure(run, kept, lang):
    file = kept.removeprefix("sqlite:///")
    os.chmod(file, 0o644)  # noqa: PTH101
    ended = run("doctor", "--json", "--lang", lang, keys=new_keys(), prot="1")
    wrong = {name: each for name, each in signs(ended).items() if each["wrong"]}
    assert ended.returncode == 1
    known = {"XINGFU_PROT", "catalogues", "file", "k1", "sealed", "security-accounts"}
    assert set(wrong) == known
    assert all(each["cure"] for each in wrong.values())
    assert "XINGFU_PORT" in wrong["XINGFU_PROT"]["value"]


@pytest.mark.parametrize("lang", LANGS)
def test_the_doctor_tells_that_nobody_can_make_accounts_and_the_command_that_mends_it(run, lang):
    keys = new_keys()
    assert run("db", "upgrade").returncode == 0
    assert run("account", "add", "reader", "--role", "audit").returncode == 0
    alone = signs(run("doctor", "--json", "--lang", lang, keys=keys))["security-accounts"]
    assert (alone["value"], bool(alone["wrong"])) == ("0", True)
    assert "--role security" in alone["cure"]
    assert run("account", "add", "keeper", "--role", "security").returncode == 0
    kept = signs(run("doctor", "--json", "--lang", lang, keys=keys))["security-accounts"]
    assert (kept["value"], kept["wrong"]) == ("1", None)


def test_the_doctor_tells_of_wrong_settings_one_by_one(run):
    ended = run("doctor", "--lang", "zh", port="0", demo="perhaps", log="xml")
    told = said(ended)
    assert ended.returncode == 1
    for name, cure in (("PORT", "不能小于 1"), ("DEMO", "true"), ("LOG", "json")):
        assert f"XINGFU_{name}" in told
        assert cure in told


@pytest.mark.parametrize(
    ("settings", "name", "cure"),
    [
        ({"oidc_issuer": "https://sso.invented.example"}, "OIDC_ISSUER", "OIDC_CLIENT"),
        ({"proxy": "10.0.0.1, 0.0.0.0/0"}, "PROXY", "your own proxies"),
        ({"fonts": "/nowhere"}, "FONTS", "mend the path"),
    ],
)
def test_the_doctor_names_a_setting_that_cannot_do_what_it_is_for(run, settings, name, cure):
    assert run("db", "upgrade").returncode == 0
    ended = run("doctor", "--json", "--lang", "en", keys=new_keys(), **settings)
    found = signs(ended)[f"XINGFU_{name}"]
    assert ended.returncode == 1
    assert found["wrong"]
    assert cure in found["cure"]


def test_the_doctor_tells_of_missing_keys_and_a_missing_database(run):
    ended = run("doctor", "--lang", "en")
    told = said(ended)
    assert ended.returncode == 1
    assert "xingfu keys new" in told
    assert "xingfu db upgrade" in told


def test_the_doctor_makes_nothing(run, tmp_path):
    run("doctor", demo="1", data_home=str(tmp_path / "home"))
    assert list(tmp_path.iterdir()) == []


def test_a_newer_database_is_told_of_by_every_command_and_none_advises_to_upgrade_it(run, kept):
    tamper(kept, "UPDATE alembic_version SET version_num = '9999'")
    for words in (("db", "upgrade"), ("db", "check"), ("serve",), ("doctor",)):
        ended = run(*words, "--lang", "en", port="18937", keys=new_keys())
        assert (ended.returncode, "newer" in said(ended)) == (1, True), words
        assert "db upgrade" not in said(ended), words


def test_plans_whose_catalogue_is_gone_are_counted(run, kept):
    found = json.loads(run("db", "check", "--json").stdout)
    assert found["plans_without_catalogue"] == 1
    assert "1 plans have no catalogue" in said(run("db", "check", "--lang", "en"))
    assert "1 of 1 plans" in said(run("doctor", "--lang", "en"))


def test_a_restore_names_all_files_that_are_in_its_way(run, kept, tmp_path):
    assert run("db", "backup", tmp_path / "a.backup").returncode == 0
    (tmp_path / "new.db-wal").write_bytes(b"x")
    other = f"sqlite:///{tmp_path / 'new.db'}"
    ended = run("db", "restore", tmp_path / "a.backup", "--lang", "en", database=other)
    assert (ended.returncode, "new.db-wal" in said(ended)) == (1, True)
    assert "all of these" in said(ended)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "words", [("db", "upgrade"), ("demo",), ("serve",), ("account", "list")], ids=" ".join
)
def test_a_data_home_that_cannot_be_made_is_told_with_its_path_and_the_cure(tmp_path, words, lang):
    file = tmp_path / "file"
    file.write_text("x")
    home = file / "home"
    ended = xingfu(*words, "--lang", lang, data_home=home, demo="1", port="18936")
    assert (ended.returncode, str(home) in said(ended)) == (1, True)
    assert "XINGFU_DATA_HOME" in said(ended)


def test_a_database_where_no_folder_can_be_made_is_told_with_its_path(run):
    ended = run("db", "upgrade", "--lang", "en", database="sqlite:////proc/no/such/a.db")
    assert (ended.returncode, "/proc/no" in said(ended)) == (1, True)


@pytest.mark.parametrize("lang", LANGS)
def test_a_host_that_is_not_of_this_machine_is_not_told_as_a_port_in_use(run, lang):
    ended = run("serve", "--lang", lang, host="999.1.1.1", port="18936", keys=new_keys())
    assert ended.returncode == 2
    assert "XINGFU_HOST=999.1.1.1" in said(ended)
    assert "PORT=" not in said(ended)


def test_an_address_that_is_not_of_the_web_is_refused(run):
    ended = run("doctor", "--lang", "zh", address="ftp://x")
    assert (ended.returncode, "https://" in said(ended)) == (1, True)
    assert "XINGFU_ADDRESS" in said(ended)
