"""A grant that was renewed stands in the ledger twice: the line that lasts longest counts."""

import json
from datetime import date
from itertools import permutations

import pytest

from matcher.reading.households import read_household
from tests.support import TODAY, city


def held(*lines):
    data = {"id": "H", "members": [{"id": "m1"}, {"id": "m2"}], "receiving": list(lines)}
    household = read_household(json.dumps(data), 1, city(), None, TODAY)
    return [(each.code, each.member, each.until) for each in household.receiving]


def line(until=None, code="G061", member="m1"):
    ends = {} if until is None else {"until": until}
    return {"code": code, "member": member, **ends}


JULY, DECEMBER = "2025-07-31", "2025-12-31"


@pytest.mark.parametrize("order", list(permutations([JULY, DECEMBER])))
def test_of_two_lines_the_later_last_day_counts(order):
    assert held(*map(line, order)) == [("G061", "m1", date(2025, 12, 31))]


@pytest.mark.parametrize("order", list(permutations([JULY, None, DECEMBER])))
def test_a_line_without_a_last_day_lasts_longest(order):
    assert held(*map(line, order)) == [("G061", "m1", None)]


def test_lines_of_other_people_and_codes_stay_as_they_are():
    lines = [line(JULY), line(DECEMBER, member="m2"), line(JULY, code="G057")]
    assert [(code, member, str(until)) for code, member, until in held(*lines)] == [
        ("G061", "m1", JULY),
        ("G061", "m2", DECEMBER),
        ("G057", "m1", JULY),
    ]
