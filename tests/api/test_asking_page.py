"""A plan's page puts the best question first and says what each of its answers would settle."""

import re

import pytest
from fastapi.testclient import TestClient

from api.usecases.matching import Asking
from api.usecases.single import show
from matcher.pipeline.matcher import Matcher
from tests.api.households import FAMILY, text_of
from tests.api.reader import text_in
from tests.support import TODAY


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_answer_of_the_first_question_stands_open_on_the_page(
    client: TestClient, matcher: Matcher, lang: str
) -> None:
    form = {"source": "json", "household": text_of(FAMILY)}
    page = client.post(f"/plan?lang={lang}", data=form).text
    section = page.split('id="questions"')[1].split("</section>")[0]
    questions = section.split("<li>")[1:]
    told = [re.search(r'<details class="effects"( open)?>', each) for each in questions]
    assert [found is not None and found[1] is not None for found in told] == [
        place == 0 for place in range(len(questions))
    ]
    shown = show(text_of(FAMILY), matcher, Asking(TODAY, lang="en" if lang == "en" else "zh"))
    for each, question in zip(questions, shown.data["questions"], strict=True):
        for answer in question["answers"]:
            assert answer["text"] in text_in(each)
