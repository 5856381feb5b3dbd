"""Propose visiting teams: in the town or beside it, doing what the plan asks for."""

from collections.abc import Mapping, Sequence

from matcher.offerings import Team, Town
from matcher.values import TeamChoice

_MOST = 5
_LARGEST_LOAD = 40.0


def propose(
    town: str | None,
    services: Mapping[str, float],
    domains: Mapping[str, float],
    visits: int,
    teams: Sequence[Team],
    towns: Mapping[str, Town],
) -> tuple[TeamChoice, ...]:
    """Return up to five teams of the town, then of its neighbours, best first.

    `services` and `domains` weigh the S codes and need domains of the plan in [0, 1]. Three
    teams are given wherever town and neighbours have them, different in kind where that
    costs little, and any of the town before any of a neighbour; none for a household whose
    town is not known.
    """
    if town is None or town not in towns:
        return ()
    near = towns[town].neighbours
    choices = [
        _choice(team, team.town == town, services, domains, visits)
        for team in teams
        if team.town == town or team.town in near
    ]
    choices.sort(key=lambda choice: (-choice.score, choice.code))
    return tuple(_varied(choices, {team.code: team.kind for team in teams}))


def _choice(
    team: Team,
    at_home: bool,
    services: Mapping[str, float],
    domains: Mapping[str, float],
    visits: int,
) -> TeamChoice:
    does = sorted((code for code in team.services if code in services), key=lambda c: -services[c])
    meets = [domain for domain in team.domains if domain in domains]
    service = min(sum(services[code] for code in does), 1.0)
    domain = min(sum(domains[name] for name in meets), 1.0)
    room = min(team.weekly_visits / _LARGEST_LOAD, 1.0)
    score = 0.6 * at_home + 0.2 * service + 0.12 * domain + 0.08 * room
    reasons = [("team_here" if at_home else "team_near", team.town)]
    reasons += [("team_does", code) for code in does[:2]]
    reasons += [("team_meets", name) for name in meets[:2]]
    return TeamChoice(team.code, round(score, 4), visits, tuple(reasons))


def _varied(choices: Sequence[TeamChoice], kinds: Mapping[str, str]) -> list[TeamChoice]:
    """Return the best few with at most two of a kind, filled up with the best left over."""
    picked: list[TeamChoice] = []
    for choice in choices:
        same = sum(kinds[other.code] == kinds[choice.code] for other in picked)
        if len(picked) < _MOST and same < 2:
            picked.append(choice)
    spare = [choice for choice in choices if choice not in picked]
    picked += spare[: max(0, 3 - len(picked))]
    return sorted(picked, key=lambda choice: (-choice.score, choice.code))
