"""Receipts: each counts once, late and out of order too, and what follows is done along with it."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from typing import Any

import pytest

from api.access.callers import Role
from api.settings import Settings
from matcher.loading import load_matcher
from matcher.pipeline.matcher import Matcher
from tests.service.clerks import clerk
from tests.service.lists import LISTS, Home, home, of
from tests.service.office import EAST, TODAY, Service, new_database, serving
from tests.service.test_plans import plans
from tests.support import CATALOGS

LATER = "2026-05-02T09:00:00+08:00"


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return load_matcher(CATALOGS, TODAY, "lexical")


@pytest.fixture(scope="module")
def service(matcher: Matcher, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = Settings(catalog=CATALOGS, encoder="lexical")
    with serving(new_database(tmp_path_factory.mktemp("receipts")), matcher, settings) as found:
        yield found


def tell(place: Home, made: dict[str, Any], kind: str, which: int = 0, **more: Any) -> Any:
    """Send a receipt for an entry of a list."""
    entry = made["entries"][which]["entry"]
    body = {"list": made["list"], "id": f"{kind}-{which}", "entry": entry, "kind": kind}
    return place.receipt(body | more.pop("told", {}) | more)


def lines(service: Service, action: str, target: str | None = None) -> list[dict[str, Any]]:
    found = service.as_(Role.AUDIT).get("/api/v1/audit", params={"limit": 200}).json()["lines"]
    return [r for r in found if r["action"] == action and target in (None, r["target"])]


def state(place: Home, which: int = 0) -> str | None:
    rows = place.worker.get(f"/api/v1/households/{place.id}/happiness-lists").json()["lists"]
    found: str | None = rows[0]["entries"][which]["state"]
    return found


def serving_one(place: Home) -> tuple[str, list[str]]:
    """Return a need of the plan and the codes of all items and offers that serve it."""
    plan = place.plan()
    rows = [*plan["items"], *plan["offers"]]
    counts = Counter(need for row in rows for need in row["needs"])
    need = min(counts, key=lambda each: (counts[each], each))
    return need, [row["code"] for row in rows if need in row["needs"]]


def needs(place: Home) -> dict[str, str]:
    rows = place.worker.get(f"/api/v1/households/{place.id}/needs").json()["items"]
    return {row["id"]: row["state"] for row in rows}


def test_a_receipt_is_taken_and_the_worker_sees_where_the_entry_stands(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    answer = tell(place, made, "interested")
    assert answer.status_code == 201, answer.text
    assert answer.json() == {
        "id": "interested-0",
        "list": made["list"],
        "entry": made["entries"][0]["entry"],
        "kind": "interested",
        "at": "2026-05-01T02:00:00+00:00",
        "state": "interested",
        "needs": {},
        "plan": None,
    }
    assert state(place) == "interested"


def test_why_a_family_declines_is_told_to_who_keeps_its_ledger_and_to_no_platform(
    service: Service,
) -> None:
    place = home(service)
    made = place.confirmed()
    why = "孩子已经有书桌了 <b>"
    assert tell(place, made, "declined", told={"reason": why}).status_code == 201
    rows = place.worker.get(f"/api/v1/households/{place.id}/happiness-lists").json()["lists"]
    assert rows[0]["entries"][0]["reason"] == why
    assert why not in place.platform.get(f"{LISTS}/{made['list']}").text
    page = clerk(service, "reasons", towns=(EAST,), factor=False).get(
        f"/households/{place.id}/happiness-list"
    )
    assert "孩子已经有书桌了 &lt;b&gt;" in page.text


def test_the_same_receipt_twice_counts_once_and_is_answered_alike(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    first, again = tell(place, made, "applied"), tell(place, made, "applied")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    receipts = [r for r in lines(service, "receipt.add") if r["details"]["list"] == made["list"]]
    assert len(receipts) == 1


def test_an_id_that_comes_back_with_another_receipt_is_refused(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    tell(place, made, "applied", id="same")
    other = tell(place, made, "granted", id="same")
    assert (other.status_code, other.json()["type"]) == (422, "/problems/key-reused")


def test_out_of_order_the_furthest_meaning_stands(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    for kind in ("granted", "delivered", "applied", "read"):
        assert tell(place, made, kind).json()["state"] == "granted"
    assert state(place) == "granted"


def test_of_two_that_mean_as_much_the_later_by_its_own_moment_stands(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    tell(place, made, "declined", at=LATER)
    assert tell(place, made, "interested").json()["state"] == "declined"


def test_a_receipt_for_an_older_version_counts_for_the_entry_as_it_stands(
    service: Service,
) -> None:
    place = home(service)
    old = place.confirmed()
    place.confirmed()
    assert tell(place, old, "applied").status_code == 201
    assert state(place) == "applied"


def test_a_need_is_served_once_all_that_serves_it_has_ended(service: Service) -> None:
    place = home(service)
    need, codes = serving_one(place)
    plan = place.plan()
    items = [row["code"] for row in plan["items"] if row["code"] in codes]
    offers = [row["code"] for row in plan["offers"] if row["code"] in codes]
    made = place.confirmed(items=items, offers=offers)
    assert len(made["entries"]) >= 2
    last = len(made["entries"]) - 1
    for which in range(1, len(made["entries"])):
        assert need not in tell(place, made, "declined", which).json()["needs"]
    assert needs(place)[need] == "planned"
    assert tell(place, made, "served", 0).json()["needs"][need] == "served"
    assert needs(place)[need] == "served"
    assert last >= 1


@pytest.mark.parametrize("order", list(permutations(("served", "declined", "refused"))))
def test_a_need_is_served_in_whatever_order_its_entries_end(
    service: Service, order: tuple[str, ...]
) -> None:
    place = home(service)
    need = place.plan()["items"][0]["needs"][0]
    codes = [row["code"] for row in place.plan()["items"] if need in row["needs"]]
    made = place.confirmed(items=codes, offers=[])
    each = {which: "declined" for which in range(len(made["entries"]))}
    assert len(each) >= 3
    each |= {0: "served", 1: "refused"}
    for kind in order:
        answers = [tell(place, made, kind, which).json() for which in each if each[which] == kind]
        assert all("type" not in answer for answer in answers)
    assert answers[-1]["needs"][need] == "served"
    assert needs(place)[need] == "served"


def test_a_need_of_which_everything_was_declined_is_open_again(service: Service) -> None:
    place = home(service)
    need, codes = serving_one(place)
    code = next(row["code"] for row in place.plan()["items"] if row["code"] in codes)
    made = place.confirmed(items=[code], offers=[])
    assert tell(place, made, "declined", reason="不需要了").json()["needs"][need] == "open"
    assert needs(place)[need] == "open"


def test_what_was_refused_is_matched_again_without_it_and_told_as_refused(
    service: Service,
) -> None:
    place = home(service)
    made = place.confirmed()
    code = made["entries"][0]["code"]
    answer = tell(place, made, "refused", reason="名额已满")
    assert answer.status_code == 201, answer.text
    plan = place.plan()
    assert answer.json()["plan"] == place.number() > 1
    assert code not in [row["code"] for row in (*plan["items"], *plan["offers"])]
    (change,) = plan["corrections"][-1]["changes"]
    assert (change["do"], change["code"]) == ("refused", code)
    assert "2026-05-01" in change["reason"]
    assert "名额已满" in change["reason"]


def test_an_offer_that_was_refused_is_taken_out_as_well(service: Service) -> None:
    place = home(service)
    offers = [row["code"] for row in place.plan()["offers"]]
    made = place.confirmed(items=[])
    which = next(n for n, row in enumerate(made["entries"]) if row["code"] in offers)
    code = made["entries"][which]["code"]
    assert tell(place, made, "refused", which).status_code == 201
    assert code not in [row["code"] for row in place.plan()["offers"]]


def test_a_plan_made_after_a_refusal_is_worked_out_again_byte_for_byte(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    number = tell(place, made, "refused").json()["plan"]
    for each in (number - 1, number):
        found = place.worker.post(plans(place.id, f"/{each}/recomputation"), json={}).json()
        assert found["same"], found["says"]


def test_it_is_not_offered_again_until_the_facts_are_others(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    code = made["entries"][0]["code"]
    tell(place, made, "refused")
    again = place.worker.post(plans(place.id), json={"top": 12}).json()
    assert code not in [row["code"] for row in again["items"]]
    address = f"/api/v1/households/{place.id}/facts"
    seen = place.worker.get(f"/api/v1/households/{place.id}").headers["ETag"]
    fact = {"name": "household_size", "value": 3, "source": "family", "as_of": "2026-05-01"}
    put = place.worker.post(address, json=fact, headers={"If-Match": seen})
    assert put.status_code in (200, 201), put.text
    after = place.worker.post(plans(place.id), json={"top": 12}).json()
    assert code in [row["code"] for row in after["items"]]


def test_later_plans_tell_beside_an_item_that_it_was_not_granted(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    code = made["entries"][0]["code"]
    tell(place, made, "refused", reason="名额已满")
    place.worker.post(plans(place.id), json={"top": 12})
    page = f"/households/{place.id}/plans/latest.json?find={code}&ask={code}"
    shown = place.worker.get(page).json()
    (found,) = shown["found"]
    assert found["code"] == code
    assert not found["there"]
    assert "没有获批。名额已满" in found["refused"]
    assert shown["grounds"]["refused"] == found["refused"]
    address = f"/api/v1/households/{place.id}/facts"
    seen = place.worker.get(f"/api/v1/households/{place.id}").headers["ETag"]
    fact = {"name": "household_size", "value": 3, "source": "family", "as_of": "2026-05-01"}
    place.worker.post(address, json=fact, headers={"If-Match": seen})
    place.worker.post(plans(place.id), json={"top": 12})
    after = place.worker.get(f"/households/{place.id}/plans/latest.json").json()
    rows = [*after["others"], *(row for group in after["groups"] for row in group["items"])]
    assert [row["refused"] for row in rows if row["code"] == code] == [found["refused"]]


def test_an_entry_that_comes_again_after_a_refusal_begins_anew(service: Service) -> None:
    place = home(service)
    first = place.confirmed()
    code = first["entries"][0]["code"]
    tell(place, first, "refused")
    change = {"do": "add", "code": code, "at": 1, "reason": "再试", "despite_ineligible": True}
    number = place.number()
    added = place.worker.post(plans(place.id, f"/{number}/corrections"), json={"changes": [change]})
    assert added.status_code == 201, added.text
    second = place.confirmed(items=[code], offers=[])
    assert second["entries"][0]["entry"] != first["entries"][0]["entry"]
    assert state(place) is None


def test_a_refusal_that_comes_after_it_was_served_changes_nothing(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    tell(place, made, "served")
    answer = tell(place, made, "refused")
    assert (answer.json()["state"], answer.json()["plan"]) == ("served", None)
    assert place.number() == 1


def test_a_refusal_told_twice_under_two_ids_matches_once(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    first = tell(place, made, "refused", id="a")
    number = place.number()
    second = tell(place, made, "refused", id="b", at=LATER)
    assert (first.json()["plan"], second.json()["plan"]) == (number, None)
    assert place.number() == number


def test_receipts_that_arrive_at_once_have_their_effect_once(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    assert of(place.platform, place.id)  # its key is made before many use it
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: tell(place, made, "refused"), range(6)))
    assert Counter(answer.status_code for answer in found) == {201: 1, 200: 5}
    assert {answer.json()["plan"] for answer in found} == {place.number()}
    kept = [r for r in lines(service, "plan.add") if r["target"].startswith(place.id)]
    assert len(kept) == 2


def test_a_late_receipt_for_a_list_that_was_withdrawn_is_taken(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    place.consent({"push": False})
    assert tell(place, made, "served").status_code == 201


def test_of_a_closed_family_a_refusal_is_kept_and_nobody_is_matched(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    place.close()
    answer = tell(place, made, "refused")
    assert (answer.status_code, answer.json()["plan"]) == (201, None)


def test_the_whole_list_is_delivered_or_read_and_nothing_else(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    whole = {"list": made["list"], "id": "w-1", "kind": "delivered"}
    assert place.receipt(whole).status_code == 201
    answer = place.receipt({**whole, "id": "w-2", "kind": "served"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/entry")


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({"entry": "no-such"}, "/entry"),
        ({"kind": "eaten"}, "/kind"),
        ({"at": "2026-05-01"}, "/at"),
        ({"at": "2026-06-01T00:00:00Z"}, "/at"),
        ({"id": "with space"}, "/id"),
        ({"more": 1}, "/more"),
    ],
)
def test_a_receipt_that_says_nonsense_is_refused_at_its_place(
    service: Service, told: dict[str, Any], pointer: str
) -> None:
    place = home(service)
    made = place.confirmed()
    answer = tell(place, made, "read", told=told)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_worker_tells_what_a_family_without_a_telephone_says(service: Service) -> None:
    place = home(service, agrees=False)
    made = place.confirmed()
    entry = made["entries"][0]["entry"]
    told = {"list": made["list"], "id": "by-hand", "entry": entry, "kind": "applied"}
    assert place.receipt(told).status_code == 404
    assert place.receipt(told, place.worker).status_code == 201
    assert state(place) == "applied"


def test_a_team_that_does_not_come_matches_nobody_again(service: Service) -> None:
    place = home(service)
    made = place.confirmed(team=place.plan()["teams"][0]["code"])
    last = len(made["entries"]) - 1
    answer = tell(place, made, "refused", last)
    assert (answer.status_code, answer.json()["plan"]) == (201, None)


def test_a_receipt_and_its_effects_are_on_record_without_its_words(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    tell(place, made, "refused", reason="她丈夫不同意")
    audit = service.as_(Role.AUDIT).get("/api/v1/audit", params={"limit": 200}).text
    assert "她丈夫" not in audit
    actions = {r["action"] for r in lines(service, "receipt.add") + lines(service, "plan.correct")}
    assert actions == {"receipt.add", "plan.correct"}


def test_a_receipt_of_a_platform_reaches_no_other_town(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    answer = service.as_(Role.PUSH, EAST).post(
        f"{LISTS}/{'a' * 26}/receipts",
        json={"id": "x", "kind": "read", "at": LATER, "entry": made["entries"][0]["entry"]},
    )
    assert answer.status_code == 404


def test_numbers_of_people_in_a_reason_or_a_note_are_masked_and_warned_of(
    service: Service,
) -> None:
    place = home(service)
    said = "请打13812341234，身份证442000195001011234"
    confirmed = place.confirm(note=said)
    assert confirmed.headers["X-Warnings"] == "/note phone-in-text, /note number-in-text"
    made = confirmed.json()
    refused = tell(place, made, "refused", reason=said)
    assert refused.headers["X-Warnings"] == "/reason phone-in-text, /reason number-in-text"
    again = tell(place, made, "refused", reason=said)
    assert (again.status_code, again.json()) == (200, refused.json())
    rows = place.worker.get(f"/api/v1/households/{place.id}/happiness-lists").json()["lists"]
    (change,) = place.plan()["corrections"][-1]["changes"]
    for text in (rows[0]["note"], change["reason"]):
        assert "138****1234" in text
        assert "442000195001011234" not in text


def test_a_receipt_that_comes_back_with_another_reason_is_refused(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    tell(place, made, "declined", reason="不需要了")
    other = tell(place, made, "declined", reason="已经有了")
    assert (other.status_code, other.json()["type"]) == (422, "/problems/key-reused")


def test_two_senders_may_use_the_same_id_for_a_list(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    entry = made["entries"][0]["entry"]
    body = {"list": made["list"], "id": "1", "entry": entry}
    first = place.receipt({**body, "kind": "read"})
    second = place.receipt({**body, "kind": "applied"}, by=place.worker)
    assert (first.status_code, second.status_code) == (201, 201), second.text
    assert place.receipt({**body, "kind": "read"}).status_code == 200
    assert state(place) == "applied"
