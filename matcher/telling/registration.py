"""Which city's rule decides for a household that is registered in one city and lives in another."""

from typing import Any

from matcher.needs import Household
from matcher.offerings import Catalogue, City
from matcher.wording import Bilingual, Lang

_PLACE, _CITY, _LIVES = "hukou_place", "hukou_city", "residence_place"

_DECIDES = Bilingual(
    "户籍在{city}：最低生活保障、特困供养、临时救助等基本救助按{city}的标准，由{city}决定",
    "registered in {city}: basic relief such as the minimum living allowance follows the lines of "
    "{city}, and {city} decides",
)
_SERVICES = Bilingual(
    "送餐、理发、长者饭堂等上门或就近的服务在居住地提供：家住{city}的，先向{city}居住地社区问清，"
    "本清单里中山的这类服务一般只送到中山市内",
    "Services at home or nearby, such as meals, hairdressing and canteens, are given where one "
    "lives: ask the community in {city} first; those of this list mostly stay in the home city",
)
_UNKNOWN = Bilingual(
    "本目录没有{city}的标准；请居住地镇街公共服务办帮忙向户籍地民政部门问清",
    "this catalogue has no lines of {city}; ask the town office of residence to inquire there",
)


def registration_data(
    household: Household, catalogue: Catalogue, lang: Lang
) -> list[dict[str, Any]]:
    """Return, for each city that decides from afar, who decides, takes the papers, gets them.

    One entry a city other than home in which the household or a member is registered; one for
    home where the household is registered here and lives elsewhere; none for any other. Each
    says where services at home are given, for a household that does not live here.
    """
    home = next((city for city in catalogue.cities.values() if city.home), None)
    if home is None:
        return []
    places: dict[str, list[str]] = {}
    own = household.facts.get(_PLACE)
    if own is not None:
        places[str(own)] = []
    for member in household.members:
        place = member.facts.get(_PLACE)
        if place is not None and place != own:
            places.setdefault(str(place), []).append(member.id)
    decide = [(place, members) for place, members in places.items() if place != home.code]
    if _lives_away(household, home):
        decide.append((home.code, []))
    services = _services(household, catalogue, lang)
    return [
        _city(catalogue.cities.get(place), place, members, lang) | {"services": services}
        for place, members in decide
    ]


def _services(household: Household, catalogue: Catalogue, lang: Lang) -> str:
    """Return where services at home are given to a household that lives elsewhere, else nothing."""
    lives = household.facts.get(_LIVES)
    city = catalogue.cities.get(str(lives))
    if lives is None or (city is not None and city.home):
        return ""
    return _SERVICES.say(lang, city=str(lives) if city is None else city.name.say(lang))


def _lives_away(household: Household, home: City) -> bool:
    facts = household.facts
    lives = facts.get(_LIVES)
    return home.code in (facts.get(_PLACE), facts.get(_CITY)) and lives not in (None, home.code)


def _city(city: City | None, place: str, members: list[str], lang: Lang) -> dict[str, Any]:
    name = place if city is None else city.name.say(lang)
    return {
        "city": place if city is None else city.code,
        "name": name,
        "members": members,
        "decides": _DECIDES.say(lang, city=name),
        "takes": _UNKNOWN.say(lang, city=name) if city is None else city.takes.say(lang),
        "forwards": "" if city is None else city.forwards.say(lang),
        "source": "" if city is None else city.source,
    }
