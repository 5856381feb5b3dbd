"""How many families an offering would reach: counted over whole columns, told about, by fives.

Of each family only the facts are read that the condition asks for, and what is the same of two
families is read once.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from api.signing import mark
from api.store.canonical import canonical
from api.store.crowd import Home
from api.store.supply import KeptOffering
from api.store.values import Towns
from api.usecases.desk import Desk
from api.usecases.ledgers import in_form, known_of
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
_SHIFT = 4
"""By up to so many a count is moved before it is told, by every condition in a way of its own.

With steps alone a condition that was padded up to one below a step and then changed a little would
tell of one family by the difference. The same condition is always moved alike, so that asking it
again tells nothing new; nobody can work the way out without the key.
"""
_CONFIDENTIAL = "confidential"


def reach(desk: Desk, found: KeptOffering) -> dict[str, Any]:
    """Return how many kept households of an offering's towns it would reach, and may reach.

    It counts over all its towns, whoever asks: who they are is told to nobody. `reaches` are
    those whose facts meet the condition, `may_reach` those of whom something is not known. Of what
    rests on a confidential fact (violence, addiction, danger) nothing is counted. On record.
    """
    tree, vocabulary = _tree(found, desk), desk.office.matcher.catalogue.vocabulary
    names = _asked(tree, vocabulary)
    if any(vocabulary.facts[name].sensitivity == _CONFIDENTIAL for name in names):
        sure = open_ = 0
    else:
        sure, open_ = _counted(_known(desk, found, names), tree, found, desk)
    with desk.unit() as unit:
        unit.audit.record("offering.reach", found.id, {"version": found.version})
    return {
        "id": found.id,
        "reaches": _told(sure, _shift("sure", found, desk)),
        "may_reach": _told(open_, _shift("open", found, desk)),
        "fewest": FEWEST,
        "on": desk.today.isoformat(),
    }


def _known(desk: Desk, found: KeptOffering, names: frozenset[str]) -> list[Household]:
    """Return the households of an offering's towns, with these facts of theirs alone."""
    whose = Towns.everywhere() if not found.towns else Towns.of(*found.towns)
    with desk.office.store.view(desk.caller.id, desk.at, whose) as unit:
        homes = unit.crowd.known(names)
    return list(_read(homes, desk))


def _told(count: int, shift: int) -> int | None:
    if count < FEWEST:
        return None
    moved = count + shift
    return max(FEWEST, moved - moved % FEWEST)


def _shift(what: str, found: KeptOffering, desk: Desk) -> int:
    """Return by how much a count is moved: as drawn, but always the same for the same question."""
    content = found.content
    asked = canonical([what, content["condition"], content["per"], sorted(found.towns)])
    drawn = mark(desk.office.ring, "reach", asked.encode())
    return int.from_bytes(drawn, "big") % (2 * _SHIFT + 1) - _SHIFT


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
