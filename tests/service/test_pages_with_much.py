"""Every page with much in it, and its twins: as JSON, a table as CSV, the plan as PDF."""

import csv
import io
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
    "/plan": ("?demo=A001", "?demo=A002"),
    "/households": ("?sign=unread", "?sign=danger", "?state=all"),
    "/households/{id}": ("?edit=need:", "?edit=fact:household_size:", "?edit=consent"),
    "/households/{id}/plans/{number}": ("?find=护理", "?part=forecast", "?part=near"),
    "/households/{id}/plans/{number}/difference": ("?against=1",),
    "/items": ("?q=陪",),
    "/offerings": ("?state=active",),
    "/offerings/{id}": ("?reach=yes",),
    "/whatif": ("?dibao_standard=1500", "?dibao_standard=x"),
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
