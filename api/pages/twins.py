"""How a page is given its addresses: the page itself, and its twins as JSON and CSV."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter

from api.pages.frame import FIRST

Handler = Callable[..., Any]


def page(router: APIRouter, path: str, *, table: bool = False) -> Callable[[Handler], Handler]:
    """Register a page under its path, as `.json`, and with a `table` as `.csv` too.

    Each of them has its row in `api/access/operations.py` (`**_page(path, action)` writes them).
    The twins come first: an id in the path would take their ending for a part of itself.
    """

    def register(handler: Handler) -> Handler:
        named = FIRST if path == "/" else path
        endings = (".csv", ".json") if table else (".json",)
        for told in (*(named + ending for ending in endings), path):
            router.get(told, include_in_schema=False)(handler)
        return handler

    return register
