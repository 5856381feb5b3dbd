"""How many families an offering would reach: counted over whole columns, told about, by fives.

Of each family only the facts are read that the condition asks for, and what is the same of two
families is read once.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np

from api.signing import mark
from api.store.canonical import canonical
from api.store.crowd import Home
from api.store.supply import KeptOffering
from api.store.values import Towns
from api.usecases.desk import Desk
from api.usecases.ledgers import in_form, known_of
from api.usecases.tries import DOORKEEPER, FORGOTTEN, whom
from matcher.facts import Vocabulary
from matcher.needs import Household
from matcher.pipeline.crowd import population_of
from matcher.reading.cities import OF_HOME
from matcher.reading.households import Refused, read_household
from matcher.reading.posted import condition_of
from matcher.rules.columns import ColumnProgram, Masks, unpacked
from matcher.rules.figures import figures_on
from matcher.rules.link import bind
from matcher.rules.tree import Condition, mentions

FEWEST = 5
"""The smallest count that is told, and the step of those above it: below it families would show."""
QUESTIONS_A_DAY = 20
"""So many different questions of one office are answered by fives in a day."""
COARSE = 50
"""The smallest count and the step for whatever else it asks on that day."""
_CONFIDENTIAL = "confidential"


def reach(desk: Desk, found: KeptOffering) -> dict[str, Any]:
    """Return how many kept households of an offering's towns it would reach, and may reach.

    It counts over all its towns, whoever asks: who they are is told to nobody. `reaches` are
    those whose facts meet the condition, `may_reach` those of whom something is not known. Of what
    rests on a confidential fact (violence, addiction, danger) nothing is counted. On record.

    `fewest` is the smallest count that is told and the step of those above it: coarse for whoever
    asks many different questions in a day, since counts that each are moved in a way of their own
    (`_shift`) tell together what none of them tells.
    """
    tree, vocabulary = _tree(found, desk), desk.office.matcher.catalogue.vocabulary
    names = _asked(tree, vocabulary)
    if any(vocabulary.facts[name].sensitivity == _CONFIDENTIAL for name in names):
        sure = open_ = 0
    else:
        sure, open_ = _counted(_known(desk, found, names), tree, found, desk)
    step = _step(found, desk)
    with desk.unit() as unit:
        unit.audit.record("offering.reach", found.id, {"version": found.version, "fewest": step})
    return {
        "id": found.id,
        "reaches": _told(sure, step, _shift("sure", step, found, desk)),
        "may_reach": _told(open_, step, _shift("open", step, found, desk)),
        "fewest": step,
        "on": desk.today.isoformat(),
    }


def _known(desk: Desk, found: KeptOffering, names: frozenset[str]) -> list[Household]:
    """Return the households of an offering's towns, with these facts of theirs alone."""
    whose = Towns.everywhere() if not found.towns else Towns.of(*found.towns)
    with desk.office.store.view(desk.caller.id, desk.at, whose) as unit:
        homes = unit.crowd.known(names)
    return list(_read(homes, desk))


def _step(found: KeptOffering, desk: Desk) -> int:
    """Return the step by which a question is answered: the same all day, however often asked.

    All who offer for an organisation are one office, whatever offering they ask about.
    """
    office = (desk.caller.offers_for or desk.caller.id, desk.today.isoformat())
    question = whom(desk.office, "reach", *office, _question(found)).whom
    fresh_after = desk.at - FORGOTTEN
    with desk.office.store.unit(DOORKEEPER, desk.at, Towns.everywhere()) as unit:
        times = unit.attempts.count(question, fresh_after)
        if times == 1:
            asked = unit.attempts.count(whom(desk.office, "reach", *office).whom, fresh_after)
            if asked is not None and asked > QUESTIONS_A_DAY:
                unit.attempts.delay(question, desk.at + timedelta(days=1))
                times = None
    return COARSE if times is None else FEWEST


def _told(count: int, step: int, shift: int) -> int | None:
    if count < step:
        return None
    moved = count + shift
    return max(step, moved - moved % step)


def _shift(what: str, step: int, found: KeptOffering, desk: Desk) -> int:
    """Return by how much less than a step a count is moved before it is told.

    With steps alone a condition that was padded up to one below a step and then changed a little
    would tell of one family by the difference. So every question is moved in a way of its own, as
    drawn, but always alike: asking it again tells nothing new, and nobody works the way out
    without the key.
    """
    drawn = mark(desk.office.ring, "reach", f"{what} {step} {_question(found)}".encode())
    return int.from_bytes(drawn, "big") % (2 * step - 1) - step + 1


def _question(found: KeptOffering) -> str:
    """Return what is asked: two offerings for the same people in the same towns ask alike."""
    content = found.content
    return canonical([content["condition"], content["per"], sorted(found.towns)])


def _tree(found: KeptOffering, desk: Desk) -> Condition:
    content, catalogue = found.content, desk.office.matcher.catalogue
    node = condition_of(content["condition"], content["per"] == "member", catalogue)
    return bind(node, figures_on(catalogue.figures, desk.today, catalogue.figures))


def _asked(tree: Condition, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the names of the facts on which a condition rests, those of derived ones too."""
    named = {mention.fact for mention in mentions(tree)}
    inputs = (vocabulary.facts[name].derived_from for name in named)
    return frozenset({*named, *OF_HOME, *(name for parts in inputs for name in parts)})


def _counted(
    households: list[Household], tree: Condition, found: KeptOffering, desk: Desk
) -> tuple[int, int]:
    matcher, day = desk.office.matcher, desk.today
    per_member = found.content["per"] == "member"
    crowd = population_of(households, matcher.catalogue, matcher.rules(day), day)
    sure = open_ = 0
    for stretch in ColumnProgram({found.code: (tree, per_member)}).run(crowd.blocks, day):
        num = stretch.rows.stop - stretch.rows.start
        true, possible = _of_households(stretch.masks[found.code], num)
        sure += int(true.sum())
        open_ += int((possible & ~true).sum())
    return sure, open_


def _of_households(masks: Masks, num: int) -> tuple[Any, Any]:
    """Return for each household whether anybody in it meets the condition, and whether may."""
    if not len(masks.true):
        nobody = np.zeros(num, dtype=np.bool_)
        return nobody, nobody
    return unpacked(masks.true, num).any(axis=0), (~unpacked(masks.false, num)).any(axis=0)


def _read(homes: Iterable[Home], desk: Desk) -> Iterator[Household]:
    """Yield the households as the matcher reads them, of the facts that were asked for."""
    read: dict[str, Household | Refused] = {}
    for home in homes:
        text = _in_form(home, desk)
        found = read.get(text)
        if found is None:
            found = read_household(text, 1, desk.office.matcher.catalogue, None, desk.today)
            read[text] = found
        if not isinstance(found, Refused):
            yield replace(found, id=home.id)


def _in_form(home: Home, desk: Desk) -> str:
    """Return a household in the input form, its members by number: alike are the same text."""
    standing = known_of(home.consent, home.facts, desk.today)
    own = {fact.name: fact.value for fact in standing if fact.member is None}
    members = [
        {**in_form(member, standing), "id": f"m{number}"}
        for number, member in enumerate(home.members)
    ]
    told = {"id": "x", "facts": own, "members": members, "needs": []}
    return json.dumps(told, ensure_ascii=False)
