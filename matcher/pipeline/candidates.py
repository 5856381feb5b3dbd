"""Rank what the rules leave: for each code the beneficiary, the needs it serves, the score."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.eligibility.plausible import Outlook, plausibility
from matcher.offerings import Provision
from matcher.pipeline.hearing import Heard, Scores
from matcher.ranking.features import features
from matcher.ranking.score import Ranker, Weights, parts_of, score, total
from matcher.retrieval.search import Library
from matcher.values import Match, Ranked, Status, Verdict

_OPEN = (Status.ELIGIBLE, Status.UNKNOWN)


@dataclass(frozen=True)
class Judgement:
    """Everything by which a household's candidates are ranked."""

    heard: Heard
    categories: tuple[str, ...]
    library: Library
    ranker: Ranker

    @property
    def outlook(self) -> Outlook:
        """Return what is thought of the facts that are not known."""
        voiced = {(h.fact, h.member or ""): h.value for h in self.heard.hints}
        return Outlook(self.ranker.prior.rates, voiced)

    @property
    def mode(self) -> str:
        """Return the mode in which the needs were heard."""
        return self.heard.needs[0].mode if self.heard.needs else self.library.mode

    @property
    def weights(self) -> Weights:
        """Return the weights of that mode."""
        return self.ranker.modes[self.mode]


def rank(
    verdicts: Iterable[Verdict], provisions: Mapping[str, Provision], judgement: Judgement
) -> tuple[Ranked, ...]:
    """Return every code that is eligible or unknown for somebody, best first.

    Ties fall to the code.
    """
    by_code: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.status in _OPEN:
            by_code.setdefault(verdict.code, []).append(verdict)
    weights = judgement.weights
    points = np.array([need.points(weights.points) for need in judgement.heard.needs])
    outlook = judgement.outlook
    ranked = [
        _ranked(provisions[code], found, points, judgement, outlook)
        for code, found in by_code.items()
    ]
    return tuple(sorted(ranked, key=lambda candidate: (-candidate.points, candidate.code)))


def _ranked(
    provision: Provision,
    verdicts: Sequence[Verdict],
    need_points: Scores,
    judgement: Judgement,
    outlook: Outlook,
) -> Ranked:
    heard, prior = judgement.heard, judgement.ranker.prior
    place = judgement.library.place[provision.code]
    matches = _matches(place, need_points, judgement)
    chosen, *others = by_preference(verdicts, matches, heard)
    chance = plausibility(chosen.judged, outlook)
    concerned = any(
        chosen.member in clause.members for need in heard.needs for clause in need.clauses
    )
    values = features(
        provision, chosen, chance, heard.relevance(place), concerned, judgement.categories, prior
    )
    parts = parts_of(values, judgement.weights)
    points = total(parts, judgement.weights)
    return Ranked(provision.code, chosen, tuple(others), points, score(points), parts, matches)


def _matches(place: int, need_points: Scores, judgement: Judgement) -> tuple[Match, ...]:
    """Return the needs that the code at `place` serves, best first, then in ledger order."""
    library = judgement.library
    found = (
        [
            Match(
                need=need.need.id,
                points=round(float(points), 3),
                words=need.clauses[need.loudest[place]].text,
                text=library.lines[need.voice[place]],
            )
            for need, points in zip(judgement.heard.needs, need_points[:, place], strict=True)
            if points >= judgement.weights.serves
        ]
        if len(need_points)
        else []
    )
    return tuple(sorted(found, key=lambda match: -match.points))


def by_preference(
    verdicts: Sequence[Verdict], matches: Sequence[Match], heard: Heard
) -> list[Verdict]:
    """Return the verdicts, the beneficiary's first.

    An eligible member before an unknown one, then one that a served need concerns (as the
    ledger says, before whom its words name), then the order of the ledger.
    """
    if len(verdicts) == 1:
        return list(verdicts)
    served = {match.need for match in matches}
    needs = [need for need in heard.needs if need.need.id in served]
    noted = {need.need.member for need in needs}
    named = {name for need in needs for clause in need.clauses for name in clause.members}
    return sorted(
        verdicts,
        key=lambda verdict: (
            verdict.status is not Status.ELIGIBLE,
            verdict.member not in noted,
            verdict.member not in named,
        ),
    )
