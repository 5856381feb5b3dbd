"""With what plans are made: the running matcher, and digests of all that their bytes rest on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any
from zipfile import BadZipFile

import matcher as domain
from api.errors import Mend, Problem, ProblemError
from api.installed import SHIPPED, names
from api.settings import Settings
from api.store.store import Unit
from api.store.values import Towns
from api.usecases.archives import FOLDER, archive_of, not_kept, pack, unpacked, write_once
from api.usecases.desk import Office
from api.usecases.supplying import KeptSupply, Latest, with_kept
from matcher.errors import XingfuError, nearest
from matcher.files import (
    BY_HAND,
    LEARNT,
    SAYINGS,
    TRAINED_ON,
    digest_of,
    names_below,
)
from matcher.files import SHIPPED as SHIPPED_FOLDER
from matcher.loading import VECTORS, load_with_encoder
from matcher.pipeline.matcher import Matcher
from matcher.reading.alarms import EXAMPLES
from matcher.reading.alarms import FILE as ALARM
from matcher.retrieval.encoders.choice import Ear
from matcher.retrieval.encoders.nano import NanoEncoder
from matcher.wording import Bilingual, Lang

FIGURES = ("city_figures.yaml", "figures.yaml")
OWN = "own"
"""The name of a catalogue that stands in a folder of its own and is not installed."""
_RANKING = ("ranking.yaml", LEARNT, BY_HAND, SAYINGS, ALARM, EXAMPLES, *TRAINED_ON, VECTORS)
_LIBRARIES = ("faiss-cpu", "numpy", "opencc", "rapidfuzz")
"""Of what we did not write, what can change a plan's bytes."""
_ONE_AT_A_TIME = Lock()
_ANYBODY = "matching"
"""Who looks at the supply where nobody's household does."""
KEPT = "kept"
"""The name of a catalogue as it was when a plan was made with it."""
_GONE = Bilingual(
    "做这份方案时的目录已经不在这里；请写一个已安装目录的名称，或恢复 {file}",
    "the catalogue that this plan was made with is no longer here: name an installed one, or put "
    "{file} back",
)
_UNKNOWN = Bilingual(
    "没有安装名为“{name}”的目录，也可能已经移走；GET /api/v1/catalogues 列出现有的",
    "no catalogue is installed as {name}, or it is no longer here; GET /api/v1/catalogues lists "
    "those there are",
)
_NOTICE = Bilingual(
    "目录按公开政策整理重建，不是官方清单；以经办单位口径为准",
    "the catalogue is a reconstruction from public policy, not the official lists; the office's "
    "reading decides",
)


@dataclass(frozen=True, slots=True)
class Digests:
    """SHA-256 of all that the bytes of a plan rest on, beside its ledger.

    `catalogue` covers lists, rules and words, `figures` the policy figures, `ranker` weights,
    precedents, vectors, the encoder, the mode and the program itself, `supply` what was posted
    and what was left; None for the catalogue's own offerings alone.
    """

    catalogue: str
    figures: str
    ranker: str
    supply: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Making:
    """The matcher that runs, the folder it was loaded from, and the digests of that moment."""

    matcher: Matcher
    folder: Path
    home: Path
    ear: Ear
    digests: Digests
    kept: Path
    is_of_then: bool = False
    supply: KeptSupply | None = None
    latest: Latest | None = None

    @property
    def name(self) -> str:
        """Return the name of the catalogue that runs, or by which a plan is worked out again."""
        if self.is_of_then:
            return KEPT
        if self.folder.resolve() == SHIPPED_FOLDER:
            return SHIPPED
        return self.folder.name if self.folder.parent == self.home else OWN


def making_of(settings: Settings, matcher: Matcher) -> Making:
    """Return with what plans are made from now on; the files are read once, here."""
    ear = settings.ear
    found = _digests(settings.catalog, matcher, ear)
    kept = settings.data_home / FOLDER
    home = settings.catalogs_home
    return Making(matcher, settings.catalog, home, ear, found, kept, latest=Latest(matcher))


