"""More than two hundred hostile texts in every field that takes text: text wherever they show."""

import csv
import io
import json
import logging
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from api.access.callers import Role
from api.logs import configure
from tests.hostile import HOSTILE, RECKONED, TURNING, missing, shown, texts_of
from tests.printing.reading import text_of
from tests.service.clerks import Clerk, clerk
from tests.service.families import HOUSEHOLDS, V1
from tests.service.office import Service

PLAIN = "腿脚不便，想有人陪去医院看病拿药"
FIRST = 199
"""How many of the texts stand in the first family: nobody has more needs than 200."""
NAMES = tuple(text.replace("*", "_") for text in HOSTILE)
"""A star in a name is refused: so look names that were masked."""
FACTS = {"residence_town": "东区街道", "household_size": 3, "relief_status": "dibao"}


@dataclass(frozen=True)
class Home:
    """A family in whose ledger every text stands, and a clerk who opens its pages."""

    service: Service
    mei: Clerk
    id: str
    others: tuple[str, ...]
    log: io.StringIO

    @property
    def page(self) -> str:
        return f"/households/{self.id}"

    def told(self, path: str) -> Any:
        answer = self.mei.browser.get(f"{V1}{path}")
        assert answer.status_code == 200, answer.text[:500]
        return answer.json()


@pytest.fixture(scope="module")
def log() -> Iterator[io.StringIO]:
    """What is written to the log while the texts go about."""
    root, stream = logging.getLogger(), io.StringIO()
    before = root.handlers, root.level
    configure("json", stream)
    yield stream
    root.handlers, root.level = before
    logging.captureWarnings(False)


def members(texts: Sequence[str], first: int) -> list[dict[str, Any]]:
    return [
        {
            **{"id": f"m{first + place}", "name": text, "address": text, "relation": "child"},
            **({"relation": "head"} if not place else {}),
        }
        for place, text in enumerate(texts)
    ]


def taken_in(mei: Clerk, texts: Sequence[str], needs: Sequence[str]) -> str:
    told = {
        "facts": FACTS,
        "members": members(texts, 1),
        "needs": [{"id": f"n{place}", "text": text} for place, text in enumerate(needs)],
        "personal": {"address": texts[0]},
    }
    made = mei.browser.post(HOUSEHOLDS, json=told)
    assert made.status_code == 201, made.text[:500]
    found: str = made.json()["id"]
    return found


@pytest.fixture(scope="module")
def home(service: Service, log: io.StringIO) -> Home:
    mei = clerk(service, "mei", Role.TOWN)
    first = taken_in(mei, NAMES[:70], (PLAIN, *HOSTILE[:FIRST]))
    rest = (PLAIN, *HOSTILE[FIRST:])
    others = [taken_in(mei, NAMES[at : at + 70], rest) for at in (70, 140)]
    assert mei.browser.post(f"{HOUSEHOLDS}/{first}/plans", json={"top": 12}).status_code == 201
    return Home(service, mei, first, tuple(others), log)


def pages(mei: Clerk, *paths: str) -> str:
    """Return the words of pages, each of which is whole and has nothing of strange make."""
    found = []
    for path in paths:
        answer = mei.get(path)
        assert answer.status_code == 200, (path, answer.text[:500])
        found.append(shown(answer.text))
    return " ".join(found)


def cells(answer: Any) -> list[str]:
    """Return the cells of a CSV, none of which a spreadsheet reckons with."""
    assert answer.status_code == 200, answer.text[:500]
    rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    found = [cell for row in rows for cell in row]
    assert not [cell for cell in found if cell.lstrip(" \u3000").startswith(RECKONED)]
    assert not TURNING.search("".join(found))
    return found


def test_the_texts_are_more_than_two_hundred_and_short_enough_for_a_name() -> None:
    assert len(set(HOSTILE)) >= 200
    assert max(map(len, HOSTILE)) <= 60


def test_needs_are_text_in_the_ledger_on_its_page_and_in_its_twin(home: Home) -> None:
    for id, texts in ((home.id, HOSTILE[:FIRST]), (home.others[0], HOSTILE[FIRST:])):
        page = f"/households/{id}"
        stored = [each["text"] for each in home.told(f"{page}/needs")["items"]]
        twin = home.mei.get(f"{page}.json").json()["needs"]
        edited = pages(home.mei, f"{page}?edit=need:{twin[-1]['id']}")
        for told in (" ".join(stored), " ".join(each["text"] for each in twin), edited):
            assert not missing(told, texts)
            assert not TURNING.search(told)


