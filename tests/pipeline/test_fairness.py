"""Sex, registration and town change no part of a score but through rules and whom words name.

Rules speak in the verdict, and where one is open in `missing` and `plausible`. A kin word finds
its person by sex, so sex is tried without kin words. Labelled households are measured by words
alone, ten invented ones with the shipped encoder.
"""

from dataclasses import replace
from datetime import date

import pytest

from matcher.files import load_labelled
from matcher.needs import Household, Member, Need, Urgency
from matcher.pipeline.candidates import rank
from matcher.pipeline.hearing import hear
from matcher.pipeline.standing import judgement_of
from matcher.values import Status
from tests.contracts.engines import lexical_matcher
from tests.support import CATALOGS, TODAY, city

OF_OPEN_RULES = {"missing", "plausible"}
PLACES = ("hukou_city", "hukou_place")
OTHER_SEX = {"f": "m", "m": "f"}
INVENTED = (  # texts, each with whom it concerns; who lives there: relation, sex, year of birth
    (
        (("膝盖痛，落楼要人扶，成日一个人喺屋企", "m1"), ("想找人聊天", "m1")),
        (("head", "f", 1944),),
    ),
    (
        (("厂关了，想学门手艺再找份工", "m1"), ("学费交不起", "m2")),
        (("head", "m", 1985), ("child", "f", 2010)),
    ),
    (
        (("透析一周三次，车费药费都顶不住", "m1"), ("晚上睡不着，觉得没用", "m1")),
        (("head", "m", 1968), ("spouse", "f", 1970)),
    ),
    (
        (("三岁还不会说话，康复太贵", "m2"), ("想歇一天，没人替手", "m1")),
        (("head", "f", 1990), ("child", "m", 2023)),
    ),
    (
        (("房东月底要收房，住哪里还没着落", None), ("想申请低保", "m1")),
        (("head", "m", 1979), ("child", "m", 2014)),
    ),
    (
        (("忘性大，两次走出去认不得路", "m2"), ("想有人白天看一下", "m2")),
        (("head", "f", 1965), ("parent", "m", 1940)),
    ),
    (
        (("瓦面漏雨，冻天冇厚被", None), ("轮椅烂咗，出唔到门", "m1")),
        (("head", "m", 1955), ("spouse", "f", 1958)),
    ),
    (
        (("初二了，关在房里不肯上学，晚上哭", "m2"),),
        (("head", "f", 1980), ("child", "f", 2011)),
    ),
    (
        (("工伤半年没赔，工资也拖着，不知找谁告", "m1"),),
        (("head", "m", 1983), ("spouse", "f", 1985)),
    ),
    (
        (("刚生完，没人搭把手，情绪很低落", "m1"), ("奶粉尿片都是借钱买", None)),
        (("head", "f", 1995), ("child", "f", 2026)),
    ),
)


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


def invented(number, texts, people):
    members = tuple(
        Member(f"m{n}", {"relation": relation, "sex": sex, "birth_date": date(year, 3, 1)})
        for n, (relation, sex, year) in enumerate(people, start=1)
    )
    needs = tuple(
        Need(f"n{n}", text, member, Urgency.MEDIUM) for n, (text, member) in enumerate(texts, 1)
    )
    facts = {"residence_town": "三乡", "hukou_city": "zhongshan", "household_size": len(people)}
    return Household(f"I{number}", facts, members, needs, as_of=TODAY)


@pytest.fixture(scope="module", params=["lexical", "hybrid"])
def mode(request):
    return request.param


@pytest.fixture(scope="module")
def tried(mode, request):
    return lexical_matcher() if mode == "lexical" else request.getfixturevalue("hybrid")


@pytest.fixture(scope="module")
def some(mode):
    if mode == "hybrid":
        return [invented(number, *told) for number, told in enumerate(INVENTED)]
    dev, _ = load_labelled(CATALOGS, "dev", city())
    train, _ = load_labelled(CATALOGS, "train", city())
    return [*dev[::4], *train[::17]]


@pytest.fixture(scope="module")
def plain(tried, some):
    return {household.id: measured(tried, household) for household in some}


def test_the_shipped_encoder_hears_the_invented_households(hybrid):
    parts = [
        parts
        for number, told in enumerate(INVENTED)
        for _, parts in measured(hybrid, invented(number, *told)).values()
        if parts is not None
    ]
    assert any(part.get("meaning") for part in parts)


def test_another_town_changes_no_part_of_any_candidate(tried, some, plain):
    for household in some:
        for town in ("石岐", "坦洲"):
            other = measured(tried, of_town(household, town))
            assert other == plain[household.id]


@pytest.mark.parametrize("place", ["zhongshan", "guangdong_other", "other_province"])
def test_another_registration_changes_no_part_where_no_verdict_changes(tried, some, plain, place):
    compared, found = 0, set()
    for household in some:
        other = measured(tried, registered(household, place))
        many, broken = changes(plain[household.id], other)
        compared, found = compared + many, found | broken
    assert compared > 20 * len(some)
    assert not found


def test_another_sex_changes_no_part_where_no_verdict_changes_and_no_kin_word_is_read(tried, some):
    matcher = replace(tried, catalogue=replace(city(), kin=()))
    compared, found = 0, set()
    for household in some:
        before, after = (measured(matcher, each) for each in (household, of_other_sex(household)))
        many, broken = changes(before, after)
        compared, found = compared + many, found | broken
    assert compared > 20 * len(some)
    assert found == set()
