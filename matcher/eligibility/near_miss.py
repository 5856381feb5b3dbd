"""The nearest miss: the fewest changes of facts that can change, by which a verdict would turn."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from matcher.eligibility.askable import is_open_to
from matcher.eligibility.assess import STATUS_OF, missing_facts
from matcher.eligibility.contradictions import Check, contradictions
from matcher.eligibility.rulebook import Rule, Rulebook
from matcher.facts import Value
from matcher.needs import Household
from matcher.offerings import Way
from matcher.rules.evaluate import Facts, evaluate, explain
from matcher.rules.tree import Condition, mentions
from matcher.rules.truth import Truth
from matcher.values import Missing, NearMiss, Remedy
from matcher.views import Doubted, View, view

MOST_REMEDIES = 3
"""More things to do at once than these are no advice."""

_Set = tuple[Remedy, ...]


def remedies(seen: View, book: Rulebook) -> tuple[Remedy, ...]:
    """Return what this family can change: each way that is open to it or to a member.

    In the order of household and ledger, then of the vocabulary. A way is open where the fact
    is known to have a value it leads from, its conditions allow it, its item is not ruled out,
    the fact is one that people of that age are asked for, and what it leads to would not at
    once contradict what else is known. The dead are advised nothing.
    """
    household = seen.household
    holders = [(None, household.facts), *((m.id, m.facts) for m in household.members)]
    found = [
        remedy
        for member, own in holders
        for way in _within_reach(own, book.ways)
        for remedy in _remedy(way, member, own[way.fact], seen, book)
    ]
    return tuple(each for each in found if _is_coherent(each, seen, book))


def _within_reach(own: Facts, ways: Sequence[Way]) -> Iterator[Way]:
    """Yield the ways that lead on from a known value, each with those it goes on to at once.

    What is obtained through one item, such as a degree by an assessment, may turn out to be any
    value that its ways lead to, one after the other: nobody is assessed twice for it.
    """
    for way in ways:
        if way.fact in own and _leads_on(way, own[way.fact]):
            yield way
            yield from _going_on(way, ways, frozenset((*way.sources, way.to)))


def _going_on(first: Way, ways: Sequence[Way], reached: frozenset[Value]) -> Iterator[Way]:
    for way in ways:
        goes_on = way.fact == first.fact and way.through == first.through != ""
        if goes_on and _leads_on(way, first.to) and way.to not in reached:
            onward = replace(way, sources=first.sources, advice=first.advice)
            yield onward
            yield from _going_on(onward, ways, reached | {way.to})


def _leads_on(way: Way, value: Value) -> bool:
    return any(value == source and type(value) is type(source) for source in way.sources)


def _remedy(
    way: Way, member: str | None, was: Value, seen: View, book: Rulebook
) -> Iterator[Remedy]:
    if not (is_open_to(way.fact, member, seen, book.vocabulary) and _is_allowed(way, member, seen)):
        return
    chance = _chance(way.through, member, seen, book)
    if chance is not Truth.FALSE:
        sure = chance is Truth.TRUE
        yield Remedy(way.fact, member, was, way.to, way.advice, way.through, sure)


def _is_coherent(remedy: Remedy, seen: View, book: Rulebook) -> bool:
    """Say whether nothing new would contradict itself with a remedy carried out."""
    checks = [c for c in book.checks if not c.clash.words and _looks_at(c, remedy.fact)]
    if not checks:
        return True
    then = view(carried_out(seen.household, (remedy,)), seen.on, book.derived)
    before, after = (
        {(c.name, c.member) for c in contradictions(each, checks, book.vocabulary)}
        for each in (seen, then)
    )
    return after <= before


def _looks_at(check: Check, fact: str) -> bool:
    return any(mention.fact == fact for mention in mentions(check.condition))


def _is_allowed(way: Way, member: str | None, seen: View) -> bool:
    def holds(limit: Condition) -> bool:
        return evaluate(limit, seen.scope(member)) is Truth.TRUE

    return (way.when is None or holds(way.when)) and not (way.unless and holds(way.unless))


def _chance(code: str, member: str | None, seen: View, book: Rulebook) -> Truth:
    """Return whether the item of that code is for the one who needs it; true for no item."""
    if not code:
        return Truth.TRUE
    rule = book.items[code]
    if rule.per_member and member is None:
        truths = [evaluate(rule.condition, scope) for scope in seen.scopes(per_member=True)]
        return max(truths, default=Truth.FALSE)
    return evaluate(rule.condition, seen.scope(member if rule.per_member else None))


class NearMisses:
    """Finds which of a household's remedies would lift its ineligible verdicts.

    With `sure` only remedies on whose way nothing is open are thought of.
    """

    def __init__(self, seen: View, book: Rulebook, sure: bool = False) -> None:
        self._seen = seen
        self._book = book
        self.remedies = tuple(r for r in remedies(seen, book) if r.sure or not sure)
        self._views: dict[_Set, View] = {}
        self._doubted = self._view(doubted=_doubted(self.remedies)) if self.remedies else seen
        self._facts = frozenset(remedy.fact for remedy in self.remedies)
        self._made_of = {
            fact.name: fact.derived_from
            for fact in book.vocabulary.facts.values()
            if fact.derived_from
        }

    def may_turn(self, rule: Rule, member: str | None) -> bool:
        """Say whether any remedies might lift a verdict that is ineligible.

        Where it stays so with all these facts unknown, no values of theirs can lift it.
        """
        if self._facts.isdisjoint(self._facts_of(rule)):
            return False
        return evaluate(rule.condition, self._doubted.scope(member)) is not Truth.FALSE

    def of(self, rule: Rule, member: str | None) -> tuple[NearMiss, ...]:
        """Return the smallest sets of remedies that lift an ineligible verdict, fewest first.

        A set that makes it eligible has no smaller one that does so; one that only opens it has
        none that opens it. None where the verdict is not ineligible. Ties fall to what becomes
        eligible, then to the order of the remedies.
        """
        if evaluate(rule.condition, self._seen.scope(member)) is not Truth.FALSE:
            return ()
        if not self.may_turn(rule, member):
            return ()
        found = list(self._smallest(rule, member))
        found.sort(key=lambda each: (len(each[0]), each[1] is not Truth.TRUE))
        return tuple(self._told(rule, member, done, truth) for done, truth in found)

    def _smallest(self, rule: Rule, member: str | None) -> Iterator[tuple[_Set, Truth]]:
        able = self._able(rule, member)
        met_by: list[_Set] = []
        open_by: list[_Set] = []
        for size in range(1, MOST_REMEDIES + 1):
            for done in combinations(able, size):
                if any(set(less) <= set(done) for less in met_by):
                    continue
                truth = evaluate(rule.condition, self.after(done).scope(member))
                if truth is Truth.TRUE:
                    met_by.append(done)
                    yield done, truth
                elif truth is Truth.UNKNOWN and not any(set(o) <= set(done) for o in open_by):
                    open_by.append(done)
                    yield done, truth

    def _able(self, rule: Rule, member: str | None) -> list[Remedy]:
        """Return the remedies that the rule can feel at all."""
        named = self._facts_of(rule)
        return [
            remedy
            for remedy in self.remedies
            if remedy.fact in named and (rule.over_members or remedy.member in (None, member))
        ]

    def _facts_of(self, rule: Rule) -> frozenset[str]:
        parts = {part for fact in rule.facts for part in self._made_of.get(fact, ())}
        return rule.facts | parts

    def after(self, done: Sequence[Remedy]) -> View:
        """Return the household as it would be seen with these remedies carried out."""
        key = tuple(done)
        if key not in self._views:
            self._views[key] = self._view(carried_out(self._seen.household, done))
        return self._views[key]

    def _view(self, household: Household | None = None, doubted: Doubted | None = None) -> View:
        own = household or self._seen.household
        return view(own, self._seen.on, self._book.derived, doubted)

    def _told(self, rule: Rule, member: str | None, done: _Set, truth: Truth) -> NearMiss:
        missing = self._missing(rule, member, done) if truth is Truth.UNKNOWN else ()
        return NearMiss(rule.code, member, done, STATUS_OF[truth], missing)

    def _missing(self, rule: Rule, member: str | None, done: _Set) -> tuple[Missing, ...]:
        then = self.after(done)
        judged = explain(rule.condition, then.scope(member))
        return missing_facts(judged, then, self._book.vocabulary)


def _doubted(able: Sequence[Remedy]) -> dict[str, frozenset[str]]:
    whose = {remedy.member or "" for remedy in able}
    return {
        member: frozenset(r.fact for r in able if (r.member or "") == member) for member in whose
    }


def carried_out(household: Household, done: Sequence[Remedy]) -> Household:
    """Return the household with the remedies' facts changed, and nothing else."""
    for remedy in done:
        household = household.told(remedy.fact, remedy.to, remedy.member)
    return household
