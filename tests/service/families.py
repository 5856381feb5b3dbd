"""Invented families as they come in over the API."""

from itertools import count
from typing import Any

from api.access.callers import Role
from api.personal.identity import check_digit
from tests.service.office import EAST, WEST, Service

V1 = "/api/v1"
HOUSEHOLDS = f"{V1}/households"
TOWNS = {EAST: "东区街道", WEST: "西区街道"}
_SERIAL = count(1)


def id_number(born: str = "19480312", serial: int | None = None) -> str:
    """Return an ID number that nobody has: of a woman where `serial` is even."""
    number = 2 * next(_SERIAL) if serial is None else serial
    first = f"442000{born}{number % 1000:03}"
    return first + check_digit(first)


def family(town: str = EAST, **more: Any) -> dict[str, Any]:
    """Return a family of a town: two members, one need, names and numbers."""
    told: dict[str, Any] = {
        "facts": {"residence_town": TOWNS[town], "household_size": 2},
        "members": [
            {
                "id": "m1",
                "name": "王明",
                "id_number": id_number(),
                "phone": "13812341234",
                "relation": "head",
                "illness": "critical",
            },
            {"id": "m2", "name": "欧阳小梅", "relation": "child", "sex": "f"},
        ],
        "needs": [{"id": "n1", "member": "m1", "text": "想有人陪去看病", "urgency": "high"}],
        "receiving": [{"code": "G061", "member": "m1"}],
        "personal": {"address": "中山市东区街道竹苑路1号", "phone": "0760-88881234"},
    }
    return {**told, **more}


def taken_in(service: Service, town: str = EAST, **more: Any) -> dict[str, Any]:
    """Return a family that was just taken in, as it is shown."""
    answer = service.as_(Role.WORKER, town).post(HOUSEHOLDS, json=family(town, **more))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def at(version: int) -> dict[str, str]:
    """Return the header that names a version."""
    return {"If-Match": f'"v{version}"'}


def problem(answer: Any, kind: str) -> dict[str, Any]:
    """Return the problem of a kind that an answer is."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    told: dict[str, Any] = answer.json()
    assert told["type"] == f"/problems/{kind}", told
    return told


def audit_of(service: Service, target: str) -> list[tuple[str, str | None]]:
    """Return action and town of the audit lines about a target, oldest first."""
    from api.store.values import Towns

    with service.office.store.view("test", service.clock.at, Towns.everywhere()) as unit:
        return [(row.action, row.town) for row in reversed(unit.audit.list(target=target))]


def untraced(answer: Any) -> dict[str, Any]:
    """Return what a problem tells, without the id of its request."""
    told: dict[str, Any] = answer.json()
    assert told.pop("trace_id") == answer.headers["X-Request-Id"]
    return told
