"""What if, by API and by page: the same trial; nothing of a household in an address."""

import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.trials import Trial
from tests.api.households import DEMOS, body_of, changed
from tests.api.reader import has_no_script_but_ours, text_in
from tests.api.test_pages import codes_told
from tests.api.test_problems import problem_in

PATH = "/api/v1/whatif"
POOR = {
    "id": "P1",
    "facts": {
        "hukou_city": "zhongshan",
        "property_within_limit": True,
        "income_per_capita_month": 1350,
        "household_size": 2,
        "residence_town": "石岐",
    },
}


def ask(client: TestClient, *households: Any, **settings: Any) -> Any:
    body = {"set": settings or {"dibao_line": 1400}, "households": list(households) or [POOR]}
    return client.post(f"{PATH}?on=2026-05-01&lang=zh", content=body_of(body))


def refused(client: TestClient, body: Any) -> dict[str, Any]:
    answer = client.post(PATH, content=body if isinstance(body, bytes) else body_of(body))
    assert answer.status_code == 422, answer.text
    return problem_in(answer)


# the API


def test_a_trial_says_who_gains_what_and_what_it_costs(client: TestClient) -> None:
    answer = ask(client)
    assert answer.status_code == 200, answer.text
    data = answer.json()
    Trial.model_validate(data)
    assert data["gaining"] == ["P1"]
    item = next(each for each in data["items"] if each["code"] == "G001")
    assert item["gain"] == {"beneficiaries": 1, "households": 1}
    assert item["cost"]["gained"] == 100
    assert data["summary"][0].startswith("把最低生活保障标准从1,290改为1,400元/月：1户里")


def test_a_number_and_its_text_are_the_same_value(client: TestClient) -> None:
    one, other = ask(client, dibao_line=1400.0), ask(client, dibao_line="1,400")
    assert one.content == other.content


def test_a_condition_may_be_tried_by_the_code_of_its_item(client: TestClient) -> None:
    data = ask(client, G001="household_size = 2").json()
    assert data["changes"]["conditions"][0]["after"] == "household_size = 2"
    assert data["gaining"] == ["P1"]


@pytest.mark.parametrize(
    ("body", "kind", "place"),
    [
        ({"set": {"dibo_line": 1}, "households": [POOR]}, "malformed", "/set/dibo_line"),
        ({"set": {"dibao_line": "x"}, "households": [POOR]}, "malformed", "/set/dibao_line"),
        ({"set": {"dibao_line": True}, "households": [POOR]}, "wrong-type", "/set/dibao_line"),
        ({"set": {}, "households": [POOR]}, "wrong-type", "/set"),
        ({"set": {"dibao_line": 1}}, "missing-field", "/households"),
        ({"set": {"dibao_line": 1}, "households": []}, "wrong-type", "/households"),
        ({"set": {"dibao_line": 1}, "households": [0] * 2001}, "too-many", "/households"),
        ({"set": {"dibao_line": 1}, "households": [POOR], "to": 1}, "unknown-field", "/to"),
        ({"set": {"dibao_line": 1}, "households": [POOR], "ids": 1}, "wrong-type", "/ids"),
        ({"set": {"dibao_line": 1}, "households": [3]}, "wrong-type", "/households/0"),
        ([], "wrong-type", ""),
        (b"{", "not-json", ""),
        (b"\xff", "not-utf8", ""),
    ],
)
def test_a_body_that_is_wrong_is_refused_with_its_place(
    client: TestClient, body: Any, kind: str, place: str
) -> None:
    problem = refused(client, body)
    assert problem["type"] == f"/problems/{kind}"
    assert problem["errors"][0]["pointer"] == place


def test_an_unknown_figure_is_answered_with_the_nearest(client: TestClient) -> None:
    problem = refused(client, {"set": {"dibo_line": 1}, "households": [POOR]})
    assert problem["errors"][0]["near"] == "dibao_line"


def test_a_household_that_is_refused_is_found_by_its_place_in_the_list(client: TestClient) -> None:
    bad = changed(members=[{"id": "m1", "birth_date": "2031-01-01"}])
    problem = refused(client, {"set": {"dibao_line": 1}, "households": [POOR, bad]})
    assert problem["type"] == "/problems/born-later"
    assert problem["errors"][0]["pointer"] == "/households/1/members/0/birth_date"
    twice = refused(client, {"set": {"dibao_line": 1}, "households": [POOR, POOR]})
    assert twice["errors"][0]["pointer"] == "/households/0/id"


def test_the_service_is_not_changed_by_a_trial(client: TestClient) -> None:
    before = client.post("/api/v1/assess?on=2026-05-01", content=body_of(POOR)).content
    ask(client, dibao_line=9000)
    after = client.post("/api/v1/assess?on=2026-05-01", content=body_of(POOR)).content
    assert after == before


# the page


def test_the_page_lists_every_figure_with_its_value_source_and_an_input(
    client: TestClient, matcher: Any
) -> None:
    page = client.get("/whatif").text
    told = text_in(page)
    for figure in matcher.catalogue.figures.values():
        assert figure.label.zh in told
        assert f'name="{figure.name}' in page
    assert "现在 1,290元/月" in told
    assert "跟着「最低生活保障标准」变（1.5倍），不填就一起变" in told
    assert "什么都不写入" in told


