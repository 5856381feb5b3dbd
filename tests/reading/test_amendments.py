"""A catalogue changed on paper: figures and those that follow them, tables, conditions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import ChangeError
from matcher.offerings import Catalogue
from matcher.reading.amendments import Setting, amended, settings_of
from matcher.reading.differences import FigureChange, TextChange, differences
from matcher.rules.text import render
from tests.another_city import build
from tests.support import TODAY, city


def changed(catalogue: Catalogue, *texts: str) -> Catalogue:
    return amended(catalogue, settings_of(texts), TODAY)


def values(catalogue: Catalogue, *names: str) -> list[float]:
    lines = [catalogue.figures[name].on(TODAY) for name in names]
    return [line.value for line in lines if line is not None]


def refusal(catalogue: Catalogue, *texts: str) -> list[str]:
    with pytest.raises(ChangeError) as refused:
        changed(catalogue, *texts)
    return [fault.sentence("en") for fault in refused.value.faults]


def test_a_figure_takes_its_multiples_along(catalogue: Catalogue) -> None:
    after = changed(catalogue, "dibao_line=1400")
    assert values(after, "dibao_line", "dibao_margin_line", "tekun_line") == [1400, 2100, 2240]
    told = {change.name: change.follows for change in differences(catalogue, after, TODAY).figures}
    assert told["dibao_line"] == ""
    assert told["dibao_margin_line"] == told["tekun_line"] == "dibao_line"


def test_a_multiple_that_is_set_itself_does_not_follow(catalogue: Catalogue) -> None:
    after = changed(catalogue, "tekun_line=2000", "dibao_line=1400")
    assert values(after, "dibao_margin_line", "tekun_line") == [2100, 2000]
    alone = changed(catalogue, "dibao_margin_line=2000")
    assert values(alone, "dibao_line", "dibao_margin_line", "tekun_line") == [1290, 2000, 2064]


@given(st.integers(1, 99_999))
def test_whatever_the_line_is_its_multiples_are_the_stated_ones(value: int) -> None:
    before = city()
    after = changed(before, f"dibao_line={value}")
    for name, figure in before.figures.items():
        line = figure.on(TODAY)
        follows = line is not None and line.multiple and line.multiple[0] == "dibao_line"
        if follows and line and line.multiple:
            assert values(after, name) == [pytest.approx(value * line.multiple[1])]
        elif name != "dibao_line":
            assert after.figures[name] is figure


def test_a_change_is_one_of_its_day_and_leaves_what_held_before() -> None:
    before = build()
    after = changed(before, "living_line[hill,1]=1000")
    old, new = after.figures["living_line"].lines
    assert old is before.figures["living_line"].lines[0]
    assert new.value == 950
    assert new.source == ""  # nobody decreed it


def test_the_catalogue_that_is_changed_on_paper_stays_as_it_is(catalogue: Catalogue) -> None:
    changed(catalogue, "dibao_line=1400", "G001=household_size = 1")
    assert values(catalogue, "dibao_line") == [1290]
    assert "dibao_line" in catalogue.items["G001"].eligibility


@pytest.mark.parametrize("text", ["1400", "1,400", " １４００ ", "1400.00"])
def test_a_number_is_read_as_people_write_it(catalogue: Catalogue, text: str) -> None:
    assert values(changed(catalogue, f"dibao_line={text}"), "dibao_line") == [1400]


def test_a_figure_may_be_named_by_its_label(catalogue: Catalogue) -> None:
    assert values(changed(catalogue, "最低生活保障标准=1400"), "dibao_line") == [1400]


@pytest.mark.parametrize("text", ["abc", "--5", "1400元", "1e9", "inf", "nan", "1_400", "14,00"])
def test_what_is_no_number_is_refused_with_the_value_of_today_as_example(
    catalogue: Catalogue, text: str
) -> None:
    assert refusal(catalogue, f"dibao_line={text}") == [
        f"dibao_line: the new value “{text}” is no number; write a bare number, such as 1290"
    ]


def test_an_unknown_name_is_refused_with_the_nearest(catalogue: Catalogue) -> None:
    assert refusal(catalogue, "dibo_line=1") == [
        "there is no figure, item or shared condition called dibo_line; did you mean dibao_line?"
    ]
    assert refusal(catalogue, "G01=age > 3")[0].endswith("did you mean G001?")


@pytest.mark.parametrize("text", ["dibao_line", "dibao_line=", "=1400", "", "  = 3"])
def test_a_setting_without_name_or_value_is_refused(catalogue: Catalogue, text: str) -> None:
    assert "write name=value" in refusal(catalogue, text)[0]


def test_a_figure_that_is_set_twice_is_refused(catalogue: Catalogue) -> None:
    assert refusal(catalogue, "dibao_line=1", "dibao_line=2") == [
        "dibao_line: the same name twice: dibao_line"
    ]
    assert refusal(catalogue, "G001=household_size = 1", "G001=household_size = 2") == [
        "the same name twice: G001"
    ]


def test_all_that_is_wrong_is_told_at_once(catalogue: Catalogue) -> None:
    assert len(refusal(catalogue, "dibo_line=1", "dibao_line=x", "G001=incom > 3")) == 2
    assert len(refusal(catalogue, "G001=incom > 3", "G002=incom > 3")) == 2


def test_a_cell_of_a_table_is_changed_alone() -> None:
    before = build()
    after = changed(before, "living_line[harbour, 2]=1600", "living_line[each_further]=400")
    assert differences(before, after, TODAY).figures == (
        FigureChange("living_line", 1500, 1600, ("harbour", 2)),
        FigureChange("living_line", 350, 400, ("each_further",)),
    )


def test_a_table_is_changed_cell_by_cell_and_a_plain_figure_has_none() -> None:
    table, _, cell = refusal(build(), "living_line=3")[0].partition("; ")
    assert table == "living_line: this is a table without a cell “”"
    assert "living_line[harbour,1], living_line[harbour,2]" in cell
    assert "without a cell “harbour,7”" in refusal(build(), "living_line[harbour,7]=3")[0]
    assert refusal(build(), "minimum_wage[1]=3") == [
        "minimum_wage[1]: this is no table; write minimum_wage=3"
    ]


def test_a_condition_is_edited_by_the_code_of_its_item() -> None:
    before = build()
    after = changed(before, "R03=age >= 21")
    assert render(after.items["R03"].condition) == "age >= 21"
    found = differences(before, after, TODAY)
    assert found.conditions == (
        TextChange("R03", "months_since(lost_job_on) >= 6 AND age >= 18", "age >= 21"),
    )
    assert not found.figures


def test_a_shared_condition_that_is_edited_changes_all_that_takes_it_in() -> None:
    before = build()
    after = changed(before, "poor=income < 1000")
    assert after.items["R01"].condition != before.items["R01"].condition
    assert after.items["R02"] is before.items["R02"]
    found = differences(before, after, TODAY)
    assert [each.name for each in found.shared] == ["poor"]
    assert not found.conditions


@pytest.mark.parametrize("text", ["-5", "−5", "－5", "9" * 20, "-0.5"])
def test_a_number_below_zero_or_beyond_all_sums_is_told_its_range(text: str) -> None:
    (sentence,) = refusal(build(), f"minimum_wage={text}")
    assert "is 0 or more and below 1,000,000,000,000" in sentence
    assert "is no number" not in sentence


def test_years_are_counted_whole(catalogue: Catalogue) -> None:
    (sentence,) = refusal(catalogue, "elderly_age=65.5")
    assert "no whole number" in sentence
    assert refusal(catalogue, "elderly_age=很老")[0].endswith("such as 60")


def test_what_takes_in_a_condition_further_down_is_told_so_and_nothing_else_is_blamed(
    catalogue: Catalogue,
) -> None:
    (sentence,) = refusal(catalogue, "low_income=meets(in_difficulty)")
    assert sentence.startswith("the new condition of low_income: ")
    assert "in_difficulty stands after this one" in sentence


def test_that_a_condition_is_not_understood_is_said_once(catalogue: Catalogue) -> None:
    for text in ("age < < 3", "AND", "any(member: any(member: age > 1))"):
        with pytest.raises(ChangeError) as told:
            changed(catalogue, f"G001={text}")
        sentence = told.value.faults[0].sentence("zh")
        assert "条件条件" not in sentence
        assert sentence.startswith("G001 的新条件：")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("income < < 3", "column 10 is not understood: …< 3"),
        (
            "rent > 3 AND incom > 3",
            "column 14, the vocabulary has no fact incom; did you mean income?",
        ),
        (
            "income < minimum_wag",
            "column 10, there is no figure minimum_wag; did you mean minimum_wage?",
        ),
        ("age >= 18", "column 1, age is a member's fact and must stand inside any"),
    ],
)
def test_an_edited_condition_is_checked_and_its_faults_are_told_with_their_column(
    text: str, told: str
) -> None:
    sentence = refusal(build(), f"R01={text}")[0]
    assert sentence.startswith("the new condition of R01: ")
    assert told in sentence


def test_an_edited_shared_condition_is_checked_where_it_is_taken_in() -> None:
    told = refusal(build(), "poor=age > 3")
    assert any(sentence.startswith("the new condition of R01") for sentence in told)


def test_a_setting_keeps_the_equals_signs_of_its_condition() -> None:
    assert settings_of(["R04=pupil = true"]) == (Setting("R04", "pupil = true"),)
