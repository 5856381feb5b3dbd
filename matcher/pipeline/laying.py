"""Facts that needs voice, each laid to one whom the clause concerns and who may be asked for it."""

from collections.abc import Iterable, Mapping, Sequence

from matcher.eligibility.askable import is_open_to
from matcher.facts import FactType, Level, Vocabulary
from matcher.listening import Voiced
from matcher.needs import Need
from matcher.offerings import Catalogue
from matcher.pipeline.clauses import as_read
from matcher.typed import Clause
from matcher.understanding.not_so import not_so_in
from matcher.understanding.voiced import voiced_in
from matcher.understanding.whom import Concern
from matcher.values import Hint, Missing
from matcher.views import View

_PARENTS = ("head", "spouse")


def hints_of(
    heard: Iterable[tuple[Need, Sequence[Clause]]],
    whom: Mapping[Clause, Concern],
    seen: View,
    catalogue: Catalogue,
) -> tuple[Hint, ...]:
    """Return the facts that the clauses of the needs voice and nobody has recorded, each once.

    A member's fact is `laid_to` whom the clause concerns; where that is nobody, nowhere. A
    city is the household's, unless it is said of somebody who is not the head.
    """
    found: dict[tuple[str, str], Hint] = {}
    vocabulary = catalogue.vocabulary
    for need, clauses in heard:
        not_so = not_so_in(as_read(need.text, catalogue)[0], catalogue.listening)
        for clause in clauses:
            for voiced, words in voiced_in(clause.text, catalogue.voiced, not_so, clause.start):
                of_household = vocabulary.facts[voiced.fact].level is Level.HOUSEHOLD
                concern = whom[clause]
                member = "" if of_household else laid_to(voiced, concern, seen, vocabulary, need)
                if _is_city_of_all(voiced.fact, member, seen, catalogue):
                    member = ""
                if member is None or voiced.fact in seen.known[member]:
                    continue
                hint = Hint(voiced.fact, member or None, voiced.value, need.id, words)
                found.setdefault((voiced.fact, member), hint)
    return tuple(found.values())


def asked_late(
    concerns: Iterable[Concern], known: Sequence[Voiced], seen: View
) -> frozenset[Missing]:
    """Return what is asked of nobody before all else: what is suffered, of whoever does it.

    Who is asked first whether they are beaten should never be the one of whom it is told; and where
    the words say to whom it is done, none but those.
    """
    suffered = {voiced.fact for voiced in known if voiced.suffered}
    told = list(concerns)
    late = {name for concern in told for name in concern.doers}
    done_to = {name for concern in told for name in concern.sufferers}
    if done_to:
        late |= {name for name, _ in seen.members if name not in done_to}
    return frozenset(Missing(fact, name) for fact in suffered for name in late)


def _is_city_of_all(name: str, member: str | None, seen: View, catalogue: Catalogue) -> bool:
    fact = catalogue.vocabulary.facts[name]
    of_all = not member or seen.known[member].get("relation") == "head"
    return fact.type is FactType.CITY and fact.of_household() and of_all


def laid_to(
    voiced: Voiced, concern: Concern, seen: View, vocabulary: Vocabulary, need: Need
) -> str | None:
    """Return the member to whom a voiced fact is laid; None where nobody fits.

    The first whom the clause concerns of those who may be asked for it, then who cares for them
    in it. Of several alike (两个孩子) nobody is meant more than the other. What is true
    `of_parent` is laid to a child's parent; what is `suffered` to nobody who does it, but to whom
    it is done by the words, else to whom the clause concerns, else to whose need it is.
    """
    concerned = list(dict.fromkeys([*concern.members, *concern.tells_of]))
    if voiced.of_parent:
        concerned += _parents_of(concern.members, seen)
    if voiced.suffered:
        to_whom = [*concern.sufferers, *concerned, *([need.member] if need.member else [])]
        concerned = [name for name in to_whom if name not in concern.doers]
    fitting = [m for m in concerned if is_open_to(voiced.fact, m, seen, vocabulary)]
    if not fitting:
        return None
    if voiced.suffered and fitting[0] in concern.sufferers:
        return fitting[0]
    first, named = fitting[0], [m for m in fitting if m in concern.members]
    others = [m for m in named if m != first and _relation(m, seen) == _relation(first, seen)]
    return None if others else first


def _parents_of(members: Sequence[str], seen: View) -> list[str]:
    """Return the parents of the head's children among these people, as far as they are listed."""
    if not any(_relation(member, seen) == "child" for member in members):
        return []
    return [name for name, _ in seen.members if _relation(name, seen) in _PARENTS]


def _relation(member: str, seen: View) -> str:
    return str(seen.known[member].get("relation", member))
