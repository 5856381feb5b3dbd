"""Towns are strangers over HTTP as well; all pairs of towns: `python -m bench.safety.towns`."""

import pytest

from api.access.callers import Role
from api.access.operations import OPERATIONS
from api.access.rules import Action
from bench.safety.towns import HERE, THERE, THIRD, Found, cursors, drill, never, unheard


@pytest.fixture(scope="module")
def found(drilled) -> Found:
    return drill(drilled)


def test_no_operation_gives_or_changes_or_tells_of_what_another_town_has(found):
    assert found.wrong == []


def test_every_operation_that_takes_ids_is_tried_with_those_of_another_town(found):
    assert unheard(found) == []


def test_an_operation_that_nobody_tries_is_named(found):
    more = {**OPERATIONS, ("GET", "/api/v1/secrets/{secret}"): Action.READ}
    assert unheard(found, more) == [("GET", "/api/v1/secrets/{secret}")]


def test_the_drill_would_tell_of_a_town_that_is_let_in(drilled):
    told = drill(drilled, "Z06", THIRD, ["Z06"]).wrong
    assert any("201, though it is another town's" in line for line in told)
    assert any("something of the other town has changed" in line for line in told)


def test_the_place_in_a_list_of_one_town_is_none_in_a_list_of_another(drilled, found):
    tried = cursors(drilled, THERE, HERE)
    assert tried.wrong == []
    assert ("GET", "/api/v1/households") in tried.tried


def test_an_id_that_never_was_is_absent_like_one_of_another_town(drilled):
    worker = drilled.key(Role.WORKER, HERE)
    answer = drilled.request(worker, "GET", f"/api/v1/households/{never()}")
    assert answer.status_code == 404
