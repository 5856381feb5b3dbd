"""The one list of operations: a route without a row does not start, a row says who may."""

from collections import Counter

import pytest
from fastapi import APIRouter, FastAPI

from api.access.callers import Caller, Role, towns_of
from api.access.operations import OPERATIONS
from api.access.rules import RULES, Action, Decision, decide
from api.gate import guarded, unguarded
from api.pages.inventory import PAGES
from api.routes.inventory import ROUTERS


def caller(role: Role) -> Caller:
    return Caller("account:x", role, towns_of(role, frozenset({"Z02"})))


@pytest.mark.parametrize("make", [APIRouter, guarded])
def test_a_service_with_an_operation_that_no_rule_covers_does_not_start(make):
    router = make()
    router.get("/new")(lambda: None)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(router)
    assert unguarded(app.routes) == ["GET /new"]


def test_every_action_has_a_rule_and_every_operation_an_action():
    assert set(RULES) == set(Action) - {Action.ENTER}
    assert set(OPERATIONS.values()) <= set(Action)


@pytest.mark.parametrize("action", sorted(RULES))
def test_every_role_may_do_what_its_rule_says_and_nothing_else(action):
    may = {role for role in Role if decide(caller(role), action) is Decision.YES}
    assert may == RULES[action].roles


def test_the_three_administrators_never_see_or_change_a_family():
    of_families = {Action.READ, Action.WRITE, Action.UNMASK, Action.READ_PLANS, Action.EXPORT}
    for role in (Role.SYSTEM, Role.SECURITY, Role.AUDIT):
        assert not [each for each in of_families if role in RULES[each].roles], role


def test_nobody_passes_without_signing_in_but_where_everybody_may():
    assert {decide(None, action) for action in RULES} == {Decision.SIGN_IN}
    assert decide(None, Action.ENTER) is Decision.YES


def test_no_operation_is_answered_by_two_handlers() -> None:
    """The first that is registered would answer, the other never."""
    routes = [route for router in (*ROUTERS, *PAGES) for route in router.routes]
    told = Counter((method, route.path) for route in routes for method in route.methods)
    assert [operation for operation, times in told.items() if times > 1] == []
