"""The verdict for a code and a beneficiary: strong Kleene logic, and what is missing."""

from collections.abc import Iterable

from matcher.eligibility.rulebook import Rule, Rulebook
from matcher.facts import Level, Vocabulary
from matcher.needs import Held, Household
from matcher.rules.evaluate import Judged, Scope, evaluate, explain, open_atoms
from matcher.rules.tree import Among, Compare
from matcher.rules.truth import Truth
from matcher.values import Missing, Status, Verdict
from matcher.views import View

_STATUS = {
    Truth.TRUE: Status.ELIGIBLE,
    Truth.UNKNOWN: Status.UNKNOWN,
    Truth.FALSE: Status.INELIGIBLE,
}


def assess(view: View, rules: Iterable[Rule], book: Rulebook) -> tuple[Verdict, ...]:
    """Return a verdict for each rule and beneficiary, in the order of rules and ledger.

    A `per: member` rule gives one a listed member (none where there is none), any other one.
    """
    held = held_codes(view.household, book)
    scopes = {per_member: view.scopes(per_member) for per_member in (False, True)}
    return tuple(
        _verdict(rule, scope, view, book.vocabulary, held)
        for rule in rules
        for scope in scopes[rule.per_member]
    )


def assess_open(view: View, rules: Iterable[Rule], book: Rulebook) -> tuple[Verdict, ...]:
    """Return the verdicts that are not ineligible: the same as `assess` gives, found sooner."""
    held = held_codes(view.household, book)
    scopes = {per_member: view.scopes(per_member) for per_member in (False, True)}
    return tuple(
        _verdict(rule, scope, view, book.vocabulary, held)
        for rule in rules
        for scope in scopes[rule.per_member]
        if is_held(rule, scope.member, held) or evaluate(rule.condition, scope) is not Truth.FALSE
    )


def _verdict(
    rule: Rule, scope: Scope, view: View, vocabulary: Vocabulary, held: frozenset[Held]
) -> Verdict:
    judged = explain(rule.condition, scope)
    status = _STATUS[judged.truth]
    if is_held(rule, scope.member, held):
        status = Status.HELD
    missing = missing_facts(judged, view, vocabulary) if status is Status.UNKNOWN else ()
    return Verdict(rule.code, scope.member, status, missing, judged)


def is_held(rule: Rule, member: str | None, held: frozenset[Held]) -> bool:
    """Say whether a beneficiary holds a code: by itself, or through the household.

    What a member receives of a `per: household` code, the household holds.
    """
    if not held:
        return False
    if not rule.per_member:
        return any(found.code == rule.code for found in held)
    return Held(rule.code) in held or Held(rule.code, member) in held


def held_codes(household: Household, book: Rulebook) -> frozenset[Held]:
    """Return what the household holds: what it lists, and what its relief status says."""
    implied = (
        Held(table[str(household.facts[fact])])
        for fact, table in book.vocabulary.holdings.items()
        if str(household.facts.get(fact)) in table
    )
    return frozenset([*household.receiving, *implied])


def missing_facts(judged: Judged, view: View, vocabulary: Vocabulary) -> tuple[Missing, ...]:
    """Return the unknown input facts that can still change an unknown verdict, sorted.

    A derived fact is asked for by its unknown parts; a fact both levels know, of the
    household, whose answer serves every member without an own one.
    """
    found: set[Missing] = set()
    for leaf in open_atoms(judged):
        if not isinstance(leaf.node, Compare | Among):
            continue
        known = view.known[leaf.member or ""]
        for name in vocabulary.inputs_of(leaf.node.fact, known):
            of_member = vocabulary.facts[name].level is Level.MEMBER
            found.add(Missing(name, (leaf.member or "") if of_member else ""))
    return tuple(sorted(found))


def categories_of(view: View, book: Rulebook) -> tuple[str, ...]:
    """Return the categories whose rule is known to be true of the household or a member."""
    return tuple(
        rule.code
        for rule in book.categories.values()
        if any(
            evaluate(rule.condition, scope) is Truth.TRUE for scope in view.scopes(rule.per_member)
        )
    )
