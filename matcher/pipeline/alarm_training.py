"""Fit the alarm on written examples and labelled needs; each author is measured by the others."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from matcher.measures import Outcome, set_figures
from matcher.needs import Household
from matcher.normalise import normalise
from matcher.pipeline.alerting import facts_of_danger, heard_of, told_by_words
from matcher.pipeline.matcher import Matcher
from matcher.pipeline.training import Golds, authors_of, day_of
from matcher.reading.alarms import Alarm, Examples, Likeness
from matcher.understanding.likeness import Lexicon, grams_of, lexicon_of, stretches
from matcher.understanding.weighing import DOUBTED, GROUNDS, OUTRIGHT, SIGN, Heard, grounds_of

OUTRIGHT_POINTS = 20.0
"""Of plain words: set so high that nothing outweighs them."""

_LEAST_WEIGHT = 0.25  # a smaller one is dropped: half the file, and no figure moves
_NEED_WEIGHT = 2.0  # of a stretch of a labelled need, against 1 for an example
_SIGN_POINTS = 4.0  # where no text of others is there to tell what a sign is worth
_CONCEPT = 1.5  # what a concept counts against a character: it carries over to texts of others

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
    lexicon = lexicon_of(examples.plain, examples.hints)
    parts = [(sample, part) for sample in samples for part in stretches(sample.text)]
    made = [sorted(_grams(part, lexicon)) for _, part in parts]
    counts = Counter(gram for grams in made for gram in grams)
    names = sorted(gram for gram, count in counts.items() if count > 1)
    column = {gram: place for place, gram in enumerate(names)}
    cells = [
        (row, column[gram], _worth(gram) / np.sqrt(max(1, len(grams))))
        for row, grams in enumerate(made)
        for gram in grams
        if gram in column
    ]
    rows, columns, values = zip(*cells, strict=True)
    table = csr_matrix((values, (rows, columns)), shape=(len(made), len(names)))
    counted = np.array([_NEED_WEIGHT if sample.author else 1.0 for sample, _ in parts])
    bias, weights = {}, {}
    for kind in kinds:
        told = np.array([kind in sample.kinds for sample, _ in parts])
        # dual=False: Newton's method in a trust region, which draws nothing at random
        model = LogisticRegression(
            C=3.0, solver="liblinear", dual=False, intercept_scaling=3.0, max_iter=300
        ).fit(table, told, sample_weight=counted)
        bias[kind] = round(float(model.intercept_[0]), 3)
        weights[kind] = {
            gram: round(float(weight) * _worth(gram), 2)
            for gram, weight in zip(names, model.coef_[0], strict=True)
            if abs(weight) * _worth(gram) >= _LEAST_WEIGHT
        }
    told_plainly = examples.doubt, examples.earnest
    return Likeness(examples.plain, examples.hints, bias, weights, *told_plainly)


def _worth(gram: str) -> float:
    return _CONCEPT if gram.startswith("<") else 1.0


@lru_cache(maxsize=1 << 14)
def _grams(text: str, lexicon: Lexicon) -> frozenset[str]:
    """Return what a text is made of, kept: each author left out reads the same texts."""
    return grams_of(text, lexicon)


def places_of(matcher: Matcher, households: Sequence[Household], likeness: Likeness) -> Places:
    """Return each kind of each need with what speaks for it."""
    bare = Alarm(likeness, {}, 0.0, 0.0)
    found: Places = []
    for household in households:
        on = day_of(household)
        seen, book = matcher.view(household, on), matcher.rules(on)
        told = frozenset(told_by_words(household.needs, matcher.catalogue))
        heard: tuple[Heard, ...] = heard_of(
            seen, facts_of_danger(seen, book), told, bare, matcher.catalogue
        )
        found += [
            (household.id, need.id, kind, grounds_of(heard, place, kind))
            for place, need in enumerate(household.needs)
            for kind in likeness.weights
        ]
    return found


def fit_points(places: Places, gold: Golds, examples: Examples) -> Alarm:
    """Return the points of every ground, signs among them.

    Signs in texts that were in sight when they were written are not counted: of course they
    are heard there, and rightly.
    """
    unseen = _unseen(places, gold, examples)
    model = LogisticRegression(C=1.0, max_iter=2_000).fit(
        _table(places, unseen), _labels(places, gold)
    )
    points = {name: round(float(p), 3) for name, p in zip(GROUNDS, model.coef_[0], strict=True)}
    if not unseen.any():
        points |= {SIGN: _SIGN_POINTS, DOUBTED: 0.0}
    points[OUTRIGHT] = OUTRIGHT_POINTS
    empty = Likeness({}, {}, {}, {})
    return Alarm(empty, points, round(float(model.intercept_[0]), 3), 0.0)


def _table(places: Places, counted: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Return the grounds of all places, with the signs of those that are counted."""
    table = np.array([[grounds[name] for name in GROUNDS] for *_, grounds in places])
    for name in (SIGN, DOUBTED):
        table[:, GROUNDS.index(name)] *= counted
    return table


