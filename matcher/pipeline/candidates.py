"""Rank what the rules leave: for each code the beneficiary, the needs it serves, the score."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from matcher.eligibility.fitting import Fitting
from matcher.eligibility.plausible import Chances, Outlook
from matcher.offerings import Provision
from matcher.pipeline.hearing import Heard, HeardNeed, Scores
from matcher.ranking.features import NO_STANDING, PARTS, Standing, features
from matcher.ranking.score import Ranker, Weights, score, summed
from matcher.retrieval.search import Library
from matcher.typed import Whom
from matcher.understanding.naming import ASKED
from matcher.understanding.whom import CHILD
from matcher.values import Match, Ranked, Status, Verdict

_OPEN = (Status.ELIGIBLE, Status.UNKNOWN)


@dataclass(frozen=True)
class Judgement:
    """Everything by which a household's candidates are ranked."""

    heard: Heard
    categories: tuple[str, ...]
    library: Library
    ranker: Ranker
    standings: Mapping[str, Standing] = field(default_factory=dict)
    fitting: Fitting | None = None

    def fits(self, verdict: Verdict) -> bool:
        """Say whether what is open of a verdict may be so of its beneficiary at all."""
        return self.fitting is None or self.fitting.fits(verdict)

    def answerable(self, verdicts: Sequence[Verdict], place: int) -> list[int]:
        """Return the rows of the needs that the code at `place` may answer by these verdicts.

        One of them has to fit somebody whom the need concerns. A need that asks for the code by
        name is answered by it for whomever it is; so is one whose words name nobody by what is
        for a child, where a sign that it tells surely calls for that: parents tell of children.
        """
        rows = range(len(self.heard.needs))
        if any(verdict.member is None for verdict in verdicts):
            return [*rows]
        for_whom = {verdict.member for verdict in verdicts if self.fits(verdict)}
        return [row for row in rows if self._answers(self.heard.needs[row], for_whom, place)]

    def _answers(self, need: HeardNeed, for_whom: Collection[str | None], place: int) -> bool:
        concerned = {name for clause in need.clauses for name in clause.members}
        if (not concerned and for_whom) or need.parts["named"][place] >= ASKED:
            return True
        if not concerned.isdisjoint(for_whom):
            return True
        stages, whom = self.heard.stages, self.heard.whom
        named = any(whom[c].by in (Whom.WORDS, Whom.CONTEXT) for c in need.clauses if c in whom)
        calls = need.parts["sign_must"][place] > 0
        return calls and not named and any(stages.get(m or "") == CHILD for m in for_whom)

    @property
    def outlook(self) -> Outlook:
        """Return what is thought of the facts that are not known."""
        voiced = {(h.fact, h.member or ""): h.value for h in self.heard.hints}
        return Outlook(self.ranker.prior.rates, self.heard.stages, voiced)

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
    bench = _Bench.of(judgement)
    ranked = [bench.ranked(provisions[code], found) for code, found in by_code.items()]
    return tuple(sorted(ranked, key=lambda candidate: (-candidate.points, candidate.code)))


