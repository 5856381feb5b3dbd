"""Where entries and needs stand by receipts that come late, twice and out of order."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from matcher.planning.outcomes import ENDS, Become, Heard, Outcome, needs_after, standing

AT = datetime(2026, 5, 1, tzinfo=UTC)
heard = st.builds(
    Heard,
    st.sampled_from(["a", "b"]),
    st.sampled_from(Outcome),
    st.integers(0, 9).map(lambda days: AT + timedelta(days=days)),
    st.uuids().map(str),
)


@given(st.lists(heard, max_size=12), st.randoms())
def test_the_order_in_which_receipts_come_changes_nothing(receipts, rnd):
    mixed = [*receipts, *receipts]
    rnd.shuffle(mixed)
    assert standing(mixed) == standing(receipts)


@given(st.lists(heard, min_size=1, max_size=12), heard)
def test_one_more_receipt_never_takes_an_entry_back_to_less(receipts, more):
    order = list(Outcome)
    rank = {
        o: (3 if o is Outcome.DECLINED else 5 if o is Outcome.REFUSED else n)
        for n, o in enumerate(order)
    }
    rank |= {Outcome.INTERESTED: 3, Outcome.GRANTED: 5}
    before, after = standing(receipts), standing([*receipts, more])
    for entry, found in before.items():
        assert rank[after[entry].outcome] >= rank[found.outcome]


def test_served_outranks_refused_whenever_it_was_told():
    served = Heard("a", Outcome.SERVED, AT)
    refused = Heard("a", Outcome.REFUSED, AT + timedelta(days=9))
    assert standing([served, refused])["a"] is served


def test_of_granted_and_refused_the_later_stands():
    granted = Heard("a", Outcome.GRANTED, AT)
    refused = Heard("a", Outcome.REFUSED, AT + timedelta(days=1))
    assert standing([refused, granted])["a"] is refused


entries = st.lists(
    st.tuples(st.sampled_from("abcd"), st.lists(st.sampled_from("xyz"), max_size=3, unique=True)),
    max_size=6,
    unique_by=lambda pair: pair[0],
)


@given(entries, st.dictionaries(st.sampled_from("abcd"), st.sampled_from(Outcome)))
def test_a_need_is_served_or_open_only_once_all_that_serves_it_has_ended(rows, now):
    become = needs_after(rows, now)
    for need in {need for _, needs in rows for need in needs}:
        outcomes = [now.get(entry) for entry, needs in rows if need in needs]
        if any(outcome not in ENDS for outcome in outcomes):
            assert need not in become
        else:
            served = Outcome.SERVED in outcomes
            assert become[need] is (Become.SERVED if served else Become.OPEN)
