"""How pressing a need reads, by its words, its signs, recorded facts and alerts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from matcher.eligibility.rulebook import Rulebook
from matcher.listening import CLOSED, OVER, Pressure, Stance
from matcher.needs import Need, Urgency
from matcher.normalise import normalise
from matcher.offerings import Catalogue
from matcher.rules.program import Findings
from matcher.rules.tree import mentions
from matcher.rules.truth import Truth
from matcher.typed import Ground, Quote, TypedNeed
from matcher.understanding.origins import quoted
from matcher.understanding.wordings import all_found_in
from matcher.values import Alert
from matcher.views import View

_LEVELS = (Urgency.HIGH, Urgency.MEDIUM, Urgency.LOW)
_WAITS = Urgency.LOW.value


@dataclass(frozen=True)
class Pressing:
    """What may press on the needs of a household."""

    seen: View
    book: Rulebook
    catalogue: Catalogue
    alerts: Sequence[Alert]

    @cached_property
    def findings(self) -> Findings | None:
        """Return the pressures that facts make, judged for the household and each member."""
        program = self.book.pressures
        if program is None:
            return None
        return program.run(self.seen.scope(), self.seen.scopes(per_member=True))


def urgency_of(grounds: Sequence[Ground]) -> Urgency:
    """Return the highest level that a ground speaks for, medium where there is none."""
    return min((ground.level for ground in grounds), key=_LEVELS.index, default=Urgency.MEDIUM)


def grounds_of(need: Need, parts: Sequence[TypedNeed], pressing: Pressing) -> tuple[Ground, ...]:
    """Return all on which the urgency of a need rests, what presses most first.

    Only clauses that still ask press; where none does, a matter refused or solved can wait. What
    lets a clause wait lets the need wait where no other asks.
    """
    now = [part for part in parts if part.open and part.stance not in OVER]
    asking = [part for part in now if part.stance is Stance.ASKS] or now
    asked = asking if len(asking) == 1 else []
    found = list(_of_alerts(need, pressing.alerts))
    for pressure in pressing.catalogue.listening.pressures if now else ():
        told = asked if pressure.level == _WAITS else now
        if pressure.words:
            found += _of_words(need, told, pressure)
        elif pressure.signs:
            found += _of_signs(told, pressure)
        else:
            found += _of_facts(told, pressure, pressing)
    if not now:
        found += [
            Ground("stance", part.stance.value, Urgency.LOW, part.stance_words)
            for part in parts
            if part.stance in CLOSED
        ]
    return tuple(sorted(found, key=lambda ground: _LEVELS.index(ground.level)))


def _of_alerts(need: Need, alerts: Sequence[Alert]) -> Iterator[Ground]:
    for alert in alerts:
        if alert.need == need.id:
            yield Ground("alert", alert.kind, Urgency.HIGH, _quote(need.text, alert.words))


def _quote(text: str, words: str) -> Quote | None:
    first = words.split(" … ")[0]
    start = normalise(text).find(first)
    return quoted(text, start, start + len(first)) if first and start >= 0 else None


def _of_words(need: Need, now: Sequence[TypedNeed], pressure: Pressure) -> list[Ground]:
    """Return the first place at which a need that still asks says the words of a pressure."""
    for found in all_found_in(normalise(need.text), pressure.words, pressure.unless):
        quote = quoted(need.text, *found.span())
        if quote is not None and any(_meet(quote, part.quote) for part in now):
            return [Ground("words", pressure.name, Urgency(pressure.level), quote)]
    return []


def _meet(one: Quote, other: Quote) -> bool:
    return one.start < other.end and other.start < one.end


def _of_signs(now: Sequence[TypedNeed], pressure: Pressure) -> list[Ground]:
    told = [sign for part in now for sign in part.signs if sign.sign in pressure.signs]
    return [Ground("sign", pressure.name, Urgency(pressure.level), sign.quote) for sign in told[:1]]


def _of_facts(now: Sequence[TypedNeed], pressure: Pressure, pressing: Pressing) -> list[Ground]:
    if pressure.condition is None or pressing.findings is None:
        return []
    if not {heard.domain for part in now for heard in part.domains} & set(pressure.domains):
        return []
    concerned = {name for part in now for name in part.members}
    people = [name for name, _ in pressing.seen.members if name in concerned or not concerned]
    whose: list[str | None] = [*people] if pressure.per_member else [None]
    facts = tuple(dict.fromkeys(mention.fact for mention in mentions(pressure.condition)))
    return [
        Ground("fact", pressure.name, Urgency(pressure.level), None, member, facts)
        for member in whose
        if pressing.findings.of(pressure.name, member).truth is Truth.TRUE
    ]
