"""A trial told: the chief sentence, what follows, what to mind; one value as data and tables."""

import json
import re
from collections.abc import Iterable
from typing import Any

import pytest

from matcher.needs import Held, Household
from matcher.offerings import Catalogue
from matcher.pipeline.assessor import Assessor
from matcher.pipeline.crowd import population_of
from matcher.pipeline.whatif import whatif
from matcher.reading.amendments import amended, settings_of
from matcher.reading.differences import differences
from matcher.telling.shifts import trial_data
from matcher.telling.trial_tables import bars, trial_tables
from matcher.telling.trials import Trial, signed
from tests.another_city import ITEMS, build
from tests.support import TODAY, city, family, person

POOR = {
    "hukou_city": "zhongshan",
    "property_within_limit": True,
    "income_per_capita_month": 1350,
    "household_size": 2,
    "residence_town": "石岐",
}


def poor(household_id: str, **facts: Any) -> Household:
    return family(household_id=household_id, **{**POOR, **facts})


def trial(
    *texts: str,
    households: Iterable[Household] = (),
    after: Catalogue | None = None,
    before: Catalogue | None = None,
    **rest: Any,
) -> Trial:
    start = before or city()
    other = amended(after or start, settings_of(texts), TODAY)
    one = Assessor(start)
    people = population_of(list(households), start, one.rules(TODAY), TODAY)
    shift = whatif(one, Assessor(other), people, TODAY)
    return Trial(start, other, differences(start, other, TODAY), shift, TODAY, **rest)


def told(found: Trial, lang: Any = "zh") -> dict[str, Any]:
    return trial_data(found, lang)


@pytest.fixture(scope="module")
def raised() -> Trial:
    holds = poor("H2", relief_status="dibao", income_per_capita_month=1000)
    return trial("dibao_line=1400", households=[poor("H1"), holds, poor("H3", household_size=3)])


def test_the_first_sentence_says_what_is_changed_whom_it_reaches_and_what_it_costs(
    raised: Trial,
) -> None:
    assert told(raised)["summary"][0] == (
        "把最低生活保障标准从1,290改为1,400元/月：3户里，2户新符合至少一个项目，"
        "2户不再符合某个项目，每月约多支出470元。"
    )
    assert told(raised, "en")["summary"][0] == (
        "Minimum living (dibao) line from 1,290 to 1,400 CNY a month: of 3 households 2 newly "
        "qualify for at least one item, 2 no longer qualify for one; about 470 CNY more a month."
    )


def test_the_sentences_after_it_name_the_items_the_sums_and_what_went_along(raised: Trial) -> None:
    summary = told(raised)["summary"]
    assert "「最低生活保障金」：2户新符合，0户不再符合。" in summary
    assert "每月：新符合的多250元，不再符合的少0元，原来就符合或享受的+220元。" in summary
    assert summary[-1].startswith("跟着变的：低保边缘线（低保标准的1.5倍） 1,935→2,100元/月、")


def test_a_trial_says_that_nothing_is_written_and_what_it_does_not_count(raised: Trial) -> None:
    notes = told(raised)["notes"]
    assert any("什么都没有写入" in note for note in notes)
    assert any("没有算" in note and "不是预算" in note for note in notes)
    english = " ".join(told(raised, "en")["notes"])
    assert "nothing is written" in english


def test_no_sentence_shows_a_bare_code_or_the_name_of_a_fact(raised: Trial) -> None:
    for lang in ("zh", "en"):
        data = told(raised, lang)
        text = " ".join([*data["summary"], *data["notes"]])
        assert not re.search(r"\b[GS]\d{3}\b|\b[a-z]+_[a-z_]+\b", text)


def test_who_holds_an_item_is_said_to_gain_nothing() -> None:
    found = trial("dibao_line=1400", households=[poor("H1", relief_status="dibao")])
    assert "已经享受的不算新符合（1人次）。" in told(found)["notes"]


def test_who_would_fail_the_next_review_is_said_beside_those_who_lose() -> None:
    holds = poor("H1", relief_status="dibao", income_per_capita_month=1100)
    found = told(trial("dibao_line=1000", households=[holds]))
    assert any("到复核时才会变" in sentence for sentence in found["summary"])
    assert found["totals"]["losing"] == 0


def test_a_loss_that_is_only_to_be_checked_is_said_to_be_one() -> None:
    found = told(
        trial(
            "G001=income_per_capita_month < dibao_line AND net_income_per_capita_month < 3",
            households=[poor("H1", income_per_capita_month=900)],
        )
    )
    assert found["items"][0]["doubted"] == {"beneficiaries": 1, "households": 1}
    assert any("只是要重新核实" in sentence for sentence in found["summary"])
    assert found["summary"][0].startswith("改「最低生活保障金」的条件：")


