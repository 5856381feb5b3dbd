"""The forms of the pages: a household typed, pasted, or asked about; nothing typed is lost."""

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.pages.entry import ENTERED
from matcher.pipeline.matcher import Matcher
from tests.api.households import BARE, FAMILY, changed, text_of
from tests.api.reader import paste, post, source_in, text_in


def test_a_household_typed_into_the_form_gets_its_plan(client: TestClient) -> None:
    form = {
        "source": "form",
        "residence_town": "小榄",
        "household_size": "2",
        "income_per_capita_month": "799.5",
        "relief_status": "dibao",
        "m1.relation": "head",
        "m1.birth_date": "1946-07-01",
        "m3.relation": "grandchild",
        "m3.disability_level": "2",
        "n1.text": "想有人陪去医院",
        "n1.member": "m1",
        "n1.urgency": "high",
    }
    answer = post(client, **form)
    assert answer.status_code == 200, text_in(answer.text)
    assert source_in(answer.text) == {
        "id": ENTERED,
        "facts": {
            "residence_town": "小榄",
            "household_size": 2,
            "income_per_capita_month": 799.5,
            "relief_status": "dibao",
        },
        "members": [
            {"id": "m1", "relation": "head", "birth_date": "1946-07-01"},
            {"id": "m3", "relation": "grandchild", "disability_level": 2},
        ],
        "needs": [{"id": "n1", "member": "m1", "urgency": "high", "text": "想有人陪去医院"}],
    }
    assert "这户家庭的服务方案" in answer.text


def test_the_form_asks_in_which_city_a_family_is_registered_and_lives(client: TestClient) -> None:
    page = client.get("/try").text
    for name in ("hukou_place", "residence_place"):
        assert f'name="{name}"' in page
    typed = {"source": "form", "hukou_city": "guangdong_other", "hukou_place": "珠海市香洲区"}
    answer = post(client, **typed).text
    assert source_in(answer)["facts"]["hukou_place"] == "珠海市香洲区"
    assert "按珠海市的标准" in text_in(answer)


def test_an_empty_form_is_a_household_of_which_nothing_is_known(client: TestClient) -> None:
    answer = post(client, source="form")
    assert answer.status_code == 200
    assert "值得问的问题" in answer.text


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("household_size", "很多", "应为整数"),
        ("income_per_capita_month", "-5", "超出范围"),
        ("m3.birth_date", "2031-01-01", "之后"),
        ("m3.disability_level", "9", "超出范围"),
        ("n2.text", "长" * 2001, "最多 2000 个字"),
    ],
)
def test_a_wrong_input_says_so_at_its_place_and_keeps_what_was_typed(
    client: TestClient, name: str, value: str, sentence: str
) -> None:
    kept = {"n1.text": "阿婆一个人住", "m1.sex": "f", "m4.sex": "m", "n3.text": "第三条"}
    answer = post(client, source="form", **{**kept, name: value})
    page = answer.text
    assert answer.status_code == 422
    told = page.split('id="error"')[1].split("</div>")[0]
    assert sentence in text_in(told)
    assert f'href="#{name}"' in told
    assert sentence in text_in(page.split(f'id="{name}-error"')[1].split("</p>")[0])
    assert page.count('aria-invalid="true"') == 1
    assert "阿婆一个人住" in page
    assert value in page
    for select in ("m1.sex", "m4.sex"):
        part = page.split(f'name="{select}"')[1].split("</select>")[0]
        assert f'value="{kept[select]}" selected' in part


def test_a_need_about_an_empty_row_makes_that_member_known(client: TestClient) -> None:
    form = {"source": "form", "n1.text": "想有人陪", "n1.member": "m2"}
    assert source_in(post(client, **form).text)["members"] == [{"id": "m2"}]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pasted_json_that_is_refused_stays_with_its_sentence(client: TestClient, lang: str) -> None:
    raw = changed(facts={"incom_per_capita_month": 3})
    refused = client.post(f"/api/v1/match?lang={lang}", content=text_of(raw).encode()).json()
    answer = paste(client, raw, lang)
    assert answer.status_code == 422
    assert refused["detail"] in text_in(answer.text)
    assert text_of(raw) in unescape(answer.text)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 5000, '{"id": "\\ud800"}', "\0"])
def test_nothing_that_is_pasted_breaks_the_page(client: TestClient, text: str) -> None:
    assert paste(client, text).status_code in (200, 422)


