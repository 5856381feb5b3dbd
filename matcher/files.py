"""The one module of the domain that opens files (the encoders' own weights and cache aside)."""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from matcher.errors import CatalogueError, Fault, HouseholdError
from matcher.needs import Household
from matcher.offerings import Catalogue
from matcher.ranking.families import Alike
from matcher.ranking.features import Prior
from matcher.ranking.learnt import packed, unpacked
from matcher.ranking.score import Ranker, Weights
from matcher.ranking.sounding import Sounding
from matcher.reading import patterns
from matcher.reading.alarms import FILE as ALARM
from matcher.reading.alarms import Alarm, read_alarm
from matcher.reading.cases import FOLDER as CASES
from matcher.reading.cases import CaseFile, read_case_file
from matcher.reading.catalogue import FILES, SCHEMAS, build_catalogue
from matcher.reading.entries import read_document
from matcher.reading.everyday import FILE as EVERYDAY
from matcher.reading.everyday import SCHEMA as EVERYDAY_SCHEMA
from matcher.reading.everyday import Everyday, read_everyday
from matcher.reading.households import Refused, read_households
from matcher.reading.labelled import Gold, read_gold
from matcher.reading.policy import MANIFEST, is_complete

Labelled = tuple[tuple[Household, ...], dict[str, Gold]]

SHIPPED = Path(__file__).resolve().parents[1] / "catalogs"
"""The catalogue shipped with the product."""

TRAINING = ("train", "further")
"""The sets of labelled households that weights are fitted on; a catalogue may lack the second."""

TRAINED_ON = tuple(
    f"labelled/{name}_{part}.jsonl" for name in TRAINING for part in ("households", "gold")
)

JOURNAL = ".writing"
"""The file that names what is being written to a folder; there only while that goes on."""

EXPRESSIONS = "vectors/expressions.jsonl"
"""What the expressions of a catalogue need of a text, found ahead; see `reading.patterns`."""

LEARNT, SAYINGS = "learnt.npz", "sayings.yaml"
"""The regressions trained along with `ranking.yaml`, and what one of them is learnt from."""

BY_HAND = "by_hand.yaml"
"""Weights of the ranking that were written down, for a folder that has no fitted ones."""

_CASE_SCHEMA = "cases.schema.json"

_RANKING_HEAD = """\
# Weights of the ranking, in log-odds for one unit of each part,
# and what labelled households say of each code and comparison.
# Written by `make train` from the labelled households named below; not edited by hand.
"""


def read_text(path: Path) -> str:
    """Return a UTF-8 file's text; CatalogueError where it is no UTF-8. A BOM is dropped."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CatalogueError(Fault("not_utf8", file=path.name)) from None


def load_catalogue(folder: Path, on: date) -> Catalogue:
    """Return the checked catalogue in `folder`; CatalogueError names all that is wrong.

    A folder without schemas of its own is held against those shipped with the product, and one
    without words for statuses and layers is told of in those.
    """
    texts = catalogue_texts(folder)
    note_expressions(folder if (folder / EXPRESSIONS).is_file() else SHIPPED)
    return build_catalogue(texts, schema_texts(folder), on)


def note_expressions(folder: Path) -> None:
    """Take over what the folder keeps of the expressions it was written with, if that is sound.

    Each stands under its own text, so another catalogue's are of use too. Nothing is taken from
    a file that was changed, or written by another reader of expressions: they are read anew.
    """
    path = folder / EXPRESSIONS
    head, _, body = path.read_bytes().partition(b"\n") if path.is_file() else (b"", b"", b"")
    if head == _seal(body):
        patterns.note(json.loads(body))


def write_expressions(folder: Path) -> None:
    """Write what is known of the expressions that were read in this process into the folder."""
    body = json.dumps(patterns.noted(), ensure_ascii=False, separators=(",", ":")).encode()
    write_whole(folder, {EXPRESSIONS: _seal(body) + b"\n" + body})


def _seal(body: bytes) -> bytes:
    """Return what says who found the body's contents, and that they are all there."""
    reader = Path(patterns.__file__).read_bytes() + str(sys.version_info[:2]).encode()
    return f'"{sha256(sha256(reader).digest() + body).hexdigest()}"'.encode()


