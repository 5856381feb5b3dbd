"""The learning curve: what more labelled households, and more authors, are worth.

All that rests on labels is learnt anew from fewer households: precedents, how usual and rare
codes are, families alike, and the weights. Of many authors a group at a time is left out, and
none of those is learnt from.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import NamedTuple

import numpy as np

from matcher.measures import Outcome, ranking_figures
from matcher.needs import Household
from matcher.pipeline.crossing import FIGURES, ranked
from matcher.pipeline.matcher import Matcher
from matcher.pipeline.training import (
    Golds,
    authors_of,
    folds_of,
    known_of,
    rows_of,
    survey,
    weights_of,
)
from matcher.ranking.rivals import scorer_of
from matcher.retrieval.search import Library

Librarian = Callable[[Sequence[Household], Golds], Library]
"""Gives the searchable texts with the labelled needs of some households beside them."""

SIZES = (50, 100, 200, 400)
GROUPS = 5
"""Into how many groups authors are parted: leaving out one of nineteen at a time costs hours."""


@dataclass(frozen=True)
class Point:
    """The figures of what was learnt from so many households of so many authors, in the mean."""

    authors: int
    households: int
    figures: Mapping[str, float]


@dataclass(frozen=True)
class Labelled:
    """Labelled households, and the matcher that is to learn from them."""

    matcher: Matcher
    households: Sequence[Household]
    gold: Golds
    library_of: Librarian

    def of(self, authors: Sequence[str]) -> list[Household]:
        """Return the households of some authors."""
        return [h for h in self.households if self.gold[h.id].author in authors]


@dataclass(frozen=True)
class Curve:
    """Points by number of households (of all other authors), and by number of authors."""

    by_households: tuple[Point, ...]
    by_authors: tuple[Point, ...]


def curve(labelled: Labelled, rng: np.random.Generator, sizes: Sequence[int] = SIZES) -> Curve:
    """Return the learning curve; every author's households are measured at every point.

    `rng` parts the authors and draws households and the order of authors; the larger of two
    sets contains the smaller. Numbers of authors go up by doubling.
    """
    found: dict[Place, list[Outcome]] = {}
    used: dict[Place, list[list[Household]]] = {}
    for group in _groups(authors_of(labelled.gold), rng):
        for place, lessons in _lessons(labelled, group, rng, sizes):
            found.setdefault(place, []).extend(_measured(labelled, lessons, group, rng))
            used.setdefault(place, []).append(lessons)
    points = {}
    for place, outcomes in found.items():
        told = ranking_figures(outcomes, labelled.gold)
        figures = {name: told[name] for name in FIGURES}
        authors = fmean(len({labelled.gold[h.id].author for h in some}) for some in used[place])
        points[place] = Point(round(authors), round(fmean(map(len, used[place]))), figures)
    return Curve(*(_sorted(points, kind) for kind in ("households", "authors")))


class Place(NamedTuple):
    """A point of the curve before it is measured; one of kind `whole` is on both."""

    kind: str
    size: int


def _groups(authors: Sequence[str], rng: np.random.Generator) -> list[list[str]]:
    """Return the authors in groups of nearly one size, each alone where they are few."""
    drawn = [authors[place] for place in rng.permutation(len(authors))]
    count = min(GROUPS, len(drawn))
    return [sorted(drawn[first::count]) for first in range(count)]


def _lessons(
    labelled: Labelled, group: Sequence[str], rng: np.random.Generator, sizes: Sequence[int]
) -> Iterator[tuple[Place, list[Household]]]:
    """Yield the sets of households to learn from when a group of authors is measured."""
    others = [name for name in authors_of(labelled.gold) if name not in group]
    rest = labelled.of(others)
    drawn = [rest[place] for place in rng.permutation(len(rest))]
    for size in sizes:
        if size < len(rest):
            yield Place("households", size), drawn[:size]
    order = [others[place] for place in rng.permutation(len(others))]
    count = 1
    while count < len(others):
        yield Place("authors", count), labelled.of(order[:count])
        count *= 2
    yield Place("whole", 0), rest


def _sorted(points: Mapping[Place, Point], kind: str) -> tuple[Point, ...]:
    own = [point for place, point in points.items() if place.kind in (kind, "whole")]
    return tuple(sorted(own, key=lambda point: (point.households, point.authors)))


def _measured(
    labelled: Labelled,
    lessons: Sequence[Household],
    group: Sequence[str],
    rng: np.random.Generator,
) -> list[Outcome]:
    """Return how some authors' households are ranked by what others teach, and no more."""
    gold = parted({h.id: labelled.gold[h.id] for h in lessons})
    library = labelled.library_of(lessons, gold)
    matcher = replace(labelled.matcher, library=library)
    weights = weights_of(folds_of(matcher, lessons, gold, rng))
    known = known_of(matcher, survey(matcher, lessons), gold)
    rows = [
        row
        for household in labelled.of(group)
        for row in rows_of(matcher, household, labelled.gold[household.id], known, "")
    ]
    return ranked(rows, scorer_of(weights))


def parted(gold: Golds) -> Golds:
    """Return the labels; those of a single author in two halves, as if two had written them.

    Rows are measured without their own author: of one author nothing would be left.
    """
    if len(authors_of(gold)) > 1:
        return gold
    return {
        name: replace(labels, author=f"{labels.author}{'ab'[place % 2]}")
        for place, (name, labels) in enumerate(gold.items())
    }
