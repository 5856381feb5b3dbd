"""explain: why an item is for a household or not, for a person at a terminal and as JSON."""

import json

import pytest

from api.explanations import Explanation
from tests import another_city
from tests.cli.running import xingfu
from tests.support import CATALOGS

DEMO = CATALOGS / "demo" / "households.jsonl"
FAMILY = {
    "id": "H1",
    "as_of": "2026-05-01",
    "facts": {
        "hukou_city": "zhongshan",
        "relief_status": "none",
        "income_per_capita_month": 900,
        "property_within_limit": True,
    },
    "members": [
        {"id": "m1", "relation": "head", "birth_date": "1940-01-01", "self_care": "disabled"},
        {"id": "m2", "relation": "child", "birth_date": "1975-01-01", "employment": "unemployed"},
    ],
}


def explain(item, *options, household=FAMILY):
    stdin = json.dumps(household).encode()
    return xingfu("explain", "-", "--item", item, *options, stdin=stdin)


def data_of(ended):
    assert ended.returncode == 0, ended.stderr.decode()
    return json.loads(ended.stdout.decode())


def told_by(ended):
    """Return what was printed, without frame and line breaks."""
    lines = (line.strip("│╭╮╰╯─ ") for line in ended.stdout.decode().splitlines())
    return "".join(line.strip("├└─│ ") for line in lines)


def test_a_person_sees_verdict_reason_tree_checklist_and_what_to_do():
    ended = explain("G063")
    told = told_by(ended)
    assert ended.returncode == 0
    for words in (
        "户主 · 不符合",
        "不符合：您家救助身份：无救助身份，不是低保或低保边缘。",
        "✓ 您家户籍所在地：中山户籍",
        "✗ 您家救助身份：无救助身份，不是低保或低保边缘",
        "出处：老年人权益保障法；广东省养老服务条例",
        "先向镇街公共服务办申请最低生活保障。办成后就符合条件。",
        "□ ",
        "规则出处：",
    ):
        assert words in told, words


def test_english_is_a_switch_away():
    told = told_by(explain("G063", "--lang", "en"))
    assert "the head · not eligible" in told
    assert "What is lacking, and how to come by it" in told


def test_one_member_alone_can_be_asked_about():
    assert [v["member"] for v in data_of(explain("G063", "--json"))["verdicts"]] == ["m1", "m2"]
    only = data_of(explain("G063", "--member", "m2", "--json"))
    assert [verdict["member"] for verdict in only["verdicts"]] == ["m2"]


def test_an_item_of_the_household_is_for_the_household_whoever_is_asked_about():
    found = data_of(explain("G001", "--member", "m2", "--json"))
    assert [(v["member"], v["status"]) for v in found["verdicts"]] == [(None, "eligible")]


@pytest.mark.parametrize(
    "item", ["G001", "g001", "最低生活保障金", "Minimum living allowance (dibao)"]
)
def test_an_item_may_be_asked_for_by_code_or_by_name(item):
    assert data_of(explain(item, "--json"))["code"] == "G001"


def test_an_everyday_name_that_fits_one_item_will_do_and_one_that_fits_several_will_not():
    assert data_of(explain("高龄津贴", "--json"))["code"] == "G061"
    several = explain("高中助学金")
    assert several.returncode == 2
    assert "普通高中国家助学金、教育帮扶助学金（高中与中职）" in several.stderr.decode()


@pytest.mark.parametrize(
    ("typed", "near"), [("G0O1", "G001"), ("最低生活保证金", "最低生活保障金")]
)
def test_an_unknown_item_is_wrong_usage_that_names_the_nearest(typed, near):
    ended = explain(typed)
    assert ended.returncode == 2
    assert near in ended.stderr.decode()
    assert b"Traceback" not in ended.stderr


def test_a_member_that_is_not_listed_is_refused_with_the_nearest():
    ended = explain("G063", "--member", "m9")
    assert ended.returncode == 1
    assert "m9 不在本户成员中" in ended.stderr.decode()


def test_the_json_is_a_line_a_household_in_the_shape_of_the_contract():
    ended = xingfu("explain", DEMO, "--item", "S116", "--json", "--on", "2026-05-01")
    rows = ended.stdout.decode().splitlines()
    assert len(rows) == len(DEMO.read_text(encoding="utf-8").splitlines())
    for row in rows:
        assert Explanation.model_validate_json(row).code == "S116"


def test_a_household_that_cannot_be_read_is_refused_and_the_next_is_explained():
    lines = b'{"id": "X", "facts": {"incom": 3}}\n' + json.dumps(FAMILY).encode() + b"\n"
    ended = xingfu("explain", "-", "--item", "G001", "--json", stdin=lines)
    assert ended.returncode == 1
    refused, told = [json.loads(line) for line in ended.stdout.decode().splitlines()]
    assert "error" in refused
    assert told["verdicts"][0]["status"] == "eligible"


def test_the_date_asked_for_decides():
    assert data_of(explain("G001", "--json", "--on", "2030-01-02"))["as_of"] == "2030-01-02"


def test_a_household_without_members_is_told_that_the_item_is_judged_by_member():
    ended = explain("G063", household={"id": "H2"})
    assert ended.returncode == 0
    assert "没有登记成员" in told_by(ended)


def test_a_code_of_charity_supply_can_be_explained_too():
    found = data_of(explain("F001", "--json"))
    assert found["code"] == "F001"
    assert found["residual"] == []


def test_the_rules_of_another_city_are_explained_by_its_own_words(tmp_path):
    folder = another_city.write(tmp_path)
    ended = xingfu(
        "explain", folder / "households.jsonl", "--item", "R01", "--catalog", folder, "--json"
    )
    first = json.loads(ended.stdout.decode().splitlines()[0])
    assert first["verdicts"][0]["status"] == "eligible"
    assert "decree 3" in "".join(first["verdicts"][0]["worker"])


def test_the_same_question_gets_the_same_bytes():
    assert explain("G063", "--json").stdout == explain("G063", "--json").stdout
