"""The page of a plan that was confirmed: by whom, and its form as it was confirmed last."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.access.callers import Role
from api.settings import Settings
from api.usecases.desk import Desk
from matcher.loading import load_matcher
from tests.printing.reading import text_of
from tests.service.clerks import Clerk, clerk, words_of
from tests.service.lists import Home, home
from tests.service.office import TODAY, Service, new_database, serving
from tests.service.test_plans import FAMILY, plans
from tests.support import CATALOGS


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = Settings(catalog=CATALOGS, encoder="lexical")
    matcher = load_matcher(CATALOGS, TODAY, "lexical")
    with serving(new_database(tmp_path_factory.mktemp("confirming")), matcher, settings) as found:
        yield found


@pytest.fixture(scope="module")
def mei(service: Service) -> Clerk:
    return clerk(service, "mei")


def page(place: Home, number: int) -> str:
    return f"/households/{place.id}/plans/{number}"


def ticked(mei: Clerk, address: str, name: str = "items") -> list[str]:
    found = re.findall(rf'name="{name}" value="(\w+)" checked', mei.get(address).text)
    return list(found)


def codes(place: Home, part: str = "items") -> list[str]:
    return [row["code"] for row in place.plan()[part]]


def confirm(mei: Clerk, address: str, **told: Any) -> Any:
    answer = mei.send(f"{address}/confirmation", told)
    assert answer.status_code == 303, words_of(answer.text)[:600]
    return answer


def test_a_confirmed_plan_says_who_confirmed_it_and_when_on_its_page_and_in_the_versions(
    service: Service, mei: Clerk
) -> None:
    place = home(service)
    versions = page(place, 1).removesuffix("/1")
    assert "已确认" not in mei.text(page(place, 1)) + mei.text(versions)
    confirm(mei, page(place, 1), items=codes(place)[:2])
    for address in (page(place, 1), versions):
        assert "已确认：mei 2026-05-01 10:00" in mei.text(address)
    assert "已确认：mei" in mei.get(f"{versions}.csv").content.decode()
    bureau = service.as_(Role.BUREAU).get(page(place, 1), headers={"accept": "text/html"})
    assert "已确认：" in bureau.text


def test_the_form_of_a_confirmed_plan_is_as_it_was_confirmed(service: Service, mei: Clerk) -> None:
    place = home(service)
    first = page(place, 1)
    wanted, offers, teams = codes(place)[:3], codes(place, "offers")[:1], codes(place, "teams")
    sent = {"items": wanted, "offers": offers, "team": teams[-1], "note": "周三上门"}
    confirm(mei, first, **sent)
    assert sorted(ticked(mei, first)) == sorted(wanted)
    assert ticked(mei, first, "offers") == offers
    assert ticked(mei, first, "team") == teams[-1:]
    assert ">周三上门</textarea>" in mei.get(first).text
    confirm(mei, first, items=wanted)
    assert re.search(r'name="team" value="" checked', mei.get(first).text)


def test_who_confirms_from_a_page_older_than_the_newest_list_is_told_so_first(
    service: Service, mei: Clerk
) -> None:
    place = home(service)
    first, wanted = page(place, 1), codes(place)
    (seen,) = re.findall(r'name="last" value="(\w*)"', mei.get(first).text)
    confirm(mei, first, items=wanted[:3], last=seen)
    late = mei.send(f"{first}/confirmation", {"items": wanted[:1], "last": seen})
    assert late.status_code == 409
    assert "已经确认过清单" in words_of(late.text)
    assert re.findall(r'name="items" value="(\w+)" checked', late.text) == wanted[:1]
    versions = place.worker.get(f"/api/v1/households/{place.id}/happiness-lists").json()
    assert [row["version"] for row in versions["lists"]] == [1]
    (now,) = re.findall(r'name="last" value="(\w*)"', late.text)
    confirm(mei, first, items=wanted[:1], last=now)


def test_what_was_left_out_of_an_earlier_plan_stays_unticked_in_the_next_and_says_so(
    service: Service, mei: Clerk
) -> None:
    place = home(service)
    left, *wanted = codes(place)
    confirm(mei, page(place, 1), items=wanted)
    change = {"do": "note", "reason": "记一笔"}
    made = place.worker.post(plans(place.id, "/1/corrections"), json={"changes": [change]})
    assert made.status_code == 201
    told = mei.text(page(place, 2))
    assert "照第1版方案确认时的样子" in told
    assert "已确认：" not in told
    assert "上次确认时没有写进清单" in told
    assert sorted(ticked(mei, page(place, 2))) == sorted(wanted)
    assert left in codes(place)


def test_what_is_new_in_a_plan_is_ticked(service: Service, mei: Clerk) -> None:
    place = home(service)
    confirm(mei, page(place, 1), items=codes(place)[:2])
    new = next(c for c in ("G001", "G002", "G003", "G004") if c not in codes(place))
    change = {"do": "add", "code": new, "reason": "家里要", "despite_ineligible": True}
    assert place.worker.post(
        plans(place.id, "/1/corrections"), json={"changes": [change]}
    ).is_success
    assert sorted(ticked(mei, page(place, 2))) == sorted([*codes(place)[:2], new])


@pytest.mark.parametrize(("kind", "word"), [("served", "已办好"), ("declined", "不需要")])
def test_what_ended_is_unticked_and_says_how_and_taken_once_more_it_stays_ended(
    service: Service, mei: Clerk, kind: str, word: str
) -> None:
    place = home(service)
    made = place.confirmed()
    entry = made["entries"][0]
    told = {"list": made["list"], "id": "1", "entry": entry["entry"], "kind": kind}
    assert place.receipt(told).status_code == 201
    assert entry["code"] not in ticked(mei, page(place, 1))
    assert f"清单上这一条：{word}" in mei.text(page(place, 1))
    again = place.confirmed()["entries"][0]
    assert again == entry
    rows = place.worker.get(f"/api/v1/households/{place.id}/happiness-lists").json()["lists"]
    assert rows[0]["entries"][0]["state"] == kind


def test_what_ended_and_was_left_out_since_begins_anew(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    entry = made["entries"][0]
    told = {"list": made["list"], "id": "1", "entry": entry["entry"], "kind": "declined"}
    assert place.receipt(told).status_code == 201
    place.confirmed(items=[], offers=[])
    again = place.confirmed()["entries"][0]
    assert again["code"] == entry["code"]
    assert again["entry"] != entry["entry"]


def test_what_was_ticked_stands_where_a_confirmation_is_refused(
    service: Service, mei: Clerk
) -> None:
    place = home(service)
    wanted = codes(place)[:2]
    answer = mei.send(f"{page(place, 1)}/confirmation", {"items": wanted, "note": "长" * 501})
    assert answer.status_code == 422
    found = re.findall(r'name="items" value="(\w+)" checked', answer.text)
    assert sorted(found) == sorted(wanted)


def needs_more(place: Home) -> None:
    address = f"/api/v1/households/{place.id}"
    seen = place.worker.get(address).headers["ETag"]
    told = {"text": "想要辆单车上学", "urgency": "low"}
    put = place.worker.post(f"{address}/needs", json=told, headers={"If-Match": seen})
    assert put.status_code == 201, put.text


def test_a_plan_of_an_older_ledger_says_so_and_is_confirmed_only_with_a_second_tick(
    service: Service, mei: Clerk
) -> None:
    place = home(service)
    first = page(place, 1)
    assert "台账在这版方案之后改过" not in mei.text(first)
    assert 'name="stale"' not in mei.get(first).text
    needs_more(place)
    assert "台账在这版方案之后改过" in mei.text(first)
    wanted = codes(place)[:2]
    refused = mei.send(f"{first}/confirmation", {"items": wanted})
    assert refused.status_code == 409
    assert 'href="#stale"' in refused.text
    assert 'name="stale" value="yes"' in refused.text
    assert "已确认：" not in mei.text(first)
    confirm(mei, first, items=wanted, stale="yes")
    assert "已确认：mei" in mei.text(first)


def test_the_api_confirms_a_plan_of_an_older_ledger_only_if_told_so(service: Service) -> None:
    place = home(service)
    needs_more(place)
    refused = place.confirm()
    assert refused.status_code == 409
    assert refused.json()["type"] == "/problems/outdated"
    assert refused.json()["errors"][0]["pointer"] == "/stale"
    assert place.confirm(stale=True).status_code == 201


def test_the_bureau_is_shown_no_way_to_questions_that_it_may_not_ask(
    service: Service, mei: Clerk
) -> None:
    place = home(service)
    assert f"/households/{place.id}/questions" in mei.get(page(place, 1)).text
    bureau = service.as_(Role.BUREAU).get(page(place, 1), headers={"accept": "text/html"})
    assert bureau.status_code == 200
    assert f"/households/{place.id}/questions" not in bureau.text


def test_what_is_to_be_told_in_person_is_named_to_the_worker_before_and_after_and_never_printed(
    service: Service, mei: Clerk
) -> None:
    head = {**FAMILY["members"][0], "dv_victim": True}
    need = {"id": "n1", "member": "m1", "text": "老公昨晚又打我，不敢回家，饭钱也没有了"}
    data = {**FAMILY, "members": [head, FAMILY["members"][1]], "needs": [need]}
    place = home(service, data)
    assert place.consent({"push": True, "safety": True}).status_code == 200
    plan = place.worker.post(plans(place.id), json={"top": 12, "on": "2026-05-01"}).json()
    first = page(place, place.number())
    for _ in range(2):
        left_out = place.confirmed()["left_out"]
        assert left_out
        names = [row["name"] for row in plan["items"] if row["code"] in left_out]
        shown = mei.get(first).text
        section = words_of(shown[shown.index('id="in-person"') :].partition("</div>")[0])
        assert all(name in section for name in names)
        offers = [row["code"] for row in plan["offers"] if row["code"] in left_out]
        assert offers
        assert not [code for code in offers if f'name="offers" value="{code}"' in shown]
    assert 'class="panel noprint"' in shown
    assert "当面告诉家里人" not in text_of(mei.get(f"{first}.pdf").content)
    assert "当面告诉家里人" not in mei.text(f"/households/{place.id}/happiness-list")
    bureau = service.as_(Role.BUREAU).get(first, headers={"accept": "text/html"})
    assert "当面告诉家里人" not in bureau.text


def test_a_first_list_is_as_long_as_a_family_can_take_in_and_the_rest_is_one_tick_away(
    service: Service, mei: Clerk
) -> None:
    place = home(service)
    first, all_of_them = page(place, 1), codes(place)
    shown = ticked(mei, first)
    assert 0 < len(shown) < len(all_of_them)
    served = {need for item in place.plan()["items"] for need in item["needs"][:1]}
    told = {n for i in place.plan()["items"] if i["code"] in shown for n in i["needs"][:1]}
    assert told == served
    in_person = mei.get(f"{first}.json").json()["in_person"]
    offers, given = ticked(mei, first, "offers"), codes(place, "offers")
    assert len(offers) <= len(served)
    left, more = len(all_of_them) - len(shown), len(given) - len(offers)
    assert (
        f"共{len(shown) + len(offers) - len(in_person)}项；另有{left + more}项没有勾"
        in mei.text(first)
    )
    assert mei.text(first).count("先不写，要写就勾上") == left
    confirm(mei, first, items=all_of_them)
    assert sorted(ticked(mei, first)) == sorted(all_of_them)


def test_what_was_confirmed_is_opened_once_to_show_a_plan(
    service: Service, mei: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = home(service)
    own = place.confirmed()["confirmation"]
    opened, real = [], Desk.open_bytes

    def counted(desk: Desk, envelope: bytes, row: str, field: str) -> str:
        opened.append(row)
        return real(desk, envelope, row, field)

    monkeypatch.setattr(Desk, "open_bytes", counted)
    mei.get(page(place, 1))
    assert opened.count(own) == 1
