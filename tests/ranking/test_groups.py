"""Every part of the score stands in one group, whatever parts there are."""

from hypothesis import given
from hypothesis import strategies as st

from matcher.ranking.features import PARTS
from matcher.ranking.groups import TOGETHER, groups_of, removals

NAMES = st.lists(st.sampled_from([*PARTS, "novel", "layer_new", "other"]), unique=True)


@given(NAMES)
def test_every_part_stands_in_exactly_one_group_even_one_that_is_new(parts):
    found = [part for members in groups_of(parts).values() for part in members]
    assert sorted(found) == sorted(parts)


def test_a_part_that_no_group_names_is_a_group_of_its_own_and_layers_are_one():
    found = groups_of(("words", "novel", "layer_basic", "layer_new"))
    assert found == {
        "words": ("words",),
        "novel": ("novel",),
        "layer": ("layer_basic", "layer_new"),
    }


def test_groups_that_stand_in_for_one_another_are_removed_together_too():
    found = removals(PARTS)
    assert set(found) == {*groups_of(PARTS), *TOGETHER}
    assert set(found["all signs"]) > set(found["signs told"])
    assert "all signs" not in removals(("words", "usual"))
