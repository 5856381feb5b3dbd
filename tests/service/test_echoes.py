"""What somebody typed in the wrong place does not come back in a problem: it may be a person."""

import json
from typing import Any

import pytest

from api.access.callers import Role
from tests.service.families import HOUSEHOLDS, V1, at, family, taken_in
from tests.service.ledger_files import ledger, row
from tests.service.office import EAST, Service
from tests.service.people import person

CANARY = "张三丰 442000194803120025"
FORMS = (CANARY, "张三丰", "442000194803120025", "4420 0019 4803 1200 25", "13812345678")
PARTS = ("三丰", "44200019", "4420 0019", "13812345678")


def clean(answer: Any) -> None:
    assert 400 <= answer.status_code < 500, answer.text
    told = json.dumps(answer.json(), ensure_ascii=False)
    assert not [part for part in PARTS if part in told], told


def forms_of_a_household(typed: str) -> list[dict[str, Any]]:
    """Return households, each with what was typed in another wrong place."""
    town = {"residence_town": "东区街道"}
    return [
        {"facts": {"residence_town": typed}},
        {"facts": {**town, typed: 1}},
        {"facts": {**town, "relief_status": typed}},
        {"facts": {**town, "household_size": typed}},
        {"facts": {**town, "hukou_place": typed + "1"}},
        {"facts": town, "members": [{"id": "m1", typed: 1}]},
        {"facts": town, "members": [{"id": "m1", "relation": typed}]},
        {"facts": town, "members": [{"id": "m1", "birth_date": typed}]},
        {"facts": town, "members": [{"id": typed}, {"id": typed}]},
        {"facts": town, "members": [typed]},
        {
            "facts": town,
            "members": [{"id": typed}],
            "needs": [{"text": "x", "member": typed + "x"}],
        },
        {"facts": town, "needs": [{"text": "x", "urgency": typed}]},
        {"facts": town, "needs": [{"text": "x", typed: 1}]},
        {"facts": town, "needs": [{"text": "x", "recorded_at": typed}]},
        {"facts": town, "receiving": [typed]},
        {"facts": town, "receiving": [{"code": "G061", "member": typed}]},
        {"facts": town, "receiving": [{"code": "G061", "until": typed}]},
        {"facts": town, "receiving": [{"code": "G061", typed: 1}]},
        {"facts": town, "as_of": typed},
        {"facts": town, typed: 1},
    ]


def kept_alone(typed: str) -> list[dict[str, Any]]:
    town = {"facts": {"residence_town": "东区街道"}}
    return [
        {**town, "personal": {typed: "1"}},
        {**town, "consent": {typed: True}},
        {**town, "consent": {"health": typed}},
        {**town, "consent": {"health": {"granted": True, "on": typed}}},
    ]


@pytest.mark.parametrize("typed", FORMS)
def test_taking_in_a_household(service: Service, typed: str) -> None:
    worker = service.as_(Role.WORKER, EAST)
    for told in (*forms_of_a_household(typed), *kept_alone(typed)):
        clean(worker.post(HOUSEHOLDS, json=told))


@pytest.mark.parametrize("typed", FORMS)
def test_matching_and_assessing_what_is_not_kept(service: Service, typed: str) -> None:
    worker = service.as_(Role.WORKER, EAST)
    for told in forms_of_a_household(typed):
        if typed + "1" != told["facts"].get("hukou_place"):  # it is not kept, so it may be anything
            told = {"id": "x", **told}
            for needs in told.get("needs", ()):
                needs["id"] = "n1"
            clean(worker.post(f"{V1}/match", json=told))
            clean(worker.post(f"{V1}/assess", json=told))


@pytest.mark.parametrize("typed", FORMS)
def test_changing_what_is_kept(service: Service, typed: str) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    url, member = f"{HOUSEHOLDS}/{told['id']}", told["members"][0]["id"]
    homes = [{typed: 1}, {"facts": {typed: 1}}, {"facts": {typed: None}}, {"personal": {typed: 1}}]
    homes += [{"receiving": [typed]}, {"facts": {}, "source": typed}, {"facts": {}, "as_of": typed}]
    for body in (*homes, {"facts": {"residence_town": typed}}):
        clean(worker.patch(url, json=body, headers=at(1)))
    people: list[dict[str, Any]] = [{typed: 1}, {typed: None}, {"relation": typed}]
    people += [{"sex": typed}, {"id_number": typed + "9"}, {"position": typed}]
    for body in people:
        clean(worker.post(f"{url}/members", json=body, headers=at(1)))
        clean(worker.patch(f"{url}/members/{member}", json=body, headers=at(1)))
    facts: list[dict[str, Any]] = [{"name": typed, "value": 1}, {"name": typed, "value": None}]
    facts += [{"name": "relief_status", "value": typed}, {"name": "debt_burden", typed: 1}]
    facts += [{"name": "illness", "value": "none", "member": typed}]
    facts += [{"name": "debt_burden", "value": True, "corrects": typed}]
    for body in facts:
        clean(worker.post(f"{url}/facts", json=body, headers=at(1)))
    for body in ({"text": "x", typed: 1}, {"text": "x", "member": typed}, {"text": "", typed: 1}):
        clean(worker.post(f"{url}/needs", json=body, headers=at(1)))
    clean(worker.put(f"{url}/consent", json={"groups": {typed: True}}, headers=at(1)))
    clean(worker.post(f"{url}/transfers", json={"to": typed, "reason": "x"}))
    clean(worker.post(f"{HOUSEHOLDS}/search", json={"name": "x", typed: 1}))
    clean(worker.get(f"{HOUSEHOLDS}/{typed}"))
    unmask = {"fields": [typed], "reason": "home_visit"}
    clean(person(service, Role.WORKER, EAST).post(f"{url}/unmask", json=unmask))


@pytest.mark.parametrize("typed", FORMS)
def test_saying_what_the_columns_of_a_file_mean(service: Service, typed: str) -> None:
    worker = service.as_(Role.WORKER, EAST)
    sheet = worker.post(f"{V1}/imports", content=ledger(row(9_100))).json()
    url = f"{V1}/imports/{sheet['id']}"
    name = sheet["mapping"][0]["sheet"]
    for columns in ({typed: "name"}, {"A": typed}):
        told = {"sheets": [{"sheet": name, "columns": columns}]}
        clean(worker.put(f"{url}/mapping", json=told))
    clean(worker.put(f"{url}/mapping", json={"sheets": [{"sheet": typed}]}))
    clean(worker.put(f"{url}/mapping", json={"town": typed}))
    clean(worker.post(f"{url}/accept", json={"consent": {typed: True}}))


def test_a_right_word_is_still_proposed(service: Service) -> None:
    worker = service.as_(Role.WORKER, EAST)
    answer = worker.post(HOUSEHOLDS, json=family(facts={"residence_town": "东区街到"}))
    told = answer.json()
    assert told["errors"][0]["near"] == "东区街道"
    assert told["errors"][0]["pointer"] == "/facts/residence_town"
