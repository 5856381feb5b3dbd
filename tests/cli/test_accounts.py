"""`xingfu account` and `keys`: what whoever has a shell on the machine does about who comes in."""

import base64
import re

import pytest

from api.bootstrap import new_keys
from api.personal.blind import blind_index
from api.personal.cipher import Place, key_id_of, seal
from api.personal.keys import KeyRing, parse_keys
from api.store.store import Store
from api.store.values import Owner, PersonalField, Sealed, Towns
from tests.cli.running import xingfu
from tests.service.office import EAST, NOW, new_database
from tests.service.people import ORGANISATION

PASSWORD = re.compile(r"[a-z2-7]{6}(-[a-z2-7]{6}){3}")
LANGS = ("zh", "en")
PHONE = "13812345678"


@pytest.fixture
def url(tmp_path):
    return new_database(tmp_path)


@pytest.fixture
def run(url):
    def run(*words, **settings):
        return xingfu(*words, **{"database": url, **settings})

    return run


def said(ended):
    assert b"Traceback" not in ended.stdout + ended.stderr
    return ended.stdout.decode() + ended.stderr.decode()


def listed(run):
    return [line.split("\t") for line in run("account", "list").stdout.decode().splitlines()]


def test_an_account_is_made_with_a_first_password_and_listed_without_it(run):
    assert listed(run) == []
    made = run("account", "add", "Zhou.Min", "--role", "worker", "--town", "Z02", "--lang", "en")
    password = PASSWORD.search(said(made))
    assert (made.returncode, bool(password)) == (0, True)
    assert listed(run) == [["zhou.min", "worker", "Z02", "active", "-"]]


@pytest.mark.parametrize(
    ("words", "code", "lang", "told"),
    [
        (("zhou", "--role", "nobody"), 2, "en", "worker, town"),
        (("zhou", "--role", "worker"), 1, "zh", "这个角色要写明镇街"),
        (("zhou", "--role", "worker", "--town", "Z99"), 1, "en", "no such town"),
        (("zhou", "--role", "audit", "--town", "Z02"), 1, "zh", "这个角色不写镇街"),
        (("!", "--role", "audit"), 1, "en", "a name has"),
    ],
)
def test_an_account_that_cannot_be_made_is_refused_with_the_reason(run, words, code, lang, told):
    ended = run("account", "add", *words, "--lang", lang)
    assert (ended.returncode, told in said(ended)) == (code, True), said(ended)
    assert ended.stdout == b""


def test_an_account_of_a_charity_offers_for_the_organisation_of_its_credit_code(run, url):
    made = run("account", "add", "tongxin", "--role", "charity", "--organisation", ORGANISATION)
    assert (made.returncode, bool(PASSWORD.search(said(made)))) == (0, True)
    with Store.open(url) as store, store.view("test", NOW, Towns.everywhere()) as unit:
        assert unit.accounts.by_name("tongxin").organisation == ORGANISATION
    wrong = run("account", "add", "another", "--role", "charity", "--organisation", "52442000")
    assert (wrong.returncode, "18位" in said(wrong)) == (1, True)


def test_a_name_is_taken_once(run):
    assert run("account", "add", "li", "--role", "audit").returncode == 0
    again = run("account", "add", "LI", "--role", "system", "--lang", "en")
    assert (again.returncode, "taken" in said(again)) == (1, True)


def test_an_account_is_disabled_and_its_password_given_anew(run):
    first = PASSWORD.search(said(run("account", "add", "li", "--role", "audit")))
    again = PASSWORD.search(said(run("account", "reset-password", "li", "--factor")))
    assert first is not None
    assert again is not None
    assert first.group() != again.group()
    ended = run("account", "disable", "li", "--lang", "en")
    assert (ended.returncode, "disabled" in said(ended)) == (0, True)
    assert listed(run) == [["li", "audit", "-", "disabled", "-"]]


@pytest.mark.parametrize(("command", "lang"), [("disable", "zh"), ("reset-password", "en")])
def test_a_name_that_nobody_has_is_told(run, command, lang):
    ended = run("account", command, "nobody", "--lang", lang)
    assert (ended.returncode, ended.stdout) == (1, b"")
    assert ("没有这个账号", "no such account")[lang == "en"] in said(ended)


def test_accounts_of_a_database_that_is_not_there_are_told_with_the_cure(tmp_path):
    ended = xingfu("account", "list", database=f"sqlite:///{tmp_path / 'none.db'}")
    assert (ended.returncode, "xingfu db upgrade" in said(ended)) == (1, True)


def test_new_keys_are_a_ring_that_is_another_each_time():
    rings = [xingfu("keys", "new").stdout.decode().strip() for _ in range(2)]
    assert rings[0] != rings[1]
    joined = parse_keys(",".join((rings[0].split(",")[0], rings[1])))
    assert isinstance(joined, KeyRing)
    for ring in rings:
        keys = dict(part.split(":", 1) for part in ring.split(","))
        assert re.fullmatch("k[a-z]{6}", next(iter(keys)))
        assert list(keys)[1:] == ["index"]
        assert {len(base64.b64decode(key)) for key in keys.values()} == {32}


def with_a_factor(url, keys):
    """Keep an account with a second factor under these keys; return its id."""
    ring = parse_keys(keys)
    with Store.open(url) as store, store.unit("test", NOW, Towns.everywhere()) as unit:
        account = unit.accounts.by_name("li")
        sealed = seal("SECRET", Place(account.id, "factor"), ring)
        return unit.accounts.set_factor(account.id, account.version, sealed).id


