"""Sex, registration and town change no part of a score but through rules and whom words name.

Rules speak in the verdict, and where one is open in `missing` and `plausible`. A kin word finds
its person by sex, so sex is tried without kin words. Measured by words alone.
"""

from dataclasses import replace

import pytest

from matcher.files import load_labelled
from matcher.pipeline.candidates import rank
from matcher.pipeline.hearing import hear
from matcher.pipeline.standing import judgement_of
from matcher.values import Status
from tests.contracts.engines import lexical_matcher
from tests.support import CATALOGS, city

OF_OPEN_RULES = {"missing", "plausible"}
PLACES = ("hukou_city", "hukou_place")
OTHER_SEX = {"f": "m", "m": "f"}


def but(facts, *names, **rest):
    return {**{name: value for name, value in facts.items() if name not in names}, **rest}


def of_town(household, town):
    return replace(household, facts=but(household.facts, residence_town=town))


def registered(household, place):
    members = tuple(replace(m, facts=but(m.facts, *PLACES)) for m in household.members)
    facts = but(household.facts, *PLACES, hukou_city=place)
    return replace(household, facts=facts, members=members)


def of_other_sex(household):
    def turned(facts):
        known = facts.get("sex")
        return but(facts, sex=OTHER_SEX[known]) if known else facts

    members = tuple(replace(m, facts=turned(m.facts)) for m in household.members)
    return replace(household, members=members)


def measured(matcher, household):
    """Return by code its verdicts, and the parts of its score where it is a candidate."""
    on = household.as_of
    seen, verdicts = matcher.view(household, on), matcher.assess(household, on)
    heard = hear(seen, matcher.catalogue, matcher.library)
    judgement = judgement_of(seen, matcher.rules(on), heard, matcher.library, matcher.ranker)
    parts = {one.code: one.values for one in rank(verdicts, matcher.catalogue.items, judgement)}
    found = {}
    for verdict in verdicts:
        found.setdefault(verdict.code, {})[verdict.member] = verdict.status
    return {code: (found[code], parts.get(code)) for code in found}


def changes(before, after):
    """Return each (code, part) that differs where no verdict of the code does, and how many."""
    compared, found = 0, set()
    for code, (verdicts, parts) in before.items():
        if parts is None or after[code][0] != verdicts:
            continue
        compared += 1
        is_open = Status.UNKNOWN in verdicts.values()
        found |= {
            (code, name)
            for name, value in parts.items()
            if after[code][1][name] != value and not (is_open and name in OF_OPEN_RULES)
        }
    return compared, found


@pytest.fixture(scope="module")
def some():
    dev, _ = load_labelled(CATALOGS, "dev", city())
    train, _ = load_labelled(CATALOGS, "train", city())
    return [*dev[::4], *train[::17]]


@pytest.fixture(scope="module")
def plain(some):
    return {household.id: measured(lexical_matcher(), household) for household in some}


def test_another_town_changes_no_part_of_any_candidate(some, plain):
    for household in some:
        for town in ("石岐", "坦洲"):
            other = measured(lexical_matcher(), of_town(household, town))
            assert other == plain[household.id]


@pytest.mark.parametrize("place", ["zhongshan", "guangdong_other", "other_province"])
def test_another_registration_changes_no_part_where_no_verdict_changes(some, plain, place):
    compared, found = 0, set()
    for household in some:
        other = measured(lexical_matcher(), registered(household, place))
        many, broken = changes(plain[household.id], other)
        compared, found = compared + many, found | broken
    assert compared > 20 * len(some)
    assert not found


def test_another_sex_changes_no_part_where_no_verdict_changes_and_no_kin_word_is_read(some):
    matcher = replace(lexical_matcher(), catalogue=replace(city(), kin=()))
    compared, found = 0, set()
    for household in some:
        before, after = (measured(matcher, each) for each in (household, of_other_sex(household)))
        many, broken = changes(before, after)
        compared, found = compared + many, found | broken
    assert compared > 20 * len(some)
    assert found == set()
