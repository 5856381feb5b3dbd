"""Codes that tell what rests on consent stand in its group: who holds them meets its facts."""

import pytest

from api.usecases.consent import Group, policy
from matcher.rules.tree import (
    Among,
    And,
    AnyMember,
    Compare,
    Condition,
    CountMembers,
    Named,
    Not,
    Or,
    Relation,
    facts_in,
)

_NOTHING = (False, "none", "able", "normal")
RESTING = [group for group in policy().groups.values() if group.basis == "consent"]


def may_be(node: Condition | None, truth: bool, facts: frozenset[str]) -> bool:
    """Say whether a condition may be true (or false) where nothing is so that the facts tell.

    A comparison with one of them that tells something (not: no, none, able) is false then, every
    other may be either.
    """
    match node:
        case Not(part):
            return may_be(part, not truth, facts)
        case And(parts) | Or(parts):
            together = all if isinstance(node, And) is truth else any
            return together(may_be(part, truth, facts) for part in parts)
        case AnyMember(part) | CountMembers(part, ">=" | ">" | "="):
            return not truth or may_be(part, True, facts)
        case Named(_, part) if part is not None:
            return may_be(part, truth, facts)
        case Compare() | Among() | Relation():
            return not (truth and tells(node, facts))
        case _:
            return True


def tells(leaf: Compare | Among | Relation, facts: frozenset[str]) -> bool:
    if not facts.intersection(facts_in(leaf)):
        return False
    match leaf:
        case Compare(_, "=", value):
            return value not in _NOTHING
        case Compare(_, "!=", value):
            return value in _NOTHING
        case Among(_, values):
            return not set(values) & set(_NOTHING)
    return True


@pytest.fixture(scope="module")
def conditions(catalogue):
    known = {**catalogue.items, **catalogue.city_items}
    return {code: item.condition for code, item in known.items()}


@pytest.mark.parametrize("group", RESTING, ids=lambda group: group.name)
def test_a_code_that_nobody_holds_but_by_its_facts_stands_in_the_group(
    group: Group, conditions
) -> None:
    telling = {code for code, node in conditions.items() if not may_be(node, True, group.facts)}
    assert telling - group.codes == set()
    assert group.codes <= set(conditions)


def test_a_code_that_tells_one_of_several_groups_stands_in_one_of_them(conditions) -> None:
    facts = frozenset().union(*(group.facts for group in RESTING))
    codes = frozenset().union(*(group.codes for group in RESTING))
    telling = {code for code, node in conditions.items() if not may_be(node, True, facts)}
    assert telling - codes == set()


def test_every_sensitive_fact_stands_in_exactly_one_group(catalogue) -> None:
    groups = policy().groups.values()
    known = catalogue.vocabulary.facts.values()
    for fact in known:
        stands = [group.name for group in groups if fact.name in group.facts]
        assert len(stands) <= 1, fact.name
        if fact.sensitivity in ("sensitive", "confidential"):
            assert len(stands) == 1, fact.name
