"""Look into the catalogue: search its list items, show one, say what is loaded."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from api.errors import AbsentError
from api.personal.pinyin import initials_of
from matcher.errors import Fault, nearest
from matcher.normalise import normalise
from matcher.offerings import Catalogue, Item
from matcher.pipeline.matcher import Matcher
from matcher.telling.documents import item_data
from matcher.wording import Lang

_INITIALS = re.compile("[a-z]{2,12}")
"""What is typed to find a name by its pinyin; one letter would find nearly all."""
FACETS = ("list", "domain", "audience")
"""By what a search is narrowed, each with how many items it would leave."""


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for; None means any.

    `text` is sought in codes, names, aliases, phrases, and in the initials of names by pinyin.
    """

    text: str = ""
    list: str | None = None
    layer: str | None = None
    domain: str | None = None
    audience: str | None = None
    limit: int = 50
    offset: int = 0


def find_items(catalogue: Catalogue, search: Search, lang: Lang) -> dict[str, Any]:
    """Return how many items fit, and the asked stretch of them in catalogue order."""
    wanted = _folded(search.text)
    found = [item for item in catalogue.items.values() if _fits(item, search, wanted)]
    shown = found[search.offset : search.offset + search.limit]
    return {
        "total": len(found),
        "items": [item_data(item, lang) for item in shown],
        "catalogue": "reconstruction",
    }


def facets(catalogue: Catalogue, search: Search) -> dict[str, dict[str, int]]:
    """Return by facet and value how many items fit with that value and all else as it is asked."""
    without = {
        "list": replace(search, list=None),
        "domain": replace(search, domain=None),
        "audience": replace(search, audience=None),
    }
    return {name: _counts(catalogue, each, name) for name, each in without.items()}


def _counts(catalogue: Catalogue, search: Search, facet: str) -> dict[str, int]:
    wanted = _folded(search.text)
    fit = [item for item in catalogue.items.values() if _fits(item, search, wanted)]
    found = Counter(value for item in fit for value in _values(item, facet, catalogue.categories))
    return dict(found)


def _values(item: Item, facet: str, categories: Iterable[str]) -> Iterable[str]:
    match facet:
        case "list":
            return (item.list,)
        case "domain":
            return dict.fromkeys((item.domain, *item.also))
        case _:
            return item.audience or categories


@cache
def _initials(name: str) -> tuple[str, ...]:
    return initials_of(name)


def found_items(catalogue: Catalogue, search: Search) -> list[Item]:
    """Return all items that fit, in catalogue order; those named by the words themselves first."""
    wanted = _folded(search.text)
    found = [item for item in catalogue.items.values() if _fits(item, search, wanted)]
    return sorted(found, key=lambda item: wanted not in _folded(f"{item.code} {item.name.zh}"))


def _fits(item: Item, search: Search, wanted: str) -> bool:
    return (
        search.list in (None, item.list)
        and search.layer in (None, item.layer)
        and (search.domain is None or search.domain in (item.domain, *item.also))
        and (search.audience is None or not item.audience or search.audience in item.audience)
        and (not wanted or _is_named(item, wanted))
    )


def _is_named(item: Item, wanted: str) -> bool:
    """Say whether a name, an everyday phrase, the code or the name's initials hold `wanted`."""
    if any(wanted in _folded(text) for text in _texts(item)):
        return True
    return bool(_INITIALS.fullmatch(wanted)) and any(
        wanted in initials for initials in _initials(item.name.zh)
    )


def _texts(item: Item) -> tuple[str, ...]:
    return (item.code, item.name.zh, item.name.en, *item.aliases, *item.phrases)


def _folded(text: str) -> str:
    return normalise(text).casefold()


def show_item(catalogue: Catalogue, code: str, lang: Lang) -> dict[str, Any]:
    """Return a list item; AbsentError with the nearest code where there is none."""
    item = catalogue.items.get(code)
    if item is None:
        near = nearest(code, [known.lower() for known in catalogue.items])
        value = normalise(code)
        raise AbsentError(Fault("unknown_code", value=value, near=near and near.upper()))
    return dict(item_data(item, lang))


def health(matcher: Matcher) -> dict[str, Any]:
    """Return that the service is up, how it searches, and how much it has loaded."""
    return {
        "status": "ok",
        "mode": matcher.library.mode,
        "items": len(matcher.catalogue.items),
        "offerings": len(matcher.catalogue.offerings),
    }
