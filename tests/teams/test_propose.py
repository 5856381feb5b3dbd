"""Teams come from the household's town, then from its neighbours, three where there are three."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matcher.offerings import Team, Town
from matcher.teams.propose import propose
from tests.support import city

KINDS = ("双百社工", "志愿者", "网格员")
TOWNS = {
    "东": Town("t1", "东", "East", (), ("西",)),
    "西": Town("t2", "西", "West", (), ("东", "南")),
    "南": Town("t3", "南", "South", (), ("西",)),
    "孤": Town("t4", "孤", "Alone", (), ()),
}
DOMAINS = ("medical", "mental", "elderly_care")
SERVICES = ("S001", "S002", "S003")


def team(code, town="东", kind="双百社工", visits=10, domains=(), services=()):
    return Team(code, kind, town, 5, visits, domains, services, ("粤语",), ("周一",), False)


BUSY_NEIGHBOUR = team("T2", "西", visits=40, domains=("mental",), services=("S001",))


def weights(names):
    return st.dictionaries(st.sampled_from(names), st.floats(0, 1), max_size=len(names))


def some_of(names):
    return st.lists(st.sampled_from(names), unique=True).map(tuple)


ONE_TEAM = st.builds(
    team,
    code=st.just(""),
    town=st.sampled_from(list(TOWNS)),
    kind=st.sampled_from(KINDS),
    visits=st.integers(0, 80),
    domains=some_of(DOMAINS),
    services=some_of(SERVICES),
)
TEAMS = st.lists(ONE_TEAM, max_size=9).map(
    lambda found: [
        team(f"T{n:03}", t.town, t.kind, t.weekly_visits, t.domains, t.services)
        for n, t in enumerate(found)
    ]
)


def asked(town, teams, services=None, domains=None, visits=1):
    return propose(town, services or {}, domains or {}, visits, teams, TOWNS)


@given(st.sampled_from(list(TOWNS)), TEAMS, weights(SERVICES), weights(DOMAINS))
def test_at_least_three_different_teams_wherever_town_and_neighbours_have_them(
    town, teams, services, domains
):
    near = {town, *TOWNS[town].neighbours}
    reachable = {t.code for t in teams if t.town in near}
    codes = [choice.code for choice in asked(town, teams, services, domains)]
    assert len(codes) == len(set(codes))
    assert min(3, len(reachable)) <= len(codes) <= 5
    assert set(codes) <= reachable


@example("东", [team("T1", visits=0), BUSY_NEIGHBOUR], {"S001": 1.0}, {"mental": 1.0})
@given(st.sampled_from(list(TOWNS)), TEAMS, weights(SERVICES), weights(DOMAINS))
def test_teams_of_the_own_town_stand_before_those_of_its_neighbours(town, teams, services, domains):
    home = {t.code: t.town == town for t in teams}
    places = [home[choice.code] for choice in asked(town, teams, services, domains)]
    assert places == sorted(places, reverse=True)


@given(TEAMS, weights(SERVICES), weights(DOMAINS), st.randoms())
def test_the_order_of_the_teams_list_changes_nothing(teams, services, domains, random):
    mixed = teams[:]
    random.shuffle(mixed)
    assert asked("西", mixed, services, domains) == asked("西", teams, services, domains)


@pytest.mark.parametrize("town", [None, "", "广州", "东区街道"])
def test_a_household_of_no_known_town_is_proposed_no_team(town):
    assert asked(town, [team("T1"), team("T2"), team("T3")]) == ()


def test_a_town_without_teams_or_neighbours_gets_none():
    assert asked("孤", [team("T1"), team("T2", "西")]) == ()


def test_teams_two_towns_away_are_never_proposed():
    assert asked("东", [team("T1", "南")]) == ()


def test_a_team_that_does_a_planned_service_comes_before_one_that_does_not():
    teams = [team("T1"), team("T2", services=("S001",))]
    first = asked("东", teams, {"S001": 0.9})[0]
    assert first.code == "T2"
    assert ("team_does", "S001") in first.reasons


def test_a_team_that_knows_the_needs_comes_before_one_that_does_not():
    teams = [team("T1"), team("T2", domains=("mental",))]
    first = asked("东", teams, domains={"mental": 0.9})[0]
    assert first.code == "T2"
    assert ("team_meets", "mental") in first.reasons


def test_equal_teams_stand_in_the_order_of_their_codes():
    teams = [team("T3", kind="c"), team("T1", kind="a"), team("T2", kind="b")]
    assert [choice.code for choice in asked("东", teams)] == ["T1", "T2", "T3"]


def test_at_most_two_of_a_kind_where_other_kinds_are_at_hand():
    same = [team(f"T{n}", visits=40) for n in range(1, 5)]
    other = [team("T8", kind="志愿者"), team("T9", kind="网格员")]
    kinds = [choice.code for choice in asked("东", [*same, *other])]
    assert kinds == ["T1", "T2", "T8", "T9"]


def test_a_third_team_of_the_same_kind_fills_up_to_three():
    codes = [choice.code for choice in asked("东", [team(f"T{n}") for n in range(1, 6)])]
    assert codes == ["T1", "T2", "T3"]


def test_each_choice_says_where_it_is_and_how_often_it_visits():
    here, near = asked("东", [team("T1"), team("T2", "西")], visits=3)
    assert here.reasons[0] == ("team_here", "东")
    assert near.reasons[0] == ("team_near", "西")
    assert (here.visits_per_week, near.visits_per_week) == (3, 3)


@pytest.mark.parametrize("town", list(city().towns))
def test_every_town_of_the_city_has_three_teams_its_own_first(catalogue, town):
    services = dict.fromkeys((c for c in catalogue.items if c.startswith("S")), 0.9)
    domains = dict.fromkeys(catalogue.words["domain"], 0.9)
    choices = propose(town, services, domains, 1, tuple(catalogue.teams.values()), catalogue.towns)
    towns = [catalogue.teams[choice.code].town for choice in choices]
    near = {town, *catalogue.towns[town].neighbours}
    reachable = [t for t in catalogue.teams.values() if t.town in near]
    assert len({choice.code for choice in choices}) >= min(3, len(reachable))
    assert [name == town for name in towns] == sorted([name == town for name in towns])[::-1]
