"""Rank what the rules leave: for each code the beneficiary, the needs it serves, the score."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.eligibility.fitting import Fitting
from matcher.eligibility.plausible import Chances, Outlook
from matcher.offerings import Offering, Provision
from matcher.pipeline.hearing import Heard, HeardNeed, Rows, Scores
from matcher.ranking.features import (
    NO_STANDING,
    PARTS,
    Candidate,
    Measured,
    Standing,
    features,
)
from matcher.ranking.score import Ranker, Weights, score, summed
from matcher.retrieval.search import Library
from matcher.typed import Whom
from matcher.understanding.naming import ASKED
from matcher.understanding.whom import CHILD
from matcher.understanding.worded import Worded, worded_in
from matcher.values import Match, Ranked, Status, Verdict

Whose = frozenset[str | None]
"""Members, by id; None is the household."""

_BY_LAW = "legal"
"""The domain of lawyers, protection orders and shelter from violence."""
_FAR_LESS = 0.2
"""The share of another's chance below which an open verdict is not looked into before theirs."""
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

    def protecting(
        self, provision: Provision, verdicts: list[Verdict], served: frozenset[str]
    ) -> list[Verdict]:
        """Return verdicts of what protects by law, first of those to whom something is done.

        Whoever the words of a served need name as doing it is none for whom such help is proposed
        by it, while anybody else is left.
        """
        if provision.domain != _BY_LAW or not served:
            return verdicts
        needs = [need for need in self.heard.needs if need.need.id in served]
        told = [self.heard.whom[c] for need in needs for c in need.clauses if c in self.heard.whom]
        doers = {name for concern in told for name in concern.doers}
        done_to = list(dict.fromkeys(name for concern in told for name in concern.sufferers))
        left = [each for each in verdicts if each.member not in doers] or verdicts
        return sorted(
            left, key=lambda v: done_to.index(v.member) if v.member in done_to else len(done_to)
        )

    def answerable(self, verdicts: Sequence[Verdict], place: int) -> Rows:
        """Return the rows of the needs that the code at `place` may answer by these verdicts.

        One of them has to fit somebody whom the need concerns. A need that asks for the code by
        name is answered by it for whomever it is; so is one whose words name nobody by what is
        for a child, where a sign that it tells surely calls for that: parents tell of children.
        """
        if any(verdict.member is None for verdict in verdicts):
            return self._every_row
        for_whom = frozenset([verdict.member for verdict in verdicts if self.fits(verdict)])
        surely, beside = self._met_by(for_whom)
        if len(surely) == len(self._every_row) or place not in beside:
            return surely
        return tuple(sorted({*surely, *beside[place]}))

    def _met_by(self, for_whom: frozenset[str | None]) -> tuple[Rows, Mapping[int, set[int]]]:
        """Return the needs that any code may answer for these, and by code's place any others."""
        found = self._met.get(for_whom)
        if found is None:
            found = self._met[for_whom] = self._meets(for_whom)
        return found

    def _meets(self, for_whom: frozenset[str | None]) -> tuple[Rows, Mapping[int, set[int]]]:
        stages, whom = self.heard.stages, self.heard.whom
        has_child = any(stages.get(name or "") == CHILD for name in for_whom)
        surely: list[int] = []
        beside: dict[int, set[int]] = {}
        for row, need in enumerate(self.heard.needs):
            concerned = {name for clause in need.clauses for name in clause.members}
            if (for_whom and not concerned) or not concerned.isdisjoint(for_whom):
                surely.append(row)
            answers = need.parts["named"] >= ASKED
            by = (whom[clause].by for clause in need.clauses if clause in whom)
            if has_child and not any(each in (Whom.WORDS, Whom.CONTEXT) for each in by):
                answers = answers | (need.parts["sign_must"] > 0)
            for place in np.flatnonzero(answers).tolist():
                beside.setdefault(place, set()).add(row)
        return tuple(surely), beside

    @cached_property
    def _every_row(self) -> Rows:
        return tuple(range(len(self.heard.needs)))

    @cached_property
    def _met(self) -> dict[frozenset[str | None], tuple[Rows, Mapping[int, set[int]]]]:
        return {}

    def concerned_by(self, served: frozenset[str]) -> tuple[Whose, Whose]:
        """Return whom these needs concern first, and all whom they concern."""
        found = self._concerned.get(served)
        if found is None:
            needs = [need for need in self.heard.needs if need.need.id in served]
            firsts = frozenset([name for need in needs for name in self._first_of(need)])
            named = frozenset([n for need in needs for c in need.clauses for n in c.members])
            found = self._concerned[served] = firsts, named
        return found

    def _first_of(self, need: HeardNeed) -> Whose:
        """Return whom a need concerns before all others: as the ledger says.

        What is laid to nobody, or to the head while its words speak of others, is theirs: who
        takes it down often lays it to who speaks.
        """
        own, whom = need.need.member, self.heard.whom
        told = [whom[c] for c in need.clauses if c in whom and whom[c].by is Whom.WORDS]
        named = frozenset([name for concern in told for name in concern.members])
        is_taken_down = own in (None, self.heard.head) and own not in named
        return named if named and is_taken_down else frozenset([own])

    @cached_property
    def _concerned(self) -> dict[frozenset[str], tuple[Whose, Whose]]:
        return {}

    @property
    def outlook(self) -> Outlook:
        """Return what is thought of the facts that are not known."""
        voiced = {(h.fact, h.member or ""): h.value for h in self.heard.hints}
        return Outlook(self.ranker.prior.rates, self.heard.stages, voiced)

    @cached_property
    def chances(self) -> Chances:
        """Return how likely the open conditions of the household's verdicts hold."""
        return Chances(self.outlook)

    def unlikely(self, verdicts: Sequence[Verdict]) -> Whose:
        """Return of whom an open verdict is far less likely than of another, with more to ask."""
        open_ = [verdict for verdict in verdicts if verdict.status is Status.UNKNOWN]
        chance = {verdict.member: self.chances.of(verdict.judged) for verdict in open_}
        asked = {verdict.member: len(verdict.missing) for verdict in open_}
        return frozenset(
            [
                one
                for one in chance
                if any(
                    asked[other] < asked[one] and chance[one] < _FAR_LESS * chance[other]
                    for other in chance
                )
            ]
        )

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
    chosen = [bench.choose(provisions[code], found) for code, found in by_code.items()]
    ranked = bench.ranked(chosen)
    return tuple(sorted(ranked, key=lambda candidate: (-candidate.points, candidate.code)))


