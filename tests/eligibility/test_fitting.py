"""An open verdict fits whom its missing facts may be so of, at that age; it stays open anyway."""

import pytest

from matcher.eligibility.assess import assess
from matcher.eligibility.fitting import Fitting
from matcher.eligibility.rulebook import rulebook
from matcher.values import Status
from tests.support import TODAY, city, family, person, view

BOOK = rulebook(city(), TODAY)


def fitting(code, **facts):
    seen = view(family(person("m1", relation="child", **facts)), TODAY)
    (verdict,) = assess(seen, [BOOK.items[code]], BOOK)
    return verdict, Fitting(seen, BOOK).fits(verdict)


def fits(code, **facts):
    verdict, found = fitting(code, **facts)
    assert verdict.status is Status.UNKNOWN
    return found


@pytest.mark.parametrize(
    ("code", "born"),
    [
        ("S082", "2019-09-01"),  # what expectant mothers get, a girl of six
        ("G035", "2012-03-01"),  # a student loan, at fourteen
        ("G035", "1988-01-05"),
        ("G040", "1988-01-05"),
        ("G040", "2019-09-01"),
        ("S068", "2019-09-01"),
    ],
)
def test_what_cannot_be_so_at_that_age_fits_nobody_of_it(code, born):
    assert not fits(code, birth_date=born, sex="f")


@pytest.mark.parametrize(
    ("code", "born"),
    [
        ("S082", "1988-01-05"),
        ("G035", "2007-03-01"),
        ("G040", "2012-03-01"),
        ("G031", "2012-03-01"),
        ("S077", "2012-03-01"),
        ("S068", "1988-01-05"),
    ],
)
def test_what_may_be_so_fits(code, born):
    assert fits(code, birth_date=born, sex="f")


def test_without_an_age_everything_may_be_so():
    assert fits("G035")
    assert fits("S082", sex="f")


def test_what_is_on_record_fits_at_any_age():
    verdict, found = fitting("G035", birth_date="2012-03-01", education_stage="college")
    assert verdict.status is Status.ELIGIBLE
    assert found