def catalogue_texts(folder: Path) -> dict[str, str]:
    """Return the text of each file of a catalogue; CatalogueError names those that lack."""
    if not folder.is_dir():
        raise CatalogueError(Fault("missing_folder", value=str(folder)))
    finish_writing(folder)
    texts = {path.name: read_text(path) for path in sorted(folder.glob("*.yaml"))}
    if "vocabulary.yaml" not in texts:
        raise CatalogueError(Fault("missing_file", file="vocabulary.yaml"))
    if is_complete(texts):
        gaps = [Fault("missing_file", file=name) for name in FILES if name not in texts]
        if gaps:
            raise CatalogueError(*gaps)
    texts.setdefault("words.yaml", read_text(SHIPPED / "words.yaml"))
    return texts


def schema_texts(folder: Path) -> dict[str, str]:
    """Return the text of each schema by its short name: the folder's own, else the shipped."""
    own = folder / "schemas"
    schemas = {name: f"{name}.schema.json" for name in SCHEMAS}
    kept = own if own.is_dir() else SHIPPED / "schemas"
    missing = [name for name in schemas.values() if not (kept / name).is_file()]
    if missing:
        raise CatalogueError(*(Fault("missing_file", file=f"schemas/{n}") for n in missing))
    return {name: read_text(kept / file) for name, file in schemas.items()}


def names_below(folder: Path) -> tuple[str, ...]:
    """Return the name of every file of a folder below it, hidden ones and drafts aside."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    names = (path.relative_to(folder).as_posix() for path in found if path.suffix != ".draft")
    return tuple(n for n in names if not any(part.startswith(".") for part in n.split("/")))


def is_whole(folder: Path) -> bool:
    """Say whether the catalogue in `folder` promises every file, field and case."""
    manifest = folder / MANIFEST
    return manifest.is_file() and is_complete({MANIFEST: read_text(manifest)})


def load_cases(folder: Path, catalogue: Catalogue) -> tuple[CaseFile, ...]:
    """Return the case files in `cases/`, by name; each carries what is wrong with it."""
    schema = case_schema(folder)
    paths = sorted((folder / CASES).glob("*.yaml"))
    return tuple(_case_file(path, schema, catalogue) for path in paths)


def _case_file(path: Path, schema: Mapping[str, Any], catalogue: Catalogue) -> CaseFile:
    name = f"{CASES}/{path.name}"
    try:
        return read_case_file(read_text(path), name, schema, catalogue)
    except CatalogueError as error:
        return CaseFile(path.stem, name, (), tuple(replace(f, file=name) for f in error.faults))


def case_texts(folder: Path) -> dict[str, str]:
    """Return the text of each case file by its name, as `cases/G001.yaml`."""
    return {f"{CASES}/{p.name}": read_text(p) for p in sorted((folder / CASES).glob("*.yaml"))}


def case_schema(folder: Path) -> dict[str, Any]:
    """Return the schema of case files: the folder's own, else the shipped one."""
    own = folder / "schemas" / _CASE_SCHEMA
    kept = own if own.is_file() else SHIPPED / "schemas" / _CASE_SCHEMA
    found: dict[str, Any] = json.loads(read_text(kept))
    return found


def numbered_lines(text: str) -> list[tuple[int, str]]:
    """Return the lines that hold something, each with its number from 1."""
    return [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]


def load_lessons(folder: Path, catalogue: Catalogue) -> Labelled:
    """Return the labelled households to learn from; none where a folder has no such files."""
    has_any = any((folder / file).is_file() for file in TRAINED_ON)
    return load_training(folder, catalogue) if has_any else ((), {})


