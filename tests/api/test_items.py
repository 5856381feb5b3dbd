"""GET /api/v1/items and /healthz: the catalogue looked into."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.schemas.matching import Health, Item, Items
from matcher.pipeline.matcher import Matcher

URL = "/api/v1/items"


def found(client: TestClient, **query: Any) -> dict[str, Any]:
    answer = client.get(URL, params=query)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = Items.model_validate_json(answer.content).model_dump()
    return told


def codes(client: TestClient, **query: Any) -> list[str]:
    return [item["code"] for item in found(client, limit=236, **query)["items"]]


def test_without_a_search_every_item_is_found_in_order(
    client: TestClient, matcher: Matcher
) -> None:
    assert codes(client) == list(matcher.catalogue.items)
    assert found(client)["total"] == 236


def test_a_search_looks_into_names_aliases_and_phrases(
    client: TestClient, matcher: Matcher
) -> None:
    item = matcher.catalogue.items["G001"]
    for text in (item.name.zh[1:4], item.name.en[:9], item.phrases[0][:6], "g001"):
        assert "G001" in codes(client, q=text), text
    aliased = next(item for item in matcher.catalogue.items.values() if item.aliases)
    assert aliased.code in codes(client, q=aliased.aliases[0])


def test_a_search_in_traditional_characters_finds_the_same(client: TestClient) -> None:
    assert codes(client, q="醫療救助") == codes(client, q="医疗救助") != []


def test_a_search_for_what_is_not_there_finds_nothing(client: TestClient) -> None:
    assert found(client, q="宇宙飞船") == {
        "total": 0,
        "items": [],
        "catalogue": "reconstruction",
    }


def test_each_filter_keeps_only_what_it_names(client: TestClient, matcher: Matcher) -> None:
    items = matcher.catalogue.items
    assert {code[0] for code in codes(client, list="social")} == {"S"}
    assert {items[code].layer for code in codes(client, layer="charity")} == {"charity"}
    legal = codes(client, domain="legal")
    assert legal == [c for c, i in items.items() if "legal" in (i.domain, *i.also)]
    meant = codes(client, audience="C7")
    assert meant == [c for c, i in items.items() if not i.audience or "C7" in i.audience]
    assert {bool(items[code].audience) for code in meant} == {True, False}


def test_filters_together_find_what_each_alone_finds_in_common(client: TestClient) -> None:
    both = codes(client, list="government", domain="medical")
    wanted = set(codes(client, list="government")) & set(codes(client, domain="medical"))
    assert set(both) == wanted != set()


def test_limit_and_offset_walk_through_everything_once(client: TestClient) -> None:
    walked = [
        item["code"]
        for offset in range(0, 236, 100)
        for item in found(client, limit=100, offset=offset)["items"]
    ]
    assert walked == codes(client)
    assert found(client, limit=0, offset=7)["total"] == 236


def test_names_come_in_the_language_that_was_asked_for(
    client: TestClient, matcher: Matcher
) -> None:
    name = matcher.catalogue.items["S158"].name
    assert client.get(f"{URL}/S158?lang=en").json()["name"] == name.en
    assert client.get(f"{URL}/S158").json()["name"] == name.zh


def test_every_item_is_shown_with_exactly_the_documented_keys(
    client: TestClient, matcher: Matcher
) -> None:
    for code in matcher.catalogue.items:
        assert Item.model_validate_json(client.get(f"{URL}/{code}").content).code == code


@pytest.mark.parametrize(("asked", "near"), [("G0O1", "G001"), ("s15", "S015"), ("W001", "G001")])
def test_an_unknown_code_is_absent_and_the_nearest_is_named(
    client: TestClient, asked: str, near: str
) -> None:
    answer = client.get(f"{URL}/{asked}", headers={"accept-language": "en"})
    told = answer.json()
    assert (answer.status_code, told["type"]) == (404, "/problems/absent")
    assert told["errors"][0]["near"] == near
    assert near in told["detail"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("domain=medicine", "domain"),
        ("layer=x", "layer"),
        ("list=G", "list"),
        ("limit=-1", "limit"),
    ],
)
def test_a_filter_that_does_not_exist_is_a_wrong_query(
    client: TestClient, query: str, parameter: str
) -> None:
    answer = client.get(f"{URL}?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == parameter


def test_a_misspelt_domain_names_the_nearest_one(client: TestClient) -> None:
    assert client.get(f"{URL}?domain=medicl").json()["errors"][0]["near"] == "medical"


def test_health_says_the_mode_and_what_is_loaded(client: TestClient, matcher: Matcher) -> None:
    answer = client.get("/healthz")
    Health.model_validate_json(answer.content)
    assert answer.json() == {
        "status": "ok",
        "mode": "lexical",
        "items": 236,
        "offerings": len(matcher.catalogue.offerings),
    }
