"""Signing in: sessions, second factors, brute force; what was refused tells nothing."""

import pytest
from fastapi.testclient import TestClient

from api.access.callers import Role
from api.access.operations import OPERATIONS
from api.access.rules import Action
from api.gate import COOKIE
from api.server import config_of
from api.store.people import AccountState
from api.store.values import Towns
from api.usecases import tries
from api.usecases.tries import BY_ADDRESS, BY_NAME, CLOSE
from tests.identity.people import (
    HTML,
    PASSWORD,
    SECRET,
    SESSION,
    audit,
    browser,
    code,
    someone,
    token_in,
)
from tests.service.families import untraced
from tests.service.office import EAST, Service

ITEMS = "/api/v1/items"


def test_who_signs_in_is_let_in_and_told_who_they_are(service: Service) -> None:
    account, mine = someone(service), browser(service)
    assert mine.get(ITEMS).status_code == 401
    answer = mine.sign_in()
    assert answer.status_code == 201
    told = answer.json()
    assert (told["account"], told["role"], told["towns"]) == (account.id, "worker", [EAST])
    assert told["lacks"] == []
    assert mine.get(ITEMS).status_code == 200
    assert mine.get(SESSION).json() == told


def test_a_name_is_the_same_in_whatever_form_it_is_typed(service: Service) -> None:
    someone(service)
    assert browser(service).sign_in(" ＭＥＩ ").status_code == 201


def test_the_cookie_is_out_of_scripts_reach_and_of_other_sites_posts(service: Service) -> None:
    someone(service)
    cookie = browser(service).sign_in().headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie


def test_the_cookie_is_secure_where_the_service_is_reached_by_https(serve) -> None:
    with serve(address="https://xingfu.example") as service:
        someone(service)
        assert "; secure" in browser(service).sign_in().headers["set-cookie"].lower()


@pytest.mark.parametrize(
    ("name", "password", "told"),
    [
        ("mei", "wrong-password-here", ""),
        ("nobody", PASSWORD, ""),
        ("off", PASSWORD, ""),
        ("two", PASSWORD, "000000"),
        ("two", "wrong-password-here", "000000"),
        ("x\0y", PASSWORD, ""),
    ],
)
def test_a_refused_sign_in_does_not_tell_what_was_wrong(
    service: Service, name: str, password: str, told: str
) -> None:
    someone(service)
    off = someone(service, name="off")
    someone(service, name="two", factor=True)
    with service.office.store.unit("test", service.clock.at, Towns.everywhere()) as unit:
        unit.accounts.set_state(off.id, off.version, AccountState.DISABLED)
    plain = browser(service).sign_in("mei", "wrong")
    mine = browser(service)
    answer = mine.sign_in(name, password, told)
    assert (answer.status_code, untraced(answer)) == (plain.status_code, untraced(plain))
    assert answer.status_code == 401
    assert mine.cookie == ""


def test_unknown_names_are_hashed_for_as_well(service: Service, monkeypatch) -> None:
    from api.identity import passwords

    asked = []
    verify = passwords._HASHER.verify
    monkeypatch.setattr(
        type(passwords._HASHER), "verify", lambda s, h, p: asked.append(h) or verify(h, p)
    )
    browser(service).sign_in("nobody")
    assert asked == [passwords._NOBODYS]


def test_no_typed_name_and_no_password_stands_in_the_audit(service: Service) -> None:
    account = someone(service)
    browser(service).sign_in("typed-name-7", "typed-secret-7")
    browser(service).sign_in("mei", "typed-secret-7")
    browser(service).sign_in()
    assert [row.target for row in audit(service, "session.refused")] == [account.id, "unknown"]
    with service.office.store.view("test", service.clock.at, Towns.everywhere()) as unit:
        told = repr(unit.audit.list())
    assert "typed-" not in told
    assert PASSWORD not in told


def test_a_session_named_before_the_sign_in_is_not_the_one_after_it(service: Service) -> None:
    someone(service)
    mine = browser(service)
    told = {"name": "mei", "password": PASSWORD}
    mine.keep(mine.post(SESSION, json=told, headers={"cookie": f"{COOKIE}=chosen-by-another"}))
    assert mine.cookie not in ("", "chosen-by-another")
    first = mine.cookie
    mine.sign_in()
    assert mine.cookie not in ("", first)
    other = browser(service)
    other.client.cookies.set(COOKIE, first)
    assert other.get(SESSION).status_code == 401


