"""What the answers to a question would settle, in the words of a reader."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.telling.asking import answer_in_words, answers_data
from matcher.values import Answer, Question, Settled, Span, Status
from tests.support import family, person

HOME = family(person("m1", relation="head"), person("m2", relation="child"))
MONEY, AGE = "income_per_capita_month", "age"


def said(catalogue, *spans, lang="zh"):
    return answer_in_words(Answer(spans, 0.5, ()), catalogue, lang)


@pytest.mark.parametrize(
    ("spans", "zh", "en"),
    [
        ([Span("lives_alone", True, True)], "是", "yes"),
        ([Span("lives_alone", False, False)], "不是", "no"),
        ([Span("relief_status", v, v) for v in ("dibao", "tekun")], "低保或特困供养", None),
        ([Span(MONEY, 0, 1290, below=True)], "低于1,290元/月", "below 1,290 CNY a month"),
        ([Span(MONEY, 0, 1290)], "不超过1,290元/月", "at most 1,290 CNY a month"),
        ([Span(MONEY, 1290, 1_000_000)], "1,290元/月及以上", "1,290 CNY a month or more"),
        ([Span(MONEY, 1290, 1_000_000, above=True)], "超过1,290元/月", "above 1,290 CNY a month"),
        ([Span(MONEY, 1290, 1935, above=True)], "超过1,290元/月、不超过1,935元/月", None),
        ([Span(MONEY, 0, 0)], "0元/月", "0 CNY a month"),
        ([Span(MONEY, 0, 1_000_000)], "不论多少", "whatever it is"),
        ([Span(AGE, 0, 18, below=True)], "17岁及以下", "17 years or less"),
        ([Span(AGE, 18, 60, below=True)], "18至59岁", "18 to 59 years"),
        ([Span(AGE, 60, 130)], "60岁及以上", "60 years or more"),
        ([Span(AGE, 17, 18, below=True)], "17岁", "17 years"),
        ([Span("disability_level", 1, 2)], "2级或更重", "grade 2 or more severe"),
        ([Span("disability_level", 3, 4)], "3级或更轻", "grade 3 or milder"),
        ([Span("birth_date", None, date(2020, 1, 2))], "2020-01-02及以前", None),
        ([Span("birth_date", date(2020, 1, 2), None)], "2020-01-02及以后", "2020-01-02 or later"),
        ([Span("residence_town")], "其他", "another"),
    ],
)
def test_answers_are_said_as_people_say_them(catalogue, spans, zh, en):
    assert said(catalogue, *spans) == zh
    if en is not None:
        assert said(catalogue, *spans, lang="en") == en


def question(*answers, member=None):
    return Question("relief_status", member, ("G001",), None, 1.0, answers)


def one(catalogue, *settles, member=None, lang="zh"):
    answer = Answer((Span("lives_alone", True, True),), 0.5, settles)
    (data,) = answers_data(question(answer, member=member), HOME, catalogue, lang)
    return data


def test_what_an_answer_settles_is_told_by_the_names_of_the_items(catalogue):
    data = one(
        catalogue,
        Settled("G002", None, Status.ELIGIBLE),
        Settled("G001", None, Status.HELD),
        Settled("G007", None, Status.INELIGIBLE),
    )
    name = {code: catalogue.items[code].name.zh for code in ("G001", "G002", "G007")}
    assert data["text"] == (
        f"如果是：可享受{name['G002']}；不符合{name['G007']}；已经享受{name['G001']}"
    )
    assert (data["eligible"], data["ineligible"], data["held"]) == (["G002"], ["G007"], ["G001"])
    assert "G0" not in data["text"]


def test_it_says_whose_the_item_is_where_that_is_not_whom_one_asks_about(catalogue):
    settled = [Settled("G061", member, Status.ELIGIBLE) for member in ("m1", "m2")]
    name = catalogue.items["G061"].name.zh
    assert one(catalogue, *settled, member="m1")["then"] == f"可享受{name}、{name}（子女）"
    assert one(catalogue, *settled)["eligible"] == ["G061"]


def test_no_more_than_three_items_are_named_and_the_rest_is_counted(catalogue):
    settled = [Settled(f"G00{n}", None, Status.ELIGIBLE) for n in range(1, 6)]
    assert one(catalogue, *settled)["then"].endswith("等5项")
    assert one(catalogue, *settled, lang="en")["then"].endswith("and others, 5 in all")


def test_an_answer_that_settles_nothing_says_that_more_is_to_be_asked(catalogue):
    data = one(catalogue)
    assert data["then"] == "还不能确定，要接着问"
    assert data["eligible"] == data["ineligible"] == data["held"] == []


def test_the_longest_of_several_answers_is_the_rest(catalogue):
    values = list(catalogue.vocabulary.facts["sudden_event"].values)
    spans = [Span("sudden_event", value, value) for value in values]
    answers = (Answer((spans[0],), 0.5, ()), Answer(tuple(spans[1:]), 0.5, ()))
    asked = replace(question(*answers), fact="sudden_event")
    told = [data["answer"] for data in answers_data(asked, HOME, catalogue, "zh")]
    assert told == ["无变故", "其余情况"]


def test_the_rest_of_the_answers_is_not_said_as_an_if(catalogue):
    values = list(catalogue.vocabulary.facts["sudden_event"].values)
    spans = [Span("sudden_event", value, value) for value in values]
    answers = (Answer((spans[0],), 0.5, ()), Answer(tuple(spans[1:]), 0.5, ()))
    asked = replace(question(*answers), fact="sudden_event")
    zh, en = ([d["text"] for d in answers_data(asked, HOME, catalogue, x)] for x in ("zh", "en"))
    assert zh[1].startswith("其余情况：")
    assert en[1].startswith("In any other case: ")
    assert zh[0].startswith("如果无变故：")
