"""What cannot all be right: facts that contradict one another, or what a text tells of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.facts import Value, Vocabulary
from matcher.offerings import Catalogue, Clash, Degree
from matcher.rules.evaluate import Scope, deciding_atoms, evaluate, explain, value_of
from matcher.rules.figures import Bound
from matcher.rules.grammar import parse_term
from matcher.rules.link import bind, bind_term, figures_in, link_term
from matcher.rules.reach import Look, looks_in, must_be_known
from matcher.rules.tree import Condition, Term, mentions
from matcher.rules.truth import Truth
from matcher.values import Contradiction, Missing, Told
from matcher.views import View
from matcher.wording import slots_in

PLACE, REGISTERED = "hukou_place", "hukou_city"
OF_TEXTS = ("who", "words")
"""Slots of a label that are no fact, figure or term: of whom, and what the text says."""


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """A clash with the figures of a day filled in, and what it looks at.

    `place` is the city whose lines they are: it counts for whom that city decides of. Empty
    where no city has lines of its own in it. `needed` are facts without which it is never known
    to hold; `shown` are the slots of its label, each with the fact or the term whose value is
    told there.
    """

    clash: Clash
    condition: Condition
    explained_by: Condition | None
    needed: frozenset[str]
    looks: tuple[Look, ...]
    shown: tuple[tuple[str, str | Term], ...]
    place: str = ""
    registered_as: str = ""  # what hukou_city says of whom that city, being home, decides of


def checks_of(catalogue: Catalogue, figures: Mapping[str, Bound]) -> tuple[Check, ...]:
    """Return the clashes of `catalogue` with the given value of each figure filled in.

    One that rests on a line of the home city stands once for each city that has such a line, by
    that: another city's lines are named like ours, after the city's name.
    """
    return tuple(
        check for clash in catalogue.clashes for check in _by_city(clash, catalogue, figures)
    )


def _by_city(clash: Clash, catalogue: Catalogue, figures: Mapping[str, Bound]) -> Iterator[Check]:
    others = [city for city in catalogue.cities.values() if not city.home]
    ours = figures_in(clash.condition)
    lines = {name for name in ours for city in others if f"{city.code}_{name}" in figures}
    if catalogue.home is None or not lines:
        yield _check(clash, catalogue, figures)
        return
    home = catalogue.home
    check = _check(clash, catalogue, figures)
    yield replace(check, place=home.code, registered_as=home.registered_as)
    for city in others:
        theirs = {name: f"{city.code}_{name}" for name in lines}
        if all(name in figures for name in theirs.values()):
            known = {**figures, **{name: figures[own] for name, own in theirs.items()}}
            yield replace(_check(clash, catalogue, known), place=city.code)


def _check(clash: Clash, catalogue: Catalogue, figures: Mapping[str, Bound]) -> Check:
    condition = bind(clash.condition, figures)
    excuse = clash.explained_by
    return Check(
        clash,
        condition,
        None if excuse is None else bind(excuse, figures),
        must_be_known(condition),
        tuple(looks_in(condition)),
        tuple(_shown(clash, catalogue, figures)),
    )


def _shown(
    clash: Clash, catalogue: Catalogue, figures: Mapping[str, Bound]
) -> Iterator[tuple[str, str | Term]]:
    facts = catalogue.vocabulary.facts
    for slot in slots_in(clash.label):
        if slot in facts:
            yield slot, slot
        elif slot not in OF_TEXTS:
            term = link_term(parse_term(slot), facts, catalogue.figures)
            yield slot, bind_term(term, figures)


def contradictions(
    seen: View, checks: Sequence[Check], vocabulary: Vocabulary, told: Sequence[Told] = ()
) -> tuple[Contradiction, ...]:
    """Return what the known facts, and the texts that are `told` of, cannot all be right in.

    An unknown fact makes none. Contradictions come before doubts, then in the order of the
    catalogue; each stands once for a beneficiary. Lines are those of the city of registration;
    where it is not known, or has none here, they make nothing odd. Nothing is corrected.
    """
    scopes = {per_member: seen.scopes(per_member) for per_member in (False, True)}
    found = [
        _found(check, scope, seen, vocabulary, text)
        for check in checks
        for scope, text in _beneficiaries(check.clash, scopes, told)
        if holds(check, scope) and _receives(check.clash, scope, seen)
    ]
    own = [each for each in found if _is_own(each, seen)]
    return tuple(sorted(own, key=lambda each: each.degree is not Degree.CONTRADICTION))


def _beneficiaries(
    clash: Clash, scopes: Mapping[bool, Sequence[Scope]], told: Sequence[Told]
) -> Iterator[tuple[Scope, Told | None]]:
    """Yield whom a clash may be about; one of texts, whom they are told of, the first time."""
    texts: dict[str | None, Told] = {}
    for each in told if clash.words else ():
        if each.clash == clash.name:
            texts.setdefault(each.member, each)
    for scope in scopes[clash.per_member]:
        if not clash.words or scope.member in texts:
            yield scope, texts.get(scope.member)


def holds(check: Check, scope: Scope) -> bool:
    """Say whether the facts of a scope are known to clash, with nothing to explain it."""
    return (
        _decides(check, scope)
        and check.needed <= scope.facts.keys()
        and evaluate(check.condition, scope) is Truth.TRUE
        and (check.explained_by is None or evaluate(check.explained_by, scope) is not Truth.TRUE)
    )


def _decides(check: Check, scope: Scope) -> bool:
    """Say whether the city by whose lines a check goes is known to decide of a beneficiary."""
    place = scope.facts.get(PLACE)
    if place is None and check.registered_as:
        return scope.facts.get(REGISTERED) == check.registered_as
    return check.place in ("", place)


def _is_own(found: Contradiction, seen: View) -> bool:
    """Say whether a member's clash is theirs: not one of facts they have from the household."""
    listed, ours = seen.household.member(found.member), seen.facts
    if listed is None or found.words:
        return True
    return any(fact in listed.facts or fact not in ours for fact in found.facts)


