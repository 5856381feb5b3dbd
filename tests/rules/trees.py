"""Random conditions, and random households that know only some of their facts."""

from hypothesis import strategies as st

from matcher.rules.tree import (
    Among,
    And,
    AnyMember,
    Compare,
    Condition,
    CountMembers,
    Not,
    Or,
)

OPERATORS = ("=", "!=", "<", "<=", ">", ">=")
DOMAINS = {
    "income": st.integers(0, 4),
    "age": st.integers(0, 4),
    "alone": st.booleans(),
    "state": st.sampled_from(("none", "ill", "poor")),
}
MEMBER_FACTS = ("age", "alone")
HOUSEHOLD_FACTS = ("income", "state")


@st.composite
def comparisons(draw: st.DrawFn) -> Condition:
    name = draw(st.sampled_from(sorted(DOMAINS)))
    ordered = name in ("income", "age")
    if draw(st.booleans()):
        return Compare(
            name,
            draw(st.sampled_from(OPERATORS if ordered else OPERATORS[:2])),
            draw(DOMAINS[name]),
        )
    return Among(name, tuple(draw(st.lists(DOMAINS[name], min_size=1, max_size=3))))


def _joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(several.map(And), several.map(Or), parts.map(Not))


def _over_members(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    count = st.builds(CountMembers, parts, st.sampled_from(OPERATORS), st.integers(0, 3))
    return st.one_of(parts.map(AnyMember), count)


of_one = st.recursive(comparisons(), _joined, max_leaves=5)
conditions = st.recursive(st.one_of(comparisons(), _over_members(of_one)), _joined, max_leaves=6)


@st.composite
def partial_households(draw: st.DrawFn) -> tuple[dict, list[dict]]:
    """Draw household facts and members' facts, any of which may be absent."""
    own = draw(st.fixed_dictionaries({}, optional={n: DOMAINS[n] for n in HOUSEHOLD_FACTS}))
    of_member = st.fixed_dictionaries({}, optional={n: DOMAINS[n] for n in MEMBER_FACTS})
    return own, draw(st.lists(of_member, max_size=3))


def filled(draw: st.DrawFn, own: dict, members: list[dict]) -> tuple[dict, list[dict]]:
    """Fill every unknown fact in with a value of its domain."""
    return (
        {n: own[n] if n in own else draw(DOMAINS[n]) for n in sorted(DOMAINS)},
        [{n: m[n] if n in m else draw(DOMAINS[n]) for n in MEMBER_FACTS} for m in members],
    )
