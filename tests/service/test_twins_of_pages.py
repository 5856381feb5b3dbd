"""The base of all pages: twins as JSON, what was done told once, nothing by address."""

from dataclasses import fields

from api.access.callers import Role
from api.access.operations import OPERATIONS
from api.pages.context import TEMPLATES
from api.pages.visit import NAV, Visit
from tests.identity.people import HTML, Browser, browser, someone
from tests.service.office import Service


def _signed_in(service: Service, role: Role, name: str) -> Browser:
    someone(service, role, name)
    mine = browser(service)
    mine.sign_in(name)
    return mine


def test_every_page_has_a_frame_and_words() -> None:
    for page in TEMPLATES:
        assert {"frame", "words"} <= {field.name for field in fields(page)}


def test_a_page_as_json_tells_its_fields_without_frame_words_or_token(service: Service) -> None:
    mine = _signed_in(service, Role.WORKER, "lan")
    answer = mine.get("/index.json", headers=HTML)
    assert answer.headers["content-type"] == "application/json"
    assert set(answer.json()).isdisjoint({"frame", "words"})
    assert mine.csrf not in answer.text


def test_the_navigation_leads_nobody_where_they_may_not_go_or_are_sent_on_from(
    service: Service,
) -> None:
    for role in (Role.WORKER, Role.CHARITY):
        mine = _signed_in(service, role, f"nav-{role}")
        page = mine.get("/account", headers=HTML).text
        for path, _ in NAV:
            if ("GET", path) not in OPERATIONS:
                continue
            answer = mine.get(path, headers=HTML)
            shown = f'href="{path}?lang=zh"' in page.split("<nav")[1].split("</nav>")[0]
            assert shown == (answer.status_code == 200), (role, path)


def test_the_language_switch_keeps_the_page_with_what_it_asked(service: Service) -> None:
    mine = _signed_in(service, Role.WORKER, "yun")
    page = mine.get("/whatif?people=demo&lang=en", headers=HTML).text
    assert 'href="/whatif?people=demo&amp;lang=zh"' in page


def test_scripts_and_styles_come_from_here_alone_and_never_inline(service: Service) -> None:
    mine = _signed_in(service, Role.WORKER, "qiu")
    answer = mine.get("/", headers=HTML)
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'; connect-src 'self'" in policy
    assert "unsafe" not in policy
    assert "<style" not in answer.text
    assert " style=" not in answer.text
    assert "<script>" not in answer.text


def test_what_was_done_is_told_by_a_signed_cookie_that_another_session_cannot_use(
    service: Service,
) -> None:
    someone(service, name="ying")
    one, other = browser(service), browser(service)
    one.sign_in("ying")
    other.sign_in("ying")

    asked = _request_of(service, one)
    told = Visit("zh", asked).lead("/", "told_saved").headers["set-cookie"].split(";")[0]
    name, _, value = told.partition("=")
    one.client.cookies.set(name, value)
    other.client.cookies.set(name, value)
    assert 'id="told"' in one.get("/", headers=HTML).text
    assert 'id="told"' not in other.get("/", headers=HTML).text
    forgotten = one.get("/", headers=HTML)
    assert 'id="told"' not in forgotten.text or "Max-Age=0" in forgotten.headers["set-cookie"]


def _request_of(service: Service, mine: Browser):
    """Return a request of this browser, as a route of the service sees it."""
    from starlette.requests import Request

    from api.usecases.entering import Told, identify

    scope = {"type": "http", "app": service.app, "headers": [], "path": "/", "method": "GET"}
    request = Request({**scope, "state": {}, "query_string": b""})
    request.state.entered = identify(
        service.office, Told(session=mine.cookie), service.app.state.gate.limits
    )
    return request
