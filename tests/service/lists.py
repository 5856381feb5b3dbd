"""Families whose plans are confirmed, and a platform that pulls their lists."""

from dataclasses import dataclass
from typing import Any

from api.access.callers import Role
from tests.service.office import EAST, Service, Visitor
from tests.service.test_plans import FAMILY, kept, plans

LISTS = "/api/v1/happiness-lists"
AT = "2026-05-01T10:00:00+08:00"


@dataclass(frozen=True)
class Home:
    """A family with a plan, seen by its worker and by the platform of its town."""

    service: Service
    id: str

    @property
    def worker(self) -> Visitor:
        return self.service.as_(Role.WORKER, EAST)

    @property
    def platform(self) -> Visitor:
        return self.service.as_(Role.PUSH, EAST)

    def plan(self) -> dict[str, Any]:
        found = self.worker.get(plans(self.id, "/latest"))
        assert found.status_code == 200, found.text
        data: dict[str, Any] = found.json()
        return data

    def number(self) -> int:
        rows = self.worker.get(plans(self.id)).json()["plans"]
        return int(rows[0]["number"])

    def consent(self, groups: dict[str, Any]) -> Any:
        place = f"/api/v1/households/{self.id}/consent"
        seen = self.worker.get(place).headers["ETag"]
        return self.worker.put(place, json={"groups": groups}, headers={"If-Match": seen})

    def confirm(self, **chosen: Any) -> Any:
        place = plans(self.id, f"/{self.number()}/confirmation")
        return self.worker.post(place, json=chosen)

    def confirmed(self, **chosen: Any) -> dict[str, Any]:
        found = self.confirm(**chosen)
        assert found.status_code == 201, found.text
        data: dict[str, Any] = found.json()
        return data

    def receipt(self, told: dict[str, Any], by: Visitor | None = None) -> Any:
        body = {"at": AT, **{name: told[name] for name in told if name != "list"}}
        return (by or self.platform).post(f"{LISTS}/{told['list']}/receipts", json=body)

    def needs(self) -> dict[str, str]:
        rows = self.worker.get(f"/api/v1/households/{self.id}/needs").json()["items"]
        return {row["text"]: row["state"] for row in rows}

    def close(self) -> Any:
        place = f"/api/v1/households/{self.id}"
        seen = self.worker.get(place).headers["ETag"]
        told = {"reason": "moved_away"}
        return self.worker.request("DELETE", place, params=told, headers={"If-Match": seen})


def home(service: Service, data: dict[str, Any] = FAMILY, *, agrees: bool = True) -> Home:
    """Keep a family with a plan; it agrees to its list being pushed unless told otherwise."""
    found = Home(service, kept(service, data))
    if agrees:
        assert found.consent({"push": True}).status_code == 200
    made = found.worker.post(plans(found.id), json={"top": 12, "on": "2026-05-01"})
    assert made.status_code == 201, made.text
    return found


def with_health(service: Service) -> Home:
    """Return a family that agrees to its health being read, and whose plan has read it."""
    head = {**FAMILY["members"][0], "illness": "critical"}
    place = home(service, {**FAMILY, "members": [head, FAMILY["members"][1]]})
    assert place.consent({"health": True}).status_code == 200
    made = place.worker.post(plans(place.id), json={"top": 12, "on": "2026-05-01"})
    assert made.status_code == 201, made.text
    return place


def told(platform: Visitor, after: str | None = None, limit: int = 500) -> dict[str, Any]:
    """Return a part of the feed."""
    params = {"limit": limit} | ({"after": after} if after else {})
    answer = platform.get(f"{LISTS}/changes", params=params)
    assert answer.status_code == 200, answer.text
    data: dict[str, Any] = answer.json()
    return data


def of(platform: Visitor, household: str) -> list[tuple[str, str | None, int]]:
    """Return what the whole feed tells of a household: kind, reason, version."""
    rows = told(platform)["changes"]
    return [(r["kind"], r["reason"], r["version"]) for r in rows if r["household"] == household]
