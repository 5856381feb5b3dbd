"""Hear a household's needs: clauses, whom they concern, and what each brings up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matcher.needs import Household, Member, Need, Urgency
from matcher.offerings import Catalogue
from matcher.ranking.features import NeedFit
from matcher.retrieval.search import Hearing, Library
from matcher.rules.scopes import View
from matcher.understanding.clauses import split
from matcher.understanding.concerns import concerned
from matcher.understanding.normalise import normalise
from matcher.understanding.settled import is_settled
from matcher.values import Clause

Scores = npt.NDArray[np.float64]
_PRESSING = {Urgency.LOW: 0.0, Urgency.MEDIUM: 0.5, Urgency.HIGH: 1.0}


@dataclass(frozen=True)
class HeardNeed:
    """A need with its clauses and, per code, its scores in each channel.

    `loudest` is the index of the clause that spoke most for a code.
    """

    need: Need
    clauses: tuple[Clause, ...]
    words: Scores
    meaning: Scores
    clause: Scores
    precedent: Scores
    loudest: npt.NDArray[np.intp]
    voice: npt.NDArray[np.intp]
    mode: str

    def fit(self, place: int, member: str | None) -> NeedFit:
        """Return how the code at `place` answers this need for a beneficiary."""
        return NeedFit(
            need=self.need.id,
            words=float(self.words[place]),
            meaning=float(self.meaning[place]),
            clause=float(self.clause[place]),
            precedent=float(self.precedent[place]),
            urgency=_PRESSING[self.need.urgency],
            concerns=member is None or any(member in c.members for c in self.clauses),
        )


def clauses_of(need: Need, seen: View, catalogue: Catalogue) -> tuple[Clause, ...]:
    """Return the clauses of a need's text, each with whom it concerns and whether it is settled."""
    text = normalise(need.text)
    people = tuple(Member(name, facts) for name, facts in seen.members)
    household: Household = replace(seen.household, members=people)
    return tuple(
        Clause(
            need=need.id,
            text=text[start:end],
            start=start,
            end=end,
            members=concerned(text[start:end], need, household, catalogue.kin, catalogue.not_kin),
            settled=is_settled(text[start:end]),
        )
        for start, end in split(text)
    )


def hear(
    seen: View, catalogue: Catalogue, library: Library, without: str
) -> tuple[HeardNeed, ...]:
    """Return each need that still asks for something, heard; empty and settled ones are left out."""
    heard = []
    for need in seen.household.needs:
        clauses = clauses_of(need, seen, catalogue)
        asking = [clause.text for clause in clauses if not clause.settled]
        if not asking:
            continue
        whole, *parts = library.hear(["，".join(asking), *asking], without)
        heard.append(_merge(need, clauses, whole, parts))
    return tuple(heard)


def _merge(
    need: Need, clauses: tuple[Clause, ...], whole: Hearing, parts: Sequence[Hearing]
) -> HeardNeed:
    """Join the hearing of the whole text with the best of its clauses, code by code."""
    channel = "meaning" if whole.mode == "hybrid" else "words"
    spoken = np.array([getattr(part, channel) for part in parts])
    loudest = spoken.argmax(axis=0)
    voices = np.array([part.voice for part in parts])
    return HeardNeed(
        need=need,
        clauses=tuple(clause for clause in clauses if not clause.settled),
        words=whole.words,
        meaning=whole.meaning,
        clause=spoken.max(axis=0),
        precedent=np.array([part.precedent for part in parts]).max(axis=0),
        loudest=loudest,
        voice=voices[loudest, np.arange(voices.shape[1])],
        mode=whole.mode,
    )