def live_making(making: Making, unit: Unit) -> Making:
    """Return with what plans are made at the moment that a unit sees: by the live supply.

    Any other than the one that runs stays as it is.
    """
    if making.latest is None:
        return making
    seen = making.latest.of(unit)
    digests = replace(making.digests, supply=seen.kept.digest)
    return replace(making, matcher=seen.matcher, digests=digests, supply=seen.kept)


def matcher_now(office: Office, making: Making) -> Matcher:
    """Return the matcher with the supply of this moment, for who brings a household along.

    What charities offer is published and names nobody: it is the same for every caller.
    """
    with office.store.view(_ANYBODY, office.now(), Towns(frozenset())) as unit:
        return live_making(making, unit).matcher


def supplied_as_then(making: Making, kept: KeptSupply | None) -> Making:
    """Return a making with the supply of then, None for the catalogue's own offerings alone."""
    if kept is None:
        return making
    digests = replace(making.digests, supply=kept.digest)
    return replace(making, matcher=with_kept(making.matcher, kept), digests=digests, supply=kept)


def keep_catalogue(making: Making) -> None:
    """Keep the catalogue's files as they are while a plan is made with them, once for each state.

    Whatever the bytes of a plan rest on is kept. Where the files were changed since the service
    started, or cannot be written, nothing is, which is logged and counted: such a plan cannot be
    worked out again by itself.
    """
    file = _file_of(making, making.digests)
    if file.exists():
        return
    folder = making.folder
    schemas = (path.relative_to(folder).as_posix() for path in folder.glob("schemas/*.json"))
    content = pack(folder, (*_catalogue_files(folder), *FIGURES, *_RANKING, *schemas))
    if _digests(folder, making.matcher, making.ear) != making.digests:
        not_kept("changed since the start")
        return
    try:
        write_once(file, content)
    except OSError as error:
        not_kept(type(error).__name__)


def making_of_then(making: Making, then: Digests, today: date) -> Making:
    """Return with what a plan was made: the catalogue that runs, or the one kept of then.

    The program and the mode are those of now: where they are others, the ranker's digest is too.
    A problem where that catalogue is no longer here.
    """
    if replace(then, supply=making.digests.supply) == making.digests:
        return making
    file = _file_of(making, then)
    try:
        with _ONE_AT_A_TIME:
            matcher, found = _loaded_of_then(file, making.ear, today)
    except (OSError, BadZipFile, XingfuError):
        raise ProblemError(_gone(file)) from None
    if (found.catalogue, found.figures) != (then.catalogue, then.figures):
        raise ProblemError(_gone(file))
    return Making(matcher, file, making.home, making.ear, found, making.kept, is_of_then=True)


def making_by(making: Making, name: str, today: date) -> Making:
    """Return with what plans are made by a catalogue: the one that runs, or an installed one.

    A problem where there is no catalogue of this name, CatalogueError where it is broken.
    """
    if name == making.name:
        return making
    folders = _folders(making)
    if name not in folders:
        near = nearest(name, [making.name, *folders])
        raise ProblemError(_absent(_UNKNOWN, near, name=name))
    folder = folders[name]
    texts = digest_of(folder, _catalogue_files(folder) + FIGURES)
    with _ONE_AT_A_TIME:
        matcher = _loaded(folder, texts, making.ear, today)
    found = _digests(folder, matcher, making.ear)
    return Making(matcher, folder, making.home, making.ear, found, making.kept)


