"""Rank what the rules leave: for each code the beneficiary, the needs it serves, the score."""

from collections.abc import Mapping, Sequence

from matcher.offerings import Provision
from matcher.pipeline.hearing import HeardNeed
from matcher.ranking.features import features
from matcher.ranking.score import Ranker, Weights, need_points, parts_of, score, total
from matcher.retrieval.search import Library
from matcher.values import Match, Ranked, Status, Verdict

_OPEN = (Status.ELIGIBLE, Status.UNKNOWN)


def rank(
    verdicts: Sequence[Verdict],
    provisions: Mapping[str, Provision],
    heard: Sequence[HeardNeed],
    categories: Sequence[str],
    library: Library,
    ranker: Ranker,
) -> tuple[Ranked, ...]:
    """Return every code that is eligible or unknown for somebody, best first.

    Ties fall to the code.
    """
    weights = ranker.modes["hybrid" if _is_hybrid(heard, library) else "lexical"]
    by_code: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.status in _OPEN:
            by_code.setdefault(verdict.code, []).append(verdict)
    ranked = [
        _ranked(provisions[code], found, heard, categories, library, ranker, weights)
        for code, found in by_code.items()
    ]
    return tuple(sorted(ranked, key=lambda candidate: (-candidate.points, candidate.code)))


def _is_hybrid(heard: Sequence[HeardNeed], library: Library) -> bool:
    return heard[0].mode == "hybrid" if heard else library.mode == "hybrid"


def _ranked(  # noqa: PLR0913 - the stages' results meet here, each by its own name
    provision: Provision,
    verdicts: Sequence[Verdict],
    heard: Sequence[HeardNeed],
    categories: Sequence[str],
    library: Library,
    ranker: Ranker,
    weights: Weights,
) -> Ranked:
    place = library.place[provision.code]
    matches = _matches(place, heard, library, weights)
    chosen, *others = by_preference(verdicts, matches, heard)
    fits = [need.fit(place, chosen.member) for need in heard]
    parts = parts_of(features(provision, chosen, fits, categories, ranker.prior), weights)
    points = total(parts, weights)
    return Ranked(
        provision.code, chosen, tuple(others), points, score(points), parts, matches
    )


def _matches(
    place: int, heard: Sequence[HeardNeed], library: Library, weights: Weights
) -> tuple[Match, ...]:
    """Return the needs that the code at `place` serves, best first, then in ledger order."""
    found = []
    for need in heard:
        points = need_points(need.fit(place, None), weights)
        if points >= weights.serves:
            words = need.clauses[need.loudest[place]].text
            found.append(
                Match(need.need.id, round(points, 3), words, library.lines[need.voice[place]])
            )
    return tuple(sorted(found, key=lambda match: -match.points))


def by_preference(
    verdicts: Sequence[Verdict], matches: Sequence[Match], heard: Sequence[HeardNeed]
) -> list[Verdict]:
    """Return the verdicts, the beneficiary's first.

    An eligible member before an unknown one, then one that a served need concerns, then the
    order of the ledger.
    """
    served = {match.need for match in matches}
    concerned = {
        member
        for need in heard
        if need.need.id in served
        for clause in need.clauses
        for member in clause.members
    }
    return sorted(
        verdicts, key=lambda v: (v.status is not Status.ELIGIBLE, v.member not in concerned)
    )
