"""Every item's readable cases hold, and every item has all the kinds that pin its rule down."""

from datetime import date
from functools import cache

import pytest

from matcher.eligibility.cases import try_cases
from matcher.eligibility.kinds import failed, gaps
from matcher.files import load_cases
from matcher.reading.cases import CaseFile
from tests.support import CATALOGS, city

DAY = date(2026, 6, 1)
CODES = [*city().items, *city().city_items]


@cache
def files() -> dict[str, CaseFile]:
    return {file.item: file for file in load_cases(CATALOGS, city())}


@pytest.mark.parametrize("code", CODES, ids=lambda code: f"{code} {city().item(code).name.zh}")
def test_all_cases_of_an_item_hold_and_no_kind_is_lacking(code):
    file = files()[code]
    assert [fault.sentence("zh") for fault in file.faults] == []
    outcomes = try_cases(file.cases, city())
    assert [failed(each).sentence("zh") for each in outcomes if not each.holds] == []
    lacking = gaps(code, file.cases, city(), DAY)
    assert [gap.fault(file.file, code).sentence("zh") for gap in lacking] == []


def test_no_case_file_is_of_an_item_that_is_not_there():
    assert sorted(files()) == sorted(CODES)
