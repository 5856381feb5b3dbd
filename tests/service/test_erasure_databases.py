"""Erasing on both databases: a family with a plan, a list, receipts, a held place and danger."""

from api.access.callers import Role
from tests.service.both import kind, server, service, template, template_file, url
from tests.service.families import HOUSEHOLDS
from tests.service.lists import LISTS, home, of
from tests.service.office import EAST, Service
from tests.service.people import person
from tests.service.supply import active, hold, left
from tests.service.test_receipts import tell
from tests.store.support import all_rows

__all__ = ("kind", "server", "service", "template", "template_file", "url")
OF_THE_RECORD = ("audit", "audit_head", "households", "list_changes")
"""What may still name a family that is gone: the feed tells that its list was withdrawn."""


def test_a_family_that_went_the_whole_way_leaves_its_shell_its_tombstone_and_the_record(
    service: Service, url: str
) -> None:
    offering = active(service, quantity=1)
    place = home(service)
    made = place.confirmed()
    for which, name in enumerate(("applied", "served", "declined")):
        assert tell(place, made, name, which).status_code == 201
    danger = {"text": "老公昨晚又打我，还说要杀了我", "urgency": "high"}
    where = f"{HOUSEHOLDS}/{place.id}"
    seen = {"If-Match": place.worker.get(where).headers["ETag"]}
    told = place.worker.post(f"{where}/needs", json=danger, headers=seen)
    assert told.status_code == 201, told.text
    assert hold(place.worker, offering["id"], place.id).status_code == 201
    members = [row["id"] for row in place.worker.get(where).json()["members"]]
    rows = all_rows(url)
    known = [name for name in rows if place.id in repr(rows[name])]
    assert {"plans", "happiness_lists", "receipts", "reservations", "needs"} <= set(known), known

    service.clock.forward(days=30)
    staff = person(service, Role.TOWN, EAST)
    seen = {"If-Match": staff.get(where).headers["ETag"]}
    answer = staff.post(f"{where}/erasure", json={"reason": "family_request"}, headers=seen)
    assert answer.status_code == 200, answer.text
    for name, found in all_rows(url).items():
        if name in OF_THE_RECORD:
            continue
        kept = [own for own in (place.id, *members) if own in repr(found)]
        assert kept == [], name
    assert left(service, offering["id"]) == 1
    assert of(place.platform, place.id)[-1][:2] == ("withdrawn", "erased")
    assert place.platform.get(f"{LISTS}/{made['list']}").status_code == 410
