"""Strangers at the pages of supply: other charities, foreign towns, roles without the right."""

import pytest

from api.access.callers import OF_TOWNS, Role
from tests.identity.people import HTML, audit
from tests.service.clerks import clerk
from tests.service.families import audit_of, taken_in
from tests.service.office import EAST, WEST, Service
from tests.service.people import ORGANISATION, person
from tests.service.supply import JUDGED, OTHER, active, hold
from tests.service.test_supply_pages import FORM, MOVES, done


def test_another_charity_meets_every_page_and_form_as_absent_and_is_on_record(
    service: Service,
) -> None:
    offering = active(service)
    held = hold(service.as_(Role.WORKER, EAST), offering["id"], taken_in(service, EAST)["id"])
    place = f"/offerings/{offering['id']}"
    other = clerk(service, "other", Role.CHARITY, organisation=OTHER)
    tries = [other.get(place + rest) for rest in ("", ".json", ".csv", "/edit", "?reach=1")]
    tries += [done(other, place, name) for name in ("submission", "pause", "closing", "resumption")]
    tries += [other.send(f"{place}/edit", FORM)]
    tries += [other.send(f"{place}/reservations/{held.json()['id']}/delivery", {"version": "1"})]
    assert {answer.status_code for answer in tries} == {404}
    lines = [name for name, _ in audit_of(service, offering["id"])]
    assert lines.count("access.foreign") == len(tries)
    assert offering["id"] not in other.get("/offerings").text
    assert offering["id"] not in other.get("/offerings.csv").text


def test_a_foreign_town_meets_every_page_and_form_as_absent_and_is_on_record(
    service: Service,
) -> None:
    offering = active(service)
    place = f"/offerings/{offering['id']}"
    clerks = clerk(service, "west", Role.TOWN, towns=(WEST,))
    worker = clerk(service, "west-worker", towns=(WEST,))
    tries = [who.get(place + rest) for who in (clerks, worker) for rest in ("", ".json", ".csv")]
    tries += [done(clerks, place, name) for name in ("pause", "closing", "resumption")]
    tries += [done(clerks, place, name, reason="x", version="1") for name in JUDGED]
    assert {answer.status_code for answer in tries} == {404}
    lines = [name for name, _ in audit_of(service, offering["id"])]
    assert lines.count("access.foreign") == len(tries)


MAY_NOT = [
    *((Role.WORKER, "POST", f"/{{id}}/{name}") for name in MOVES),
    *((Role.WORKER, method, path) for method in ("GET", "POST") for path in ("/new", "/{id}/edit")),
    *((Role.TOWN, "POST", path) for path in ("/new", "/{id}/edit", "/{id}/submission")),
    *((Role.CHARITY, "POST", f"/{{id}}/{name}") for name in ("approval", "return")),
    *((Role.PUSH, "GET", path) for path in ("", "/{id}", "/{id}.csv", "/new")),
    (Role.SYSTEM, "GET", ""),
]


@pytest.mark.parametrize(("role", "method", "path"), MAY_NOT)
def test_a_role_without_the_right_is_refused_and_put_on_record(
    service: Service, role: Role, method: str, path: str
) -> None:
    offering = active(service)
    who = person(service, role, *([EAST] if role in OF_TOWNS else []))
    place = "/offerings" + path.replace("{id}", offering["id"])
    before = len(audit(service, "access.refused"))
    told = {} if method == "GET" else {"data": {"reason": "x"}}
    assert who.request(method, place, **told).status_code == 403
    assert len(audit(service, "access.refused")) == before + 1


def test_nothing_happens_without_the_token_of_a_page(service: Service) -> None:
    giver = clerk(service, "giver", Role.CHARITY, organisation=ORGANISATION)
    offering = active(service)
    place = f"/offerings/{offering['id']}"
    for path in ("/offerings/new", f"{place}/edit", *(f"{place}/{name}" for name in MOVES)):
        answer = giver.browser.client.post(path, data=FORM, headers=HTML)
        assert answer.status_code == 403, path
