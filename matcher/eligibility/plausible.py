"""How likely the open conditions of an unknown verdict hold, from how often they do elsewhere."""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import prod

from matcher.eligibility.rulebook import Rulebook
from matcher.rules.evaluate import Judged, judge_atom
from matcher.rules.scopes import View
from matcher.rules.tree import And, AnyMember, Atom, CountMembers, Not, Or, atoms, render
from matcher.rules.truth import Truth

Rates = Mapping[str, float]
_UNSEEN = 0.1


def plausibility(judged: Judged, rates: Rates) -> float:
    """Return the chance, in [0, 1], that a judged condition is true.

    1 or 0 where it is settled. An open comparison has the rate at which it was known to hold
    in labelled households; parts are taken as independent. It orders what to look into first
    and never touches a verdict.
    """
    if judged.truth is not Truth.UNKNOWN:
        return float(judged.truth is Truth.TRUE)
    chances = [plausibility(part, rates) for part in judged.parts]
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
            return rates.get(render(atom), _UNSEEN)


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
