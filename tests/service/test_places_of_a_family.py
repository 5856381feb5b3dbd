"""The places kept for a family, on its own page: told, used, given back, whatever its plan says."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.access.callers import Role
from tests.service.clerks import Clerk, clerk, words_of
from tests.service.families import taken_in
from tests.service.office import EAST, WEST, Service
from tests.service.supply import act, active, charity, hold, left


@pytest.fixture(scope="module")
def mei(service: Service) -> Clerk:
    return clerk(service, "mei")


@pytest.fixture
def bed(service: Service) -> Iterator[dict[str, Any]]:
    """A bed for one family; closed when the test is over."""
    made = active(service, quantity=1)
    yield made
    assert act(charity(service), made["id"], "closing").status_code in (200, 409)


@pytest.fixture
def family(service: Service, bed: dict[str, Any]) -> str:
    """A family for which the bed is held, and that has no plan."""
    told = {
        "members": [{"id": "m1", "name": "黎小梅", "relation": "head", "illness": "critical"}],
        "consent": {"health": True},
    }
    id = str(taken_in(service, EAST, **told)["id"])
    answer = hold(service.as_(Role.WORKER, EAST), bed["id"], id)
    assert answer.status_code == 201, answer.text
    return id


def places(mei: Clerk, family: str) -> list[dict[str, Any]]:
    return list(mei.get(f"/households/{family}.json").json()["places"])


def there(family: str, place: dict[str, Any], do: str, seen: int | None = None) -> str:
    (row,) = place["rows"]
    seen = row["version"] if seen is None else seen
    return f"/households/{family}/reservations/{row['id']}/{do}?seen={seen}"


def test_a_place_that_is_kept_is_told_on_the_familys_page_and_given_back_there(
    service: Service, mei: Clerk, family: str, bed: dict[str, Any]
) -> None:
    (place,) = places(mei, family)
    assert place["name"] == bed["name"]
    assert place["rows"][0]["acts"] == ["confirmation", "release"]
    page = words_of(mei.get(f"/households/{family}").text)
    assert "为这家留着的名额" in page
    assert place["rows"][0]["text"] in page
    answer = mei.send(there(family, place, "release"), {})
    assert answer.status_code == 303
    assert "已退回这一份" in words_of(mei.get(answer.headers["location"]).text)
    assert (places(mei, family), left(service, bed["id"])) == ([], 1)


def test_a_place_is_confirmed_and_then_delivered_there(mei: Clerk, family: str) -> None:
    for do in ("confirmation", "delivery"):
        (place,) = places(mei, family)
        assert do in place["rows"][0]["acts"]
        assert mei.send(there(family, place, do), {}).status_code == 303
    assert places(mei, family) == []


def test_what_a_charity_has_brought_is_told_on_the_familys_page(
    service: Service, mei: Clerk, family: str, bed: dict[str, Any]
) -> None:
    (place,) = places(mei, family)
    mei.send(there(family, place, "confirmation"), {})
    assert mei.get(f"/households/{family}.json").json()["brought"] == []
    path = f"/api/v1/reservations/{place['rows'][0]['id']}/delivery"
    assert charity(service).post(path, headers={"If-Match": '"v2"'}).is_success
    (line,) = mei.get(f"/households/{family}.json").json()["brought"]
    assert bed["name"] in line
    assert "已送到（2026-05-01）" in words_of(mei.get(f"/households/{family}").text)


def test_who_saw_an_older_version_is_told_so_and_nothing_is_done(mei: Clerk, family: str) -> None:
    (place,) = places(mei, family)
    assert mei.send(there(family, place, "confirmation"), {}).status_code == 303
    answer = mei.send(there(family, place, "release"), {})
    assert answer.status_code == 409
    assert "刚才被人改过" in words_of(answer.text)
    assert places(mei, family)[0]["rows"][0]["acts"] == ["delivery", "release"]


def test_a_place_is_moved_by_its_own_family_and_its_own_town_alone(
    service: Service, mei: Clerk, family: str
) -> None:
    (place,) = places(mei, family)
    other = taken_in(service, EAST)["id"]
    assert mei.send(there(other, place, "release"), {}).status_code == 404
    stranger = clerk(service, "zhou", towns=(WEST,))
    assert stranger.send(there(family, place, "release"), {}).status_code == 404
    assert mei.send(there(family, place, "burn"), {}).status_code == 404
    assert places(mei, family) == [place]
