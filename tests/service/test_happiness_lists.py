"""Happiness lists: what is confirmed, who sees what of it, what the feed tells and when."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from api.access.callers import Caller, Role, Scope
from api.settings import Settings
from matcher.loading import load_matcher
from matcher.pipeline.matcher import Matcher
from tests.service.lists import LISTS, Home, home, of, told, with_health
from tests.service.office import EAST, TODAY, WEST, Service, new_database, serving
from tests.service.people import person
from tests.service.test_plans import FAMILY, plans
from tests.support import CATALOGS


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return load_matcher(CATALOGS, TODAY, "lexical")


@pytest.fixture(scope="module")
def service(matcher: Matcher, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = Settings(catalog=CATALOGS, encoder="lexical")
    with serving(new_database(tmp_path_factory.mktemp("lists")), matcher, settings) as found:
        yield found


def listed(place: Home, confirmed: dict[str, Any]) -> dict[str, Any]:
    answer = place.platform.get(f"{LISTS}/{confirmed['list']}")
    assert answer.status_code == 200, answer.text
    data: dict[str, Any] = answer.json()
    return data


def test_a_confirmed_plan_is_the_family_s_list_and_stands_in_the_feed(service: Service) -> None:
    place = home(service)
    team = place.plan()["teams"][0]["code"]
    made = place.confirmed(team=team, note="只给同事看")
    assert (made["version"], made["pushed"]) == (1, True)
    found = listed(place, made)
    assert [e["entry"] for e in found["entries"]] == [e["entry"] for e in made["entries"]]
    assert [e["kind"] for e in found["entries"]][-1] == "team"
    assert of(place.platform, place.id) == [("list", None, 1)]


def test_a_plan_waits_on_the_work_list_until_it_is_confirmed(service: Service) -> None:
    place = home(service)
    desk = service.office.desk(Caller("worker", Role.WORKER, frozenset({EAST})))

    def waits() -> bool:
        with desk.view() as unit:
            return place.id in {signs.household for signs in unit.signs.to_confirm(100)}

    assert waits()
    place.confirmed()
    assert not waits()


def test_a_list_names_nothing_by_code_and_quotes_no_ledger_and_no_note(service: Service) -> None:
    place = home(service)
    made = place.confirmed(note="婆婆不愿意见她儿子")
    text = place.platform.get(f"{LISTS}/{made['list']}").text
    for row in made["entries"]:
        assert row["code"] not in text
    for words in ("腿脚不便", "学费交不起", "婆婆", "1948"):
        assert words not in text


def test_what_is_chosen_stands_in_the_order_in_which_it_was_chosen(service: Service) -> None:
    place = home(service)
    codes = [item["code"] for item in place.plan()["items"]]
    made = place.confirmed(items=[codes[3], codes[0]], offers=[])
    assert [e["code"] for e in made["entries"]] == [codes[3], codes[0]]


def test_what_is_not_in_the_plan_cannot_be_confirmed(service: Service) -> None:
    place = home(service)
    codes = [item["code"] for item in place.plan()["items"]]
    for chosen, pointer in (
        ({"items": [codes[0], "S999"]}, "/items/1"),
        ({"items": [codes[0], codes[0]]}, "/items/1"),
        ({"team": "T999"}, "/team"),
    ):
        answer = place.confirm(**chosen)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert of(place.platform, place.id) == []


def test_only_the_newest_plan_is_confirmed(service: Service) -> None:
    place = home(service)
    place.worker.post(plans(place.id), json={"top": 5})
    assert place.worker.post(plans(place.id, "/1/confirmation"), json={}).status_code == 409


def test_the_same_request_twice_makes_one_list(service: Service) -> None:
    place = home(service)
    for _ in range(2):
        answer = place.worker.post(
            plans(place.id, "/1/confirmation"), headers={"Idempotency-Key": f"k-{place.id}"}
        )
        assert answer.status_code == 201
    assert of(place.platform, place.id) == [("list", None, 1)]


def test_a_later_confirmation_is_the_next_version_and_the_first_stays_as_it_was(
    service: Service,
) -> None:
    place = home(service)
    first = place.confirmed()
    before = place.platform.get(f"{LISTS}/{first['list']}")
    second = place.confirmed(items=[], offers=[])
    assert second["version"] == 2
    again = place.platform.get(f"{LISTS}/{first['list']}")
    assert (again.content, again.headers["ETag"]) == (before.content, before.headers["ETag"])
    rows = place.worker.get(f"/api/v1/households/{place.id}/happiness-lists").json()["lists"]
    assert [(row["version"], row["pushed"]) for row in rows] == [(2, True), (1, False)]


def test_an_entry_keeps_its_id_from_version_to_version(service: Service) -> None:
    place = home(service)
    first, second = place.confirmed(), place.confirmed()
    assert first["entries"] == second["entries"]
    other = home(service).confirmed()
    ids = {entry["entry"] for entry in first["entries"]}
    assert not ids & {entry["entry"] for entry in other["entries"]}


def test_without_consent_a_list_is_made_and_never_stands_in_the_feed(service: Service) -> None:
    place = home(service, agrees=False)
    made = place.confirmed()
    assert not made["pushed"]
    assert of(place.platform, place.id) == []
    assert place.platform.get(f"{LISTS}/{made['list']}").status_code == 404
    assert place.worker.get(f"{LISTS}/{made['list']}").status_code == 200


def test_consent_given_later_feeds_the_newest_list_and_taken_back_withdraws_it(
    service: Service,
) -> None:
    place = home(service, agrees=False)
    place.confirmed()
    made = place.confirmed()
    place.consent({"push": True})
    place.consent({"health": True})  # another group changes nothing
    place.consent({"push": False})
    assert of(place.platform, place.id) == [("list", None, 2), ("withdrawn", "consent", 2)]
    gone = place.platform.get(f"{LISTS}/{made['list']}")
    assert (gone.status_code, gone.json()["type"]) == (410, "/problems/gone")
    assert place.worker.get(f"{LISTS}/{made['list']}").status_code == 200


def test_an_old_version_that_was_withdrawn_stays_gone_when_consent_returns(
    service: Service,
) -> None:
    place = home(service)
    old, new = place.confirmed(), place.confirmed()
    assert place.platform.get(f"{LISTS}/{old['list']}").status_code == 200
    place.consent({"push": False})
    place.consent({"push": True})
    assert place.platform.get(f"{LISTS}/{new['list']}").status_code == 200
    assert place.platform.get(f"{LISTS}/{old['list']}").status_code == 410


def test_a_closed_family_s_list_is_withdrawn(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    assert place.close().status_code == 200
    assert of(place.platform, place.id) == [("list", None, 1), ("withdrawn", "closed", 1)]
    assert place.platform.get(f"{LISTS}/{made['list']}").status_code == 410


def test_an_erased_family_s_list_is_gone_and_the_feed_says_so(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    service.clock.forward(days=40)
    town = person(service, Role.TOWN, EAST)
    address = f"/api/v1/households/{place.id}"
    seen = town.get(address).headers["ETag"]
    erased = town.post(
        f"{address}/erasure", json={"reason": "family_request"}, headers={"If-Match": seen}
    )
    assert erased.status_code == 200, erased.text
    assert of(place.platform, place.id)[-1] == ("withdrawn", "erased", 1)
    assert place.platform.get(f"{LISTS}/{made['list']}").status_code == 410
    assert place.worker.get(f"{LISTS}/{made['list']}").status_code == 404


def test_the_feed_is_read_in_parts_and_each_part_goes_on_where_the_last_ended(
    service: Service,
) -> None:
    for _ in range(3):
        home(service).confirmed()
    platform = service.as_(Role.PUSH, EAST)
    whole = told(platform)["changes"]
    parts: list[Any] = []
    after, more = None, True
    while more:
        part = told(platform, after, 2)
        parts, after, more = [*parts, *part["changes"]], part["next"], part["more"]
    assert parts == whole
    nothing = told(platform, after)
    assert (nothing["changes"], nothing["next"]) == ([], after)


def test_a_cursor_is_its_caller_s_own(service: Service) -> None:
    home(service).confirmed()
    cursor = told(service.as_(Role.PUSH, EAST))["next"]
    other = service.as_(Role.PUSH, EAST, WEST)
    answer = other.get(f"{LISTS}/changes", params={"after": cursor})
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "after")


def test_a_platform_of_another_town_sees_nothing_and_asking_is_put_on_record(
    service: Service,
) -> None:
    place = home(service)
    made = place.confirmed()
    stranger = service.as_(Role.PUSH, WEST)
    assert of(stranger, place.id) == []
    assert stranger.get(f"{LISTS}/{made['list']}").status_code == 404
    entry = made["entries"][0]["entry"]
    told_ = {"list": made["list"], "id": "x-1", "entry": entry, "kind": "read"}
    assert place.receipt(told_, stranger).status_code == 404
    audit = service.as_(Role.AUDIT).get("/api/v1/audit", params={"limit": 20}).json()["lines"]
    foreign = [r for r in audit if r["action"] == "access.foreign" and r["target"] == made["list"]]
    assert len(foreign) == 2


def test_a_platform_sees_lists_and_nothing_else(service: Service) -> None:
    place = home(service)
    place.confirmed()
    for path in ("", "/needs", "/plans", "/happiness-lists", "/facts"):
        found = place.platform.get(f"/api/v1/households/{place.id}{path}")
        assert found.status_code == 403, path


@pytest.mark.parametrize(
    "role", [Role.CHARITY, Role.SYSTEM, Role.SECURITY, Role.AUDIT, Role.BUREAU]
)
def test_others_pull_nothing_and_send_nothing(service: Service, role: Role) -> None:
    place = home(service)
    made = place.confirmed()
    who = service.as_(role)
    assert who.get(f"{LISTS}/changes").status_code == 403
    assert place.receipt({"list": made["list"], "id": "x", "kind": "read"}, who).status_code == 403
    assert who.post(plans(place.id, "/1/confirmation"), json={}).status_code == 403


def test_a_key_without_the_scope_is_refused(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    reader = service.as_(Role.PUSH, EAST, scopes=(Scope.LISTS_READ,))
    sender = service.as_(Role.PUSH, EAST, scopes=(Scope.RECEIPTS,))
    receipt = {"list": made["list"], "id": "x", "kind": "read"}
    assert reader.get(f"{LISTS}/{made['list']}").status_code == 200
    assert place.receipt(receipt, reader).status_code == 403
    assert sender.get(f"{LISTS}/changes").status_code == 403
    assert place.receipt(receipt, sender).status_code == 201


def test_violence_never_stands_in_a_list_whoever_chose_it(service: Service) -> None:
    head = {**FAMILY["members"][0], "dv_victim": True}
    data = {
        **FAMILY,
        "members": [head, FAMILY["members"][1]],
        "needs": [
            {"id": "n1", "member": "m1", "text": "老公昨晚又打我，我带着孩子不敢回家，饭钱也没有了"}
        ],
    }
    place = home(service, data)
    plan = place.plan()
    assert plan["alerts"]
    made = place.confirmed()
    assert {"G074", "S134"} & set(made["left_out"])
    text = json.dumps(listed(place, made), ensure_ascii=False)
    for word in ("家暴", "暴力", "庇护", "打人", "110", plan["alerts"][0]["route"][:12]):
        assert word not in text


def test_a_plan_that_read_what_consent_was_taken_back_for_is_not_confirmed(
    service: Service,
) -> None:
    place = with_health(service)
    place.consent({"health": False})
    refused = place.confirm()
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/conflict")
    assert "重新做一份方案" in refused.json()["detail"]
    place.worker.post(plans(place.id), json={"top": 12, "on": "2026-05-01"})
    assert place.confirm().status_code == 201


def test_a_list_whose_plan_read_what_consent_is_taken_back_for_is_withdrawn(
    service: Service,
) -> None:
    place = with_health(service)
    made = place.confirmed()
    place.consent({"safety": False})
    assert of(place.platform, place.id) == [("list", None, 1)]
    place.consent({"health": False})
    assert of(place.platform, place.id) == [("list", None, 1), ("withdrawn", "consent", 1)]
    assert place.platform.get(f"{LISTS}/{made['list']}").status_code == 410
    place.consent({"push": False})
    place.consent({"push": True})
    assert of(place.platform, place.id)[-1] == ("withdrawn", "consent", 1)


def test_words_of_violence_are_no_reason_in_a_list_that_who_is_violent_may_read(
    service: Service,
) -> None:
    told = (
        "老公喝醉了就打我和孩子，我怕，我想离婚",
        "他不让我出去上班",
        "孩子下学期的学费还没凑够",
    )
    needs = [{"id": f"n{n}", "member": "m1", "text": text} for n, text in enumerate(told, start=1)]
    place = home(service, {**FAMILY, "needs": needs})
    plan = place.plan()
    heard = {alert["need"] for alert in plan["alerts"]}
    only = {
        row["code"]
        for row in (*plan["items"], *plan["offers"])
        if row["needs"] and set(row["needs"]) <= heard
    }
    assert len(heard) == 2
    assert only
    made = place.confirmed()
    assert only <= set(made["left_out"])
    shown = listed(place, made)["entries"]
    assert shown
    assert "12348" not in json.dumps(shown)


def test_a_stored_list_is_answered_by_the_quick_way_as_by_the_whole_one(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    address = f"{LISTS}/{made['list']}"
    quick = place.platform.get(address)
    whole = place.platform.request("HEAD", address)  # the quick way takes GET alone
    assert whole.status_code in (200, 405)
    same = place.platform.get(address, headers={"If-None-Match": quick.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")


def test_a_family_that_moves_is_withdrawn_and_not_told_there_before_somebody_confirms(
    service: Service,
) -> None:
    """Its list names the teams and offers of the town it has left."""
    place = home(service)
    place.confirmed()
    town = person(service, Role.TOWN, EAST)
    address = f"/api/v1/households/{place.id}"
    asked = town.post(f"{address}/transfers", json={"to": WEST, "reason": "搬到西区"})
    assert asked.status_code == 201, asked.text
    taken = person(service, Role.TOWN, WEST).post(f"/api/v1/transfers/{asked.json()['id']}/accept")
    assert taken.status_code == 200, taken.text
    assert of(place.platform, place.id) == [("list", None, 1), ("withdrawn", "moved", 1)]
    assert of(service.as_(Role.PUSH, WEST), place.id) == []
