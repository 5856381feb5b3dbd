"""Documentation that has gone stale breaks the build."""

import json
import re
import subprocess
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from api.cli.main import app
from api.settings import Settings
from api.usecases.authoring import draft, read_condition
from api.usecases.matching import Asking, read
from api.usecases.opened import open_folder
from matcher.loading import load_matcher
from matcher.needs import Household
from matcher.offerings import Catalogue
from matcher.pipeline.matcher import Matcher
from matcher.reading.catalogue import build_catalogue
from matcher.reading.forms import read_form
from tests.support import TODAY

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh.md")
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
SECTIONS = ["Context", "Decision", "Cost", "Alternatives refused"]
WORKPLACE = tuple("/" + name for name in ("work/", "root/"))


def text(path: str | Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def tracked(*patterns: str) -> list[Path]:
    """Return the files of the repository, new ones included, ignored and deleted ones not."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [
        ROOT / name for name in sorted(set(found.stdout.splitlines())) if (ROOT / name).is_file()
    ]


def first_cells(page: str) -> list[str]:
    """Return the code words that stand in the first column of a page's tables."""
    rows = (line.split("|")[1] for line in text(page).splitlines() if line.startswith("|"))
    return [word for cell in rows for word in re.findall(r"`([^`]+)`", cell)]


def headings(page: str | Path, level: str = "## ") -> list[str]:
    """Return the headings of one level, those inside code blocks left out."""
    outside = re.sub(r"^```.*?^```", "", text(page), flags=re.MULTILINE | re.DOTALL)
    return [line.removeprefix(level) for line in outside.splitlines() if line.startswith(level)]


def anchor(heading: str) -> str:
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def relative_links(page: Path) -> Iterator[tuple[str, str]]:
    outside = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", outside):
        if not re.match(r"[a-z]+:", link):
            path, _, fragment = link.partition("#")
            yield path, fragment


def declared_dependencies() -> set[str]:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return {re.match(r"[\w.-]+", line).group().lower() for line in lines}


def catalogue_files() -> list[str]:
    folder = ROOT / "catalogs"
    found = [path.relative_to(folder).as_posix() for path in tracked("catalogs")]
    return [re.sub(r"^cases/[A-Z]+[0-9]+[.]yaml$", "cases/CODE.yaml", name) for name in found]


def variables() -> set[str]:
    return {f"XINGFU_{name.upper()}" for name in Settings.model_fields}


def test_every_setting_is_documented_and_no_other():
    elsewhere = {"XINGFU_DEBUG", "XINGFU_PUSH_KEY", "PORT"}
    assert set(first_cells("docs/settings.md")) == variables() | elsewhere


def test_every_default_of_a_simple_setting_is_documented_as_it_is():
    page = text("docs/settings.md")
    for name in ("encoder", "host", "port", "max_body"):
        variable, default = f"XINGFU_{name.upper()}", Settings.model_fields[name].default
        assert f"| `{variable}` | `{default}` |" in page


def test_every_variable_that_the_program_reads_is_in_the_settings():
    read_by_name = set()
    for path in tracked("api/*.py", "matcher/*.py", "Makefile"):
        read_by_name |= set(re.findall(r"XINGFU_[A-Z_]*[A-Z]", path.read_text(encoding="utf-8")))
    assert read_by_name <= set(first_cells("docs/settings.md"))


def test_every_direct_dependency_is_explained_and_no_other():
    assert set(first_cells("docs/dependencies.md")) == declared_dependencies()


@pytest.mark.parametrize("page", READMES)
def test_every_command_of_the_command_line_is_in_the_table_of_both_readmes(page):
    listed = {cell.split()[1] for cell in first_cells(page) if cell.startswith("xingfu ")}
    assert listed == set(get_command(app).commands)


@pytest.mark.parametrize("page", READMES)
def test_every_make_target_that_a_readme_names_exists(page):
    targets = set(re.findall(r"^(\w+):", text("Makefile"), flags=re.MULTILINE))
    named = set(re.findall(r"^make (\w+)|`make (\w+)", text(page), flags=re.MULTILINE))
    assert {first or second for first, second in named} <= targets


@pytest.mark.parametrize("page", READMES)
def test_every_route_that_a_readme_calls_is_served(page):
    routes = "".join(path.read_text(encoding="utf-8") for path in tracked("api/routes/*.py"))
    called = set(re.findall(r"127\.0\.0\.1:8000/(?:api/v1/)?([a-z]+)", text(page)))
    assert called == {"healthz", "session", "match", "items"}
    assert all(f"/{name}" in routes for name in called)


def test_every_catalogue_file_is_named_on_its_page_and_no_other():
    page = set(re.findall(r"`([\w/.-]+\.(?:yaml|jsonl|json|npz|md))`", text("docs/catalogue.md")))
    assert page - {"labelled/*_gold.jsonl"} == set(catalogue_files())


def test_every_decision_is_linked_from_the_index_by_its_title():
    index = text("docs/README.md")
    assert DECISIONS
    for number, page in enumerate(DECISIONS, start=1):
        assert page.name.startswith(f"{number:04}-")
        assert headings(page, "# ")[0].startswith(f"{number}. ")
        assert f"](decisions/{page.name})" in index


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_has_its_four_sections_in_order_and_fits_a_page(page):
    assert headings(page) == SECTIONS
    assert len(page.read_text(encoding="utf-8").splitlines()) <= 45


def test_every_page_of_the_documentation_is_linked_from_the_index():
    index = {path for path, _ in relative_links(ROOT / "docs" / "README.md")}
    pages = {path.name for path in tracked("docs/*.md") if path.parent.name == "docs"}
    assert pages - {"README.md"} <= index


def test_both_readmes_have_the_same_sections_examples_and_tables():
    english, chinese = READMES
    assert len(headings(english)) == len(headings(chinese)) > 0
    for mark in (r"^```\w+", r"^\| ?---", r"^- ", r"^curl "):
        counts = {len(re.findall(mark, text(page), flags=re.MULTILINE)) for page in READMES}
        assert len(counts) == 1, mark
    assert [c.split()[1] for c in first_cells(english) if c.startswith("xingfu ")] == [
        c.split()[1] for c in first_cells(chinese) if c.startswith("xingfu ")
    ]


def test_every_relative_link_leads_to_a_file_and_to_a_heading():
    broken = []
    for page in tracked("*.md"):
        for path, fragment in relative_links(page):
            target = (page.parent / path).resolve() if path else page
            known = (
                [anchor(h) for level in ("# ", "## ", "### ") for h in headings(target, level)]
                if (target.is_file() and fragment)
                else [fragment]
            )
            if not target.exists() or fragment not in known:
                broken.append(f"{page.relative_to(ROOT)}: {path}#{fragment}")
    assert broken == []


def test_no_file_speaks_of_the_place_where_it_was_written():
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in tracked()
        for word in WORKPLACE
        if word in path.read_bytes().decode("utf-8", "ignore")
    ]
    assert found == []


