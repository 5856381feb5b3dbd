"""A plan has one of each clash, prerequisites first, and every need served early on."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matcher.planning.compose import (
    compose,
    cover,
    uncovered,
    wished_first,
    without_clashes,
)
from matcher.values import Match, Ranked, Status
from tests.ranking.candidates import item, verdict

FIRST = 10
LIGHT = settings(max_examples=40)
MEMBERS = (None, "m1", "m2")
NEEDS = ("n1", "n2", "n3")
OPEN = (Status.ELIGIBLE, Status.UNKNOWN)


def ranked(code, points=0.0, status=Status.ELIGIBLE, member=None, **rest):
    """Return a candidate; `others` are (status, member), `serves` a need's points by need."""
    others = [verdict(code, other, who) for other, who in rest.get("others", ())]
    serves = sorted(rest.get("serves", {}).items(), key=lambda pair: -pair[1])
    return Ranked(
        code=code,
        verdict=verdict(code, status, member),
        others=tuple(others),
        points=points,
        score=0.5,
        values={},
        weights={},
        matches=tuple(Match(need, worth, "", "") for need, worth in serves),
        asked_by=tuple(rest.get("asked_by", ())),
    )


def items(*codes, excludes=(), requires=()):
    """Return items by code; `excludes` are pairs, `requires` (code, prerequisite) pairs."""
    return {
        code: item(
            code,
            excludes=[
                *(b for a, b in excludes if a == code),
                *(a for a, b in excludes if b == code),
            ],
            requires=[need for other, need in requires if other == code],
        )
        for code in codes
    }


def codes_of(steps):
    return [step.ranked.code for step in steps]


@st.composite
def tables(draw, clashes=True, chains=True):
    """Draw candidates in score order with their items: some clash, some presuppose others."""
    codes = [f"G{n:03}" for n in range(draw(st.integers(0, 26)))]
    pair = st.tuples(st.sampled_from(codes), st.sampled_from(codes)) if codes else st.nothing()
    pairs = st.lists(pair.filter(lambda two: two[0] < two[1]), max_size=8, unique=True)
    excludes = draw(pairs) if clashes and len(codes) > 1 else []
    requires = draw(pairs) if chains and len(codes) > 1 else []
    candidates = []
    for place, code in enumerate(codes):
        who = draw(st.lists(st.sampled_from(MEMBERS[1:]), unique=True, max_size=2)) or [None]
        first, *others = [(draw(st.sampled_from(OPEN)), name) for name in who]
        served = draw(st.lists(st.sampled_from(NEEDS), unique=True, max_size=2))
        serves = {need: 3 - 0.1 * place - 0.01 * n for n, need in enumerate(served)}
        candidates.append(ranked(code, -place, *first, others=others, serves=serves))
    order = draw(st.permutations(candidates))
    return order, items(*codes, excludes=excludes, requires=requires)


@LIGHT
@given(tables())
def test_no_two_eligible_items_that_exclude_each_other_stand_for_one_beneficiary(table):
    candidates, known = table
    steps = compose(candidates, known, NEEDS, FIRST)
    for one in (step.ranked for step in steps):
        for other in (step.ranked for step in steps):
            if other.code in known[one.code].excludes:
                both = one.verdict.status is other.verdict.status is Status.ELIGIBLE
                persons = {one.verdict.member, other.verdict.member}
                assert not both or (len(persons) == 2 and None not in persons)


@LIGHT
@given(tables())
def test_each_code_stands_once_and_ranks_run_from_one(table):
    candidates, known = table
    steps = compose(candidates, known, NEEDS, FIRST)
    assert [step.rank for step in steps] == list(range(1, len(steps) + 1))
    assert len(set(codes_of(steps))) == len(steps)
    assert set(codes_of(steps)) <= {candidate.code for candidate in candidates}


@LIGHT
@given(tables(clashes=False))
def test_a_candidate_that_clashes_with_nothing_is_never_lost(table):
    candidates, known = table
    steps = compose(candidates, known, NEEDS, FIRST)
    assert set(codes_of(steps)) == {candidate.code for candidate in candidates}