def factor_key(url):
    with Store.open(url) as store, store.view("test", NOW, Towns.everywhere()) as unit:
        return key_id_of(unit.accounts.by_name("li").factor)


@pytest.mark.parametrize("lang", LANGS)
def test_keys_are_rotated_and_it_says_that_old_ones_stay_a_day(run, url, lang):
    old = new_keys()
    assert run("account", "add", "li", "--role", "audit").returncode == 0
    with_a_factor(url, old)
    newest = new_keys().split(",")[0]
    both = f"{newest},{old}"
    ended = run("keys", "rotate", "--lang", lang, keys=both)
    assert ended.returncode == 0
    assert ("再留一天", "a day more")[lang == "en"] in said(ended)
    assert factor_key(url) == newest.split(":")[0]
    assert ("重新启动过", "must have been restarted")[lang == "en"] in said(ended)


def test_what_cannot_be_opened_is_counted_and_the_older_keys_are_asked_for(run, url):
    assert run("account", "add", "li", "--role", "audit").returncode == 0
    first = new_keys()
    with_a_factor(url, first)
    ended = run("keys", "rotate", "--lang", "en", keys=new_keys())
    assert (ended.returncode, "1 could not be opened" in said(ended)) == (1, True)
    assert factor_key(url) == first.split(":")[0]


def with_a_family(url, keys):
    """Keep a family with a phone that is sealed and marked by these keys."""
    ring = parse_keys(keys)
    with Store.open(url) as store, store.unit("test", NOW, Towns.everywhere()) as unit:
        home = unit.households.add(EAST).id
        envelope = seal(PHONE, Place(home, "phone"), ring)
        sealed = Sealed(envelope, ring.active.id, blind_index("phone", PHONE, ring))
        unit.personal.put(PersonalField(Owner.HOUSEHOLD, home, home, "phone", sealed))


def mark_of_the_phone(url):
    with Store.open(url) as store:
        (field,) = store.sealed_by_each_key()
    return field.sealed.key_id, field.sealed.blind


@pytest.mark.parametrize(("lang", "cure"), [("zh", "只取 k… 那一部分"), ("en", "only the k… part")])
def test_rotation_with_another_index_key_is_refused_and_changes_nothing(run, url, lang, cure):
    old = new_keys()
    with_a_family(url, old)
    before = mark_of_the_phone(url)
    whole_new_ring = ",".join((new_keys(), old.split(",")[0]))
    ended = run("keys", "rotate", "--lang", lang, keys=whole_new_ring)
    assert (ended.returncode, cure in said(ended)) == (2, True), said(ended)
    assert mark_of_the_phone(url) == before
    only_the_key = f"{whole_new_ring.split(',')[0]},{old}"
    ended = run("keys", "rotate", "--lang", lang, keys=only_the_key)
    assert (ended.returncode, mark_of_the_phone(url)[1]) == (0, before[1]), said(ended)


def test_rotation_says_how_many_wrong_marks_it_put_right(run, url):
    keys = new_keys()
    for _ in range(2):
        with_a_family(url, keys)
    with_a_family(url, ",".join((keys.split(",")[0], new_keys().split(",")[1])))
    ended = run("keys", "rotate", "--lang", "en", keys=keys)
    assert (ended.returncode, "1 marks" in said(ended)) == (0, True), said(ended)
    again = run("keys", "rotate", "--lang", "en", keys=keys)
    assert (again.returncode, "marks" in said(again)) == (0, False)


@pytest.mark.parametrize(("lang", "cure"), [("zh", "放回原来的"), ("en", "were there before")])
@pytest.mark.parametrize("part", [0, 1])
def test_a_service_with_a_wrong_key_does_not_start_and_tells_the_cure(run, url, part, lang, cure):
    keys = new_keys()
    with_a_family(url, keys)
    parts = keys.split(",")
    name = parts[part].split(":")[0]
    other = [each.split(":")[1] for each in new_keys().split(",")][part]
    parts[part] = f"{name}:{other}"
    ended = run("serve", "--lang", lang, keys=",".join(parts), port="18941")
    assert (ended.returncode, cure in said(ended)) == (2, True), said(ended)
    assert PHONE not in said(ended)
    anew = run("serve", "--lang", lang, keys=new_keys(), port="18941")
    assert (anew.returncode, cure in said(anew)) == (2, True)


def test_rotation_without_keys_says_how_to_get_some(run):
    ended = run("keys", "rotate", "--lang", "en")
    assert (ended.returncode, "xingfu keys new" in said(ended)) == (2, True)


@pytest.mark.parametrize("lang", LANGS)
def test_a_town_that_is_none_is_told_without_a_pointer_into_a_body(run, lang):
    ended = run("account", "add", "zhou", "--role", "worker", "--town", "火星", "--lang", lang)
    assert (ended.returncode, "/towns" in said(ended)) == (1, False)
    assert ("没有这个镇街", "no such town")[lang == "en"] in said(ended)


def test_a_key_of_the_audit_is_made_on_the_machine_and_told_once(run):
    words = ("account", "add-key", "night", "--role", "audit", "--scope", "audit", "--lang", "en")
    made = run(*words)
    assert (made.returncode, "told this once" in said(made)) == (0, True)
    idle = run(*words[:6], "metrics", "--lang", "en")
    assert (idle.returncode, "no use for these scopes: metrics" in said(idle)) == (1, True)
