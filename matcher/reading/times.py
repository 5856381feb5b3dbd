"""Read what the vocabulary says of time: states that end, numbers that rise, the school year."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from matcher.errors import Fault, nearest
from matcher.facts import Counting, Duration, Fact, School, Stage

_FILE = "vocabulary.yaml"
_COMMON_YEAR = 2001  # a day that this year lacks is not there every year
_NEW_YEAR = (1, 1)
_LISTS = ("certified_yearly", "of_one_stage")


def lasting(data: Mapping[str, Any]) -> Duration | None:
    """Return how long a state lasts at most, None where it has no limit."""
    for unit, count in data.get("lasts", {}).items():
        return Duration(count, unit)
    return None


def counting(data: Mapping[str, Any]) -> Counting | None:
    """Return how a number rises by itself, None where it does not."""
    told = data.get("counts")
    if told is None:
        return None
    given = {name: tuple(values) for name, values in told.get("while", {}).items()}
    return Counting(told["unit"], told.get("from", 0), given)


def read_school(head: Mapping[str, Any], facts: Mapping[str, Fact]) -> School | None:
    """Return the way through school, None where there is none or `check_times` finds a fault."""
    told = head.get("school")
    if not told or any(_faults(told, facts)):
        return None
    names = told["facts"]
    return School(
        begins=_day(told["begins"]) or _NEW_YEAR,
        ends=_day(told["ends"]) or _NEW_YEAR,
        stage=names["stage"],
        year=names["year"],
        final=names["final"],
        admitted=names["admitted"],
        admitted_to=told["admitted_to"],
        stages={each["stage"]: _stage(each) for each in told["stages"]},
        yearly=tuple(told.get("certified_yearly", ())),
        of_stage=tuple(told.get("of_one_stage", ())),
        studying={name: tuple(v) for name, v in told.get("while_studying", {}).items()},
    )


def check_times(head: Mapping[str, Any], facts: Mapping[str, Fact]) -> Iterator[Fault]:
    """Yield each fact, value and day that is not there, of the school and of what rises."""
    if head.get("school"):
        yield from _faults(head["school"], facts)
    for fact in facts.values():
        if fact.counts:
            yield from _values(fact.counts.given, facts, f"{fact.name}.counts")


def _faults(told: Mapping[str, Any], facts: Mapping[str, Fact]) -> Iterator[Fault]:
    for key in ("begins", "ends"):
        if _day(told[key]) is None:
            yield _fault("no_such_day", told[key], f"school.{key}")
    named = [(f"school.facts.{key}", name) for key, name in told["facts"].items()]
    named += [(f"school.{key}", name) for key in _LISTS for name in told.get(key, ())]
    for field, name in named:
        if name not in facts:
            yield _fault("unknown_fact", name, field, facts)
    yield from _values(told.get("while_studying", {}), facts, "school.while_studying")
    yield from _stages(told, facts)


def _stages(told: Mapping[str, Any], facts: Mapping[str, Fact]) -> Iterator[Fault]:
    stages = [each["stage"] for each in told["stages"]]
    fact = told["facts"]["stage"]
    if fact in facts:
        yield from _values({fact: stages}, facts, "school.stages")
    follow = [each["then"] for each in told["stages"] if "then" in each]
    for stage in dict.fromkeys((*follow, told["admitted_to"])):
        if stage not in stages:
            yield _fault("unknown_value", stage, "school.stages", stages)


def _values(
    given: Mapping[str, Collection[Any]], facts: Mapping[str, Fact], field: str
) -> Iterator[Fault]:
    for name, values in given.items():
        if name not in facts:
            yield _fault("unknown_fact", name, field, facts)
            continue
        known = facts[name].values or {}
        for value in values:
            if value not in known and not isinstance(value, bool):
                yield _fault("unknown_value", str(value), field, known)


def _fault(kind: str, value: str, field: str, known: Collection[str] = ()) -> Fault:
    return Fault(kind, value, file=_FILE, field=field, near=nearest(value, known))


def _stage(data: Mapping[str, Any]) -> Stage:
    years = data["years"]
    least, most = (years, years) if isinstance(years, int) else years
    return Stage(data["stage"], least, max(least, most), data.get("then"))


def _day(text: str) -> tuple[int, int] | None:
    try:
        day = date.fromisoformat(f"{_COMMON_YEAR}-{text}")
    except ValueError:
        return None
    return day.month, day.day