def test_a_form_leads_to_an_address_that_holds_what_was_filled_in(client: TestClient) -> None:
    form = {"people": "demo", "dibao_line": "1400", "elderly_age": " "}
    answer = client.post("/whatif?lang=zh", data=form, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/whatif?people=demo&dibao_line=1400&lang=zh"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_outcome_shows_sentences_bars_and_tables(client: TestClient, lang: str) -> None:
    answer = client.get(f"/whatif?people=labelled&elderly_age=65&lang={lang}")
    assert answer.status_code == 200
    told = text_in(answer.text)
    assert {"zh": "把老年人年龄从60改为65岁：350户里", "en": "of 350 households"}[lang] in told
    (bars,) = re.findall(r'<ul class="bars">.*?</ul>', answer.text, flags=re.DOTALL)
    assert bars.count("<li>") == 12
    assert len(re.findall(r"<svg ", bars)) == len(re.findall(r"</svg> [+−]\d", bars)) >= 12
    assert 'class="lose"' in answer.text
    assert {"zh": "按镇街", "en": "By town"}[lang] in told
    assert {"zh": "由语言模型", "en": "made up by language models"}[lang] in told
    assert f"lang={'en' if lang == 'zh' else 'zh'}" in answer.text
    assert "elderly_age=65" in answer.text  # the other language is the same trial


def test_a_trial_on_the_demo_households_says_that_they_are_few(client: TestClient) -> None:
    told = text_in(client.get("/whatif?people=demo&dibao_line=1400").text)
    assert f"{len(DEMOS)}户里" in told
    assert "示例家庭只有几户" in told


def test_what_was_typed_is_kept_and_the_mistake_is_told_at_its_input(client: TestClient) -> None:
    answer = client.get("/whatif?people=demo&dibao_line=很高&elderly_age=70")
    assert answer.status_code == 422
    assert "最低生活保障标准：新值「很高」不是数字" in text_in(answer.text)
    assert 'href="#dibao_line"' in answer.text
    assert 'value="很高"' in answer.text
    assert 'value="70"' in answer.text
    assert '<option value="demo" selected' in answer.text


def test_a_figure_that_is_not_there_is_told_with_the_nearest(client: TestClient) -> None:
    answer = client.get("/whatif?dibo_line=1")
    assert answer.status_code == 422
    assert "是否应为 dibao_line？" in text_in(answer.text)


def test_households_that_are_not_there_are_told_and_no_others_are_taken_for_them(
    client: TestClient,
) -> None:
    for query in ("people=nobody", "people=nobody&dibao_line=1400"):
        answer = client.get(f"/whatif?{query}")
        assert answer.status_code == 422
        assert "没有叫「nobody」的一批家庭" in text_in(answer.text)
        assert 'id="outcome"' not in answer.text


def test_the_cells_of_a_table_are_named_in_words(client: TestClient) -> None:
    for lang, words in (("zh", "（其他情形）"), ("en", " (all others)")):
        told = text_in(client.get(f"/whatif?lang={lang}").text)
        assert words in told
        assert "（otherwise）" not in told
        assert "each_further" not in told


def test_the_page_shows_no_code_runs_nothing_and_stays_within_this_server(
    client: TestClient,
) -> None:
    for query in ("", "?elderly_age=65", "?people=demo&dibao_line=1000&lang=en"):
        answer = client.get(f"/whatif{query}")
        assert not codes_told(answer.text)
        assert has_no_script_but_ours(answer.text)
        assert "style=" not in answer.text
        assert not re.findall(r"(?:src|href|action)=\"(?:https?:)?//", answer.text)
        assert answer.num_bytes_downloaded < 30_000


def test_what_is_typed_is_shown_as_text_and_never_run(client: TestClient) -> None:
    nasty = "<script>alert(1)</script>"
    answer = client.get("/whatif", params={"dibao_line": nasty, nasty: "1"})
    assert answer.status_code == 422
    assert has_no_script_but_ours(answer.text)


def test_every_page_links_to_the_trial(client: TestClient) -> None:
    for path in ("/try", "/plan?demo=A001", "/docs"):
        assert 'href="/whatif?lang=zh">政策试算</a>' in client.get(path).text


def test_a_form_that_is_too_large_or_no_form_is_an_error_page(client: TestClient) -> None:
    many = "&".join(f"a{n}=1" for n in range(600))
    assert client.post("/whatif", content=many).status_code == 400
    assert client.post("/whatif", content=b"a=\xff").status_code == 422


def test_page_and_api_tell_the_same_headline(client: TestClient) -> None:
    body = {"set": {"dibao_line": 1400}, "households": list(DEMOS)}
    data = client.post(f"{PATH}?on=2026-05-01&lang=zh", content=json.dumps(body)).json()
    told = text_in(client.get("/whatif?people=demo&dibao_line=1400").text)
    assert data["summary"][0] in told
