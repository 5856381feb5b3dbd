"""Facts over the API: recorded, corrected, known no more; a walk of changes keeps a plain model."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from api.access.callers import Role
from tests.service.families import HOUSEHOLDS, at, problem, taken_in
from tests.service.office import EAST, Service


def url_of(told: dict[str, Any], rest: str = "") -> str:
    return f"{HOUSEHOLDS}/{told['id']}/facts{rest}"


def standing(items: list[dict[str, Any]], name: str) -> list[Any]:
    return [fact["value"] for fact in items if fact["name"] == name]


def test_a_newer_fact_supersedes_and_an_older_one_joins_the_history(service: Service) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    new = {"name": "household_size", "value": 3, "source": "family", "expires": "2027-01-01"}
    answer = worker.post(url_of(told), json=new, headers=at(1))
    assert (answer.status_code, answer.headers["etag"]) == (201, '"v2"')
    assert answer.json()["recorded_by"].startswith("key:")
    old = {"name": "household_size", "value": 5, "as_of": "2020-01-01"}
    assert worker.post(url_of(told), json=old, headers=at(2)).status_code == 201
    items = worker.get(url_of(told)).json()["items"]
    assert standing(items, "household_size") == [3]
    history = worker.get(url_of(told, "/history"), params={"name": "household_size"}).json()
    assert [fact["value"] for fact in history["items"]] == [2, 3, 5]


def test_a_correction_takes_the_place_of_what_was_wrong(service: Service) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    wrong = next(fact for fact in told["facts"] if fact["name"] == "household_size")
    body = {"name": "household_size", "value": 4, "as_of": "2020-01-01", "corrects": wrong["id"]}
    assert worker.post(url_of(told), json=body, headers=at(1)).status_code == 201
    assert standing(worker.get(url_of(told)).json()["items"], "household_size") == [4]
    other = {"name": "debt_burden", "value": True, "corrects": wrong["id"]}
    answer = worker.post(url_of(told), json=other, headers=at(2))
    assert answer.json()["errors"][0]["pointer"] == "/corrects"


def test_what_is_known_no_more_is_gone_and_its_history_stays(service: Service) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    fact = next(fact for fact in told["facts"] if fact["name"] == "household_size")
    answer = worker.delete(url_of(told, f"/{fact['id']}"), headers=at(1))
    assert (answer.status_code, answer.json()["value"]) == (200, None)
    assert standing(worker.get(url_of(told)).json()["items"], "household_size") == []
    again = worker.delete(url_of(told, f"/{fact['id']}"), headers=at(2))
    problem(again, "absent")
    history = worker.get(url_of(told, "/history"), params={"name": "household_size"}).json()
    assert [each["value"] for each in history["items"]] == [2, None]


@pytest.mark.parametrize(
    ("body", "kind", "place"),
    [
        ({"name": "incom", "value": 1}, "unknown-fact", "/name"),
        ({"name": "illness", "value": "critical"}, "wrong-level", "/name"),
        ({"name": "household_size", "value": "3"}, "wrong-type", "/value"),
        ({"name": "household_size", "value": 0}, "out-of-range", "/value"),
        ({"name": "relief_status", "value": "rich"}, "unknown-value", "/value"),
        ({"name": "household_size", "value": [1]}, "wrong-body", "/value"),
        ({"name": "household_size", "value": 3, "as_of": "2027-01-01"}, "out-of-range", "/as_of"),
        (
            {"name": "household_size", "value": 3, "expires": "2020-01-01"},
            "out-of-range",
            "/expires",
        ),
        ({"name": "residence_town", "value": None}, "missing-field", "/facts/residence_town"),
        ({"name": "relation", "value": "head"}, "wrong-level", "/name"),
        ({"value": 3}, "wrong-body", "/name"),
    ],
)
def test_a_fact_that_cannot_be_recorded_says_where(
    service: Service, body: dict[str, Any], kind: str, place: str
) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    answer = worker.post(url_of(told), json=body, headers=at(1))
    pointers = [each["pointer"] for each in problem(answer, kind)["errors"]]
    assert place in {pointer[: len(place)] for pointer in pointers}


def test_what_is_told_before_eight_in_the_morning_is_of_the_citys_day(service: Service) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    service.clock.forward(hours=16)  # 18:00 UTC: two at night of the next day
    try:
        body = {"name": "household_size", "value": 3, "as_of": "2026-05-02"}
        assert worker.post(url_of(told), json=body, headers=at(1)).status_code == 201
        fact = worker.get(url_of(told)).json()["items"][0]["id"]
        assert worker.delete(url_of(told, f"/{fact}"), headers=at(2)).status_code in (200, 422)
    finally:
        service.clock.forward(hours=-16)


def test_facts_without_a_ground_are_recorded_and_not_shown(service: Service) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    url = f"{HOUSEHOLDS}/{told['id']}"
    assert "health" in told["withheld"]
    shown = [worker.get(url).text, worker.get(url_of(told)).text]
    shown += [worker.get(url_of(told, "/history")).text, worker.get(f"{url}/members").text]
    assert not [text for text in shown if "critical" in text]
    agreed = worker.put(f"{url}/consent", json={"groups": {"health": True}}, headers=at(1))
    assert agreed.json()["groups"]["health"]["granted"] is True
    assert "critical" in worker.get(url).text
    gone = {"groups": {"health": {"granted": False, "on": "2026-05-01"}}}
    assert worker.put(f"{url}/consent", json=gone, headers=at(2)).status_code == 200
    assert "critical" not in worker.get(url).text


def test_a_fact_without_a_ground_is_not_told_back_to_who_records_it(service: Service) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    body = {"name": "dv_victim", "value": True, "member": told["members"][1]["id"]}
    answer = worker.post(url_of(told), json=body, headers=at(1)).json()
    assert (answer["value"], answer["withheld"]) == (None, True)
    plain = worker.post(url_of(told), json={"name": "debt_burden", "value": True}, headers=at(2))
    assert (plain.json()["value"], plain.json()["withheld"]) == (True, False)


@pytest.mark.parametrize(
    "value",
    [
        "吴金丝雀",
        "张三丰 442000194803120025",
        "13812341234",
        "茂名1",
        "茂" * 21,
        "茂名，原住址康民路",
    ],
)
@pytest.mark.parametrize("of_member", [True, False])
def test_a_fact_in_the_open_takes_the_name_of_a_place_and_nothing_else(
    service: Service, value: str, of_member: bool
) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    whose = {"member": told["members"][0]["id"]} if of_member else {}
    body = {"name": "hukou_place", "value": value, **whose}
    answer = worker.post(url_of(told), json=body, headers=at(1))
    assert problem(answer, "wrong-type")["errors"][0]["pointer"] == "/value"
    assert "城市名称" in answer.json()["detail"]
    assert value not in answer.text
    good = worker.post(url_of(told), json={**body, "value": "贵州毕节"}, headers=at(1))
    assert (good.status_code, good.json()["value"]) == (201, "贵州毕节")


CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("size"), st.integers(1, 9), st.integers(0, 3)),
        st.tuples(st.just("debt"), st.none() | st.booleans(), st.integers(0, 3)),
        st.tuples(st.just("late"), st.integers(1, 9), st.just(0)),
        st.tuples(st.just("close"), st.just(0), st.just(0)),
        st.tuples(st.just("open"), st.just(0), st.just(0)),
    ),
    max_size=12,
)
DAYS = ("2026-05-01", "2026-04-01", "2026-03-01", "2026-02-01")


@given(CHANGES)
@hypothesis(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_walk_of_changes_agrees_with_a_plain_model(
    service: Service, walk: list[tuple[str, Any, int]]
) -> None:
    worker, told = (
        service.as_(Role.WORKER, EAST),
        taken_in(service, members=[], needs=[], receiving=[]),
    )
    url = f"{HOUSEHOLDS}/{told['id']}"
    model: dict[str, tuple[str, Any]] = {"household_size": (DAYS[0], 2)}
    version, state = 1, "active"
    for what, value, age in walk:
        seen, expected = version, 201
        if what in ("size", "debt", "late"):
            name = "debt_burden" if what == "debt" else "household_size"
            body = {"name": name, "value": value, "as_of": DAYS[age]}
            seen = version - 1 if what == "late" and version > 1 else version
            answer = worker.post(f"{url}/facts", json=body, headers=at(seen))
            if seen != version:
                expected = 412
            elif state == "closed":
                expected = 409
            elif DAYS[age] >= model.get(name, ("", None))[0]:
                model[name] = (DAYS[age], value)
        elif what == "close":
            answer = worker.delete(url, params={"reason": "other"}, headers=at(version))
            expected = 200 if state == "active" else 409
            state = "closed"
        else:
            answer = worker.post(f"{url}/reopen", json={"reason": "other"}, headers=at(version))
            expected = 200 if state == "closed" else 409
            state = "active"
        assert answer.status_code == expected, answer.text
        version += expected in (200, 201)
    shown = worker.get(url).json()
    known = {f["name"]: f["value"] for f in shown["facts"] if f["name"] != "residence_town"}
    assert known == {name: value for name, (_, value) in model.items() if value is not None}
    assert (shown["version"], shown["state"]) == (version, state)
