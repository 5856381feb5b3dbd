"""Whom each clause of a need concerns, and by what: its words, those before it, or the ledger."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from matcher.needs import Household, Need
from matcher.offerings import Catalogue
from matcher.typed import Whom
from matcher.understanding.concerns import spoken_of
from matcher.understanding.wordings import found_in


class Concern(NamedTuple):
    """Whom a clause concerns, by what, and the word for somebody who is not listed.

    `tells_of` are those of them of whom it tells something: not for whom another frets or cares.
    `of_us`: whoever speaks tells of themselves too. `doers` are whom the need's words, in any
    clause, name as doing something to another (儿子打我): what is suffered is never theirs, but
    that of those to whom it is done (`sufferers`, as far as the words tell).
    """

    members: tuple[str, ...]
    by: Whom
    unlisted: str = ""
    tells_of: tuple[str, ...] = ()
    of_us: bool = False
    doers: tuple[str, ...] = ()
    sufferers: tuple[str, ...] = ()


NOBODY = Concern((), Whom.NOBODY)
_SEX = {"他": "m", "她": "f"}
CHILD, ADULT, ELDER = "child", "adult", "elder"
ANY_AGE = frozenset({CHILD, ADULT, ELDER})


class Age(NamedTuple):
    """The time of life of all of whom a clause tells, empty where it is not one and known.

    `plainly`: its words say who that is, the ledger alone does not. `present` are the times of
    life in the household, where all are known.
    """

    stage: str = ""
    plainly: bool = False
    present: frozenset[str] = ANY_AGE


AGELESS = Age()


def concerns_of(
    texts: Sequence[str], need: Need, household: Household, catalogue: Catalogue
) -> Iterator[Concern]:
    """Yield whom each of the (normalised) clauses of a need concerns, in their order.

    A clause of 他 or 她, or one of a need that the ledger lays to nobody, goes on about whom
    the words before it named, unless the speaker comes in.
    """
    listening, own = catalogue.listening, (need.member,) if need.member else ()
    deeds = [_deed_in(text, need, household, catalogue) for text in texts]
    doers = tuple(dict.fromkeys(name for deed in deeds for name in deed.doers))
    done_to = dict.fromkeys(name for deed in deeds for name in deed.sufferers)
    sufferers = tuple(name for name in done_to if name not in doers)
    before: Concern = NOBODY
    for text in texts:
        spoken = spoken_of(
            text, need, household, catalogue.kin, catalogue.not_kin, listening.cared_for
        )
        of_us = found_in(text, listening.tells_of_us, ()) is not None
        speaks = found_in(text, listening.first_person, ()) is not None
        goes_on = not own or found_in(text, listening.third_person, ()) is not None
        if spoken.members:
            tells_of = tuple(name for name in spoken.members if name not in spoken.others)
            before = Concern(spoken.members, Whom.WORDS, spoken.unlisted, tells_of or own)
            yield before._replace(of_us=of_us, doers=doers, sufferers=sufferers)
        elif (
            goes_on
            and before.members
            and not (speaks or spoken.unlisted)
            and _may_be(text, before.members, household)
        ):
            yield before._replace(
                by=Whom.CONTEXT, unlisted="", of_us=of_us, doers=doers, sufferers=sufferers
            )
        else:
            by = Whom.LEDGER if own else Whom.NOBODY
            yield Concern(own, by, spoken.unlisted, own, of_us, doers, sufferers)


class _Deed(NamedTuple):
    doers: tuple[str, ...] = ()
    sufferers: tuple[str, ...] = ()


def _deed_in(text: str, need: Need, household: Household, catalogue: Catalogue) -> _Deed:
    """Return whom a clause names as doing something to another, and to whom it is done.

    Whoever speaks is of whom the ledger says that the need is theirs, else the head. What nobody
    is named to do is done by them, and done to them what is done to nobody in particular. 他打老婆
    is to be read from who does it.
    """
    found = next(filter(None, (re.search(each, text) for each in catalogue.listening.doers)), None)
    if found is None:
        return _Deed()
    speaker = need.member or next(
        (m.id for m in household.members if m.facts.get("relation") == "head"), None
    )
    speaks = (speaker,) if speaker else ()
    who, whom = found["who"], found["whom"]
    doers = _doer_in(who, speaker, need, household, catalogue) if who else speaks
    of_doer = replace(need, member=doers[0]) if doers else need
    named = _named_in(whom, need, household, catalogue)
    if not named or set(named) <= set(doers):
        named = _named_in(whom, of_doer, household, catalogue)
    is_me = found_in(whom, catalogue.listening.first_person, ()) is not None
    mine = speaks if is_me or not (named or whom.strip()) else ()
    return _Deed(doers, (*mine, *named))


def _doer_in(
    who: str, speaker: str | None, need: Need, household: Household, catalogue: Catalogue
) -> tuple[str, ...]:
    """Return whom words name as doing something; nobody calls themselves by a word of kin."""
    for told_by in (need, replace(need, member=None)):
        named = _named_in(who, told_by, household, catalogue)
        if others := [name for name in named if name != speaker]:
            return (others[-1],)
    return ()


def _named_in(
    words: str, need: Need, household: Household, catalogue: Catalogue
) -> tuple[str, ...]:
    return spoken_of(words, need, household, catalogue.kin, catalogue.not_kin).members


def _may_be(text: str, members: Sequence[str], household: Household) -> bool:
    """Say whether 他 or 她 in a clause may be one of these members."""
    sexes = {str(m.facts.get("sex", "")) for m in household.members if m.id in members}
    said = {sex for word, sex in _SEX.items() if word in text}
    return len(said) != 1 or not sexes or bool(sexes & {*said, ""})


def age_told(concern: Concern, stages: Mapping[str, str]) -> Age:
    """Return the time of life of whom a clause tells, by each member's.

    It is not known of somebody who is not listed, of people at different times of life, nor of
    a child where the speaker comes in too (我们撑不住了): that is seldom the child.
    """
    found = {stages.get(name, "") for name in concern.tells_of}
    by_ledger = concern.by is Whom.LEDGER
    if len(found) != 1 or (concern.unlisted and concern.by is not Whom.WORDS):
        return AGELESS
    stage = found.pop()
    if concern.of_us and stage == CHILD:
        return AGELESS
    plainly = not by_ledger and set(concern.tells_of) <= set(concern.members)
    present = frozenset(stages.values())
    return Age(stage, plainly, present if present <= ANY_AGE else ANY_AGE)
