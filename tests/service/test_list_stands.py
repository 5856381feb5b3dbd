"""How a family's list stands is told on its page and on the list's, to who keeps its ledger."""

from collections.abc import Iterator

import pytest

from api.access.callers import Role
from api.settings import Settings
from matcher.loading import load_matcher
from tests.identity.people import HTML, browser, code, someone
from tests.service.clerks import clerk
from tests.service.lists import home, with_health
from tests.service.office import EAST, TODAY, Service, new_database, serving
from tests.service.supply import active, hold
from tests.support import CATALOGS

LOST = "已不再同意使用其中一部分内容"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = Settings(catalog=CATALOGS, encoder="lexical")
    matcher = load_matcher(CATALOGS, TODAY, "lexical")
    with serving(new_database(tmp_path_factory.mktemp("stands")), matcher, settings) as found:
        yield found


def test_receipts_are_seen_on_the_family_s_page_and_at_the_entry_they_are_of(
    service: Service,
) -> None:
    place, mei = home(service), clerk(service, "mei")
    family = f"/households/{place.id}"
    assert mei.get(f"{family}.json").json()["list_stands"] == ""
    made = place.confirmed()
    of, first = {"list": made["list"]}, made["entries"][0]["entry"]
    assert place.receipt({**of, "id": "1", "entry": None, "kind": "read"}).status_code == 201
    assert place.receipt({**of, "id": "2", "entry": first, "kind": "applied"}).status_code == 201
    told = mei.get(f"{family}.json").json()["list_stands"]
    assert told.startswith("第1版")
    assert told.endswith("已推送到平台 · 已申请 1")
    shown = mei.get(f"{family}/happiness-list.json").json()
    assert shown["stands"] == "已推送到平台 · 已看过"
    assert [entry["state"] for entry in shown["entries"][:2]] == ["已申请", ""]
    assert f"{family}/happiness-list" in mei.get(family).text


def test_a_list_that_the_family_wants_on_paper_alone_is_said_to_be_so(service: Service) -> None:
    place, mei = home(service), clerk(service, "lan")
    place.consent({"push": {"granted": False}})
    place.confirmed()
    stands = mei.get(f"/households/{place.id}/happiness-list.json").json()["stands"]
    assert stands == "不推送，只打印"


def test_a_list_that_rests_on_what_a_family_agrees_to_no_longer_is_said_to_be_so(
    service: Service,
) -> None:
    place, mei = with_health(service), clerk(service, "yun")
    place.confirmed()
    pages = (f"/households/{place.id}", f"/households/{place.id}/happiness-list")
    assert not [page for page in pages if LOST in mei.text(page)]
    place.consent({"health": False})
    assert [page for page in pages if LOST in mei.text(page)] == list(pages)


def test_a_place_that_is_kept_for_a_family_and_stands_in_no_list_is_told_of_beside_it(
    service: Service,
) -> None:
    place, mei = home(service), clerk(service, "ping")
    made = active(service, name="秋季登山鞋", items=[], who={"age_from": 60})
    page = f"/households/{place.id}/happiness-list"
    place.confirmed()
    assert 'id="unlisted"' not in mei.get(page).text
    assert hold(place.worker, made["id"], place.id).status_code == 201
    shown = mei.get(page).text.split('id="unlisted"')[1].split("</p>")[0]
    assert "秋季登山鞋" in shown
    assert 'id="unlisted"' not in clerk(service, "zhang", Role.BUREAU).get(page).text


def test_the_bureau_reads_danger_and_what_to_do_on_the_familys_page_as_a_worker_does(
    service: Service,
) -> None:
    worker = service.as_(Role.WORKER, EAST)
    told = {
        "facts": {"residence_town": "东区街道"},
        "members": [{"id": "m1", "relation": "head"}],
        "needs": [{"id": "n1", "member": "m1", "text": "活着没意思，手腕上有划痕"}],
    }
    id = worker.post("/api/v1/households", json=told).json()["id"]
    someone(service, Role.BUREAU, "boss", factor=True)
    boss = browser(service)
    assert boss.sign_in("boss", code=code(service)).status_code == 201
    danger = next(d for d in service.office.matcher.catalogue.dangers if d.kind == "self_harm")
    seen_by = (
        boss.client.get(f"/households/{id}", headers=HTML),
        clerk(service, "hua").get(f"/households/{id}"),
    )
    for page in seen_by:
        shown = page.text.split('id="danger"')[1].split("</section>")[0]
        assert danger.label.zh in shown
        assert danger.route.zh in shown


def test_a_version_is_read_only_once_somebody_read_that_version(service: Service) -> None:
    place, mei = home(service), clerk(service, "qing")
    first = place.confirmed()
    assert place.receipt(
        {"list": first["list"], "id": "1", "entry": None, "kind": "read"}
    ).is_success
    place.confirmed()
    shown = f"/households/{place.id}/happiness-list.json"
    assert mei.get(shown).json()["stands"] == "已推送到平台"
