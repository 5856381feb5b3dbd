"""How likely the open conditions of an unknown verdict hold, from how often they do elsewhere."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import prod

from matcher.eligibility.rulebook import Rulebook
from matcher.facts import Value
from matcher.rules.evaluate import Facts, Judged, judge_atom
from matcher.rules.text import render
from matcher.rules.tree import ATOMS, And, AnyMember, Atom, Named, Not, Or, atoms
from matcher.rules.truth import Truth
from matcher.views import View

_UNSEEN = 0.1
VOICED = 0.85  # how often a fact that a text voices turns out to be so
_PRIOR = 8  # how many people the rate at any age counts for in the rate at one age
HOUSEHOLD = "household"
_UNKNOWN = Truth.UNKNOWN


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is thought of unknown facts: rates by time of life, and what the texts voice.

    `rates` maps a time of life to the rate of each comparison; `stages` each member's id to
    the time of life; `voiced` (fact, member id or "" for the household) to a text's value.
    """

    rates: Mapping[str, Mapping[str, float]]
    stages: Mapping[str, str] = field(default_factory=dict)
    voiced: Mapping[tuple[str, str], Value] = field(default_factory=dict)


def stage_of(facts: Facts) -> str:
    """Return a member's time of life: child, adult, elder, or person where age is not known.

    The bounds part rates only; no verdict rests on them.
    """
    age = facts.get("age")
    if not isinstance(age, int):
        return "person"
    return "child" if age < 18 else "adult" if age < 60 else "elder"


def plausibility(judged: Judged, outlook: Outlook) -> float:
    """Return the chance, in [0, 1], that a judged condition is true.

    1 or 0 where it is settled. An open comparison has the rate at which it was known to hold
    for people of that time of life in labelled households, or a high or low one where a text
    voices the fact; parts are taken as independent. It orders what to look into first and
    never touches a verdict.
    """
    return Chances(outlook).of(judged)


class Chances:
    """The plausibility of many conditions of one household: what they share is worked out once."""

    def __init__(self, outlook: Outlook) -> None:
        self._outlook = outlook
        self._known: dict[int, tuple[Judged, float]] = {}  # keeps each node, so that its id stays

    def of(self, judged: Judged) -> float:
        """Return what `plausibility` does."""
        if judged[1] is not _UNKNOWN:
            return float(judged[1] is Truth.TRUE)
        found = self._known.get(id(judged))
        if found is None:
            found = self._known[id(judged)] = judged, self._open(judged)
        return found[1]

    def _open(self, judged: Judged) -> float:
        node, _, member, parts = judged
        if not parts:
            return _chance(node, member, self._outlook) if isinstance(node, ATOMS) else 0.5
        kind = type(node)
        if kind is And:  # a part that is settled is true, or the whole were not open
            return prod([self.of(part) for part in parts if part[1] is _UNKNOWN])
        if kind is Or or kind is AnyMember:
            return 1 - prod([1 - self.of(part) for part in parts if part[1] is _UNKNOWN])
        if kind is Not:
            return 1 - self.of(parts[0])
        return self.of(parts[0]) if kind is Named else 0.5


def rate_of(text: str, member: str | None, outlook: Outlook) -> float | None:
    """Return how often a comparison, as text, holds at a member's time of life, where known.

    None for `member` asks of households.
    """
    stage = HOUSEHOLD if member is None else outlook.stages.get(member, "person")
    return outlook.rates.get(stage, {}).get(text)


def _chance(atom: Atom, member: str | None, outlook: Outlook) -> float:
    own = outlook.voiced.get((atom.fact, member or ""))
    said = outlook.voiced.get((atom.fact, "")) if own is None else own
    if said is None:
        known = rate_of(_text_of(atom), member, outlook)
        return _UNSEEN if known is None else known
    return VOICED if judge_atom(atom, {atom.fact: said}) is Truth.TRUE else 1 - VOICED


@lru_cache(maxsize=4096)  # the comparisons of some catalogues
def _text_of(atom: Atom) -> str:
    return render(atom)


def rates_of(views: Iterable[View], book: Rulebook) -> dict[str, dict[str, float]]:
    """Return by time of life the share of people for whom each comparison is known to hold.

    One whose fact is not recorded counts as one for whom it does not hold: what is notable is
    what workers write down. Rates at one age lean on the rate at any age where few are known.
    """
    by_text = {
        render(atom): atom
        for rule in (*book.items.values(), *book.offerings.values())
        for atom, _ in atoms(rule.condition)
    }
    asked: Counter[str] = Counter()
    holds: dict[str, Counter[str]] = {"person": Counter()}
    for seen in views:
        for stage, facts in _people(seen):
            asked[stage] += 1
            true = [text for text, atom in by_text.items() if judge_atom(atom, facts) is Truth.TRUE]
            holds.setdefault(stage, Counter()).update(true)
    person = {text: (holds["person"][text] + 0.5) / (asked["person"] + 2) for text in by_text}
    return {
        stage: {
            text: round((holds[stage][text] + _PRIOR * person[text]) / (asked[stage] + _PRIOR), 4)
            for text in sorted(by_text)
        }
        for stage in sorted(holds)
    }


def _people(seen: View) -> Iterable[tuple[str, Facts]]:
    """Return the household, and each member both as a person and at that time of life."""
    yield HOUSEHOLD, seen.facts
    for _, facts in seen.members:
        yield "person", facts
        if (stage := stage_of(facts)) != "person":
            yield stage, facts
