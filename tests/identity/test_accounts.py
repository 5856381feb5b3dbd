"""Accounts and keys, the first start, the demo, the single sign-on."""

import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from api.access.callers import OF_A_TOWN, Role, Scope
from api.store.values import Towns
from api.usecases import at_the_console
from api.usecases.setting_up import (
    DEMO_PASSWORD,
    demo_accounts,
    make_demo_accounts,
    setup_secret,
)
from api.usecases.single_sign_on import SSO_BACK, OpenId
from tests.identity.people import HTML, SESSION, Browser, audit, browser, code, someone
from tests.service.ledger_files import number_of
from tests.service.office import EAST, NOW, Service

ACCOUNTS, KEYS = "/api/v1/accounts", "/api/v1/keys"
ISSUER = "https://sso.invented.example"


@pytest.fixture
def keeper(service: Service) -> Browser:
    """A security administrator who is signed in."""
    someone(service, Role.SECURITY, "keeper", factor=True)
    mine = browser(service)
    mine.sign_in("keeper", code=code(service))
    return mine


def test_an_account_is_made_shown_changed_disabled_and_let_in_again(service, keeper) -> None:
    made = keeper.post(ACCOUNTS, json={"name": "Lan", "role": "worker", "towns": [EAST]})
    assert made.status_code == 201
    told = made.json()
    mine = browser(service)
    assert mine.sign_in("lan", told["password"]).json()["lacks"] == ["password"]
    place = made.headers["location"]
    shown = keeper.get(place)
    assert (shown.json()["name"], shown.headers["etag"]) == ("lan", '"v1"')
    assert "password" not in shown.json()
    other = {"role": "bureau"}
    changed = keeper.request("PUT", place, json=other, headers={"if-match": '"v1"'})
    assert (changed.json()["role"], changed.json()["towns"]) == ("bureau", [])
    assert mine.get(SESSION).status_code == 401
    stale = keeper.request("PUT", place, json=other, headers={"if-match": '"v1"'})
    assert (stale.status_code, stale.json()["current"]["version"]) == (412, 2)
    off = keeper.request("DELETE", place, headers={"if-match": '"v2"'})
    assert off.json()["state"] == "disabled"
    assert browser(service).sign_in("lan", told["password"]).status_code == 401
    on = keeper.post(f"{place}/enable", headers={"if-match": '"v3"'})
    assert on.json()["state"] == "active"
    assert keeper.get(ACCOUNTS, params={"limit": 1}).json()["next"]


def test_a_reset_gives_another_first_password_and_takes_a_lost_factor(service, keeper) -> None:
    lost = someone(service, name="lost", factor=True)
    answer = keeper.post(
        f"{ACCOUNTS}/{lost.id}/reset", json={"factor": True}, headers={"if-match": '"v1"'}
    )
    told = browser(service).sign_in("lost", answer.json()["password"])
    assert told.json()["lacks"] == ["password"]


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.SECURITY, Role.AUDIT])
def test_administrators_are_made_changed_and_reset_on_the_machine_alone(
    service, keeper, role
) -> None:
    other = someone(service, role, "other", factor=True)
    worker = someone(service, name="clerk")
    seen, place = {"if-match": '"v1"'}, f"{ACCOUNTS}/{other.id}"
    plain = {"role": "bureau", "subject": "mine"}
    refused = [
        keeper.post(ACCOUNTS, json={"name": "lan", "role": role.value}),
        keeper.post(f"{place}/reset", json={"factor": True}, headers=seen),
        keeper.request("PUT", place, json=plain, headers=seen),
        keeper.request("PUT", f"{ACCOUNTS}/{worker.id}", json={"role": role.value}, headers=seen),
    ]
    assert {answer.status_code for answer in refused} == {409}
    assert all("xingfu account" in answer.json()["detail"] for answer in refused)
    assert keeper.get(place).json()["version"] == 1
    assert keeper.request("DELETE", place, headers=seen).json()["state"] == "disabled"
    made = at_the_console.reset(service.office.store, NOW, "other", factor=True)
    assert made is not None
    assert made.password