@LIGHT
@given(tables())
def test_a_prerequisite_that_is_a_candidate_precedes_what_needs_it(table):
    candidates, known = table
    steps = compose(candidates, known, NEEDS, FIRST)
    codes = codes_of(steps)
    for place, step in enumerate(steps):
        wanted = [code for code in known[step.ranked.code].requires if code in codes]
        assert set(wanted) <= set(codes[:place])
        assert set(step.requires) == set(wanted)


@LIGHT
@given(tables(chains=False))
def test_each_need_that_a_candidate_serves_is_served_within_the_first_ten(table):
    candidates, known = table
    steps = compose(candidates, known, NEEDS, FIRST)
    for need in NEEDS:
        if any(need in step.ranked.needs for step in steps):
            assert any(need in step.ranked.needs for step in steps[:FIRST])


LATE = [ranked(f"G{n:03}", -n) for n in range(9)]
LAST_OF_TEN = ranked("G009", -9, serves={"n1": 3.0})
PREREQUISITE = ranked("G010", -10)


@example(
    (
        [*LATE, LAST_OF_TEN, PREREQUISITE],
        items(*(f"G{n:03}" for n in range(11)), requires=[("G000", "G010")]),
    )
)
@LIGHT
@given(tables())
def test_a_prerequisite_that_rises_pushes_no_served_need_out_of_the_first_ten(table):
    candidates, known = table
    steps = compose(candidates, known, NEEDS, FIRST)
    for need in NEEDS:
        if any(need in step.ranked.needs for step in steps):
            assert any(need in step.ranked.needs for step in steps[:FIRST])


@LIGHT
@given(tables())
def test_alternatives_name_each_other_and_are_open_to_the_household(table):
    candidates, known = table
    steps = compose(candidates, known, NEEDS, FIRST)
    named = {step.ranked.code: set(step.alternative_to) for step in steps}
    for code, others in named.items():
        assert others <= {candidate.code for candidate in candidates}
        assert all(code in named[other] for other in others if other in named)


@LIGHT
@given(tables(), st.randoms())
def test_the_order_of_the_items_mapping_changes_nothing(table, random):
    candidates, known = table
    mixed = list(known)
    random.shuffle(mixed)
    shuffled = {code: known[code] for code in mixed}
    assert compose(candidates, shuffled, NEEDS, FIRST) == compose(candidates, known, NEEDS, FIRST)


@LIGHT
@given(tables())
def test_what_no_step_serves_is_uncovered_in_the_order_of_the_ledger(table):
    candidates, known = table
    steps = compose(candidates, known, NEEDS, FIRST)
    left = uncovered(steps, NEEDS)
    served = {need for step in steps for need in step.ranked.needs}
    assert left == tuple(need for need in NEEDS if need not in served)


def test_of_two_eligible_household_items_that_clash_the_better_stays():
    known = items("G001", "G002", excludes=[("G001", "G002")])
    steps = compose([ranked("G002"), ranked("G001")], known, (), FIRST)
    assert codes_of(steps) == ["G002"]
    assert steps[0].alternative_to == ("G001",)


def test_what_is_known_to_pay_more_takes_the_place_of_what_scores_higher():
    known = items("G001", "G004", "S001", excludes=[("G001", "G004")])
    order = [ranked("G001", 2), ranked("S001", 1), ranked("G004", 0, member="m1")]
    sums = {("G001", None): 1290.0, ("G004", "m1"): 2064.0}
    steps = compose(order, known, (), FIRST, sums)
    assert codes_of(steps) == ["G004", "S001"]
    assert steps[0].alternative_to == ("G001",)


