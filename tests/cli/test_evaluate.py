"""evaluate prints the figures with the baselines beside them, or says what it cannot read."""

import json
from dataclasses import replace

import pytest

from api.usecases.evaluating import outcomes, with_goals, without_cases
from matcher.files import load_labelled
from matcher.measures import figures
from tests.cli.running import xingfu
from tests.contracts.engines import lexical_matcher
from tests.support import CATALOGS

LABELLED = CATALOGS / "labelled"
FIGURES = {
    *("households", "ndcg10", "must_recall10", "must_recall20", "mrr_must", "precision10"),
    *("first_is_must", "coverage20", "alerts", "uncovered"),
}


@pytest.fixture
def matcher():
    return lexical_matcher()


@pytest.fixture
def two(tmp_path):
    """The first two development households with their labels."""
    paths = []
    for name in ("dev_households", "dev_gold"):
        rows = (LABELLED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()[:2]
        path = tmp_path / f"{name}.jsonl"
        path.write_text("\n".join(rows), encoding="utf-8")
        paths.append(path)
    return paths


def test_the_figures_are_one_object_with_the_baselines_beside_them(two):
    ended = xingfu("evaluate", *two, "--json")
    assert ended.returncode == 0
    (found,) = [json.loads(line) for line in ended.stdout.decode().splitlines()]
    assert set(found) >= FIGURES
    assert (found["households"], found["mode"]) == (2, "lexical")
    assert set(found["alerts"]) == set(found["uncovered"]) == {"recall", "precision"}
    assert {"random", "popularity", "bm25", "encoder", "fused"} <= set(found["baselines"])
    for row in found["baselines"].values():
        assert set(row) <= FIGURES


def test_figures_without_the_newspaper_cases_stand_beside_those_with_them(matcher):
    households, gold = load_labelled(CATALOGS, "train", matcher.catalogue)
    first, second = outcomes(matcher, households[:2])
    case = replace(first, household="V003")
    labels = {**gold, "V003": gold[first.household]}
    told = without_cases([case, second], labels)["without_newspaper_cases"]
    assert told["households"] == 1
    assert told["with_goals"] == with_goals(figures([second], gold))
    assert set(told["interval95"]) == set(told["with_goals"])
    assert without_cases([case], labels) == without_cases([second], gold) == {}


def test_steadiness_exposure_and_intervals_of_all_goals_stand_beside_the_figures(two):
    found = json.loads(xingfu("evaluate", *two, "--json").stdout)
    goals = {"ndcg10", "must_recall10", "must_recall20", "first_is_must"}
    assert set(found["interval95"]) == goals | {"alerts_recall", "alerts_precision", "uncovered_f1"}
    assert set(found["stability"]) == {"traditional", "mistyped", "reordered", "aside"}
    assert found["stability"]["reordered"]["overlap10"] == 1
    for row in (found["exposure"]["xingfu"], found["exposure"]["popularity"]):
        assert 0 < row["ever_shown"] < 1
        assert sum(row["by_domain"].values()) == pytest.approx(1, abs=0.01)
        assert sum(row["by_category"].values()) == pytest.approx(1, abs=0.01)
        assert sum(group["households"] for group in row["households"]["town"].values()) == 2


def test_the_tables_print_every_row_of_the_json_in_words_that_fit(two):
    told = xingfu("evaluate", *two).stdout.decode()
    for word in ("spearman", "aside", "Gini over items", "musts of rare items", "by town", "f1"):
        assert word in told


@pytest.mark.parametrize(
    ("households", "gold"),
    [
        ('{"id": "V001"}', '{"id": "V001", "relevant": {}}'),
        ('{"id": "V001", "as_of": "2024-01-01"}', '{"id": "V001", "relevant": []}'),
        ('{"id": "V001", "as_of": "2024-01-01"}', "[]"),
    ],
)
def test_what_cannot_be_evaluated_is_refused_in_words(tmp_path, households, gold):
    paths = [tmp_path / "households.jsonl", tmp_path / "gold.jsonl"]
    for path, text in zip(paths, (households, gold), strict=True):
        path.write_text(text, encoding="utf-8")
    ended = xingfu("evaluate", *paths, "--json")
    assert ended.returncode in (0, 1), ended.stderr.decode()
    assert "Traceback" not in ended.stderr.decode()


def test_labels_that_are_no_file_are_wrong_usage():
    ended = xingfu("evaluate", LABELLED / "dev_households.jsonl", "no/such/gold.jsonl")
    assert ended.returncode == 2
