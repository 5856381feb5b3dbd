"""POST /api/v1/match and /api/v1/assess: the answers of the command line, over HTTP."""

import json
import os
import subprocess
import sys
from datetime import date

import pytest
from fastapi.testclient import TestClient

from api.schemas.matching import Assessment, Plan
from api.usecases.matching import Asking, assess_all, match_all, read
from matcher.pipeline.matcher import Matcher
from tests.api.households import BARE, FAMILY, IN_DANGER, body_of, text_of
from tests.support import CATALOGS


def by_command_line(command: str, *options: str) -> bytes:
    ran = subprocess.run(
        [sys.executable, "-m", "api.cli.main", command, "-", "--json", *options],
        input=body_of(FAMILY),
        capture_output=True,
        check=True,
        env={**os.environ, "XINGFU_ENCODER": "lexical", "XINGFU_CATALOG": str(CATALOGS)},
    )
    return ran.stdout


@pytest.mark.parametrize("command", ["match", "assess"])
def test_the_answer_is_the_line_the_command_prints(client: TestClient, command: str) -> None:
    answer = client.post(f"/api/v1/{command}", content=body_of(FAMILY))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.content + b"\n" == by_command_line(command)


def test_every_labelled_household_gets_the_bytes_of_its_plan(
    client: TestClient, matcher: Matcher, dev_lines: list[str]
) -> None:
    asking = Asking(date(2026, 5, 1))
    for line in dev_lines[:12]:
        wanted = next(match_all(read([(1, line)], matcher, asking), matcher, asking)).data
        answer = client.post("/api/v1/match", content=line.encode())
        assert answer.content == json.dumps(wanted, ensure_ascii=False).encode()


def test_every_plan_and_assessment_has_exactly_the_documented_keys(
    client: TestClient, dev_lines: list[str]
) -> None:
    for text in [*dev_lines[:12], *map(text_of, (FAMILY, IN_DANGER, BARE))]:
        Plan.model_validate_json(client.post("/api/v1/match", content=text.encode()).content)
        told = client.post("/api/v1/assess", content=text.encode()).content
        Assessment.model_validate_json(told)


def test_the_number_asked_for_cuts_the_items_alone(client: TestClient) -> None:
    whole = client.post("/api/v1/match?top=236", content=body_of(FAMILY)).json()
    short = client.post("/api/v1/match?top=3", content=body_of(FAMILY)).json()
    assert len(whole["items"]) > 20
    assert short == {**whole, "items": whole["items"][:3]}


def test_twenty_items_are_told_unless_more_are_asked_for(client: TestClient) -> None:
    assert len(client.post("/api/v1/match", content=body_of(FAMILY)).json()["items"]) == 20


def test_the_date_asked_for_decides_before_the_household_date(client: TestClient) -> None:
    answer = client.post("/api/v1/match?on=2025-01-02", content=body_of(FAMILY)).json()
    assert answer["as_of"] == "2025-01-02"


def test_a_household_without_a_date_is_decided_on_the_day_of_the_clock(
    client: TestClient,
) -> None:
    for command in ("match", "assess"):
        answer = client.post(f"/api/v1/{command}", content=body_of(BARE)).json()
        assert answer["as_of"] == "2026-05-01"


@pytest.mark.parametrize("day", ["0001-01-01", "1946-07-01", "2999-12-31"])
def test_a_date_at_the_ends_of_the_calendar_never_breaks_anything(
    client: TestClient, day: str
) -> None:
    for raw in (FAMILY, BARE):
        answer = client.post(f"/api/v1/match?on={day}", content=body_of(raw))
        assert answer.status_code in (200, 422), answer.text


@pytest.mark.parametrize(
    ("query", "header", "wanted"),
    [
        ("", None, "zh"),
        ("", "en-GB,en;q=0.9,zh;q=0.2", "en"),
        ("", "fr", "zh"),
        ("?lang=zh", "en", "zh"),
        ("?lang=en", "zh-CN", "en"),
    ],
)
def test_the_language_is_the_one_asked_for_then_the_accepted_one(
    client: TestClient, matcher: Matcher, query: str, header: str | None, wanted: str
) -> None:
    headers = {"accept-language": header} if header else {}
    answer = client.post(f"/api/v1/match{query}", content=body_of(FAMILY), headers=headers).json()
    first = answer["items"][0]
    name = matcher.catalogue.items[first["code"]].name
    assert first["name"] == {"zh": name.zh, "en": name.en}[wanted]


def test_a_byte_order_mark_before_the_household_is_no_fault(client: TestClient) -> None:
    plain = client.post("/api/v1/match", content=body_of(FAMILY))
    marked = client.post("/api/v1/match", content=b"\xef\xbb\xbf" + body_of(FAMILY))
    assert marked.content == plain.content


def test_assess_gives_the_verdict_of_each_item_for_each_member(
    client: TestClient, matcher: Matcher
) -> None:
    asking = Asking(date(2026, 5, 1))
    wanted = next(assess_all(read([(1, text_of(FAMILY))], matcher, asking), matcher, asking)).data
    answer = client.post("/api/v1/assess", content=body_of(FAMILY)).json()
    assert answer == json.loads(json.dumps(wanted))
    assert {verdict["code"] for verdict in answer["verdicts"]} == set(matcher.catalogue.items)
