"""The audit over the API: for its administrator alone, by pages, and whole or not."""

import pytest

from api.access.callers import Role, Scope
from api.store.values import Towns
from tests.service.alone import alone
from tests.service.office import EAST, NOW, WEST
from tests.store.support import lift_guards, tamper

URL = "/api/v1/audit"


@pytest.fixture
def service(tmp_path):
    with alone(tmp_path) as found:
        yield found


@pytest.fixture
def officer(service):
    """The audit administrator; their key stands in the audit as its first line."""
    return service.as_(Role.AUDIT)


@pytest.fixture
def first(officer):
    """How many lines there are before any that a test records."""
    return officer.get(f"{URL}/verification").json()["rows"]


def record(service, count, actor="account:a", town=EAST):
    for number in range(count):
        with service.office.store.unit(actor, NOW, Towns.everywhere()) as unit:
            unit.audit.record("note", f"t{number}", {"n": number}, town)


def test_lines_come_newest_first_with_all_that_the_hash_covers(service, officer, first):
    record(service, 3)
    told = officer.get(URL).json()
    assert [line["target"] for line in told["lines"]][:3] == ["t2", "t1", "t0"]
    newest = told["lines"][0]
    assert (newest["actor"], newest["town"], newest["details"]) == ("account:a", EAST, {"n": 2})
    assert (newest["number"], len(told["lines"])) == (first + 3, first + 3)
    assert newest["previous"] == told["lines"][1]["hash"]
    assert told["cursor"] is None


def test_pages_follow_one_another_without_gap_while_lines_are_added(service, officer, first):
    record(service, 7)
    seen, cursor = [], None
    for _ in range(10):
        told = officer.get(URL, params={"limit": 3, **({"cursor": cursor} if cursor else {})})
        seen += [line["number"] for line in told.json()["lines"]]
        cursor = told.json()["cursor"]
        record(service, 1)
        if cursor is None:
            break
    assert seen == list(range(7 + first, 0, -1))


def test_lines_are_found_by_target_by_actor_and_before_a_number(service, officer, first):
    record(service, 4)
    record(service, 2, "account:b", WEST)
    by_target = officer.get(URL, params={"target": "t1"}).json()["lines"]
    assert [line["number"] for line in by_target] == [first + 6, first + 2]
    by_actor = officer.get(URL, params={"actor": "account:b"}).json()["lines"]
    assert [line["number"] for line in by_actor] == [first + 6, first + 5]
    older = officer.get(URL, params={"before": first + 3}).json()["lines"]
    assert [line["number"] for line in older] == list(range(first + 2, 0, -1))


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "before=0", "cursor=abc", "before=x"])
def test_a_wrong_query_is_told_by_its_parameter(service, officer, query):
    told = officer.get(f"{URL}?{query}&lang=en")
    assert told.status_code == 422
    assert told.json()["errors"][0]["parameter"] == query.split("=")[0]


def test_a_cursor_is_good_for_whom_it_was_given_to_only(service, officer):
    record(service, 3)
    cursor = officer.get(URL, params={"limit": 1}).json()["cursor"]
    other = service.as_(Role.AUDIT, scopes=[Scope.AUDIT])
    assert other.get(URL, params={"cursor": cursor}).status_code == 422


def test_nobody_but_the_audit_administrator_reads_it_and_who_tries_is_on_record(service, officer):
    assert service.client.get(URL).status_code == 401
    for role in set(Role) - {Role.AUDIT}:
        for url in (URL, f"{URL}/verification"):
            assert service.as_(role, EAST).get(url).status_code == 403, role
    refused = [line["action"] for line in officer.get(URL, params={"limit": 200}).json()["lines"]]
    assert refused.count("access.refused") == 2 * (len(Role) - 1)


def test_a_whole_chain_is_said_to_be_so_with_an_anchor_to_keep(service, officer, first):
    record(service, 3)
    told = officer.get(f"{URL}/verification").json()
    assert (told["whole"], told["rows"], told["number"], told["first_bad"]) == (
        *(True, first + 3, first + 3),
        None,
    )
    assert told["hash"] == officer.get(URL).json()["lines"][0]["hash"]


def test_a_row_that_was_changed_is_named(service, officer, tmp_path):
    record(service, 5)
    url = f"sqlite:///{tmp_path / 'xingfu.db'}"
    lift_guards(url, "audit_keep")
    tamper(url, "UPDATE audit SET actor = 'nobody' WHERE number = 3")
    told = officer.get(f"{URL}/verification?lang=en").json()
    assert (told["whole"], told["first_bad"], told["breach"]) == (False, 3, "altered")
    assert "row 3" in told["message"]
