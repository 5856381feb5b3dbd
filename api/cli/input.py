"""Read what a command is given: a file or standard input, as numbered JSON texts; dates."""

import json
import sys
from datetime import date
from pathlib import Path

from api.cli.guard import UsageError
from matcher.files import numbered_lines
from matcher.wording import Lang

_NO_FILE = {"zh": "找不到文件：{}", "en": "there is no such file: {}"}
_NO_DATE = {
    "zh": "--on {} 不是存在的日期，请写成 2024-04-09",
    "en": "--on {} is not a date that exists; write it as 2024-04-09",
}


def household_texts(file: str, lang: Lang) -> list[tuple[int, str]]:
    """Return the numbered JSON texts of a file: one for .json, one a line for .jsonl.

    Standard input (`-`) may be either. UsageError where there is no such file.
    """
    text = _read(file, lang)
    if file.endswith(".json") or (file == "-" and _is_one_document(text)):
        return [(1, text)] if text.strip() else []
    return numbered_lines(text)


def _read(file: str, lang: Lang) -> str:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError:
        raise UsageError(_NO_FILE[lang].format(file)) from None
    # Bytes that are no UTF-8 are kept as surrogates: their line is refused, not the file.
    return data.decode("utf-8-sig", errors="surrogateescape")


def _is_one_document(text: str) -> bool:
    if text.lstrip()[:1] != "{" or text.count("\n") < 2:
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def decision_date(text: str | None, lang: Lang) -> date | None:
    """Return the date of `--on`; UsageError where it does not exist."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(_NO_DATE[lang].format(text)) from None
