"""Every way to fail ends in one shape, in two languages, and tells nothing it should not."""

import json
import logging
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from api.access.callers import Role
from api.app import create_app
from api.errors import KINDS, CipherError, Mend, Problem, pointer, problem_of_cipher, shown
from api.personal.cipher import NOT_OPENED
from api.schemas.matching import Plan, ProblemShape
from api.settings import Settings
from matcher.pipeline.matcher import Matcher
from matcher.wording import Bilingual
from tests.api.households import FAMILY, body_of, changed
from tests.service.office import EAST, Service

MATCH = "/api/v1/match"
SECRET = "阿婆的秘密"


def problem_in(response: Any) -> dict[str, Any]:
    assert response.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    ProblemShape.model_validate(told)
    assert told["status"] == response.status_code
    assert "Traceback" not in response.text
    return told


@pytest.mark.parametrize(
    ("raw", "kind", "place"),
    [
        ({"id": "A", "facts": {"incom": 1}}, "unknown-fact", "/facts/incom"),
        ({"id": "A", "fact": {}}, "unknown-field", "/fact"),
        ({}, "missing-field", "/id"),
        ([], "wrong-type", ""),
        ({"id": "A", "facts": {"household_size": "3"}}, "wrong-type", "/facts/household_size"),
        ({"id": "A", "facts": {"household_size": 0}}, "out-of-range", "/facts/household_size"),
        ({"id": "A", "facts": {"residence_town": "北区"}}, "unknown-town", "/facts/residence_town"),
        ({"id": "A", "facts": {"sex": "f"}}, "wrong-level", "/facts/sex"),
        (
            {"id": "A", "members": [{"id": "m1", "birth_date": "2026-02-30"}]},
            "bad-date",
            "/members/0/birth_date",
        ),
        (
            {"id": "A", "members": [{"id": "m1"}, {"id": "m2", "birth_date": "2031-01-01"}]},
            "born-later",
            "/members/1/birth_date",
        ),
        ({"id": "A", "members": [{"id": "m1"}, {"id": "m1"}]}, "duplicate-id", "/members/1/id"),
        ({"id": "A", "needs": [{"id": "n", "member": "x"}]}, "unknown-member", "/needs/0/member"),
        ({"id": "A", "needs": [{"id": "n", "text": "长" * 2001}]}, "too-long", "/needs/0/text"),
        ({"id": "A", "members": [{}] * 101}, "too-many", "/members"),
        ({"id": "A", "receiving": ["G999"]}, "unknown-code", "/receiving/0"),
        ({"id": "A", "receiving": [{"code": "G001", "member": 1}]}, "wrong-type",
         "/receiving/0/member"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", [MATCH, "/api/v1/assess"])
def test_a_household_that_cannot_be_read_says_what_to_mend_and_where(
    client: TestClient, path: str, raw: Any, kind: str, place: str
) -> None:
    told = problem_in(client.post(path, content=body_of(raw)))
    assert (told["type"], told["status"]) == (f"/problems/{kind}", 422)
    assert [mend["pointer"] for mend in told["errors"]] == [place]
    assert told["errors"][0]["reason"] in told["detail"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b'{"id": NaN}', "not-json"),
        (b'{"id": "A", "id": "B"}', "duplicate-key"),
        (b"\xff\xfe{", "not-utf8"),
        (b"[" * 100_000, "not-json"),
    ],
)
def test_a_body_that_is_no_household_json_is_malformed_too(
    client: TestClient, content: bytes, kind: str
) -> None:
    told = problem_in(client.post(MATCH, content=content))
    assert (told["type"], told["status"]) == (f"/problems/{kind}", 422)


def test_the_nearest_right_spelling_stands_in_a_field_of_its_own(client: TestClient) -> None:
    raw = changed(facts={"incom_per_capita_month": 1})
    told = problem_in(client.post(MATCH, content=body_of(raw)))
    assert told["errors"][0]["near"] == "income_per_capita_month"


@pytest.mark.parametrize(
    ("header", "title", "words"),
    [("zh-CN", "没有这个事实", "词汇表里没有事实"), ("en", "There is no such fact", "no fact")],
)
def test_a_problem_speaks_the_language_of_the_reader(
    client: TestClient, header: str, title: str, words: str
) -> None:
    raw = changed(facts={"nonsense": 1})
    answer = client.post(MATCH, content=body_of(raw), headers={"accept-language": header})
    told = problem_in(answer)
    assert told["title"] == title
    assert words in told["detail"]
    assert answer.headers["content-language"] == header[:2]


def test_a_refusal_repeats_nothing_but_the_value_to_be_mended(client: TestClient) -> None:
    raw = changed(id=SECRET, facts={"household_size": 0, "relief_status": "dibao"})
    told = client.post(MATCH, content=body_of(raw)).text
    assert SECRET not in told
    assert "dibao" not in told
    assert not [need["text"] for need in FAMILY["needs"] if need["text"] in told]


def test_an_unknown_address_is_a_problem_of_the_same_shape(client: TestClient) -> None:
    for path in ("/nowhere", "/api/v2/match", "/static/none.css"):
        assert problem_in(client.get(path))["type"] == "/problems/not-found"


def test_a_wrong_method_names_the_right_one_in_its_header(client: TestClient) -> None:
    answer = client.get(MATCH)
    assert problem_in(answer)["type"] == "/problems/wrong-method"
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("query", "parameter", "zh", "en"),
    [
        ("on=2026-02-30", "on", "不是存在的日期", "not a date that exists"),
        ("on=1700000000", "on", "不是存在的日期", "not a date that exists"),
        ("top=0", "top", "不能小于 1", "at least 1"),
        ("top=2001", "top", "不能大于 2000", "at most 2000"),
        ("top=many", "top", "应为整数", "a whole number"),
        ("top=" + "9" * 5000, "top", "应为整数", "a whole number"),
        ("lang=fr", "lang", "只能是 zh | en", "one of zh | en"),
    ],
)
def test_a_wrong_query_says_which_parameter_and_how_it_may_be(
    client: TestClient, query: str, parameter: str, zh: str, en: str
) -> None:
    for header, words in (("zh", zh), ("en", en)):
        url = f"{MATCH}?{query}"
        answer = client.post(url, content=body_of(FAMILY), headers={"accept-language": header})
        told = problem_in(answer)
        assert (told["type"], told["status"]) == ("/problems/wrong-query", 422)
        assert told["errors"][0]["parameter"] == parameter
        assert words in told["detail"]
        assert words in told["errors"][0]["reason"]


