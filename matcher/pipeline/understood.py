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
from matcher.listening import NOT_SO, OVER, Sign, Stance
from matcher.needs import Need
from matcher.normalise import normalise
from matcher.offerings import Catalogue
from matcher.pipeline.candidates import Judgement
from matcher.pipeline.hearing import HeardNeed
from matcher.pipeline.pressing import Pressing, grounds_of, urgency_of
from matcher.typed import (
    Basis,
    Clause,
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
from matcher.understanding.naming import ASKED, REFUSED, names_of, spoken_in
from matcher.understanding.not_so import not_so_in
from matcher.understanding.origins import quoted
from matcher.understanding.settled import is_beyond, stance_of
from matcher.understanding.signs import signs_in, staged
from matcher.understanding.spelling import lexicon_of, mended, slips_in
from matcher.understanding.whom import NOBODY, Age, age_told
from matcher.understanding.wordings import Span, all_found_in
from matcher.values import Alert, Hint
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
    heard = {need.need.id: need for need in judgement.heard.needs}
    pressing = Pressing(seen, book, catalogue, alerts)
    return tuple(
        _Reader(need, heard.get(need.id), seen, judgement, catalogue).reading(pressing)
        for need in seen.household.needs
    )


@dataclass(frozen=True)
class _Reader:
    """Reads one entry of the ledger."""

    need: Need
    heard: HeardNeed | None
    seen: View
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
                parts.append(self._part(clause, quote, signs.get(clause, ()), hints))
        kept = tuple(_with_few_domains(parts))
        grounds = grounds_of(self.need, kept, pressing)
        urgency = urgency_of(grounds)
        return Reading(self.need.id, self.need.urgency, urgency, grounds, kept)

    def _part(
        self, clause: Clause, quote: Quote, signs: Sequence[SignHeard], hints: list[Hint]
    ) -> TypedNeed:
        members, by, unlisted = self._whom(clause)
        stance, words = self._stance(clause)
        facts = () if stance in NOT_SO else tuple(self._facts(clause, hints))
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

    def _whom(self, clause: Clause) -> tuple[tuple[str, ...], Whom, Quote | None]:
        """Return whom a clause concerns, by what, and the word for somebody who is not listed."""
        members, by, word = self.judgement.heard.whom.get(clause, NOBODY)[:3]
        if not word or word not in clause.text:
            return members, by, None
        start = clause.start + clause.text.index(word)
        return members, by, self._quote(start, start + len(word))

    def _stance(self, clause: Clause) -> tuple[Stance, Quote | None]:
        plain = normalise(self.need.text)
        if clause.unreal:
            return self._unreal(clause, plain)
        mark = plain[clause.end : clause.end + 1]
        text = clause.text + mark if mark == "?" else clause.text
        stance, span = stance_of(text, self.catalogue.listening.by_clause)
        if span is None:
            return stance, None
        return stance, self._quote(clause.start + span[0], clause.start + span[1])

    def _unreal(self, clause: Clause, plain: str) -> tuple[Stance, Quote | None]:
        """Return by what a clause that tells nothing real does so: a story, or what it denies."""
        stories = not_so_in(plain, self.catalogue.listening).stories
        told = next((s for s in stories if s[0] < clause.end and clause.start < s[1]), None)
        if told is None:
            return Stance.DENIED, self._quote(clause.start, clause.end)
        return Stance.STORY, self._quote(max(told[0], clause.start), min(told[1], clause.end))

    def _signs(self, clauses: Sequence[Clause]) -> Mapping[Clause, list[SignHeard]]:
        """Return the signs that each clause tells, also those closed to the ranking."""
        plain = normalise(self.need.text)
        text = mended(plain, slips_in(plain, lexicon_of(self.catalogue)))
        known, found = _signs_by_name(self.catalogue), dict[Clause, list[SignHeard]]()
        origins = _origins(self.catalogue)
        open_ = () if self.heard is None else self.heard.clauses
        closed = [clause for clause in clauses if clause not in open_]
        not_so = not_so_in(text, self.catalogue.listening)
        told = [] if self.heard is None else list(self.heard.signs)
        if closed:
            ages = [self._age(clause) for clause in closed]
            signs = self.catalogue.signs
            told += [name for name, _ in signs_in(text, signs, closed, not_so, ages)]
        for name in dict.fromkeys(each for one in told for each in origins[one]):
            sign = known[name]
            heard = all_found_in(text, sign.words, sign.unless)
            places = [each.span() for each in not_so.so(heard)]
            for clause, (start, end) in _in_clauses(places, clauses).items():
                quote = self._quote(max(start, clause.start), min(end, clause.end))
                meant, own = staged(sign, self._age(clause)), found.setdefault(clause, [])
                if quote is not None and meant in told and meant not in [s.sign for s in own]:
                    own.append(SignHeard(meant, quote))
        return {clause: signs for clause, signs in found.items() if signs}

    def _age(self, clause: Clause) -> Age:
        heard = self.judgement.heard
        return age_told(heard.whom.get(clause, NOBODY), heard.stages)

    def _sounds(self, clauses: Sequence[Clause]) -> dict[Clause, list[SignHeard]]:
        """Return the sign that each of these clauses sounds most like, if it is open."""
        if self.heard is None:
            return {}
        sounding = self.judgement.ranker.sounding
        found: dict[Clause, list[SignHeard]] = {}
        vectors = zip(self.heard.clauses, self.heard.vectors, self.heard.meant, strict=True)
        for clause, vector, meant in vectors:
            if clause not in clauses:
                continue
            quote = self._quote(clause.start, clause.end)
            table = sounding.table([] if vector is None else [vector], [meant])
            if not table.size or quote is None:
                continue
            place = int(table[0].argmax())
            value = round(float(table[0, place]), 2)
            if value >= LIKELY and sounding.signs[place] not in self.heard.signs:
                found[clause] = [SignHeard(sounding.signs[place], quote, min(1.0, value))]
        return found

    def _facts(self, clause: Clause, hints: list[Hint]) -> Iterator[FactHeard]:
        """Yield the facts that a clause voices, and strike them off the list.

        What is on record of them needs no confirming.
        """
        for hint in list(hints):
            start = clause.text.find(hint.words)
            quote = self._quote(clause.start + start, clause.start + start + len(hint.words))
            if start < 0 or quote is None:
                continue
            hints.remove(hint)
            if hint.fact not in self.seen.known[hint.member or ""]:
                yield FactHeard(hint.fact, hint.member, hint.value, quote)

    def _items(self, clause: Clause, stance: Stance) -> Iterator[ItemHeard]:
        """Yield the items that a clause names, each once; what is over is no longer asked for."""
        seen = set()
        not_so = not_so_in(normalise(self.need.text), self.catalogue.listening)
        for code, (start, end), value in spoken_in(clause, names_of(self.catalogue), not_so):
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
def _origins(catalogue: Catalogue) -> Mapping[str, Sequence[str]]:
    """Return for each sign those by whose words it is told: itself first."""
    return {
        sign.name: [
            sign.name,
            *(s.name for s in catalogue.signs if sign.name in s.instead.values()),
        ]
        for sign in catalogue.signs
    }


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
