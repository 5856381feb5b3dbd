"""What a ledger says: members, facts with their history, needs, personal fields, search."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.store.errors import AbsentError, RefusedError
from api.store.store import Store
from api.store.values import (
    Cursor,
    HouseholdState,
    NeedState,
    NewFact,
    Owner,
    PersonalField,
    Search,
    Towns,
)
from matcher.needs import Urgency
from tests.store.support import (
    ACTOR,
    CITY,
    EAST,
    NOW,
    TODAY,
    WEST,
    add_family,
    all_rows,
    day,
    family,
    later,
    lift_guards,
    sealed,
    tamper,
)


def rent(value, as_of="2026-03-01", **more):
    return NewFact("rent", value, "asked", day(as_of), **more)


@pytest.fixture
def home(store):
    """A unit that has taken a household of its own, and the household's id."""
    with store.unit(ACTOR, NOW, Towns.of(EAST)) as unit:
        yield unit, unit.households.add(EAST).id


def values(facts):
    return [(fact.name, fact.value) for fact in facts]


def test_a_newer_fact_supersedes_and_the_older_stays_in_the_history(home):
    unit, household = home
    unit.facts.record(household, rent(500, "2026-01-01"))
    unit.facts.record(household, rent(650, "2026-03-01"))
    assert values(unit.facts.of(household)) == [("rent", 650)]
    old, new = unit.facts.history(household, "rent")
    assert (old.value, old.superseded_at, new.superseded_at) == (500, NOW, None)
    assert (new.recorded_by, new.recorded_at, new.source) == (ACTOR, NOW, "asked")


def test_an_older_fact_that_comes_late_joins_the_history_and_changes_nothing(home):
    unit, household = home
    unit.facts.record(household, rent(650, "2026-03-01"))
    late = unit.facts.record(household, rent(500, "2026-01-01"))
    assert values(unit.facts.of(household)) == [("rent", 650)]
    assert late.superseded_at == NOW


def test_a_correction_takes_the_place_of_what_it_corrects_whatever_its_day(home):
    unit, household = home
    wrong = unit.facts.record(household, rent(650, "2026-03-01"))
    unit.facts.record(household, rent(650, "2025-03-01", corrects=wrong.id))
    assert [fact.as_of for fact in unit.facts.of(household)] == [day("2025-03-01")]


def test_a_correction_of_another_kind_of_fact_is_refused(home):
    unit, household = home
    other = unit.facts.record(household, NewFact("income", 1, "asked", TODAY))
    with pytest.raises(RefusedError):
        unit.facts.record(household, rent(1, corrects=other.id))


def test_a_fact_known_no_more_is_recorded_as_such(home):
    unit, household = home
    unit.facts.record(household, rent(500))
    unit.facts.record(household, rent(None))
    assert values(unit.facts.of(household)) == [("rent", None)]


def test_facts_of_members_and_of_the_household_stand_beside_one_another(home):
    unit, household = home
    first = unit.members.add(household, "head").id
    second = unit.members.add(household, "child").id
    for member in (None, first, second):
        unit.facts.record(household, rent(1, member=member))
    assert {fact.member for fact in unit.facts.of(household)} == {None, first, second}
    assert len(unit.facts.history(household, member=second)) == 1


def test_a_fact_of_a_day_to_come_or_expired_before_it_began_is_refused(home):
    unit, household = home
    with pytest.raises(RefusedError):
        unit.facts.record(household, rent(1, "2026-03-03"))
    with pytest.raises(RefusedError):
        unit.facts.record(household, rent(1, "2026-03-01", expires=day("2026-02-01")))


def test_a_member_of_another_household_gets_no_fact_or_need_here(home):
    unit, household = home
    stranger = unit.members.add(unit.households.add(EAST).id, "head").id
    with pytest.raises(AbsentError):
        unit.facts.record(household, rent(1, member=stranger))
    with pytest.raises(AbsentError):
        unit.needs.add(household, unit.new_id(), sealed("x"), member=stranger)


