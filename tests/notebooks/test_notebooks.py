import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

from tests.support import ROOT

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
Cells = list[Any]
ASKS_WHERE = re.compile(r"\bcwd\b|__file__|(?<!\w)\.{1,2}/")

every_notebook = pytest.mark.parametrize("name", NOTEBOOKS)


def cells_of(name: str) -> Cells:
    return list(nbformat.read(FOLDER / f"{name}.ipynb", as_version=4).cells)


@cache
def outputs_of(name: str, folder: Path = FOLDER, first: int | None = None) -> list[Any]:
    """Return what all cells, or the first ones, put out when run with `folder` as their own."""
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    notebook.cells = notebook.cells[:first]
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources=resources, allow_errors=True
    )
    client.execute()
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def errors_in(outputs: list[Any]) -> list[str]:
    """Return what the errors among outputs say."""
    return [out.evalue for out in outputs if out.output_type == "error"]


def imported(source: str) -> Iterator[str]:
    """Yield the top package of each import."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]


def test_there_is_a_notebook_to_look_at() -> None:
    assert "01_match_one_household" in NOTEBOOKS


@every_notebook
def test_every_cell_of_a_notebook_runs(name: str) -> None:
    assert errors_in(outputs_of(name)) == []


@every_notebook
def test_a_notebook_looks_for_its_files_in_one_cell_which_runs_from_the_root_as_well(
    name: str,
) -> None:
    """The rest knows no folder but what this cell found, so it need not run twice."""
    looks = [
        n
        for n, cell in enumerate(cells_of(name))
        if cell.cell_type == "code" and ASKS_WHERE.search(cell.source)
    ]
    assert len(looks) == 1
    assert errors_in(outputs_of(name, ROOT, looks[0] + 1)) == []


@every_notebook
def test_a_notebook_runs_without_a_single_warning(name: str) -> None:
    told = [out.text for out in outputs_of(name) if out.get("name") == "stderr"]
    assert told == []


@every_notebook
def test_a_notebook_draws_at_least_one_image(name: str) -> None:
    assert any("image/png" in out.get("data", {}) for out in outputs_of(name))


@every_notebook
def test_a_notebook_imports_nothing_from_the_api(name: str) -> None:
    code = [cell.source for cell in cells_of(name) if cell.cell_type == "code"]
    packages = {package for source in code for package in imported(source)}
    assert "matcher" in packages
    assert "api" not in packages


@every_notebook
def test_both_halves_of_a_notebook_say_the_same(name: str) -> None:
    script = jupytext.read(FOLDER / f"{name}.py")
    ours = [(cell.cell_type, cell.source) for cell in cells_of(name)]
    assert ours == [(cell.cell_type, cell.source) for cell in script.cells]


@every_notebook
def test_a_notebook_is_kept_without_its_outputs(name: str) -> None:
    code = [cell for cell in cells_of(name) if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
