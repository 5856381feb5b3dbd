"""Live supply: what is posted is offered at once, what is used up is gone, no item moves."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.files import load_labelled, load_lessons
from matcher.needs import Household, Need
from matcher.offerings import Offering, Supply
from matcher.pipeline.library import build_library, precedents
from matcher.pipeline.matcher import Matcher
from matcher.reading.posted import condition_of
from matcher.retrieval.precedents import Precedent
from matcher.telling.documents import plan_data
from matcher.wording import Bilingual
from tests.contracts.engines import NEEDS_ENGINE, lexical_matcher
from tests.support import CATALOGS, TODAY, city, family, person

MODES = ["matcher", pytest.param("hybrid", marks=NEEDS_ENGINE)]
DESK = "W002"
"""A desk and chair for any pupil whose family has a relief status."""
KNOWN_TEXTS = sorted(
    {text for each in city().offerings.values() for text in (each.name.zh, *each.phrases)}
)


@cache
def households() -> tuple[Household, ...]:
    return load_labelled(CATALOGS, "train", city())[0][:60]


@pytest.fixture(params=MODES)
def any_matcher(request: pytest.FixtureRequest) -> Matcher:
    found: Matcher = request.getfixturevalue(request.param)
    return found


@cache
def lessons() -> tuple[Precedent, ...]:
    return precedents(*load_lessons(CATALOGS, city()))


def posted(code: str = "W9001", like: str = DESK, **changed: object) -> Offering:
    return replace(city().offerings[like], code=code, **changed)


def pupil(text: str = "孩子作业都在饭桌上写，想要一张自己的桌子", town: str = "东区") -> Household:
    child = person(age=9, education_stage="primary", relation="child")
    told = family(child, relief_status="dibao", residence_town=town)
    return replace(told, needs=(Need("n1", text),))


def told(matcher: Matcher, household: Household, on: date | None = None) -> str:
    plan = matcher.plan(household, on or household.as_of or TODAY)
    return json.dumps(plan_data(plan, household, matcher.catalogue, "zh", 20), ensure_ascii=False)


def offered(matcher: Matcher, household: Household, on: date = TODAY) -> dict[str, int]:
    offers = json.loads(told(matcher, household, on))["offers"]
    return {offer["code"]: offer["remaining"] for offer in offers}


def from_the_start(matcher: Matcher, supply: Supply) -> Matcher:
    """Return a matcher over a catalogue that has had the whole supply ever since it was read."""
    own = city().offerings
    every = [*own.values(), *sorted(supply.posted, key=lambda each: each.code)]
    offerings = {
        each.code: replace(each, remaining=supply.left.get(each.code, each.remaining))
        for each in every
    }
    catalogue = replace(city(), offerings=offerings)
    library = build_library(catalogue, lessons(), matcher.library.encoder, matcher.library)
    return Matcher(catalogue, library, matcher.ranker, matcher.alarm)


def postings() -> st.SearchStrategy[Offering]:
    texts = st.sampled_from(KNOWN_TEXTS)
    return st.builds(
        lambda like, name, phrases, towns, left: replace(
            like,
            name=replace(like.name, zh=name),
            phrases=tuple(phrases),
            towns=tuple(towns),
            remaining=float(left),
        ),
        st.sampled_from(list(city().offerings.values())),
        texts,
        st.lists(texts, max_size=3, unique=True),
        st.lists(st.sampled_from(sorted(city().towns)), max_size=4, unique=True),
        st.integers(0, 3),
    )


def supplies() -> st.SearchStrategy[Supply]:
    codes = [f"{kind}{number}" for kind in "WFB" for number in (9001, 9002)]
    left = st.dictionaries(st.sampled_from([*codes, *city().offerings]), st.integers(0, 2))
    return st.builds(
        lambda by_code, left: Supply(
            "", tuple(replace(each, code=code) for code, each in by_code.items()), left
        ),
        st.dictionaries(st.sampled_from(codes), postings(), max_size=5),
        left,
    )


@settings(max_examples=5)
@given(supplies(), st.sampled_from(range(60)))
def test_offers_come_as_from_a_catalogue_that_had_them_from_the_start(supply, place):
    matcher, household = lexical_matcher(), households()[place]
    live, whole = matcher.with_supply(supply), from_the_start(matcher, supply)
    assert told(live, household) == told(whole, household)


@NEEDS_ENGINE
def test_so_they_do_by_meaning(hybrid):
    mixed = [
        posted(f"W90{n:02}", like, phrases=tuple(KNOWN_TEXTS[n::11]))
        for n, like in enumerate(city().offerings)
    ]
    supply = Supply("", tuple(mixed), {DESK: 1, "W9003": 0})
    live, whole = hybrid.with_supply(supply), from_the_start(hybrid, supply)
    for household in households()[:6]:
        assert told(live, household) == told(whole, household)


def test_a_posted_offering_is_offered_to_whom_it_is_for(any_matcher):
    live = any_matcher.with_supply(Supply("", (posted(remaining=7.0),)))
    assert offered(live, pupil())["W9001"] == 7
    grown = family(person(age=40, relation="head"), relief_status="dibao", residence_town="东区")
    assert "W9001" not in offered(live, replace(grown, needs=pupil().needs))
    assert "W9001" not in offered(any_matcher, pupil())


BICYCLE = posted(name=Bilingual("上学用的单车", "bicycle"), phrases=("想要辆单车",))
ASKS = "孙子上学要走四十分钟路，想要辆单车；屋里灯太暗，写字眼睛疼"


def ties(matcher: Matcher, household: Household) -> dict[str, list[str]]:
    offers = json.loads(told(matcher, household))["offers"]
    return {offer["code"]: offer["needs"] for offer in offers}


def test_an_offering_is_tied_to_the_need_that_asks_for_it_in_its_own_words(any_matcher):
    live = any_matcher.with_supply(Supply("", (BICYCLE,)))
    found = ties(live, pupil(ASKS))
    assert (found["W9001"], found["W003"]) == (["n1"], ["n1"])  # W003: a lamp for dark rooms
    assert set(list(found)[:2]) == {"W9001", "W003"}
    (offer,) = [o for o in json.loads(told(live, pupil(ASKS)))["offers"] if o["code"] == "W9001"]
    assert "想要辆单车" in offer["why"][0]


def test_what_is_wanted_no_more_ties_no_offering_to_it(any_matcher):
    live = any_matcher.with_supply(Supply("", (BICYCLE,)))
    unwanted = ties(live, pupil("想要辆单车的事不用了，已经解决了"))
    assert unwanted.get("W9001", []) == []


def test_items_stay_as_they_were_whatever_words_an_offering_has(any_matcher):
    live = any_matcher.with_supply(Supply("", (BICYCLE,)))
    own, other = (json.loads(told(m, pupil(ASKS)))["items"] for m in (live, any_matcher))
    assert own == other


def test_its_condition_is_judged_with_the_figures_of_the_day(matcher):
    condition = condition_of("income_per_capita_month <= dibao_line", False, city())
    own = posted(per_member=False, condition=condition, eligibility="")
    live = matcher.with_supply(Supply("", (own,)))
    poor, rich = (
        replace(pupil(), facts={**pupil().facts, "income_per_capita_month": n}) for n in (1, 9e9)
    )
    for household, status in ((poor, "eligible"), (rich, "ineligible")):
        (verdict,) = live.verdicts_of("W9001", household, TODAY)
        assert str(verdict.status) == status


@pytest.mark.parametrize("count", [1, 60])
def test_no_item_moves_because_something_was_posted(any_matcher, count):
    words = ("雪橇犬", "想学骑马滑雪", "作业都在饭桌上写")
    own = tuple(
        posted(f"W9{n:03}", like, phrases=(f"{words[n % 3]}{n}",))
        for n, like in enumerate(list(city().offerings)[:count])
    )
    live = any_matcher.with_supply(Supply("", own))
    for household in households()[:8]:
        before, after = (json.loads(told(each, household)) for each in (any_matcher, live))
        assert json.dumps(before["items"]) == json.dumps(after["items"])


def test_the_order_in_which_offerings_are_posted_does_not_matter(any_matcher):
    own = tuple(posted(f"W900{n}", like) for n, like in enumerate(["W001", DESK, "F001"]))
    one, other = (any_matcher.with_supply(Supply("", each)) for each in (own, own[::-1]))
    for household in (pupil(), *households()[:4]):
        assert told(one, household) == told(other, household)


def test_what_is_used_up_is_gone_and_comes_back_with_a_place(any_matcher):
    own = posted(remaining=2.0)
    live = any_matcher.with_supply(Supply("", (own,)))
    left = {n: live.with_supply(Supply("", (own,), {"W9001": n, DESK: n})) for n in (0, 1)}
    assert not {"W9001", DESK} & set(offered(left[0], pupil()))
    assert {"W9001": 1, DESK: 1}.items() <= offered(left[1], pupil()).items()


def test_it_keeps_to_its_towns_and_its_days(matcher):
    week = timedelta(days=7)
    own = posted(towns=("小榄",), starts=TODAY, ends=TODAY + week)
    live = matcher.with_supply(Supply("", (own,)))
    assert "W9001" in offered(live, pupil(town="小榄"))
    assert "W9001" not in offered(live, pupil(town="东区"))
    for day in (TODAY - timedelta(days=1), TODAY + week + timedelta(days=1)):
        assert "W9001" not in offered(live, pupil(town="小榄"), day)


def test_a_change_of_what_is_left_builds_nothing_anew(matcher):
    own = (posted(), posted("W9002", "W001"))
    live = matcher.with_supply(Supply("1", own))
    again = tuple(replace(each, remaining=1.0) for each in reversed(own))
    later = live.with_supply(Supply("2", again, {DESK: 1}))
    assert later.library is live.library
    assert later.rules(TODAY) is live.rules(TODAY)
    assert later.lists is live.lists is matcher.catalogue
    assert offered(later, pupil())["W9001"] == offered(later, pupil())[DESK] == 1


def test_what_is_posted_beside_others_is_read_alone(matcher):
    asked: list[str] = []
    counting = _Counting(asked.extend)
    base = replace(matcher, library=build_library(city(), (), counting))
    asked.clear()
    live = base.with_supply(Supply("", (posted(phrases=("一张新桌子",)),)))
    assert asked == [city().offerings[DESK].name.zh, "一张新桌子"]
    assert live.library.precedents is base.library.precedents
    assert live.library.shelves[0] is base.library.shelves[0]


def test_what_is_taken_back_leaves_no_trace(any_matcher):
    live = any_matcher.with_supply(Supply("1", (posted(),), {DESK: 0}))
    without = live.with_supply(Supply("2"))
    for household in (pupil(), *households()[:4]):
        assert told(without, household) == told(any_matcher, household)


def test_a_changed_offering_under_its_old_code_is_read_anew(matcher):
    first = matcher.with_supply(Supply("1", (posted(),)))
    later = first.with_supply(Supply("2", (posted(towns=("小榄",), phrases=("要一张桌子",)),)))
    assert "W9001" in offered(first, pupil())
    assert "W9001" not in offered(later, pupil())
    assert "要一张桌子" in later.library.lines


def test_a_code_of_the_catalogue_stays_the_catalogues(matcher):
    live = matcher.with_supply(Supply("", (posted(DESK, "W001", remaining=99.0),)))
    assert live.catalogue.offerings[DESK] == city().offerings[DESK]


def test_threads_with_other_supplies_do_not_meet(matcher):
    own = [posted(f"W900{n}", remaining=float(n + 1)) for n in range(4)]
    lives = [matcher.with_supply(Supply(str(n), tuple(own[: n + 1]))) for n in range(4)]
    alone = [told(each, pupil()) for each in lives]

    def work(turn: int) -> list[str]:
        base = matcher.with_supply(Supply("", tuple(own)))
        order = [(turn + n) % 4 for n in range(8)]
        found = {n: base.with_supply(Supply(str(n), tuple(own[: n + 1]))) for n in order}
        return [told(found[n], pupil()) for n in range(4)]

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(work, range(4))) == [alone] * 4


class _Counting:
    """An encoder that tells what it is asked and has one vector for everything."""

    name, dimension = "counting", 2

    def __init__(self, tell: Callable[[list[str]], object]) -> None:
        self.tell = tell

    def encode(self, texts, kind):
        import numpy as np

        self.tell(list(texts))
        return np.ones((len(texts), 2), np.float32)