def test_a_session_is_worth_nothing_after_the_sign_out(service: Service) -> None:
    account = someone(service)
    mine = browser(service)
    mine.sign_in()
    secret = mine.cookie
    assert mine.request("DELETE", SESSION).json() == {"ended": True}
    other = browser(service)
    other.client.cookies.set(COOKIE, secret)
    assert other.get(SESSION).status_code == 401
    assert [row.target for row in audit(service, "session.end")] == [account.id]


def test_a_session_ends_unused_and_ends_at_last_however_it_is_used(service: Service) -> None:
    someone(service)
    mine = browser(service)
    mine.sign_in()
    service.clock.forward(minutes=29)
    assert mine.get(SESSION).status_code == 200
    service.clock.forward(minutes=31)
    assert mine.get(SESSION).status_code == 401
    mine.csrf = ""
    mine.sign_in()
    for _ in range(12 * 3):
        service.clock.forward(minutes=20)
        found = mine.get(SESSION).status_code
    assert found == 401


def test_wrong_tries_make_their_own_address_wait_and_nobody_else(service: Service) -> None:
    someone(service)
    bad, good = browser(service, "10.0.0.66"), browser(service, "10.0.0.2")
    for _ in range(CLOSE.free):
        assert bad.sign_in("mei", "wrong").status_code == 401
    held = bad.sign_in("mei", PASSWORD)
    assert (held.status_code, held.headers["retry-after"]) == (429, "30")
    assert good.sign_in().status_code == 201
    service.clock.forward(seconds=31)
    assert bad.sign_in("mei", "wrong").status_code == 401
    assert bad.sign_in("mei", PASSWORD).headers["retry-after"] == "60"
    service.clock.forward(seconds=61)
    assert bad.sign_in("mei", PASSWORD).status_code == 201
    assert bad.sign_in("mei", "wrong").status_code == 401


def test_a_name_that_is_tried_from_everywhere_is_slowed_and_never_shut(service: Service) -> None:
    someone(service)
    office = service.office
    mark = tries.whom(office, "sign-in by name", "mei", pace=BY_NAME)
    for _ in range(BY_NAME.free - 1):
        tries.count(office, mark)
    assert browser(service, "10.1.0.1").sign_in("mei", "wrong").status_code == 401
    held = browser(service, "10.1.0.2").sign_in()
    assert (held.status_code, held.headers["retry-after"]) == (429, "5")
    for _ in range(8):
        service.clock.forward(seconds=31)
        assert browser(service, "10.1.0.3").sign_in("mei", "wrong").status_code == 401
    service.clock.forward(seconds=31)
    assert browser(service, "10.1.0.4").sign_in().status_code == 201
    assert browser(service, "10.1.0.5").sign_in("mei", "wrong").status_code == 401


def test_an_address_that_tries_many_names_is_slowed_and_no_other(service: Service) -> None:
    someone(service)
    office, bad = service.office, browser(service, "10.2.0.1")
    mark = tries.whom(office, "sign-in by address", "10.2.0.1", pace=BY_ADDRESS)
    for _ in range(BY_ADDRESS.free - 2):
        tries.count(office, mark)
    for _ in range(3):  # who is right is not counted
        assert bad.sign_in().status_code == 201
        bad.csrf = ""
    assert [bad.sign_in(f"n{n}", "wrong").status_code for n in range(3)] == [401, 401, 429]
    assert browser(service, "10.2.0.2").sign_in().status_code == 201
    service.clock.forward(seconds=6)
    assert bad.sign_in().status_code == 201
    assert bad.sign_in("n9", "wrong").status_code == 401


@pytest.mark.parametrize(("proxy", "is_believed"), [("", False), ("127.0.0.1", True)])
def test_no_header_names_another_address_unless_a_trusted_proxy_sends_it(
    serve, proxy: str, is_believed: bool
) -> None:
    with serve(proxy=proxy) as service:
        config = config_of(service.app, service.app.state.parts.settings)
        config.load()
        client = TestClient(config.loaded_app, client=("127.0.0.1", 50_000))
        told = {"name": "nobody", "password": "wrong"}
        found = [
            client.post(SESSION, json=told, headers={"x-forwarded-for": f"10.3.0.{n}"}).status_code
            for n in range(CLOSE.free + 1)
        ]
    assert found[-1] == (401 if is_believed else 429)


