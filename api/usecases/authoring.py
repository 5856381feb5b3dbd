"""Draft a change of one item: what would be written, what is wrong with it, what it changes."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from api.usecases.forms import BY_KEY, ORDER
from api.usecases.noticing import notices, slips
from api.usecases.opened import Opened
from matcher.eligibility.cases import Outcome, try_cases
from matcher.eligibility.kinds import Gap, failed, gaps
from matcher.errors import CatalogueError, ConditionError, Fault, nearest
from matcher.offerings import Catalogue
from matcher.reading.cases import FOLDER, CaseFile, read_case_file, read_cases
from matcher.reading.catalogue import build_catalogue
from matcher.reading.edits import render, with_changes, with_entry, with_keys
from matcher.reading.entries import read_document
from matcher.reading.forms import Form, case_file_text
from matcher.reading.schemas import check_schema
from matcher.rules.check import check_condition
from matcher.rules.grammar import parse
from matcher.rules.link import link
from matcher.rules.tree import Condition

_CODE = re.compile(r"[A-Z]{1,4}\d{2,5}")
_UNDER = {"aliases": "aliases", "english": "items"}
"""The key of a form beside the entry, and the key of its own file below which it stands."""


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A change of one item that is not written yet.

    `files` are the whole new texts by name; `faults` keep it from being written. `neighbours`
    are the items whose `excludes` have to follow; `gaps` the kinds of case that are lacking;
    `changed` the keys of the entry that differ, with the old and the new value. `notices` keep
    nothing from being written, but are told first.
    """

    code: str
    faults: tuple[Fault, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    neighbours: tuple[str, ...] = ()
    after: Catalogue | None = None
    outcomes: tuple[Outcome, ...] = ()
    gaps: tuple[Gap, ...] = ()
    changed: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    notices: tuple[Fault, ...] = ()


def draft(opened: Opened, form: Form, editing: str | None, both_ways: bool) -> Draft:
    """Return the change that a filled-in form asks for: a new item, or that of code `editing`.

    With `both_ways` the items it excludes, or no longer does, are changed along with it.
    Nothing is written; every fault stands at its line of the form.
    """
    faults = tuple(_form_faults(opened, form, editing))
    if faults:
        return Draft(form.code, faults)
    file = _list_file(opened, form, editing)
    followers = _followers(opened, form)
    try:
        texts = _changed_texts(opened, form, file, editing)
        for code, excluded in followers.items() if both_ways else ():
            other = opened.entries[code].file
            changes = {code: {"excludes": excluded or None}}
            texts[other] = with_changes(texts[other], other, changes, ORDER)
        after = build_catalogue(texts, opened.schemas, opened.today)
    except CatalogueError as error:
        placed = tuple(form.placed(fault, file) for fault in error.faults)
        return Draft(form.code, placed, neighbours=tuple(followers))
    drafted = _with_cases(opened, form, after)
    changed = {name: text for name, text in texts.items() if text != opened.texts.get(name)}
    return replace(
        drafted,
        files={**changed, **drafted.files},
        neighbours=tuple(followers),
        changed=_differences(opened, form, editing),
        notices=tuple(notices(opened, form)),
    )


def _differences(opened: Opened, form: Form, editing: str | None) -> dict[str, tuple[Any, Any]]:
    """Return each key that differs with its old and new value, those beside the entry too."""
    old: dict[str, Any] = {}
    if editing is not None:
        old = {**opened.entries[editing].data, **opened.beside(editing)}
    new = {**form.item, **{key: form.told(key) for key in _UNDER}}
    keys = [key for key in dict.fromkeys((*old, *new)) if old.get(key) != new.get(key)]
    return {key: (old.get(key), new.get(key)) for key in keys}


def _changed_texts(opened: Opened, form: Form, file: str, editing: str | None) -> dict[str, str]:
    """Return the catalogue's texts with the item's entry and names as the form has them."""
    texts = dict(opened.texts)
    entry = {key: form.item[key] for key in (*ORDER, *form.item) if key in form.item}
    if editing is None:
        texts[file] = with_entry(texts[file], file, entry)
    else:
        old = opened.entries[editing].data
        changes = {key: entry.get(key) for key in (*old, *entry) if old.get(key) != entry.get(key)}
        texts[file] = with_changes(texts[file], file, {editing: changes}, ORDER)
    there = {} if editing is None else opened.beside(editing)
    for key, under in _UNDER.items():
        value = form.told(key)
        if value != there.get(key):
            name = "aliases.yaml" if key == "aliases" else opened.english_file(file)
            text = texts.get(name, f"{under}: {{}}\n")
            texts[name] = with_keys(text, name, under, {form.code: value})
    return texts


def _followers(opened: Opened, form: Form) -> dict[str, list[str]]:
    """Return the items whose `excludes` must follow the form's, with what it becomes."""
    wanted, code = form.item.get("excludes") or [], form.code
    found = {}
    for name, entry in opened.entries.items():
        own = list(entry.data.get("excludes", ()))
        if name != code and name in wanted and code not in own:
            found[name] = [*own, code]
        elif name not in wanted and code in own:
            found[name] = [each for each in own if each != code]
    return found


def _with_cases(opened: Opened, form: Form, after: Catalogue) -> Draft:
    before, file = opened.case_file(form.code), f"{FOLDER}/{form.code}.yaml"
    files = {}
    if form.rows is None and before is not None:
        read = read_case_file(before, file, opened.case_schema, after)
    else:
        head = {"item": form.code, "as_of": _as_of(opened, form)}
        read = read_cases(form.rows or (), head, opened.case_schema, after)
        if form.rows and not read.faults:
            name = after.item(form.code).name.zh
            text = case_file_text(form, form.code, name, head["as_of"], before)
            files = {file: text} if text != before else {}
    return replace(_tried(read, after, _day(_as_of(opened, form))), files=files)


def _tried(read: CaseFile, after: Catalogue, day: date | None) -> Draft:
    outcomes = try_cases(read.cases, after)
    faults = (*read.faults, *(failed(outcome) for outcome in outcomes if not outcome.holds))
    lacking = () if faults or day is None else gaps(read.item, read.cases, after, day)
    return Draft(read.item, faults, after=after, outcomes=outcomes, gaps=lacking)


def _as_of(opened: Opened, form: Form) -> str:
    """Return the day of the cases: of the form, else of the file there is, else today."""
    told, before = form.told("as_of"), opened.case_file(form.code)
    if told is None and before is not None:
        told = read_document(before, FOLDER).data.get("as_of")
    return str(told or opened.today.isoformat())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _list_file(opened: Opened, form: Form, editing: str | None) -> str:
    """Return the file of the item's list: where it stands, as told, or by its code's letters."""
    if editing is not None:
        return opened.entries[editing].file
    if form.told("list"):
        return str(form.told("list"))
    letters = form.code.rstrip("0123456789")
    alike = [e.file for c, e in opened.entries.items() if c.rstrip("0123456789") == letters]
    return alike[0] if alike else opened.lists[0] if len(opened.lists) == 1 else ""


def _form_faults(opened: Opened, form: Form, editing: str | None) -> Iterator[Fault]:
    """Yield what is wrong with the form itself, before anything is made of it."""
    yield from _code_faults(opened, form, editing)
    yield from slips(opened, form, editing)
    for key in opened.required:
        if form.item.get(key) in (None, "", []) and key not in ("documents", "needs_phrases"):
            line = BY_KEY.get(key)
            example = render({key: line.example}).strip() if line else ""
            yield form.head.fault("form_blank", key, expected=example)
    file = _list_file(opened, form, editing)
    if form.code and file not in opened.lists:
        known = ", ".join(opened.lists)
        near = nearest(file, opened.lists) if file else None
        yield form.head.fault("unknown_list", "list", value=file, expected=known, near=near)
    yield from _beside_faults(opened, form)


def _code_faults(opened: Opened, form: Form, editing: str | None) -> Iterator[Fault]:
    code = form.code
    found = code_fault(opened, code) if editing is None else None
    if code and found is not None:
        line = form.head.lines.get("code")
        yield replace(found, file=form.head.file, line=line, field="code")
    elif editing is not None and code and code != editing:
        yield form.head.fault("code_changed", "code", value=code, expected=editing)


def code_fault(opened: Opened, code: str) -> Fault | None:
    """Return what keeps a new item from having that code, None where it may."""
    if not _CODE.fullmatch(code):
        return Fault("bad_code", code, code=code)
    if code in opened.entries:
        there = opened.entries[code]
        return Fault("item_exists", code, f"{there.file}:{there.line}", code=code)
    return None


def read_condition(
    opened: Opened, text: str, per_member: bool
) -> tuple[tuple[Fault, ...], Condition | None]:
    """Return the linked tree of a condition text, or what is wrong with it."""
    catalogue = opened.catalogue
    shared = {name: each.condition for name, each in catalogue.shared.items()}
    words, figures = catalogue.vocabulary, catalogue.figures
    try:
        node = link(parse(text), words.facts, figures, shared)
    except ConditionError as error:
        return error.faults, None
    towns, bare = tuple(catalogue.towns), opened.bare_numbers
    faults = tuple(check_condition(node, per_member, words, figures, bare, towns))
    return faults, None if faults else node


def _beside_faults(opened: Opened, form: Form) -> Iterator[Fault]:
    """Yield what is wrong with the keys beside the entry: its names, and the day of its cases."""
    for key, under in _UNDER.items():
        value = form.told(key)
        if value is not None:
            entry = replace(form.head, data={under: {form.code or "A00": value}})
            for fault in check_schema(entry, json.loads(opened.schemas[key])):
                yield replace(fault, line=form.head.lines.get(key), field=key)
    told = form.told("as_of")
    if told is not None and _day(str(told)) is None:
        yield form.head.fault("bad_date", "as_of", value=str(told))
