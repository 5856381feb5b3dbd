"""The way through school: where a pupil stands after the next turn of the school year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from matcher.facts import School, Value

Facts = Mapping[str, Value]
Changed = Mapping[str, Value | None]
"""What facts become; None is not known."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn of the school year does to a pupil: from which day, the stage and the facts.

    `stage` is None where what comes next is not sure; `year` is that of the stage.
    """

    on: date
    stage: str | None
    year: int | None
    facts: Changed


def next_turn(facts: Facts, school: School, known: date) -> Turn | None:
    """Return the next turn of a pupil of whom `facts` are true on the day `known`.

    None where nothing is sure: the stage or the year of study is not known, or it is the
    holidays, when a year told may be the one that ended or the one to come.
    """
    found = _place(facts, school, known)
    if found is None:
        return None
    on, stage, year = found
    return Turn(on, stage, year, _changed(facts, school, stage, year))


def renewal(facts: Facts, school: School, known: date) -> tuple[date, tuple[str, ...]]:
    """Return the day from which certificates of one school year count no more, and which."""
    return _after(school.begins, known), tuple(n for n in school.yearly if facts.get(n) is True)


def _place(facts: Facts, school: School, known: date) -> tuple[date, str | None, int | None] | None:
    """Return from when on a pupil stands where: day, stage and year."""
    begins, left = _after(school.begins, known), _left(school, known)
    if facts.get(school.admitted) is True:
        # a letter is for the autumn of its year: later in that year nobody knows
        return (begins, school.admitted_to, 1) if begins.year == known.year else None
    stage = school.stages.get(str(facts.get(school.stage)))
    if stage is None or begins < left:
        return None
    year, final = facts.get(school.year), facts.get(school.final)
    if isinstance(year, int) and not (stage.least if final is True else 1) <= year <= stage.most:
        return None
    if final is True or year == stage.most:
        return (left, None, None) if stage.then is None else (begins, stage.then, 1)
    if not isinstance(year, int):
        return None
    stays = year < stage.least or final is False
    return (begins, stage.name, year + 1) if stays else (left, None, None)


def _after(day: tuple[int, int], known: date) -> date:
    """Return the first such day of a year after `known`."""
    this = date(known.year, *day)
    return this if this > known else date(known.year + 1, *day)


def _left(school: School, known: date) -> date:
    """Return the day after the school year's last day: the next one from `known` on."""
    last = date(known.year, *school.ends)
    return (last if last >= known else date(known.year + 1, *school.ends)) + timedelta(days=1)


def _changed(facts: Facts, school: School, stage: str | None, year: int | None) -> Changed:
    """Return what the facts of a pupil become in `stage`, those of another stage forgotten."""
    found: dict[str, Value | None] = {school.stage: stage, school.year: year}
    final = _final(facts, school, stage, year)
    if school.final in facts or final is not None:
        found[school.final] = final
    if stage != facts.get(school.stage):
        found |= {name: None for name in school.of_stage if name in facts}
    if stage is not None:  # who is at school in autumn waits for no letter of that year
        found[school.admitted] = False
    if stage is None:
        gone = [name for name, values in school.studying.items() if facts.get(name) in values]
        gone += [name for name in school.yearly if facts.get(name) is True]
        gone += [name for name in (school.admitted,) if name in facts]
        found |= dict.fromkeys(gone)
    return found


def _final(facts: Facts, school: School, stage: str | None, year: int | None) -> bool | None:
    """Return whether the new year is one of graduation, None where that is not sure."""
    if stage is None or year is None:
        return False if facts.get(school.final) is True else None
    if year < school.stages[stage].least:
        return False
    return True if school.stages[stage].most == year else None
