"""The learning curve learns from fewer households, never from the author it measures."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.files import load_labelled
from matcher.pipeline.curve import Labelled, curve, parted
from matcher.pipeline.library import build_library, precedents
from matcher.pipeline.training import authors_of
from tests.contracts.engines import lexical_matcher
from tests.support import CATALOGS, city

ALL, GOLD = load_labelled(CATALOGS, "train", city())
FEW = [h for a in ("A1", "A2", "A3") for h in [x for x in ALL if GOLD[x.id].author == a][::20]]
LABELS = {h.id: GOLD[h.id] for h in FEW}


class Librarian:
    """Gives the library of some households, and remembers of which."""

    def __init__(self):
        self.asked = []

    def __call__(self, households, gold):
        self.asked.append([household.id for household in households])
        return build_library(city(), precedents(households, gold), None)


def lots():
    return np.random.default_rng(4)


@pytest.fixture(scope="module")
def librarian():
    return Librarian()


@pytest.fixture(scope="module")
def found(librarian):
    return curve(Labelled(lexical_matcher(), FEW, LABELS, librarian), lots(), sizes=(4, 99))


def test_there_is_a_point_for_each_size_below_all_and_one_for_all(found):
    assert [(p.authors, p.households) for p in found.by_households] == [(2, 4), (2, 8)]


def test_there_is_a_point_for_each_number_of_authors(found):
    assert [(p.authors, p.households) for p in found.by_authors] == [(1, 4), (2, 8)]
    assert found.by_authors[-1] == found.by_households[-1]


def test_every_figure_is_a_share(found):
    for point in (*found.by_households, *found.by_authors):
        assert all(0 <= value <= 1 for value in point.figures.values())


def test_nothing_is_learnt_from_the_author_who_is_measured(found, librarian):
    each = len(librarian.asked) // len(authors_of(LABELS))
    left_out = set()
    for place in range(len(authors_of(LABELS))):
        turn = librarian.asked[place * each : (place + 1) * each]
        taught = {LABELS[name].author for asked in turn for name in asked}
        left_out |= set(authors_of(LABELS)) - taught
        assert len(taught) == len(authors_of(LABELS)) - 1
    assert left_out == set(authors_of(LABELS))


def test_many_authors_are_left_out_in_groups_each_of_them_once(librarian):
    names = [f"A{number}" for number in range(7)]
    many = {h.id: replace(GOLD[h.id], author=names[n % 7]) for n, h in enumerate(ALL[:14])}
    asked = Librarian()
    told = curve(Labelled(lexical_matcher(), ALL[:14], many, asked), lots(), sizes=())
    wholes = [taken for taken in asked.asked if len(taken) in (10, 12)]
    left_out = [set(names) - {many[name].author for name in taken} for taken in wholes]
    assert sorted(name for group in left_out for name in group) == names
    assert [(p.authors, p.households) for p in told.by_authors] == [(1, 2), (2, 4), (4, 8), (6, 11)]
    assert told.by_authors[-1] == told.by_households[-1]


def test_a_smaller_set_is_part_of_all_that_there_is_to_learn_from(librarian, found):
    each = len(librarian.asked) // len(authors_of(LABELS))
    four, one_author, whole = librarian.asked[:each]
    assert (len(four), len(one_author), len(whole)) == (4, 4, 8)
    assert set(four) < set(whole) > set(one_author)


def test_labels_of_one_author_are_parted_in_two_halves_and_of_more_left_as_they_are():
    one = {name: replace(labels, author="A1") for name, labels in LABELS.items()}
    halves = parted(one)
    assert authors_of(halves) == ["A1a", "A1b"]
    assert {name: labels.relevant for name, labels in halves.items()} == {
        name: labels.relevant for name, labels in one.items()
    }
    assert parted(LABELS) == LABELS