def catalogue_data(making: Making, lang: Lang) -> dict[str, Any]:
    """Return the catalogue that runs: version, digests, figures with their dates."""
    catalogue = making.matcher.catalogue
    return {
        "name": making.name,
        "title": catalogue.name.say(lang),
        "version": catalogue.version,
        "reconstruction": catalogue.reconstruction,
        "notice": _NOTICE.say(lang) if catalogue.reconstruction else None,
        "mode": making.matcher.library.mode,
        "digests": {n: told for n, told in digests_data(making.digests).items() if n != "supply"},
        "items": len(catalogue.items),
        "offerings": len(catalogue.offerings),
        "figures": [
            {
                "name": figure.name,
                "label": figure.label.say(lang),
                "unit": figure.unit,
                "values": [
                    {
                        "from": line.starts.isoformat(),
                        "value": line.value,
                        "by": list(figure.by),
                        "source": line.source,
                        "confidence": line.confidence,
                    }
                    for line in figure.lines
                ],
            }
            for figure in catalogue.figures.values()
        ],
    }


def catalogues_data(making: Making) -> dict[str, Any]:
    """Return the catalogues by which plans can be worked out again, the running one first."""
    rows = [{"name": making.name, "runs": True, "digest": making.digests.catalogue}]
    for name, folder in _folders(making).items():
        if name != making.name:
            digest = digest_of(folder, _catalogue_files(folder))
            rows.append({"name": name, "runs": False, "digest": digest})
    return {"running": making.name, "catalogues": rows}


def digests_data(digests: Digests) -> dict[str, str | None]:
    """Return digests as plain data."""
    return {
        "catalogue": digests.catalogue,
        "figures": digests.figures,
        "ranker": digests.ranker,
        "supply": digests.supply,
    }


def _file_of(making: Making, digests: Digests) -> Path:
    return making.kept / archive_of(digests.catalogue, digests.figures, digests.ranker)


def _gone(file: Path) -> Problem:
    return _absent(_GONE, None, file=f"catalogues/{file.name}")


def _absent(words: Bilingual, near: str | None, **told: str) -> Problem:
    said = words.filled(**told)
    return Problem("absent", said, (Mend(said, pointer="/catalogue", near=near),))


def _folders(making: Making) -> dict[str, Path]:
    return {SHIPPED: SHIPPED_FOLDER, **{n: making.home / n for n in names(making.home)}}


def _digests(folder: Path, matcher: Matcher, ear: Ear) -> Digests:
    mode = matcher.library.mode
    parts = (digest_of(folder, _RANKING), mode, _encoder(ear, mode), _program())
    return Digests(
        catalogue=digest_of(folder, _catalogue_files(folder)),
        figures=digest_of(folder, FIGURES),
        ranker=_joined(parts),
    )


def _catalogue_files(folder: Path) -> tuple[str, ...]:
    own = {*FIGURES, *_RANKING}
    return tuple(sorted(path.name for path in folder.glob("*.yaml") if path.name not in own))


def _encoder(ear: Ear, mode: str) -> str:
    if mode == "lexical":
        return ""
    if ear.model is None:
        return NanoEncoder.name
    return f"{ear.choice} {digest_of(ear.model, names_below(ear.model))}"


@lru_cache(maxsize=1)
def _program() -> str:
    """Return what tells this program from another: its own text and that of some libraries."""
    folder = Path(domain.__file__).parent
    sources = [*sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.py"))]
    known = (f"{name} {version(name)}" for name in ("xingfu", *_LIBRARIES))
    return _joined((*known, digest_of(folder, sources)))


def _joined(parts: Iterable[str]) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()


@lru_cache(maxsize=1)
def _loaded(folder: Path, _texts: str, ear: Ear, today: date) -> Matcher:
    """Return the matcher of a catalogue that does not run; the last one asked for is kept."""
    return load_with_encoder(folder, today, ear)[0]


@lru_cache(maxsize=1)
def _loaded_of_then(file: Path, ear: Ear, today: date) -> tuple[Matcher, Digests]:
    """Return the matcher of a kept catalogue, and what it would make plans with now."""
    with unpacked(file) as folder:
        matcher = load_with_encoder(folder, today, ear)[0]
        return matcher, _digests(folder, matcher, ear)