def test_a_known_sum_stands_before_one_that_nobody_knows_and_never_because_it_is_open():
    known = items("G057", "G063", excludes=[("G057", "G063")])
    sums = {("G057", "m1"): 261.0}
    both = [ranked("G063", 1, member="m1"), ranked("G057", 0, member="m1")]
    assert codes_of(compose(both, known, (), FIRST, sums)) == ["G057"]
    open_ = [both[0], ranked("G057", 0, Status.UNKNOWN, "m1")]
    assert codes_of(compose(open_, known, (), FIRST, sums)) == ["G063", "G057"]


def test_what_pays_one_member_more_leaves_the_other_item_to_the_other_members():
    known = items("G003", "G006", excludes=[("G003", "G006")])
    first = ranked("G003", 1, member="m3", others=[(Status.ELIGIBLE, "m1")])
    sums = {("G003", "m1"): 516.0, ("G003", "m3"): 516.0, ("G006", "m3"): 1818.0}
    steps = compose([first, ranked("G006", 0, member="m3")], known, (), FIRST, sums)
    assert [(s.ranked.code, s.ranked.verdict.member) for s in steps] == [
        ("G003", "m1"),
        ("G006", "m3"),
    ]


def test_of_an_item_and_its_counterpart_that_of_the_city_of_registration_stands():
    known = items("G001", "SZ001")
    known["SZ001"] = replace(known["SZ001"], like="G001", list="shenzhen")
    sums = {("G001", None): 900.0, ("SZ001", None): 100.0}
    steps = compose([ranked("G001", 1), ranked("SZ001", 0)], known, (), FIRST, sums)
    assert [(s.ranked.code, s.alternative_to) for s in steps] == [("SZ001", ("G001",))]


@pytest.mark.parametrize("open_one", ["G001", "G002"])
def test_where_one_of_a_clash_is_unknown_both_stand_and_name_each_other(open_one):
    known = items("G001", "G002", excludes=[("G001", "G002")])
    states = {code: Status.UNKNOWN if code == open_one else Status.ELIGIBLE for code in known}
    steps = compose([ranked(code, status=states[code]) for code in known], known, (), FIRST)
    assert [(step.ranked.code, step.alternative_to) for step in steps] == [
        ("G001", ("G002",)),
        ("G002", ("G001",)),
    ]


def test_an_item_taken_up_by_one_member_may_stand_for_another():
    known = items("G001", "G002", excludes=[("G001", "G002")])
    better = ranked("G001", member="m1")
    other = ranked("G002", member="m1", others=[(Status.ELIGIBLE, "m2")])
    kept = without_clashes([better, other], known)
    assert [(c.code, c.verdict.member, c.also_for) for c in kept] == [
        ("G001", "m1", ()),
        ("G002", "m2", ()),
    ]


def test_a_household_item_clashes_with_every_members_item():
    known = items("G001", "G002", excludes=[("G001", "G002")])
    other = ranked("G002", member="m1", others=[(Status.ELIGIBLE, "m2")])
    assert [c.code for c in without_clashes([ranked("G001"), other], known)] == ["G001"]


def test_a_need_served_late_moves_its_server_to_the_last_spare_place():
    late = [ranked(f"G{n:03}", -n) for n in range(12)]
    late[11] = ranked("G011", -11, serves={"n1": 3.0})
    codes = [candidate.code for candidate in cover(late, ["n1"], FIRST)]
    assert codes[:10] == [*(f"G{n:03}" for n in range(9)), "G011"]
    assert codes[10:] == ["G009", "G010"]


def test_what_leads_a_need_is_not_moved_away_for_another_need():
    table = [ranked(f"G{n:03}", -n) for n in range(3)]
    table[1] = ranked("G001", -1, serves={"n1": 3.0})
    table[2] = ranked("G002", -2, serves={"n2": 3.0})
    codes = [candidate.code for candidate in cover(table, ["n1", "n2"], 2)]
    assert codes == ["G001", "G002", "G000"]


def test_two_items_that_a_need_asks_for_by_name_come_into_the_first_ten():
    late = [ranked(f"G{n:03}", -n) for n in range(14)]
    for place in (11, 12, 13):
        late[place] = replace(late[place], asked_by=("n1",))
    codes = [candidate.code for candidate in cover(late, ["n1"], FIRST)]
    assert set(codes[:10]) >= {"G011", "G012"}
    assert "G013" not in codes[:10]