def test_the_demo_lifts_the_second_factor_from_its_own_accounts_alone(serve) -> None:
    with serve(demo=True) as service:
        someone(service, Role.BUREAU, "real")
        someone(service, Role.BUREAU, "shown", demo=True)
        assert browser(service).sign_in("real").json()["lacks"] == ["set-up"]
        assert browser(service).sign_in("shown").json()["lacks"] == []


def test_unknown_names_have_to_wait_like_known_ones(service: Service) -> None:
    mine = browser(service)
    found = [mine.sign_in("nobody", "wrong").status_code for _ in range(CLOSE.free + 1)]
    assert found == [401] * CLOSE.free + [429]


def test_the_wait_grows_and_stays_within_a_quarter_of_an_hour() -> None:
    waits = [CLOSE.delay_after(wrong).total_seconds() for wrong in range(9, 40)]
    assert waits[:4] == [0, 30, 60, 120]
    assert max(waits) == 900
    assert waits == sorted(waits)


def test_a_second_factor_is_asked_for_and_its_session_gets_a_new_id(service: Service) -> None:
    someone(service, factor=True)
    mine = browser(service)
    assert mine.sign_in().json()["lacks"] == ["code"]
    half, token = mine.cookie, mine.csrf
    assert mine.get(ITEMS).status_code == 403
    assert mine.get(ITEMS).json()["type"] == "/problems/not-whole"
    answer = mine.keep(mine.post(f"{SESSION}/code", json={"code": code(service)}))
    assert answer.json()["lacks"] == []
    assert half != mine.cookie
    assert token != mine.csrf
    assert mine.get(ITEMS).status_code == 200
    other = browser(service)
    other.client.cookies.set(COOKIE, half)
    assert other.get(SESSION).status_code == 401


def test_a_code_counts_once_and_within_one_step(service: Service) -> None:
    someone(service, factor=True)
    told = code(service)
    assert browser(service).sign_in(code=told).status_code == 201
    assert browser(service).sign_in(code=told).status_code == 401
    assert browser(service).sign_in(code=code(service, steps=-1)).status_code == 401
    assert browser(service).sign_in(code=code(service, steps=2)).status_code == 401
    assert browser(service).sign_in(code=code(service, steps=1)).status_code == 201


def test_codes_cannot_be_tried_through_from_many_addresses(service: Service) -> None:
    someone(service, factor=True)
    for number in range(CLOSE.free):
        found = browser(service, f"10.0.1.{number}").sign_in(code="000000")
        assert found.status_code == 401
    assert browser(service, "10.0.2.1").sign_in(code=code(service)).status_code == 429


@pytest.mark.parametrize("role", [Role.BUREAU, Role.SYSTEM, Role.SECURITY, Role.AUDIT])
def test_who_sees_or_keeps_all_has_to_set_up_a_second_factor(service: Service, role: Role) -> None:
    someone(service, role)
    mine = browser(service)
    assert mine.sign_in().json()["lacks"] == ["set-up"]
    assert mine.get(ITEMS).status_code == 403
    begun = mine.post(f"{SESSION}/factor").json()
    assert begun["secret"] in begun["address"]
    first = {"pending": begun["pending"], "code": code(service, begun["secret"])}
    assert mine.keep(mine.post(f"{SESSION}/factor/confirm", json=first)).status_code == 200
    assert mine.get(ITEMS).status_code == 200
    used = browser(service).sign_in(code=first["code"])
    assert used.status_code == 401
    fresh = code(service, begun["secret"], 1)
    assert browser(service).sign_in(code=fresh).json()["lacks"] == []


def test_a_password_alone_does_not_replace_the_second_factor(service: Service) -> None:
    someone(service, factor=True)
    mine = browser(service)
    mine.sign_in()
    assert mine.post(f"{SESSION}/factor").status_code == 403
    change = {"old": PASSWORD, "new": "nine-loud-magpies"}
    assert mine.post(f"{SESSION}/password", json=change).status_code == 403


