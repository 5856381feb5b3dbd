"""A name that stands twice in a JSON body is refused: whichever counted, it might be the wrong."""

from typing import Any

import pytest

from api.access.callers import Role
from tests.service.families import HOUSEHOLDS, at, problem, taken_in
from tests.service.office import EAST, Service
from tests.service.people import person

TWICE = '{"made_up": {"b": 1}, "made_up": 2}'


def taking_json(service: Service) -> list[tuple[str, str]]:
    """Return all operations whose body is JSON."""
    paths = service.client.get("/openapi.json").json()["paths"]
    return [
        (method.upper(), path)
        for path, told in paths.items()
        for method, each in told.items()
        if any(kind.endswith("json") for kind in each.get("requestBody", {}).get("content", {}))
    ]


def sent(service: Service, method: str, path: str, content: str) -> Any:
    """Send it as the first role that may do this, a person or a machine."""
    version = at(1)
    for role in Role:
        towns = (EAST,) if role in (Role.WORKER, Role.TOWN) else ()
        visitor = person(service, role, *towns)
        headers = {**visitor.headers, **version, "Content-Type": "application/json"}
        answer = service.client.request(method, path, content=content, headers=headers)
        if answer.status_code not in (401, 403):
            return answer
    headers = {**service.headers(Role.PUSH), **version, "Content-Type": "application/json"}
    return service.client.request(method, path, content=content, headers=headers)


def test_every_operation_that_takes_json_refuses_a_name_that_stands_twice(service: Service):
    home = taken_in(service)
    member, operations = home["members"][0]["id"], taking_json(service)
    assert len(operations) > 30
    let_through = {}
    for method, path in operations:
        place = path.replace("{id}", home["id"]).replace("{member}", member)
        place = place.replace("{number}", "1").replace("explain", "explain?item=F001")
        answer = sent(service, method, place, TWICE)
        told = answer.json()
        places = [each["pointer"] for each in told.get("errors", ())]
        if (answer.status_code, told.get("type"), places) != (
            422,
            "/problems/duplicate-key",
            ["/made_up"],
        ):
            let_through[method, path] = (answer.status_code, told.get("type"), places)
    assert let_through == {}


@pytest.mark.parametrize("kind", ["application/json", "application/merge-patch+json"])
@pytest.mark.parametrize(("lang", "words"), [("zh", "写了两次"), ("en", "twice")])
def test_the_place_is_told_in_both_languages_and_nothing_is_changed(
    service: Service, kind: str, lang: str, words: str
):
    home = taken_in(service)
    worker = person(service, Role.WORKER, EAST)
    told = worker.post(
        f"{HOUSEHOLDS}/{home['id']}/transfers?lang={lang}",
        content='{"to": "Z03", "reason": "a", "to": "Z04"}',
        headers={**worker.headers, "Content-Type": kind},
    )
    found = problem(told, "duplicate-key")
    assert (told.status_code, found["errors"][0]["pointer"]) == (422, "/to")
    assert words in found["detail"]
    assert worker.get("/api/v1/transfers").json()["items"] == []


def test_the_place_lies_inside_of_a_family_and_no_odd_name_is_repeated(service: Service):
    worker = service.as_(Role.WORKER, EAST)
    content = '{"town": "Z02", "members": [{"relation": "head", "name": "a", "name": "b"}]}'
    told = worker.post(HOUSEHOLDS, content=content)
    assert problem(told, "duplicate-key")["errors"][0]["pointer"] == "/members/0/name"
    content = '{"members": [{"王小明13800001234": 1, "王小明13800001234": 2}]}'
    told = worker.post(HOUSEHOLDS, content=content)
    assert problem(told, "duplicate-key")["errors"][0]["pointer"] == "/members/0/…"
    assert "13800001234" not in told.text