def test_a_first_password_and_a_key_are_told_once_and_no_double_tells_them(service, keeper) -> None:
    once = {"idempotency-key": "once"}
    wanted = {"name": "Lan", "role": "worker", "towns": [EAST]}
    first, again = (keeper.post(ACCOUNTS, json=wanted, headers=once) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["password"]
    assert (again.json()["password"], bool(again.json()["note"])) == (None, True)
    assert first.json()["password"] not in again.text
    assert again.json()["id"] == first.json()["id"]
    key = {"idempotency-key": "key"}
    wanted = {"label": "x", "role": "worker", "towns": [EAST], "scopes": ["catalogue"]}
    first, again = (keeper.post(KEYS, json=wanted, headers=key) for _ in range(2))
    assert first.json()["key"]
    assert (again.json()["key"], bool(again.json()["note"])) == (None, True)


def test_scopes_that_a_role_cannot_use_are_refused_by_name(keeper) -> None:
    wanted = {"label": "x", "role": "worker", "towns": [EAST]}
    told = keeper.post(KEYS, json={**wanted, "scopes": ["catalogue", "audit", "metrics"]})
    assert told.status_code == 422
    (error,) = told.json()["errors"]
    assert error["pointer"] == "/scopes"
    assert "audit, metrics" in error["reason"]


def test_nobody_takes_their_own_role_away(service, keeper) -> None:
    own = f"{ACCOUNTS}/{keeper.get(SESSION).json()['account']}"
    assert keeper.request("DELETE", own, headers={"if-match": '"v1"'}).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x", "role": "bureau"},
        {"name": "lan", "role": "worker"},
        {"name": "lan", "role": "worker", "towns": ["Z99"]},
        {"name": "lan", "role": "bureau", "towns": [EAST]},
        {"name": "lan", "role": "king"},
        {"name": "lan", "role": "bureau", "demo": True},
    ],
)
def test_an_account_that_will_not_do_is_refused(keeper, wrong) -> None:
    assert keeper.post(ACCOUNTS, json=wrong).status_code == 422


def test_an_account_is_not_called_by_a_number_of_a_person(keeper) -> None:
    for name in (number_of(7), f"wang{number_of(7)}", "13800138000"):
        wanted = {"name": name, "role": "worker", "towns": [EAST]}
        told = keeper.post(ACCOUNTS, json=wanted)
        assert (told.status_code, told.json()["errors"][0]["pointer"]) == (422, "/name")
        assert name not in told.text


def test_a_number_of_a_person_in_a_keys_label_is_masked(keeper) -> None:
    number = number_of(7)
    wanted = {"label": f"for {number}", "role": "worker", "towns": [EAST]}
    made = keeper.post(KEYS, json={**wanted, "scopes": ["catalogue"]}).json()
    assert number not in keeper.get(f"{KEYS}/{made['id']}").text
    assert made["label"].startswith("for ")
    assert "*" in made["label"]


def test_a_key_is_told_once_replaced_with_grace_and_revoked_at_once(service, keeper) -> None:
    wanted = {"label": "ledger", "role": "worker", "towns": [EAST], "scopes": ["catalogue"]}
    made = keeper.post(KEYS, json=wanted).json()
    shown = keeper.get(f"{KEYS}/{made['id']}").json()
    assert "key" not in shown
    assert made["key"].startswith(f"xf_{shown['prefix']}_")

    def works(key: str) -> bool:
        headers = {"authorization": f"Bearer {key}"}
        return service.client.get("/api/v1/items", headers=headers).status_code == 200

    assert works(made["key"])
    new = keeper.post(f"{KEYS}/{made['id']}/rotate", json={"days": 2}).json()
    assert works(made["key"])
    assert works(new["key"])
    assert keeper.post(f"{KEYS}/{made['id']}/rotate", json={}).status_code == 409
    keeper.request("DELETE", f"{KEYS}/{new['id']}")
    assert not works(new["key"])
    service.clock.forward(days=3)
    assert not works(made["key"])


