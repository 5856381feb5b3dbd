"""Try a change of the catalogue out on households: nothing is written, all is worked out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from api.usecases.single import decoded
from matcher.cleaning import clean
from matcher.errors import CatalogueError, ChangeError, Fault, HouseholdError, nearest
from matcher.files import load_labelled
from matcher.needs import Household
from matcher.offerings import Catalogue
from matcher.pipeline.assessor import Assessor
from matcher.pipeline.crowd import for_both, invented_population, population_of
from matcher.pipeline.whatif import whatif
from matcher.population.people import Population
from matcher.reading.amendments import Setting, amended
from matcher.reading.differences import differences
from matcher.reading.households import Refused, decode, read_households
from matcher.telling.shifts import Data, trial_data
from matcher.telling.trials import Trial
from matcher.wording import Bilingual, Lang

SEED = 20260501
"""By which invented households are drawn: the same ones each time."""
MOST_HOUSEHOLDS, MOST_SETTINGS = 2_000, 50
_FIELDS = ("set", "households", "ids")
_OBJECT = Bilingual("对象 {}", "an object {}")
_LIST = Bilingual("不空的列表 […]", "a list that is not empty […]")
_NUMBER = Bilingual("数字或文字", "a number or a text")
_BOOL = Bilingual("true 或 false", "true or false")


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A catalogue and what it would become, on a day."""

    before: Assessor
    after: Assessor
    on: date

    @property
    def readable(self) -> Catalogue:
        """Return the catalogue by which households are read that both sides are to understand."""
        return for_both(self.before.catalogue, self.after.catalogue)


def change_of(
    before: Assessor, settings: Sequence[Setting], on: date, against: Catalogue | None = None
) -> Change:
    """Return the change that `settings` make, of `against` where another catalogue is given.

    Raises ChangeError, naming all that is wrong with the settings.
    """
    start = before.catalogue if against is None else against
    return Change(before, Assessor(amended(start, settings, on)), on)


def tried(
    change: Change, households: Sequence[Household], source: str = "file", refused: int = 0
) -> Trial:
    """Return what the change does to households that were read."""
    book = change.before.rules(change.on)
    population = population_of(households, change.readable, book, change.on)
    return _trial(change, population, source, refused)


def tried_on_invented(change: Change, num: int, seed: int = SEED) -> Trial:
    """Return what the change does to `num` households that are drawn by chance."""
    book = change.before.rules(change.on)
    population = invented_population(num, seed, change.readable, book, change.on)
    return _trial(change, population, "invented", 0)


@lru_cache(maxsize=4)
def examples(folder: Path, catalogue: Catalogue) -> tuple[Household, ...]:
    """Return the training households in `folder`, none where they are not there or do not fit."""
    try:
        return load_labelled(folder, "train", catalogue)[0]
    except CatalogueError:
        return ()


def _trial(change: Change, population: Population, source: str, refused: int) -> Trial:
    before, after = change.before.catalogue, change.after.catalogue
    return Trial(
        before,
        after,
        differences(before, after, change.on),
        whatif(change.before, change.after, population, change.on),
        change.on,
        source,
        refused,
    )


def try_body(body: bytes, before: Assessor, on: date, lang: Lang) -> Data:
    """Return what the change in a request's body does to the households in it.

    HouseholdError or ChangeError, each fault with its place in the body, where that is refused.
    """
    asked = _asked(decode(decoded(body)))
    settings = [Setting(target, _text(target, value)) for target, value in asked["set"].items()]
    try:
        change = change_of(before, settings, on)
    except ChangeError as error:
        faults = (replace(each, field=f"set.{each.field or each.value}") for each in error.faults)
        raise ChangeError(*faults) from None
    households = _households(asked["households"], change)
    return trial_data(tried(change, households, "request"), lang, asked.get("ids", False))


def _asked(data: Any) -> Mapping[str, Any]:
    """Return the body's fields, each of its type."""
    if not isinstance(data, Mapping):
        raise _wrong("household", data, _OBJECT)
    for name in data:
        if name not in _FIELDS:
            near = nearest(clean(name), _FIELDS)
            fault = Fault("unknown_field", clean(name), field=clean(name)[:40], near=near)
            raise HouseholdError(fault)
    for name, most in (("set", MOST_SETTINGS), ("households", MOST_HOUSEHOLDS)):
        if name not in data:
            raise HouseholdError(Fault("missing_field", field=name))
        kind, expected = (dict, _OBJECT) if name == "set" else (list, _LIST)
        if not isinstance(data[name], kind) or not data[name]:
            raise _wrong(name, data[name], expected)
        if len(data[name]) > most:
            raise HouseholdError(
                Fault("too_many", str(len(data[name])), expected=str(most), field=name)
            )
    if not isinstance(data.get("ids", False), bool):
        raise _wrong("ids", data["ids"], _BOOL)
    return data


def _text(target: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _wrong(f"set.{clean(target)[:40]}", value, _NUMBER)
    return value if isinstance(value, str) else f"{value:.15g}"


def _households(rows: Sequence[Any], change: Change) -> list[Household]:
    texts = [(number, json.dumps(row)) for number, row in enumerate(rows)]
    found = []
    for entry in read_households(texts, change.readable, change.on, change.on):
        if isinstance(entry, Refused):
            spot = f"households[{entry.line}]"
            field = entry.fault.field
            inside = field and field.removeprefix("household").removeprefix(".")
            raise HouseholdError(
                replace(entry.fault, line=None, field=f"{spot}.{inside}" if inside else spot)
            )
        found.append(entry)
    return found


def _wrong(field: str, value: Any, expected: Bilingual) -> HouseholdError:
    shown = "{…}" if isinstance(value, dict) else "[…]" if isinstance(value, list) else str(value)
    return HouseholdError(Fault("wrong_type", clean(shown), expected=expected, field=field))
