"""What was understood of each need: a reading made of what hearing brought up, for people.

It stands beside a plan, which goes by what was heard and not by how it reads: nothing here moves
an item, decides a verdict or records a fact.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from matcher.eligibility.rulebook import Rulebook
from matcher.listening import NOT_SO, OVER, Stance
from matcher.needs import Household, Need
from matcher.offerings import Catalogue, Sign
from matcher.pipeline.candidates import Judgement
from matcher.pipeline.hearing import HeardNeed
from matcher.pipeline.pressing import Pressing, grounds_of, urgency_of
from matcher.typed import (
    Basis,
    DomainHeard,
    FactHeard,
    ItemHeard,
    Quote,
    Reading,
    SignHeard,
    TypedNeed,
    Voice,
    Whom,
)
from matcher.understanding.concerns import Spoken, spoken_of
from matcher.understanding.naming import ASKED, REFUSED, mentions_in, names_of
from matcher.understanding.normalise import normalise
from matcher.understanding.origins import quoted
from matcher.understanding.settled import is_beyond, stance_of
from matcher.understanding.signs import signs_in
from matcher.understanding.spelling import lexicon_of, mended, slips_in
from matcher.understanding.wordings import Span, all_found_in, found_in
from matcher.values import Alert, Clause, Hint
from matcher.views import View

MOST_DOMAINS = 3
LIKELY = 0.09
"""Likeness from which a clause that tells no sign is said to sound like one: of the training
clauses above it three in four told by word the sign that they sounded most like."""

_SECOND = 0.7
"""A clause is of a second domain where as much speaks for it as this share of the first."""
_CHIEF = 0.5
_GOOD = 0.3
"""What an item that a sign makes worth adding counts beside one that it surely calls for."""


def readings_of(
    seen: View,
    book: Rulebook,
    judgement: Judgement,
    catalogue: Catalogue,
    alerts: Sequence[Alert],
) -> tuple[Reading, ...]:
    """Return what was understood of every entry of the ledger, in its order."""
    household = seen.seen_household()
    heard = {need.need.id: need for need in judgement.heard.needs}
    pressing = Pressing(seen, book, catalogue, alerts)
    return tuple(
        _Reader(need, heard.get(need.id), seen, household, judgement, catalogue).reading(pressing)
        for need in seen.household.needs
    )


@dataclass(frozen=True)
class _Reader:
    """Reads one entry of the ledger."""

    need: Need
    heard: HeardNeed | None
    seen: View
    household: Household
    judgement: Judgement
    catalogue: Catalogue

    def reading(self, pressing: Pressing) -> Reading:
        """Return what was understood of the need."""
        clauses = self.judgement.heard.clauses.get(self.need.id, ())
        said = [(clause, self._quote(clause.start, clause.end)) for clause in clauses]
        signs = self._signs(clauses)
        signs = {**self._sounds([c for c in clauses if c not in signs]), **signs}
        hints = [h for h in self.judgement.heard.hints if h.need == self.need.id]
        parts: list[TypedNeed] = []
        for clause, quote in said:
            if quote is not None:
                parts.append(self._part(clause, quote, signs.get(clause, ()), parts, hints))
        kept = tuple(_with_few_domains(parts))
        grounds = grounds_of(self.need, kept, pressing)
        urgency = urgency_of(grounds)
        return Reading(self.need.id, self.need.urgency, urgency, grounds, kept)

    def _part(
        self,
        clause: Clause,
        quote: Quote,
        signs: Sequence[SignHeard],
        before: Sequence[TypedNeed],
        hints: list[Hint],
    ) -> TypedNeed:
        members, by, unlisted = self._whom(clause, before)
        stance, words = self._stance(clause)
        facts = () if stance in NOT_SO else tuple(self._facts(clause, members, hints))
        items = tuple(self._items(clause, stance))
        is_open = self.heard is not None and clause in self.heard.clauses
        domains = tuple(_foremost(self._told(items, signs)))
        if not domains and is_open and stance not in OVER:
            domains = tuple(DomainHeard(d, Basis.LIKENESS, quote) for d in self._nearest(clause))
        return TypedNeed(
            quote=quote,
            members=members,
            by=by,
            unlisted=unlisted,
            stance=stance,
            stance_words=words,
            open=is_open,
            beyond=not is_open and is_beyond(clause.text, self.catalogue.beyond),
            domains=domains,
            signs=tuple(signs),
            facts=facts,
            items=items,
            slips=tuple(self._slips(clause)),
        )

    def _quote(self, start: int, end: int) -> Quote | None:
        return quoted(self.need.text, start, end)

    def _whom(
        self, clause: Clause, before: Sequence[TypedNeed]
    ) -> tuple[tuple[str, ...], Whom, Quote | None]:
        """Return whom a clause concerns, by what, and the word for somebody who is not listed.

        A clause of 他 or 她, or one of a need that the ledger lays to nobody, goes on about whom
        the words before it named, unless the speaker comes in.
        """
        listening, text = self.catalogue.listening, clause.text
        spoken: Spoken = spoken_of(
            text, self.need, self.household, self.catalogue.kin, self.catalogue.not_kin
        )
        unlisted = None
        if spoken.unlisted and spoken.unlisted in text:
            start = clause.start + text.index(spoken.unlisted)
            unlisted = self._quote(start, start + len(spoken.unlisted))
        if spoken.members:
            return spoken.members, Whom.WORDS, unlisted
        own = (self.need.member,) if self.need.member else ()
        named = next((p.members for p in reversed(before) if p.by is Whom.WORDS), ())
        is_first = named and found_in(text, listening.first_person, ()) is not None
        goes_on = not own or found_in(text, listening.third_person, ()) is not None
        if named and not unlisted and not is_first and goes_on:
            return named, Whom.CONTEXT, unlisted
        return own, Whom.LEDGER if own else Whom.NOBODY, unlisted

    def _stance(self, clause: Clause) -> tuple[Stance, Quote | None]:
        plain = normalise(self.need.text)
        mark = plain[clause.end : clause.end + 1]
        text = clause.text + mark if mark == "?" else clause.text
        stance, span = stance_of(text, self.catalogue.listening.stances)
        if span is None:
            return stance, None
        return stance, self._quote(clause.start + span[0], clause.start + span[1])

    def _signs(self, clauses: Sequence[Clause]) -> Mapping[Clause, list[SignHeard]]:
        """Return the signs that each clause tells, also those closed to the ranking."""
        plain = normalise(self.need.text)
        text = mended(plain, slips_in(plain, lexicon_of(self.catalogue)))
        known, found = _signs_by_name(self.catalogue), dict[Clause, list[SignHeard]]()
        open_ = () if self.heard is None else self.heard.clauses
        closed = [clause for clause in clauses if clause not in open_]
        told = [] if self.heard is None else list(self.heard.signs)
        if closed:
            told += [name for name, _ in signs_in(text, self.catalogue.signs, closed)]
        for name in dict.fromkeys(told):
            sign = known[name]
            places = [m.span() for m in all_found_in(text, sign.words, sign.unless)]
            for clause, (start, end) in _in_clauses(places, clauses).items():
                quote = self._quote(max(start, clause.start), min(end, clause.end))
                if quote is not None:
                    found.setdefault(clause, []).append(SignHeard(name, quote))
        return found

    def _sounds(self, clauses: Sequence[Clause]) -> dict[Clause, list[SignHeard]]:
        """Return the sign that each of these clauses sounds most like, if it is open."""
        if self.heard is None:
            return {}
        sounding = self.judgement.ranker.sounding
        found: dict[Clause, list[SignHeard]] = {}
        for clause, vector in zip(self.heard.clauses, self.heard.vectors, strict=True):
            if clause not in clauses:
                continue
            quote = self._quote(clause.start, clause.end)
            table = sounding.table([] if vector is None else [vector])
            if not table.size or quote is None:
                continue
            place = int(table[0].argmax())
            value = round(float(table[0, place]), 2)
            if value >= LIKELY and sounding.signs[place] not in self.heard.signs:
                found[clause] = [SignHeard(sounding.signs[place], quote, min(1.0, value))]
        return found

    def _facts(
        self, clause: Clause, members: Sequence[str], hints: list[Hint]
    ) -> Iterator[FactHeard]:
        """Yield the facts that a clause voices of whom it concerns, and strike them off the list.

        What is on record of them needs no confirming.
        """
        for hint in list(hints):
            start = clause.text.find(hint.words)
            quote = self._quote(clause.start + start, clause.start + start + len(hint.words))
            if start < 0 or quote is None:
                continue
            hints.remove(hint)
            member = hint.member
            if member is not None and members and member not in members:
                member = members[0]
            if hint.fact not in self.seen.known[member or ""]:
                yield FactHeard(hint.fact, member, hint.value, quote)

    def _items(self, clause: Clause, stance: Stance) -> Iterator[ItemHeard]:
        """Yield the items that a clause names, each once; what is over is no longer asked for."""
        seen = set()
        for code, (start, end), value in mentions_in(clause.text, names_of(self.catalogue)):
            quote = self._quote(clause.start + start, clause.start + end)
            if quote is not None and code not in seen:
                seen.add(code)
                yield ItemHeard(code, _voice(value, stance), quote)

    def _slips(self, clause: Clause) -> Iterator[tuple[str, Quote]]:
        for slip in clause.slips:
            quote = self._quote(slip.start, slip.end)
            if quote is not None:
                yield slip.meant, quote

    def _told(
        self, items: Sequence[ItemHeard], signs: Sequence[SignHeard]
    ) -> list[tuple[float, DomainHeard]]:
        """Return what items and signs say of domains, each with how much."""
        shares = _domains_of_signs(self.catalogue)
        told = [
            (1.0, DomainHeard(self.catalogue.items[item.code].domain, Basis.NAME, item.quote))
            for item in items
        ]
        return told + [
            (share, DomainHeard(domain, Basis.SIGN, sign.quote))
            for sign in signs
            for domain, share in shares.get(sign.sign, {}).items()
        ]

    def _nearest(self, clause: Clause) -> Iterator[str]:
        """Yield the domain of the item that an open clause comes nearest to, if near enough."""
        if self.heard is None or clause not in self.heard.clauses:
            return
        weights, codes = self.judgement.weights, self.judgement.library.codes
        is_item = _is_item(self.catalogue, codes)
        spoke = self.heard.loudest == self.heard.clauses.index(clause)
        points = np.where(is_item & spoke, self.heard.points(weights.points), -np.inf)
        place = int(points.argmax())
        if points[place] >= weights.serves:
            yield self.catalogue.items[codes[place]].domain


def _voice(value: float, stance: Stance) -> Voice:
    if value == REFUSED:
        return Voice.TURNED_DOWN
    return Voice.ASKED if value == ASKED and stance not in OVER else Voice.MENTIONED


def _in_clauses(places: Sequence[Span], clauses: Sequence[Clause]) -> Mapping[Clause, Span]:
    """Return the first place in each clause; one that lies in several is where most of it is."""
    found: dict[Clause, Span] = {}
    for start, end in places:
        shared = [min(end, clause.end) - max(start, clause.start) for clause in clauses]
        if max(shared, default=0) > 0:
            found.setdefault(clauses[shared.index(max(shared))], (start, end))
    return found


def _with_few_domains(parts: Sequence[TypedNeed]) -> Iterator[TypedNeed]:
    """Yield the parts with few domains in all: each clause's first before anyone's second.

    A clause of what is over has its first alone, which does not count.
    """
    first = [part.domains[0].domain for part in parts if _is_now(part) and part.domains]
    second = [d.domain for part in parts if _is_now(part) for d in part.domains[1:]]
    often = sorted(dict.fromkeys(first), key=lambda domain: -first.count(domain))
    kept = list(dict.fromkeys([*often, *second]))[:MOST_DOMAINS]
    for part in parts:
        few = tuple(d for d in part.domains if d.domain in kept)
        few = few if _is_now(part) else part.domains[:1]
        yield part if few == part.domains else replace(part, domains=few)


def _is_now(part: TypedNeed) -> bool:
    return part.open and part.stance not in OVER


@lru_cache(maxsize=4)
def _signs_by_name(catalogue: Catalogue) -> Mapping[str, Sign]:
    return {sign.name: sign for sign in catalogue.signs}


@lru_cache(maxsize=4)
def _domains_of_signs(catalogue: Catalogue) -> Mapping[str, Mapping[str, float]]:
    """Return how much a sign calls for each of its chief domains, 1 for the first of them."""
    points: dict[str, dict[str, float]] = {}
    for code, called in catalogue.indications.items():
        domain = catalogue.items[code].domain
        for signs, worth in ((called.must, 1.0), (called.good, _GOOD)):
            for sign in signs:
                own = points.setdefault(sign, {})
                own[domain] = own.get(domain, 0.0) + worth
    return {
        sign: {
            d: worth / max(own.values())
            for d, worth in own.items()
            if worth >= _CHIEF * max(own.values())
        }
        for sign, own in points.items()
    }


def _foremost(told: Sequence[tuple[float, DomainHeard]]) -> Iterator[DomainHeard]:
    """Yield the domain that most speaks for, and a second that comes near it.

    Each with what speaks most for it; of equals the one heard first.
    """
    points: dict[str, float] = {}
    for share, heard in told:
        points[heard.domain] = points.get(heard.domain, 0.0) + share
    best = max(points.values(), default=0.0)
    for domain in sorted(points, key=lambda each: -points[each])[:2]:
        if points[domain] >= _SECOND * best:
            own = [(share, heard) for share, heard in told if heard.domain == domain]
            yield max(own, key=lambda each: each[0])[1]


@lru_cache(maxsize=4)
def _is_item(catalogue: Catalogue, codes: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    return np.array([code in catalogue.items for code in codes])