def test_names_and_addresses_are_text_where_they_are_revealed_and_masked_elsewhere(
    home: Home,
) -> None:
    seen, mei = [], home.mei.browser
    for id in (home.id, *home.others):
        for member in home.told(f"/households/{id}/members")["items"][:70]:
            body = {"member": member["id"], "fields": ["name", "address"], "reason": "home_visit"}
            answer = mei.post(f"{HOUSEHOLDS}/{id}/unmask", json=body).json()["values"]
            seen += answer.values()
    assert not missing(" ".join(seen[::2]), NAMES)
    assert not missing(" ".join(seen[1::2]), NAMES)
    told = pages(home.mei, "/", "/households", "/households?state=all")
    assert missing(told, NAMES[4:9]) == list(NAMES[4:9])


def test_a_revealed_value_is_text_on_the_page(home: Home) -> None:
    ids = [each["id"] for each in home.mei.get(f"{home.page}.json").json()["members"]]
    for number in (8, 9, 11, 15):
        form = {"edit": f"reveal:{ids[number]}", "field": "name", "reason": "home_visit"}
        answer = home.mei.send(f"{home.page}/reveal", form)
        assert not missing(shown(answer.text), (NAMES[number],))


def test_a_plan_shows_them_as_text_in_every_part_and_twin(home: Home) -> None:
    at = f"{home.page}/plans/1"
    whole = pages(home.mei, at, *(f"{at}?part={part}" for part in ("understood", "near", "known")))
    assert not missing(whole, HOSTILE[:FIRST])
    told = home.mei.get(f"{at}.json").text
    json.loads(told)
    assert not TURNING.search(told)
    cells(home.mei.get(f"{at}.csv"))
    pages(home.mei, f"{home.page}/questions", f"{home.page}/questions?lang=en")


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
@pytest.mark.parametrize("what", ["households", "members", "needs", "plans"])
def test_an_export_has_no_formula_and_no_code(home: Home, what: str, form: str) -> None:
    answer = home.mei.browser.post(f"{V1}/exports", json={"what": what, "format": form})
    assert answer.status_code == 200
    if form == "csv":
        cells(answer)
    elif form == "json":
        assert not TURNING.search(answer.content.decode())
    else:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "<hyperlink" not in sheet


def test_reasons_of_corrections_are_text_in_versions_and_differences(home: Home) -> None:
    at, mei = f"{home.page}/plans", home.mei
    for number, first in enumerate(range(0, len(HOSTILE), 100), start=1):
        changes = [{"do": "note", "reason": text} for text in HOSTILE[first : first + 100]]
        answer = mei.browser.post(f"{V1}{at}/{number}/corrections", json={"changes": changes})
        assert answer.status_code == 201, answer.text[:500]
    for told in (pages(mei, at), texts_of(mei.get(f"{at}.json").json())):
        assert not missing(told)
        assert not TURNING.search(told)
    cells(mei.get(f"{at}.csv"))
    assert (
        mei.send(f"{at}/4/corrections", {"do": "note:", "reason.": HOSTILE[8]}).status_code == 303
    )
    pages(mei, f"{at}/latest", f"{at}/4/difference?against=3")


def test_a_plan_on_paper_tells_the_words_of_the_ledger(home: Home) -> None:
    answer = home.mei.get(f"{home.page}/plans/1.pdf")
    assert answer.status_code == 200
    assert not missing(text_of(answer.content), (PLAIN,))


def test_names_change_no_plan_and_orders_in_needs_are_not_obeyed(home: Home) -> None:
    told = []
    for names, needs in (
        (("甲", "乙", "丙"), (PLAIN,)),
        (NAMES[7:10], (PLAIN,)),
        (NAMES[10:13], (PLAIN, *HOSTILE[:13])),
    ):
        id = taken_in(home.mei, names, needs)
        plan = home.mei.browser.post(f"{HOUSEHOLDS}/{id}/plans", json={"top": 200}).json()
        needs_kept = home.told(f"/households/{id}/needs")["items"]
        first = next(each["id"] for each in needs_kept if each["text"] == PLAIN)
        kept = home.told(f"/households/{id}")["facts"]
        rows = [*plan["items"], *plan["offers"]]
        told.append(
            {
                "facts": {each["name"]: each["value"] for each in kept},
                "verdicts": {row["code"]: row["status"] for row in plan["items"]},
                "order": [row["code"] for row in rows if first in row["needs"]],
            }
        )
    assert told[0] == told[1]
    assert told[0]["facts"] == told[2]["facts"]
    both = told[0]["verdicts"].keys() & told[2]["verdicts"].keys()
    assert len(both) > 20
    assert [code for code in both if told[0]["verdicts"][code] != told[2]["verdicts"][code]] == []
    assert told[0]["order"][:5] == told[2]["order"][:5]


def test_the_log_tells_none_of_them(home: Home) -> None:
    lines = home.log.getvalue().splitlines()
    told = " ".join(json.dumps(json.loads(line), ensure_ascii=False) for line in lines)
    assert lines
    assert len(missing(told)) == len(HOSTILE)
