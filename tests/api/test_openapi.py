"""The OpenAPI document: an example for every operation, and each example is true."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from fastapi.testclient import TestClient

from api.routes.examples_answers import ANSWERS
from api.routes.examples_of_all import STORY
from api.routes.reference import PARAMETERS
from tests.api.reader import has_no_script_but_ours

METHODS = {"get", "post", "put", "patch", "delete"}


class Told(NamedTuple):
    path: str
    method: str
    operation: dict[str, Any]


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> Iterator[Told]:
    for path, methods in document["paths"].items():
        for method in METHODS & set(methods):
            yield Told(path, method, methods[method])


def stateless(document: dict[str, Any]) -> Iterator[Told]:
    """Yield the operations that keep nothing: the answer to their example is shown too."""
    return (told for told in operations(document) if (told.path, told.method) in PARAMETERS)


def keys_of(value: Any, depth: int = 2) -> Any:
    """Return the keys of a JSON value to a depth; of a list those of its first entry."""
    if isinstance(value, list):
        return [keys_of(entry, depth) for entry in value[:1]]
    if isinstance(value, dict) and depth:
        return {key: keys_of(entry, depth - 1) for key, entry in value.items()}
    return None


def run_example(client: TestClient, told: Told) -> Any:
    given = {p["name"]: p["example"] for p in told.operation.get("parameters", ())}
    places = {p["name"] for p in told.operation.get("parameters", ()) if p["in"] == "path"}
    url = told.path.format(**{name: given[name] for name in places})
    query = {name: value for name, value in given.items() if name not in places}
    body = told.operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    content = json.dumps(body["example"]).encode() if body else None
    answer = client.request(told.method, url, params=query, content=content)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_document_is_openapi_three_point_one(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")


def test_every_operation_that_is_served_has_its_examples(document: dict[str, Any]) -> None:
    shown = set(PARAMETERS) | {(example.path, example.method) for example in STORY}
    assert {(told.path, told.method) for told in operations(document)} == shown


def test_every_request_example_succeeds_with_the_documented_answer(
    client: TestClient, document: dict[str, Any]
) -> None:
    for told in stateless(document):
        media = told.operation["responses"]["200"]["content"]["application/json"]
        answer = run_example(client, told)
        assert keys_of(answer) == keys_of(media["example"]), told.path
        shape = document["components"]["schemas"][media["schema"]["$ref"].rsplit("/", 1)[1]]
        assert set(answer) == set(shape["properties"]) == set(shape["required"]), told.path


def test_an_example_answer_finds_something_to_show(document: dict[str, Any]) -> None:
    for told in stateless(document):
        example = told.operation["responses"]["200"]["content"]["application/json"]["example"]
        for name in ("items", "verdicts", "teams"):
            assert example.get(name, True), (told.path, name)


def test_every_parameter_and_every_body_has_an_example(document: dict[str, Any]) -> None:
    for told in operations(document):
        parameters = told.operation.get("parameters", ())
        needed = [p for p in parameters if p["required"] or (told.path, told.method) in PARAMETERS]
        assert all("example" in p for p in needed), told.path
        for media in told.operation.get("requestBody", {}).get("content", {}).values():
            assert "example" in media


def test_what_is_asked_without_a_word_has_its_answer_as_example(document: dict[str, Any]) -> None:
    for told in operations(document):
        if "example" in json.dumps(told.operation):
            continue
        raise AssertionError(f"{told.method} {told.path} has no example")
    for (path, method), answer in ANSWERS.items():
        media = document["paths"][path][method]["responses"]["200"]["content"]["application/json"]
        shape = document["components"]["schemas"][media["schema"]["$ref"].rsplit("/", 1)[1]]
        assert set(answer) == set(shape["properties"]), path
        assert media["example"] == answer


def test_every_problem_an_operation_names_is_problem_json(document: dict[str, Any]) -> None:
    for told in operations(document):
        for status, response in told.operation["responses"].items():
            if not status.startswith("2"):
                assert set(response["content"]) == {"application/problem+json"}, told.path


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from [entry] if key == "$ref" else references(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from references(entry)


def test_every_reference_of_the_document_leads_somewhere(document: dict[str, Any]) -> None:
    found = set(references(document))
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert found <= known
    assert "#/components/schemas/HouseholdIn" in found


def test_the_reference_page_shows_every_operation_without_outside_help(
    client: TestClient, document: dict[str, Any]
) -> None:
    page = client.get("/docs?lang=en").text
    for told in operations(document):
        assert f"{told.method.upper()} {told.path}" in page
    assert "http://" not in page
    assert "https://" not in page
    assert has_no_script_but_ours(page)