class _Choice(NamedTuple):
    """A code with its verdicts, the beneficiary's first, and the needs that it answers.

    `place` is that of its texts, `rows` are the needs that it may answer.
    """

    provision: Provision
    place: int
    rows: Rows
    verdicts: Sequence[Verdict]
    matches: tuple[Match, ...]


@dataclass(frozen=True)
class _Bench:
    """What is worked out once for all candidates of a household.

    `points` are the weights in the order of the parts; `serving` holds for each code that serves
    a need the places of those needs, `asking` for each that is asked for by name the needs that do.
    """

    judgement: Judgement
    weights: Weights
    points: Scores
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
        asked = [_asked_for(need, judgement.library) for need in needs]
        told = [need.parts["sign_must"] > 0 for need in needs]
        served = [
            (own >= weights.serves) | by | sure
            for own, by, sure in zip(points, asked, told, strict=True)
        ]
        concerned = frozenset(m for need in needs for c in need.clauses for m in c.members)
        return cls(
            judgement,
            weights,
            np.array([weights.points.get(name, 0.0) for name in PARTS]),
            points,
            _by_code(served),
            _by_code(asked),
            concerned,
        )

    def choose(self, provision: Provision, verdicts: Sequence[Verdict]) -> _Choice:
        """Return a code with its beneficiary and the needs it serves."""
        place = self.judgement.library.place[provision.counterpart]
        rows = self.judgement.answerable(verdicts, place)
        matches = self._matches(place, rows, self._worded(provision, rows))
        served = frozenset([match.need for match in matches])
        preferred = self.judgement.protecting(
            provision, by_preference(verdicts, served, self.judgement, provision), served
        )
        return _Choice(provision, place, rows, preferred, matches)

    def ranked(self, choices: Sequence[_Choice]) -> list[Ranked]:
        """Return the choices with their scores, measured all at once."""
        heard, standings = self.judgement.heard, self.judgement.standings
        table = features(
            [self._measurable(choice) for choice in choices],
            heard.relevance([each.place for each in choices], [each.rows for each in choices]),
            [standings.get(each.provision.counterpart, NO_STANDING) for each in choices],
            self.judgement.categories,
            self.judgement.ranker.prior,
        )
        added, bias = (table * self.points).tolist(), self.weights.bias
        return [
            self._ranked(choice, Measured(row), summed(own, bias))
            for choice, row, own in zip(choices, table.tolist(), added, strict=True)
        ]

    def _measurable(self, choice: _Choice) -> Candidate:
        verdict = choice.verdicts[0]
        fitting = next(filter(self.judgement.fits, choice.verdicts), None)
        chance = 0.0 if fitting is None else self.judgement.chances.of(fitting.judged)
        return Candidate(choice.provision, verdict, chance, verdict.member in self.concerned)

    def _ranked(self, choice: _Choice, values: Measured, points: float) -> Ranked:
        code, needs = choice.provision.counterpart, self.judgement.heard.needs
        asking = self.asking.get(choice.place, ())
        return Ranked(
            code=choice.provision.code,
            verdict=choice.verdicts[0],
            others=tuple(choice.verdicts[1:]),
            points=points,
            score=score(points),
            values=values,
            weights=self.weights.points,
            matches=choice.matches,
            asked_by=tuple([needs[row].need.id for row in asking]),
            wishes=tuple([(n.need.id, n.wished[code]) for n in needs if code in n.wished]),
        )

    def _worded(self, provision: Provision, rows: Rows) -> Mapping[int, Worded]:
        """Return of these needs those that say what an offering is for in its own wordings.

        What is learnt of items from labelled needs says nothing of offerings: no need is
        labelled with one, so by points alone they would hardly ever serve any.
        """
        if not isinstance(provision, Offering):
            return {}
        needs, wordings = self.judgement.heard.needs, (provision.name.zh, *provision.phrases)
        told = ((row, worded_in(needs[row].clauses, wordings)) for row in rows)
        return {row: found for row, found in told if found is not None}

    def _matches(
        self, place: int, rows: Collection[int], worded: Mapping[int, Worded]
    ) -> tuple[Match, ...]:
        """Return of these needs those that the code serves, best first, then in ledger order."""
        serving = self.serving.get(place, ())
        if not serving and not worded:
            return ()
        found = []
        for row in sorted({*(each for each in serving if each in rows), *worded}):
            need, worth = self.judgement.heard.needs[row], self.need_points[row][place]
            said = worded.get(row)
            told = self._told(need, place) if said is None else (said.words, said.text, "")
            found.append(Match(need.need.id, round(float(worth), 3), *told))
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


