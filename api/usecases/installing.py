"""Install a catalogue: built whole beside the others, checked, and only then put in force."""

import hashlib
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from api.installed import switch
from api.usecases.checking import Checked, check_catalogue
from api.usecases.completing import Completed, Files, complete, leave_out_file, stands_alone
from api.usecases.effects import DEMO
from matcher.errors import CatalogueError, Fault
from matcher.files import (
    load_ranker,
    numbered_lines,
    read_text,
    save_ranker,
    schema_texts,
)
from matcher.loading import VECTORS, add_vectors, load_matcher
from matcher.needs import Household
from matcher.ranking.features import Prior
from matcher.ranking.score import Ranker
from matcher.reading.cases import FOLDER as CASES
from matcher.reading.entries import read_document
from matcher.reading.households import read_households
from matcher.reading.policy import MANIFEST

_EMPTY = ("labelled/train_households.jsonl", "labelled/train_gold.jsonl", DEMO.as_posix())
_NO_WORDS = ("danger.yaml", "kin.yaml", "voiced.yaml")
"""Without these a catalogue still works, but hears less of what families say."""


@dataclass(frozen=True, slots=True)
class Installed:
    """What came of installing: the name it has now, or the faults that kept it out.

    `references` are places of our files that refer to items gone; `left_out` counts what of
    ours was dropped; `lacks` are files without which less is heard; `by_meaning` says that its
    texts are found by their meaning too.
    """

    name: str = ""
    faults: tuple[Fault, ...] = ()
    references: tuple[Fault, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()
    by_meaning: bool = False
    checked: Checked | None = None


@dataclass(frozen=True, slots=True)
class Installing:
    """Where from and how: the store `home`, the shipped folder, the day, what may be dropped."""

    home: Path
    shipped: Path
    today: date
    drop_references: bool = False
    encoder: Literal["auto", "lexical"] = "auto"


def install(folder: Path, how: Installing) -> Installed:
    """Return the catalogue in `folder` installed and in force, or why it is not.

    Nothing is changed before everything is known to be right; the switch is one step.
    """
    try:
        own = _files(folder)
        _check_manifest(own)
        shipped = _files(how.shipped)
        alone = stands_alone(own, shipped)
        built = (
            Completed(dict(own), set())
            if alone
            else complete(own, shipped, schema_texts(how.shipped), how.drop_references)
        )
    except CatalogueError as error:
        return Installed(faults=error.faults)
    if built.references and not how.drop_references:
        return Installed(references=tuple(built.references))
    draft = how.home / f".draft-{_digest(built.files)}"
    try:
        return _place(built, draft, how, alone)
    except CatalogueError as error:
        return Installed(faults=error.faults)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _place(built: Completed, draft: Path, how: Installing, alone: bool) -> Installed:
    shutil.rmtree(draft, ignore_errors=True)
    _write(draft, built.files)
    if alone:
        _fill_in(draft, how.shipped)
    checked = check_catalogue(draft, how.today)
    ours = {fault.file for fault in checked.faults if fault.file in built.ours}
    for file in sorted(file for file in ours if file and file.startswith(f"{CASES}/")):
        leave_out_file(built, file, "cases")  # they were written for other rules or figures
        (draft / file).unlink()
    faults = tuple(
        fault
        for fault in checked.faults
        if fault.kind != "stale_vectors" and (fault.file not in ours or fault.file in built.ours)
    )
    if faults:
        return Installed(faults=faults, left_out=built.left_out)
    vectors = add_vectors(draft, how.today) if how.encoder == "auto" else None
    _try_out(draft, how.today)
    name = _name(draft)
    if (how.home / name).is_dir():
        shutil.rmtree(draft)
    else:
        draft.rename(how.home / name)
    switch(how.home, name)
    lacks = tuple(file for file in _NO_WORDS if not (how.home / name / file).is_file())
    return Installed(
        name, (), (), built.left_out, lacks, by_meaning=vectors is not None, checked=checked
    )


def _files(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its name below it, hidden ones and drafts aside."""
    if not folder.is_dir():
        raise CatalogueError(Fault("missing_folder", value=str(folder)))
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in name.split("/"))
        if path.is_file() and not hidden and path.suffix != ".draft":
            found[name] = path.read_bytes()
    for name in found:
        if name.endswith((".yaml", ".jsonl", ".json")):
            read_text(folder / name)  # says it is no UTF-8 where it is none
    return found


def _check_manifest(own: Files) -> None:
    """Raise CatalogueError where a folder does not say whose lists these are, and which version."""
    if MANIFEST not in own:
        raise CatalogueError(Fault("no_manifest", file=MANIFEST))
    data = read_document(own[MANIFEST].decode("utf-8-sig"), MANIFEST).data
    if not data.get("name") or not str(data.get("version") or ""):
        raise CatalogueError(Fault("no_manifest", file=MANIFEST))


def _write(draft: Path, files: Files) -> None:
    for name, content in files.items():
        path = draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _fill_in(draft: Path, shipped: Path) -> None:
    """Give a catalogue of its own what matching cannot do without: weights that know no item."""
    if not (draft / "ranking.yaml").is_file():
        ranker = load_ranker(shipped)
        save_ranker(draft, Ranker(ranker.modes, Prior({}, {}, {})), {"trained_on": "—"})
    for name in _EMPTY:
        if not (draft / name).is_file():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).write_text("", encoding="utf-8")


def _try_out(draft: Path, today: date) -> None:
    """Make a plan for one household, so that what is put in force can do it."""
    matcher = load_matcher(draft, today, "lexical")
    demo = draft / DEMO
    lines = numbered_lines(read_text(demo))[:1] if demo.is_file() else []
    for entry in read_households(lines, matcher.catalogue, None, today) if lines else ():
        if isinstance(entry, Household):
            matcher.plan(entry, entry.as_of or today)


def _name(draft: Path) -> str:
    """Return version and content in one name: the same files have the same name everywhere."""
    version = str(read_document(read_text(draft / MANIFEST), MANIFEST).data["version"])
    files = {name: text for name, text in _files(draft).items() if name != VECTORS}
    plain = re.sub(r"[^\w.-]", "_", version)[:40].lstrip(".")
    return f"{plain}-{_digest(files)}"


def _digest(files: Files) -> str:
    found = hashlib.sha256()
    for name, content in sorted(files.items()):
        found.update(f"{name}\0{len(content)}\0".encode() + content)
    return found.hexdigest()[:8]
