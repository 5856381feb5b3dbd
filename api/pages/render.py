"""A page's dataclass in, its HTML, its JSON or the CSV of its table out."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from fastapi import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.pages.context import TEMPLATES, Page
from api.sheets.exporting import guarded
from matcher.cleaning import straight
from matcher.wording import Lang

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
_HEADERS = {
    "Cache-Control": "no-store",
    # the style sheet draws its arrows and ticks from data: addresses of its own
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

templates = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


_OF_THE_FRAME = ("frame", "words")
"""Fields of a page that are no part of what it tells."""


def rendered(page: Page, status: int = 200) -> Response:
    """Return the page as HTML; its template gets the fields of its dataclass and nothing else."""
    html = templates.get_template(TEMPLATES[type(page)]).render(_told(page))
    return _html(page, html, status)


def rendered_part(page: Page, part: str, status: int = 200) -> Response:
    """Return one block of the page's template, which imports the macros that it uses itself."""
    template = templates.get_template(TEMPLATES[type(page)])
    html = "".join(template.blocks[part](template.new_context(_told(page))))
    return _html(page, html, status)


def as_json(page: Page, status: int = 200) -> Response:
    """Return what a page tells as JSON: the fields of its dataclass without its frame."""
    told = {name: value for name, value in asdict(page).items() if name not in _OF_THE_FRAME}
    body = json.dumps(told, ensure_ascii=False, default=str)
    headers = {**_HEADERS, "Content-Language": page.frame.lang}
    return Response(body.encode("utf-8", "replace"), status, headers, "application/json")


def as_csv(
    name: str, heads: Sequence[str], rows: Sequence[Sequence[str | int | None]], lang: Lang
) -> Response:
    """Return a table as CSV as Excel reads it, no cell of which is ever reckoned with."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, quoting=csv.QUOTE_ALL)
    writer.writerow(map(guarded, heads))
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    headers = {
        **_HEADERS,
        "Content-Language": lang,
        "Content-Disposition": f'attachment; filename="{name}.csv"',
    }
    body = straight(made.getvalue()).encode("utf-8-sig", "replace")
    return Response(body, 200, headers, "text/csv; charset=utf-8")


def _told(page: Page) -> dict[str, Any]:
    return {field.name: getattr(page, field.name) for field in fields(page)}


def _cell(value: str | int | None) -> str:
    return str(value) if isinstance(value, int) else guarded(value or "")


def _html(page: Page, html: str, status: int) -> Response:
    headers = {**_HEADERS, "Content-Language": page.frame.lang}
    body = straight(html).encode("utf-8", "replace")
    return Response(body, status, headers, "text/html; charset=utf-8")