def test_only_the_security_administrator_keeps_accounts(service) -> None:
    for role in set(Role) - {Role.SECURITY}:
        towns = (EAST,) if role in (Role.WORKER, Role.TOWN) else ()
        assert service.as_(role, *towns).get(ACCOUNTS).status_code == 403
    assert service.as_(Role.SECURITY, scopes=tuple(Scope)).get(ACCOUNTS).status_code == 403


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.SECURITY, Role.AUDIT])
def test_keys_of_administrators_are_made_and_replaced_on_the_machine_alone(
    service, keeper, role
) -> None:
    wanted = {"label": "night", "role": role.value, "scopes": ["catalogue"], "days": 30}
    told = keeper.post(KEYS, json=wanted)
    assert (told.status_code, "xingfu account add-key" in told.json()["detail"]) == (409, True)
    grant = at_the_console.KeyGrant("night", at_the_console.Grant(role), (Scope.CATALOGUE,), 30)
    drawn = at_the_console.add_key(service.office.store, NOW, grant, {})
    headers = {"Authorization": f"Bearer {drawn.text}"}
    assert service.client.get("/api/v1/items", headers=headers).status_code == 200
    made = keeper.get(KEYS).json()["keys"][0]
    assert (made["role"], made["made_by"]) == (role.value, "console")
    assert keeper.post(f"{KEYS}/{made['id']}/rotate", json={"days": 2}).status_code == 409
    assert keeper.request("DELETE", f"{KEYS}/{made['id']}").status_code == 200
    assert service.client.get("/api/v1/items", headers=headers).status_code == 401


def test_the_link_of_the_first_start_makes_one_security_administrator(service) -> None:
    first = setup_secret(service.office.store, NOW)
    secret = setup_secret(service.office.store, NOW)
    assert first
    assert secret
    assert browser(service).get("/setup", params={"token": first}).status_code == 410
    mine = browser(service)
    assert 'id="setup"' in mine.get("/setup", params={"token": secret}).text
    form = {"token": secret, "name": "Keeper", "password": "short"}
    assert mine.post("/setup", data=form).status_code == 422
    form["password"] = "nine-loud-magpies"
    assert mine.post("/setup", data=form).headers["location"] == "/account?lang=zh"
    assert mine.get(SESSION).json()["role"] == "security"
    assert mine.post("/setup", data={**form, "name": "second"}).status_code in (403, 410)
    assert setup_secret(service.office.store, NOW) is None


def test_the_link_lives_on_when_other_accounts_are_made(service) -> None:
    secret = setup_secret(service.office.store, NOW)
    someone(service, Role.AUDIT, "reader", factor=True)
    someone(service, Role.WORKER, "lan")
    mine = browser(service)
    assert 'id="setup"' in mine.get("/setup", params={"token": secret}).text
    form = {"token": secret, "name": "keeper", "password": "nine-loud-magpies"}
    assert mine.post("/setup", data=form).status_code == 303
    assert mine.get(SESSION).json()["role"] == "security"


def test_where_the_last_security_administrator_is_disabled_a_start_makes_a_new_link(
    service,
) -> None:
    someone(service, Role.SECURITY, "keeper", factor=True)
    assert setup_secret(service.office.store, NOW) is None
    at_the_console.disable(service.office.store, NOW, "keeper")
    assert setup_secret(service.office.store, NOW) is not None


def test_a_link_that_is_over_says_whom_to_ask_and_which_command_helps(service) -> None:
    secret = setup_secret(service.office.store, NOW)
    someone(service, Role.SECURITY, "keeper", factor=True)
    told = browser(service).get("/setup", params={"token": secret, "lang": "zh"})
    assert told.status_code == 410
    for words in ("请他开账号", "xingfu account add 账号名 --role security"):
        assert words in told.text


def test_the_link_of_the_first_start_is_over_after_a_day(service) -> None:
    secret = setup_secret(service.office.store, NOW)
    service.clock.forward(hours=25)
    assert browser(service).get("/setup", params={"token": secret}).status_code == 410


def test_demo_accounts_come_in_while_the_demo_is_on_and_not_after(serve) -> None:
    with serve(demo=True) as service:
        wanted = demo_accounts([("Shiqi", "Z01"), ("Dongqu", "Z02"), ("Xiqu", "Z03")])
        for _ in range(2):
            make_demo_accounts(service.office.store, NOW, wanted)
        assert len(wanted) == 10
        mine = browser(service)
        assert mine.sign_in("demo-bureau", DEMO_PASSWORD).json()["lacks"] == []
        other = browser(service)
        assert other.sign_in("demo-worker-shiqi", DEMO_PASSWORD).json()["towns"] == ["Z01"]
        assert setup_secret(service.office.store, NOW) is not None
        secret = mine.cookie
    with serve() as service:
        assert browser(service).sign_in("demo-bureau", DEMO_PASSWORD).status_code == 401
        headers = {"cookie": f"xingfu_session={secret}"}
        assert browser(service).get(SESSION, headers=headers).status_code == 401


