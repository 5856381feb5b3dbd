"""What imports cannot show: hidden inputs, sizes, where data and code may stand."""

import ast
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HIDDEN = {
    *("open", "print", "input", "now", "today", "utcnow", "getenv", "urandom", "time"),
    *("read_text", "read_bytes", "write_text", "write_bytes", "fromfile", "tofile", "Popen"),
    *("random", "shuffle", "choice", "choices", "monotonic", "perf_counter", "system"),
}
MAY_TOUCH_DISK = {"matcher/files.py", "matcher/retrieval/encoders"}
# with a seed that the caller gives
MAY_DRAW_LOTS = {
    *("matcher/measures.py", "matcher/population/invented.py"),
    *("matcher/learning/resampling.py", "matcher/learning/simulating.py"),
}
LONGEST_FILE, LONGEST_BODY = 400, 60
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def hidden_inputs(source: str) -> list[str]:
    called = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    names = [
        node.id if isinstance(node, ast.Name) else node.attr
        for node in called
        if isinstance(node, ast.Name | ast.Attribute)
    ]
    return sorted(set(names) & HIDDEN)


def body_length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = (node.end_lineno or 0) - node.lineno + 1
    if ast.get_docstring(node):
        first = node.body[0]
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


def is_excused(path: Path, excused: set[str]) -> bool:
    name = path.relative_to(ROOT).as_posix()
    return any(name == place or name.startswith(place + "/") for place in excused)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", sources("matcher"), ids=name_of)
def test_no_stage_of_the_domain_has_a_hidden_input(path: Path) -> None:
    if is_excused(path, MAY_TOUCH_DISK | MAY_DRAW_LOTS):
        pytest.skip("named in the list of those that may")
    assert hidden_inputs(path.read_text(encoding="utf-8")) == []


def test_a_call_of_the_clock_would_be_found_as_hidden_input() -> None:
    assert hidden_inputs("from datetime import date\nx = date.today()") == ["today"]
    assert hidden_inputs("with open('x') as f: pass") == ["open"]


@pytest.mark.parametrize("path", sources("matcher", "api", "bench"), ids=name_of)
def test_no_source_file_is_over_its_size(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_FILE
    bodies = {
        node.name: body_length(node)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, FUNCTIONS)
    }
    assert {name: lines for name, lines in bodies.items() if lines > LONGEST_BODY} == {}


@pytest.mark.parametrize("path", sources("matcher"), ids=name_of)
def test_every_public_thing_of_the_domain_is_documented(path: Path) -> None:
    module = ast.parse(path.read_text(encoding="utf-8"))
    classes = [n for n in module.body if isinstance(n, ast.ClassDef) and n.name[0] != "_"]
    nodes = [node for holder in (module, *classes) for node in holder.body]
    named = [n for n in nodes if isinstance(n, (*FUNCTIONS, ast.ClassDef))]
    public = [node for node in named if not node.name.startswith("_")]
    assert [node.name for node in public if not ast.get_docstring(node)] == []


def test_the_catalogue_folder_holds_data_and_no_program() -> None:
    assert list((ROOT / "catalogs").rglob("*.py")) == []


def test_no_notebook_imports_anything_from_the_edge() -> None:
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        imported = [
            name
            for node in ast.walk(ast.parse(code))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in [getattr(node, "module", None) or node.names[0].name]
        ]
        assert not [name for name in imported if name.split(".")[0] == "api"], path.name


def test_lock_files_carry_hashes_and_name_no_index_or_host() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "--index-url" not in text
        assert "--find-links" not in text
