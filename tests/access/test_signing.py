"""Marks of the service: nobody else can make or change one."""

from hypothesis import given
from hypothesis import strategies as st

from api.signing import is_token, token, unwrap, wrap
from tests.service.office import ring

RING = ring()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


@given(JSON)
def test_what_was_wrapped_is_unwrapped(value):
    assert unwrap(RING, "list", wrap(RING, "list", value)) == value


@given(JSON, st.text(max_size=60))
def test_a_mark_of_one_use_is_none_of_another(value, other):
    assert unwrap(RING, "another", wrap(RING, "list", value)) is None
    assert unwrap(RING, "list", other) is None


@given(JSON, st.integers(min_value=0, max_value=400), st.characters(codec="ascii"))
def test_a_changed_mark_is_none(value, place, letter):
    told = wrap(RING, "list", value)
    place %= len(told)
    changed = told[:place] + letter + told[place + 1 :]
    found = unwrap(RING, "list", changed)
    assert found is None or changed == told or found == value


@given(st.text(), st.text())
def test_a_token_is_of_one_content(first, second):
    assert is_token(RING, "csrf", first, token(RING, "csrf", first))
    assert (first == second) == is_token(RING, "csrf", second, token(RING, "csrf", first))
