"""Names of places that may stand in the open: provinces and cities of a list, and no other words.

The list is `catalogs/places.yaml`, with the cities of `catalogs/cities.yaml`, their districts and
codes.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from pypinyin import lazy_pinyin

from matcher.errors import CatalogueError, nearest
from matcher.files import SHIPPED, read_text
from matcher.reading.entries import read_document
from matcher.reading.schemas import check_schema

FILE, SCHEMA = "places.yaml", "schemas/places.schema.json"
CITIES = "cities.yaml"
_BLANKS = re.compile(r"[\s'’·,，-]+")
_PEOPLES = "土家|苗|布依|侗|彝|傣|白|藏|羌|回|蒙古|朝鲜|哈萨克|哈尼|壮|傈僳|景颇|柯尔克孜|维吾尔"
_KIND = re.compile(
    rf"(?<=.)(?:(?:(?:{_PEOPLES})族?)*自治[州区]|特别行政区|地区|[省市州盟区]|city|province|district)$"
)
_LONGEST = 40


@lru_cache(maxsize=4096)
def is_place(text: str) -> bool:
    """Say whether a text is a place of the list, with or without what it is in, and no more."""
    meant = _bare(text)
    if not meant or len(meant) > _LONGEST:
        return False
    return any(_is_known(each) for each in _without_what_it_is_in(meant))


def near_place(text: str) -> str | None:
    """Return the place of the list that a text is most like, or None."""
    return nearest(text[:_LONGEST], _shown())


def _is_known(meant: str) -> bool:
    return meant in _known() or _KIND.sub("", meant) in _known()


def _without_what_it_is_in(meant: str) -> Iterator[str]:
    yield meant
    for place in _around():
        rest = meant.removeprefix(place)
        if rest not in ("", meant):
            yield rest
            yield re.sub(r"^(?:省|(?:壮族|回族|维吾尔)?自治区|市|province)", "", rest)


def _bare(text: str) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text).casefold())


@cache
def _places() -> Mapping[str, list[str]]:
    entry = read_document(read_text(SHIPPED / FILE), FILE)
    faults = list(check_schema(entry, json.loads(read_text(SHIPPED / SCHEMA))))
    if faults:
        raise CatalogueError(*faults)
    found: Mapping[str, list[str]] = entry.data["places"]
    return found


@cache
def _shown() -> tuple[str, ...]:
    cities = (city for of_province in _places().values() for city in of_province)
    return (*_places(), *cities)


@cache
def _known() -> frozenset[str]:
    """Return all names in their one form: in Chinese, in Latin letters, the cities' codes."""
    cities: list[Any] = read_document(read_text(SHIPPED / CITIES), CITIES).data["cities"]
    told = {str(name) for city in cities for name in (city["code"], *city["aliases"])}
    latin = {"".join(lazy_pinyin(name)) for name in _shown()} | {"hongkong", "macao", "macau"}
    names = {_bare(name) for name in (*_shown(), *told, *latin)}
    return frozenset(names | {_KIND.sub("", name) for name in names})


@cache
def _around() -> tuple[str, ...]:
    return tuple(form for name in _shown() for form in (name, "".join(lazy_pinyin(name))))
