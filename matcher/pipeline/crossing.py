"""Rankers held against one another on the same rows, each author's by what the others chose.

Rows are ranked as they score: the plan's own rules of order (clashes, cover, prerequisites)
are left out, so figures are a little other than a plan's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.measures import Difference, Outcome, difference, ranking_figures
from matcher.needs import Household
from matcher.pipeline.matcher import Matcher
from matcher.pipeline.training import Fold, Golds, Known, rows_of
from matcher.ranking.features import PARTS
from matcher.ranking.fit import Row, fit
from matcher.ranking.groups import removals
from matcher.ranking.rivals import OURS, Learner, Scorer, rivals, scorer_of
from matcher.ranking.score import Weights

FIGURES = ("ndcg10", "must_recall10", "must_recall20", "first_is_must")


@dataclass(frozen=True)
class Bench:
    """Rows to learn from and rows to rank, by author; the latter of whole ledgers, all heard."""

    lessons: Mapping[str, tuple[Row, ...]]
    judged: Mapping[str, tuple[Row, ...]]
    gold: Golds

    def without(self, author: str) -> list[Row]:
        """Return the rows to learn from of every author but one."""
        return [row for name, rows in self.lessons.items() if name != author for row in rows]


def bench_of(matcher: Matcher, folds: Sequence[Fold], gold: Golds) -> Bench:
    """Return what models are learnt from and held against, each author measured by the others."""
    judged = {
        fold.author: tuple(
            replace(row, needs=())
            for household in fold.households
            for row in rows_of(
                matcher, household, gold[household.id], fold.known, f"{fold.author}/"
            )
        )
        for fold in folds
    }
    lessons = {f.author: tuple(replace(row, needs=()) for row in f.rows) for f in folds}
    return Bench(lessons, judged, gold)


def given_rows(matcher: Matcher, households: Iterable[Household], gold: Golds) -> tuple[Row, ...]:
    """Return rows of other households, measured by all that the matcher has learnt."""
    known = Known(matcher.ranker.prior, matcher.ranker.alike)
    return tuple(
        replace(row, needs=())
        for household in households
        if household.id in gold
        for row in rows_of(matcher, household, gold[household.id], known, "")
    )


def ranked(rows: Sequence[Row], scorer: Scorer) -> list[Outcome]:
    """Return the codes of each household by their scores, ties by code."""
    if not rows:
        return []
    by_household: dict[str, list[tuple[float, str]]] = {}
    for row, score in zip(rows, scorer(rows), strict=True):
        by_household.setdefault(row.household, []).append((-float(score), row.code))
    return [
        Outcome(household, tuple(code for _, code in sorted(found)))
        for household, found in by_household.items()
    ]


def crossed(bench: Bench, learn: Learner) -> list[Outcome]:
    """Return the ranking of every household by what was learnt without its author."""
    return [
        outcome
        for author, rows in bench.judged.items()
        for outcome in ranked(rows, learn(bench.without(author)))
    ]


@dataclass(frozen=True)
class Compared:
    """A ranker's figures on the bench, and how far its NDCG@10 is from the shipped one's."""

    figures: Mapping[str, float]
    apart: Difference


def compared(bench: Bench, seed: int) -> dict[str, Compared]:
    """Return every model's figures with one author left out, the shipped model first."""
    found = {name: crossed(bench, learn) for name, learn in rivals(seed).items()}
    return {name: _told(rows, found[OURS], bench.gold, seed) for name, rows in found.items()}


@dataclass(frozen=True)
class Ablation:
    """What is lost without some parts: with their weights set to 0, and fitted anew.

    `given` says the same of other households, where there are any.
    """

    parts: tuple[str, ...]
    zeroed: Compared
    refitted: Compared
    given_zeroed: Mapping[str, float]
    given_refitted: Mapping[str, float]


@dataclass(frozen=True)
class Given:
    """Other households to be ranked by the whole bench, and the weights that are in force."""

    rows: tuple[Row, ...]
    gold: Golds
    weights: Weights


def ablated(bench: Bench, given: Given, seed: int) -> dict[str, Ablation]:
    """Return what each group of parts is worth; the first, with no parts, is the whole score."""
    fits = {author: fit(bench.without(author)) for author in bench.judged}
    whole = _by_weights(bench, fits)
    found = {}
    for name, parts in {"(whole)": (), **removals(PARTS)}.items():
        anew = _refitted(bench, parts) if parts else fits
        last = fit(_every(bench), parts) if given.rows and parts else given.weights
        found[name] = Ablation(
            parts=parts,
            zeroed=_told(_by_weights(bench, fits, parts), whole, bench.gold, seed),
            refitted=_told(_by_weights(bench, anew, parts), whole, bench.gold, seed),
            given_zeroed=_figures(ranked(given.rows, scorer_of(given.weights, parts)), given.gold),
            given_refitted=_figures(ranked(given.rows, scorer_of(last, parts)), given.gold),
        )
    return found


def _refitted(bench: Bench, parts: Sequence[str]) -> dict[str, Weights]:
    return {author: fit(bench.without(author), parts) for author in bench.judged}


def _every(bench: Bench) -> list[Row]:
    return [row for rows in bench.lessons.values() for row in rows]


def _by_weights(
    bench: Bench, weights: Mapping[str, Weights], without: Sequence[str] = ()
) -> list[Outcome]:
    return [
        outcome
        for author, rows in bench.judged.items()
        for outcome in ranked(rows, scorer_of(weights[author], without))
    ]


def _told(rows: Sequence[Outcome], ours: Sequence[Outcome], gold: Golds, seed: int) -> Compared:
    return Compared(_figures(rows, gold), difference(rows, ours, gold, "ndcg10", seed))


def _figures(rows: Sequence[Outcome], gold: Golds) -> dict[str, float]:
    found = ranking_figures(rows, gold)
    return {name: found[name] for name in FIGURES}
