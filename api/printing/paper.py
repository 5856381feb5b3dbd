"""A paper: blocks of text and how they are set. What users wrote goes to typst as data alone."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import typst

from api.printing.fonts import fonts_in
from matcher.cleaning import straight
from matcher.wording import Bilingual, Lang

_TEMPLATE = Path(__file__).parent / "paper.typ"
_PAGE = Bilingual("第{n}页，共{of}页", "page {n} of {of}")
PLAIN, LARGE = 11.0, 15.0
"""Sizes of type, in points: that of offices, and that for a family's eyes."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a level, 2 or 3."""

    text: str
    level: int = 2
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `quote` is what somebody said."""

    text: str
    kind: Literal["text", "quote"] = "text"


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of lines."""

    rows: tuple[str, ...]
    kind: Literal["rows"] = "rows"


@dataclass(frozen=True, slots=True)
class Warning:
    """What nobody may overlook."""

    head: str
    lines: tuple[str, ...]
    kind: Literal["alert"] = "alert"


@dataclass(frozen=True, slots=True)
class Tag:
    """A word beside a heading; its mood is good, open or plain."""

    text: str
    mood: str = "plain"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing with its number, its tags and rows of label and text; it is kept on one page."""

    number: str
    head: str
    tags: tuple[Tag, ...]
    rows: tuple[tuple[str, str], ...]
    kind: Literal["entry"] = "entry"


@dataclass(frozen=True, slots=True)
class Seals:
    """Places to sign and to seal."""

    labels: tuple[str, ...]
    kind: Literal["seals"] = "seals"


Block = Heading | Text | Rows | Warning | Entry | Seals


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: its title, what stands under it, its blocks, the mark at the foot of each page."""

    title: str
    lines: tuple[str, ...]
    blocks: Sequence[Block]
    mark: str
    lang: Lang
    size: float = PLAIN


def pdf_of(paper: Paper, at: datetime, fonts: Path | None = None) -> bytes:
    """Return a paper as PDF: the same bytes for the same paper, moment and font.

    `at` is the moment of making that the file tells. NoFontError where nothing can print Chinese.
    """
    files, family = fonts_in(fonts)
    told = {
        **asdict(paper),
        "blocks": [asdict(block) for block in paper.blocks],
        "page": _PAGE.say(paper.lang),
        "font": family,
    }
    text = straight(json.dumps(told, ensure_ascii=False))
    made = typst.compile(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=files,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"paper": text.encode("utf-8", "replace").decode()},
        timestamp=int(at.timestamp()),
    )
    assert isinstance(made, bytes)
    return made
