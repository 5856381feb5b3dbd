"""Random conditions in the whole language, and random households that know some of their facts.

The words are a small vocabulary of their own: both levels, every type, figures with and without
tables, shared conditions that take one another in, and two derived facts.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from hypothesis import strategies as st

from matcher.facts import Fact, FactType, Level
from matcher.needs import Household, Member
from matcher.population.batch import blocks_of
from matcher.rules.columns import CHUNK, ColumnProgram, num_true, unpacked
from matcher.rules.derive import Derived
from matcher.rules.figures import Bound, DatedValue, Figure, Table
from matcher.rules.grammar import parse, parse_term
from matcher.rules.link import bind, link, link_term
from matcher.rules.tree import (
    Among,
    And,
    AnyMember,
    Arithmetic,
    Compare,
    Condition,
    CountMembers,
    FactRef,
    FigureRef,
    Fold,
    Named,
    Not,
    Number,
    Or,
    Relation,
    Since,
    Tally,
    Term,
)
from matcher.rules.truth import Truth
from matcher.views import View, view
from matcher.wording import NO_TEXT
from tests.support import NEVER_BEFORE, fact, figure, vocabulary

FREE = ("left_over", "years")
"""The derived facts: computed where they are not given."""

_FACTS = (
    fact("income", FactType.NUMBER, low=0),
    fact("rent", FactType.NUMBER, low=0),
    fact("size", FactType.INTEGER, low=1, high=6),
    fact("debt", FactType.INTEGER),
    fact("state", FactType.CHOICE, values=["none", "ill", "poor"]),
    fact("moved_on", FactType.DATE),
    fact("left_over", FactType.NUMBER, derived_from=("income", "rent", "size")),
    fact("place", FactType.CHOICE, Level.BOTH, values=["here", "away"]),
    fact("spent", FactType.NUMBER, Level.BOTH, low=0),
    fact("age", FactType.INTEGER, Level.MEMBER, low=0, high=130),
    fact("pay", FactType.NUMBER, Level.MEMBER, low=0),
    fact("alone", FactType.BOOL, Level.MEMBER),
    fact("work", FactType.TEXT, Level.MEMBER),
    fact("lost_on", FactType.DATE, Level.MEMBER),
    fact("years", FactType.INTEGER, Level.MEMBER, derived_from=("lost_on",)),
)
WORDS = vocabulary(*_FACTS)
FACTS: Mapping[str, Fact] = WORDS.facts


def _derived(name: str, text: str) -> Derived:
    term = link_term(parse_term(text), FACTS, {})
    return Derived(name, FACTS[name].level, term, FACTS[name].type is FactType.INTEGER)


DERIVED = (
    _derived("years", "years_since(lost_on)"),
    _derived("left_over", "income - rent / size"),
)


def tabled(name: str, table: Table) -> Figure:
    """Return a figure with one line for ever, its values in a table."""
    line = DatedValue(NEVER_BEFORE, 0, "source", "high", table=table)
    return Figure(name, NO_TEXT, "CNY", (line,), table.by)


_TABLES = {
    "by_size": Table(("size",), {(1,): 500.0, (2,): 800.0, (3,): 1000.0}, each_further=150.5),
    "by_state": Table(("state",), {("ill",): 1000.0, ("poor",): 330.0}, otherwise=0.3),
    "by_place": Table(
        ("place", "size"),
        {("here", 1): 1000.0, ("here", 3): 300.0, ("away", 1): 18.0, ("away", 2): 2.0},
        otherwise=60.0,
    ),
    "by_age": Table(("age",), {(0,): 0.3, (18,): 330.0, (60,): 1000.0}, bands=True),
}
_PLAIN = {"line": 1000.0, "share": 0.3, "grown": 18.0, "least": 1.0}
BOUND: Mapping[str, Bound] = {**_PLAIN, **_TABLES}
FIGURES = {
    **{name: figure(name, (NEVER_BEFORE, value)) for name, value in _PLAIN.items()},
    **{name: tabled(name, table) for name, table in _TABLES.items()},
}

_SHARED_TEXTS = {
    "poor": "income < line OR left_over * 2 <= by_size",
    "poorer": "meets(poor) AND NOT state = none",
    "adult": "age >= grown OR (place = away AND pay > spent)",
}


def _shared() -> dict[str, Condition]:
    found: dict[str, Condition] = {}
    for name, text in _SHARED_TEXTS.items():
        found[name] = linked(text, found)
    return found


def linked(text: str, shared: Mapping[str, Condition] | None = None) -> Condition:
    """Return the linked tree of a text in these words."""
    return link(parse(text), FACTS, FIGURES, SHARED if shared is None else shared)


def bound(node: Condition) -> Condition:
    """Return the tree with the figures filled in."""
    return bind(node, BOUND)


SHARED: Mapping[str, Condition] = {}
SHARED = _shared()

_EQUALITY = st.sampled_from(("=", "!="))
_OPERATORS = st.sampled_from(("=", "!=", "<", "<=", ">", ">="))
_SIGNS = st.sampled_from("+-*/")
_UNITS = st.sampled_from(("days", "months", "years"))
_FOLDS = st.sampled_from(("sum", "min", "max"))
_PLAIN_NAMES = st.sampled_from(sorted(_PLAIN))
_NUMBERS = st.sampled_from((0, 1, 2, -3, 0.3, 12, 1000, 0.00001))
_DIVISORS = st.sampled_from((Number(3), FactRef("size"), FigureRef("share")))
_INSIDE = st.sampled_from(("and", "or", "not"))
_OUTSIDE = st.sampled_from(("and", "or", "not", "any", "count"))
_COUNTS = st.integers(0, 4)
_COIN = st.booleans()
_DICE = st.integers(0, 5)
_AMOUNTS = st.one_of(
    st.sampled_from((0, 0.3, 1, 18, 60, 330, 999.99, 1000, 1000.01, 1000 + 1e-7)),
    st.integers(0, 200_000).map(lambda cents: cents / 100),
)
_DATES = st.one_of(
    st.sampled_from(("2024-02-29", "2025-08-31", "2026-01-31", "2026-03-31", "2026-12-01")).map(
        date.fromisoformat
    ),
    st.dates(date(1930, 1, 1), date(2027, 1, 1)),
)
DOMAINS: Mapping[str, st.SearchStrategy] = {
    "income": _AMOUNTS,
    "rent": _AMOUNTS,
    "size": st.integers(1, 6),
    "debt": st.integers(-3, 3) | st.sampled_from((-(10**6), 10**9)),
    "state": st.sampled_from(("none", "ill", "poor")),
    "moved_on": _DATES,
    "left_over": st.sampled_from((-5, 0, 400, 999.99, 1000)),
    "place": st.sampled_from(("here", "away")),
    "spent": _AMOUNTS,
    "age": st.sampled_from((0, 1, 17, 18, 19, 59, 60, 61, 130)),
    "pay": _AMOUNTS,
    "alone": st.booleans(),
    "work": st.sampled_from(("cook", "guard", "none")),
    "lost_on": _DATES,
    "years": st.sampled_from((-1, 0, 1, 18)),
}
OF_HOUSEHOLD = tuple(name for name, each in FACTS.items() if each.of_household())
OF_MEMBER = tuple(name for name, each in FACTS.items() if each.of_member())
_ORDERED = ("income", "rent", "size", "debt", "left_over", "spent", "age", "pay", "years")
_WORDED = ("state", "place", "work", "alone")
_DATED = ("moved_on", "lost_on")
DAYS = st.sampled_from(
    [date(2026, 2, 28), date(2024, 2, 29), date(2026, 3, 1), date(2026, 3, 31), date(2026, 8, 30)]
)


@cache
def _readable(names: Sequence[str], personal: bool) -> st.SearchStrategy[str]:
    return st.sampled_from([n for n in names if personal or FACTS[n].of_household()])


@cache
@st.composite
def _comparisons(draw: st.DrawFn, personal: bool) -> Condition:
    """Draw a comparison of one fact; `personal` says that a member's facts may be read."""
    if draw(_COIN):
        name = draw(_readable(_WORDED, personal))
        op = draw(_EQUALITY)
    else:
        name = draw(_readable(_ORDERED, personal))
        op = draw(_OPERATORS)
        if draw(_COIN):
            return Compare(name, op, None, figure=draw(_PLAIN_NAMES))
    if draw(_COIN):
        return Among(name, tuple(draw(st.lists(DOMAINS[name], min_size=1, max_size=3))))
    return Compare(name, op, draw(DOMAINS[name]))


