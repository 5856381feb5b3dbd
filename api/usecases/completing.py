"""Complete a bureau's own lists with the shipped files, without what those say of items gone.

What a bureau hands in is never altered. Of our own files, what speaks of an item that the new
lists do not have, or have under another name, is left out where it is only words about it
(translations, everyday names, cases, labels, weights); where leaving it out would take something
from a family (an offering, a team's service, a holding) somebody has to decide.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from api.usecases.figures_laid_in import FILES as FIGURES
from api.usecases.figures_laid_in import laid_in
from matcher.errors import Fault
from matcher.reading.catalogue import list_files
from matcher.reading.edits import with_changes, with_keys, without_entries
from matcher.reading.entries import read_document, read_entries
from matcher.reading.policy import MANIFEST
from matcher.reading.signs import INDICATIONS

Files = Mapping[str, bytes]
_IN_LISTS = ("excludes", "requires", "like")
_REFERRING = {
    "offerings.yaml": ("item", "related"),
    "teams.yaml": ("services",),
    "contradictions.yaml": ("receives",),
    "vocabulary.yaml": ("obtained",),
}
"""The keys by which the entries of a file refer to items."""

_UNDER = {"contradictions.yaml": "contradictions", "vocabulary.yaml": "facts"}
_CARRYING = ("item", "receives")
"""The keys without which an entry says nothing: it goes where all they name are gone."""

_STAYS_EMPTY = ("services",)
"""A team that offers none of the items is still a team."""

_WORDS = (("english.yaml", "items"), ("city_english.yaml", "items"), ("aliases.yaml", "aliases"))
_RULE = ("name", "per", "eligibility")
Items = dict[str, Mapping[str, Any]]


@dataclass
class Completed:
    """A bureau's folder completed: its files, which of them are ours, and what was left out.

    `references` are the places of our files that refer to items gone; `left_out` counts what
    was dropped, by kind: cases, words, references. `followed` are figures of ours that went
    along with one of the bureau's; `laid_in` are its texts of figures before ours were added.
    """

    files: dict[str, bytes]
    ours: set[str]
    references: list[Fault] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    followed: tuple[str, ...] = ()
    laid_in: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a file's text."""
        return self.files[name].decode("utf-8-sig")

    def write(self, name: str, text: str) -> None:
        """Put a text in a file's place."""
        self.files[name] = text.encode()

    def leave_out(self, kind: str, count: int = 1) -> None:
        """Count what was left out, by its kind."""
        if count:
            self.left_out[kind] = self.left_out.get(kind, 0) + count


def texts_of(files: Files) -> dict[str, str]:
    """Return the texts of a catalogue's own files, those in folders aside, by name."""
    return {
        name: content.decode("utf-8-sig")
        for name, content in files.items()
        if name.endswith(".yaml") and "/" not in name
    }


def stands_alone(own: Files, shipped: Files) -> bool:
    """Say whether a folder is a catalogue of its own, with which nothing of ours is mixed.

    It is where it promises to be complete, or where its vocabulary lacks some of our facts.
    """
    if "vocabulary.yaml" not in own:
        return False
    manifest = read_document(own[MANIFEST].decode("utf-8-sig"), MANIFEST).data
    return manifest.get("complete") is True or not _facts(shipped) <= _facts(own)


def _facts(files: Files) -> set[str]:
    text = files["vocabulary.yaml"].decode("utf-8-sig")
    return {entry.code or "" for entry in read_entries(text, "vocabulary.yaml", "facts")}