def first_question(page: str) -> str:
    found = re.search(r'name="(answer\.[^"]+)"', page)
    assert found is not None
    return found[1]


def test_answering_a_question_changes_the_plan_and_carries_the_fact(client: TestClient) -> None:
    source = text_of(FAMILY)
    answer = post(
        client, source="answer", household=source, **{"answer.hukou_city.m1": "zhongshan"}
    )
    assert answer.status_code == 200
    assert "按新的回答，方案变了" in answer.text
    assert source_in(answer.text)["members"][0]["hukou_city"] == "zhongshan"
    assert 'name="answer.hukou_city.m1"' not in answer.text


def test_several_questions_may_be_answered_at_once(client: TestClient) -> None:
    answers = {"answer.hukou_city.": "zhongshan", "answer.self_care.m1": "disabled"}
    page = post(client, source="answer", household=text_of(FAMILY), **answers).text
    told = source_in(page)
    assert told["facts"]["hukou_city"] == "zhongshan"
    assert told["members"][0]["self_care"] == "disabled"


def test_an_answer_that_makes_an_item_certain_is_told_by_its_name(
    client: TestClient, matcher: Matcher
) -> None:
    answers = {"answer.hukou_city.": "zhongshan", "answer.property_within_limit.": "true"}
    raw = changed(facts={**FAMILY["facts"], "relief_status": "none"})
    page = post(client, source="answer", household=text_of(raw), **answers).text
    assert matcher.catalogue.items["G001"].name.zh in text_in(
        page.split('id="changes"')[1].split("</div>")[0]
    )


def test_a_refused_answer_stands_at_its_question_and_is_kept(client: TestClient) -> None:
    page = paste(client, BARE).text
    name = next(
        n for n in re.findall(r'name="(answer\.[^"]+)"', page) if "income" in n or "spend" in n
    )
    answer = post(client, source="answer", household=text_of(BARE), **{name: "不少"})
    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.text
    assert 'value="不少"' in answer.text
    assert f'href="#{name}"' in answer.text
    assert source_in(answer.text) == BARE


def test_a_question_that_is_left_empty_answers_nothing(client: TestClient) -> None:
    name = first_question(paste(client, FAMILY).text)
    page = post(client, source="answer", household=text_of(FAMILY), **{name: " "}).text
    assert 'id="changes"' not in page
    assert source_in(page) == FAMILY


def test_an_answer_to_a_fact_that_is_none_is_refused_in_words(client: TestClient) -> None:
    for name in ("answer.nonsense.", "answer.nonsense.m1", "answer.sex.", "answer..", "answer.x"):
        answer = post(client, source="answer", household=text_of(FAMILY), **{name: "1"})
        assert answer.status_code in (200, 422), name


def test_the_language_switch_of_a_demo_plan_is_a_link_to_the_same_plan(client: TestClient) -> None:
    assert 'href="/plan?demo=A001&amp;lang=en"' in client.get("/plan?demo=A001").text
    assert 'href="/plan?demo=A001&amp;lang=zh"' in client.get("/plan?demo=A001&lang=en").text


def test_the_language_switch_of_a_typed_plan_sends_the_household_again(client: TestClient) -> None:
    page = paste(client, FAMILY).text
    assert 'form="family" formaction="/plan?lang=en"' in page
    english = post(client, "en", source="again", household=text_of(source_in(page)))
    assert "Service plan" in english.text
    assert source_in(english.text) == FAMILY


def test_a_refused_form_is_sent_again_by_the_language_switch(client: TestClient) -> None:
    assert (
        'form="entry" formaction="/plan?lang=en"'
        in post(client, source="form", household_size="x").text
    )
    assert 'form="paste" formaction="/plan?lang=en"' in paste(client, "{").text


def test_what_a_family_said_stands_in_no_address(client: TestClient) -> None:
    for page in (
        paste(client, FAMILY).text,
        post(client, source="form", **{"n1.text": "秘密"}).text,
    ):
        addresses = re.findall(r"(?:href|action|formaction)=\"([^\"]*)\"", page)
        assert addresses
        assert all(re.fullmatch(r"[#/][\w./?&;=#-]*", address) for address in addresses), addresses


def test_a_form_of_too_many_fields_is_refused_politely(client: TestClient) -> None:
    answer = client.post("/plan", data={f"x{n}": "1" for n in range(600)})
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/refused"