@cache
@st.composite
def _atomic_terms(draw: st.DrawFn, personal: bool) -> Term:
    match draw(_COUNTS):
        case 0:
            return Number(draw(_NUMBERS))
        case 1:
            name = draw(_PLAIN_NAMES)
            return FigureRef(name)
        case 2:
            tables = [
                name
                for name, table in sorted(_TABLES.items())
                if personal or all(FACTS[key].of_household() for key in table.by)
            ]
            name = draw(st.sampled_from(tables))
            return FigureRef(name, _TABLES[name].by)
        case 3:
            return Since(draw(_UNITS), draw(_readable(_DATED, personal)))
        case _:
            return FactRef(draw(_readable(_ORDERED, personal)))


@cache
@st.composite
def _over_members(draw: st.DrawFn) -> Term:
    if draw(_COIN):
        return Tally(draw(_conditions(1, personal=True, inside=True)))
    where = None
    if draw(_COIN):
        where = draw(_conditions(1, personal=True, inside=True))
    kind = draw(_FOLDS)
    return Fold(kind, draw(terms(1, personal=True, inside=True)), where)


@cache
@st.composite
def terms(draw: st.DrawFn, depth: int, personal: bool, inside: bool) -> Term:
    """Draw a term, of at most so many nested operations."""
    if not inside and draw(_DICE) < 2:
        return draw(_over_members())
    if depth == 0 or draw(_COIN):
        return draw(_atomic_terms(personal))
    op = draw(_SIGNS)
    left = draw(terms(depth - 1, personal, inside))
    if op == "/":  # by what is never zero, as the check asks
        divisor = draw(_DIVISORS)
        return Arithmetic(op, left, divisor)
    return Arithmetic(op, left, draw(terms(depth - 1, personal, inside)))