def complete(
    own: Files, shipped: Files, schemas: Mapping[str, str], drop_references: bool
) -> Completed:
    """Return the files of `own` over those of `shipped`; CatalogueError where a list is broken.

    Each place of ours that refers to an item gone is named in `references`, and with
    `drop_references` it is dropped.
    """
    lists = list_files(texts_of(shipped), schemas)
    merged = Completed({**shipped, **own}, set(shipped) - set(own))
    kept = list_files(texts_of(merged.files), schemas)
    for name in set(lists) - set(kept) - set(own):
        del merged.files[name]
        merged.ours.discard(name)
    before, after = _items(shipped, lists), _items(merged.files, kept)
    gone = {c for c, data in before.items() if after.get(c, {}).get("name") != data["name"]}
    _lay_in_figures(merged, shipped)
    _drop_cases(merged, before, after)
    _drop_words(merged, gone)
    _drop_labels(merged, gone)
    _drop_references(merged, gone, kept, drop_references)
    _drop_offering_words(merged)
    return merged


def _lay_in_figures(merged: Completed, shipped: Files) -> None:
    """Complete the bureau's figures by ours: a list of figures need not be whole."""
    for name in FIGURES:
        if name not in merged.ours and name in merged.files and name in shipped:
            own = merged.text(name)
            text, followed = laid_in(own, shipped[name].decode("utf-8-sig"), name)
            merged.followed += followed
            if text != own:
                merged.write(name, text)
                merged.laid_in[name] = own


def told_as_handed_in(merged: Completed, fault: Fault) -> Fault:
    """Return a fault of completed figures at its line of the bureau's own file, none for ours."""
    if fault.file not in merged.laid_in:
        return fault
    entries = read_entries(merged.laid_in[fault.file], fault.file, "figures")
    own = next((entry for entry in entries if entry.code == fault.code), None)
    line = None if own is None else own.lines.get(fault.field or "", own.line)
    return replace(fault, line=line)


def _items(files: Files, lists: Collection[str]) -> Items:
    texts = texts_of(files)
    return {
        entry.data["code"]: entry.data
        for name in lists
        if name in texts
        for entry in read_entries(texts[name], name)
        if "code" in entry.data and "name" in entry.data
    }


def _drop_cases(merged: Completed, before: Items, after: Items) -> None:
    """Leave out our cases of items whose rule is not the one they were written for."""
    for name in sorted(name for name in merged.ours if name.startswith("cases/")):
        code = name.removeprefix("cases/").removesuffix(".yaml")
        old, new = before.get(code, {}), after.get(code)
        if new is None or any(old.get(key) != new.get(key) for key in _RULE):
            leave_out_file(merged, name, "cases")


def leave_out_file(merged: Completed, name: str, kind: str) -> None:
    """Leave a file of ours out."""
    del merged.files[name]
    merged.ours.discard(name)
    merged.leave_out(kind)


def _drop_words(merged: Completed, gone: set[str]) -> None:
    """Leave out our names of items gone, what calls for them, and what weights say of them."""
    for name, under in _WORDS:
        if name in merged.ours:
            text = merged.text(name)
            told = read_document(text, name).data.get(under) or {}
            dropped = {code: None for code in told if code in gone}
            if dropped:
                merged.write(name, with_keys(text, name, under, dropped))
                merged.leave_out("words", len(dropped))
    if INDICATIONS in merged.ours and gone:
        text, under = merged.text(INDICATIONS), "indications"
        told = {entry.code for entry in read_entries(text, INDICATIONS, under)}
        merged.write(INDICATIONS, without_entries(text, INDICATIONS, sorted(gone & told), under))
    if "ranking.yaml" in merged.ours and gone:
        line = re.compile(rf"^    (?:{'|'.join(sorted(gone))}): .*\n", flags=re.MULTILINE)
        merged.write("ranking.yaml", line.sub("", merged.text("ranking.yaml")))


def _drop_offering_words(merged: Completed) -> None:
    """Leave out our English names of offerings that are not there."""
    name, file = "english.yaml", "offerings.yaml"
    if name in merged.ours and file in merged.files:
        text = merged.text(name)
        there = {entry.code for entry in read_entries(merged.text(file), file)}
        told = read_document(text, name).data.get("offerings") or {}
        dropped = {code: None for code in told if code not in there}
        if dropped:
            merged.write(name, with_keys(text, name, "offerings", dropped))


