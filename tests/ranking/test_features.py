"""Each part of a score measures one thing that a worker understands."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.offerings import Amount
from matcher.ranking.features import (
    NEED_PARTS,
    NO_STANDING,
    OF_NEEDS,
    PARTS,
    SIGN_PARTS,
    Candidate,
    Measured,
    Prior,
    Standing,
    features,
)
from matcher.values import Status
from matcher.wording import Bilingual
from tests.ranking.candidates import item, verdict

PRIOR = Prior({"G900": -1.5, "G901": -0.5}, {"G900": 2.0, "G901": 4.0}, {})


def measured(
    of=None,
    judged=None,
    chance=1.0,
    relevance=None,
    standing=NO_STANDING,
    concerned=False,
    categories=(),
    prior=PRIOR,
):
    told = np.array([[(relevance or {}).get(name, 0.0) for name in OF_NEEDS]])
    candidate = Candidate(of or item(), judged or verdict(), chance, concerned)
    (row,) = features([candidate], told, [standing], categories, prior).tolist()
    return Measured(row)


def open_verdict(*missing):
    return verdict(status=Status.UNKNOWN, missing=missing)


def test_every_part_that_is_measured_has_a_place_among_the_parts():
    assert tuple(measured()) == PARTS
    assert set(NEED_PARTS) <= set(PARTS)
    assert len(PARTS) == len(set(PARTS))


def test_what_is_measured_of_a_candidate_does_not_hang_on_who_is_measured_beside_it():
    candidates = [
        Candidate(item(layer="welfare", documents=3), verdict(), 1.0, True),
        Candidate(item("G901", per_member=True), open_verdict("age"), 0.3, False),
    ]
    told = np.arange(2.0 * len(OF_NEEDS)).reshape(2, -1)
    standings = [Standing(1.0, 0.25, 0.5), NO_STANDING]
    together = features(candidates, told, standings, (), PRIOR).tolist()
    assert together == [
        features([one], told[[at]], [standings[at]], (), PRIOR).tolist()[0]
        for at, one in enumerate(candidates)
    ]
    assert features([], told[:0], [], (), PRIOR).shape == (0, len(PARTS))


def test_an_eligible_verdict_misses_nothing_and_an_unknown_one_is_not_eligible():
    assert (measured()["eligible"], measured()["missing"]) == (1.0, 0.0)
    unknown = measured(judged=open_verdict("age"))
    assert (unknown["eligible"], unknown["missing"]) == (0.0, 0.2)


@pytest.mark.parametrize(("facts", "value"), [(0, 0.0), (2, 0.4), (5, 1.0), (9, 1.0)])
def test_missing_facts_count_up_to_five_of_them(facts, value):
    assert measured(judged=open_verdict(*"abcdefghi"[:facts]))["missing"] == value


def test_the_chance_of_open_conditions_is_a_logarithm_with_a_floor():
    assert measured(chance=1.0)["plausible"] == 0
    assert measured(chance=0.5)["plausible"] == pytest.approx(math.log(0.5))
    assert measured(chance=0.0)["plausible"] == measured(chance=0.001)["plausible"]


def test_relevance_is_taken_over_part_by_part():
    told = {name: place for place, name in enumerate(OF_NEEDS, start=1)}
    found = measured(relevance=told)
    assert {name: found[name] for name in told} == told
    assert {measured()[name] for name in told} == {0}


def test_the_parts_of_signs_speak_of_a_need_and_those_of_facts_and_families_of_none():
    assert set(SIGN_PARTS) <= set(NEED_PARTS)
    assert not {"facts_must", "facts_good", "alike"} & set(NEED_PARTS)


def test_what_facts_and_families_alike_say_is_taken_over_part_by_part():
    found = measured(standing=Standing(facts_must=1.0, facts_good=0.25, alike=0.5))
    assert [found[name] for name in ("facts_must", "facts_good", "alike")] == [1.0, 0.25, 0.5]
    assert [measured()[name] for name in ("facts_must", "facts_good", "alike")] == [0] * 3


def test_rarity_tells_of_an_eligible_candidate_only():
    assert measured()["rare"] == 2.0
    assert measured(judged=open_verdict("age"))["rare"] == 0.0


def test_a_code_never_seen_in_training_is_as_usual_and_rare_as_the_mean():
    found = measured(of=item("G999"), judged=verdict("G999"))
    assert (found["usual"], found["rare"]) == (-1.0, 3.0)
    empty = measured(prior=Prior({}, {}, {}))
    assert (empty["usual"], empty["rare"]) == (0.0, 0.0)


def test_whom_a_need_concerns_counts_for_member_items_alone():
    member = item(per_member=True)
    assert measured(of=member, concerned=True)["concerns"] == 1.0
    assert measured(of=member, concerned=False)["concerns"] == 0.0
    assert measured(concerned=True)["concerns"] == measured()["concerns"] == 0.5


@pytest.mark.parametrize(
    ("audience", "categories", "value"),
    [((), (), 1), (("C1",), (), 0), (("C1", "C2"), ("C2",), 1), (("C1",), ("C2",), 0)],
)
def test_an_item_for_everyone_or_for_the_category_is_in_its_audience(audience, categories, value):
    assert measured(of=item(audience=audience), categories=categories)["audience"] == value


@pytest.mark.parametrize(
    ("amount", "value"),
    [
        (Amount(), 0.0),
        (Amount(99_999, Bilingual("CNY/年", "")), 1.0),
        (Amount(99, Bilingual("CNY", "")), 0.4),
        (Amount(0, Bilingual("CNY", "")), 0.0),
        (Amount(80, Bilingual("%", "")), 0.0),
        (Amount(None, Bilingual("CNY", "")), 0.0),
    ],
)
def test_an_amount_is_the_order_of_magnitude_of_its_money(amount, value):
    assert measured(of=item(amount=amount))["amount"] == pytest.approx(value)


def test_effort_grows_with_the_papers_to_bring():
    assert [measured(of=item(documents=n))["effort"] for n in (0, 1, 5)] == [0, 0.2, 1]


@pytest.mark.parametrize("layer", ["basic", "special", "temporary", "welfare", "charity"])
def test_a_candidate_has_one_layer_and_no_other(layer):
    found = measured(of=item(layer=layer))
    layers = {name: value for name, value in found.items() if name.startswith("layer_") and value}
    assert layers == {f"layer_{layer}": 1}


def test_a_layer_that_has_no_part_adds_none():
    found = measured(of=item(layer="sixth"))
    assert not any(value for name, value in found.items() if name.startswith("layer_"))


@given(st.floats(0, 1), st.floats(0, 1e9), st.integers(0, 12), st.integers(0, 9))
def test_every_part_is_a_finite_number_whatever_is_measured(chance, value, papers, missing):
    found = measured(
        of=item(amount=Amount(value, Bilingual("CNY", "CNY")), documents=papers),
        judged=open_verdict(*"abcdefghi"[:missing]),
        chance=chance,
    )
    assert all(math.isfinite(number) for number in found.values())
