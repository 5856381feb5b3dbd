"""What the store says is said in both languages and says what to do."""

import ast
import errno
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.store.errors import AbsentError, RefusedError, UnreachableError, of_database, of_file
from api.store.sayings import REFUSALS, ROWS, TROUBLES

API = Path(__file__).parents[2] / "api"
KNOWN = {"AbsentError": ROWS, "RefusedError": REFUSALS, "UnreachableError": TROUBLES}
NAMES = re.compile(r"SQLite|PostgreSQL|JSON|XINGFU_\w+|xingfu db \w+|corrects|NUL|\{\w+\}|Z\b|T\d")


def sites() -> Iterator[tuple[str, str, ast.expr]]:
    """Yield where an error of the store is made: the place, its name, its first argument."""
    for file in sorted(API.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "api.store.errors"
            for alias in node.names
            if alias.asname is None
        }
        if file == API / "store" / "errors.py":
            named = set(KNOWN)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                name = node.func.id
                if name in named and name in KNOWN:
                    yield f"{file.name}:{node.lineno}", name, node.args[0]


def test_every_error_of_the_store_is_made_of_known_words() -> None:
    found = list(sites())
    assert len(found) > 40
    for place, name, told in found:
        if isinstance(told, ast.Constant):
            assert told.value in KNOWN[name], place
        else:  # a kind or a word that a table of this module gave
            assert ast.unparse(told) in (
                "field.kind",
                "why",
                "_OF_FILES.get(error.errno or 0, 'file')",
            ), place


@pytest.mark.parametrize("words", [*REFUSALS.values(), *TROUBLES.values(), *ROWS.values()])
def test_no_english_stands_in_the_chinese(words) -> None:
    assert not re.search(r"[A-Za-z]{3,}", NAMES.sub("", words.zh)), words.zh
    assert not re.search(r"[\u4e00-\u9fff]", words.en)


def test_a_missing_row_is_named_in_words_and_may_be_another_towns() -> None:
    assert AbsentError("household", "x").message.zh.startswith("没有这个家庭，也可能不在你的镇街")
    assert "镇街" not in AbsentError("account", "x").message.zh


def test_codes_of_systems_become_words_with_a_cure() -> None:
    assert of_file(OSError(errno.ENOSPC, "x")).why == "full"
    assert of_file(OSError("x")).why == "file"
    assert of_database("SQLITE_CORRUPT_VTAB").why == "damaged"
    assert of_database(None).why == of_database("57P03").why == "connection"
    assert "XX000" in of_database("XX000").message.zh
    assert "demo.out 不是这种数据库的备份" in RefusedError("other kind", file="demo.out").message.zh
    assert "pg_dump" in UnreachableError("no program", program="pg_dump").message.en
