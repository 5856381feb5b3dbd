"""What is different between two catalogues on a day."""

from datetime import date

from matcher.reading.differences import Differences, FigureChange, differences
from tests.another_city import FIGURES, ITEMS, build
from tests.support import TODAY

MORE = """\
- code: R05
  name: 取暖补贴
  per: household
  eligibility: income < 900
"""


def test_a_catalogue_is_no_different_from_itself() -> None:
    assert differences(build(), build(), TODAY) == Differences((), (), ())


def test_items_that_come_and_go_are_named_in_the_order_of_their_lists() -> None:
    found = differences(build(), build(items=ITEMS + MORE), TODAY)
    assert (found.added, found.removed) == (("R05",), ())
    back = differences(build(items=ITEMS + MORE), build(), TODAY)
    assert (back.added, back.removed) == ((), ("R05",))


def test_a_changed_condition_and_a_changed_name_are_told_apart() -> None:
    other = ITEMS.replace("name: 工薪补贴", "name: 工资补贴").replace(
        "months_since(lost_job_on) >= 6", "months_since(lost_job_on) >= 3"
    )
    found = differences(build(), build(items=other), TODAY)
    assert [each.name for each in found.conditions] == ["R03"]
    assert found.touched == ("R02",)


def test_an_item_that_speaks_of_members_now_is_changed_though_its_text_is_not() -> None:
    other = ITEMS.replace("name: 租金补贴\n  per: household", "name: 租金补贴\n  per: member")
    found = differences(build(), build(items=other), TODAY)
    assert [each.name for each in found.conditions] == ["R01"]


def test_figures_are_compared_as_they_are_on_the_day() -> None:
    dearer = FIGURES.replace("from: 2026-01-01\n", "from: 2026-07-01\n")
    found = differences(build(), build(figures=dearer), TODAY).figures
    assert FigureChange("living_line", 950, 900, ("harbour", 1)) in found
    assert not differences(build(), build(figures=dearer), date(2025, 1, 1)).figures


def test_a_figure_that_comes_or_goes_has_no_value_on_one_side() -> None:
    line = "{from: 2020-01-01, value: 50, source: decree 9, confidence: low}"
    one_more = FIGURES + f"- name: heating\n  values:\n  - {line}\n"
    found = differences(build(), build(figures=one_more), TODAY).figures
    assert found == (FigureChange("heating", None, 50),)


def test_a_multiple_that_changes_by_itself_follows_nothing() -> None:
    line = "from: 2020-01-01, of: minimum_wage, source: decree 9, confidence: low"
    twice, thrice = (
        FIGURES + f"- name: ceiling\n  values:\n  - {{{line}, times: {n}, value: {1200 * n}}}\n"
        for n in (2, 3)
    )
    found = differences(build(figures=twice), build(figures=thrice), TODAY).figures
    assert found == (FigureChange("ceiling", 2400, 3600),)
    dearer = twice.replace("value: 1200,", "value: 1300,").replace("2400", "2600")
    told = differences(build(figures=twice), build(figures=dearer), TODAY).figures
    assert [(each.name, each.follows) for each in told] == [
        ("minimum_wage", ""),
        ("ceiling", "minimum_wage"),
    ]
