"""Whether the peer's rules mean what ours mean, and what it makes of the unknown."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from bench.peer import Logic, answers
from bench.setting import day_of
from matcher.eligibility.rulebook import Rule
from matcher.facts import Fact, FactType, Value
from matcher.needs import Household, Member
from matcher.offerings import Catalogue
from matcher.rules.derive import Derived
from matcher.rules.evaluate import evaluate
from matcher.rules.truth import Truth
from matcher.views import view

Rules = list[tuple[Rule, Logic]]


@dataclass(frozen=True, slots=True)
class Tally:
    """How the peer's answers stand beside ours, in verdicts.

    `unknown` are ours; `said_no` and `said_yes` are what the peer makes of them.
    """

    agree: int = 0
    differ: int = 0
    unknown: int = 0
    said_no: int = 0
    said_yes: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.agree + other.agree,
            self.differ + other.differ,
            self.unknown + other.unknown,
            self.said_no + other.said_no,
            self.said_yes + other.said_yes,
        )


def compare(rules: Rules, household: Household, derived: tuple[Derived, ...]) -> Tally:
    """Return how the peer's answers for a household stand beside ours."""
    seen = view(household, day_of(household), derived)
    theirs = answers(rules, seen)
    tally = Tally()
    for rule, _ in rules:
        for scope in seen.scopes(rule.per_member):
            tally += _compare(evaluate(rule.condition, scope), theirs[rule.code, scope.member])
    return tally


def _compare(ours: Truth, theirs: bool) -> Tally:
    if ours is Truth.UNKNOWN:
        return Tally(unknown=1, said_no=int(not theirs), said_yes=int(theirs))
    same = (ours is Truth.TRUE) == theirs
    return Tally(agree=int(same), differ=int(not same))


def fully_known(household: Household, catalogue: Catalogue, random: Random) -> Household:
    """Return the household with every fact that it lacks drawn by chance."""
    facts = [fact for fact in catalogue.vocabulary.facts.values() if not fact.derived_from]
    towns = sorted(catalogue.towns)
    day = day_of(household)

    def drawn(fact: Fact) -> Value:
        return _draw(fact, towns, day, random)

    own = {fact.name: drawn(fact) for fact in facts if fact.of_household()} | dict(household.facts)
    members = tuple(
        Member(m.id, {f.name: drawn(f) for f in facts if f.of_member()} | dict(m.facts))
        for m in household.members
    )
    return replace(household, facts=own, members=members)


def _draw(fact: Fact, towns: list[str], day: date, random: Random) -> Value:
    low, high = fact.low or 0, fact.high if fact.high is not None else 5_000
    match fact.type:
        case FactType.BOOL:
            return random.random() < 0.5
        case FactType.CHOICE:
            return random.choice(sorted(fact.values or ("",)))
        case FactType.INTEGER:
            return random.randint(int(low), int(high))
        case FactType.NUMBER:
            return round(random.uniform(low, min(high, 5_000.0)), 1)
        case FactType.DATE:
            return day - timedelta(days=random.randint(0, 36_000))
        case FactType.TOWN:
            return random.choice(towns)
        case _:
            return "中山"
