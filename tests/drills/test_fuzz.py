"""Requests by chance, reduced; the whole drill is `python -m bench.safety.fuzz`."""

import os
from copy import deepcopy

from api.access.callers import Role
from bench.safety.chance import EAST
from bench.safety.fuzz import (
    Found,
    Part,
    drill,
    only,
    parts,
    print_found,
    run,
    with_ids,
)

REQUESTS = int(os.environ.get("DRILL_REQUESTS", "5000"))
SEED = int(os.environ.get("DRILL_SEED", "20260601"))
ITEM = "/api/v1/items/{code}"


HOUSEHOLD = "/api/v1/households/{id}"
CHANGES = (
    f"PATCH {HOUSEHOLD}",
    f"POST {HOUSEHOLD}/members",
    f"PATCH {HOUSEHOLD}/members/{{member}}",
    f"POST {HOUSEHOLD}/facts",
    f"POST {HOUSEHOLD}/needs",
    f"PATCH {HOUSEHOLD}/needs/{{need}}",
    f"PUT {HOUSEHOLD}/consent",
)


def document(city):
    return city.client.get("/openapi.json").json()


def test_no_request_by_chance_brings_a_fault_of_ours_or_an_answer_nobody_documented(drilled):
    found = drill(drilled, REQUESTS, SEED)
    print_found(found)
    assert found.wrong == []
    assert found.is_alive
    assert found.total >= REQUESTS
    assert [change for change in CHANGES if not found.accepted[change]] == []
    assert {200, 201, 403, 404, 409, 412, 422, 428} <= set(found.statuses)


def test_every_operation_of_the_document_is_sent_by_every_role(drilled):
    told = document(drilled)
    sent: dict[str, set[tuple[str, str]]] = {}
    for part in parts(drilled, told):
        keys = {(m, path) for path, methods in part.document["paths"].items() for m in methods}
        sent.setdefault(part.name.split(",")[0], set()).update(keys)
    everything = {(m, path) for path, methods in told["paths"].items() for m in methods}
    assert len(sent) == 4
    assert all(keys == everything for keys in sent.values())


def test_an_answer_that_the_document_does_not_know_is_found_and_told_as_curl(drilled):
    lie = deepcopy(document(drilled))
    del lie["paths"][ITEM]["get"]["responses"]["200"]
    found, who = Found(seed=1), drilled.key(Role.WORKER, EAST)
    lie = with_ids(only(lie, [("GET", ITEM)]), {(ITEM, "code"): ["G001"]})
    run(drilled, Part("a lie", lie, who), found, 1, 5, ["fuzzing"])
    assert len(found.wrong) == 1
    assert "Undocumented status code" in found.wrong[0], found.wrong[0]
    assert "curl" in found.wrong[0]


def test_ids_of_rows_that_there_are_stand_among_the_values_of_a_path(drilled):
    told = with_ids(document(drilled), {(ITEM, "code"): ["G002", "G001"]})
    (code,) = (p for p in told["paths"][ITEM]["get"]["parameters"] if p["in"] == "path")
    assert code["schema"]["anyOf"][0] == {"enum": ["G001", "G002"]}
    assert code["example"] == "G001"
