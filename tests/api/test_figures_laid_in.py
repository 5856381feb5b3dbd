"""A bureau gives the figures that it has; the others are ours, and multiples go along."""

from datetime import date

import pytest

from api.usecases.checking import check_catalogue
from api.usecases.figures_laid_in import laid_in
from api.usecases.installing import Installing, install
from matcher.files import load_catalogue
from matcher.reading.entries import read_entries
from tests.catalogs.small import DAY
from tests.support import CATALOGS

OURS = """\
figures:
- name: line
  unit: CNY/month
  values:
  - {from: '0001-01-01', value: 1000, source: a, confidence: low}
  - {from: '2026-01-01', value: 1200, source: b, confidence: low}
- name: margin
  unit: CNY/month
  values:
  - {from: '0001-01-01', value: 1500, of: line, times: 1.5, source: a, confidence: low}
  - {from: '2026-01-01', value: 1800, of: line, times: 1.5, source: b, confidence: low}
- name: double_margin
  unit: CNY/month
  values:
  - {from: '2026-01-01', value: 3600, of: margin, times: 2, source: b, confidence: low}
- name: age
  unit: years
  values: [{from: '0001-01-01', value: 60, source: a, confidence: low}]
"""
OWN = """\
figures:
# decided in spring
- name: line
  unit: CNY/month
  values:
  - {from: 2025-07-01, value: 1100, source: ours, confidence: high}
  - from: 2027-01-01  # not yet in force
    value: 1401
    source: ours
    confidence: high
"""


def values_in(text: str) -> dict[str, dict[str, float]]:
    entries = read_entries(text, "figures.yaml", "figures")
    return {e.code or "": {x["from"]: x["value"] for x in e.data["values"]} for e in entries}


def test_a_figure_given_counts_from_its_first_day_on_and_ours_before_that():
    text, _ = laid_in(OWN, OURS, "figures.yaml")
    days = {"0001-01-01": 1000, "2025-07-01": 1100, "2027-01-01": 1401}
    assert values_in(text)["line"] == days
    assert "# decided in spring" in text


def test_figures_not_given_are_ours_and_multiples_follow_from_the_same_days():
    text, followed = laid_in(OWN, OURS, "figures.yaml")
    found = values_in(text)
    assert found["age"] == {"0001-01-01": 60}
    assert found["margin"] == {"0001-01-01": 1500, "2025-07-01": 1650, "2027-01-01": 2101.5}
    assert found["double_margin"] == {"2026-01-01": 3300, "2027-01-01": 4203}
    assert followed == ("margin", "double_margin")


def test_a_multiple_that_is_given_stays_as_it_is_given():
    margin = OWN.replace("name: line", "name: margin").removeprefix("figures:\n")
    text, followed = laid_in(OWN + margin, OURS, "figures.yaml")
    assert values_in(text)["margin"]["2027-01-01"] == 1401
    assert followed == ("double_margin",)


def test_a_text_that_gives_every_figure_stays_as_it_is_to_the_letter():
    assert laid_in(OURS, OURS, "figures.yaml") == (OURS, ())


@pytest.mark.parametrize(
    "own",
    [
        "figures: [{name: line, unit: CNY/month, values: [{from: 0001-01-01, value: 9}]}]\n",
        "figures: []\n",
        "about: x\nfigures:\n- {name: line, values: [{from: 0001-01-01, value: 9}]}\n",
    ],
)
def test_figures_are_completed_however_their_list_is_written(own):
    found = values_in(laid_in(own, OURS, "figures.yaml")[0])
    assert set(found) == {"line", "margin", "double_margin", "age"}
    assert found["line"]["0001-01-01"] == (9 if "line" in own else 1000)


def test_one_newer_figure_alone_can_be_installed_and_holds_on_its_day(tmp_path):
    folder, home = tmp_path / "ours", tmp_path / "home"
    folder.mkdir()
    manifest = "name: {zh: 某市目录, en: Our lists}\nversion: '2027.1'\n"
    (folder / "catalogue.yaml").write_text(manifest, encoding="utf-8")
    (folder / "figures.yaml").write_text(
        "figures:\n- name: dibao_line\n  label: {zh: 最低生活保障标准, en: dibao line}\n"
        "  unit: CNY/month\n  values:\n"
        "  - {from: 2027-01-01, value: 1400, source: 通知, confidence: high}\n",
        encoding="utf-8",
    )
    done = install(folder, Installing(home, CATALOGS, DAY, encoder="lexical"))
    assert done.faults == ()
    assert "dibao_margin_line" in done.followed
    kept = home / done.name
    margin = load_catalogue(kept, DAY).figures["dibao_margin_line"]
    assert [margin.on(date(year, 1, 2)).value for year in (2026, 2027)] == [1935, 2100]
    assert check_catalogue(kept, date(2027, 1, 1)).faults == ()


def test_a_mistake_in_a_figure_is_told_at_its_line_of_the_file_that_was_handed_in(tmp_path):
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "catalogue.yaml").write_text("name: {zh: a, en: b}\nversion: '1'\n", "utf-8")
    wrong = OWN.replace("name: line", "name: dibao_line") + (
        "- name: dibao_margin_line\n  unit: CNY/month\n  label: {zh: a, en: b}\n"
        "  values: [{from: 0001-01-01, value: x, source: a, confidence: low}]\n"
    )
    (folder / "figures.yaml").write_text(wrong, encoding="utf-8")
    faults = install(folder, Installing(tmp_path / "home", CATALOGS, DAY)).faults
    (fault,) = [fault for fault in faults if fault.code == "dibao_margin_line"]
    assert wrong.splitlines()[fault.line - 1].startswith("  values: [")
