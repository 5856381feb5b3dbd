"""How likely the open conditions of an unknown verdict hold, from how often they do elsewhere."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import prod

from matcher.eligibility.rulebook import Rulebook
from matcher.facts import Value
from matcher.rules.evaluate import Judged, judge_atom
from matcher.rules.tree import And, AnyMember, Atom, CountMembers, Not, Or, atoms, render
from matcher.rules.truth import Truth
from matcher.views import View

_UNSEEN = 0.1
_VOICED = 0.85  # how often a fact that a text voices turns out to be so


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is thought of unknown facts: rates by comparison, and what the texts voice.

    `voiced` maps (fact, member id or "" for the household) to the value that a text voices.
    """

    rates: Mapping[str, float]
    voiced: Mapping[tuple[str, str], Value] = field(default_factory=dict)


def plausibility(judged: Judged, outlook: Outlook) -> float:
    """Return the chance, in [0, 1], that a judged condition is true.

    1 or 0 where it is settled. An open comparison has the rate at which it was known to hold
    in labelled households, or a high or low one where a text voices the fact; parts are taken
    as independent. It orders what to look into first and never touches a verdict.
    """
    if judged.truth is not Truth.UNKNOWN:
        return float(judged.truth is Truth.TRUE)
    chances = [plausibility(part, outlook) for part in judged.parts]
    match judged.node:
        case And():
            return prod(chances)
        case Or() | AnyMember():
            return 1 - prod(1 - chance for chance in chances)
        case Not():
            return 1 - chances[0]
        case CountMembers():
            return 0.5
        case atom:
            return _chance(atom, judged.member, outlook)


def _chance(atom: Atom, member: str | None, outlook: Outlook) -> float:
    own = outlook.voiced.get((atom.fact, member or ""))
    said = outlook.voiced.get((atom.fact, "")) if own is None else own
    if said is None:
        return outlook.rates.get(render(atom), _UNSEEN)
    return _VOICED if judge_atom(atom, {atom.fact: said}) is Truth.TRUE else 1 - _VOICED


def rates_of(views: Iterable[View], book: Rulebook) -> dict[str, float]:
    """Return for each comparison the share of people (or households) for whom it is known to hold.

    One whose fact is not recorded counts as one for whom it does not hold: what is notable is
    what workers write down.
    """
    rules = (*book.items.values(), *book.offerings.values())
    seen: set[tuple[Atom, bool]] = {
        (atom, rule.per_member or inside)
        for rule in rules
        for atom, inside in atoms(rule.condition)
    }
    # a comparison's column in its text tells it from no other
    by_text = {(render(atom), of_member): atom for atom, of_member in seen}
    holds: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for view in views:
        people = [facts for _, facts in view.members]
        for (text, of_member), atom in by_text.items():
            for facts in people if of_member else [view.facts]:
                asked[text] += 1
                holds[text] += judge_atom(atom, facts) is Truth.TRUE
    return {text: round((holds[text] + 0.5) / (asked[text] + 2), 4) for text in sorted(asked)}
