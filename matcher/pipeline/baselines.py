"""What the ranking is held against: chance, popularity, and each channel alone, rules gating."""

from collections.abc import Mapping, Sequence

import numpy as np

from matcher.measures import Outcome, popularity, shuffled
from matcher.needs import Household
from matcher.pipeline.hearing import Heard, hear
from matcher.pipeline.matcher import Matcher
from matcher.pipeline.training import day_of
from matcher.reading.labelled import Gold
from matcher.values import Status

_FUSED = (0.3, 0.7)  # words, meaning: the pair measured beside the published figures
_LIFT = 0.5  # of a known-eligible item, in z


def baselines(
    matcher: Matcher, households: Sequence[Household], gold: Mapping[str, Gold], seed: int
) -> dict[str, list[Outcome]]:
    """Return each baseline's outcomes; all leave out what is held or ruled out for everybody."""
    found: dict[str, list[Outcome]] = {}
    for number, household in enumerate(households):
        states = _allowed(matcher, household)
        heard = hear(
            matcher.view(household, day_of(household)), matcher.catalogue, matcher.library, ""
        )
        orders = {
            "random": shuffled(tuple(states), seed + number),
            "popularity": [c for c in popularity(gold, household.id) if c in states],
            **_by_channel(matcher, heard, states),
        }
        for name, codes in orders.items():
            found.setdefault(name, []).append(Outcome(household.id, tuple(codes)))
    return found


def _allowed(matcher: Matcher, household: Household) -> dict[str, bool]:
    """Return the codes that are not ruled out, and whether each is known to be eligible."""
    states: dict[str, bool] = {}
    for verdict in matcher.assess(household, day_of(household)):
        if verdict.status in (Status.ELIGIBLE, Status.UNKNOWN):
            eligible = verdict.status is Status.ELIGIBLE
            states[verdict.code] = states.get(verdict.code, False) or eligible
    return states


def _by_channel(matcher: Matcher, heard: Heard, states: Mapping[str, bool]) -> dict[str, list[str]]:
    place = matcher.library.place
    nothing = np.zeros(len(place))
    words = np.array(heard.joint.get("words", nothing))
    meaning = np.array(heard.joint.get("meaning", nothing))
    fused = _FUSED[0] * words + _FUSED[1] * meaning
    lifted = fused.copy()
    for code, eligible in states.items():
        lifted[place[code]] += _LIFT * eligible
    scores = {"bm25": words, "encoder": meaning, "fused": fused, "fused_lifted": lifted}
    return {
        name: sorted(states, key=lambda code: (-round(float(values[place[code]]), 6), code))
        for name, values in scores.items()
    }
