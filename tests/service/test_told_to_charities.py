"""What a charity learns of its offerings: days and sides, of nobody's work or home."""

import base64
import json
import re

from api.access.callers import Role
from tests.service.clerks import clerk
from tests.service.families import taken_in
from tests.service.office import EAST, Service
from tests.service.people import ORGANISATION, person
from tests.service.supply import OFFERINGS, RESERVATIONS, act, active, charity, hold, posted

MOMENT = re.compile(r"\d\d:\d\d|T\d\d|\.\d{3,}")


def reserved(service: Service, num: int) -> tuple[str, list[dict[str, object]]]:
    """Return an offering of which places are held for families, and its reservations."""
    offering, worker = active(service, quantity=num), person(service, Role.WORKER, EAST)
    homes = [taken_in(service, EAST)["id"] for _ in range(num)]
    made = [hold(worker, offering["id"], home).json() for home in homes]
    worker.post(f"{RESERVATIONS}/{made[0]['id']}/confirmation")
    return str(offering["id"]), made


def test_a_charity_is_told_days_and_sides_and_never_minutes_or_accounts(service):
    offering, made = reserved(service, 2)
    giver, here = charity(service), f"{OFFERINGS}/{offering}"
    delivered = giver.post(f"{RESERVATIONS}/{made[0]['id']}/delivery", headers={"If-Match": '"v2"'})
    assert delivered.status_code == 200
    act(giver, offering, "pause")
    told = giver.get(here)
    sides = [each["by"] for each in told.json()["history"]]
    assert sides == ["charity", "charity", "office", "charity"]
    assert {len(each["at"]) for each in told.json()["history"]} == {len("2026-05-01")}
    answers = [delivered, told, giver.get(f"{here}/reservations"), giver.get(OFFERINGS)]
    for answer in answers:
        assert not MOMENT.search(answer.text), answer.text
        assert not re.search(r"account:|key:", answer.text)
        for each in made:
            assert str(each["household"]) not in answer.text
            assert str(each["made_by"]) not in answer.text


def test_by_which_side_an_offering_was_paused_is_told_by_the_house_and_not_by_the_person(service):
    made = active(service)
    act(service.as_(Role.TOWN, EAST), made["id"], "pause")
    colleague = person(service, Role.CHARITY)
    act(colleague, made["id"], "resumption")
    history = charity(service).get(f"{OFFERINGS}/{made['id']}").json()["history"]
    assert [each["by"] for each in history][-2:] == ["office", "charity"]


def test_the_city_still_reads_who_acted_and_when(service):
    made = active(service)
    history = service.as_(Role.BUREAU).get(f"{OFFERINGS}/{made['id']}").json()["history"]
    assert all(MOMENT.search(each["at"]) and each["by"] != "office" for each in history)


def test_no_cursor_of_what_is_reserved_tells_when_it_was_reserved(service):
    offering, made = reserved(service, 3)
    service.clock.forward(days=1)
    giver, seen = charity(service), []
    page = {"next": None}
    for _ in range(3):
        params = {"limit": 1} | ({"cursor": page["next"]} if page["next"] else {})
        page = giver.get(f"{OFFERINGS}/{offering}/reservations", params=params).json()
        seen += [each["number"] for each in page["items"]]
        if page["next"]:
            raw = base64.urlsafe_b64decode(page["next"] + "==")
            told = json.loads(raw[raw.index(b"[") :])
            assert str(made[0]["made_at"])[:16] not in str(told)
    assert seen == [3, 2, 1]


def test_the_pages_of_a_charity_tell_days_and_no_account(service):
    offering, _ = reserved(service, 1)
    giver = clerk(service, "bai", Role.CHARITY, organisation=ORGANISATION)
    for ending in (".json", ".csv"):
        told = giver.get(f"/offerings/{offering}{ending}").text
        assert not re.search(r"\d\d:\d\d", told), told
        assert not re.search(r"account:|key:", told)
    main = giver.get(f"/offerings/{offering}").text.split("<main")[1]
    assert not re.search(r">[^<]*\d\d:\d\d", main)
    draft = posted(service)
    told = giver.get(f"/offerings/{draft['id']}.json").json()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", told["history"][0]["at"])
