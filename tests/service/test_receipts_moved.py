"""A receipt for a list that was truly sent counts where the family lives now, and tells nothing."""

from api.access.callers import Role
from tests.service.lists import LISTS, Home, home
from tests.service.office import EAST, WEST, Service, Visitor
from tests.service.people import person
from tests.service.test_receipts import lines, serving_one, tell


def moved(service: Service, place: Home) -> Visitor:
    """Hand a family over to the west; return its worker there."""
    address = f"/api/v1/households/{place.id}/transfers"
    town = person(service, Role.TOWN, EAST)
    asked = town.post(address, json={"to": WEST, "reason": "搬家"})
    assert asked.status_code == 201, asked.text
    taken = person(service, Role.TOWN, WEST).post(f"/api/v1/transfers/{asked.json()['id']}/accept")
    assert taken.status_code == 200, taken.text
    return service.as_(Role.WORKER, WEST)


def needs_there(worker: Visitor, place: Home) -> dict[str, str]:
    rows = worker.get(f"/api/v1/households/{place.id}/needs").json()["items"]
    return {row["id"]: row["state"] for row in rows}


def test_a_served_need_is_closed_in_the_town_where_the_family_lives_now(service: Service) -> None:
    place = home(service)
    need, codes = serving_one(place)
    made = place.confirmed()
    worker = moved(service, place)
    for which, row in enumerate(made["entries"]):
        if row["code"] in codes:
            answer = tell(place, made, "served", which)
            assert answer.status_code == 201, answer.text
    assert needs_there(worker, place)[need] == "served"
    lists = worker.get(f"/api/v1/households/{place.id}/happiness-lists").json()["lists"]
    assert "served" in [row["state"] for row in lists[0]["entries"]]
    assert [line["town"] for line in lines(service, "receipt.add")][:1] == [WEST]


def test_the_sender_is_told_nothing_of_what_happens_in_the_other_town(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    worker = moved(service, place)
    entry = made["entries"][0]["entry"]
    granted = {"list": made["list"], "id": "west", "entry": entry, "kind": "granted"}
    by_worker = place.receipt(granted, by=worker)
    assert by_worker.status_code == 201, by_worker.text
    told = tell(place, made, "applied").json()
    assert (told["state"], told["needs"], told["plan"]) == ("applied", {}, None)
    refused = tell(place, made, "refused", 1).json()
    assert (refused["state"], refused["needs"], refused["plan"]) == ("refused", {}, None)
    assert len(worker.get(f"/api/v1/households/{place.id}/plans").json()["plans"]) > 1
    for path in (f"{LISTS}/{made['list']}", f"/api/v1/households/{place.id}"):
        assert place.platform.get(path).status_code in (403, 404, 410)


def test_the_same_receipt_before_and_after_the_move_counts_once(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    first = tell(place, made, "read")
    moved(service, place)
    again = tell(place, made, "read")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()


def test_who_was_never_told_of_the_list_sends_nothing_for_it(service: Service) -> None:
    place = home(service, agrees=False)
    made = place.confirmed()
    moved(service, place)
    assert tell(place, made, "served").status_code == 404


def test_a_family_that_was_erased_after_it_moved_takes_nothing(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    moved(service, place)
    service.clock.forward(days=40)
    town, address = person(service, Role.TOWN, WEST), f"/api/v1/households/{place.id}"
    seen = town.get(address).headers["ETag"]
    why = {"reason": "family_request"}
    erased = town.post(f"{address}/erasure", json=why, headers={"If-Match": seen})
    assert erased.status_code == 200, erased.text
    assert tell(place, made, "read").status_code == 410
