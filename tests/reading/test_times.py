"""What the vocabulary says of time is read whole, or refused naming what is not there."""

from datetime import date

import pytest

from matcher.errors import CatalogueError
from matcher.facts import Counting, Duration
from matcher.reading.catalogue import build_catalogue
from tests.support import TODAY, catalogue_texts, city, schema_texts

FILE = "vocabulary.yaml"
SMALL = """
school:
  begins: '09-01'
  ends: '06-30'
  facts: {stage: stage, year: grade, final: last, admitted: called}
  admitted_to: college
  stages:
  - {stage: primary, years: 6, then: college}
  - {stage: college, years: [2, 5]}
  certified_yearly: [needy]
  while_studying: {job: [pupil]}
  source: a law
  confidence: high
facts:
- {name: stage, level: member, type: choice, values: [primary, college]}
- {name: grade, level: member, type: integer, counts: {unit: years, while: {job: [pupil]}}}
- {name: last, level: member, type: bool}
- {name: called, level: member, type: bool, lasts: {days: 90}}
- {name: needy, level: member, type: bool}
- {name: job, level: member, type: choice, values: [pupil, worker]}
"""


def read(text):
    return build_catalogue({FILE: text}, schema_texts(), TODAY).vocabulary


def faults(old, new):
    assert old in SMALL
    with pytest.raises(CatalogueError) as refused:
        read(SMALL.replace(old, new, 1))
    return [(fault.kind, fault.field, fault.value, fault.near) for fault in refused.value.faults]


def test_states_that_end_and_numbers_that_rise_are_read_with_their_units():
    facts = read(SMALL).facts
    assert facts["called"].lasts == Duration(90, "days")
    assert facts["grade"].counts == Counting("years", 0, {"job": ("pupil",)})
    assert facts["needy"].lasts is None
    assert facts["needy"].counts is None


def test_the_way_through_school_is_read_with_its_days_and_stages():
    school = read(SMALL).school
    assert (school.begins, school.ends) == ((9, 1), (6, 30))
    told = [(s.name, s.least, s.most, s.then) for s in school.stages.values()]
    assert told == [("primary", 6, 6, "college"), ("college", 2, 5, None)]
    assert (school.yearly, school.studying) == (("needy",), {"job": ("pupil",)})


def test_a_vocabulary_without_a_school_has_none():
    start, end = SMALL.index("school:"), SMALL.index("facts:\n-")
    assert read(SMALL[:start] + SMALL[end:]).school is None


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("'06-30'", "'06-31'", ("no_such_day", "school.ends", "06-31", None)),
        ("'09-01'", "'02-29'", ("no_such_day", "school.begins", "02-29", None)),
        ("year: grade", "year: grads", ("unknown_fact", "school.facts.year", "grads", "grade")),
        ("[needy]", "[nedy]", ("unknown_fact", "school.certified_yearly", "nedy", "needy")),
        (
            "then: college",
            "then: colledge",
            ("unknown_value", "school.stages", "colledge", "college"),
        ),
        (
            "to: college",
            "to: university",
            ("unknown_value", "school.stages", "university", None),
        ),
        (
            "{job: [pupil]}\n  source",
            "{job: [pupl]}\n  source",
            ("unknown_value", "school.while_studying", "pupl", "pupil"),
        ),
        (
            "while: {job: [pupil]}}",
            "while: {jobb: [pupil]}}",
            ("unknown_fact", "grade.counts", "jobb", "job"),
        ),
    ],
)
def test_a_name_or_day_that_is_not_there_is_refused_with_the_nearest(old, new, found):
    assert faults(old, new) == [found]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("lasts: {days: 90}", "lasts: {days: 0}"),
        ("lasts: {days: 90}", "lasts: {days: 9, months: 3}"),
        ("type: bool}\n- {name: job", "type: bool, counts: {unit: days}}\n- {name: job"),
        ("type: integer, counts", "type: integer, lasts: {days: 3}, counts"),
        ("unit: years", "unit: weeks"),
        ("source: a law", "sauce: a law"),
    ],
)
def test_what_does_not_fit_its_schema_is_refused(old, new):
    assert faults(old, new)[0][0] == "schema"


def test_every_state_with_a_limit_in_its_name_has_it_in_the_city_too():
    named = {
        name: fact.lasts
        for name, fact in city().vocabulary.facts.items()
        if any(word in fact.label.zh for word in ("一年内", "近一年", "一个月内"))
        and fact.type == "bool"
    }
    assert named
    for name, lasts in named.items():
        assert lasts == Duration(1 if "month" in name else 12, "months"), name


def test_the_citys_school_year_has_every_stage_but_those_that_are_none():
    vocabulary = city().vocabulary
    stages = set(vocabulary.facts["education_stage"].values)
    assert stages - set(vocabulary.school.stages) == {"none", "dropout"}
    assert date(2026, *vocabulary.school.begins) > date(2026, *vocabulary.school.ends)


def test_the_citys_texts_are_whole_with_their_times():
    assert build_catalogue(catalogue_texts(), schema_texts(), TODAY).vocabulary.school
