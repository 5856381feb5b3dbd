"""Who may do what: one table, read as sentences."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.access.callers import OF_THE_CITY, Caller, Role, Scope, towns_of
from api.access.operations import OPERATIONS
from api.access.rules import RULES, Action, Decision, decide

ACTIONS = st.sampled_from(list(Action))
ROLES = st.sampled_from(list(Role))
HOUSEHOLDS = {
    *(Action.READ, Action.WRITE, Action.UNMASK, Action.TRANSFER, Action.ERASE),
    *(Action.READ_PLANS, Action.MAKE_PLANS, Action.IMPORT, Action.EXPORT),
}


def person(role: Role, *, is_whole: bool = True) -> Caller:
    return Caller("account:a", role, towns_of(role, frozenset({"Z02"})), is_whole=is_whole)


def machine(role: Role, *scopes: Scope) -> Caller:
    return Caller("key:k", role, towns_of(role, frozenset({"Z02"})), frozenset(scopes))


def test_every_action_but_entering_has_one_rule():
    assert set(RULES) == set(Action) - {Action.ENTER}


@given(ACTIONS)
def test_nobody_does_anything_without_signing_in_but_enter(action):
    wanted = Decision.YES if action is Action.ENTER else Decision.SIGN_IN
    assert decide(None, action) is wanted


@given(ROLES, ACTIONS)
def test_a_session_that_is_not_whole_does_nothing_but_become_whole(role, action):
    decision = decide(person(role, is_whole=False), action)
    if action in (Action.ENTER, Action.OWN):
        assert decision is Decision.YES
    else:
        assert decision in (Decision.COMPLETE, Decision.NO)


@given(ROLES, ACTIONS, st.sets(st.sampled_from(list(Scope))))
def test_a_key_may_never_do_what_a_person_of_its_role_may_not(role, action, scopes):
    if decide(machine(role, *scopes), action) is Decision.YES:
        assert decide(person(role), action) is Decision.YES


@given(ROLES, ACTIONS)
def test_a_key_without_scopes_does_nothing(role, action):
    if action is not Action.ENTER:
        assert decide(machine(role), action) is Decision.NO


@pytest.mark.parametrize(
    "role", [Role.CHARITY, Role.PUSH, Role.SYSTEM, Role.SECURITY, Role.AUDIT], ids=str
)
def test_charities_platforms_and_administrators_reach_no_household(role):
    assert {a for a in HOUSEHOLDS if decide(person(role), a) is Decision.YES} == set()


def test_the_three_administrators_share_no_power():
    three = (Role.SYSTEM, Role.SECURITY, Role.AUDIT)
    powers = [{a for a, rule in RULES.items() if role in rule.roles} for role in three]
    common = {Action.OWN, Action.LOOK_UP, Action.BEGIN}
    for power in powers:
        assert common < power
    own = [power - common for power in powers]
    assert [first & second for first, second in combinations(own, 2)] == [set()] * 3


def test_the_bureau_reads_all_towns_and_changes_no_ledger():
    changes = (Action.WRITE, Action.MAKE_PLANS, Action.IMPORT, Action.ERASE, Action.TRANSFER)
    assert decide(person(Role.BUREAU), Action.READ) is Decision.YES
    assert {decide(person(Role.BUREAU), action) for action in changes} == {Decision.NO}


@given(ROLES, st.frozensets(st.sampled_from(["Z01", "Z02", "Z03"])))
def test_towns_are_those_given_or_all_or_none(role, given_towns):
    seen = towns_of(role, given_towns)
    if role in OF_THE_CITY:
        assert seen is None
    elif role in (Role.WORKER, Role.TOWN, Role.PUSH):
        assert seen == given_towns
    else:
        assert seen == frozenset()


def test_no_operation_that_changes_anything_is_open_to_everybody_but_signing_in():
    free = {key for key, action in OPERATIONS.items() if action is Action.ENTER}
    known = {
        *(("GET", path) for path in ("/healthz", "/readyz", "/openapi.json")),
        *(("GET", path) for path in ("/sign-in", "/setup", "/sign-in/sso", "/sign-in/sso/back")),
        ("GET", "/sign-in.json"),
        *(("POST", path) for path in ("/sign-in", "/setup", "/api/v1/session")),
    }
    assert free <= known
