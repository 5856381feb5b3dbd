"""What the next year will change, on the page of a plan: day, reason, outcome, preparation."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.households import changed, text_of
from tests.api.reader import paste, text_in

MEMBERS = [
    {"id": "m1", "relation": "head", "birth_date": "1946-09-09", "lives_alone": True},
    {"id": "m2", "relation": "grandchild", "education_stage": "primary", "year_of_study": 6},
]
AHEAD = changed(
    facts={"hukou_city": "zhongshan", "relief_status": "dibao", "residence_town": "西区"},
    members=MEMBERS,
    receiving=[{"code": "G067", "member": "m1", "until": "2026-12-31"}],
)


@pytest.fixture(scope="module")
def forecast(client: TestClient) -> list[dict[str, Any]]:
    return client.post("/api/v1/match", content=text_of(AHEAD).encode()).json()["forecast"]


def section(page: str) -> str:
    return text_in(page.split('id="forecast"', 1)[1].split("</section>", 1)[0])


def test_the_page_tells_of_every_change_its_day_reason_outcome_and_preparation(
    client: TestClient, forecast: list[dict[str, Any]]
) -> None:
    told = section(paste(client, AHEAD).text)
    assert {"birthday", "ends"} <= {change["reason"] for change in forecast}
    for change in forecast:
        parts = (change["on"], change["because"], change["name"], change["then"])
        for part in (*parts, *change["prepare"]):
            assert " ".join(part.split()) in told, part


def test_what_happens_on_one_day_for_one_reason_is_told_once(
    client: TestClient, forecast: list[dict[str, Any]]
) -> None:
    told = section(paste(client, AHEAD).text)
    reasons = {(change["on"], change["because"]) for change in forecast}
    assert len(reasons) < len(forecast)
    for day, because in reasons:
        assert told.count(f"{day} {because}") == 1


def test_it_is_told_in_english_too(client: TestClient) -> None:
    body = text_of({**AHEAD, "needs": []}).encode()
    found = client.post("/api/v1/match?lang=en", content=body).json()["forecast"]
    assert any("the head turns 80" in change["because"] for change in found)
    assert not any("一" <= letter <= "鿿" for letter in json.dumps(found, ensure_ascii=False))


def test_a_household_to_which_nothing_happens_has_no_such_section(client: TestClient) -> None:
    assert 'id="forecast"' not in paste(client, {"id": "A009"}).text


def test_where_one_day_changes_many_things_the_rest_is_folded_and_nothing_is_lost(
    client: TestClient,
) -> None:
    ending = {**AHEAD, "receiving": [{"code": "G001", "until": "2027-02-28"}]}
    told = section(paste(client, ending).text)
    plan = client.post("/api/v1/match", content=text_of(ending).encode()).json()
    ended = [change for change in plan["forecast"] if change["reason"] == "ends"]
    assert len(ended) > 6
    assert f"还有{len(ended) - 6}项" in told
    assert all(change["name"] in told for change in ended)
    assert told.index("最低生活保障金 ") < told.index("还有")