@pytest.fixture(scope="module")
def by_words() -> Matcher:
    return load_matcher(ROOT / "catalogs", TODAY, "lexical")


def example(page: str, matcher: Matcher) -> Household:
    block = re.search(r"```json\n(.*?)```", text(page), flags=re.DOTALL).group(1)
    entry = read([(1, block)], matcher, Asking(TODAY))[0]
    assert isinstance(entry, Household)
    return entry


@pytest.mark.parametrize("page", READMES)
def test_the_household_of_a_readme_is_the_demo_household_of_its_id(page, by_words):
    lines = text("catalogs/demo/households.jsonl").splitlines()
    demos = {raw["id"]: line for line in lines if (raw := json.loads(line))}
    shown = example(page, by_words)
    assert read([(1, demos[shown.id])], by_words, Asking(TODAY))[0] == shown


@pytest.mark.parametrize(("page", "lang"), [("README.md", "en"), ("README.zh.md", "zh")])
def test_the_items_of_a_readme_stand_in_the_plan_of_its_household(page, lang, by_words):
    household = example(page, by_words)
    plan = by_words.plan(household, household.as_of)
    words = by_words.catalogue.words["status"]
    found = {
        (
            f"{step.ranked.code} {by_words.catalogue.items[step.ranked.code].name.say(lang)}",
            step.ranked.verdict.member,
            words[step.ranked.verdict.status].say(lang),
        )
        for step in plan.steps
    }
    rows = re.findall(
        r"^\| ([GS]\d{3} [^|]+) \| (\w+) \| ([^|]+) \|", text(page), flags=re.MULTILINE
    )
    assert len(rows) == 5
    assert set(rows) <= found


