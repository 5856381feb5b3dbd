"""A city by any of its names, and the city of registration where it follows from another fact."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

from matcher.facts import Value
from matcher.needs import Member
from matcher.offerings import City

Cities = Mapping[str, City]

_PLACE, _REGISTERED = "hukou_place", "hukou_city"
OF_HOME = (_REGISTERED, _PLACE)
"""The facts by which the home city of a household and its members is made out."""
_BLANKS = re.compile(r"[\s,，、·.。'’-]+")
_PROVINCE = re.compile(r"^(广东省?|guangdong(province)?)|(guangdong(province)?)$")
_KIND = re.compile(r"(?<=.)(市|区|city|district)$")


def city_named(name: str, cities: Cities) -> str | None:
    """Return the code of the city that a name, or an address that begins with it, means.

    None where no city of the catalogue is meant. 广东省深圳市, 珠海市香洲区, 香洲 and SHENZHEN are
    understood alike: see the head of `cities.yaml`.
    """
    meant, known = _bare(name), _names(cities)
    if _stem(meant) in known:
        return known[_stem(meant)]
    for start, code in known.items():
        rest = meant.removeprefix(start)
        if rest != meant and (rest.startswith("市") or known.get(_stem(rest)) == code):
            return code
    return None


def _names(cities: Cities) -> dict[str, str]:
    """Return the code of a city by the stem of each of its names, its districts' among them."""
    return {
        _stem(_bare(name)): city.code
        for city in cities.values()
        for name in (city.code, *city.aliases)
    }


def _bare(name: str) -> str:
    """Return a name without blanks, marks and the province, in small letters."""
    return _PROVINCE.sub("", _BLANKS.sub("", unicodedata.normalize("NFKC", name).casefold()))


def _stem(name: str) -> str:
    return _KIND.sub("", name)


def with_home_place(
    facts: dict[str, Value], members: Sequence[Member], cities: Cities
) -> tuple[dict[str, Value], tuple[Member, ...]]:
    """Return the facts of a household and its members with the home city as place it means.

    Who is registered here is registered in this city: no other one is asked for, and none of
    another city's items is opened by a relative who is registered there. The other way round a
    city of the catalogue says whether that is here or elsewhere, where nobody recorded it.
    """
    if _REGISTERED not in facts:
        facts = _as_registered(facts, cities)
        members = [replace(each, facts=_as_registered(each.facts, cities)) for each in members]
    home = next((city for city in cities.values() if city.home and city.registered_as), None)
    if home is None:
        return facts, tuple(members)
    others = [m for m in members if _is_of_another(m.facts, home)]
    if _means(facts, home) and not others:
        facts = {**facts, _PLACE: home.code}
    return facts, tuple(
        replace(member, facts={**member.facts, _PLACE: home.code})
        if _means(member.facts, home) and facts.get(_PLACE, home.code) != home.code
        else member
        for member in members
    )


def _as_registered(facts: Mapping[str, Value], cities: Cities) -> dict[str, Value]:
    """Return facts with where somebody is registered, where their city alone is recorded."""
    city = cities.get(str(facts.get(_PLACE)))
    if city is None or not city.registered_as:
        return dict(facts)
    return {_REGISTERED: city.registered_as, **facts}


def _means(facts: Mapping[str, Value], home: City) -> bool:
    return _PLACE not in facts and facts.get(_REGISTERED) == home.registered_as


def _is_of_another(facts: Mapping[str, Value], home: City) -> bool:
    """Say whether somebody is registered elsewhere and it is not known where."""
    return _PLACE not in facts and facts.get(_REGISTERED, home.registered_as) != home.registered_as
