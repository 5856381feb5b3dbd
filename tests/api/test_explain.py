"""POST /api/v1/explain and the page's section: why an item is not listed."""

import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.explanations import Explanation
from api.pages.reasons import item_choices
from matcher.pipeline.matcher import Matcher
from tests.api.households import BARE, FAMILY, IN_DANGER, body_of, changed, text_of
from tests.api.reader import text_in
from tests.api.test_match_and_assess import by_command_line

URL = "/api/v1/explain"
DEAF = changed(
    facts={"hukou_city": "zhongshan", "relief_status": "none", "residence_town": "西区街道"},
    members=[
        {
            "id": "m1",
            "relation": "head",
            "birth_date": "1980-01-01",
            "disability_type": "hearing",
            "disability_certified": False,
        }
    ],
    needs=[{"id": "n1", "member": "m1", "text": "想参加残疾人文体活动"}],
    receiving=[],
)


def explained(client: TestClient, raw: Any, item: str, **query: str) -> dict[str, Any]:
    answer = client.post(URL, content=body_of(raw), params={"item": item, **query})
    assert answer.status_code == 200, answer.text
    Explanation.model_validate_json(answer.content)
    found: dict[str, Any] = answer.json()
    return found


def test_the_answer_is_the_line_the_command_prints(client: TestClient) -> None:
    answer = client.post(f"{URL}?item=G063", content=body_of(FAMILY))
    assert answer.content + b"\n" == by_command_line("explain", "--item", "G063")


def test_every_item_is_explained_in_the_documented_shape(
    client: TestClient, matcher: Matcher
) -> None:
    for raw in (FAMILY, IN_DANGER, BARE):
        for code in list(matcher.catalogue.items)[::7]:
            assert explained(client, raw, code)["code"] == code


def test_an_explanation_has_the_verdicts_of_the_assessment(client: TestClient) -> None:
    told = client.post("/api/v1/assess", content=body_of(FAMILY)).json()["verdicts"]
    for code in ("G001", "G012", "G061", "S027"):
        wanted = [(v["member"], v["status"], v["missing"]) for v in told if v["code"] == code]
        found = explained(client, FAMILY, code)["verdicts"]
        assert [(v["member"], v["status"], v["missing"]) for v in found] == wanted


def test_a_member_the_language_and_the_day_can_be_asked_for(client: TestClient) -> None:
    found = explained(client, FAMILY, "G061", member="m1", lang="en", on="2030-01-01")
    assert [verdict["member"] for verdict in found["verdicts"]] == ["m1"]
    assert found["as_of"] == "2030-01-01"
    assert found["name"].isascii()


@pytest.mark.parametrize(("item", "near"), [("G0O1", "G001"), ("最低生活保证金", "最低生活保障金")])
def test_an_item_that_is_not_there_is_absent_and_the_nearest_named(
    client: TestClient, item: str, near: str
) -> None:
    answer = client.post(URL, content=body_of(FAMILY), params={"item": item})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/absent")
    assert answer.json()["errors"][0]["near"] == near


def test_a_member_that_is_not_listed_is_refused(client: TestClient) -> None:
    answer = client.post(URL, content=body_of(FAMILY), params={"item": "G061", "member": "m9"})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/unknown-member")


def test_a_question_without_an_item_is_a_wrong_query(client: TestClient) -> None:
    answer = client.post(URL, content=body_of(FAMILY))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "item"


def page_of(client: TestClient, raw: Any, item: str, lang: str = "zh") -> str:
    form = {"household": text_of(raw), "source": "explain", "item": item}
    answer = client.post(f"/plan?lang={lang}", data=form)
    assert answer.status_code == 200, answer.text
    return answer.text


