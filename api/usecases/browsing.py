"""Look into the catalogue: search its list items, show one, say what is loaded."""

from dataclasses import dataclass
from typing import Any

from api.errors import AbsentError
from matcher.errors import Fault, nearest
from matcher.offerings import Catalogue, Item
from matcher.pipeline.matcher import Matcher
from matcher.telling.documents import item_data
from matcher.understanding.normalise import normalise
from matcher.wording import Lang


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for; None means any. `text` is sought in names, aliases and phrases."""

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


def _fits(item: Item, search: Search, wanted: str) -> bool:
    return (
        search.list in (None, item.list)
        and search.layer in (None, item.layer)
        and (search.domain is None or search.domain in (item.domain, *item.also))
        and (search.audience is None or not item.audience or search.audience in item.audience)
        and (not wanted or any(wanted in _folded(text) for text in _texts(item)))
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
