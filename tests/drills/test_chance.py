"""Requests by chance: the same for a seed, with a memory, and answers judged by the document."""

import json
import random
from copy import deepcopy

import httpx2
import pytest

from bench.safety.judging import Judge
from bench.safety.known import Known
from bench.safety.making import Maker

SHAPE = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "string"}, "of": {"$ref": "#/components/schemas/Of"}},
}
DOCUMENT = {
    "components": {"schemas": {"Of": {"type": "integer", "minimum": 1, "maximum": 9}}},
    "paths": {
        "/rows": {
            "get": {
                "responses": {
                    "200": {"content": {"application/json": {"schema": SHAPE}}},
                    "503": {"headers": {"Retry-After": {"required": True}}},
                }
            }
        }
    },
}
MEMBER = "/households/{id}/members/{member}"


def answer(status, data=None, **headers):
    return httpx2.Response(status, json=data, headers=headers)


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        (answer(200, {"id": "a", "of": 3}), []),
        (answer(200, {"of": 3}), ["200 is not as documented at $"]),
        (answer(200, {"id": "a", "of": 12}), ["200 is not as documented at $.of"]),
        (answer(201, {"id": "a"}), ["answered 201, which is not documented"]),
        (answer(500, {}), ["answered 500", "answered 500, which is not documented"]),
        (answer(503, **{"retry-after": "3"}), []),
        (answer(503), ["503 lacks the header Retry-After"]),
        (
            httpx2.Response(200, text="x", headers={"content-type": "text/plain"}),
            ["200 comes as text/plain, which is not documented"],
        ),
        (
            httpx2.Response(200, text="x", headers={"content-type": "application/json"}),
            ["200 holds no JSON"],
        ),
    ],
)
def test_an_answer_that_the_document_does_not_tell_of_is_wrong(told, wrong):
    assert list(Judge(DOCUMENT).wrong("GET", "/rows", told)) == wrong


def test_a_member_is_asked_for_in_their_own_household():
    known, lots = Known(), random.Random(1)
    known.learn(MEMBER, "/households/a/members/m1")
    known.hear("/households/{id}/members", "/households/b/members", {"id": "m2"})
    asked = {known.path(MEMBER, lots, ["stray"]) for _ in range(300)}
    whole = {path for path in asked if "stray" not in path}
    assert whole == {"/households/a/members/m1", "/households/b/members/m2"}
    assert "/households/a/members/stray" in asked


def test_the_rows_of_a_list_are_remembered():
    known = Known()
    known.hear("/rows", "/rows", {"rows": [{"id": "a"}, {"id": "b"}], "next": None})
    assert known.paths == {"/rows/{}": ["/rows/a", "/rows/b"]}


def test_values_of_a_seed_are_the_same_again_and_mostly_of_their_schema():
    def made(seed):
        maker = Maker(random.Random(seed), DOCUMENT)
        return [maker.value(SHAPE) for _ in range(50)]

    assert json.dumps(made(1)) == json.dumps(made(1)) != json.dumps(made(2))
    numbers = [value["of"] for value in made(3) if "of" in value]
    assert numbers
    assert sum(number in range(1, 10) for number in numbers) > len(numbers) / 2


def test_a_bent_value_leaves_the_old_one_as_it_was():
    maker, value = Maker(random.Random(4), DOCUMENT), {"a": [1, {"b": "c"}], "d": "e"}
    before = deepcopy(value)
    assert any(maker.bent(value) != before for _ in range(20))
    assert value == before