def why_not(page: str) -> str:
    return page.split('<section id="why-not"')[1].split("</section>")[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_tells_why_any_item_is_not_listed(client: TestClient, lang: str) -> None:
    section = why_not(page_of(client, DEAF, "S071", lang))
    data = explained(client, DEAF, "S071", lang=lang)
    told = text_in(section)
    assert "<details open>" in section
    (verdict,) = data["verdicts"]
    assert verdict["near"]
    for text in (data["name"], verdict["family"], verdict["near"][0]["text"], *data["residual"]):
        assert text in told
    for line in verdict["worker"][1:]:
        assert line.strip() in told


def test_before_anything_is_asked_the_section_is_folded(client: TestClient) -> None:
    section = why_not(client.get("/plan?demo=A001").text)
    assert "<details open>" not in section
    assert '<input name="item"' in section


def test_every_item_can_be_asked_about_by_its_code_and_by_its_name(matcher: Matcher) -> None:
    catalogue = matcher.catalogue
    for code, item in catalogue.items.items():
        assert item_choices(catalogue, code, "zh")[0].value == code
        assert code in [found.value for found in item_choices(catalogue, item.name.zh, "zh")]
        assert code in [found.value for found in item_choices(catalogue, item.name.en, "en")]


def test_words_that_may_mean_several_items_tell_of_one_and_offer_the_others(
    client: TestClient, matcher: Matcher
) -> None:
    first, *others = item_choices(matcher.catalogue, "护理", "zh")
    section = why_not(page_of(client, DEAF, "护理"))
    assert f"<h3>{first.label}</h3>" in section
    assert others
    for other in others:
        assert f'name="instead" value="{other.value}"' in section
    form = {"household": text_of(DEAF), "item": "护理", "instead": others[0].value}
    assert f"<h3>{others[0].label}</h3>" in why_not(client.post("/plan", data=form).text)


def test_the_item_that_was_asked_about_stays_named_and_the_household_stays_as_it_was(
    client: TestClient,
) -> None:
    page = page_of(client, DEAF, "S071")
    name = explained(client, DEAF, "S071")["name"]
    assert f'<input name="item" form="family" value="{name}"' in page
    kept = re.search(r"<textarea name=\"household\"[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert kept is not None
    assert json.loads(text_in(kept[1])) == DEAF


def test_an_item_judged_by_member_says_so_where_no_member_is_listed(client: TestClient) -> None:
    assert "没有登记成员" in why_not(page_of(client, BARE, "G063"))


def test_an_item_that_does_not_exist_is_told_beside_what_was_typed(client: TestClient) -> None:
    form = {"household": text_of(DEAF), "source": "explain", "item": "G999"}
    answer = client.post("/plan", data=form, headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert 'value="G999"' in why_not(answer.text)
    assert "没有找到" in text_in(why_not(answer.text))


def test_each_item_of_a_plan_shows_on_what_its_verdict_rests(client: TestClient) -> None:
    plan = client.post("/api/v1/match", content=body_of(FAMILY)).json()
    for item in plan["items"]:
        form = {"household": text_of(FAMILY), "whole": str(item["rank"])}
        told = text_in(client.post("/plan", data=form).text)
        found = explained(client, FAMILY, item["code"])
        verdict = next(v for v in found["verdicts"] if v["member"] == item["member"])
        for line in verdict["worker"][1:]:
            assert line.strip() in told


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_one_step_away_is_in_the_plan_and_on_its_page(
    client: TestClient, lang: str
) -> None:
    plan = client.post(f"/api/v1/match?lang={lang}", content=body_of(DEAF)).json()
    assert "S071" in [miss["code"] for miss in plan["near"]]
    form = {"source": "paste", "json": text_of(DEAF)}
    page = client.post(f"/plan?lang={lang}", data=form).text
    section = text_in(page.split('<section id="near">')[1].split("</section>")[0])
    for miss in plan["near"]:
        assert miss["name"] in section
        assert miss["text"] in section


def test_a_page_with_nothing_one_step_away_has_no_such_section(client: TestClient) -> None:
    assert not client.post("/api/v1/match", content=body_of(BARE)).json()["near"]
    assert 'id="near"' not in client.get("/plan?demo=A003").text
