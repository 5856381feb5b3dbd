"""What a charity posts stands in a family's list like the catalogue's own, also once closed."""

from collections.abc import Iterator

import pytest

from api.access.callers import Role
from api.settings import Settings
from matcher.loading import load_matcher
from tests.service.lists import LISTS, home
from tests.service.office import TODAY, Service, new_database, serving
from tests.service.supply import act, active
from tests.service.test_plans import FAMILY
from tests.support import CATALOGS


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = Settings(catalog=CATALOGS, encoder="lexical")
    matcher = load_matcher(CATALOGS, TODAY, "lexical")
    with serving(new_database(tmp_path_factory.mktemp("posted")), matcher, settings) as found:
        yield found


def test_a_posted_offering_of_the_plan_stands_in_the_list_by_its_name(service: Service) -> None:
    gift = active(
        service, name="轻便轮椅", who={"age_from": 60}, phrases=["腿脚不便，想有人陪去医院"]
    )
    place = home(service)
    codes = [offer["code"] for offer in place.plan()["offers"]]
    assert gift["code"] in codes
    assert act(service.as_(Role.BUREAU), gift["id"], "closing").status_code == 200
    made = place.confirmed(items=[], offers=[gift["code"]])
    assert made["left_out"] == []
    (entry,) = place.platform.get(f"{LISTS}/{made['list']}").json()["entries"]
    assert entry["what"]["zh"] == "轻便轮椅"


def test_what_a_family_asks_for_in_the_words_of_an_offering_is_closed_once_it_was_served(
    service: Service,
) -> None:
    asks = {"id": "n1", "member": "m1", "text": "走路要扶着墙走，想要个助行器"}
    told = {**FAMILY, "id": "F2", "needs": [asks]}
    gift = active(service, name="助行器", who={"age_from": 60}, phrases=["想要个助行器"])
    place = home(service, told)
    (need,) = place.needs()
    (offer,) = [each for each in place.plan()["offers"] if each["code"] == gift["code"]]
    assert len(offer["needs"]) == 1
    made = place.confirmed(items=[], offers=[gift["code"]])
    (entry,) = made["entries"]
    assert entry["needs"] == offer["needs"]
    receipt = {"list": made["list"], "id": "r-1", "entry": entry["entry"], "kind": "served"}
    assert place.receipt(receipt).status_code == 201
    assert place.needs()[need] == "served"