def _asked_for(need: HeardNeed, library: Library) -> npt.NDArray[np.bool_]:
    """Return which codes a need asks or wishes for by name."""
    asked: npt.NDArray[np.bool_] = need.parts["named"] >= ASKED
    asked[[library.place[code] for code in need.wished if code in library.place]] = True
    return asked


def _by_code(needs: Sequence[npt.NDArray[np.bool_]]) -> dict[int, list[int]]:
    """Return by the place of a code the rows of the needs of which something is so for it."""
    found: dict[int, list[int]] = {}
    for row, codes in enumerate(needs):
        for place in np.flatnonzero(codes).tolist():
            found.setdefault(place, []).append(row)
    return found


def by_preference(
    verdicts: Sequence[Verdict],
    served: frozenset[str],
    judgement: Judgement,
    provision: Provision,
) -> list[Verdict]:
    """Return the verdicts of a code that serves the needs `served`, the beneficiary's first.

    An eligible member before an unknown one, whom the words name as the doer of what is asked
    behind all others, then whom the code may fit at all (a mother tells of her baby: what she
    asks is not for a baby that has borne a child), then who is not `unlikely` (a father tells of
    his son, who holds the certificate; not so of what protects by law, which asks less of a child
    whoever is wronged), then whom a served need concerns (first whom it is `concerned_by` before
    all others), then the order of the ledger.
    """
    if len(verdicts) == 1:
        return list(verdicts)
    firsts, named = judgement.concerned_by(served)
    late = judgement.heard.late
    unlikely = frozenset() if provision.domain == _BY_LAW else judgement.unlikely(verdicts)
    return sorted(
        verdicts,
        key=lambda verdict: (
            verdict.status is not Status.ELIGIBLE,
            bool(late) and not late.isdisjoint(verdict.missing),
            bool(served) and not judgement.fits(verdict),
            verdict.member in unlikely,
            verdict.member not in firsts,
            verdict.member not in named,
        ),
    )
