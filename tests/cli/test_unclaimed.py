"""The plan on the terminal tells near its top what a family may not draw yet."""

import json

from tests.cli.running import xingfu

HOME = {
    "id": "H7",
    "as_of": "2026-05-01",
    "facts": {
        "hukou_city": "zhongshan",
        "household_size": 3,
        "income_per_capita_month": 900,
        "property_within_limit": True,
        "relief_status": "none",
    },
    "needs": [{"id": "n1", "text": "收入低，饭钱都凑不齐"}],
}


def plan_of(home, *options):
    told = xingfu("match", "-", *options, stdin=json.dumps(home).encode())
    assert told.returncode == 0, told.stderr
    return "".join(told.stdout.decode().replace("│", " ").split())


def test_the_sum_stands_before_the_items_and_is_no_promise():
    told = plan_of(HOME)
    assert "每月约1,170元可能还没有领" in told
    assert "这是估算，不是承诺" in told
    assert told.index("估算") < told.index("最低生活保障金")


def test_a_range_is_told_without_absurd_ends():
    facts = {name: value for name, value in HOME["facts"].items() if name != "household_size"}
    assert "至少390CNY/月/户" in plan_of({**HOME, "facts": facts})


def test_the_sum_is_told_in_english_too():
    told = plan_of(HOME, "--lang", "en")
    assert "about1,170CNYamonthmaynotbedrawnyet" in told
    assert "notapromise" in told
