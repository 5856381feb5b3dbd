"""The OpenAPI document tells of the gate: by the table of rules, for every operation."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.access.operations import OPERATIONS
from api.access.rules import RULES, Action

AT_THE_DOOR = {"401", "403", "429", "503"}


@pytest.fixture(scope="module")
def told(client: TestClient) -> dict[tuple[str, str], dict[str, Any]]:
    paths = client.get("/openapi.json").json()["paths"]
    return {(m.upper(), path): op for path, methods in paths.items() for m, op in methods.items()}


def test_what_the_gate_answers_is_told_of_every_operation_that_it_guards(told) -> None:
    for key, operation in told.items():
        guarded = OPERATIONS[key] is not Action.ENTER
        assert (set(operation["responses"]) >= AT_THE_DOOR) is guarded, key


def test_an_operation_names_who_is_let_in_by_the_rule_of_its_action(told) -> None:
    for key, operation in told.items():
        action = OPERATIONS[key]
        schemes = {name for way in operation["security"] for name in way}
        if action is Action.ENTER:
            assert schemes == set()
        else:
            machines = {"key"} if RULES[action].scope is not None else set()
            assert schemes == {"session"} | machines, key


def test_what_is_wrong_with_a_body_as_such_is_told_where_there_is_one(told) -> None:
    for key, operation in told.items():
        if "requestBody" in operation:
            assert {"400", "413", "422"} <= set(operation["responses"]), key


def test_every_answer_that_is_a_problem_is_told_as_problem_json(told) -> None:
    for key, operation in told.items():
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert set(answer["content"]) == {"application/problem+json"}, (key, status)


def test_a_problem_may_have_members_of_its_own(client: TestClient) -> None:
    shape = client.get("/openapi.json").json()["components"]["schemas"]["ProblemShape"]
    assert shape["additionalProperties"] is True
