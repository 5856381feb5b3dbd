"""Hear a household's needs: clauses, whom they concern, and what each brings up."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.eligibility.plausible import stage_of
from matcher.listening import Sign
from matcher.needs import Need, Urgency
from matcher.offerings import Catalogue, Indication
from matcher.pipeline.clauses import as_read, asking_of, clauses_of, is_closed, whole_of
from matcher.pipeline.laying import asked_late, hints_of
from matcher.ranking.features import (
    MOST_LIKES,
    MOST_SIGNS,
    NEED_PARTS,
    OF_NEEDS,
    SIGN_PARTS,
)
from matcher.ranking.sounding import DEAF, Sounding
from matcher.retrieval.fusion import padded
from matcher.retrieval.search import Hearing, Library
from matcher.typed import Clause
from matcher.understanding.clauses import MOST
from matcher.understanding.naming import names_of, names_said
from matcher.understanding.not_so import not_so_in
from matcher.understanding.signs import instead_of, signs_in
from matcher.understanding.spelling import as_spelt
from matcher.understanding.whom import Age, Concern, age_told
from matcher.understanding.wishing import wished_in
from matcher.values import Hint, Missing
from matcher.views import View

Scores = npt.NDArray[np.float64]
Missed = Collection[tuple[str, str]]
"""Signs by the need in whose words they are not heard."""

Rows = tuple[int, ...]
"""Places of needs among those of a household, in their order."""

_CLAUSES = 240  # that a household may have in all
_WORTH_ADDING = 0.4
_LIKELY = 0.7  # what a misspelt name counts beside one that is spelt
_PRESSING = {Urgency.LOW: 0.0, Urgency.MEDIUM: 0.5, Urgency.HIGH: 1.0}


class Callers(NamedTuple):
    """The signs that call for each code that any calls for: `signs`, from `firsts` on its own."""

    size: int
    codes: npt.NDArray[np.intp]
    signs: npt.NDArray[np.intp]
    firsts: npt.NDArray[np.intp]

    @classmethod
    def of(cls, degree: Scores) -> "Callers":
        """Return the signs by code from a table of (signs, codes)."""
        columns, signs = np.nonzero(degree.T)
        codes, firsts = np.unique(columns, return_index=True)
        return cls(degree.shape[1], codes, signs, firsts)

    def largest(self, likely: Scores) -> Scores:
        """Return for each code how likely the likeliest sign is that calls for it, else 0."""
        found = np.zeros(self.size)
        if len(self.codes):
            found[self.codes] = np.maximum.reduceat(likely[self.signs], self.firsts)
        return found


@dataclass(frozen=True, eq=False)
class Calls:
    """Which sign surely calls for which code, and which makes it worth adding: (signs, codes).

    `signs` gives the row of each. What is said of a text a thousand times is read off once.
    Only the catalogue's own codes stand here: no sign calls for what was posted.
    """

    signs: Mapping[str, int]
    must: Scores
    good: Scores

    @cached_property
    def either(self) -> Scores:
        """Return in how many ways a sign calls for a code."""
        return self.must + self.good

    @cached_property
    def worth(self) -> Scores:
        """Return what a sign counts for a code where a text only sounds like it."""
        return self.must + _WORTH_ADDING * self.good

    @cached_property
    def callers_must(self) -> Callers:
        """Return which signs surely call for each code."""
        return Callers.of(self.must)

    @cached_property
    def callers_good(self) -> Callers:
        """Return which signs make each code worth adding."""
        return Callers.of(self.good)


NO_CALLS = Calls({}, np.zeros((0, 0)), np.zeros((0, 0)))


@dataclass(frozen=True)
class HeardNeed:
    """A need with the clauses that still ask for something, and its scores per code.

    `loudest` is the index of the clause that spoke most for a code, `lines` the scores of all
    catalogue texts, by clause.
    """

    need: Need
    clauses: tuple[Clause, ...]
    parts: Mapping[str, Scores]  # by NEED_PARTS
    loudest: npt.NDArray[np.intp]
    lines: tuple[Scores, ...]
    mode: str
    signs: Mapping[str, str] = field(default_factory=dict)  # what it tells, in which words
    calls: Calls = NO_CALLS
    vectors: tuple[npt.ArrayLike | None, ...] = ()  # of each clause, where it was encoded
    meant: tuple[Mapping[str, str], ...] = ()  # of each clause: signs that are others of whom it is
    wished: Mapping[str, str] = field(default_factory=dict)  # code, by which name

    def points(self, weights: Mapping[str, float]) -> Scores:
        """Return per code what this need alone adds to a score, in log-odds."""
        total = sum(weights.get(name, 0.0) * scores for name, scores in self.parts.items())
        return np.asarray(total, dtype=np.float64)

    def calling(self, place: int) -> Iterator[str]:
        """Yield the signs that call for the code at `place`, those that surely do first."""
        if place >= self.calls.must.shape[1]:
            return
        for degree in (self.calls.must, self.calls.good):
            for name in self.signs:
                if degree[self.calls.signs[name], place]:
                    yield name

    @property
    def nearness(self) -> Scores:
        """Return per code how near the need is, by words and meaning alike."""
        near: Scores = (self.parts["words"] + self.parts["meaning"]) / 2
        return near


@dataclass(frozen=True)
class Heard:
    """All needs of a household, heard together; `joint` holds the parts of the best need."""

    needs: tuple[HeardNeed, ...]
    joint: Mapping[str, Scores]
    hints: tuple[Hint, ...] = ()
    stages: Mapping[str, str] = field(default_factory=dict)  # of each member: the time of life
    clauses: Mapping[str, tuple[Clause, ...]] = field(default_factory=dict)  # all, by need
    whom: Mapping[Clause, Concern] = field(default_factory=dict)  # whom each clause concerns

    closed: frozenset[str] = frozenset()  # needs that are refused or solved, or only a story
    late: frozenset[Missing] = frozenset()  # what is asked of nobody before all else
    head: str | None = None  # the member to whom a need is often laid, whoever it is about

    def relevance(self, places: Sequence[int], rows: Sequence[Rows]) -> Scores:
        """Return how the code at each of `places` answers the needs in its `rows`.

        A line each, its parts in the order of OF_NEEDS; 0 where there is no need.
        """
        found = np.zeros((len(places), len(OF_NEEDS)))
        at_once: dict[Rows, list[int]] = {}
        for line, each in enumerate(rows):
            at_once.setdefault(each, []).append(line)
        for each, lines in at_once.items():
            if each:
                heard = self if len(each) == len(self.needs) else self._among(each)
                found[lines] = heard.table[:, [places[line] for line in lines]].T
        return found

    @cached_property
    def table(self) -> Scores:
        """Return the joint parts, (parts, codes)."""
        return np.array([self.joint[name] for name in OF_NEEDS])

    def _among(self, rows: Rows) -> "Heard":
        if rows not in self._some:
            self._some[rows] = heard_together([self.needs[row] for row in rows])
        return self._some[rows]

    @cached_property
    def _some(self) -> dict[Rows, "Heard"]:
        return {}


def heard_together(needs: Sequence[HeardNeed]) -> Heard:
    """Return the needs with, per code and part, the value of the need that it suits best."""
    if not needs:
        return Heard((), {})
    every = np.array([[need.parts[name] for name in NEED_PARTS] for need in needs])
    joint = dict(zip(NEED_PARTS, every.max(axis=0), strict=True))
    named = every[:, NEED_PARTS.index("named")]
    joint["named"] = named[np.abs(named).argmax(axis=0), np.arange(named.shape[1])]
    nearness = np.array([need.nearness for need in needs])
    pressing = np.array([_PRESSING[need.need.urgency] for need in needs])
    nearest = nearness.argmax(axis=0)
    joint["urgent"] = pressing[nearest] * np.maximum(nearness.max(axis=0), 0.0)
    return Heard(tuple(needs), joint)


def hear(
    seen: View,
    catalogue: Catalogue,
    library: Library,
    without: str = "",
    sounding: Sounding = DEAF,
    missed: Missed = frozenset(),
) -> Heard:
    """Return the needs that ask for something; those that ask for nothing to be had are left out.

    A household's needs share a budget of clauses: with very many, each is heard as a whole.
    Signs `missed` of a need are not heard in its words (for training).
    """
    most = min(MOST, max(1, _CLAUSES // max(1, len(seen.household.needs))))
    household, stages = seen.seen_household(), {n: stage_of(facts) for n, facts in seen.members}
    read = [(n, clauses_of(n, household, catalogue, most)) for n in household.needs]
    whom = {clause: concern for _, clauses in read for clause, concern in clauses.items()}
    ages = {clause: age_told(concern, stages) for clause, concern in whom.items()}
    asking = [(need, asking_of(tuple(clauses), catalogue)) for need, clauses in read]
    wholes = {need.id: whole_of(clauses, catalogue) for need, clauses in asking if clauses}
    texts = dict.fromkeys([*wholes.values(), *(c.real for _, cs in asking for c in cs)])
    brought = dict(zip(texts, library.hear(list(texts), without), strict=True))
    merged = [
        _merge(
            need,
            clauses,
            brought[wholes[need.id]],
            [brought[clause.real] for clause in clauses],
            _named(need, clauses, catalogue, library),
            {
                name: words
                for name, words in _signs(need, clauses, ages, catalogue)
                if (need.id, name) not in missed
            },
            sounding,
            _calls(catalogue, library.own),
            meant_by(clauses, ages, catalogue.signs),
        )
        for need, clauses in asking
        if clauses
    ]
    heard = [replace(need, wished=_wished(need.clauses, catalogue)) for need in merged]
    return replace(
        heard_together(heard),
        hints=hints_of([(need.need, need.clauses) for need in heard], whom, seen, catalogue),
        stages=stages,
        late=asked_late(whom.values(), catalogue.voiced, seen),
        clauses={need.id: tuple(clauses) for need, clauses in read},
        whom=whom,
        head=next((n for n, facts in seen.members if facts.get("relation") == "head"), None),
        closed=frozenset(
            need.id
            for (need, clauses), (_, open_) in zip(read, asking, strict=True)
            if not open_ and is_closed(need, tuple(clauses), catalogue)
        ),
    )


def meant_by(
    clauses: Sequence[Clause], ages: Mapping[Clause, Age], signs: Sequence[Sign]
) -> list[Mapping[str, str]]:
    """Return for all clauses together, and for each, the signs that are others of whom they tell.

    Together they are where all clauses tell of people at one time of life.
    """
    each = [instead_of(signs, ages[clause]) for clause in clauses]
    alike = all(own == each[0] for own in each)
    return [each[0] if alike and each else {}, *each]


def _named(need: Need, clauses: Sequence[Clause], catalogue: Catalogue, library: Library) -> Scores:
    """Return how each code is spoken of by name; less where its name is misspelt."""
    named, names = np.zeros(len(library.codes)), names_of(catalogue)
    not_so = not_so_in(as_read(need.text, catalogue)[0], catalogue.listening)
    said = names_said(clauses, names, not_so)
    is_misspelt = any(clause.slips for clause in clauses)
    plain = [replace(clause, text=as_spelt(clause)) for clause in clauses] if is_misspelt else ()
    spelt = names_said(plain, names, not_so) if is_misspelt else said
    for code, sign in said.items():
        named[library.place[code]] = sign if spelt.get(code) == sign else _LIKELY * sign
    return named


def _wished(clauses: Sequence[Clause], catalogue: Catalogue) -> Mapping[str, str]:
    texts = [clause.text for clause in clauses]
    return wished_in(texts, names_of(catalogue), catalogue.listening)


def _signs(
    need: Need, clauses: Sequence[Clause], ages: Mapping[Clause, Age], catalogue: Catalogue
) -> Iterator[tuple[str, str]]:
    text, written, _ = as_read(need.text, catalogue)
    not_so, told = not_so_in(text, catalogue.listening), [ages[clause] for clause in clauses]
    for name, (start, end) in signs_in(text, catalogue.signs, clauses, not_so, told):
        yield name, written[start:end]


@lru_cache(maxsize=4)
def _calls(catalogue: Catalogue, codes: tuple[str, ...]) -> Calls:
    names = [sign.name for sign in catalogue.signs]
    rows = {name: row for row, name in enumerate(names)}
    none = Indication()
    each = [catalogue.indications.get(code, none) for code in codes]
    must = np.array([[float(name in one.must) for one in each] for name in names])
    good = np.array([[float(name in one.good) for one in each] for name in names])
    return Calls(rows, must.reshape(len(names), -1), good.reshape(len(names), -1))


def called_for(
    told: Collection[str], likely: Mapping[str, float], calls: Calls
) -> dict[str, Scores]:
    """Return by part how the signs of a text call for each code; see `features.PARTS`.

    `told` are signs that its words tell, `likely` says how like each sign it sounds.
    """
    size = calls.must.shape[1]
    if not len(calls.signs):
        return dict.fromkeys(SIGN_PARTS, np.zeros(size))
    hard = [row for name, row in calls.signs.items() if name in told]
    soft = np.array([likely.get(name, 0.0) for name in calls.signs])
    return {
        "sign_must": calls.must[hard].max(axis=0, initial=0.0),
        "sign_good": calls.good[hard].max(axis=0, initial=0.0),
        "signs": np.minimum(calls.either[hard].sum(axis=0), MOST_SIGNS),
        "like_must": calls.callers_must.largest(soft),
        "like_good": calls.callers_good.largest(soft),
        "likes": np.minimum(soft @ calls.worth, MOST_LIKES),
    }


def _merge(  # noqa: PLR0913 - each thing that was heard by its own name
    need: Need,
    clauses: tuple[Clause, ...],
    whole: Hearing,
    parts: Sequence[Hearing],
    named: Scores,
    signs: Mapping[str, str],
    sounding: Sounding,
    calls: Calls,
    meant: Sequence[Mapping[str, str]],
) -> HeardNeed:
    """Join the hearing of the whole text with the best of its clauses, code by code."""
    channel = "meaning" if whole.mode == "hybrid" else "words"
    vectors = [np.zeros(1) if h.vector is None else h.vector for h in (whole, *parts)]
    likely = sounding.scores(vectors, meant)
    spoken = np.array([getattr(part, channel) for part in parts])
    loudest = spoken.argmax(axis=0)
    return HeardNeed(
        need=need,
        clauses=clauses,
        meant=tuple(meant[1:]),
        parts={
            "named": named,
            "words": whole.words,
            "meaning": whole.meaning,
            "clause": spoken.max(axis=0),
            "precedent": np.array([part.precedent for part in parts]).max(axis=0),
            "taught": whole.taught,
            **{
                name: padded(scores, len(named))
                for name, scores in called_for(signs, likely, calls).items()
            },
        },
        loudest=loudest,
        lines=tuple(part.lines for part in parts),
        mode=whole.mode,
        signs=signs,
        calls=calls,
        vectors=tuple(part.vector for part in parts),
    )
