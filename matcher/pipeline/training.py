"""Train the ranking on labelled households: each author's rows are measured by the others."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
from matcher.views import View

_PLAIN = Weights(dict.fromkeys(PARTS, 1.0), 0.0, -math.inf)

Golds = Mapping[str, Gold]


def authors_of(gold: Golds) -> list[str]:
    """Return the authors, sorted."""
    return sorted({labels.author for labels in gold.values()})


@dataclass(frozen=True)
class Surveyed:
    """A labelled household as the rules see it: its facts, and the statuses of each code."""

    seen: View
    states: Mapping[str, frozenset[Status]]


def survey(matcher: Matcher, households: Iterable[Household]) -> dict[str, Surveyed]:
    """Return each labelled household by id, as the rules see it on its own date."""
    found = {}
    for household in households:
        states: dict[str, set[Status]] = {}
        for verdict in _verdicts(matcher, household):
            states.setdefault(verdict.code, set()).add(verdict.status)
        frozen = {code: frozenset(statuses) for code, statuses in states.items()}
        found[household.id] = Surveyed(matcher.view(household, day_of(household)), frozen)
    return found


def prior_of(matcher: Matcher, surveyed: Mapping[str, Surveyed], gold: Golds) -> Prior:
    """Return how usual and how rare each item is among labelled households.

    usual = log((sum of gains + .5) / (households it is open to + 5));
    rare = -log((households eligible for it + 3) / (households + 10)).
    """
    chosen: dict[str, float] = dict.fromkeys(matcher.catalogue.items, 0.0)
    open_to: dict[str, int] = dict.fromkeys(chosen, 0)
    eligible: dict[str, int] = dict.fromkeys(chosen, 0)
    for household, known in surveyed.items():
        for code, gain in gold[household].relevant.items():
            if code in chosen:
                chosen[code] += gain
        for code, found in known.states.items():
            open_to[code] += bool(found & {Status.ELIGIBLE, Status.UNKNOWN})
            eligible[code] += Status.ELIGIBLE in found
    usual = {c: round(math.log((chosen[c] + 0.5) / (open_to[c] + 5)), 3) for c in chosen}
    size = len(surveyed) + 10
    rare = {c: round(-math.log((eligible[c] + 3) / size), 3) for c in chosen}
    views = [known.seen for known in surveyed.values()]
    latest = max((seen.on for seen in views), default=date.min)
    return Prior(usual, rare, rates_of(views, matcher.rules(latest)))


def day_of(household: Household) -> date:
    """Return the date of a labelled household; ValueError where it has none."""
    if household.as_of is None:
        raise ValueError(f"the labelled household {household.id} has no date")
    return household.as_of


def _verdicts(matcher: Matcher, household: Household) -> tuple[Verdict, ...]:
    return matcher.assess(household, day_of(household))


def rows_of(
    matcher: Matcher, household: Household, gold: Gold, prior: Prior, without: str
) -> list[Row]:
    """Return a row a candidate of one household, measured without its own author."""
    plain = Ranker({matcher.library.mode: _PLAIN}, prior)
    seen = matcher.view(household, day_of(household))
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


@dataclass(frozen=True)
class Fold:
    """One author left out: the prior of the others, and the rows of its own households."""

    author: str
    prior: Prior
    households: tuple[Household, ...]
    rows: tuple[Row, ...]


def folds_of(matcher: Matcher, households: Sequence[Household], gold: Golds) -> list[Fold]:
    """Return a fold for each author; its rows are measured by what the other authors chose."""
    surveyed = survey(matcher, households)
    folds = []
    for author in authors_of(gold):
        own = tuple(h for h in households if gold[h.id].author == author)
        rest = {name: s for name, s in surveyed.items() if gold[name].author != author}
        prior = prior_of(matcher, rest, gold)
        rows = [row for h in own for row in rows_of(matcher, h, gold[h.id], prior, f"{author}/")]
        folds.append(Fold(author, prior, own, tuple(rows)))
    return folds


def weights_of(folds: Sequence[Fold], without: str = "") -> Weights:
    """Return the weights fitted on the rows of every fold but the one of author `without`."""
    return fit([row for fold in folds if fold.author != without for row in fold.rows])


def cross_validated(matcher: Matcher, folds: Sequence[Fold]) -> list[tuple[Fold, Matcher]]:
    """Return each fold with a matcher that was trained without its author."""
    mode = matcher.library.mode
    return [
        (fold, replace(matcher, ranker=Ranker({mode: weights_of(folds, fold.author)}, fold.prior)))
        for fold in folds
    ]
