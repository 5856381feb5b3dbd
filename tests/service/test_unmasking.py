"""Personal values in the open: for a reason, on record, and never without a ground."""

from dataclasses import replace
from typing import Any

import pytest

from api.access.callers import Role
from api.store.values import Towns
from api.usecases import shown
from api.usecases.consent import policy
from tests.service.families import HOUSEHOLDS, audit_of, family, problem, taken_in
from tests.service.office import EAST, WEST, Service
from tests.service.people import person

NOTE = "家属在窗口等着办低保"


def unmask(service: Service, id: str, body: dict[str, Any], role: Role = Role.WORKER) -> Any:
    towns = () if role is Role.BUREAU else (EAST,)
    return person(service, role, *towns).post(f"{HOUSEHOLDS}/{id}/unmask", json=body)


def audit_text(service: Service) -> str:
    with service.office.store.view("test", service.clock.at, Towns.everywhere()) as unit:
        return repr(unit.audit.list(limit=10_000))


def test_values_are_told_in_the_open_and_who_asked_is_on_record(service: Service) -> None:
    raw = family()
    told = taken_in(service, members=raw["members"])
    member, before = told["members"][0]["id"], raw["members"][0]
    body = {"member": member, "fields": ["name", "id_number", "phone", "address"]}
    answer = unmask(service, told["id"], {**body, "reason": "verify_identity", "note": NOTE})
    assert answer.json()["values"] == {
        "name": "王明",
        "id_number": before["id_number"],
        "phone": "+8613812341234",
        "address": None,
    }
    assert answer.headers["cache-control"] == "no-store"
    assert ("personal.unmask", EAST) in audit_of(service, member)
    everything = audit_text(service)
    assert "verify_identity" in everything
    for secret in (NOTE, "王明", before["id_number"], "13812341234"):
        assert secret not in everything


def test_the_note_is_sealed_goes_with_the_household_and_raises_no_version(
    service: Service,
) -> None:
    id = taken_in(service)["id"]
    body = {"fields": ["phone", "address"], "reason": "home_visit", "note": NOTE}
    answer = unmask(service, id, body, Role.TOWN)
    assert answer.json()["values"]["address"] == "中山市东区街道竹苑路1号"
    with service.office.store.view("test", service.clock.at, Towns.everywhere()) as unit:
        note = unit.personal.get(id, f"note:{answer.json()['act']}")
        assert unit.households.get(id).version == 1
        assert note.name not in [field.name for field in unit.personal.of(id)]
    desk = service.office.desk(person_caller(service))
    assert desk.open(note) == NOTE


def person_caller(service: Service) -> Any:
    from api.access.callers import Caller

    return Caller("test", Role.WORKER, frozenset({EAST}))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"fields": ["name"], "reason": "home_visit"}, "unknown-value"),
        ({"fields": ["phone"], "reason": "other"}, "missing-field"),
        ({"fields": [], "reason": "other"}, "wrong-body"),
        ({"fields": ["name"]}, "wrong-body"),
        ({"fields": ["phone"], "reason": "because"}, "wrong-body"),
        ({"fields": ["health"], "reason": "other"}, "wrong-body"),
        ({"fields": ["name"], "member": "nobody", "reason": "home_visit"}, "absent"),
    ],
)
def test_what_is_no_reason_or_no_field_is_refused(
    service: Service, body: dict[str, Any], kind: str
) -> None:
    problem(unmask(service, taken_in(service)["id"], body), kind)


def test_neither_machines_nor_strangers_nor_other_roles_see_anything(service: Service) -> None:
    id = taken_in(service)["id"]
    body = {"fields": ["phone"], "reason": "home_visit"}
    url = f"{HOUSEHOLDS}/{id}/unmask"
    problem(service.as_(Role.WORKER, EAST).post(url, json=body), "not-allowed")
    problem(person(service, Role.SYSTEM).post(url, json=body), "not-allowed")
    problem(person(service, Role.WORKER, WEST).post(url, json=body), "absent")
    assert unmask(service, id, body, Role.BUREAU).status_code == 200


def test_a_group_without_consent_is_shown_neither_masked_nor_in_the_open(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = taken_in(service)
    groups = {n: replace(g, basis="consent") for n, g in policy().groups.items() if n == "contact"}
    by_consent = replace(policy(), groups={**policy().groups, **groups})
    monkeypatch.setattr(shown, "policy", lambda: by_consent)
    masked = service.as_(Role.WORKER, EAST).get(f"{HOUSEHOLDS}/{told['id']}").json()
    assert masked["personal"] == {"address": None, "phone": None}
    assert masked["members"][0]["phone"] is None
    assert masked["members"][0]["name"] == "王*"
    body = {"fields": ["phone"], "reason": "contact_family"}
    problem(unmask(service, told["id"], body), "no-consent")


def test_every_fact_and_field_of_a_group_is_known(service: Service) -> None:
    known = service.office.matcher.catalogue.vocabulary.facts
    told = [name for group in policy().groups.values() for name in group.facts]
    assert set(told) <= set(known)
    assert len(told) == len(set(told))
    graver = {n for n, fact in known.items() if fact.sensitivity == "confidential"}
    by_consent = [g.facts for g in policy().groups.values() if g.basis == "consent"]
    assert graver <= frozenset().union(*by_consent)