def test_a_factor_that_there_is_is_replaced_only_by_who_knows_the_password(
    service: Service,
) -> None:
    someone(service, Role.SECURITY, "lena", factor=True)
    mine = browser(service)
    assert mine.sign_in("lena").status_code in (200, 201)
    told = mine.post(f"{SESSION}/code", json={"code": code(service)})
    assert mine.keep(told).status_code == 200, told.text
    for body in (None, {"password": "another one altogether"}):
        refused = mine.post(f"{SESSION}/factor", **({"json": body} if body else {}))
        assert (refused.status_code, "secret" in refused.json()) == (401, False), refused.text
    page = mine.get("/account", headers={"Accept": "text/html"}).text
    assert 'name="password"' in page.split('id="begin"')[1].split("</form>")[0]
    for _ in range(12):  # who knows it is not made to wait, however often they begin
        begun = mine.post(f"{SESSION}/factor", json={"password": PASSWORD})
        assert (begun.status_code, len(begun.json()["secret"]) > 20) == (200, True), begun.text


def test_a_factor_that_was_begun_in_one_session_is_not_kept_in_another(service: Service) -> None:
    someone(service)
    mine, other = browser(service), browser(service)
    mine.sign_in()
    other.sign_in()
    begun = mine.post(f"{SESSION}/factor").json()
    told = {"pending": begun["pending"], "code": code(service, begun["secret"])}
    assert other.post(f"{SESSION}/factor/confirm", json=told).status_code == 410


def test_a_new_password_ends_all_other_sessions(service: Service) -> None:
    someone(service)
    mine, other = browser(service), browser(service)
    mine.sign_in()
    other.sign_in()
    old = mine.cookie
    change = {"old": PASSWORD, "new": "nine-loud-magpies"}
    assert mine.keep(mine.post(f"{SESSION}/password", json=change)).status_code == 200
    assert mine.cookie != old
    assert mine.get(SESSION).status_code == 200
    assert other.get(SESSION).status_code == 401
    assert browser(service).sign_in().status_code == 401
    assert browser(service).sign_in(password="nine-loud-magpies").status_code == 201


@pytest.mark.parametrize(
    "new",
    [
        "short",
        "mei-mei-1" * 30,
        PASSWORD,
        "password1234",
        "123456789012",
        "qwertyuiop12",
        "1qaz2wsx3edc",
        "aaaaaaaaaaaaaa",
    ],
)
def test_a_weak_password_is_refused_with_what_speaks_against_it(service: Service, new: str) -> None:
    someone(service)
    mine = browser(service)
    mine.sign_in()
    answer = mine.post(f"{SESSION}/password", json={"old": PASSWORD, "new": new})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/new"
    assert new not in answer.text


def test_the_right_password_beside_a_weak_new_one_is_no_wrong_try(service: Service) -> None:
    someone(service)
    mine = browser(service)
    mine.sign_in()
    for _ in range(12):
        weak = mine.post(f"{SESSION}/password", json={"old": PASSWORD, "new": "short0"})
        assert weak.status_code == 422
    change = {"old": PASSWORD, "new": "nine-loud-magpies"}
    assert mine.post(f"{SESSION}/password", json=change).is_success


def test_whoever_was_given_a_password_changes_it_first(service: Service) -> None:
    someone(service, must_change=True)
    mine = browser(service)
    assert mine.sign_in().json()["lacks"] == ["password"]
    assert mine.get(ITEMS).status_code == 403
    change = {"old": PASSWORD, "new": "nine-loud-magpies"}
    assert mine.keep(mine.post(f"{SESSION}/password", json=change)).json()["lacks"] == []
    assert mine.get(ITEMS).status_code == 200


def test_no_unsafe_operation_takes_a_cookie_without_its_token(service: Service) -> None:
    signed = {}
    for role in Role:
        account = someone(service, role, f"the-{role.value}", factor=True)
        signed[role] = browser(service)
        signed[role].sign_in(account.name, code=code(service))
        signed[role].csrf = ""
    unsafe = [(m, p) for (m, p), action in OPERATIONS.items() if m not in ("GET", "HEAD")]
    assert len(unsafe) > 15
    for method, path in unsafe:
        if OPERATIONS[(method, path)] is Action.ENTER:
            continue
        found = {
            role: mine.request(method, path.replace("{", "").replace("}", ""), json={})
            for role, mine in signed.items()
        }
        kinds = {answer.json()["type"] for answer in found.values()}
        assert kinds <= {"/problems/forged", "/problems/not-allowed"}, (method, path, kinds)
        assert "/problems/forged" in kinds, (method, path)


