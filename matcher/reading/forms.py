"""Read a filled-in form: one item as its list has it, with its names, its cases, and its list."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from matcher.errors import CatalogueError, Fault
from matcher.reading.cases import FOLDER
from matcher.reading.edits import render
from matcher.reading.entries import Entry, read_headed
from matcher.wording import Bilingual

BESIDE = ("list", "as_of", "aliases", "english", "cases")
"""The keys of a form that do not stand in the item's own entry."""

_MAY_BE_EMPTY = ("also", "residual", "excludes", "requires", "aliases")
_SETS = {"layer": "layer", "domain": "domain", "also": "domain", "form": "form"}
_SETS |= {"confidence": "confidence"}
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!=", "〉": ">", "〈": "<", "＂": '"'}
_WORDS = {"且": "AND", "并且": "AND", "或": "OR", "或者": "OR", "非": "NOT", "不": "NOT"}


@dataclass(frozen=True, slots=True)
class Form:
    """One item as a person filled it in; keys left blank are not there.

    `item` is its entry in the list; `rows` are its cases, None where the form has no `cases`;
    `cases_text` are the lines of the cases as they were written. `blank` are the keys without a
    value, those inside another as `amount.unit`: a key that is misspelled is found among them.
    """

    head: Entry
    item: Mapping[str, Any]
    rows: tuple[Entry, ...] | None
    cases_text: str
    blank: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Return the item's code, empty where it is left blank."""
        return str(self.item.get("code", ""))

    def told(self, key: str) -> Any:
        """Return what stands beside the entry under a key, None where it is blank."""
        return self.head.data.get(key)

    def placed(self, fault: Fault, list_file: str) -> Fault:
        """Return a fault of the item's entry at its line in the form; others as they are."""
        if fault.code != self.code or fault.file not in (list_file, None):
            return fault
        line = self.head.lines.get(fault.field or "", self.head.line)
        return replace(fault, file=self.head.file, line=line)


def read_form(text: str, file: str, words: Mapping[str, Mapping[str, Bilingual]]) -> Form:
    """Return the form in a YAML text; CatalogueError where it cannot be read at all.

    A closed set's word (基本生活) stands for its code (living), and a condition may be written
    with full-width signs, ≥ ≤, and 且, 或 or 非 as words of their own.
    """
    head, rows = read_headed(text, file, "cases")
    data = {key: _plain(key, value, words) for key, value in _filled(head.data).items()}
    item = {key: value for key, value in data.items() if key not in BESIDE}
    told = rows if re.search(r"^cases\s*:", text, flags=re.MULTILINE) else None
    return Form(replace(head, data=data), item, told, cases_text(text), tuple(_blank(head.data)))


def case_file_text(form: Form, code: str, name: str, as_of: str, before: str | None) -> str:
    """Return the text of the item's case file: the head as it was, the cases as in the form."""
    old = (before or "").splitlines()
    comment = [line for line in old[: _head_end(old)] if line.startswith("#")]
    comment = comment or [f"# {code} {name}：虚构的家庭，用来说明谁能享受、谁不能、还差什么要问"]
    head = [*comment, f"item: {code}", f"as_of: {as_of}"]
    rows = [dict(row.data) for row in form.rows or ()]
    for cases in (form.cases_text, _written(rows)):
        text = "\n".join([*head, cases])
        if _reads_as(text, f"{FOLDER}/{code}.yaml", rows):
            return text
    raise CatalogueError(Fault("not_editable", file=form.head.file, field="cases"))


def _reads_as(text: str, file: str, rows: list[dict[str, Any]]) -> bool:
    try:
        return [dict(row.data) for row in read_headed(text, file, "cases")[1]] == rows
    except CatalogueError:
        return False


def _written(rows: list[dict[str, Any]]) -> str:
    lines = ["cases:"]
    for row in rows:
        first, *rest = render(row).splitlines()
        lines += [f"- {first}", *(f"  {line}" for line in rest)]
    return "\n".join(lines) + "\n"


def _head_end(lines: list[str]) -> int:
    return next((n for n, line in enumerate(lines) if line.startswith("cases")), len(lines))


def cases_text(text: str) -> str:
    """Return the lines from `cases:` to the next key of the form, as they are written."""
    lines = text.splitlines()
    start = next((n for n, line in enumerate(lines) if re.match(r"cases\s*:", line)), None)
    if start is None:
        return ""
    stop = start + 1
    while stop < len(lines) and not re.match(r"[A-Za-z_]", lines[stop]):
        stop += 1
    while not lines[stop - 1].strip():
        stop -= 1
    return "\n".join(lines[start:stop]) + "\n"


def with_rows(text: str, form: Form, rows: str) -> str | None:
    """Return a form's text with rows added to its cases; None where those are written in a line."""
    if form.rows is None:
        return f"{text.rstrip()}\n\ncases:\n{rows}"
    old = form.cases_text.rstrip()
    if not form.rows:
        return text.replace(old, f"cases:\n{rows.rstrip()}", 1)
    first = re.search(r"^( *)- ", old, flags=re.MULTILINE)
    if first is None:
        return None
    indented = "".join(f"{first[1]}{line}\n" for line in rows.splitlines())
    return text.replace(old, f"{old}\n{indented.rstrip()}", 1)


def _blank(data: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for key, value in data.items():
        if value is None:
            yield f"{above}{key}"
        elif isinstance(value, Mapping):
            yield from _blank(value, f"{above}{key}.")


def _filled(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping without what was left blank, inside its mappings too."""
    kept = {key: _filled(v) if isinstance(v, Mapping) else v for key, v in data.items()}
    return {
        key: value
        for key, value in kept.items()
        if value is not None and value != {} and not (value == [] and key in _MAY_BE_EMPTY)
    }


def _plain(key: str, value: Any, words: Mapping[str, Mapping[str, Bilingual]]) -> Any:
    if key == "eligibility" and isinstance(value, str):
        return plain_condition(value)
    if key in _SETS:
        table = words.get(_SETS[key], {})
        if isinstance(value, list):
            return [_code_of(each, table) for each in value]
        return _code_of(value, table)
    return value


def _code_of(value: Any, table: Mapping[str, Bilingual]) -> Any:
    told = str(value).strip().lower()
    return next((c for c, both in table.items() if told in (both.zh, both.en.lower())), value)


def plain_condition(text: str) -> str:
    """Return a condition with the signs of a Chinese keyboard turned into those of the grammar."""
    for sign, meant in _SIGNS.items():
        text = text.replace(sign, meant)
    text = unicodedata.normalize("NFKC", text).replace("、", ", ").strip()
    text = re.sub(r"\s*\n\s*", " ", text)  # over several lines it is one condition all the same
    return re.sub(r"\S+", lambda found: _WORDS.get(found[0], found[0]), text)
