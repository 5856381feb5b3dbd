"""The town of an address, as far as its words tell; a wrong town is worse than none.

广东省中山市石岐街道孙文西路1号   province and city are taken off; what then stands first counts
原住在沙溪镇涌边村                 further on, only a name that can be nothing but a town's
中山市港口大道8号                  a town's name within a road's or a building's is none
佛山市南海区东升镇                 another city's: none
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from api.personal.folding import folded
from api.personal.identity import PROVINCES

_HAN = "\u4e00-\u9fff"
_ROAD = re.compile(
    r"[东南西北中一二三四五六七八九十]?(?:路|街(?!道)|巷|道|桥)|大道|大厦|广场|花园|小区|市场|码头"
)
_SURELY_A_TOWN = ("镇", "街道", "街道办", "办事处")
_ELSEWHERE = re.compile(rf"[{_HAN}]{{2,4}}(?:市(?!场)|县)")
_LONG = 3
"""Characters of a name that may stand amid an address: 小榄镇 and 张家边, never 东区 or 三角."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The towns of one city: `towns` maps every alias to a town's name.

    `province` and `city` are names without 省 and 市.
    """

    province: str
    city: str
    towns: Mapping[str, str]


def town_in(address: str, gazetteer: Gazetteer) -> str | None:
    """Return the town in which an address lies, by its name in the gazetteer.

    None where no town is named, where two are and neither stands first, and where the
    address lies in another city.
    """
    text = re.sub(r"[\s,，。、;；:：]", "", folded(address)).removeprefix("中国")
    province, city, towns = gazetteer.province, gazetteer.city, gazetteer.towns
    if any(text.startswith(other) for other in PROVINCES.values() if other != province):
        return None
    rest = text.removeprefix(province).removeprefix("省").removeprefix(city + "市")
    # 中山港 is a town: the city's bare name goes only where no town begins with it
    for start in (rest, rest.removeprefix(city)):
        if first := _alias_at(start, towns):
            return towns[first]
    if _ELSEWHERE.match(rest):
        return None
    named = {towns[alias] for alias in _amid(rest, towns)}
    return named.pop() if len(named) == 1 else None


def _amid(text: str, towns: Mapping[str, str]) -> Iterator[str]:
    for place in range(len(text)):
        alias = _alias_at(text[place:], towns)
        if alias and len(alias) >= _LONG:
            yield alias


def _alias_at(text: str, towns: Mapping[str, str]) -> str | None:
    alias = max((name for name in towns if name and text.startswith(name)), key=len, default=None)
    if alias is None or alias.endswith(_SURELY_A_TOWN):
        return alias
    return None if _ROAD.match(text, len(alias)) else alias