def test_a_change_that_nobody_feels_says_so_and_names_its_items() -> None:
    found = told(trial("dibao_line=1400", households=[poor("H1", income_per_capita_month=9000)]))
    assert found["items"] == []
    assert {"G001", "G002"} <= {each["code"] for each in found["unfelt"]}
    assert any("没有人受影响的项目" in note for note in found["notes"])
    assert "每月支出没有算得出的增减" in found["summary"][0]


@pytest.mark.parametrize(
    ("source", "words"),
    [("invented", "随机虚构"), ("labelled", "语言模型"), ("demo", "只有几户")],
)
def test_households_that_are_not_real_are_said_to_be_so_before_all_else(
    source: str, words: str
) -> None:
    found = told(trial("dibao_line=1400", households=[poor("H1")], source=source))
    assert words in found["notes"][0]
    assert found["source"] == source


def test_households_that_could_not_be_read_are_counted() -> None:
    found = told(trial("dibao_line=1400", households=[poor("H1")], refused=2))
    assert any(note.startswith("有2户的资料读不懂") for note in found["notes"])


def test_a_new_catalogue_tells_what_comes_and_what_goes() -> None:
    more = ITEMS.replace("name: 工薪补贴", "name: 工资补贴") + (
        "- {code: R05, name: 取暖补贴, per: household, eligibility: income < 900}\n"
    )
    cold = family(household_id="H1", income=800)
    found = told(trial(before=build(), after=build(items=more), households=[cold]))
    assert found["summary"][0].startswith(
        "新增「取暖补贴」；另有1个项目只改了文字或金额：1户里，1户"
    )
    assert found["changes"]["added"] == [{"code": "R05", "name": "取暖补贴"}]
    gone = told(trial(before=build(items=more), after=build(), households=[cold]))
    assert gone["summary"][0].startswith("取消「取暖补贴」；")
    assert gone["totals"]["losing"] == 1


def test_a_cell_of_a_table_is_told_in_the_words_of_its_facts() -> None:
    found = trial("living_line[harbour,2]=1600", before=build(), households=[])
    change = told(found)["changes"]["figures"][0]
    assert change["keys"] == ["harbour", "2"]
    assert change["label"] == "living_line（港区、2）"


def test_many_changes_are_cut_short_with_their_number() -> None:
    names = [n for n, f in city().figures.items() if f.unit == "years" and not f.by][:9]
    found = told(trial(*(f"{name}=33" for name in names)))
    assert "等共" in found["summary"][0]
    assert "处改动" in found["summary"][0]


def test_lists_of_households_are_cut_unless_all_are_asked_for() -> None:
    found = trial("dibao_line=1400", households=[poor(f"H{n}") for n in range(30)])
    assert len(told(found)["gaining"]) == 20
    every = trial_data(found, "zh", with_ids=True)
    assert every["gaining"] == [f"H{n}" for n in range(30)]
    assert every["totals"]["gaining"] == 30


def test_the_data_is_plain_json_and_the_same_each_time(raised: Trial) -> None:
    assert json.dumps(told(raised)) == json.dumps(told(raised))


def test_tables_hold_what_the_data_says_with_empty_cells_for_no_change(raised: Trial) -> None:
    items, towns, categories = trial_tables(told(raised), "zh")
    assert items.heads[0] == "项目"
    row = next(row for row in items.rows if row[0] == "最低生活保障金")
    assert row[1:3] == ("2户", "")
    assert row[-1] == "+470"
    assert items.caption == "? 金额算不出或不按月发"
    assert towns.rows == (("石岐", "3", "2", "2", "", "", "+470"),)
    assert categories.title == "按人群类别（一户可属几类）"


def test_a_members_item_is_counted_by_people_and_households() -> None:
    pair = family(person("m1", age=61), person("m2", age=63), household_id="H1", **POOR)
    table = trial_tables(told(trial("elderly_age=65", households=[pair])), "zh")[0]
    assert any(row[2] == "2人（1户）" for row in table.rows)


def test_bars_are_as_long_as_their_share_of_the_longest(raised: Trial) -> None:
    drawn = list(bars(told(raised), 5))
    longest = max(max(bar.gain_share, bar.loss_share) for bar in drawn)
    assert longest == 1
    assert {(bar.gaining, bar.losing) for bar in drawn} >= {(2, 0), (0, 2)}
    assert list(bars(told(raised), 1)) == drawn[:1]


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (1234.5, "+1,234.5"), (-20, "−20")])
def test_a_sum_is_written_with_its_sign(value: float, text: str) -> None:
    assert signed(value) == text


def test_what_a_member_holds_is_no_gain_for_that_member() -> None:
    held = family(household_id="H1", receiving=[Held("G001")], **POOR)
    assert told(trial("dibao_line=1400", households=[held]))["items"][0]["gain"] == {
        "beneficiaries": 0,
        "households": 0,
    }
