"""A page's dataclass in, its HTML out."""

from dataclasses import fields
from pathlib import Path

from fastapi import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.pages.context import TEMPLATES, Page

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
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


def rendered(page: Page, status: int = 200) -> Response:
    """Return the page as HTML; its template gets the fields of its dataclass and nothing else."""
    template = templates.get_template(TEMPLATES[type(page)])
    html = template.render({field.name: getattr(page, field.name) for field in fields(page)})
    headers = {**_HEADERS, "Content-Language": page.frame.lang}
    return Response(html, status, headers, media_type="text/html")
