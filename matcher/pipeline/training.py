"""Train the ranking on labelled households: each author's rows are measured by the others."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from matcher.eligibility.assess import categories_of
from matcher.eligibility.plausible import rates_of
from matcher.facts import FactType, Value, Vocabulary
from matcher.needs import Household
from matcher.pipeline.candidates import rank
from matcher.pipeline.hearing import Heard, Missed, hear
from matcher.pipeline.matcher import Matcher
from matcher.pipeline.standing import judgement_of, portrait
from matcher.ranking.families import Alike, Portrait, fit_alike
from matcher.ranking.features import NEED_PARTS, PARTS, Prior
from matcher.ranking.fit import Row, fit
from matcher.ranking.score import Ranker, Weights
from matcher.ranking.sounding import Sounding
from matcher.reading.labelled import Gold
from matcher.values import Status, Verdict
from matcher.views import View

_PLAIN = Weights(dict.fromkeys(PARTS, 1.0), 0.0, -math.inf)
_MISSED, _WITHHELD = 0.4, 0.25
_WORTH = {1: 0.6, 2: 1.0}  # of a choice, good and must, to the portraits

Golds = Mapping[str, Gold]
MissedBy = Mapping[str, Missed]
NOTHING_MISSED: MissedBy = {}


def authors_of(gold: Golds) -> list[str]:
    """Return the authors, sorted."""
    return sorted({labels.author for labels in gold.values()})


@dataclass(frozen=True)
class Surveyed:
    """A labelled household as the rules see it: facts, statuses of each code, and portrait."""

    seen: View
    states: Mapping[str, frozenset[Status]]
    portrait: Portrait


@dataclass(frozen=True)
class Known:
    """What labelled households tell: how usual and rare codes are, and for which families."""

    prior: Prior
    alike: Alike


def survey(
    matcher: Matcher, households: Iterable[Household], missed: MissedBy = NOTHING_MISSED
) -> dict[str, Surveyed]:
    """Return each labelled household by id, as the rules see it on its own date."""
    found = {}
    for household in households:
        states: dict[str, set[Status]] = {}
        for verdict in _verdicts(matcher, household):
            states.setdefault(verdict.code, set()).add(verdict.status)
        frozen = {code: frozenset(statuses) for code, statuses in states.items()}
        seen = matcher.view(household, day_of(household))
        book = matcher.rules(seen.on)
        heard = _heard(seen, matcher, "", _unheard(missed, household))
        drawn = portrait(seen, book, categories_of(seen, book), heard)
        found[household.id] = Surveyed(seen, frozen, drawn)
    return found


def _unheard(missed: MissedBy, household: Household) -> Missed:
    return missed.get(household.id, frozenset())


def known_of(matcher: Matcher, surveyed: Mapping[str, Surveyed], gold: Golds) -> Known:
    """Return what these households' labels tell of codes and families."""
    alike = fit_alike(
        [known.portrait for known in surveyed.values()],
        [_worth(gold[name]) for name in surveyed],
        list(matcher.catalogue.items),
    )
    return Known(prior_of(matcher, surveyed, gold), alike)


def _worth(gold: Gold) -> dict[str, float]:
    return {code: _WORTH[gain] for code, gain in gold.relevant.items() if gain in _WORTH}


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
    matcher: Matcher,
    household: Household,
    gold: Gold,
    known: Known,
    without: str,
    missed: Missed = frozenset(),
) -> list[Row]:
    """Return a row a candidate of one household, measured without its own author."""
    plain = _ranker(matcher.library.mode, _PLAIN, known, matcher.ranker.sounding)
    seen = matcher.view(household, day_of(household))
    heard = _heard(seen, matcher, without, missed)
    judgement = judgement_of(seen, matcher.rules(seen.on), heard, matcher.library, plain)
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
    """One author left out: what the others' choices tell, and the rows of its own households."""

    author: str
    known: Known
    households: tuple[Household, ...]
    rows: tuple[Row, ...]


def _heard(seen: View, matcher: Matcher, without: str, missed: Missed) -> Heard:
    sounding = matcher.ranker.sounding
    return hear(seen, matcher.catalogue, matcher.library, without, sounding, missed)


def missed_by(
    matcher: Matcher, households: Iterable[Household], gold: Golds, rng: np.random.Generator
) -> MissedBy:
    """Return which signs are taken as not heard in which need, by household's id.

    The wordings of signs were written with these very texts at hand and hear them better than
    they will hear another's: a share of what they hear is taken away again, unless the labels
    say that nobody had the text in sight.
    """
    return {
        household.id: frozenset(
            (need.id, sign.name)
            for need in household.needs
            for sign in matcher.catalogue.signs
            if rng.uniform() < _MISSED
        )
        for household in households
        if not gold[household.id].unseen
    }


def withheld(household: Household, vocabulary: Vocabulary, rng: np.random.Generator) -> Household:
    """Return the household with a share of its facts taken away, as a thinner ledger has it.

    Dates and what never ranks stay.
    """

    def some(facts: Mapping[str, Value]) -> dict[str, Value]:
        return {name: facts[name] for name in facts if stays(name) or rng.uniform() > _WITHHELD}

    def stays(name: str) -> bool:
        fact = vocabulary.facts[name]
        return fact.unranked or fact.type is FactType.DATE

    members = tuple(replace(each, facts=some(each.facts)) for each in household.members)
    return replace(household, facts=some(household.facts), members=members)


def folds_of(
    matcher: Matcher, households: Sequence[Household], gold: Golds, rng: np.random.Generator
) -> list[Fold]:
    """Return a fold for each author; its rows are measured by what the other authors chose.

    Each household stands twice, as it is and with facts `withheld`.
    """
    missed = missed_by(matcher, households, gold, rng)
    surveyed = survey(matcher, households, missed)
    thin = {h.id: withheld(h, matcher.catalogue.vocabulary, rng) for h in households}
    folds = []
    for author in authors_of(gold):
        own = tuple(h for h in households if gold[h.id].author == author)
        rest = {name: s for name, s in surveyed.items() if gold[name].author != author}
        known = known_of(matcher, rest, gold)
        rows = [
            replace(row, is_thin=ledger is not h)
            for h in own
            for ledger in (h, thin[h.id])
            for row in rows_of(
                matcher, ledger, gold[h.id], known, f"{author}/", _unheard(missed, h)
            )
        ]
        folds.append(Fold(author, known, own, tuple(rows)))
    return folds


def weights_of(folds: Sequence[Fold], without: str = "") -> Weights:
    """Return the weights fitted on the rows of every fold but the one of author `without`."""
    return fit([row for fold in folds if fold.author != without for row in fold.rows])


def cross_validated(matcher: Matcher, folds: Sequence[Fold]) -> list[tuple[Fold, Matcher]]:
    """Return each fold with a matcher that was trained without its author."""
    mode = matcher.library.mode
    return [
        (
            fold,
            replace(
                matcher,
                ranker=_ranker(
                    mode, weights_of(folds, fold.author), fold.known, matcher.ranker.sounding
                ),
            ),
        )
        for fold in folds
    ]


def _ranker(mode: str, weights: Weights, known: Known, sounding: Sounding) -> Ranker:
    return Ranker({mode: weights}, known.prior, known.alike, sounding)
