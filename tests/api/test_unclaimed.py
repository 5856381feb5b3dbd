"""The page and the API tell what a family may not draw yet, as an estimate, near the top."""

from typing import Any

from fastapi.testclient import TestClient

from tests.api.households import body_of, changed
from tests.api.reader import paste, text_in

HOME: dict[str, Any] = changed(
    facts={
        "hukou_city": "zhongshan",
        "household_size": 3,
        "income_per_capita_month": 900,
        "property_within_limit": True,
        "relief_status": "none",
    },
    members=[{"id": "m1", "relation": "head", "birth_date": "1940-01-01"}],
    receiving=[],
    needs=[{"id": "n1", "text": "收入低，饭钱都凑不齐"}],
)


def plan_of(client: TestClient, raw: Any, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = client.post(f"/api/v1/match{query}", content=body_of(raw)).json()
    return found


def test_the_sum_adds_what_the_household_and_its_members_would_be_paid(client: TestClient) -> None:
    found = plan_of(client, HOME)["unclaimed"]
    assert found["month"] == 1170 + 100  # dibao for three, the allowance of the grandmother
    assert found["items"][:1] == ["G001"]
    assert "估算，不是承诺" in found["text"]


def test_the_sum_counts_nothing_that_is_held_already(client: TestClient) -> None:
    held = plan_of(client, {**HOME, "receiving": ["G061"]})["unclaimed"]
    assert held["month"] == 1170


def test_the_sum_does_not_hang_on_how_many_items_are_shown(client: TestClient) -> None:
    assert plan_of(client, HOME, "?top=1")["unclaimed"] == plan_of(client, HOME)["unclaimed"]


def test_the_page_tells_the_sum_in_words_before_the_items(client: TestClient) -> None:
    page = paste(client, HOME).text
    assert "每月约1,270元" in text_in(page)
    assert page.index('id="unclaimed"') < page.index('id="overview"')


def test_a_family_of_which_nothing_is_known_is_told_no_sum(client: TestClient) -> None:
    assert 'id="unclaimed"' not in paste(client, {"id": "A009"}).text


def test_the_page_shows_how_a_top_up_is_worked_out(client: TestClient) -> None:
    told = text_in(paste(client, HOME).text)
    assert "1,170元/月/户" in told
    assert "（最低生活保障标准（1,290元/月） - 人均月收入） × 家庭人口" in told


def test_an_amount_that_hangs_on_an_open_question_says_so(client: TestClient) -> None:
    facts = {name: value for name, value in HOME["facts"].items() if name != "hukou_city"}
    told = text_in(paste(client, {**HOME, "facts": facts}).text)
    assert "如果符合，按这户情况算出" in told