def related(left: Term, op: str, right: Term) -> Condition:
    """Return what the text `left op right` reads as: plain comparisons have a node of their own."""
    match left, right:
        case Tally(part), Number(int(number)):
            return CountMembers(part, op, number)
        case Tally(), Number():
            return Relation(Number(0), op, left)
        case FactRef(name), Number(value):
            broken = FACTS[name].type is FactType.INTEGER and isinstance(value, float)
            return Relation(right, op, left) if broken else Compare(name, op, value)
        case FactRef(name), FigureRef(figure, ()):
            return Compare(name, op, None, figure=figure)
        case _:
            return Relation(left, op, right)


@cache
@st.composite
def _relations(draw: st.DrawFn, personal: bool, inside: bool) -> Condition:
    sides = [draw(terms(2, personal, inside)) for _ in range(2)]
    return related(sides[0], draw(_OPERATORS), sides[1])


@cache
@st.composite
def _conditions(draw: st.DrawFn, depth: int, personal: bool, inside: bool) -> Condition:
    if depth == 0 or draw(_DICE) == 0:
        return draw(_leaves(personal, inside))
    kind = draw(_INSIDE if inside else _OUTSIDE)
    if kind in ("any", "count"):
        part = draw(_conditions(depth - 1, True, inside=True))
        if kind == "any":
            return AnyMember(part)
        return CountMembers(part, draw(_OPERATORS), draw(_COUNTS))
    below = _conditions(depth - 1, personal, inside)
    if kind == "not":
        return Not(draw(below))
    parts = tuple(draw(st.lists(below, min_size=2, max_size=3)))
    return And(parts) if kind == "and" else Or(parts)


@cache
@st.composite
def _leaves(draw: st.DrawFn, personal: bool, inside: bool) -> Condition:
    match draw(_DICE):
        case 0:
            names = [n for n in SHARED if personal or n != "adult"]
            name = draw(st.sampled_from(names))
            return Named(name, SHARED[name])
        case 1 | 2:
            return draw(_comparisons(personal))
        case _:
            return draw(_relations(personal, inside))


def conditions(per_member: bool = False, depth: int = 3) -> st.SearchStrategy[Condition]:
    """Return linked conditions that the check lets pass; their figures are not filled in."""
    return _conditions(depth, per_member, inside=False)


Rules = Mapping[str, tuple[Condition, bool]]