def test_a_body_larger_than_the_limit_is_turned_away(
    client: TestClient, settings: Settings
) -> None:
    answer = client.post(MATCH, content=b" " * (settings.max_body + 1))
    assert problem_in(answer)["type"] == "/problems/too-large"
    assert str(settings.max_body) in answer.json()["detail"]


def test_a_body_that_hides_its_length_is_stopped_at_the_limit(
    client: TestClient, settings: Settings
) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(3):
            yield b" " * (settings.max_body // 2)

    for path in (MATCH, "/plan"):
        answer = client.post(path, content=chunks())
        assert problem_in(answer)["type"] == "/problems/too-large"


def test_a_body_of_exactly_the_limit_is_still_read(client: TestClient, settings: Settings) -> None:
    content = body_of(FAMILY).ljust(settings.max_body)
    assert client.post(MATCH, content=content).status_code == 200


def broken_clock() -> date:
    raise RuntimeError(SECRET)


@pytest.mark.parametrize(
    ("lang", "title"), [("zh", "系统内部出错"), ("en", "Something went wrong")]
)
def test_an_unexpected_error_tells_nothing_of_its_cause(
    matcher: Matcher,
    settings: Settings,
    service: Service,
    caplog: pytest.LogCaptureFixture,
    lang: str,
    title: str,
) -> None:
    broken = TestClient(create_app(matcher, settings, broken_clock, service.app.state.gate))
    broken.headers.update(service.headers(Role.WORKER, EAST))
    with caplog.at_level(logging.DEBUG):
        answer = broken.post(f"{MATCH}?lang={lang}", content=body_of(FAMILY))
    assert problem_in(answer)["type"] == "/problems/unexpected"
    assert answer.json()["title"].startswith(title)
    assert SECRET not in answer.text + caplog.text
    assert "unexpected RuntimeError at" in caplog.text


def test_a_browser_is_shown_a_page_where_a_program_gets_json(client: TestClient) -> None:
    browser = {"accept": "text/html,application/xhtml+xml"}
    page = client.get("/nowhere?lang=en", headers=browser)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is no such address" in page.text
    assert problem_in(client.get("/api/v1/nowhere", headers=browser))["status"] == 404


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        (None, ""),
        ("household", ""),
        ("household.fact", "/fact"),
        ("id", "/id"),
        ("members[0].birth_date", "/members/0/birth_date"),
        ("facts.a/b~c.d", "/facts/…"),
        ("receiving[3]", "/receiving/3"),
    ],
)
def test_a_place_is_told_as_a_json_pointer(field: str | None, wanted: str) -> None:
    assert pointer(field) == wanted


def test_every_kind_of_problem_has_a_title_in_both_languages() -> None:
    for kind, (status, title) in KINDS.items():
        assert 400 <= status < 600, kind
        assert title.zh != title.en


def test_a_problem_without_anything_to_mend_has_an_empty_list() -> None:
    problem = Problem("not-found", Bilingual("没有", "none"))
    assert problem.data("zh")["errors"] == []
    mend = Mend(Bilingual("改", "mend"), parameter="on")
    told = Problem("wrong-query", Bilingual("错", "wrong"), (mend,)).data("en")
    assert told["errors"] == [{"pointer": None, "parameter": "on", "reason": "mend", "near": None}]


names = st.sampled_from(["id", "facts", "members", "needs", "receiving", "text", "sex", "as_of"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(names, values, max_size=5))
@hypothesis(max_examples=120)
def test_whatever_is_sent_gets_a_plan_or_a_problem(client: TestClient, raw: Any) -> None:
    answer = client.post(MATCH, content=json.dumps(raw).encode())
    if answer.status_code == 200:
        Plan.model_validate_json(answer.content)
    else:
        assert problem_in(answer)["status"] == 422


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("incom_per_capita", "incom_per_capita"),
        ("Z99", "Z99"),
        ("黎小梅", "黎…"),
        ("442000194803120025", "4…"),
        ("13800138000", "1…"),
        ("腿脚不便，想有人陪", "腿…"),
        ("家", "家"),
    ],
)
def test_a_problem_shows_codes_and_of_other_words_only_how_they_begin(value, told) -> None:
    assert shown(value) == told


def test_a_kept_value_that_does_not_open_is_an_outage_with_its_cure_and_no_fault_of_the_caller():
    found = problem_of_cipher(CipherError(NOT_OPENED))
    assert (found.status, found.headers["Retry-After"]) == (503, "60")
    assert "XINGFU_KEYS" in found.detail.zh
    assert "XINGFU_KEYS" in found.detail.en