@dataclass(frozen=True)
class _Bench:
    """What is worked out once for all candidates of a household.

    `points` are the weights in the order of the parts; `serving` holds for each code that serves
    a need the places of those needs, `asking` for each that is asked for by name the needs that do.
    """

    judgement: Judgement
    weights: Weights
    points: Sequence[float]
    chances: Chances
    need_points: Sequence[Scores]
    serving: Mapping[int, Sequence[int]]
    asking: Mapping[int, Sequence[int]]
    concerned: frozenset[str | None]

    @classmethod
    def of(cls, judgement: Judgement) -> "_Bench":
        """Return the bench of a judgement.

        A need that asks for a code by name is served by it, however it is worded; so is one in
        whose words a sign tells what surely calls for it.
        """
        weights, needs = judgement.weights, judgement.heard.needs
        points = [need.points(weights.points) for need in needs]
        codes = np.array(judgement.library.codes)
        asked = [(need.parts["named"] >= ASKED) | np.isin(codes, [*need.wished]) for need in needs]
        told = [need.parts["sign_must"] > 0 for need in needs]
        served = [
            (own >= weights.serves) | by | sure
            for own, by, sure in zip(points, asked, told, strict=True)
        ]
        concerned = frozenset(m for need in needs for c in need.clauses for m in c.members)
        chances = Chances(judgement.outlook)
        return cls(
            judgement,
            weights,
            [weights.points.get(name, 0.0) for name in PARTS],
            chances,
            points,
            _by_code(served),
            _by_code(asked),
            concerned,
        )

    def ranked(self, provision: Provision, verdicts: Sequence[Verdict]) -> Ranked:
        """Return a code with its beneficiary, the needs it serves and its score."""
        heard, prior = self.judgement.heard, self.judgement.ranker.prior
        place = self.judgement.library.place[provision.counterpart]
        rows = self.judgement.answerable(verdicts, place)
        matches = self._matches(place, rows)
        chosen, *others = by_preference(verdicts, matches, self.judgement)
        fits = self.judgement.fits(chosen)
        values = features(
            provision,
            chosen,
            self.chances.of(chosen.judged) if fits else 0.0,
            heard.relevance(place, rows),
            self.judgement.standings.get(provision.counterpart, NO_STANDING),
            chosen.member in self.concerned,
            self.judgement.categories,
            prior,
        )
        points = summed(values.values(), self.points, self.weights.bias)
        return Ranked(
            code=provision.code,
            verdict=chosen,
            others=tuple(others),
            points=points,
            score=score(points),
            values=values,
            weights=self.weights.points,
            matches=matches,
            asked_by=tuple(heard.needs[row].need.id for row in self.asking.get(place, ())),
            wishes=tuple(
                (need.need.id, need.wished[provision.counterpart])
                for need in heard.needs
                if provision.counterpart in need.wished
            ),
        )

    def _matches(self, place: int, rows: Collection[int]) -> tuple[Match, ...]:
        """Return of these needs those that the code serves, best first, then in ledger order."""
        found = []
        for row in [each for each in self.serving.get(place, ()) if each in rows]:
            need, worth = self.judgement.heard.needs[row], self.need_points[row][place]
            found.append(Match(need.need.id, round(float(worth), 3), *self._told(need, place)))
        return tuple(sorted(found, key=lambda match: -match.points))

    def _told(self, need: HeardNeed, place: int) -> tuple[str, str, str]:
        """Return the words by which a need calls for a code, the nearest text, and the sign.

        A sign that surely calls for it comes before one that makes it worth adding, and either
        before a likeness of texts.
        """
        clause = int(need.loudest[place])
        for name in need.calling(place):
            return need.signs[name], "", name
        said = need.clauses[clause].said
        return said, self.judgement.library.voice(place, need.lines[clause]), ""


def _by_code(needs: Sequence[npt.NDArray[np.bool_]]) -> dict[int, list[int]]:
    """Return by the place of a code the rows of the needs of which something is so for it."""
    found: dict[int, list[int]] = {}
    for row, codes in enumerate(needs):
        for place in np.flatnonzero(codes).tolist():
            found.setdefault(place, []).append(row)
    return found


def by_preference(
    verdicts: Sequence[Verdict], matches: Sequence[Match], judgement: Judgement
) -> list[Verdict]:
    """Return the verdicts, the beneficiary's first.

    One whose open facts may be so of the member, an eligible member before an unknown one, then
    one that a served need concerns (as the ledger says, before whom its words name), then the
    order of the ledger.
    """
    if len(verdicts) == 1:
        return list(verdicts)
    served = {match.need for match in matches}
    needs = [need for need in judgement.heard.needs if need.need.id in served]
    noted = {need.need.member for need in needs}
    named = {name for need in needs for clause in need.clauses for name in clause.members}
    return sorted(
        verdicts,
        key=lambda verdict: (
            not judgement.fits(verdict),
            verdict.status is not Status.ELIGIBLE,
            verdict.member not in noted,
            verdict.member not in named,
        ),
    )