@st.composite
def rules(draw: st.DrawFn, most: int = 3) -> Rules:
    """Draw a few bound rules by key, each for a member or for the household."""
    found = {}
    for number in range(draw(st.integers(1, most))):
        per_member = draw(_COIN)
        found[f"R{number}"] = (bound(draw(conditions(per_member))), per_member)
    return found


def _some_of(names: Sequence[str]) -> st.SearchStrategy[dict]:
    return st.fixed_dictionaries({}, optional={name: DOMAINS[name] for name in names})


@st.composite
def households(draw: st.DrawFn) -> Household:
    """Draw a household of 0 to 4 members that knows some of its facts."""
    members = draw(st.lists(_some_of(OF_MEMBER), max_size=4))
    own = draw(_some_of(OF_HOUSEHOLD))
    return Household(
        "H", own, tuple(Member(f"m{n}", m) for n, m in enumerate(members)), (), (), None
    )


@st.composite
def told(draw: st.DrawFn) -> Household:
    """Draw a household of 1 to 3 members in which every fact is known."""
    own, theirs = (
        st.fixed_dictionaries({name: DOMAINS[name] for name in names})
        for names in (OF_HOUSEHOLD, OF_MEMBER)
    )
    members = draw(st.lists(theirs, min_size=1, max_size=3))
    return Household(
        "H", draw(own), tuple(Member(f"m{n}", m) for n, m in enumerate(members)), (), (), None
    )


def comparisons(per_member: bool) -> st.SearchStrategy[Condition]:
    """Return linked comparisons of one fact."""
    return _comparisons(per_member)


def with_answers(household: Household, answers: Mapping[tuple[str, str], object]) -> Household:
    """Return the household with answers by (fact, member's id or "") filled in."""
    own = {fact: value for (fact, whose), value in answers.items() if not whose}
    members = tuple(
        Member(m.id, {**m.facts, **{f: v for (f, w), v in answers.items() if w == m.id}})
        for m in household.members
    )
    return Household(household.id, {**household.facts, **own}, members, (), (), None)


def unknown_inputs(household: Household) -> list[tuple[str, str]]:
    """Return the input facts that are not known, each with whose it is; "" is the household's."""
    ours = [(name, "") for name in OF_HOUSEHOLD if name not in household.facts]
    theirs = [
        (name, member.id)
        for member in household.members
        for name in OF_MEMBER
        if name not in member.facts and not (FACTS[name].of_household())
    ]
    return [(name, whose) for name, whose in (*ours, *theirs) if name not in FREE]


@st.composite
def further(draw: st.DrawFn, household: Household, least: int = 1) -> Household:
    """Draw the household with some of its unknown facts filled in, `least` 0 for all of them."""
    unknown = unknown_inputs(household)
    asked = [each for each in unknown if least == 0 or draw(_COIN)]
    return with_answers(household, {each: draw(DOMAINS[each[0]]) for each in asked})


def seen(household: Household, day: date) -> View:
    """Return the household as conditions see it."""
    return view(household, day, DERIVED)


Found = dict[tuple[int, str, str | None], Truth]


def in_columns(
    given: Rules, batch: Sequence[Household], day: date, chunk: int = CHUNK, turned: bool = False
) -> Found:
    """Return the truths of the column evaluator by household's place, rule and member.

    `turned` hands the blocks over in the opposite order.
    """
    blocks = blocks_of(batch, WORDS, DERIVED, day)
    found: Found = {}
    for stretch in ColumnProgram(given).run(blocks[::-1] if turned else blocks, day, chunk):
        num = stretch.rows.stop - stretch.rows.start
        places = stretch.block.places[stretch.rows].tolist()
        for key, masks in stretch.masks.items():
            for slot, pair in enumerate(zip(*masks, strict=True)):
                true, false = (unpacked(bits, num) for bits in pair)
                assert not (true & false).any()
                assert tuple(map(num_true, pair)) == (true.sum(), false.sum())
                for place, yes, no in zip(places, true.tolist(), false.tolist(), strict=True):
                    whose = batch[place].members[slot].id if given[key][1] else None
                    truth = Truth.TRUE if yes else Truth.FALSE if no else Truth.UNKNOWN
                    found[place, key, whose] = truth
    return found
