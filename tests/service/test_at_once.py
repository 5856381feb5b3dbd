"""One ID number brought in twice at the same moment is stored once, on both databases."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from api.access.callers import Role
from api.settings import Settings
from api.store.values import Towns
from api.usecases import accepting, identities
from matcher.loading import load_matcher
from matcher.pipeline.matcher import Matcher
from tests.service.families import HOUSEHOLDS, at, family, taken_in
from tests.service.ledger_files import ledger, number_of, row
from tests.service.office import EAST, NOW, TODAY, Service, serving
from tests.service.test_imports import URL, looked
from tests.store.conftest import kind, server, template, template_file, url
from tests.support import CATALOGS

__all__ = ("kind", "server", "template", "template_file", "url")

Act = Callable[[], Any]
PERSON = 7
NUMBER = number_of(PERSON)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return load_matcher(CATALOGS, TODAY, "lexical")


@pytest.fixture
def service(url: str, matcher: Matcher) -> Iterator[Service]:
    told = Settings(catalog=CATALOGS, encoder="lexical", max_body=200_000)
    with serving(url, matcher, told) as found:
        yield found


@pytest.fixture(autouse=True)
def _both_look_before_either_adds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has looked for a number waits a moment for the other, who may be kept from it."""
    other = threading.Barrier(2)

    def then_wait(look: Callable[..., Any]) -> Callable[..., Any]:
        def looked(*args: Any, **more: Any) -> Any:
            found = look(*args, **more)
            with suppress(threading.BrokenBarrierError):
                other.wait(timeout=1)
            return found

        return looked

    monkeypatch.setattr(identities, "_holder", then_wait(identities._holder))
    monkeypatch.setattr(accepting, "find_doubles", then_wait(accepting.find_doubles))


def intake(service: Service) -> Act:
    body = family(members=[{"id": "m1", "id_number": NUMBER}], needs=[], receiving=[])
    worker = service.as_(Role.WORKER, EAST)
    return lambda: worker.post(HOUSEHOLDS, json=body)


def newborn(service: Service) -> Act:
    url = f"{HOUSEHOLDS}/{_household(service)['id']}/members"
    worker = service.as_(Role.WORKER, EAST)
    return lambda: worker.post(url, json={"id_number": NUMBER}, headers=at(1))


def card_shown(service: Service) -> Act:
    told = _household(service)
    url = f"{HOUSEHOLDS}/{told['id']}/members/{told['members'][0]['id']}"
    worker = service.as_(Role.WORKER, EAST)
    return lambda: worker.patch(url, json={"id_number": NUMBER}, headers=at(1))


def spreadsheet(service: Service) -> Act:
    worker = service.as_(Role.WORKER, EAST)
    id = looked(worker, ledger(row(PERSON)))["id"]
    return lambda: worker.post(f"{URL}/{id}/accept")


def _household(service: Service) -> dict[str, Any]:
    return taken_in(service, members=[{"id": "m1"}], needs=[], receiving=[])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (intake, intake),
        (intake, newborn),
        (newborn, card_shown),
        (spreadsheet, intake),
        (spreadsheet, spreadsheet),
    ],
)
def test_a_number_that_comes_twice_at_once_is_stored_once(
    service: Service, one: Callable[[Service], Act], other: Callable[[Service], Act]
) -> None:
    acts = (one(service), other(service))
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    mark = service.office.desk(None).blind("id_number", NUMBER)  # type: ignore[arg-type]
    with service.office.store.view("test", NOW, Towns.everywhere()) as unit:
        assert len(unit.personal.alike("id_number", mark)) == 1