def _drop_labels(merged: Completed, gone: Collection[str]) -> None:
    """Leave out of our labels the items gone: they would be taken for others of that code."""
    for name in merged.ours if gone else ():
        if name.startswith("labelled/") and name.endswith("_gold.jsonl"):
            rows = [json.loads(line) for line in merged.text(name).splitlines() if line.strip()]
            for row in rows:
                row["relevant"] = {c: g for c, g in row["relevant"].items() if c not in gone}
                needs = row.get("needs", {}).items()
                row["needs"] = {n: [c for c in codes if c not in gone] for n, codes in needs}
            merged.write(name, _jsonl(rows))


def _drop_references(
    merged: Completed, gone: Collection[str], lists: Collection[str], drop: bool
) -> None:
    """Name every place of ours that refers to items gone, and drop them where that is asked."""
    for name in sorted(merged.ours if gone else ()):
        text = merged.text(name) if name.endswith((".yaml", ".jsonl")) else ""
        if name in (*_REFERRING, *lists):
            faults, new = _of_entries(text, name, gone)
            if name == "vocabulary.yaml":
                more, new = _of_holdings(new, name, gone)
                faults += more
        elif name.endswith("households.jsonl"):
            faults, new = _of_households(text, name, gone)
        else:
            continue
        merged.references += faults
        if drop and faults:
            merged.write(name, new)
            merged.leave_out("references", len(faults))


def _of_entries(text: str, name: str, gone: Collection[str]) -> tuple[list[Fault], str]:
    """Return the references of a file's entries, and the text without them."""
    faults: list[Fault] = []
    changes: dict[str, dict[str, Any]] = {}
    without: list[str] = []
    under = _UNDER.get(name)
    for entry in read_entries(text, name, under):
        code = entry.code or ""
        for key in _REFERRING.get(name, _IN_LISTS):
            told = entry.data.get(key) or ()
            named = list((told,) if isinstance(told, str) else told)
            dropped = [each for each in named if _target(each) in gone]
            rest = [each for each in named if _target(each) not in gone]
            faults += [entry.fault("gone_code", key, value=_target(each)) for each in dropped]
            if dropped and not rest and key in _CARRYING:
                without.append(code)
            elif dropped:
                changes.setdefault(code, {})[key] = rest if rest or key in _STAYS_EMPTY else None
    new = without_entries(text, name, without, under) if without else text
    kept = {code: change for code, change in changes.items() if code not in without}
    return faults, with_changes(new, name, kept, (), under) if kept else new


def _target(told: Any) -> str:
    """Return the code that is named: itself, or what a way to another value leads through."""
    return str(told.get("through", "") if isinstance(told, Mapping) else told)


def _of_holdings(text: str, name: str, gone: Collection[str]) -> tuple[list[Fault], str]:
    head = read_document(text, name)
    line, faults, changes = head.lines.get("holdings"), [], {}
    for fact, table in (head.data.get("holdings") or {}).items():
        rest = {value: code for value, code in table.items() if code not in gone}
        if rest != table:
            changes[fact] = rest or None
        faults += [
            Fault("gone_code", code, "", name, line, field=f"holdings.{fact}.{value}")
            for value, code in table.items()
            if code in gone
        ]
    return faults, with_keys(text, name, "holdings", changes) if changes else text


def _of_households(text: str, name: str, gone: Collection[str]) -> tuple[list[Fault], str]:
    faults, rows = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        row = json.loads(line) if line.strip() else {}
        held = [h["code"] if isinstance(h, dict) else h for h in row.get("receiving") or ()]
        dropped = [code for code in held if code in gone]
        faults += [Fault("gone_code", c, "", name, number, field="receiving") for c in dropped]
        if dropped:
            both = zip(held, row["receiving"], strict=True)
            row["receiving"] = [told for code, told in both if code not in gone]
        rows.append(row)
    return faults, _jsonl([row for row in rows if row])


def _jsonl(rows: list[Any]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
