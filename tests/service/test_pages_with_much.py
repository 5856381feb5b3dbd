"""Every page with much in it, and its twins: as JSON, a table as CSV, the plan as PDF."""

import csv
import io
import re
from collections.abc import Iterator

import pytest

from api.access.callers import Role
from api.access.operations import OPERATIONS
from api.access.rules import RULES, Action
from api.pages.inventory import PAGES
from api.settings import Settings
from matcher.pipeline.matcher import Matcher
from tests.api.households import DEMOS
from tests.service.clerks import Clerk, words_of
from tests.service.families import taken_in
from tests.service.many import Many, much
from tests.service.office import Service, new_database, serving

MOST_BYTES = 60_000
WITHOUT = {
    "/setup": "opened once, by a link that is a secret: a second address would spread it",
    "/sign-in/sso": "no page: it leads to whoever signs people in",
    "/sign-in/sso/back": "no page: it leads on from there",
}
ENDINGS = (".json", ".csv", ".pdf")
ADDRESSES = sorted(
    route.path for router in PAGES for route in router.routes if "GET" in route.methods
)
SHOWN = [path for path in ADDRESSES if not path.endswith(ENDINGS) and path not in WITHOUT]
ASKED = {
    "/docs": ("?of=match_api_v1_match_post",),
    "/plan": ("?demo=A001", "?demo=A002"),
    "/households": ("?sign=unread", "?sign=danger", "?state=all"),
    "/households/{id}": ("?edit=need:", "?edit=fact:household_size:", "?edit=consent"),
    "/households/{id}/plans/{number}": ("?find=护理", "?part=forecast", "?part=near"),
    "/households/{id}/plans/{number}/difference": ("?against=1",),
    "/items": ("?q=陪",),
    "/offerings": ("?state=active",),
    "/offerings/{id}": ("?reach=yes",),
    "/whatif": (
        "?dibao_line=1500",
        "?dibao_line=x",
        "?people=labelled&dibao_line=1&figures=figures_money",
    ),
}
"""What is asked of a page beside it itself; of a comparison always, with what it compares."""


@pytest.fixture(scope="module")
def service(
    matcher: Matcher, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    url = new_database(tmp_path_factory.mktemp("much"))
    with serving(url, matcher, settings, DEMOS) as found:
        yield found


@pytest.fixture(scope="module")
def many(service: Service) -> Many:
    return much(service)


def who(many: Many, path: str) -> Clerk:
    """Return somebody who may see a page."""
    action = OPERATIONS[("GET", path)]
    if action in (Action.ENTER, Action.OWN) or Role.WORKER in RULES[action].roles:
        return many.worker
    return many.giver


def addresses(many: Many, path: str) -> Iterator[str]:
    """Yield the addresses of a page: it itself, and all that may be asked of it."""
    told = path.replace("{code}", "G001").replace("{number}", "50")
    for start, id in (("households", many.home), ("imports", many.import_)):
        told = told.replace(f"/{start}/{{id}}", f"/{start}/{id}")
    offering = many.draft if path.endswith("/edit") else many.offering
    told = told.replace("/offerings/{id}", f"/offerings/{offering}")
    asked = ASKED.get(path, ())
    if not path.endswith(("/difference", "/plan")):
        yield told
    yield from (told + each for each in asked)


@pytest.mark.parametrize("path", SHOWN)
def test_every_page_answers_as_json_with_what_it_tells(many: Many, path: str) -> None:
    assert f"{'/index' if path == '/' else path}.json" in ADDRESSES
    for address in addresses(many, path):
        named, mark, asked = address.partition("?")
        named = "/index" if named == "/" else named
        answer = who(many, path).get(f"{named}.json{mark}{asked}")
        assert answer.headers["content-type"] == "application/json", address
        assert answer.status_code in (200, 422)
        assert set(answer.json()).isdisjoint({"frame", "words"})


def test_a_page_without_a_twin_is_there_and_has_its_reason() -> None:
    assert set(WITHOUT) <= set(ADDRESSES)
    assert all(WITHOUT.values())


@pytest.mark.parametrize("path", SHOWN)
def test_a_page_leads_to_its_twins(many: Many, path: str) -> None:
    address = next(addresses(many, path))
    page = who(many, path).get(address).text
    assert f"{address.partition('?')[0].removesuffix('/') or '/index'}.json" in page


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", SHOWN)
def test_every_page_is_small_however_much_there_is(many: Many, path: str, lang: str) -> None:
    sizes = {}
    for address in addresses(many, path):
        mark = "&" if "?" in address else "?"
        answer = who(many, path).get(f"{address}{mark}lang={lang}")
        assert answer.status_code in (200, 422), (address, answer.text[:500])
        sizes[address] = len(answer.content)
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}