def _receives(clash: Clash, scope: Scope, seen: View) -> bool:
    return not clash.receives or any(
        held.code in clash.receives and (scope.member is None or held.member == scope.member)
        for held in seen.household.receiving
    )


def _found(
    check: Check, scope: Scope, seen: View, vocabulary: Vocabulary, text: Told | None
) -> Contradiction:
    judged = explain(check.condition, scope)
    atoms = deciding_atoms(judged, Truth.TRUE)
    facts = dict.fromkeys(each.fact for atom in atoms for each in mentions(atom.node))
    return Contradiction(
        name=check.clash.name,
        degree=check.clash.degree,
        member=scope.member,
        facts=tuple(facts),
        asks=tuple(dict.fromkeys(_asks(check, scope, seen, vocabulary))),
        shown=dict(_values(check, scope)),
        need=None if text is None else text.need,
        words="" if text is None else text.words,
        place=check.place,
    )


def _values(check: Check, scope: Scope) -> Iterator[tuple[str, Value]]:
    for slot, what in check.shown:
        value = scope.facts.get(what) if isinstance(what, str) else value_of(what, scope)
        if value is not None:
            yield slot, value


def _asks(check: Check, scope: Scope, seen: View, vocabulary: Vocabulary) -> Iterator[Missing]:
    """Yield what to verify: of the beneficiary, and of the members whose facts clash with theirs.

    Where a value was computed, the facts that it was computed from are asked for.
    """
    for name, member in _asked(check, scope, vocabulary):
        listed = seen.household.member(member)
        given = seen.household.facts if listed is None else listed.facts
        parts = () if name in given else vocabulary.facts[name].derived_from
        yield from (Missing(part, member) for part in parts or (name,))


def _asked(check: Check, scope: Scope, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Yield each fact to verify with the member it is asked of, "" for the household."""
    for name in check.clash.asks:
        fact = vocabulary.facts[name]
        if not fact.of_member() or (scope.member is None and fact.of_household()):
            yield name, ""
        elif scope.member is not None:
            yield name, scope.member
        else:
            yield from ((name, other) for other in _others(name, check, scope))
    for name in check.clash.asks_others:
        yield from ((name, other) for other in _others(name, check, scope))


def _others(name: str, check: Check, scope: Scope) -> Iterator[str]:
    """Yield the members at whose fact the condition looks."""
    for look in (look for look in check.looks if name in look.facts):
        for member, facts in scope.members:
            where = look.where
            if where is None or evaluate(where, scope.of(member, facts)) is Truth.TRUE:
                yield member
