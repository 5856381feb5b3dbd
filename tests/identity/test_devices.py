"""Whoever hammers the door holds up nobody who signed in there before."""

import pytest

from api.gate import DEVICE_COOKIE, Buckets
from api.usecases import tries
from api.usecases.tries import BY_ADDRESS, BY_NAME
from tests.identity.people import SESSION, Browser, browser, someone
from tests.service.office import Service

OFFICE = "10.0.0.1"


def hammered(service: Service) -> None:
    """Let one machine try other names from the office's address, and the same name from all."""
    office = service.office
    for _ in range(BY_ADDRESS.free):
        tries.count(office, tries.whom(office, "sign-in by address", OFFICE, pace=BY_ADDRESS))
    for _ in range(BY_NAME.free):
        tries.count(office, tries.whom(office, "sign-in by name", "mei", pace=BY_NAME))


def again(service: Service, before: Browser, address: str = OFFICE) -> Browser:
    """Return the same browser some other day: signed out, its device remembered."""
    found = browser(service, address)
    told = before.client.cookies[DEVICE_COOKIE]
    found.client.cookies.set(DEVICE_COOKIE, told, domain="testserver.local", path="/")
    return found


def test_who_signed_in_there_before_does_not_wait_for_what_others_tried(service: Service) -> None:
    someone(service)
    mine = browser(service)
    assert mine.sign_in().status_code == 201
    hammered(service)
    assert browser(service).sign_in().status_code == 429
    assert again(service, mine).sign_in().status_code == 201
    assert again(service, mine, "10.7.7.7").sign_in().status_code == 201


def test_a_browser_is_known_for_the_names_it_was_let_in_with_and_no_other(
    service: Service,
) -> None:
    someone(service)
    someone(service, name="lan")
    mine = browser(service)
    assert mine.sign_in().status_code == 201
    hammered(service)
    assert again(service, mine).sign_in("lan").status_code == 429
    service.clock.forward(hours=2)
    shared = again(service, mine)
    assert shared.sign_in("lan").status_code == 201
    hammered(service)
    for name in ("mei", "lan"):
        assert again(service, shared).sign_in(name).status_code == 201


def test_a_stolen_cookie_is_worth_a_few_tries_and_no_way_in(service: Service) -> None:
    someone(service)
    mine = browser(service)
    mine.sign_in()
    thief = again(service, mine, "10.6.6.6")
    found = {thief.sign_in(password="guessed-and-wrong").status_code for _ in range(10)}
    assert found == {401}
    assert thief.sign_in().status_code == 429
    assert browser(service).sign_in().status_code == 201


@pytest.mark.parametrize("told", ["", "x", "eyJpZCI6IDF9", "é" * 40])
def test_a_cookie_that_is_not_ours_counts_for_nothing(service: Service, told: str) -> None:
    someone(service)
    hammered(service)
    cookie = {"cookie": f"{DEVICE_COOKIE}={told}".encode()}
    body = {"name": "mei", "password": "wrong"}
    answer = browser(service).client.post(SESSION, json=body, headers=cookie)
    assert answer.status_code == 429


def test_a_device_is_forgotten_after_half_a_year(service: Service) -> None:
    someone(service)
    mine = browser(service)
    mine.sign_in()
    service.clock.forward(days=181)
    hammered(service)
    assert again(service, mine).sign_in().status_code == 429


def test_the_device_cookie_is_out_of_scripts_reach_and_names_nobody(service: Service) -> None:
    someone(service)
    cookies = browser(service).sign_in().headers.get_list("set-cookie")
    device = next(each for each in cookies if each.startswith(DEVICE_COOKIE))
    assert "httponly" in device.lower()
    assert "mei" not in device


def test_addresses_of_one_network_wait_together(service: Service) -> None:
    body = {"name": "mei", "password": "wrong"}
    found = [
        browser(service, f"2001:db8:1:2::{number:x}").post(SESSION, json=body).status_code
        for number in range(1, 12)
    ]
    assert found == [401] * 10 + [429]
    assert browser(service, "2001:db8:1:3::1").post(SESSION, json=body).status_code == 401


def test_the_pace_of_a_known_browser_is_its_own(service: Service, monkeypatch) -> None:
    someone(service)
    mine = browser(service)
    mine.sign_in()
    gate = service.app.state.gate
    monkeypatch.setattr(gate.buckets, "rate", 0.001)
    monkeypatch.setattr(gate.buckets, "burst", 10)
    assert isinstance(gate.buckets, Buckets)
    gate.buckets._left.clear()
    wrong = {"name": "nobody", "password": "wrong"}
    codes = [browser(service).post(SESSION, json=wrong).status_code for _ in range(3)]
    assert codes[-1] == 429
    assert again(service, mine).sign_in().status_code == 201
