"""The peer and ourselves on the same households, in turn, in CPU seconds of one thread."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from threadpoolctl import threadpool_limits

from bench.agreement import Rules, Tally, compare, fully_known
from bench.measure import middle, spend
from bench.peer import answers, nearest_texts, translate
from bench.repeated import understand_and_rank
from bench.setting import Setting, day_of, plan_text
from matcher.eligibility.assess import assess_open
from matcher.eligibility.rulebook import Rule
from matcher.needs import Household
from matcher.pipeline.hearing import hear
from matcher.retrieval.encoders import Vectors
from matcher.rules.evaluate import evaluate
from matcher.rules.truth import Truth
from matcher.values import Status
from matcher.views import View

REPEATS = 3
_SEED = 20261121
_OPEN = (Status.ELIGIBLE, Status.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds for one household, each the median of the repeats.

    Ours: `rules` (the truth of each condition) and `search` are the two steps that the peer does
    too, `reasons` the verdicts with the judged trees behind them, `ranking` goes from the texts to
    the ranked items, `plan` is everything.
    """

    peer_rules: float
    peer_search: float
    rules: float
    search: float
    reasons: float
    ranking: float
    plan: float

    @property
    def peer(self) -> float:
        """Return what the peer's two steps cost together."""
        return self.peer_rules + self.peer_search

    @property
    def steps(self) -> float:
        """Return what our same two steps cost together."""
        return self.rules + self.search


@dataclass(frozen=True, slots=True)
class Versus:
    """The costs of each household, and how the answers compare.

    `known` tallies households with every fact filled in, `real` them as they are.
    """

    costs: tuple[Cost, ...]
    known: Tally
    real: Tally


def versus(setting: Setting, households: Sequence[Household]) -> Versus:
    """Return the peer's and our own costs over the households.

    The peer gets for nothing what we work out: vectors, clauses, and which codes are open.
    """
    random = Random(_SEED)
    known = real = Tally()
    costs = []
    with threadpool_limits(limits=1):
        texts = setting.encoder.encode(setting.matcher.library.lines, "passage")
        for household in households:
            rules = _rules(setting, household)
            costs.append(_cost(setting, household, rules, texts))
            real += compare(rules, household, setting.matcher.catalogue.derived)
            filled = fully_known(household, setting.matcher.catalogue, random)
            known += compare(rules, filled, setting.matcher.catalogue.derived)
    return Versus(tuple(costs), known, real)


def _rules(setting: Setting, household: Household) -> Rules:
    book = setting.matcher.rules(day_of(household))
    return [(rule, translate(rule.condition)) for rule in book.items.values()]


def _cost(setting: Setting, household: Household, rules: Rules, texts: Vectors) -> Cost:
    matcher = setting.matcher
    seen = matcher.view(household, day_of(household))
    book = matcher.rules(day_of(household))
    allowed = texts[_allowed_lines(setting, household)]
    queries = _queries(setting, seen)
    works = (
        lambda: answers(rules, seen),
        lambda: nearest_texts(allowed, queries),
        lambda: truths(book.items.values(), seen),
        lambda: hear(seen, matcher.catalogue, matcher.library, ""),
        lambda: assess_open(seen, book.items.values(), book),
        lambda: understand_and_rank(matcher, household),
        lambda: plan_text(matcher, household),
    )
    rounds = [[spend(work).cpu for work in works] for _ in range(REPEATS)]
    return Cost(*(middle(column) for column in zip(*rounds, strict=True)))


def truths(rules: Iterable[Rule], seen: View) -> dict[tuple[str, str | None], Truth]:
    """Return true, false or unknown for each rule and beneficiary: the peer's job, done by us."""
    scopes = {per_member: seen.scopes(per_member) for per_member in (False, True)}
    return {
        (rule.code, scope.member): evaluate(rule.condition, scope)
        for rule in rules
        for scope in scopes[rule.per_member]
    }


def _allowed_lines(setting: Setting, household: Household) -> list[int]:
    """Return the places of the texts of items not ruled out, and of offerings that are open."""
    matcher, day = setting.matcher, day_of(household)
    catalogue = matcher.catalogue
    town = household.facts.get("residence_town")
    codes = {v.code for v in matcher.assess(household, day) if v.status in _OPEN}
    codes |= {
        offering.code
        for offering in catalogue.offerings.values()
        if offering.serves(str(town) if town else None, day)
    }
    owners = [
        code
        for code in matcher.library.codes
        for _ in (code, *catalogue.provision(code).phrases)  # the name and each phrase
    ]
    return [place for place, code in enumerate(owners) if code in codes]


def _queries(setting: Setting, seen: View) -> Vectors:
    """Return the vectors of each need and each of its clauses."""
    texts = []
    for need in hear(seen, setting.matcher.catalogue, setting.matcher.library, "").needs:
        clauses = [clause.text for clause in need.clauses]
        texts += ["，".join(clauses), *clauses]
    rows = setting.encoder.encode(texts, "query")
    return np.ascontiguousarray(rows)
