"""What a happiness list leaves out, so that nobody who looks on can read or guess it.

An item is left out for what it is (its domain, its name, its place on the list of sensitive
ones), and for what it would tell: where a fact that must not be guessed changes what is known of
the item's rule, the item standing there would tell that fact. So it is with needs: what answers
only a need that tells of danger says to everybody that it was told.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from matcher.facts import Value, Vocabulary
from matcher.needs import Household
from matcher.offerings import Catalogue, Item, Offering, Provision
from matcher.reading.everyday import Everyday, Sensitive
from matcher.rules.tree import mentions
from matcher.typed import Basis
from matcher.values import Status, Verdict
from matcher.views import View
from matcher.wording import Bilingual

NoClue = Callable[[str, str | None], bool]
"""Whether a code, for a member (None: the household), lets nobody guess the facts never told."""


def provision_of(code: str, catalogue: Catalogue) -> Provision | None:
    """Return the item or offering of a code, None where the catalogue no longer has it."""
    try:
        return catalogue.provision(code)
    except (KeyError, StopIteration):
        return None


def plain_household(household: Household, sensitive: Sensitive) -> Household:
    """Return the household as if what must not be guessed had never been told."""
    members = tuple(
        replace(member, facts=_without(member.facts, sensitive)) for member in household.members
    )
    return replace(household, facts=_without(household.facts, sensitive), members=members)


def never_told(seen: View, sensitive: Sensitive) -> frozenset[str]:
    """Return the facts of a family that must not be guessed."""
    return frozenset(
        name
        for facts in seen.known.values()
        for name, value in facts.items()
        if value is not None and sensitive.is_told(name, value)
    )


def gives_no_clue(found: Iterable[Verdict], plain: Iterable[Verdict], member: str | None) -> bool:
    """Say whether a code's verdict for a member tells nothing of what must not be guessed.

    `found` are its verdicts, `plain` those of the household as if that had never been told. It
    tells nothing where it holds without it, and where the same is open with it as without.
    """
    own, without = (next((v for v in each if v.member == member), None) for each in (found, plain))
    if own is None or without is None:
        return False
    is_same = (own.status, own.missing) == (without.status, without.missing)
    return without.status is Status.ELIGIBLE or is_same


def quiet_needs(
    plan: Mapping[str, Any], texts: Mapping[str, str], sensitive: Sensitive
) -> frozenset[str]:
    """Return the needs that no list may let anybody guess, by a plan's data and their texts.

    Those that an alert rests on, those whose words are never shown, and those heard as of a domain
    or a sign that is not. What only resembles such a domain is none: likeness errs too often.
    """
    sure = [alert for alert in plan["alerts"] if alert.get("by") != "likeness"]
    found = {alert["need"] for alert in sure if alert["need"] is not None}
    found |= {need for need, text in texts.items() if sensitive.says(text)}
    for heard in plan.get("understood", ()):
        clauses = heard["clauses"]
        domains = {d["domain"] for c in clauses for d in c["domains"] if d["by"] != Basis.LIKENESS}
        labels = [sign["label"] for c in clauses for sign in c["signs"] if sign["told"]]
        if domains & sensitive.domains or any(map(sensitive.says, labels)):
            found.add(heard["need"])
    return frozenset(found)


def told_apart(plan: Mapping[str, Any], sensitive: Sensitive) -> frozenset[str]:
    """Return the items that no list may name beside a plan's danger signs, by the plan's data.

    Where somebody at home does harm, help that speaks of leaving tells them of it.
    """
    sure = {alert["kind"] for alert in plan["alerts"] if alert.get("by") != "likeness"}
    return sensitive.leaving if sure & sensitive.unsafe else frozenset()


def is_told_apart(code: str, apart: Collection[str], catalogue: Catalogue) -> bool:
    """Say whether a code, or what it belongs to, is among those that are told apart."""
    provision = provision_of(code, catalogue)
    return provision is not None and any(
        each.code in apart or each.counterpart in apart for each in _kin(provision, catalogue)
    )


def is_of_quiet_needs(needs: Collection[str], quiet: Collection[str]) -> bool:
    """Say whether something answers needs, and each of them is one of the quiet ones."""
    return bool(needs) and set(needs) <= set(quiet)


def is_left_out(
    code: str,
    member: str | None,
    catalogue: Catalogue,
    words: Everyday,
    hidden: Collection[str],
    no_clue: NoClue,
) -> bool:
    """Say whether an item or offering must not stand in a family's list.

    `hidden` are the facts of this family that must not be guessed.
    """
    provision = provision_of(code, catalogue)
    if provision is None:  # a name alone cannot be judged
        return True
    if is_never_named(provision, catalogue, words):
        return True
    named = set(_facts_of(provision, catalogue.vocabulary))
    return bool(named & set(hidden)) and not no_clue(code, member)


def is_never_named(provision: Provision, catalogue: Catalogue, words: Everyday) -> bool:
    """Say whether no list may name it, whoever the family is: for what it is, or belongs to."""
    return any(_is_sensitive(each, words) for each in _kin(provision, catalogue))


def is_shown(text: Bilingual, sensitive: Sensitive) -> bool:
    """Say whether a text may be shown, in both languages."""
    return not (sensitive.says(text.zh) or sensitive.says(text.en))


def _kin(provision: Provision, catalogue: Catalogue) -> Iterator[Provision]:
    """Yield a provision, and the list items that it belongs to or is the counterpart of."""
    yield provision
    codes = (provision.item, *provision.related) if isinstance(provision, Offering) else ()
    for code in (provision.counterpart, *codes):
        found = provision_of(code, catalogue) if code else None
        if found is not None and found is not provision:
            yield found


def _is_sensitive(provision: Provision, words: Everyday) -> bool:
    sensitive = words.sensitive
    if provision.domain in sensitive.domains or provision.code in sensitive.items:
        return True
    plain = words.items.get(provision.counterpart)
    if isinstance(provision, Item) and plain is not None:
        return not is_shown(plain.name, sensitive)
    return not is_shown(provision.name, sensitive)


def _facts_of(provision: Provision, vocabulary: Vocabulary) -> Iterator[str]:
    for mention in mentions(provision.condition):
        yield from _made_of(mention.fact, vocabulary)


def _made_of(fact: str, vocabulary: Vocabulary) -> Iterator[str]:
    yield fact
    for part in vocabulary.facts[fact].derived_from:
        yield from _made_of(part, vocabulary)


def _without(facts: Mapping[str, Value], sensitive: Sensitive) -> dict[str, Value]:
    return {name: value for name, value in facts.items() if not sensitive.is_told(name, value)}