def load_labelled(folder: Path, name: str, catalogue: Catalogue) -> Labelled:
    """Return the labelled households `name` (train or dev) and their labels by id."""
    files = [f"labelled/{name}_households.jsonl", f"labelled/{name}_gold.jsonl"]
    households, labels = (numbered_lines(_required(folder, file)) for file in files)
    read = read_households(households, catalogue, None, date.max) if households else ()
    faults = [replace(e.fault, file=files[0]) for e in read if isinstance(e, Refused)]
    if faults:
        raise CatalogueError(*faults)
    try:
        gold = read_gold(labels)
    except HouseholdError as error:
        raise CatalogueError(*(replace(f, file=files[1]) for f in error.faults)) from None
    return tuple(entry for entry in read if isinstance(entry, Household)), gold


def load_training(folder: Path, catalogue: Catalogue) -> Labelled:
    """Return the labelled households that weights are fitted on, and their labels by id."""
    first, *rest = TRAINING
    there = [name for name in rest if (folder / f"labelled/{name}_households.jsonl").is_file()]
    sets = [load_labelled(folder, name, catalogue) for name in (first, *there)]
    households = tuple(household for each, _ in sets for household in each)
    return households, {name: labels for _, gold in sets for name, labels in gold.items()}


def _required(folder: Path, file: str) -> str:
    if not (folder / file).is_file():
        raise CatalogueError(Fault("missing_file", file=file))
    return read_text(folder / file)


def load_everyday(folder: Path) -> Everyday:
    """Return the everyday words in `folder`, else those shipped with the product."""
    own = folder if (folder / EVERYDAY).is_file() else SHIPPED
    return read_everyday(read_text(own / EVERYDAY), read_text(SHIPPED / EVERYDAY_SCHEMA))


def load_alarm(folder: Path) -> Alarm | None:
    """Return the fitted alarm of a folder; None where it has none: signs alone raise alerts."""
    path = folder / ALARM
    return read_alarm(read_text(path)) if path.is_file() else None


def load_ranker(folder: Path) -> Ranker:
    """Return the fitted ranker of `ranking.yaml`; CatalogueError where it is not whole."""
    name = "ranking.yaml"
    data = read_document(_required(folder, name), name).data
    try:
        modes = {
            mode: Weights(dict(w["points"]), float(w["bias"]), float(w["serves"]))
            for mode, w in data["modes"].items()
        }
        prior = data["prior"]
        prior = Prior(dict(prior["usual"]), dict(prior["rare"]), dict(prior["rates"]))
        learnt = _load_learnt(folder, data["about"]["learnt_sha256"])
        learnt_from = str(data["about"].get("encoder", ""))
        kept = {mode: modes[mode] for mode in ("hybrid", "lexical")}
        return Ranker(kept, prior, *learnt, encoder=learnt_from)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CatalogueError(Fault("schema", value=f"{error}; make train", file=name)) from None


def load_ranker_or_by_hand(folder: Path) -> Ranker:
    """Return the fitted ranker of a folder; weights by hand where there is none that is whole.

    `xingfu check` says what is wrong with one that is not whole, and every plan that it was
    not used.
    """
    try:
        return load_ranker(folder)
    except CatalogueError:
        return load_by_hand(folder)


def load_by_hand(folder: Path) -> Ranker:
    """Return the weights by hand of a folder, else the shipped; they know of no labels."""
    own = folder / BY_HAND
    text = read_text(own if own.is_file() else SHIPPED / BY_HAND)
    try:
        data = read_document(text, BY_HAND).data
        points = {row["part"]: float(row["points"]) for row in data["parts"]}
        weights = Weights(points, float(data["bias"]), float(data["serves"]))
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(Fault("schema", value=str(error), file=BY_HAND)) from None
    return Ranker(dict.fromkeys(("hybrid", "lexical"), weights), Prior({}, {}, {}), is_by_hand=True)


def _load_learnt(folder: Path, digest: str) -> tuple[Alike, Sounding]:
    """Return the regressions of a ranker; ValueError where they are not what was trained."""
    path = folder / LEARNT
    data = path.read_bytes() if path.is_file() else b""
    if sha256(data).hexdigest() != digest:
        raise ValueError(f"{LEARNT} is not the one that was trained with it")
    return unpacked(data)


def digest_of(folder: Path, names: Iterable[str]) -> str:
    """Return the SHA-256 of those files of a folder that are there, one after the other."""
    there = (path for path in (folder / name for name in names) if path.is_file())
    return sha256(b"".join(path.read_bytes() for path in there)).hexdigest()


