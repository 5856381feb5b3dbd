"""Install a catalogue: built whole beside the others, checked, and only then put in force."""

import hashlib
import re
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from api.installed import sweep, switch
from api.usecases.checking import Checked, check_catalogue
from api.usecases.completing import (
    Completed,
    Files,
    complete,
    leave_out_file,
    stands_alone,
    texts_of,
    told_as_handed_in,
)
from api.usecases.effects import DEMO
from api.usecases.file_names import misnamed, unused
from matcher.errors import CatalogueError, Fault
from matcher.files import (
    EXPRESSIONS,
    finish_writing,
    load_ranker,
    names_below,
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
from matcher.reading.catalogue import list_files
from matcher.reading.entries import read_document
from matcher.reading.households import read_households
from matcher.reading.policy import MANIFEST
from matcher.retrieval.encoders.cache import read_shipped
from matcher.retrieval.encoders.choice import EncoderChoice

_DERIVED = (VECTORS, EXPRESSIONS)
"""What is worked out from the other files: a catalogue is the same with and without them."""

_EMPTY = ("labelled/train_households.jsonl", "labelled/train_gold.jsonl", DEMO.as_posix())
_NO_WORDS = ("danger.yaml", "kin.yaml", "voiced.yaml")
"""Without these a catalogue still works, but hears less of what families say."""


@dataclass(frozen=True, slots=True)
class Installed:
    """What came of installing: the name it has now, or the faults that kept it out.

    `references` are places of our files that refer to items gone; `left_out` counts what of
    ours was dropped; `lacks` are files without which less is heard; `by_meaning` says that its
    texts are found by their meaning too; `followed` are figures that went along with one of the
    bureau's; `unused` are its files of which a catalogue makes no use.
    """

    name: str = ""
    faults: tuple[Fault, ...] = ()
    references: tuple[Fault, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()
    by_meaning: bool = False
    checked: Checked | None = None
    followed: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Installing:
    """Where from and how: the store `home`, the shipped folder, the day, what may be dropped."""

    home: Path
    shipped: Path
    today: date
    drop_references: bool = False
    encoder: EncoderChoice = "auto"


def install(folder: Path, how: Installing) -> Installed:
    """Return the catalogue in `folder` installed and in force, or why it is not.

    Nothing is changed before everything is known to be right; the switch is one step.
    """
    try:
        own = _files(folder)
        _check_manifest(own)
        shipped = _files(how.shipped)
        known = _known_names(own, shipped, how.shipped)
        _check_names(own, known)
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
    sweep(how.home)
    draft = how.home / f".draft-{_digest(built.files)}"
    try:
        return replace(_place(built, draft, how, alone), unused=unused(own, known))
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
        told_as_handed_in(built, fault)
        for fault in checked.faults
        if fault.kind != "stale_vectors" and (fault.file not in ours or fault.file in built.ours)
    )
    if faults:
        return Installed(faults=faults, left_out=built.left_out)
    vectors = add_vectors(draft, how.today) if how.encoder != "lexical" else None
    _try_out(draft, how.today)
    name = _name(draft)
    _keep(draft, how.home / name)
    switch(how.home, name)
    lacks = tuple(file for file in _NO_WORDS if not (how.home / name / file).is_file())
    return Installed(
        name,
        left_out=built.left_out,
        lacks=lacks,
        by_meaning=vectors is not None,
        checked=checked,
        followed=built.followed,
    )


def _keep(draft: Path, kept: Path) -> None:
    """Let the draft, which was checked, be the installed one, unless that is the same and whole."""
    if _is_intact(kept, draft):
        shutil.rmtree(draft)
        return
    aside = kept.with_name(f".draft-old-{kept.name}")
    shutil.rmtree(aside, ignore_errors=True)
    if kept.exists():
        kept.rename(aside)
    draft.rename(kept)
    shutil.rmtree(aside, ignore_errors=True)


def _is_intact(kept: Path, draft: Path) -> bool:
    """Say whether an installed folder still is what its name says, its vectors readable."""
    try:
        read_shipped(kept / VECTORS, "")
        same = kept.is_dir() and _name(kept) == kept.name
    except (CatalogueError, OSError, KeyError, TypeError, AttributeError):
        return False
    return same and ((kept / VECTORS).is_file() or not (draft / VECTORS).is_file())


def unfit(folder: Path, today: date) -> tuple[Fault, ...]:
    """Return what keeps an installed catalogue from being put in force, nothing where it may be."""
    checked = check_catalogue(folder, today)
    faults = tuple(fault for fault in checked.faults if fault.kind != "stale_vectors")
    if not faults:
        try:
            _try_out(folder, today)
        except CatalogueError as error:
            return error.faults
    return faults


def _known_names(own: Files, shipped: Files, folder: Path) -> set[str]:
    """Return the names that files may have: those of ours, and the lists that are told of."""
    schemas = schema_texts(folder)
    told = ({**shipped, **own}, own if "vocabulary.yaml" in own else {})
    return {*shipped, *(name for files in told for name in list_files(texts_of(files), schemas))}


def _check_names(own: Files, known: Collection[str]) -> None:
    """Raise CatalogueError for files whose names no catalogue has: they would not be read."""
    faults = tuple(misnamed(own, known))
    if faults:
        raise CatalogueError(*faults)


def _files(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its name below it, hidden ones and drafts aside."""
    if not folder.is_dir():
        raise CatalogueError(Fault("missing_folder", value=str(folder)))
    finish_writing(folder)
    found = {name: (folder / name).read_bytes() for name in names_below(folder)}
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
    files = {name: text for name, text in _files(draft).items() if name not in _DERIVED}
    plain = re.sub(r"[^\w.-]", "_", version)[:40].lstrip(".")
    return f"{plain}-{_digest(files)}"


def _digest(files: Files) -> str:
    found = hashlib.sha256()
    for name, content in sorted(files.items()):
        found.update(f"{name}\0{len(content)}\0".encode() + content)
    return found.hexdigest()[:8]