def test_what_tells_two_versions_apart_is_a_table_too(many: Many) -> None:
    base = f"/households/{many.home}/plans/50/difference"
    page = many.worker.get(f"{base}.json?against=1").json()
    told = many.worker.get(f"{base}.csv?against=1")
    assert told.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(told.content.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == [row["name"] for row in page["rows"]]


def test_the_newest_plan_is_printed_by_a_name_that_stays(many: Many) -> None:
    answer = many.worker.get(f"/households/{many.home}/plans/latest.pdf")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert "xingfu-plan-50.pdf" in answer.headers["content-disposition"]


def test_the_newest_plan_of_a_family_without_one_is_absent_and_told_how_to_make(
    service: Service, many: Many
) -> None:
    own = taken_in(service)["id"]
    for ending in ("", ".json", ".pdf"):
        answer = many.worker.get(f"/households/{own}/plans/latest{ending}")
        assert answer.status_code == 404, ending
        assert "做第一版方案" in words_of(answer.text)


def test_danger_is_never_folded_and_what_waits_beyond_the_first_is_told_and_reachable(
    many: Many,
) -> None:
    told = many.worker.get("/index.json").json()["parts"][0]
    assert len(told["rows"]) == 100
    assert re.search(r"\d+", told["more"])
    page = many.worker.get("/").text
    assert f'href="/households?sign={told["sign"]}&amp;lang=zh">{told["more"]}</a>' in page
    alerts = many.worker.get(f"/households/{many.home}.json").json()["alerts"]
    assert len(alerts) > 10
    for path in (f"/households/{many.home}", f"/households/{many.home}/plans/latest"):
        shown = words_of(many.worker.get(path).text)
        for alert in alerts:
            assert alert["route"] in shown
        assert shown.count("依据：") >= len(alerts)


def test_the_facts_of_every_member_of_a_large_family_are_a_link_away(many: Many) -> None:
    place = f"/households/{many.home}"
    members = many.worker.get(f"{place}.json").json()["members"]
    folded = [each["id"] for each in members if each["is_folded"]]
    page = many.worker.get(place).text
    assert 0 < len(folded) < len(members)
    for member in folded:
        assert f"edit=fact:birth_date:{member}&" not in page
        assert f'href="{place}?member={member}&amp;lang=zh#member-{member}"' in page
        opened = many.worker.get(f"{place}?member={member}").text
        assert f"edit=fact:birth_date:{member}&" in opened
        assert len(opened.encode()) <= MOST_BYTES


def test_every_item_of_a_long_plan_can_be_ticked_and_opened(many: Many) -> None:
    base = f"/households/{many.home}/plans/50"
    told, page = many.worker.get(f"{base}.json").json(), many.worker.get(base).text
    items = [*told["others"], *(item for group in told["groups"] for item in group["items"])]
    assert any(item["is_folded"] for item in items)
    for item in items:
        is_told_in_person = item["code"] in told["form"]["aside"]
        assert (f'name="items" value="{item["code"]}"' in page) is not is_told_in_person
    folded = [item for item in items if item["is_folded"]]
    for item in folded[:: len(folded) // 4]:
        assert f"#item-{item['rank']}" in page
        opened = many.worker.get(item["more"]).text
        assert len(opened.encode()) <= MOST_BYTES
        assert f'value="remove:{item["code"]}"' in opened
        assert item["apply"] in words_of(opened)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_operation_is_told_whole_on_a_page_of_its_own(many: Many, lang: str) -> None:
    for told in many.worker.get("/docs.json").json()["operations"]:
        address = f"/docs?of={told['name']}&lang={lang}"
        whole, part = (
            many.worker.get(address, **more).text for more in ({}, {"hx-request": "true"})
        )
        assert len(whole.encode()) <= MOST_BYTES
        assert part.strip() in whole
        assert "<html" not in part
        for line in told["parameters"]:
            assert f"<code>{line['head']}</code>" in part
