"""The verdict for a code and a beneficiary: strong Kleene logic, and what is missing."""

from collections.abc import Iterable, Iterator
from datetime import date

from matcher.eligibility.grants import statuses_ended
from matcher.eligibility.rulebook import PLACE, Rule, Rulebook
from matcher.facts import Level, Vocabulary
from matcher.needs import Held, Household
from matcher.rules.evaluate import Judged, Scope, evaluate, explain, open_atoms
from matcher.rules.program import Findings, Program
from matcher.rules.tree import (
    LEAVES,
    Condition,
    Fold,
    Relation,
    Tally,
    Term,
    facts_of,
    terms_of,
)
from matcher.rules.truth import Truth
from matcher.values import Missing, Status, Verdict
from matcher.views import View

STATUS_OF = {
    Truth.TRUE: Status.ELIGIBLE,
    Truth.UNKNOWN: Status.UNKNOWN,
    Truth.FALSE: Status.INELIGIBLE,
}

_BY_TRUTH = [STATUS_OF[truth] for truth in sorted(STATUS_OF)]  # a place is found sooner than a key


def assess(view: View, rules: Iterable[Rule], book: Rulebook) -> tuple[Verdict, ...]:
    """Return a verdict for each rule and beneficiary, in the order of rules and ledger.

    A `per: member` rule gives one a listed member (none where there is none), any other one.
    """
    asks = _Asks(view, book.vocabulary)
    return tuple(Verdict(*found, asks) for found in _found(view, rules, book))


def assess_open(view: View, rules: Iterable[Rule], book: Rulebook) -> tuple[Verdict, ...]:
    """Return the verdicts that are not ineligible, of those that `assess` gives."""
    asks, closed = _Asks(view, book.vocabulary), Status.INELIGIBLE
    found = _found(view, rules, book)
    return tuple([Verdict(*each, asks) for each in found if each[2] is not closed])


def _found(
    view: View, rules: Iterable[Rule], book: Rulebook
) -> Iterator[tuple[str, str | None, Status, Judged]]:
    """Yield the code, the beneficiary, the status and the judged condition of each verdict."""
    held = held_codes(view.household, book, view.on)
    codes = {each.code for each in held}
    members = view.scopes(per_member=True)
    names = [scope.member for scope in members]
    findings: dict[Program, Findings] = {}
    for rule in rules:
        program = rule.program or Program({rule.code: (rule.condition, rule.per_member)})
        if program not in findings:
            findings[program] = program.run(view.scope(), members)
        of, code = findings[program].of, rule.code
        for member in names if rule.per_member else (None,):
            judged = of(code, member)
            is_ours = code in codes and is_held(rule, member, held)
            status = Status.HELD if is_ours else _BY_TRUTH[judged.truth]
            yield code, member, status, judged


def is_held(rule: Rule, member: str | None, held: frozenset[Held]) -> bool:
    """Say whether a beneficiary holds a code: by itself, or through the household.

    What a member receives of a `per: household` code, the household holds.
    """
    if not held:
        return False
    if not rule.per_member:
        return any(found.code == rule.code for found in held)
    return Held(rule.code) in held or Held(rule.code, member) in held


def held_codes(household: Household, book: Rulebook, on: date = date.min) -> frozenset[Held]:
    """Return what the household holds: what it lists, and what its relief status says.

    A status held by a household that is registered in another city is that city's item too;
    what is listed with a last day before `on` has ended, and a status that rests on it with it.
    """
    ended = statuses_ended(household, on, book.vocabulary)
    implied = [
        table[str(household.facts[fact])]
        for fact, table in book.vocabulary.holdings.items()
        if str(household.facts.get(fact)) in table and fact not in ended
    ]
    theirs = book.counterparts.get(str(household.facts.get(PLACE)), {})
    elsewhere = [theirs[code] for code in implied if code in theirs]
    listed = [each for each in household.receiving if each.until is None or each.until >= on]
    return frozenset([*listed, *map(Held, implied), *map(Held, elsewhere)])


def missing_facts(judged: Judged, view: View, vocabulary: Vocabulary) -> tuple[Missing, ...]:
    """Return the unknown input facts that can still change an unknown verdict, sorted.

    A derived fact is asked for by its unknown parts; a fact both levels know, of the
    household, whose answer serves every member without an own one.
    """
    return _Asks(view, vocabulary)(judged)