def _labels(places: Places, gold: Golds) -> npt.NDArray[np.bool_]:
    return np.array([(need, kind) in gold[home].alerts for home, need, kind, _ in places])


def _points(
    places: Places, alarm: Alarm, counted: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    points = np.array([alarm.points[name] for name in GROUNDS])
    plain = np.array([grounds[OUTRIGHT] for *_, grounds in places]) * counted
    total: npt.NDArray[np.float64] = alarm.bias + _table(places, counted) @ points
    return total + OUTRIGHT_POINTS * plain


@dataclass(frozen=True)
class LeftOut:
    """Every kind of every need, with the points that an alarm learnt of other authors gives it.

    `unseen` are those of texts that were not in sight when signs were written.
    """

    places: Places
    points: npt.NDArray[np.float64]
    labels: npt.NDArray[np.bool_]
    unseen: npt.NDArray[np.bool_]

    @property
    def threshold(self) -> float:
        """Return the points from which an alert is raised: those with the best F2."""
        return _best_f2(self.points, self.labels)

    def groups(self) -> dict[str, npt.NDArray[np.bool_]]:
        """Return which places are texts of others and which texts in sight, if any tells danger."""
        both = {"texts_of_others": self.unseen, "texts_in_sight": ~self.unseen}
        return {name: group for name, group in both.items() if self.labels[group].any()}

    def outcomes(self) -> dict[str, list[Outcome]]:
        """Return the alerts that are raised in each household, by group; nothing else of a plan."""
        raised, found = self.points >= self.threshold, dict[str, list[Outcome]]()
        for name, group in self.groups().items():
            alerts: dict[str, list[tuple[str, str]]] = {}
            for place in np.flatnonzero(group):
                home, need, kind, _ = self.places[place]
                alerts.setdefault(home, []).extend([(need, kind)] if raised[place] else [])
            found[name] = [Outcome(home, (), (), tuple(own)) for home, own in alerts.items()]
        return found


def left_out(
    matcher: Matcher, households: Sequence[Household], gold: Golds, examples: Examples
) -> LeftOut:
    """Return what an alarm that was learnt without its author says of each need.

    Signs in texts that were in sight when the signs were written are taken as unheard.
    """
    samples = samples_of(examples, households, gold)
    kinds = [danger.kind for danger in matcher.catalogue.dangers]
    measured: dict[str, Places] = {}
    for author in authors_of(gold):
        others = [sample for sample in samples if sample.author != author]
        own = [household for household in households if gold[household.id].author == author]
        measured[author] = places_of(matcher, own, fit_likeness(others, kinds, examples))
    every = [place for places in measured.values() for place in places]
    points = [
        _points(
            places,
            _of_others(measured, author, gold, examples),
            _unseen(places, gold, examples),
        )
        for author, places in measured.items()
    ]
    return LeftOut(
        every, np.concatenate(points), _labels(every, gold), _unseen(every, gold, examples)
    )


def train_alarm(
    matcher: Matcher, households: Sequence[Household], gold: Golds, examples: Examples
) -> tuple[Alarm, dict[str, object]]:
    """Return the alarm fitted on all, and its figures with one author left out at a time.

    The threshold is the one with the best F2 (recall counts twice) on authors left out.
    """
    measured = left_out(matcher, households, gold, examples)
    told: dict[str, object] = {
        name: _figures(outcomes, gold) for name, outcomes in measured.outcomes().items()
    }
    alarm = fit_points(measured.places, gold, examples)
    kinds = [danger.kind for danger in matcher.catalogue.dangers]
    likeness = fit_likeness(samples_of(examples, households, gold), kinds, examples)
    return replace(alarm, likeness=likeness, threshold=measured.threshold), told


def _of_others(
    measured: Mapping[str, Places], author: str, gold: Golds, examples: Examples
) -> Alarm:
    rest = [each for name, places in measured.items() if name != author for each in places]
    return fit_points(rest, gold, examples)


def _unseen(places: Places, gold: Golds, examples: Examples) -> npt.NDArray[np.bool_]:
    return np.array([gold[home].author not in examples.in_sight for home, *_ in places])


def _best_f2(points: npt.NDArray[np.float64], labels: npt.NDArray[np.bool_]) -> float:
    """Return the threshold with the best F2; of equals the lowest."""

    def f2(threshold: float) -> float:
        raised = points >= threshold
        return float(5 * (raised & labels).sum() / (4 * labels.sum() + raised.sum()))

    steps = [round(float(step), 1) for step in np.arange(-5.0, 3.0, 0.1)]
    return max(steps, key=f2)


def _figures(outcomes: Sequence[Outcome], gold: Golds) -> dict[str, dict[str, float]]:
    found = {(o.household, *alert) for o in outcomes for alert in o.alerts}
    true = {(o.household, *alert) for o in outcomes for alert in gold[o.household].alerts}
    return {
        "needs_with_kinds": set_figures(found, true),
        "needs": set_figures({p[:2] for p in found}, {p[:2] for p in true}),
    }
