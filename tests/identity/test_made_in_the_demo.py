"""What an account of the demo makes ends with the demo."""

from typing import Any

from api.access.callers import Role
from api.store.values import Towns
from api.usecases.setting_up import DEMO_PASSWORD, demo_accounts, make_demo_accounts, setup_secret
from tests.identity.people import SESSION, Browser, browser, someone
from tests.service.office import NOW, Service

ACCOUNTS, KEYS = "/api/v1/accounts", "/api/v1/keys"
WORKER = {"name": "lan", "role": "worker", "towns": ["Z02"]}
KEY = {"label": "night", "role": "worker", "towns": ["Z02"], "scopes": ["catalogue"], "days": 30}
TOWNS = [("Shiqi", "Z01"), ("Dongqu", "Z02"), ("Xiqu", "Z03")]


def demo_officer(service: Service) -> Browser:
    make_demo_accounts(service.office.store, NOW, demo_accounts(TOWNS))
    found = browser(service)
    assert found.sign_in("demo-security", DEMO_PASSWORD).status_code == 201
    return found


def came_in(service: Service, key: str) -> int:
    headers = {"Authorization": f"Bearer {key}"}
    status: int = service.client.get("/api/v1/items", headers=headers).status_code
    return status


def test_accounts_and_keys_that_the_demo_made_are_worth_nothing_after_it(serve) -> None:
    with serve(demo=True) as service:
        officer = demo_officer(service)
        made = officer.post(ACCOUNTS, json=WORKER).json()
        first = officer.post(KEYS, json=KEY).json()
        newer = officer.post(f"{KEYS}/{first['id']}/rotate", json={"days": 7}).json()
        assert browser(service).sign_in("lan", made["password"]).status_code == 201
        assert [came_in(service, told["key"]) for told in (first, newer)] == [200, 200]
    with serve() as service:
        assert browser(service).sign_in("lan", made["password"]).status_code == 401
        assert [came_in(service, told["key"]) for told in (first, newer)] == [401, 401]
        assert setup_secret(service.office.store, NOW) is not None


def seen(told: Any) -> dict[str, str]:
    return {"If-Match": f'"v{told.version}"'}


def test_the_demo_changes_no_account_that_lives_on_after_it(serve) -> None:
    with serve(demo=True) as service:
        officer, real = demo_officer(service), someone(service)
        url = f"{ACCOUNTS}/{real.id}"
        grant = {"role": "worker", "towns": ["Z03"]}
        for answer in (
            officer.post(f"{url}/reset", json={"factor": False}, headers=seen(real)),
            officer.request("PUT", url, json=grant, headers=seen(real)),
            officer.request("DELETE", url, headers=seen(real)),
        ):
            assert answer.status_code == 409, answer.text
        with service.office.store.view("test", NOW, Towns.everywhere()) as unit:
            assert unit.accounts.get(real.id).version == real.version


def test_what_a_real_officer_makes_lives_on(serve) -> None:
    with serve(demo=True) as service:
        someone(service, Role.SECURITY, "chief", factor=True)
        chief = browser(service)
        from tests.identity.people import code

        assert chief.sign_in("chief", code=code(service)).status_code == 201
        made = chief.post(ACCOUNTS, json=WORKER).json()
    with serve() as service:
        assert browser(service).sign_in("lan", made["password"]).json()["role"] == "worker"
        assert browser(service).get(SESSION).status_code == 401