@pytest.mark.parametrize("page", READMES)
def test_a_readme_counts_the_catalogue_as_it_is(page, catalogue: Catalogue):
    lists = [item.list for item in catalogue.items.values()]
    counts = [lists.count("government"), lists.count("social")]
    counts += [len(catalogue.offerings), len(catalogue.teams), len(catalogue.towns)]
    head = text(page).split("\n## ")[0].replace("博爱100", "")
    assert set(re.findall(r"\d+", head)) == {str(count) for count in counts}


GUIDES = ("docs/add-an-item.md", "docs/add-an-item.zh.md")


def blocks(page: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", text(page), flags=re.DOTALL)


@pytest.mark.parametrize("page", GUIDES)
def test_the_item_of_the_guide_is_taken_by_the_shipped_catalogue_with_all_its_cases(page):
    opened = open_folder(ROOT / "catalogs", TODAY)
    form = read_form(blocks(page, "yaml")[0], "guide.yaml", opened.catalogue.words)
    drafted = draft(opened, form, None, both_ways=False)
    assert [fault.sentence("en") for fault in drafted.faults] == []
    assert (len(drafted.outcomes), drafted.gaps) == (4, ())


@pytest.mark.parametrize("page", GUIDES)
def test_every_command_of_the_guide_is_one_of_the_program_with_its_options(page):
    commands = get_command(app).commands
    for line in "".join(blocks(page, "sh")).splitlines():
        _, name, *words = line.split()
        command = commands[name]
        if name in ("item", "catalog"):
            command = command.commands[words[0]]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, line


def test_both_guides_have_the_same_sections_examples_and_tables():
    for mark in (r"^## ", r"^```\w+", r"^\| `?\w+`? \|", r"^- "):
        counts = {len(re.findall(mark, text(page), flags=re.MULTILINE)) for page in GUIDES}
        assert len(counts) == 1, mark
    english, chinese = (blocks(page, "yaml") for page in GUIDES)
    assert english == chinese


def test_the_rules_the_guide_shows_can_be_read():
    opened = open_folder(ROOT / "catalogs", TODAY)
    for page in GUIDES:
        for line in blocks(page, "text")[0].splitlines():
            per_member = not line.startswith("any(")
            assert read_condition(opened, line, per_member)[0] == ()


@pytest.mark.parametrize("page", GUIDES)
def test_a_rule_below_its_key_and_a_new_line_can_be_used_as_the_guide_shows_them(page):
    opened = open_folder(ROOT / "catalogs", TODAY)
    _, form, figure = blocks(page, "text")
    rule = read_form(form, "guide.yaml", {}).item["eligibility"]
    assert read_condition(opened, rule, per_member=False)[0] == ()
    figures = opened.texts["figures.yaml"] + textwrap.dedent(figure)
    after = build_catalogue({**opened.texts, "figures.yaml": figures}, opened.schemas, TODAY)
    assert after.figures["home_call_age"].on(TODAY).value == 75