def test_the_first_demo_accounts_see_where_most_demo_households_live() -> None:
    towns = [("Shiqi", "Z01"), ("Dongqu", "Z02"), ("Xiqu", "Z03")]
    made = {one.name: one.towns for one in demo_accounts(towns, {"Z02", "Z03", "Z09"})}
    for role in ("worker", "town"):
        assert made[f"demo-{role}-shiqi"] == ("Z01", "Z03", "Z09")
        assert made[f"demo-{role}-dongqu"] == ("Z02",)


class InventedProvider:
    """A single sign-on that says what it is told to say."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256"})
        self.claims: dict[str, object] = {}
        self.asked: list[dict[str, list[str]]] = []
        self.signer = self.key

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("openid-configuration"):
            return httpx2.Response(
                200,
                json={
                    "issuer": ISSUER,
                    "authorization_endpoint": f"{ISSUER}/authorize",
                    "token_endpoint": f"{ISSUER}/token",
                    "jwks_uri": f"{ISSUER}/keys",
                },
            )
        if request.url.path == "/keys":
            return httpx2.Response(200, json=KeySet([self.key]).as_dict(private=False))
        self.asked.append(parse_qs(request.content.decode()))
        token = jwt.encode({"alg": "RS256", "kid": "one"}, self.claims, self.signer)
        return httpx2.Response(
            200, json={"access_token": "x", "token_type": "Bearer", "id_token": token}
        )


@pytest.fixture
def provider(service: Service) -> InventedProvider:
    invented = InventedProvider()
    transport = httpx2.MockTransport(invented.answer)
    back = f"http://testserver{SSO_BACK}"
    openid = OpenId(ISSUER, "xingfu", "not-secret", back, transport)
    state = service.app.state
    state.gate = replace(state.gate, provider=openid)
    someone(service, subject="sub-7", password=None)
    return invented


def begun(mine: Browser, invented: InventedProvider, **claims: object) -> dict[str, str]:
    """Begin a sign-on; let the provider say who it is, and return what the browser brings back."""
    out = mine.get("/sign-in/sso", params={"next": "/whatif"})
    asked = {k: v[0] for k, v in parse_qs(urlsplit(out.headers["location"]).query).items()}
    assert (asked["code_challenge_method"], asked["client_id"]) == ("S256", "xingfu")
    now = int(time.time())
    told = {"iss": ISSUER, "aud": "xingfu", "sub": "sub-7", "nonce": asked["nonce"]}
    invented.claims = {**told, "iat": now, "exp": now + 60, **claims}
    return {"state": asked["state"], "code": "c"}


def test_who_has_an_account_comes_in_by_single_sign_on(service, provider) -> None:
    mine = browser(service)
    back = mine.get(SSO_BACK, params=begun(mine, provider))
    assert (back.status_code, back.headers["location"]) == (303, "/whatif?lang=zh")
    assert mine.get(SESSION).json()["name"] == "mei"
    assert provider.asked[0]["code_verifier"]
    assert 'href="/sign-in/sso' in browser(service).get("/sign-in", headers=HTML).text


def test_an_account_made_for_the_single_sign_on_is_whole_at_once(service, keeper, provider) -> None:
    wanted = {"name": "Lan", "role": "worker", "towns": [EAST], "subject": "sub-9"}
    made = keeper.post(ACCOUNTS, json=wanted).json()
    assert (made["password"], made["must_change"], bool(made["note"])) == (None, False, True)
    mine = browser(service)
    assert mine.get(SSO_BACK, params=begun(mine, provider, sub="sub-9")).status_code == 303
    assert mine.get(SESSION).json()["lacks"] == []
    assert mine.get("/api/v1/items").status_code == 200
    assert browser(service).sign_in("lan", "").status_code == 401
    place, seen = f"{ACCOUNTS}/{made['id']}", {"if-match": '"v1"'}
    assert keeper.post(f"{place}/reset", json={}, headers=seen).status_code == 409
    reset = keeper.post(f"{place}/reset", json={"factor": True}, headers=seen)
    assert (reset.status_code, reset.json()["password"]) == (200, None)


def test_an_account_that_is_given_to_the_single_sign_on_loses_its_unused_password(
    service, keeper, provider
) -> None:
    wanted = {"name": "Lan", "role": "worker", "towns": [EAST]}
    made = keeper.post(ACCOUNTS, json=wanted).json()
    told = {"role": "worker", "towns": [EAST], "subject": "sub-9"}
    place = f"{ACCOUNTS}/{made['id']}"
    assert keeper.request("PUT", place, json=told, headers={"if-match": '"v1"'}).status_code == 200
    mine = browser(service)
    mine.get(SSO_BACK, params=begun(mine, provider, sub="sub-9"))
    assert mine.get(SESSION).json()["lacks"] == []
    assert browser(service).sign_in("lan", made["password"]).status_code == 401


@pytest.mark.parametrize(
    ("factors", "claims", "lacks"),
    [
        ("", {"amr": ["mfa"], "acr": "high"}, ["set-up"]),
        ("mfa,high", {"amr": ["pwd"]}, ["set-up"]),
        ("mfa,high", {}, ["set-up"]),
        ("mfa,high", {"amr": ["pwd", "mfa"]}, []),
        ("mfa,high", {"acr": "high"}, []),
    ],
)
def test_the_factor_of_the_single_sign_on_counts_only_where_the_settings_say_so(
    service, provider, factors, claims, lacks
) -> None:
    someone(service, Role.BUREAU, "chief", subject="sub-9", password=None)
    state = service.app.state
    there = frozenset(filter(None, factors.split(",")))
    state.gate = replace(state.gate, provider=replace(state.gate.provider, factors=there))
    mine = browser(service)
    mine.get(SSO_BACK, params=begun(mine, provider, sub="sub-9", **claims))
    assert mine.get(SESSION).json()["lacks"] == lacks
    assert mine.get("/api/v1/items").status_code == (403 if lacks else 200)


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "sub-8"},
        {"iss": "https://another.example"},
        {"aud": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
    ],
)
def test_what_is_not_proven_for_this_very_request_is_refused(service, provider, claims) -> None:
    mine = browser(service)
    back = mine.get(SSO_BACK, params=begun(mine, provider, **claims))
    assert back.status_code == 401
    assert mine.get(SESSION).status_code == 401


def test_a_token_that_somebody_else_signed_is_refused(service, provider) -> None:
    mine = browser(service)
    told = begun(mine, provider)
    provider.signer = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256"})
    assert mine.get(SSO_BACK, params=told).status_code == 401


def test_an_answer_works_once_for_the_browser_that_began_and_from_its_issuer(
    service, provider
) -> None:
    mine = browser(service)
    told = begun(mine, provider)
    assert browser(service).get(SSO_BACK, params=told).status_code == 401
    mixed = {**told, "iss": "https://another.example"}
    assert mine.get(SSO_BACK, params=mixed).status_code == 401
    told = begun(mine, provider)
    cookie = {"cookie": f"xingfu_sso={told['state']}"}
    assert mine.get(SSO_BACK, params=told).status_code == 303
    assert browser(service).get(SSO_BACK, params=told, headers=cookie).status_code == 401
    service.clock.forward(minutes=1)
    told = begun(mine, provider)
    service.clock.forward(minutes=11)
    assert mine.get(SSO_BACK, params=told).status_code == 401


def test_every_change_of_an_account_is_on_record_under_who_made_it(service, keeper) -> None:
    keeper.post(ACCOUNTS, json={"name": "Lan", "role": "worker", "towns": [EAST]})
    (line,) = [row for row in audit(service, "account.add") if row.actor != "test"]
    assert line.actor == f"account:{keeper.get(SESSION).json()['account']}"
    with service.office.store.view("test", NOW, Towns.everywhere()) as unit:
        assert "lan" not in repr(unit.audit.list()).lower()


def test_an_organisation_is_told_by_its_credit_code(keeper) -> None:
    wanted = {"name": "red", "role": "charity", "organisation": "红十字会"}
    wanted |= {"towns": [EAST]} if Role.CHARITY in OF_A_TOWN else {}
    wrong = keeper.post(ACCOUNTS, json=wanted)
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/organisation")
    assert "18" in wrong.json()["detail"]
    typed = {**wanted, "organisation": "9111 0000 6000 3734 1l"}
    made = keeper.post(ACCOUNTS, json=typed)
    assert made.json()["organisation"] == "91110000600037341L"
    place, seen = made.headers["location"], {"If-Match": made.headers["etag"]}
    grant = {key: value for key, value in typed.items() if key != "name"}
    body = {**grant, "organisation": "x"}
    bad = keeper.request("PUT", place, json=body, headers=seen)
    assert bad.status_code == 422
    key = {**grant, "label": "x", "scopes": ["catalogue"], "organisation": "x"}
    assert keeper.post(KEYS, json=key).status_code == 422