@pytest.mark.parametrize("path", ["/sign-in", "/setup", SESSION])
def test_nobody_is_signed_in_from_another_sites_page(service: Service, path: str) -> None:
    someone(service)
    told = {"name": "mei", "password": PASSWORD}
    sent = {"json": told} if path == SESSION else {"data": told}
    answer = browser(service).post(path, headers={"sec-fetch-site": "cross-site"}, **sent)
    assert (answer.status_code, answer.headers.get("set-cookie")) == (403, None)


def test_the_page_signs_in_leads_on_and_signs_out(service: Service) -> None:
    someone(service)
    mine = browser(service)
    asked = mine.get("/whatif?lang=en", headers=HTML)
    assert asked.headers["location"] == "/sign-in?next=%2Fwhatif%3Flang%3Den&lang=en"
    assert "Sign in" in mine.get(asked.headers["location"]).text
    form = {"name": "mei", "password": PASSWORD, "next": "/whatif?lang=en"}
    entered = mine.post("/sign-in?lang=en", data=form)
    assert (entered.status_code, entered.headers["location"]) == (303, "/whatif?lang=en")
    page = mine.get("/whatif?lang=en", headers=HTML).text
    assert ">mei<" in page
    assert mine.post("/sign-out", data={}).status_code == 403
    left = mine.post("/sign-out?lang=en", data={"csrf": token_in(page)})
    assert left.headers["location"] == "/sign-in?lang=en"
    assert mine.get("/", headers=HTML).status_code == 303


@pytest.mark.parametrize(
    "following",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:1",
        "/a b",
    ],
)
def test_the_sign_in_leads_to_our_own_pages_only(service: Service, following: str) -> None:
    someone(service)
    form = {"name": "mei", "password": PASSWORD, "next": following}
    answer = browser(service).post("/sign-in", data=form)
    assert answer.headers["location"] == "/?lang=zh"
    assert "evil" not in browser(service).get("/sign-in", params={"next": following}).text


def test_a_wrong_sign_in_on_the_page_keeps_the_name_and_nothing_else(service: Service) -> None:
    someone(service)
    form = {"name": "mei", "password": "typed-secret-7", "next": "/whatif"}
    answer = browser(service).post("/sign-in?lang=en", data=form)
    assert answer.status_code == 401
    assert 'value="mei"' in answer.text
    assert "typed-secret-7" not in answer.text
    assert 'value="/whatif"' in answer.text


def test_the_pages_lead_through_factor_and_password(service: Service) -> None:
    someone(service, Role.SECURITY, must_change=True)
    mine = browser(service)
    entered = mine.post("/sign-in", data={"name": "mei", "password": PASSWORD})
    assert entered.headers["location"] == "/account?lang=zh"
    page = mine.get("/account", headers=HTML).text
    begun = mine.post("/account/factor", data={"csrf": token_in(page)}).text
    secret = begun.split('id="secret">')[1].split("<")[0]
    pending = begun.split('name="pending" value="')[1].split('"')[0]
    form = {"csrf": token_in(begun), "pending": pending, "code": "000000"}
    wrong = mine.post("/account/factor/confirm", data=form)
    assert wrong.status_code == 401
    assert secret in wrong.text
    assert (
        mine.post(
            "/account/factor/confirm", data={**form, "code": code(service, secret)}
        ).status_code
        == 303
    )
    page = mine.get("/account", headers=HTML).text
    form = {"csrf": token_in(page), "old": PASSWORD, "new": "nine-loud-magpies"}
    assert mine.post("/account/password", data=form).status_code == 303
    assert mine.get(SESSION).json()["lacks"] == []
    again = browser(service)
    again.post("/sign-in", data={"name": "mei", "password": "nine-loud-magpies"})
    page = again.get("/account", headers=HTML).text
    form = {"csrf": token_in(page), "code": code(service, secret, 1)}
    assert again.post("/account/code", data=form).headers["location"] == "/?lang=zh"


def test_forms_of_the_pages_carry_the_token_and_it_leads_nowhere(service: Service) -> None:
    someone(service)
    mine = browser(service)
    mine.sign_in()
    page = mine.get("/", headers=HTML).text
    assert page.count("<form") == page.count('name="csrf"')
    form = {"csrf": token_in(page), "dibao_line": "1400", "people": "demo"}
    mine.csrf = ""
    asked = mine.post("/whatif", data=form)
    assert asked.status_code == 303
    assert "csrf" not in asked.headers["location"]
    assert SECRET not in page
