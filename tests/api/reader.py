"""Send a household to the page as a reader does, and read the page that comes back."""

import json
import re
from html import unescape
from typing import Any

from fastapi.testclient import TestClient

from tests.api.households import text_of

OURS = (
    '<script src="/static/vendored/htmx-2.0.10.min.js" defer></script>\n'
    '<script src="/static/site.js" defer></script>'
)
"""The scripts of every page: files of this server, with no word of anybody's in them."""


def has_no_script_but_ours(html: str) -> bool:
    return html.count("<script") == 2 and html.count(OURS) == 1


def text_in(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def post(client: TestClient, lang: str = "zh", **form: str) -> Any:
    return client.post(f"/plan?lang={lang}", data=form)


def paste(client: TestClient, raw: Any, lang: str = "zh") -> Any:
    return post(client, lang, source="paste", json=raw if isinstance(raw, str) else text_of(raw))


def source_in(html: str) -> Any:
    found = re.search(r'<textarea name="household"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    assert found is not None
    return json.loads(unescape(found[1]))
