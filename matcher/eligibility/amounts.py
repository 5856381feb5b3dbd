"""What a beneficiary would be paid: worked out where the facts are known, else as a range."""

from collections.abc import Iterable, Mapping
from math import inf

from matcher.eligibility.rulebook import Rule, Rulebook
from matcher.facts import Vocabulary
from matcher.offerings import Pays
from matcher.rules.evaluate import Scope, value_of
from matcher.rules.interval import Unknowns, range_of
from matcher.rules.possible import Possible, Range, narrowed, options_of
from matcher.rules.tree import Term, facts_of
from matcher.values import Payment, Verdict
from matcher.views import View

_CENTS = 2


def payments_of(
    verdicts: Iterable[Verdict], view: View, book: Rulebook
) -> Mapping[tuple[str, str | None], Payment]:
    """Return by code and beneficiary what each verdict's item would pay, where that is known."""
    found = {}
    for verdict in verdicts:
        rule, pays = book.rule(verdict.code), book.pays.get(verdict.code)
        if rule is None or pays is None:
            continue
        paid = payment(pays, rule, view.scope(verdict.member), book.vocabulary)
        if paid is not None:
            found[verdict.code, verdict.member] = paid
    return found


def payment(pays: Pays, rule: Rule, scope: Scope, vocabulary: Vocabulary) -> Payment | None:
    """Return what a beneficiary to whom the rule applies would be paid, in CNY.

    Where a fact is unknown it is a range over all that the fact may be wherever the rule holds.
    None where nothing can be said, or where the formula comes to nothing: then the beneficiary
    came in by another branch of the rule, and the office works the sum out.
    """
    least = _ends(pays.least, rule, scope, vocabulary)
    most = least if pays.most is pays.least else _ends(pays.most, rule, scope, vocabulary)
    low, high = round(least.low, _CENTS), round(most.high, _CENTS)
    if high <= 0 or (low <= 0 and high == inf):
        return None
    line = None if pays.line is None else value_of(pays.line, scope)
    return Payment(pays, low if low > 0 else None, None if high == inf else high, line)


def _ends(term: Term | None, rule: Rule, scope: Scope, vocabulary: Vocabulary) -> Range:
    """Return the range of a term, without ends where there is none."""
    if term is None:
        return Range()
    return range_of(term, scope, _unknowns(term, rule, scope, vocabulary)) or Range()


def _unknowns(term: Term, rule: Rule, scope: Scope, vocabulary: Vocabulary) -> Unknowns:
    facts = vocabulary.facts
    told = list(facts_of(term))
    inside = {name: options_of(facts[name]) for name, of_member in told if of_member}
    own: Possible = {
        name: options_of(facts[name])
        for name, of_member in told
        if not of_member and name not in scope.facts
    }
    return Unknowns(narrowed(rule.condition, own, scope) if own else own, inside)
