"""The slow tables of evaluate, on a catalogue with few labelled households."""

import json

import pytest

from api.bootstrap import make_matcher
from api.cli.figure_tables import deep_sheets, goal_sheet
from api.settings import Settings
from api.usecases.measuring import DRAWS, measured
from matcher.files import load_labelled
from tests.cli.running import xingfu
from tests.support import CATALOGS, TODAY, city

LABELLED = CATALOGS / "labelled"


def folder_with(folder, rows):
    """Return a folder as the shipped one, with these rows of labelled households."""
    for path in CATALOGS.iterdir():
        if path.name != "labelled":
            (folder / path.name).symlink_to(path)
    (folder / "labelled").mkdir()
    for name in ("train_households", "train_gold"):
        lines = (LABELLED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        few = "\n".join(lines[row] for row in rows)
        (folder / "labelled" / f"{name}.jsonl").write_text(few, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Six labelled households of two authors."""
    return folder_with(tmp_path_factory.mktemp("small"), [0, 1, 2, 70, 71, 72])


@pytest.fixture(scope="module")
def dangerous(tmp_path_factory):
    """Six labelled households of three authors, all with a text that tells of danger."""
    gold = list(load_labelled(CATALOGS, "train", city())[1].values())
    told = [row for row, labels in enumerate(gold) if labels.alerts]
    authors = dict.fromkeys(gold[row].author for row in told)
    rows = [[row for row in told if gold[row].author == each][:2] for each in authors]
    return folder_with(
        tmp_path_factory.mktemp("dangerous"), [row for three in rows[:3] for row in three]
    )


@pytest.fixture(scope="module")
def told(small):
    settings = Settings(catalog=small, encoder="lexical", cache=None)
    matcher = make_matcher(settings, TODAY)
    given = load_labelled(small, "train", matcher.catalogue)
    return measured(matcher, settings, given, ("ablation", "models"))


def test_the_tables_that_were_asked_for_say_what_they_rest_on(told):
    assert (told["households"], told["mode"]) == (6, "lexical")
    assert len(told["sha256"]) == 64
    assert set(told) == {"households", "mode", "sha256", "ablation", "models"}
    assert json.loads(json.dumps(told))["models"] == told["models"]


def test_the_ablation_says_both_ways_on_both_sets(told):
    row = told["ablation"]["precedents"]
    assert tuple(row["parts"]) == ("precedent",)
    assert {"figures", "apart"} == set(row["zeroed"]) == set(row["refitted"])
    assert row["given_zeroed"]["ndcg10"] > 0 < row["given_refitted"]["ndcg10"]


def test_models_are_compared_in_several_draws_the_first_of_them_told_in_full(told):
    for row in told["models"].values():
        assert len(row["draws"]) == DRAWS > 1
        assert row["draws"][0] == row["figures"]["ndcg10"]
    linear = told["models"]["linear"]["draws"]
    assert len(set(linear)) > 1, "other signs unheard and facts withheld fit other weights"


def test_each_table_is_drawn_with_a_row_for_each_thing_measured(told):
    models, ablation = deep_sheets(told)
    assert [row[0] for row in models.rows] == list(told["models"])
    assert [row[0] for row in ablation.rows] == list(told["ablation"])
    for sheet in (models, ablation):
        assert {len(row) for row in sheet.rows} == {len(sheet.columns) + 1}


def test_a_table_in_markdown_has_a_head_a_rule_and_its_rows(told):
    sheet, _ = deep_sheets(told)
    title, _, head, rule, *rows = sheet.markdown().rstrip().splitlines()
    assert title == f"**{sheet.title}**"
    assert head.startswith("|  | ndcg10 | must_recall10 |")
    assert set(rule) <= set("|- ")
    assert [row.split("|")[1].strip() for row in rows] == list(told["models"])


def test_the_learning_curve_is_printed_where_it_is_asked_for(small):
    files = (small / "labelled" / f"train_{name}.jsonl" for name in ("households", "gold"))
    lines = xingfu("evaluate", *files, "--deep", "curve", "--markdown", catalog=str(small)).stdout
    titles = [line for line in lines.decode().splitlines() if line.startswith("**")]
    assert len([title for title in titles if "learning curve" in title]) == 2
    assert not [title for title in titles if "models" in title or "lost without" in title]


def test_alerts_of_authors_left_out_stand_beside_the_figures_that_have_a_goal(dangerous):
    settings = Settings(catalog=dangerous, encoder="lexical", cache=None)
    matcher = make_matcher(settings, TODAY)
    told = measured(matcher, settings, ((), {}), ["alerts"])
    (group,) = told["alerts"].values()
    assert group["households"] == 6
    for key in ("recall", "precision"):
        low, high = group["interval95"][key]
        assert 0 <= low <= group[key] <= high <= 1
    sheet = goal_sheet({"with_goals": {}, "interval95": {}, "deep": told})
    assert [(row[0], row[-1]) for row in sheet.rows] == [
        ("alerts_recall, 6 texts in sight", "evaluate --deep alerts"),
        ("alerts_precision, 6 texts in sight", "evaluate --deep alerts"),
    ]


def test_where_nobody_tells_of_danger_there_are_no_figures_of_alerts(small, told):
    settings = Settings(catalog=small, encoder="lexical", cache=None)
    assert measured(make_matcher(settings, TODAY), settings, ((), {}), ["alerts"])["alerts"] == {}


def test_a_table_that_there_is_not_is_wrong_usage(small):
    assert xingfu("evaluate", "a", "b", "--deep", "width").returncode == 2


def test_the_worst_plans_are_printed_worst_first_with_their_needs(small):
    ended = xingfu("errors", "--worst", "3", "--json", catalog=str(small))
    found = [json.loads(line) for line in ended.stdout.decode().splitlines()]
    assert len(found) == 3
    assert [each["ndcg10"] for each in found] == sorted(each["ndcg10"] for each in found)
    assert all(each["needs"] and len(each["first"]) == 10 for each in found)