class _Asks:
    """The missing facts of many verdicts of one household: what they share is looked up once.

    A set of facts is a number: its bit n says whether the n-th fact that was met belongs to it.
    """

    def __init__(self, view: View, vocabulary: Vocabulary) -> None:
        self._view, self._vocabulary = view, vocabulary
        self._known: dict[int, tuple[Judged, int]] = {}  # keeps the nodes, so that their ids stay
        self._inputs: dict[tuple[str, str | None], int] = {}
        self._bits: dict[Missing, int] = {}
        self._told: dict[int, tuple[Missing, ...]] = {0: ()}
        self._scopes: dict[str | None, Scope] = {}

    def __call__(self, judged: Judged) -> tuple[Missing, ...]:
        bits = self._of(judged) if judged.truth is Truth.UNKNOWN else 0
        told = self._told.get(bits)
        if told is None:
            told = tuple(sorted(each for each, bit in self._bits.items() if bits & bit))
            self._told[bits] = told
        return told

    def _of(self, judged: Judged) -> int:
        """Return what an open node lacks: below one that is settled nothing can change it."""
        found = self._known.get(id(judged))
        if found is not None:
            return found[1]
        bits = 0
        if judged[3]:
            for part in judged[3]:
                if part[1] is Truth.UNKNOWN:
                    bits |= self._of(part)
        else:
            for lacking in unknown_facts(judged.node, self._scope(judged.member)):
                known = self._inputs.get(lacking)
                bits |= self._bits_of(lacking) if known is None else known
        self._known[id(judged)] = judged, bits
        return bits

    def _bits_of(self, lacking: tuple[str, str | None]) -> int:
        bits = 0
        for missing in _inputs(*lacking, self._view, self._vocabulary):
            bits |= self._bits.setdefault(missing, 1 << len(self._bits))
        self._inputs[lacking] = bits
        return bits

    def _scope(self, member: str | None) -> Scope:
        if member not in self._scopes:
            self._scopes[member] = self._view.scope(member)
        return self._scopes[member]


def missing_of_leaf(leaf: Judged, view: View, vocabulary: Vocabulary) -> Iterator[Missing]:
    """Yield the unknown input facts that one unknown comparison lacks."""
    for name, member in unknown_facts(leaf.node, view.scope(leaf.member)):
        yield from _inputs(name, member, view, vocabulary)


def _inputs(name: str, member: str | None, view: View, vocabulary: Vocabulary) -> Iterator[Missing]:
    for part in vocabulary.inputs_of(name, view.known[member or ""]):
        of_member = vocabulary.facts[part].level is Level.MEMBER
        yield Missing(part, (member or "") if of_member else "")


def unknown_facts(node: Condition, scope: Scope) -> Iterator[tuple[str, str | None]]:
    """Yield the unknown facts of a comparison, derived ones too, each with whose it is."""
    if isinstance(node, Relation):
        yield from _unknown_in(node.left, scope)
        yield from _unknown_in(node.right, scope)
    elif isinstance(node, LEAVES) and node.fact not in scope.facts:
        yield node.fact, scope.member


def _unknown_in(term: Term, scope: Scope) -> Iterator[tuple[str, str | None]]:
    match term:
        case Fold(_, inner, where):
            for member in scope.members:
                yield from _unknown_of_member(inner, where, scope.of(*member))
        case Tally(part):
            for member in scope.members:
                yield from _open_in(part, scope.of(*member))
        case _ if terms_of(term):
            for below in terms_of(term):
                yield from _unknown_in(below, scope)
        case _:
            yield from ((f, scope.member) for f, _ in facts_of(term) if f not in scope.facts)


def _unknown_of_member(
    inner: Term, where: Condition | None, scope: Scope
) -> Iterator[tuple[str, str | None]]:
    """Yield what a fold lacks of one member, unless the member is known not to count."""
    if where is not None:
        yield from _open_in(where, scope)
    if where is None or evaluate(where, scope) is not Truth.FALSE:
        yield from _unknown_in(inner, scope)


def _open_in(node: Condition, scope: Scope) -> Iterator[tuple[str, str | None]]:
    for leaf in open_atoms(explain(node, scope)):
        yield from unknown_facts(leaf.node, scope)


def categories_of(view: View, book: Rulebook) -> tuple[str, ...]:
    """Return the categories whose rule is known to be true of the household or a member."""
    return tuple(
        rule.code
        for rule in book.categories.values()
        if any(
            evaluate(rule.condition, scope) is Truth.TRUE for scope in view.scopes(rule.per_member)
        )
    )