def test_the_database_itself_refuses_to_overwrite_a_recorded_fact(store, url):
    family(store)
    with pytest.raises(RefusedError):
        tamper(url, "UPDATE facts SET value = '1'")
    lift_guards(url, "facts_keep")
    tamper(url, "UPDATE facts SET value = '1'")


@settings(max_examples=25)
@given(
    recorded=st.lists(
        st.tuples(
            st.integers(1, 28),
            st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=3)),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_of_any_facts_in_any_order_the_last_of_the_latest_day_stands(recorded, tmp_path_factory):
    store = _shared(tmp_path_factory)
    recorded = [(d, v.replace("\0", "") if isinstance(v, str) else v) for d, v in recorded]
    with store.unit(ACTOR, NOW, CITY) as unit:
        household = unit.households.add(EAST).id
        for which, value in recorded:
            unit.facts.record(household, rent(value, f"2026-02-{which:02}"))
        latest = max(which for which, _ in recorded)
        expected = [value for which, value in recorded if which == latest][-1]
        assert values(unit.facts.of(household)) == [("rent", expected)]
        assert [f.value for f in unit.facts.history(household)] == [v for _, v in recorded]


_STORES: dict[str, Store] = {}


def _shared(tmp_path_factory) -> Store:
    if "one" not in _STORES:
        from api.store.migrate import upgrade

        url = f"sqlite:///{tmp_path_factory.mktemp('facts') / 'x.db'}"
        upgrade(url)
        _STORES["one"] = Store.open(url)
    return _STORES["one"]


def test_a_member_who_left_is_listed_only_where_asked_and_found_by_name_no_more(home):
    unit, household = home
    stays = unit.members.add(household, "head", 0, ["zs"]).id
    leaves = unit.members.add(household, "child", 1, ["zxm"]).id
    assert unit.members.leave(leaves, "moved").left_at == NOW
    assert [member.id for member in unit.members.of(household)] == [stays]
    assert len(unit.members.of(household, departed=True)) == 2
    assert unit.households.search(Search(initials="zxm"), 5).rows == ()


def test_a_member_who_left_comes_back_and_is_found_by_name_again(home):
    unit, household = home
    id = unit.members.add(household, "child", 1, ["zxm"]).id
    unit.members.leave(id, "mistake")
    assert unit.members.come_back(id, ["zxm"]).left_at is None
    assert [member.id for member in unit.members.of(household)] == [id]
    assert len(unit.households.search(Search(initials="zxm"), 5).rows) == 1


def test_a_need_is_handed_to_another_member_of_the_household_alone(home):
    unit, household = home
    old, new = (unit.members.add(household, "child", place, []).id for place in (1, 2))
    id = unit.new_id()
    unit.needs.add(household, id, sealed("漏水"), None, old)
    assert unit.needs.hand_over(id, new).member == new
    assert unit.needs.hand_over(id, None).member is None
    foreign = unit.members.add(unit.households.add(EAST).id, "head").id
    with pytest.raises(AbsentError):
        unit.needs.hand_over(id, foreign)


def test_a_member_is_changed_and_renamed(home):
    unit, household = home
    member = unit.members.add(household, "child", 1, ["zs"]).id
    assert unit.members.change(member, "head", 0).relation == "head"
    unit.members.rename(member, ["ls"])
    assert unit.households.search(Search(initials="zs"), 5).rows == ()
    assert len(unit.households.search(Search(initials="l"), 5).rows) == 1


def test_a_need_goes_from_open_to_what_became_of_it(home):
    unit, household = home
    id = unit.new_id()
    need = unit.needs.add(household, id, sealed("漏水"), Urgency.HIGH)
    assert (need.state, need.urgency) == (NeedState.OPEN, Urgency.HIGH)
    assert unit.needs.set_state(id, NeedState.SERVED).state is NeedState.SERVED
    assert unit.needs.set_urgency(id, None).urgency is None
    assert unit.needs.reword(id, sealed("屋顶漏水", "k2")).text == sealed("屋顶漏水", "k2")
    assert unit.needs.of(household, NeedState.OPEN) == ()
    assert [each.id for each in unit.needs.of(household)] == [id]


def test_no_audit_line_of_the_store_carries_a_value_of_the_ledger(store, url):
    made = family(store)
    with store.unit(ACTOR, NOW, CITY) as unit:
        unit.households.take(made.household, 1)
        unit.facts.record(made.household, NewFact("income", "canary", "asked", TODAY))
        unit.needs.reword(made.need, sealed("canary"))
    assert "canary" not in repr(all_rows(url)["audit"])


def test_a_personal_field_is_set_replaced_and_removed(home):
    unit, household = home
    phone = PersonalField(Owner.HOUSEHOLD, household, household, "phone", sealed("138"))
    unit.personal.put(phone)
    unit.personal.put(replace(phone, sealed=sealed("139")))
    assert unit.personal.of(household) == (replace(phone, sealed=sealed("139")),)
    unit.personal.remove(household, "phone")
    assert unit.personal.of(household) == ()


def test_a_personal_field_needs_an_owner_of_the_same_household(home):
    unit, household = home
    stranger = unit.members.add(unit.households.add(EAST).id, "head").id
    for kind, owner in ((Owner.MEMBER, stranger), (Owner.HOUSEHOLD, stranger), (Owner.NEED, "x")):
        with pytest.raises(AbsentError):
            unit.personal.put(PersonalField(kind, owner, household, "name", sealed("x")))


def test_fields_sealed_with_an_old_key_are_found_and_resealed_once(store):
    made = family(store)
    with store.unit("rotation", NOW, CITY) as unit:
        stale = unit.personal.sealed_otherwise("k2", 10)
        assert {field.kind for field in stale} == {Owner.MEMBER, Owner.NEED, Owner.LEDGER}
        assert unit.personal.sealed_otherwise("k2", 1, (stale[1].owner, stale[1].name)) == stale[2:]
        pairs = [(field, replace(field.sealed, key_id="k2")) for field in stale]
        assert unit.personal.reseal(pairs) == 3
        assert unit.personal.sealed_otherwise("k2", 10) == ()
        assert unit.households.get(made.household).version == 1


def test_a_field_changed_since_it_was_read_is_not_resealed_over(store):
    made = family(store)
    with store.view("rotation", NOW, CITY) as unit:
        old = unit.personal.get(made.member, "name")
    with store.unit(ACTOR, NOW, CITY) as unit:
        unit.households.take(made.household, 1)
        unit.personal.put(replace(old, sealed=sealed("新名字")))
    with store.unit("rotation", NOW, CITY) as unit:
        assert unit.personal.reseal([(old, sealed("黎小梅", "k2"))]) == 0
        assert unit.personal.get(made.member, "name").sealed == sealed("新名字")


def test_a_household_is_found_by_blind_index_and_by_nothing_near_it(store):
    made = family(store)
    family(store, WEST, key="key-2")
    index = sealed("黎小梅").blind
    with store.view(ACTOR, NOW, Towns.of(EAST)) as unit:
        found = unit.households.search(Search(blind=("name", index)), 5).rows
        assert [household.id for household in found] == [made.household]
        for wrong in (("phone", index), ("name", index[:-1] + b"?")):
            assert unit.households.search(Search(blind=wrong), 5).rows == ()


@pytest.mark.parametrize(
    ("typed", "found"),
    [("l", True), ("lxm", True), ("lxw", True), ("lxmm", False), ("xm", False), ("l%", False)],
)
def test_a_household_is_found_by_the_beginning_of_any_reading_of_a_name(store, typed, found):
    family(store)
    with store.view(ACTOR, NOW, CITY) as unit:
        assert bool(unit.households.search(Search(initials=typed), 5).rows) is found


def test_pages_of_a_search_that_finds_many_show_each_household_once(store):
    with store.unit(ACTOR, NOW, CITY) as unit:
        made = {unit.households.add(EAST).id for _ in range(310)}
        for household in made:
            unit.members.add(household, "head", 0, ["zs", "zx"])
    seen, after = [], None
    with store.view(ACTOR, NOW, Towns.of(EAST)) as unit:
        for _ in range(3):
            page = unit.households.search(Search(initials="z"), 150, after)
            seen += [household.id for household in page.rows]
            after = page.after
    assert sorted(seen) == sorted(made)


def test_closed_households_are_found_where_asked(home):
    unit, household = home
    unit.households.close(household, "moved away")
    assert unit.households.search(Search(), 5).rows == ()
    assert unit.households.search(Search(state=HouseholdState.CLOSED), 5).rows
    assert unit.households.search(Search(state=None), 5).rows
    unit.households.reopen(household, "back again")
    assert unit.households.search(Search(town=EAST), 5).rows


def test_pages_show_every_household_once_newest_first_even_with_equal_times(store):
    made = []
    for hour in (0, 1, 1, 1, 2):
        with store.unit(ACTOR, later(hours=hour), CITY) as unit:
            made.append(unit.households.add(EAST))
    expected = sorted(made, key=lambda each: (each.created_at, each.id), reverse=True)
    seen, after = [], None
    with store.view(ACTOR, NOW, CITY) as unit:
        for _ in range(3):
            page = unit.households.search(Search(), 2, after)
            seen += page.rows
            after = page.after
    assert seen == expected
    assert after is None


def test_a_page_begins_behind_its_cursor_whatever_was_added_meanwhile(store):
    with store.unit(ACTOR, NOW, CITY) as unit:
        old = add_family(unit, EAST).household
    with store.unit(ACTOR, later(hours=1), CITY) as unit:
        new = unit.households.add(EAST)
    with store.unit(ACTOR, later(hours=2), CITY) as unit:
        unit.households.add(EAST)
        page = unit.households.search(Search(), 5, Cursor(new.created_at, new.id))
    assert [household.id for household in page.rows] == [old]


@pytest.mark.parametrize("limit", [0, 201, -1])
def test_a_page_of_no_or_too_many_rows_is_refused(store, limit):
    with pytest.raises(RefusedError), store.view(ACTOR, NOW, CITY) as unit:
        unit.households.search(Search(), limit)


@pytest.mark.parametrize(("hour", "refused"), [("09:59", True), ("10:00", False)])
def test_a_fact_is_refused_only_where_its_day_has_come_nowhere_on_earth(store, hour, refused):
    at = NOW.fromisoformat(f"2026-03-02T{hour}:00+00:00")
    with store.unit(ACTOR, at, Towns.of(EAST)) as unit:
        household = unit.households.add(EAST).id
        if refused:
            with pytest.raises(RefusedError):
                unit.facts.record(household, rent(500, "2026-03-03"))
        else:
            assert unit.facts.record(household, rent(500, "2026-03-03")).as_of == day("2026-03-03")
        with pytest.raises(RefusedError):
            unit.facts.record(household, rent(500, "2026-03-04"))


def test_who_moves_is_found_by_initials_in_the_new_town_alone(store):
    with store.unit(ACTOR, NOW, CITY) as unit:
        moved = add_family(unit, EAST).household
        unit.households.move(moved, WEST)
    for town, found in ((EAST, []), (WEST, [moved])):
        with store.view(ACTOR, NOW, Towns.of(town)) as unit:
            rows = unit.households.search(Search(initials="lx"), 5).rows
            assert [household.id for household in rows] == found


def test_many_that_are_found_come_in_the_order_of_few(store, monkeypatch):
    with store.unit(ACTOR, NOW, CITY) as unit:
        for number, town in enumerate((EAST, WEST, EAST, EAST)):
            add_family(unit, town, f"key-{number}")
    for towns in (CITY, Towns.of(EAST)):
        with store.view(ACTOR, NOW, towns) as unit:
            few = unit.households.search(Search(initials="lx"), 2)
            with monkeypatch.context() as patch:
                patch.setattr("api.store.households._FEW", 0)
                many = unit.households.search(Search(initials="lx"), 2)
        assert len(few.rows) == 2
        assert many == few
