"""Every page by the one list of operations: roles that may not, foreign towns, twins."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.access.callers import OF_TOWNS, Role
from api.access.operations import OPERATIONS
from api.access.rules import RULES, Action
from tests.hostile import as_read, texts_of
from tests.identity.people import audit
from tests.service.clerks import Clerk, clerk, words_of
from tests.service.families import audit_of
from tests.service.ledger_files import HEAD, row
from tests.service.lists import Home, home
from tests.service.office import EAST, WEST, Service
from tests.service.people import person
from tests.service.supply import OTHER, active

OPEN = (Action.ENTER, Action.OWN, Action.RUN)
PAGES = {
    key: action
    for key, action in OPERATIONS.items()
    if not key[1].startswith("/api") and action not in OPEN
}
OF_A_FAMILY = sorted(key for key in PAGES if key[1].startswith("/households/{id}"))
OF_AN_IMPORT = sorted(key for key in PAGES if key[1].startswith("/imports/{id}"))
OF_AN_OFFERING = sorted(key for key in PAGES if key[1].startswith("/offerings/{id}"))
TABLES = sorted(path for _, path in PAGES if path.endswith(".csv"))
FORM = {
    "do": "note:", "reason.": "x", "code": "F001", "edit": "need:", "text": "x", "version": "1",
    "fact": "household_size", "value": "2", "field": "phone", "reason": "home_visit",
}  # fmt: skip
SENT = {"accept": "text/html", "content-type": "application/x-www-form-urlencoded"}
BODY = "&".join(f"{name}={value}" for name, value in FORM.items())


@pytest.fixture(scope="module")
def place(service: Service) -> Home:
    """A family of the east with a plan and a list."""
    found = home(service)
    found.confirmed()
    return found


@pytest.fixture(scope="module")
def upload(mei: Clerk) -> str:
    """A file of the east that was looked at."""
    lines = ["\t".join(map(str, cells)) for cells in (HEAD, row(1))]
    looked = mei.send("/imports", {"paste": "\n".join(lines)}, files={"file": ("", b"")})
    assert looked.status_code == 303
    found: str = looked.headers["location"].partition("?")[0].removeprefix("/imports/")
    return found


@pytest.fixture(scope="module")
def offering(service: Service) -> str:
    """An offering for the east alone."""
    return str(active(service)["id"])


@pytest.fixture(scope="module")
def mei(service: Service) -> Clerk:
    return clerk(service, "mei")


def at(path: str, household: str) -> str:
    """Return the address of a page: of a family, or of what is nowhere."""
    told = path.replace("/households/{id}", f"/households/{household}")
    for name, value in (("{number}", "1"), ("{act}", "release"), ("{code}", "G001")):
        told = told.replace(name, value)
    told = re.sub(r"\{\w+\}", "nowhere", told)
    return told + ("?against=1" if "/difference" in told else "")


def asked(visitor: Any, method: str, path: str) -> Any:
    sent = {"content": BODY} if method == "POST" else {}
    return visitor.request(method, path, headers={**visitor.headers, **SENT}, **sent)


def refused() -> Iterator[tuple[Role, str, str]]:
    for (method, path), action in sorted(PAGES.items()):
        for role in Role:
            if role not in RULES[action].roles:
                yield role, method, path


@pytest.mark.parametrize("role", Role)
def test_who_may_not_is_refused_every_page_and_each_try_is_on_record(
    service: Service, place: Home, role: Role
) -> None:
    visitor = person(service, role, *((EAST,) if role in OF_TOWNS else ()))
    mine = [(method, path) for who, method, path in refused() if who is role]
    before = len(audit(service, "access.refused"))
    for method, path in mine:
        answer = asked(visitor, method, at(path, place.id))
        assert answer.status_code == 403, (method, path, answer.status_code)
    assert len(audit(service, "access.refused")) - before == len(mine)


@pytest.mark.parametrize("role", [Role.WORKER, Role.TOWN])
@pytest.mark.parametrize(("method", "path"), OF_A_FAMILY)
def test_every_page_of_a_family_of_another_town_is_absent_and_on_record(
    service: Service, place: Home, role: Role, method: str, path: str
) -> None:
    before = len(audit(service, "access.foreign"))
    answer = asked(person(service, role, WEST), method, at(path, place.id))
    assert answer.status_code == 404
    assert len(audit(service, "access.foreign")) > before


@pytest.mark.parametrize("role", [Role.WORKER, Role.TOWN])
@pytest.mark.parametrize(("method", "path"), OF_AN_IMPORT)
def test_every_page_of_an_import_of_another_town_is_absent_and_on_record(
    service: Service, upload: str, role: Role, method: str, path: str
) -> None:
    before = len(audit_of(service, upload))
    answer = asked(person(service, role, WEST), method, path.replace("{id}", upload))
    assert answer.status_code == 404
    assert "access.foreign" in [action for action, _ in audit_of(service, upload)[before:]]


@pytest.mark.parametrize(("method", "path"), OF_AN_OFFERING)
def test_every_page_of_an_offering_of_other_towns_or_charities_is_absent_and_on_record(
    service: Service, offering: str, method: str, path: str
) -> None:
    roles = RULES[PAGES[method, path]].roles & {Role.WORKER, Role.TOWN, Role.CHARITY}
    here, foreign = path.replace("{id}", offering), "access.foreign"
    here = here.replace("{reservation}", "nowhere")
    for role in sorted(roles):
        whose = (WEST,) if role in OF_TOWNS else ()
        before = len(audit_of(service, offering))
        stranger = person(service, role, *whose, organisation=OTHER)
        assert asked(stranger, method, here).status_code == 404
        assert foreign in [action for action, _ in audit_of(service, offering)[before:]]
    assert roles


def test_the_tests_above_speak_of_every_page_and_form_with_the_id_of_a_row() -> None:
    with_ids = {key for key in PAGES if "{id}" in key[1] or "{number}" in key[1]}
    assert with_ids == {*OF_A_FAMILY, *OF_AN_IMPORT, *OF_AN_OFFERING}
    assert len(OF_A_FAMILY) > 25
    assert len(PAGES) > 45
    assert {method for method, _ in PAGES} == {"GET", "POST"}


@pytest.mark.parametrize("path", TABLES)
def test_a_table_as_csv_tells_what_the_page_and_its_json_tell(
    mei: Clerk, place: Home, path: str
) -> None:
    if "/imports/" in path:
        pytest.skip("an import's own table is tested with its file")
    here = at(path, place.id)
    page = "/" if here == "/index.csv" else here.removesuffix(".csv")
    asked_for = "?q=陪" if here == "/items.csv" else ""  # else the page goes on on others
    rows = list(csv.reader(io.StringIO(mei.get(here + asked_for).content.decode("utf-8-sig"))))
    twin = mei.get(here.removesuffix(".csv") + ".json" + asked_for).json()
    told = as_read(words_of(mei.get(page + asked_for).text) + texts_of(twin) + repr(twin))
    assert {len(cells) for cells in rows} == {len(rows[0])}
    for cell in {cell.removeprefix("'") for cells in rows[1:] for cell in cells}:
        for part in cell.split("；"):
            assert as_read(part) in told, part
