"""Fit the alarm on written examples and labelled needs; each author is measured by the others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from matcher.measures import set_figures
from matcher.needs import Household
from matcher.pipeline.alerting import facts_of_danger, heard_of
from matcher.pipeline.matcher import Matcher
from matcher.pipeline.training import Golds, authors_of, day_of
from matcher.reading.alarms import Alarm, Examples, Likeness
from matcher.understanding.danger import danger_signs
from matcher.understanding.likeness import grams_of
from matcher.understanding.normalise import normalise
from matcher.understanding.weighing import GROUNDS, SIGN, Heard, grounds_of

SIGN_POINTS = 20.0
"""Of words that tell outright: set so high that nothing outweighs them."""

_HEARD_ELSEWHERE = 4
"""Of so many signs one is taken as unheard when the threshold is chosen: texts of others."""

_LEAST_WEIGHT = 0.3  # a smaller one is dropped: half the file, and no figure moves
_NEED_WEIGHT = 2.0  # of a labelled need, against 1 for an example

Places = list[tuple[str, str, str, dict[str, float]]]
"""Household, need, kind and what speaks for it."""


@dataclass(frozen=True)
class Sample:
    """A text with the kinds of danger it tells of; examples have no author."""

    text: str
    kinds: frozenset[str]
    author: str = ""


def samples_of(examples: Examples, households: Sequence[Household], gold: Golds) -> list[Sample]:
    """Return all texts that the likeness is learned from, normalised."""
    written = [
        Sample(normalise(each.text), frozenset({each.kind} if each.tells else ()))
        for each in examples.sentences
    ]
    needs = [
        Sample(
            normalise(need.text),
            frozenset(kind for name, kind in gold[household.id].alerts if name == need.id),
            gold[household.id].author,
        )
        for household in households
        for need in household.needs
    ]
    return written + needs


def fit_likeness(samples: Sequence[Sample], kinds: Sequence[str], examples: Examples) -> Likeness:
    """Return a logistic regression of each kind on what texts are made of; rare grams are none."""
    made = [grams_of(sample.text, examples.plain, examples.hints) for sample in samples]
    counts: dict[str, int] = {}
    for gram in (gram for grams in made for gram in sorted(grams)):
        counts[gram] = counts.get(gram, 0) + 1
    names = sorted(gram for gram, count in counts.items() if count > 1)
    column = {gram: place for place, gram in enumerate(names)}
    cells = [
        (row, column[gram], 1 / np.sqrt(len(grams)))
        for row, grams in enumerate(made)
        for gram in sorted(grams)
        if gram in column
    ]
    rows, columns, values = zip(*cells, strict=True)
    table = csr_matrix((values, (rows, columns)), shape=(len(made), len(names)))
    counted = np.array([_NEED_WEIGHT if sample.author else 1.0 for sample in samples])
    bias, weights = {}, {}
    for kind in kinds:
        told = np.array([kind in sample.kinds for sample in samples])
        model = LogisticRegression(C=10.0, max_iter=2_000).fit(table, told, sample_weight=counted)
        bias[kind] = round(float(model.intercept_[0]), 3)
        weights[kind] = {
            gram: round(float(weight), 2)
            for gram, weight in zip(names, model.coef_[0], strict=True)
            if abs(weight) >= _LEAST_WEIGHT
        }
    return Likeness(examples.plain, examples.hints, bias, weights)


def places_of(matcher: Matcher, households: Sequence[Household], likeness: Likeness) -> Places:
    """Return each kind of each need with what speaks for it."""
    bare = Alarm(likeness, {}, 0.0, 0.0)
    found: Places = []
    for household in households:
        on = day_of(household)
        seen, book = matcher.view(household, on), matcher.rules(on)
        told = frozenset(
            (need.id, alert.kind)
            for need in household.needs
            for alert in danger_signs(normalise(need.text), need.id, matcher.catalogue.dangers)
        )
        heard: tuple[Heard, ...] = heard_of(seen, facts_of_danger(seen, book), told, bare)
        found += [
            (household.id, need.id, kind, grounds_of(heard, place, kind))
            for place, need in enumerate(household.needs)
            for kind in likeness.weights
        ]
    return found


def fit_points(places: Places, gold: Golds) -> Alarm:
    """Return the points of every ground but the signs, whose points are set."""
    table = np.array([[grounds[name] for name in GROUNDS] for *_, grounds in places])
    model = LogisticRegression(C=1.0, max_iter=2_000).fit(table, _labels(places, gold))
    points = {name: round(float(p), 3) for name, p in zip(GROUNDS, model.coef_[0], strict=True)}
    empty = Likeness({}, {}, {}, {})
    return Alarm(empty, points | {SIGN: SIGN_POINTS}, round(float(model.intercept_[0]), 3), 0.0)


def _labels(places: Places, gold: Golds) -> npt.NDArray[np.bool_]:
    return np.array([(need, kind) in gold[home].alerts for home, need, kind, _ in places])


def _points(places: Places, alarm: Alarm, signs: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    names = [*GROUNDS]
    table = np.array([[grounds[name] for name in names] for *_, grounds in places])
    points = np.array([alarm.points[name] for name in names])
    total: npt.NDArray[np.float64] = alarm.bias + table @ points + alarm.points[SIGN] * signs
    return total


def train_alarm(
    matcher: Matcher, households: Sequence[Household], gold: Golds, examples: Examples
) -> tuple[Alarm, dict[str, object]]:
    """Return the alarm fitted on all, and its figures with one author left out at a time.

    The threshold is the one with the best F2 (recall counts twice) on authors left out, where
    every fourth sign is taken as unheard, as on examples that the signs were not written from.
    """
    samples = samples_of(examples, households, gold)
    kinds = [danger.kind for danger in matcher.catalogue.dangers]
    measured: dict[str, Places] = {}
    for author in authors_of(gold):
        others = [sample for sample in samples if sample.author != author]
        own = [household for household in households if gold[household.id].author == author]
        measured[author] = places_of(matcher, own, fit_likeness(others, kinds, examples))
    every = [place for places in measured.values() for place in places]
    points = []
    signs = np.array([grounds[SIGN] > 0 for *_, grounds in every])
    unheard = signs & (np.cumsum(signs) % _HEARD_ELSEWHERE != 0)
    for author, places in measured.items():
        rest = [each for name, other in measured.items() if name != author for each in other]
        fitted = fit_points(rest, gold)
        points.append(_points(places, fitted, np.zeros(len(places), dtype=np.bool_)))
    base = np.concatenate(points)
    labels = _labels(every, gold)
    threshold = _best_f2(base + SIGN_POINTS * unheard, labels)
    alarm = fit_points(every, gold)
    told: dict[str, object] = {
        name: _figures(every, base + SIGN_POINTS * counted >= threshold, gold)
        for name, counted in (
            ("with_signs", signs),
            ("every_fourth_sign_unheard", unheard),
            ("without_signs", np.zeros(len(signs), dtype=np.bool_)),
        )
    }
    likeness = fit_likeness(samples, kinds, examples)
    return replace(alarm, likeness=likeness, threshold=threshold), told


def _best_f2(points: npt.NDArray[np.float64], labels: npt.NDArray[np.bool_]) -> float:
    """Return the threshold with the best F2; of equals the lowest."""

    def f2(threshold: float) -> float:
        raised = points >= threshold
        return float(5 * (raised & labels).sum() / (4 * labels.sum() + raised.sum()))

    steps = [round(float(step), 1) for step in np.arange(-4.0, 2.0, 0.1)]
    return max(steps, key=f2)


def _figures(
    places: Places, raised: npt.NDArray[np.bool_], gold: Golds
) -> dict[str, dict[str, float]]:
    found = {p[:3] for p, is_raised in zip(places, raised, strict=True) if is_raised}
    true = {(home, need, kind) for home in gold for need, kind in gold[home].alerts}
    return {
        "needs_with_kinds": set_figures(found, true),
        "needs": set_figures({p[:2] for p in found}, {p[:2] for p in true}),
    }
