"""forecast: what time will change for each household, without an encoder; and --on in match."""

import json

import pytest

from tests.cli.running import xingfu
from tests.support import CATALOGS

DEMO = CATALOGS / "demo" / "households.jsonl"
OLD = {
    "id": "H1",
    "as_of": "2026-05-01",
    "facts": {"hukou_city": "zhongshan", "residence_town": "西区"},
    "members": [
        {"id": "m1", "relation": "head", "birth_date": "1946-09-09"},
        {
            "id": "m2",
            "relation": "child",
            "employment": "unemployed",
            "unemployed_months": 9,
            "birth_date": "1980-02-03",
        },
        {"id": "m3", "relation": "grandchild", "birth_date": "2011-08-08"},
    ],
    "receiving": [{"code": "G067", "member": "m1", "until": "2026-12-31"}],
}


def told(*words, household=OLD):
    ended = xingfu("forecast", "-", *words, stdin=json.dumps(household).encode())
    assert (ended.returncode, ended.stderr) == (0, b"")
    return ended.stdout.decode()


@pytest.fixture(scope="module")
def data():
    return json.loads(told("--json"))


def test_each_change_says_when_what_why_and_what_to_prepare(data):
    assert (data["household_id"], data["as_of"]) == ("H1", "2026-05-01")
    wanted = {
        *("code", "name", "member", "on", "becomes", "was"),
        *("reason", "because", "then", "why", "prepare"),
    }
    assert data["forecast"]
    assert all(set(change) == wanted for change in data["forecast"])
    days = [change["on"] for change in data["forecast"]]
    assert days == sorted(days)
    assert "2026-05-01" < days[0] <= days[-1] <= "2027-05-01"


def test_birthdays_durations_and_ends_of_grants_are_among_them(data):
    found = {(c["code"], c["on"], c["reason"], c["was"], c["becomes"]) for c in data["forecast"]}
    assert ("G061", "2026-09-09", "birthday", "ineligible", "eligible") in found
    assert ("G046", "2026-08-01", "duration", "unknown", "eligible") in found
    assert ("G067", "2027-01-01", "ends", "held", "eligible") in found


def test_it_lists_what_a_plan_leaves_out_for_brevity(data):
    ended = xingfu("match", "-", "--json", stdin=json.dumps(OLD).encode())
    plan = json.loads(ended.stdout)["forecast"]
    assert {json.dumps(change) for change in plan} < {json.dumps(c) for c in data["forecast"]}


@pytest.mark.parametrize(("lang", "words"), [("zh", "户主满80岁"), ("en", "the head turns 80")])
def test_the_table_tells_it_in_the_readers_language(lang, words):
    assert words in told("--lang", lang)


@pytest.mark.parametrize(("lang", "words"), [("zh", "一年内没有"), ("en", "No item changes")])
def test_a_household_to_which_nothing_happens_is_told_so(lang, words):
    assert words in told("--lang", lang, household={"id": "H2"})


def test_the_day_asked_for_is_the_day_it_looks_ahead_from():
    later = json.loads(told("--json", "--on", "2026-10-01"))
    assert later["as_of"] == "2026-10-01"
    assert "G061" not in [change["code"] for change in later["forecast"]]


def test_match_on_another_day_makes_that_days_plan():
    plans = [
        json.loads(
            xingfu("match", "-", "--json", "--on", day, stdin=json.dumps(OLD).encode()).stdout
        )
        for day in ("2025-06-01", "2026-10-01")
    ]
    assert [plan["as_of"] for plan in plans] == ["2025-06-01", "2026-10-01"]
    codes = [{item["code"] for item in plan["items"]} for plan in plans]
    assert "G061" in codes[1] - codes[0]


def test_every_demo_household_is_answered_in_order():
    ended = xingfu("forecast", DEMO, "--json", "--lang", "en")
    ids = [json.loads(line)["household_id"] for line in ended.stdout.splitlines()]
    assert ended.returncode == 0
    assert ids == [json.loads(line)["id"] for line in DEMO.read_text("utf-8").splitlines()]


def test_what_cannot_be_read_is_refused_beside_the_others():
    lines = json.dumps({**OLD, "as_of": "2026-02-30"}) + "\n" + json.dumps({**OLD, "id": "H3"})
    ended = xingfu("forecast", "-", "--json", stdin=lines.encode())
    first, second = (json.loads(line) for line in ended.stdout.splitlines())
    assert ended.returncode == 1
    assert first["error"]["field"] == "as_of"
    assert second["forecast"]


@pytest.mark.parametrize("words", [(), ("no/such/file",), ("-", "--on", "2026-02-30"), ("-", "-x")])
def test_wrong_usage_ends_with_two(words):
    assert xingfu("forecast", *words).returncode == 2


SMALL = {
    "vocabulary.yaml": """
facts:
- {name: out_since, level: member, type: date}
- {name: income, level: household, type: number}
""",
    "figures.yaml": """
figures:
- name: line
  unit: gold
  values:
  - {from: 2020-01-01, value: 100, source: a law, confidence: high}
  - {from: 2026-09-01, value: 120.5, source: a newer law, confidence: high}
""",
    "items.yaml": """
- {code: G001, name: 补助, per: household, eligibility: income < line}
- code: G002
  name: 待业
  per: member
  eligibility: months_since(out_since) >= 6 AND days_since(out_since) <= 300
""",
}


def test_another_catalogue_is_forecast_by_its_own_words_and_figures(tmp_path):
    for name, text in SMALL.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    member = {"id": "a", "out_since": "2026-01-31"}
    household = {"id": "Q", "as_of": "2026-05-01", "facts": {"income": 110}, "members": [member]}
    found = json.loads(told("--json", "--catalog", str(tmp_path), household=household))
    assert [(c["on"], c["code"], c["becomes"]) for c in found["forecast"]] == [
        ("2026-07-31", "G002", "eligible"),
        ("2026-09-01", "G001", "eligible"),
        ("2026-11-28", "G002", "ineligible"),
    ]
    assert "由100gold调整为120.5gold（依据：a newer law）" in found["forecast"][1]["why"]
