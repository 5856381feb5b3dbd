"""The named peer: json-logic-qubit for the rules, scikit-learn's brute force for the retrieval.

What a plain user would put together. It knows two truths only: a fact that is not known is null,
and a comparison with null is false (`!==` with null is true), so "unknown" is lost on the way.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from json_logic import jsonLogic
from sklearn.neighbors import NearestNeighbors

from matcher.eligibility.rulebook import Rule
from matcher.retrieval.encoders import Vectors
from matcher.rules.evaluate import Scope
from matcher.rules.tree import Among, And, AnyMember, Compare, Condition, CountMembers, Not, Or
from matcher.views import View

Logic = dict[str, Any]
Answers = dict[tuple[str, str | None], bool]

_NEIGHBOURS = 20
_MEMBERS: Logic = {"var": "members"}
_OPERATORS = {"=": "===", "!=": "!=="}  # `==` would take 1 for true and "3" for 3
_ADD_ONE: Logic = {"+": [{"var": "accumulator"}, 1]}


def translate(node: Condition) -> Logic:
    """Return a bound condition as a JsonLogic rule; any() and count() walk over `members`."""
    match node:
        case Compare(fact, op, value):
            return {_OPERATORS.get(op, op): [{"var": fact}, value]}
        case Among(fact, values):
            return {"in": [{"var": fact}, list(values)]}
        case Not(part):
            return {"!": [translate(part)]}
        case And(parts):
            return {"and": [translate(part) for part in parts]}
        case Or(parts):
            return {"or": [translate(part) for part in parts]}
        case AnyMember(part):
            return {"some": [_MEMBERS, translate(part)]}
        case CountMembers(part, op, number):
            found = {"filter": [_MEMBERS, translate(part)]}
            count = {"reduce": [found, _ADD_ONE, 0]}
            return {_OPERATORS.get(op, op): [count, number]}


def answers(rules: Iterable[tuple[Rule, Logic]], seen: View) -> Answers:
    """Return yes or no for each rule and beneficiary."""
    scopes = {
        per_member: [(scope.member, _data(scope)) for scope in seen.scopes(per_member)]
        for per_member in (False, True)
    }
    return {
        (rule.code, member): bool(jsonLogic(logic, data))
        for rule, logic in rules
        for member, data in scopes[rule.per_member]
    }


def _data(scope: Scope) -> Mapping[str, Any]:
    return {**scope.facts, "members": [facts for _, facts in scope.members]}


def nearest_texts(texts: Vectors, queries: Vectors) -> list[npt.NDArray[np.intp]]:
    """Return for each query the nearest of the texts: fitted anew, asked one at a time."""
    index = NearestNeighbors(
        n_neighbors=min(_NEIGHBOURS, len(texts)), algorithm="brute", metric="cosine"
    ).fit(texts)
    return [index.kneighbors(row.reshape(1, -1), return_distance=False)[0] for row in queries]