def test_a_prerequisite_rises_to_just_before_the_first_that_needs_it():
    codes = ["G000", "G001", "G002", "G003"]
    known = items(*codes, requires=[("G001", "G003")])
    steps = compose([ranked(code) for code in codes], known, (), FIRST)
    assert codes_of(steps) == ["G000", "G003", "G001", "G002"]


def test_a_plan_of_no_candidates_is_empty_and_serves_nothing():
    assert compose([], {}, NEEDS, FIRST) == ()
    assert uncovered((), NEEDS) == NEEDS


def test_an_open_item_waits_for_its_prerequisite_and_does_not_raise_it():
    known = items("G000", "G001", "S002", requires=[("G001", "G000")])
    unsure = ranked("G001", 2.0, Status.UNKNOWN)
    steps = compose([unsure, ranked("S002", 1.0), ranked("G000", -3.0)], known, (), FIRST)
    assert [step.ranked.code for step in steps] == ["S002", "G000", "G001"]


def wishing(code, points, *names, **rest):
    wishes = tuple(("n1", name) for name in names)
    return replace(ranked(code, points, asked_by=("n1",), **rest), wishes=wishes)


def test_what_is_wished_for_by_name_stands_before_all_that_answers_no_need():
    table = [*(ranked(f"G{n:03}", -n) for n in range(8)), wishing("G008", -8, "低保")]
    assert [c.code for c in wished_first(table)][:2] == ["G008", "G000"]


def test_beside_better_answers_to_needs_it_stands_third():
    table = [ranked(f"G{n:03}", -n, serves={"n1": 9.0}) for n in range(8)]
    table.append(wishing("G008", -8, "低保"))
    assert [c.code for c in wished_first(table)][:4] == ["G000", "G001", "G008", "G002"]


def test_three_wishes_take_the_first_three_places_in_order_of_score():
    table = [ranked(f"G{n:03}", -n, serves={"n1": 9.0}) for n in range(4)]
    table += [wishing(f"G{n:03}", -n, f"name {n}") for n in (6, 5, 4, 7)]
    assert [c.code for c in wished_first(table)][:4] == ["G004", "G005", "G006", "G000"]


def test_of_several_items_of_one_name_the_best_alone_is_lifted():
    table = [ranked(f"G{n:03}", -n) for n in range(5)]
    table += [wishing("G005", -5, "轮椅"), wishing("G006", -6, "轮椅"), wishing("G007", -7, "低保")]
    assert [c.code for c in wished_first(table)][:3] == ["G005", "G007", "G000"]


def test_every_wish_has_its_best_item_within_the_first_ten():
    table = [ranked(f"G{n:03}", -n) for n in range(12)]
    table += [wishing(f"G{n:03}", -n, f"name {n}") for n in range(12, 17)]
    codes = [c.code for c in cover(table, ["n1"], FIRST)]
    assert set(codes[:10]) >= {f"G{n:03}" for n in range(12, 17)}


@LIGHT
@given(tables(clashes=False, chains=False), st.data())
def test_the_best_wishes_stand_among_the_first_three_and_nothing_is_lost(table, data):
    candidates, known = table
    names = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=2, unique=True)
    wished = [
        replace(
            c,
            wishes=(wish := tuple(("n1", name) for name in data.draw(names))),
            asked_by=("n1",) * bool(wish),
        )
        for c in candidates
    ]
    steps = compose(sorted(wished, key=lambda c: (-c.points, c.code)), known, NEEDS, FIRST)
    assert sorted(codes_of(steps)) == sorted(c.code for c in candidates)
    with_wish = [step.ranked for step in steps if step.ranked.wishes]
    best = max(with_wish, key=lambda c: c.points, default=None)
    assert best is None or best.code in codes_of(steps)[:3]
