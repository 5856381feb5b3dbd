import ast
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

every_notebook = pytest.mark.parametrize("name", NOTEBOOKS)
from_both_folders = pytest.mark.parametrize("folder", [ROOT, FOLDER], ids=["root", "notebooks"])


def cells_of(name: str) -> Cells:
    return list(nbformat.read(FOLDER / f"{name}.ipynb", as_version=4).cells)


@cache
def outputs_of(name: str, folder: Path) -> list[Any]:
    """Return what all cells put out when the notebook runs with `folder` as its own."""
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources=resources, allow_errors=True
    )
    client.execute()
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


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
@from_both_folders
def test_every_cell_of_a_notebook_runs_from_either_folder(name: str, folder: Path) -> None:
    errors = [out.evalue for out in outputs_of(name, folder) if out.output_type == "error"]
    assert errors == []


@every_notebook
def test_a_notebook_runs_without_a_single_warning(name: str) -> None:
    told = [out.text for out in outputs_of(name, FOLDER) if out.get("name") == "stderr"]
    assert told == []


@every_notebook
def test_a_notebook_draws_at_least_one_image(name: str) -> None:
    assert any("image/png" in out.get("data", {}) for out in outputs_of(name, FOLDER))


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
