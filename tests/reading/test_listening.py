"""Stances and urgency are read from the catalogue, or refused naming every fault."""

import pytest

from matcher.errors import CatalogueError
from matcher.listening import Stance
from tests.catalogs.small import small

SIGNS = """\
signs:
- sign: no_food
  label: {zh: 没饭吃, en: no food}
  words: [断炊]
"""
STANCES = """\
still_asks: [还想]
stances:
- {stance: asks, words: [想]}
- {stance: refused, words: [不用], ranked: true}
"""
URGENCY = """\
urgency:
- {name: now, level: high, label: {zh: 今天, en: today}, words: [今天], unless: [每到今天]}
- {name: hungry, level: high, label: {zh: 没吃的, en: hungry}, signs: [no_food]}
- name: poor
  level: medium
  label: {zh: 穷, en: poor}
  per: household
  facts: income < 500
  domains: [living]
"""


def faults(**texts):
    with pytest.raises(CatalogueError) as refused:
        small(**{"signs": SIGNS, "stances": STANCES, "urgency": URGENCY, **texts})
    return [(f.kind, f.field, f.value, f.near) for f in refused.value.faults]


def test_stances_are_read_those_of_the_ranking_first():
    found = small(signs=SIGNS, stances=STANCES, urgency=URGENCY).listening
    assert [entry.stance for entry in found.stances] == [Stance.REFUSED, Stance.ASKS]
    assert [entry.words for entry in found.closing] == [("不用",)]
    assert found.still_asks == ("还想",)


def test_what_presses_is_read_with_its_words_signs_or_facts():
    now, hungry, poor = small(signs=SIGNS, urgency=URGENCY).listening.pressures
    assert (now.level, now.words, now.unless) == ("high", ("今天",), ("每到今天",))
    assert (hungry.signs, hungry.condition) == (("no_food",), None)
    assert poor.condition is not None
    assert (poor.per_member, poor.domains) == (False, ("living",))


def test_a_catalogue_without_the_files_listens_for_nothing():
    found = small().listening
    assert (found.stances, found.still_asks, found.pressures) == ((), (), ())


def test_an_unknown_sign_or_domain_is_refused_with_the_nearest():
    wrong = URGENCY.replace("no_food", "no_foot").replace("[living]", "[livings]")
    assert faults(urgency=wrong) == [
        ("unknown_code", "signs", "no_foot", "no_food"),
        ("unknown_code", "domains", "livings", "living"),
    ]


def test_an_unknown_fact_and_a_wrong_expression_are_refused():
    assert [f[:2] for f in faults(urgency=URGENCY.replace("income", "incom"))] == [
        ("unknown_fact", "facts")
    ]
    assert [f[:2] for f in faults(stances=STANCES.replace("[想]", "['(想']"))] == [
        ("bad_pattern", "words")
    ]


@pytest.mark.parametrize("rest", ["", ", words: [急], signs: [no_food]", ", facts: income < 500"])
def test_a_pressure_rests_on_one_ground_and_facts_name_their_domains(rest):
    entry = f"- {{name: odd, level: high, label: {{zh: 急, en: odd}}{rest}}}\n"
    assert [f[0] for f in faults(urgency=URGENCY + entry)] == ["schema"]


def test_a_stance_that_is_none_is_refused():
    wrong = STANCES.replace("stance: asks", "stance: begs")
    assert [fault[0] for fault in faults(stances=wrong)] == ["schema"]
