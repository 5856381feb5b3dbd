"""Invented charities and what they offer, as they come in over the API."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api.access.callers import Role
from api.settings import Settings
from matcher.pipeline.matcher import Matcher
from tests.service.office import EAST, Service, Visitor, new_database, serving
from tests.service.people import ORGANISATION
from tests.support import CATALOGS

OFFERINGS = "/api/v1/offerings"
RESERVATIONS = "/api/v1/reservations"
OTHER = "52442000MJM0000337"
"""The credit code of another invented charity."""
JUDGED = ("approval", "return")
"""What is done to an offering as it was read, in the version that was read."""


def settings_at(home: Path) -> Settings:
    """Return the settings of a service that keeps all it writes under `home`."""
    return Settings(
        catalog=CATALOGS, encoder="lexical", catalogs_home=home / "catalogs", data_home=home
    )


@contextmanager
def serving_at(home: Path, matcher: Matcher) -> Iterator[Service]:
    """Run a service that keeps all it writes under `home`."""
    with serving(new_database(home), matcher, settings_at(home)) as found:
        yield found


def charity(service: Service, organisation: str = ORGANISATION) -> Visitor:
    """Return a machine of a charity."""
    return service.as_(Role.CHARITY, organisation=organisation)


def wish(**more: Any) -> dict[str, Any]:
    """Return a micro-wish for the sick, as a charity posts it."""
    told: dict[str, Any] = {
        "kind": "W",
        "name": "护理床",
        "provider": "示例慈善会",
        "domain": "goods",
        "items": ["S157"],
        "who": {"illness": ["critical", "rare"]},
        "phrases": ["床太低，起身要人扶"],
        "towns": [EAST],
        "starts": "2026-04-01",
        "ends": "2026-12-31",
        "quantity": 3,
        "worth": 1800,
        "note": "含送货",
    }
    return {**told, **more}


def posted(service: Service, by: Visitor | None = None, **more: Any) -> dict[str, Any]:
    """Return a draft that was just posted."""
    answer = (by or charity(service)).post(OFFERINGS, json=wish(**more))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def act(by: Visitor, id: str, name: str, **body: Any) -> Any:
    """Return the answer to an act on an offering; who judges it has just read it."""
    more: dict[str, Any] = {"json": body} if body else {}
    if name in JUDGED:
        more["headers"] = {"If-Match": by.get(f"{OFFERINGS}/{id}").headers.get("etag", '"v1"')}
    return by.post(f"{OFFERINGS}/{id}/{name}", **more)


def active(service: Service, **more: Any) -> dict[str, Any]:
    """Return an offering that was posted, handed in and approved."""
    made = posted(service, **more)
    assert act(charity(service), made["id"], "submission").status_code == 200
    answer = act(service.as_(Role.BUREAU), made["id"], "approval")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def hold(by: Visitor, offering: str, household: str, **more: Any) -> Any:
    """Return the answer to holding a place for a household."""
    return by.post(f"{OFFERINGS}/{offering}/reservations", json={"household": household, **more})


def left(service: Service, offering: str) -> int:
    """Return how many places an offering has left, as its charity sees it."""
    told: dict[str, Any] = charity(service).get(f"{OFFERINGS}/{offering}").json()
    return int(told["left"])
