"""A body of a wrong shape is told of by its places, in two languages, without its values."""

from typing import Any, Literal

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import Field

from api.app import tell
from api.routes.failures import register
from api.schemas.base import BodyModel, Day, Line, Note
from api.schemas.matching import ProblemShape

SECRET = "阿婆的秘密"


class Inner(BodyModel):
    day: Day | None = None
    kind: Literal["income", "asset"] = "income"


class Body(BodyModel):
    name: Line
    count: int = Field(1, ge=1, le=9)
    note: Note | None = None
    inner: list[Inner] = Field(default_factory=list, max_length=2)


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()

    @app.post("/api/take")
    def take(body: Body) -> dict[str, Any]:
        return body.model_dump(mode="json")

    register(app, tell)
    return TestClient(app)


def problem_in(answer: Any) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    ProblemShape.model_validate(told)
    return told


@pytest.mark.parametrize(
    ("raw", "place", "zh", "en"),
    [
        ({}, "/name", "缺少这一项", "is required"),
        ({"name": 3}, "/name", "应为文字", "must be a text"),
        ({"name": " "}, "/name", "至少 1 个字", "at least 1 characters"),
        ({"name": SECRET * 50}, "/name", "最多 200 个字", "at most 200 characters"),
        ({"name": "a", "naem": SECRET}, "/naem", "没有这个字段", "no such field"),
        ({"name": "a", "count": "3"}, "/count", "应为整数", "a whole number"),
        ({"name": "a", "count": 0}, "/count", "不能小于 1", "at least 1"),
        ({"name": "a", "count": 10}, "/count", "不能大于 9", "at most 9"),
        ({"name": "a", "inner": {}}, "/inner", "应为列表", "a list"),
        ({"name": "a", "inner": [{}, 1]}, "/inner/1", "应为对象", "an object"),
        ({"name": "a", "inner": [{}] * 3}, "/inner", "最多 2 项", "at most 2 entries"),
        ({"name": "a", "inner": [{"day": "2026-02-30"}]}, "/inner/0/day", "日期", "a date"),
        ({"name": "a", "inner": [{"day": 17000}]}, "/inner/0/day", "日期", "a date"),
        ({"name": "a", "inner": [{"kind": "incme"}]}, "/inner/0/kind", "income | asset", "one of"),
        ([], "", "应为对象", "an object"),
    ],
)
def test_a_body_says_where_it_is_wrong_and_how_it_may_be(
    client: TestClient, raw: Any, place: str, zh: str, en: str
) -> None:
    for header, words in (("zh", zh), ("en", en)):
        answer = client.post("/api/take", json=raw, headers={"accept-language": header})
        told = problem_in(answer)
        assert (told["type"], told["status"]) == ("/problems/wrong-body", 422)
        assert told["errors"][0]["pointer"] == place
        assert words in told["errors"][0]["reason"]
        assert told["errors"][0]["reason"] in told["detail"]
        assert SECRET not in answer.text


def test_all_that_is_wrong_is_told_at_once(client: TestClient) -> None:
    told = problem_in(client.post("/api/take", json={"count": 0, "inner": 1}))
    assert [mend["pointer"] for mend in told["errors"]] == ["/name", "/count", "/inner"]


def test_the_nearest_known_word_is_told(client: TestClient) -> None:
    raw = {"name": "a", "inner": [{"kind": "incme"}]}
    assert problem_in(client.post("/api/take", json=raw))["errors"][0]["near"] == "income"


def test_what_is_no_json_says_near_which_character(client: TestClient) -> None:
    headers = {"content-type": "application/json"}
    told = problem_in(client.post("/api/take", content=b'{"name": }', headers=headers))
    assert told["type"] == "/problems/not-json"
    assert "9" in told["detail"]


def test_another_kind_of_content_is_told_to_come_as_json(client: TestClient) -> None:
    headers = {"content-type": "text/plain"}
    told = problem_in(client.post("/api/take", content=b'{"name": "a"}', headers=headers))
    assert (told["type"], told["status"]) == ("/problems/wrong-media", 415)


@pytest.mark.parametrize("content", [b'{"name": "\\ud800"}', b"\xff", b"[" * 100_000])
def test_what_is_no_text_is_refused_and_never_an_error_inside(
    client: TestClient, content: bytes
) -> None:
    headers = {"content-type": "application/json"}
    answer = client.post("/api/take", content=content, headers=headers)
    assert problem_in(answer)["status"] in (400, 422)


def test_characters_that_nobody_sees_are_left_out(client: TestClient) -> None:
    answer = client.post("/api/take", json={"name": " 王\x00明 ", "note": "一\n二"})
    assert (answer.json()["name"], answer.json()["note"]) == ("王明", "一\n二")
