"""What a beneficiary would be paid: worked out where the facts are known, else as a range."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from math import inf

from matcher.eligibility.payable import first_count, with_count
from matcher.eligibility.rulebook import Rule, Rulebook
from matcher.facts import Vocabulary
from matcher.offerings import Pays
from matcher.rules.evaluate import Scope, evaluate, value_of
from matcher.rules.interval import Unknowns, range_of
from matcher.rules.possible import Possible, Range, narrowed, options_of
from matcher.rules.tree import Condition, Term, facts_of
from matcher.rules.truth import Truth
from matcher.values import Payment, Share, Status, Step, Verdict
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


def with_shares(
    payments: Mapping[tuple[str, str | None], Payment],
    steps: Iterable[Step],
    verdicts: Iterable[Verdict],
) -> dict[tuple[str, str | None], Payment]:
    """Return the payments, each beneficiary's of a step with what stands beside it.

    That is what the step's further beneficiaries would be paid, and what its alternatives pay
    where both are sure: which are, `verdicts` tell, those of what has been set aside among them.
    """
    found = dict(payments)
    sure = [(v.code, v.member) for v in verdicts if v.status is Status.ELIGIBLE]
    for step in steps:
        chosen, *others = step.ranked.verdicts
        key = (chosen.code, chosen.member)
        if key in payments:
            beside = [(each.code, each.member) for each in others]
            instead = [
                (code, whose)
                for code, whose in (sure if key in sure else ())
                if code in step.alternative_to
                and (whose == chosen.member or None in (whose, chosen.member))
            ]
            found[key] = replace(
                payments[key],
                others=tuple(_shares(beside, payments)),
                instead=tuple(_shares(instead, payments)),
            )
    return found


def _shares(
    keys: Iterable[tuple[str, str | None]], payments: Mapping[tuple[str, str | None], Payment]
) -> Iterator[Share]:
    for key in keys:
        if key in payments:
            paid = payments[key]
            yield Share(*key, paid.pays.per, paid.low, paid.high)


def payment(pays: Pays, rule: Rule, scope: Scope, vocabulary: Vocabulary) -> Payment | None:
    """Return what a beneficiary to whom the rule applies would be paid, in CNY.

    Where a fact is unknown it is a range over all that the fact may be wherever the rule holds.
    None where nothing can be said, or where the formula comes to nothing: then the beneficiary
    came in by another branch of the rule, and the office works the sum out. A count of members
    in it is of those of whom it is known: nobody is left out because nothing was said of them.
    """
    pays = _counted(pays, scope)
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


def _counted(pays: Pays, scope: Scope) -> Pays:
    """Return a formula with its counts of members filled in; one term at both ends stays one."""

    def filled(term: Term | None) -> Term | None:
        while term is not None and (part := first_count(term)) is not None:
            term = with_count(term, part, _known_to_be(part, scope))
        return term

    least = filled(pays.least)
    return replace(pays, least=least, most=least if pays.most is pays.least else filled(pays.most))


def _known_to_be(part: Condition, scope: Scope) -> int:
    found = (evaluate(part, scope.of(*member)) for member in scope.members)
    return sum(truth is Truth.TRUE for truth in found)


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
