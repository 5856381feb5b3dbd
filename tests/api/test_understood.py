"""What was understood of each need, in the JSON and on the page."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.settings import Settings
from tests.api.households import body_of, changed
from tests.api.reader import paste, text_in

SAID = "阿婆腿脚不便，想有人陪去医院；食堂那边不用送餐了。今晚没米下锅，离了婚租房住"
MATCH = "/api/v1/match?lang={lang}"


def asking(text: str, **need: Any) -> dict[str, Any]:
    return changed(needs=[{"id": "n1", "member": "m1", "text": text, **need}])


def understood(client: TestClient, raw: Any, lang: str = "zh") -> Any:
    return client.post(MATCH.format(lang=lang), content=body_of(raw)).json()["understood"]


def quotes_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for entry in value:
            yield from quotes_in(entry)
    elif isinstance(value, dict):
        if "words" in value and "start" in value:
            yield value
        for entry in value.values():
            yield from quotes_in(entry)


def section(page: str) -> str:
    found = re.search(r'<section id="understood">.*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("before", ["", "  \n", "\u202e\u200b ", "\x07\t"])
def test_spans_index_the_text_as_it_was_sent(client: TestClient, before: str) -> None:
    text = before + SAID
    quotes = list(quotes_in(understood(client, asking(text))))
    assert quotes
    assert all(text[q["start"] : q["end"]] == q["words"] for q in quotes)


def test_the_reading_stands_beside_the_urgency_of_the_worker(client: TestClient) -> None:
    (one,) = understood(client, asking(SAID, urgency="low"))
    assert (one["urgency"]["worker"], one["urgency"]["heard"]) == ("low", "high")
    assert "今晚" in [each["quote"]["words"] for each in one["urgency"]["because"]]


def test_a_reading_is_told_in_the_language_that_was_asked_for(client: TestClient) -> None:
    raw = asking("想有人陪去医院")
    (zh,), (en,) = (understood(client, raw, lang)[0]["clauses"] for lang in ("zh", "en"))
    assert zh["text"] == "户主：陪诊助医、探访陪伴；提出要求"
    assert en["text"] == "The head: medical escort, visits and company; asks for it"


def test_the_page_marks_the_words_and_asks_to_confirm_the_facts(client: TestClient) -> None:
    raw = asking(SAID, urgency="low")
    page = section(paste(client, raw).text)
    told = text_in(page)
    facts = [f for c in understood(client, raw)[0]["clauses"] for f in c["facts"]]
    assert facts
    assert all(fact["text"] in told for fact in facts)
    assert "（待核实）" in told
    assert "社工评：不急 读来：紧急" in told
    assert "<mark>不用送餐了</mark>" in page
    assert "没有为它找项目" in told


def test_the_page_quotes_each_clause_as_it_was_written(client: TestClient) -> None:
    page = section(paste(client, asking(SAID)).text)
    quoted = [unescape(re.sub(r"</?mark>", "", q)) for q in re.findall(r"<q[^>]*>(.*?)</q>", page)]
    assert quoted == [c["words"] for c in understood(client, asking(SAID))[0]["clauses"]]


def test_markup_in_a_text_is_shown_as_text(client: TestClient) -> None:
    page = section(paste(client, asking("<script>alert(1)</script>想申请<b>低保</b>")).text)
    assert "<script" not in page
    assert "<b>低保" not in page
    assert "&lt;script&gt;" in page


def test_a_plan_without_needs_has_nothing_understood(client: TestClient) -> None:
    assert understood(client, changed(needs=[])) == []
    assert 'id="understood"' not in paste(client, changed(needs=[])).text


def test_ten_megabytes_are_refused_before_they_are_read(
    client: TestClient, settings: Settings
) -> None:
    answer = client.post(MATCH.format(lang="zh"), content=body_of(asking("没米" * 1_700_000)))
    assert answer.status_code == 413
    assert "没米没米" not in answer.text
