"""Towns as people write them: by code, by short or full name, by any other name they go by."""

from collections.abc import Mapping

from api.errors import Mend, Problem, ProblemError
from api.usecases.desk import Desk
from matcher.errors import nearest
from matcher.offerings import Catalogue
from matcher.wording import Bilingual, Lang

_NO_TOWN = Bilingual(
    "没有这个镇街；请写镇街的名称或代码", "there is no such town: write its name or its code"
)
_NEAR = Bilingual("；是不是“{near}”？", "; is it “{near}”?")


def codes_by_name(catalogue: Catalogue) -> Mapping[str, str]:
    """Return the code of every town by each of its names, and by the code itself."""
    towns = catalogue.towns
    names = {name: towns[short].code for name, short in catalogue.town_names.items()}
    own = {word: town.code for town in towns.values() for word in (town.name, town.code)}
    return {**names, **own}


def code_of(told: str, catalogue: Catalogue) -> str | None:
    """Return the code of a town that is told by code or name; None where it is none."""
    known = codes_by_name(catalogue)
    return known.get(told.strip()) or known.get(told.strip().upper())


def town_in(code: str, catalogue: Catalogue, lang: Lang) -> str:
    """Return the name of a town by its code, as a reader of `lang` says it."""
    town = next((town for town in catalogue.towns.values() if town.code == code), None)
    if town is None:
        return code
    return town.name if lang == "zh" else town.english


def no_such_town(told: str, known: Mapping[str, str]) -> tuple[Bilingual, str | None]:
    """Return the sentence that a town is none, without what was typed, and the nearest name."""
    near = nearest(told.strip(), known)
    if near is None:
        return _NO_TOWN, None
    zh, en = (_NO_TOWN.say(lang) + _NEAR.say(lang, near=near) for lang in ("zh", "en"))
    return Bilingual(zh, en), near


def town_told(
    desk: Desk, told: str, *, pointer: str | None = None, parameter: str | None = None
) -> str:
    """Return the code of a town that a request tells; a problem 422 at its place where it is none.

    Whether the caller may see that town is not asked here.
    """
    catalogue = desk.office.matcher.catalogue
    found = code_of(told, catalogue)
    if found is None:
        reason, near = no_such_town(told, codes_by_name(catalogue))
        mend = Mend(reason, pointer=pointer, parameter=parameter, near=near)
        kind = "wrong-query" if parameter is not None else "unknown-town"
        raise ProblemError(Problem(kind, reason, (mend,)))
    return found
