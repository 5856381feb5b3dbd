"""Train the ranking on labelled households: each author's rows are measured by the others."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from matcher.eligibility.plausible import rates_of
from matcher.needs import Household
from matcher.pipeline.candidates import Judgement, rank
from matcher.pipeline.hearing import hear
from matcher.pipeline.matcher import Matcher
from matcher.ranking.features import NEED_PARTS, PARTS, Prior
from matcher.ranking.fit import Row, fit
from matcher.ranking.score import Ranker, Weights
from matcher.reading.labelled import Gold
from matcher.values import Status, Verdict
from matcher.views import view

_PLAIN = Weights(dict.fromkeys(PARTS, 1.0), 0.0, -math.inf)

Golds = Mapping[str, Gold]


def authors_of(gold: Golds) -> list[str]:
    """Return the authors, sorted."""
    return sorted({labels.author for labels in gold.values()})


def prior_of(matcher: Matcher, households: Sequence[Household], gold: Golds) -> Prior:
    """Return how usual and how rare each item is among labelled households.

    usual = log((sum of gains + .5) / (households it is open to + 5));
    rare = -log((households eligible for it + 3) / (households + 10)).
    """
    chosen: dict[str, float] = dict.fromkeys(matcher.catalogue.items, 0.0)
    open_to: dict[str, int] = dict.fromkeys(chosen, 0)
    eligible: dict[str, int] = dict.fromkeys(chosen, 0)
    for household in households:
        for code, gain in gold[household.id].relevant.items():
            if code in chosen:
                chosen[code] += gain
        states = _states(_verdicts(matcher, household))
        for code, found in states.items():
            open_to[code] += bool(found & {Status.ELIGIBLE, Status.UNKNOWN})
            eligible[code] += Status.ELIGIBLE in found
    usual = {c: round(math.log((chosen[c] + 0.5) / (open_to[c] + 5)), 3) for c in chosen}
    size = len(households) + 10
    rare = {c: round(-math.log((eligible[c] + 3) / size), 3) for c in chosen}
    views = [view(household, day_of(household)) for household in households]
    latest = max((seen.on for seen in views), default=date.min)
    return Prior(usual, rare, rates_of(views, matcher.rules(latest)))


def day_of(household: Household) -> date:
    """Return the date of a labelled household; ValueError where it has none."""
    if household.as_of is None:
        raise ValueError(f"the labelled household {household.id} has no date")
    return household.as_of


def _verdicts(matcher: Matcher, household: Household) -> tuple[Verdict, ...]:
    return matcher.assess(household, day_of(household))


def _states(verdicts: Sequence[Verdict]) -> dict[str, set[Status]]:
    states: dict[str, set[Status]] = {}
    for verdict in verdicts:
        states.setdefault(verdict.code, set()).add(verdict.status)
    return states


def rows_of(
    matcher: Matcher, household: Household, gold: Gold, prior: Prior, without: str
) -> list[Row]:
    """Return a row a candidate of one household, measured without its own author."""
    plain = Ranker({matcher.library.mode: _PLAIN}, prior)
    seen = view(household, day_of(household))
    heard = hear(seen, matcher.catalogue, matcher.library, without)
    categories = matcher.categories(household, seen.on)
    judgement = Judgement(heard, categories, matcher.library, plain)
    rows = []
    for candidate in rank(_verdicts(matcher, household), matcher.catalogue.items, judgement):
        place = matcher.library.place[candidate.code]
        needs = tuple(
            (
                {name: float(need.parts[name][place]) for name in NEED_PARTS},
                candidate.code in gold.needs.get(need.need.id, ()),
            )
            for need in heard.needs
        )
        values = dict.fromkeys(PARTS, 0.0) | dict(candidate.values)
        gain = gold.relevant.get(candidate.code, 0)
        rows.append(Row(household.id, candidate.code, values, gain, needs))
    return rows


def all_rows(matcher: Matcher, households: Sequence[Household], gold: Golds) -> list[Row]:
    """Return the rows of all households, each measured by what the other authors chose."""
    rows = []
    for author in authors_of(gold):
        own = [h for h in households if gold[h.id].author == author]
        rest = [h for h in households if gold[h.id].author != author]
        prior = prior_of(matcher, rest, gold)
        for household in own:
            rows += rows_of(matcher, household, gold[household.id], prior, f"{author}/")
    return rows


def train(matcher: Matcher, households: Sequence[Household], gold: Golds) -> tuple[Weights, Prior]:
    """Return the weights for the matcher's mode, fitted on all households, and the prior."""
    return fit(all_rows(matcher, households, gold)), prior_of(matcher, households, gold)


def cross_validated(
    matcher: Matcher, households: Sequence[Household], gold: Golds
) -> list[tuple[str, Matcher, list[Household]]]:
    """Return for each author a matcher trained without it, and the author's households."""
    rows = all_rows(matcher, households, gold)
    author = {h.id: gold[h.id].author for h in households}
    folds = []
    for left_out in authors_of(gold):
        weights = fit([row for row in rows if author[row.household] != left_out])
        rest = [h for h in households if author[h.id] != left_out]
        ranker = Ranker({matcher.library.mode: weights}, prior_of(matcher, rest, gold))
        own = [h for h in households if author[h.id] == left_out]
        folds.append((left_out, replace(matcher, ranker=ranker), own))
    return folds