def load_sayings(folder: Path) -> dict[str, list[str]]:
    """Return the invented sayings of each sign, by its name; none where there is no such file."""
    path = folder / SAYINGS
    return dict(read_document(read_text(path), SAYINGS).data) if path.is_file() else {}


def write_whole(folder: Path, texts: Mapping[str, str | bytes]) -> None:
    """Write the files of a folder by their names below it, all or none, even if killed midway.

    Drafts are written first, then a journal that names them; only then do they take the files'
    places. Killed before the journal stands, nothing has happened; after it, `finish_writing`
    does the rest. Where a draft cannot take its place, those before it are put back and the
    error is raised. A text keeps its file's kind of line ends; bytes are written as they are.
    """
    finish_writing(folder)
    drafts = {folder / name: _draft_of(folder / name) for name in texts}
    old = {path: path.read_bytes() if path.is_file() else None for path in drafts}
    journal = folder / JOURNAL
    try:
        for (path, draft), text in zip(drafts.items(), texts.values(), strict=True):
            ends = "\r\n" if b"\r\n" in (old[path] or b"") else "\n"
            _write_surely(draft, text, ends)
        if len(drafts) > 1:  # one file takes its place in one step by itself
            _write_surely(_draft_of(journal), json.dumps(list(texts)), "\n")
            _draft_of(journal).replace(journal)
        _place(drafts)
    except BaseException:
        for path in drafts:
            _put_back(path, old[path])
        raise
    finally:
        journal.unlink(missing_ok=True)
        for draft in (*drafts.values(), _draft_of(journal)):
            draft.unlink(missing_ok=True)


def finish_writing(folder: Path) -> None:
    """Put in place what a `write_whole` that was killed had ready; nothing where all is done.

    CatalogueError where that cannot be done here: the files would not fit one another.
    """
    journal = folder / JOURNAL
    try:
        names = json.loads(read_text(journal))
        _place({folder / name: _draft_of(folder / name) for name in names if _is_below(name)})
        journal.unlink(missing_ok=True)
    except (FileNotFoundError, NotADirectoryError):
        return
    except (OSError, ValueError, TypeError):
        raise CatalogueError(Fault("half_written", value=str(folder), file=JOURNAL)) from None


def _draft_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.draft")


def _is_below(name: str) -> bool:
    return not Path(name).is_absolute() and ".." not in Path(name).parts


def _write_surely(path: Path, text: str | bytes, ends: str) -> None:
    """Write a text so that it is on the disk, and not on its way there, when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = text if isinstance(text, bytes) else text.replace("\n", ends).encode("utf-8")
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _place(drafts: Mapping[Path, Path]) -> None:
    """Let drafts take their files' places; one that has gone is in its place already."""
    for path, draft in drafts.items():
        with suppress(FileNotFoundError):
            draft.replace(path)


def _put_back(path: Path, content: bytes | None) -> None:
    now = path.read_bytes() if path.is_file() else None
    if content is None and now is not None:
        path.unlink()
    elif content is not None and content != now:
        path.write_bytes(content)


def save_ranker(folder: Path, ranker: Ranker, about: Mapping[str, object]) -> None:
    """Write the ranker's two files, both or neither, with what is to be said of it."""
    learnt = packed(ranker.alike, ranker.sounding)
    data = {
        "about": {
            **about,
            **({"encoder": ranker.encoder} if ranker.encoder else {}),
            "learnt_sha256": sha256(learnt).hexdigest(),
        },
        "modes": {
            mode: {"bias": w.bias, "serves": w.serves, "points": dict(w.points)}
            for mode, w in sorted(ranker.modes.items())
        },
        "prior": {
            "usual": dict(ranker.prior.usual),
            "rare": dict(ranker.prior.rare),
            "rates": {stage: dict(rates) for stage, rates in ranker.prior.rates.items()},
        },
    }
    text = _RANKING_HEAD + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120)
    write_whole(folder, {LEARNT: learnt, "ranking.yaml": text})
