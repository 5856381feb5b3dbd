"""JSON in which a name stands twice: refused, with the place of the first."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.reading.names_once import NameTwiceError, loads_once

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("text", "place", "field"),
    [
        ('{"a": 1, "a": 1}', ("a",), "a"),
        ('{"a": {"b": 1, "b": 2}}', ("a", "b"), "a.b"),
        ('{"a": [1, [], {"b": {"c": 1, "d": 2, "c": 3}}]}', ("a", 2, "b", "c"), "a[2].b.c"),
        ('[{"a": 1}, {"a": 1, "a": 2}]', (1, "a"), "[1].a"),
        ('{"a": {"b": 1, "b": 2}, "a": 3}', ("a",), "a"),
        ('{"a": 1, "a": {"b": 1, "b": 2}}', ("a",), "a"),
        ('{"a": {"x": 1, "x": 2}, "b": {"y": 1, "y": 2}}', ("a", "x"), "a.x"),
        ('{"": 1, "": 2}', ("",), "…"),
        ('{"a": {"a.b": 1, "a.b": 2}}', ("a", "a.b"), "a.…"),
        ('{"a": 1, "\\u0061": 2}', ("a",), "a"),
    ],
)
def test_a_name_that_stands_twice_is_refused_with_its_place(text, place, field):
    with pytest.raises(NameTwiceError) as refused:
        loads_once(text)
    assert refused.value.place == place
    assert refused.value.faults[0].field == field


def test_lists_and_objects_that_lie_deep_are_walked_to_the_place():
    text = '{"a":' * 300 + '{"b": 1, "b": 2}' + "}" * 300
    with pytest.raises(NameTwiceError) as refused:
        loads_once(text.encode())
    assert refused.value.place == ("a",) * 300 + ("b",)


@given(JSON)
def test_whatever_has_each_name_once_is_read_as_ever(value):
    text = json.dumps(value)
    assert loads_once(text) == json.loads(text) == value
