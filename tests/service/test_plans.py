"""Plans of kept households over the API: made, kept as bytes, listed, compared, remade."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.access.callers import Caller, Role, Scope
from api.gate import Buckets
from api.settings import Settings
from api.store.values import NeedState, Towns
from api.usecases.ledgers import keep, read, told_of
from matcher.loading import load_matcher
from matcher.pipeline.matcher import Matcher
from tests.service.families import untraced
from tests.service.office import EAST, NOW, TODAY, WEST, Service, new_database, serving
from tests.support import CATALOGS

FAMILY: dict[str, Any] = {
    "id": "F1",
    "as_of": "2026-05-01",
    "facts": {
        "residence_town": "东区街道",
        "hukou_city": "zhongshan",
        "household_size": 2,
        "income_per_capita_month": 800,
        "relief_status": "dibao",
    },
    "members": [
        {"id": "m1", "relation": "head", "sex": "f", "birth_date": "1948-03-12"},
        {"id": "m2", "relation": "grandchild", "education_stage": "junior"},
    ],
    "needs": [
        {"id": "n1", "member": "m1", "text": "腿脚不便，想有人陪去医院看病拿药"},
        {"id": "n2", "member": "m2", "text": "孙子的学费交不起"},
        {"id": "n3", "text": "QZXW"},
    ],
    "receiving": [{"code": "G061", "member": "m1"}],
}


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return load_matcher(CATALOGS, TODAY, "lexical")


@pytest.fixture(scope="module")
def service(matcher: Matcher, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("plans")
    told = Settings(catalog=CATALOGS, encoder="lexical", catalogs_home=folder / "catalogs")
    with serving(new_database(folder), matcher, told) as found:
        yield found


def kept(service: Service, data: dict[str, Any] = FAMILY) -> str:
    """Keep a household of 东区 and return its id."""
    service.headers(Role.WORKER, EAST)
    desk = service.office.desk(_worker())
    with desk.unit() as unit:
        return keep(desk, unit, read(data, desk)).id


def _worker() -> Caller:
    return Caller("account:w1", Role.WORKER, frozenset({EAST}))


def plans(household: str, rest: str = "") -> str:
    return f"/api/v1/households/{household}/plans{rest}"


def by_command_line(told: dict[str, Any], *options: str) -> bytes:
    ran = subprocess.run(
        [sys.executable, "-m", "api.cli.main", "match", "-", "--json", *options],
        input=json.dumps(told, ensure_ascii=False).encode(),
        capture_output=True,
        check=True,
        env={**os.environ, "XINGFU_ENCODER": "lexical", "XINGFU_CATALOG": str(CATALOGS)},
    )
    return ran.stdout


def test_a_kept_plan_is_the_line_that_the_command_prints_for_the_same_ledger(
    service: Service,
) -> None:
    household = kept(service)
    worker = service.as_(Role.WORKER, EAST)
    made = worker.post(plans(household), json={"top": 7, "lang": "en", "on": "2026-04-30"})
    assert made.status_code == 201, made.text
    desk = service.office.desk(_worker())
    with desk.view() as unit:
        told = told_of(desk, unit, household)
    options = ("--top", "7", "--lang", "en", "--on", "2026-04-30")
    assert made.content + b"\n" == by_command_line(told, *options)
    shown = worker.get(made.headers["Location"])
    assert (shown.content, shown.headers["ETag"]) == (made.content, made.headers["ETag"])
    assert worker.get(plans(household, "/latest")).content == made.content


def test_who_has_the_bytes_of_a_plan_is_told_so(service: Service) -> None:
    household = kept(service)
    worker = service.as_(Role.WORKER, EAST)
    tag = worker.post(plans(household)).headers["ETag"]
    again = worker.get(plans(household, "/1"), headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert worker.get(plans(household, "/1"), headers={"If-None-Match": '"x"'}).status_code == 200


def test_a_plan_is_worked_out_again_byte_for_byte(service: Service) -> None:
    household = kept(service)
    worker = service.as_(Role.WORKER, EAST)
    worker.post(plans(household), json={"top": 5})
    service.clock.forward(days=40)
    told = worker.post(plans(household, "/1/recomputation")).json()
    service.clock.forward(days=-40)
    assert told["same"] is True
    assert told["digest"] == told["recomputed"]
    assert told["made_with"] == told["by"]
    assert told["catalogue"] == "shipped"
    named = worker.post(plans(household, "/1/recomputation"), json={"catalogue": "shipped"})
    assert named.json()["same"] is True
    unknown = worker.post(plans(household, "/1/recomputation"), json={"catalogue": "shiped"})
    assert unknown.status_code == 404
    assert unknown.json()["errors"][0]["near"] == "shipped"


def test_needs_that_a_plan_serves_are_planned_and_the_others_stay_open(service: Service) -> None:
    household = kept(service)
    answer = service.as_(Role.WORKER, EAST).post(plans(household)).json()
    served = {need for row in (*answer["items"], *answer["offers"]) for need in row["needs"]}
    with service.office.store.view("t", NOW, Towns.everywhere()) as unit:
        states = {need.id: need.state for need in unit.needs.of(household)}
    planned = {need for need, state in states.items() if state is NeedState.PLANNED}
    assert planned == served
    assert planned < set(states)


def test_what_somebody_needed_who_left_is_in_no_plan_and_planned_by_none(service: Service) -> None:
    worker, household = service.as_(Role.WORKER, EAST), kept(service)
    before = worker.post(plans(household)).json()
    url = f"/api/v1/households/{household}"
    told = worker.get(url).json()
    head = next(m["id"] for m in told["members"] if m["relation"] == "head")
    theirs = next(need for need in told["needs"] if need["member"] == head)
    assert theirs["state"] == "planned"
    gone = worker.delete(
        f"{url}/members/{head}",
        params={"reason": "deceased"},
        headers={"If-Match": f'"v{told["version"]}"'},
    )
    assert [need["id"] for need in gone.json()["needs"]] == [theirs["id"]]
    after = worker.post(plans(household)).content.decode()
    assert theirs["id"] not in after
    assert worker.get(f"{url}/needs/{theirs['id']}").json()["state"] == "open"
    change = {"do": "note", "reason": "再看一次"}
    worker.post(plans(household, "/1/corrections"), json={"changes": [change]})
    assert theirs["id"] in json.dumps(before)
    assert worker.get(f"{url}/needs/{theirs['id']}").json()["state"] == "open"


def test_each_plan_leaves_an_event_that_carries_ids_alone(service: Service) -> None:
    household = kept(service)
    worker = service.as_(Role.WORKER, EAST)
    worker.post(plans(household))
    worker.post(
        plans(household, "/1/corrections"),
        json={"changes": [{"do": "note", "reason": "同她谈过"}]},
    )
    with service.office.store.view("t", NOW, Towns.everywhere()) as unit:
        events = [e for e in unit.outbox.list(200).rows if e.household == household]
        lines = [row for row in unit.audit.list(50) if row.target.startswith(household)]
    told = sorted((json.loads(e.payload) for e in events), key=lambda each: each["plan"])
    assert told == [
        {"event": "plan.made", "household": household, "plan": 1},
        {"event": "plan.corrected", "household": household, "plan": 2},
    ]
    assert "谈过" not in repr(lines)


def test_a_plan_asked_for_twice_with_one_key_is_made_once(service: Service) -> None:
    household = kept(service)
    worker = service.as_(Role.WORKER, EAST)
    first, second = (
        worker.post(plans(household), headers={"Idempotency-Key": "k"}) for _ in range(2)
    )
    assert first.content == second.content
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(worker.get(plans(household)).json()["plans"]) == 1


def test_the_list_says_who_when_with_what_and_what_changed(service: Service) -> None:
    household = kept(service)
    worker = service.as_(Role.WORKER, EAST)
    made = worker.post(plans(household)).json()
    code = made["items"][0]["code"]
    change = {"do": "remove", "code": code, "reason": "家里不要"}
    worker.post(plans(household, "/1/corrections"), json={"changes": [change]})
    worker.post(plans(household))
    first = worker.get(plans(household), params={"limit": 2}).json()
    rest = worker.get(plans(household), params={"limit": 2, "cursor": first["next"]}).json()
    rows = [*first["plans"], *rest["plans"]]
    assert [row["number"] for row in rows] == [3, 2, 1]
    assert rest["next"] is None
    assert rows[1]["changes"] == [
        {"do": "remove", "code": code, "member": None, "reason": "家里不要", "carried": None}
    ]
    assert rows[1]["items"] == {"come": 0, "gone": 1, "moved": 0, "changed": 0}
    assert rows[1]["offers"] == {"come": 0, "gone": 0}
    assert rows[0]["items"]["come"] == 1
    assert rows[1]["corrects"] == 1
    assert rows[2]["items"] is None
    assert all(row["made_by"].startswith("key:") for row in rows)


def test_what_tells_two_versions_apart_is_named(service: Service) -> None:
    household = kept(service)
    worker = service.as_(Role.WORKER, EAST)
    items = worker.post(plans(household)).json()["items"]
    first, _, third = (item["code"] for item in items[:3])
    changes = [
        {"do": "remove", "code": first, "reason": "r"},
        {"do": "reorder", "codes": [third], "reason": "r"},
    ]
    worker.post(plans(household, "/1/corrections"), json={"changes": changes})
    told = worker.get(plans(household, "/2/diff"), params={"against": 1}).json()
    assert told["same"] is False
    assert [(row["code"], row["name"]) for row in told["items"]["gone"]] == [
        (first, items[0]["name"])
    ]
    assert {row["code"] for row in told["items"]["moved"]} == {third}  # the second stays second
    assert told["offers"] == {"come": [], "gone": []}
    back = worker.get(plans(household, "/1/diff"), params={"against": 2}).json()
    assert [row["code"] for row in back["items"]["come"]] == [first]


def test_another_town_and_who_may_not_see_plans_learn_nothing(service: Service) -> None:
    household = kept(service)
    service.as_(Role.WORKER, EAST).post(plans(household))
    stranger = service.as_(Role.WORKER, WEST)
    note = {"changes": [{"do": "note", "reason": "r"}]}
    for method, rest, body in (
        ("GET", "", None),
        ("GET", "/latest", None),
        ("GET", "/1", None),
        ("GET", "/1/diff?against=1", None),
        ("POST", "", {}),
        ("POST", "/1/corrections", note),
        ("POST", "/1/recomputation", {}),
    ):
        answer = stranger.request(method, plans(household, rest), json=body)
        absent = stranger.request(method, plans("a" * 26, rest), json=body)
        assert (answer.status_code, untraced(answer)) == (404, untraced(absent)), rest
        charity = service.as_(Role.CHARITY).request(method, plans(household, rest), json=body)
        assert charity.status_code == 403
    with service.office.store.view("t", NOW, Towns.everywhere()) as unit:
        foreign = [row for row in unit.audit.list(60) if row.action == "access.foreign"]
    assert len([row for row in foreign if household in row.target]) == 7


def test_the_bureau_reads_plans_and_makes_none(service: Service) -> None:
    household = kept(service)
    service.as_(Role.WORKER, EAST).post(plans(household))
    bureau = service.as_(Role.BUREAU)
    assert bureau.get(plans(household, "/1")).status_code == 200
    assert bureau.post(plans(household)).status_code == 403


def test_a_revoked_key_gets_no_plan_from_that_moment_on(service: Service) -> None:
    household = kept(service)
    service.as_(Role.WORKER, EAST).post(plans(household))
    key = service.as_(Role.WORKER, EAST, scopes=(Scope.PLANS_READ,))
    assert key.get(plans(household, "/1")).status_code == 200
    service.clock.forward(days=500)
    assert key.get(plans(household, "/1")).status_code == 401
    service.clock.forward(days=-500)


def test_the_catalogue_tells_its_digests_its_figures_and_that_it_is_no_official_list(
    service: Service,
) -> None:
    worker = service.as_(Role.WORKER, EAST)
    told = worker.get("/api/v1/catalogue", params={"lang": "en"}).json()
    assert "reconstruction" in told["notice"]
    assert all(len(value) == 64 for value in told["digests"].values())
    assert all(row["from"] for figure in told["figures"] for row in figure["values"])
    rows = worker.get("/api/v1/catalogues").json()
    assert rows["running"] == "shipped"
    assert rows["catalogues"][0]["digest"] == told["digests"]["catalogue"]


_CHANGE = st.tuples(
    st.sampled_from(["remove", "reorder", "add", "note"]), st.integers(0, 30), st.integers(1, 12)
)


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rounds=st.lists(st.lists(_CHANGE, min_size=1, max_size=3), min_size=1, max_size=4))
def test_no_correction_changes_what_was_kept_before(
    service: Service, rounds: list[list[tuple[str, int, int]]]
) -> None:
    household = kept(service)
    worker = service.as_(Role.WORKER, EAST)
    bytes_of = {1: worker.post(plans(household), json={"top": 8}).content}
    for changes in rounds:
        newest = max(bytes_of)
        asked = [_change(json.loads(bytes_of[newest]), *change) for change in changes]
        answer = worker.post(plans(household, f"/{newest}/corrections"), json={"changes": asked})
        if answer.status_code == 201:
            bytes_of[newest + 1] = answer.content
            ranks = [item["rank"] for item in answer.json()["items"]]
            assert ranks == list(range(1, len(ranks) + 1))
    for number, content in bytes_of.items():
        assert worker.get(plans(household, f"/{number}")).content == content
        again = worker.post(plans(household, f"/{number}/recomputation")).json()
        assert again["same"] is True
    assert len(worker.get(plans(household)).json()["plans"]) == len(bytes_of)


def _change(plan: dict[str, Any], do: str, pick: int, at: int) -> dict[str, Any]:
    codes = [item["code"] for item in plan["items"]] or ["G001"]
    code = codes[pick % len(codes)]
    if do == "add":
        added = {"do": do, "code": f"S{pick + 1:03}", "at": at, "reason": "补"}
        return {**added, "despite_ineligible": True}
    if do == "reorder":
        return {"do": do, "codes": [code], "reason": "先办"}
    return {"do": do, "code": code, "reason": "因为"}


def test_who_asks_for_stored_plans_too_fast_is_told_to_wait(service: Service) -> None:
    household = kept(service)
    service.as_(Role.WORKER, EAST).post(plans(household))
    gate = service.app.state.gate
    service.app.state.gate = replace(gate, buckets=Buckets(0.001, 2))
    try:
        statuses = [
            service.as_(Role.WORKER, EAST).get(plans(household, "/1")).status_code for _ in range(3)
        ]
    finally:
        service.app.state.gate = gate
    assert statuses == [200, 200, 429]


def test_a_plan_is_shown_by_the_quick_way_as_by_the_whole_way(service: Service) -> None:
    household = kept(service)
    worker = service.as_(Role.WORKER, EAST)
    worker.post(plans(household))
    quick, whole = (worker.get(plans(household, rest)) for rest in ("/1", "/01"))
    assert quick.content == whole.content
    own = {"content-encoding", "content-length", "vary", "x-request-id"}
    said = [{k: v for k, v in one.headers.items() if k not in own} for one in (quick, whole)]
    assert said[0] == said[1]
    assert quick.headers["content-length"] == whole.headers["content-length"]


def test_what_rests_on_a_consent_that_was_not_given_is_in_no_plan(service: Service) -> None:
    member = {**FAMILY["members"][0], "dv_victim": True, "illness": "critical"}
    told = {**FAMILY, "members": [member, FAMILY["members"][1]]}
    household, worker = kept(service, told), service.as_(Role.WORKER, EAST)
    silent = worker.post(plans(household)).json()
    plain = worker.post(plans(kept(service))).json()
    assert "家庭暴力" not in json.dumps(silent, ensure_ascii=False)
    codes = [[item["code"] for item in plan["items"]] for plan in (silent, plain)]
    assert codes[0] == codes[1]
    url = f"/api/v1/households/{household}"
    seen = {"If-Match": worker.get(url).headers["etag"]}
    groups = {"groups": {"safety": True, "health": True}}
    assert worker.put(f"{url}/consent", json=groups, headers=seen).status_code == 200
    agreed = worker.post(plans(household)).json()
    assert "家庭暴力" in json.dumps(agreed, ensure_ascii=False)


def test_danger_in_the_words_of_a_need_is_seen_without_any_consent(service: Service) -> None:
    needs = [{"id": "n1", "member": "m1", "text": "丈夫昨晚又打我，打到我流血，我很怕"}]
    household = kept(service, {**FAMILY, "needs": needs})
    plan = service.as_(Role.WORKER, EAST).post(plans(household)).json()
    assert plan["alerts"]
