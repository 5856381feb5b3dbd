"""A household line is read whole or refused with what to mend; its neighbours are not affected."""

import json
import math
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import Fault
from matcher.needs import Held, Household, Member, Need, Urgency
from matcher.reading.households import Refused, read_household, read_households, span
from tests.support import TODAY, city, labelled_rows

GOOD = {"id": "good"}


def read(data, catalogue, on=None):
    """Read one value (or, for a text, one line as it stands)."""
    line = data if isinstance(data, str) else json.dumps(data)
    return read_household(line, 7, catalogue, on, TODAY)


def fault_of(data, catalogue, on=None):
    found = read(data, catalogue, on)
    assert isinstance(found, Refused), found
    found.fault.sentence("zh").encode()
    found.fault.sentence("en").encode()
    return found.fault


def with_facts(**facts):
    return {"id": "H", "facts": facts}


def with_member(**facts):
    return {"id": "H", "members": [{"id": "m1", **facts}]}


def with_need(**fields):
    return {"id": "H", "members": [{"id": "m1"}], "needs": [{"id": "n1", **fields}]}


def with_held(*held):
    return {"id": "H", "members": [{"id": "m1"}], "receiving": list(held)}


def numbered(count, **rest):
    return [{"id": f"x{n}", **rest} for n in range(count)]


BAD = {
    # what is wrong with the input, then the kind, the field and the nearest spelling
    "no JSON at all": ("hello", "not_json", None, None),
    "an empty line": ("", "not_json", None, None),
    "JSON cut short": ('{"id": "H", "facts": {', "not_json", None, None),
    "text after the object": ('{"id": "H"} {"id": "I"}', "not_json", None, None),
    "a NaN": ('{"id": "H", "facts": {"household_size": NaN}}', "not_json", None, None),
    "an Infinity": ('{"id": "H", "facts": {"household_size": Infinity}}', "not_json", None, None),
    "a minus Infinity": ('{"facts": -Infinity}', "not_json", None, None),
    "a repeated JSON key": (
        '{"id": "H", "facts": {}, "facts": {}}',
        "duplicate_key",
        "facts",
        None,
    ),
    "a repeated fact": (
        '{"id": "H", "facts": {"single_parent": true, "single_parent": false}}',
        "duplicate_key",
        "facts.single_parent",
        None,
    ),
    "a repeated key that is a lone surrogate": (
        '{"\\ud800": 1, "\\ud800": 2}',
        "duplicate_key",
        "…",
        None,
    ),
    "a household that is a list": ([], "wrong_type", "household", None),
    "a household that is a text": ('"H"', "wrong_type", "household", None),
    "a household that is null": ("null", "wrong_type", "household", None),
    "facts as a list": ({"id": "H", "facts": []}, "wrong_type", "facts", None),
    "members as an object": ({"id": "H", "members": {}}, "wrong_type", "members", None),
    "a member as a text": ({"id": "H", "members": ["m1"]}, "wrong_type", "members[0]", None),
    "needs as an object": ({"id": "H", "needs": {}}, "wrong_type", "needs", None),
    "a need as a text": ({"id": "H", "needs": ["饿"]}, "wrong_type", "needs[0]", None),
    "a need text as a number": (with_need(text=5), "wrong_type", "needs[0].text", None),
    "an urgency as a number": (with_need(urgency=1), "wrong_type", "needs[0].urgency", None),
    "a need's member as a number": (with_need(member=1), "wrong_type", "needs[0].member", None),
    "a number for a bool": (
        with_facts(single_parent=1),
        "wrong_type",
        "facts.single_parent",
        None,
    ),
    "a text for a bool": (
        with_facts(single_parent="true"),
        "wrong_type",
        "facts.single_parent",
        None,
    ),
    "a bool for a number": (
        with_facts(income_per_capita_month=True),
        "wrong_type",
        "facts.income_per_capita_month",
        None,
    ),
    "a bool for an integer": (with_member(age=True), "wrong_type", "members[0].age", None),
    "a fraction for an integer": (
        with_facts(household_size=2.5),
        "wrong_type",
        "facts.household_size",
        None,
    ),
    "a text for a number": (
        with_facts(household_size="3"),
        "wrong_type",
        "facts.household_size",
        None,
    ),
    "a number for a choice": (
        with_facts(relief_status=1),
        "wrong_type",
        "facts.relief_status",
        None,
    ),
    "a number for a town": (
        with_facts(residence_town=3),
        "wrong_type",
        "facts.residence_town",
        None,
    ),
    "a number for a date": (
        with_member(birth_date=1981),
        "wrong_type",
        "members[0].birth_date",
        None,
    ),
    "an object as a fact": (
        with_facts(relief_status={"is": "dibao"}),
        "wrong_type",
        "facts.relief_status",
        None,
    ),
    "an unknown fact": (
        with_facts(relief_statu="dibao"),
        "unknown_fact",
        "facts.relief_statu",
        "relief_status",
    ),
    "an unknown fact of a member": (
        with_member(ilness="critical"),
        "unknown_fact",
        "members[0].ilness",
        "illness",
    ),
    "an unknown fact even where it is null": (
        with_facts(relief_statu=None),
        "unknown_fact",
        "facts.relief_statu",
        "relief_status",
    ),
    "a member's fact at the household": (with_facts(age=40), "wrong_level", "facts.age", None),
    "a household's fact at a member": (
        with_member(household_size=3),
        "wrong_level",
        "members[0].household_size",
        None,
    ),
    "an unknown value": (
        with_facts(relief_status="dibaoo"),
        "unknown_value",
        "facts.relief_status",
        "dibao",
    ),
    "an unknown value of a member": (
        with_member(illness="critcal"),
        "unknown_value",
        "members[0].illness",
        "critical",
    ),
    "an unknown urgency": (
        with_need(urgency="hihg"),
        "unknown_value",
        "needs[0].urgency",
        "high",
    ),
    "an unknown town": (
        with_facts(residence_town="石岐街道半"),
        "unknown_town",
        "facts.residence_town",
        "石岐街道",
    ),
    "an unknown top-level field": (
        {"id": "H", "member": []},
        "unknown_field",
        "household.member",
        "members",
    ),
    "an unknown field of a need": (
        with_need(urgencyy="high"),
        "unknown_field",
        "needs[0].urgencyy",
        "urgency",
    ),
    "an unknown field of a held code": (
        with_held({"code": "G012", "membr": "m1"}),
        "unknown_field",
        "receiving[0].membr",
        "member",
    ),
    "a date that does not exist": (
        with_member(birth_date="1981-02-30"),
        "bad_date",
        "members[0].birth_date",
        None,
    ),
    "a date of another shape": ({"id": "H", "as_of": "2024/4/9"}, "bad_date", "as_of", None),
    "a date of full-width digits": (
        {"id": "H", "as_of": "２０２４-０４-０９"},
        "bad_date",
        "as_of",
        None,
    ),
    "a date with a time": (
        with_need(recorded_at="2024-04-09T10:00"),
        "bad_date",
        "needs[0].recorded_at",
        None,
    ),
    "an ISO week for a date": ({"id": "H", "as_of": "2024-W15-2"}, "bad_date", "as_of", None),
    "an age below zero": (with_member(age=-1), "out_of_range", "members[0].age", None),
    "an age beyond all ages": (with_member(age=131), "out_of_range", "members[0].age", None),
    "a disability level of five": (
        with_member(disability_level=5),
        "out_of_range",
        "members[0].disability_level",
        None,
    ),
    "a disability level of zero": (
        with_member(disability_level=0),
        "out_of_range",
        "members[0].disability_level",
        None,
    ),
    "a household of nobody": (
        with_facts(household_size=0),
        "out_of_range",
        "facts.household_size",
        None,
    ),
    "a number beyond the floats": (
        '{"id": "H", "facts": {"income_per_capita_month": 1e999}}',
        "out_of_range",
        "facts.income_per_capita_month",
        None,
    ),
    "a whole number of 400 digits": (
        with_facts(household_size=10**400),
        "out_of_range",
        "facts.household_size",
        None,
    ),
    "a whole number of 5,000 digits": (
        '{"id": "H", "facts": {"household_size": ' + "9" * 5000 + "}}",
        "not_json",
        None,
        None,
    ),
    "a repeated member id": (
        {"id": "H", "members": [{"id": "a"}, {"id": "b"}, {"id": "a"}]},
        "duplicate_id",
        "members[2].id",
        None,
    ),
    "a repeated need id": (
        {"id": "H", "needs": [{"id": "n"}, {"id": "n"}]},
        "duplicate_id",
        "needs[1].id",
        None,
    ),
    "member ids that differ in control characters alone": (
        {"id": "H", "members": [{"id": "a"}, {"id": "a\u0000"}]},
        "duplicate_id",
        "members[1].id",
        None,
    ),
    "a need of an absent member": (
        {"id": "H", "members": [{"id": "mother"}], "needs": [{"id": "n", "member": "mothr"}]},
        "unknown_member",
        "needs[0].member",
        "mother",
    ),
    "an unknown code held": (with_held("G0123"), "unknown_code", "receiving[0]", "G012"),
    "a code held by an absent member": (
        with_held("G012", {"code": "G012", "member": "m2"}),
        "unknown_member",
        "receiving[1].member",
        None,
    ),
    "a held code as a number": (with_held(12), "wrong_type", "receiving[0]", None),
    "a held object without a code": (
        with_held({"member": "m1"}),
        "wrong_type",
        "receiving[0]",
        None,
    ),
    "receiving as a text": ({"id": "H", "receiving": "G012"}, "wrong_type", "receiving", None),
    "a held code that is a lone surrogate": (
        with_held("\ud800"),
        "unknown_code",
        "receiving[0]",
        None,
    ),
    "no id": ({"facts": {}}, "missing_field", "id", None),
    "an id that is null": ({"id": None}, "missing_field", "id", None),
    "an empty id": ({"id": ""}, "missing_field", "id", None),
    "an id of blanks alone": ({"id": "  "}, "missing_field", "id", None),
    "an id of control characters alone": ({"id": "\u0000"}, "missing_field", "id", None),
    "an id that is a number": ({"id": 4}, "wrong_type", "id", None),
    "an id beyond 64 characters": ({"id": "x" * 65}, "too_long", "id", None),
    "a member without id": ({"id": "H", "members": [{}]}, "missing_field", "members[0].id", None),
    "a need without id": ({"id": "H", "needs": [{}]}, "missing_field", "needs[0].id", None),
    "a text of 2,001 characters": (with_need(text="苦" * 2001), "too_long", "needs[0].text", None),
    "a text of 10 MB": (with_need(text="x" * 10_000_000), "too_long", "needs[0].text", None),
    "201 needs": ({"id": "H", "needs": numbered(201)}, "too_many", "needs", None),
    "10,000 needs": ({"id": "H", "needs": numbered(10_000)}, "too_many", "needs", None),
    "101 members": ({"id": "H", "members": numbered(101)}, "too_many", "members", None),
    "lists nested without end": ("[" * 100_000, "not_json", None, None),
    "objects nested without end": ('{"id":' * 100_000, "not_json", None, None),
}


@pytest.mark.parametrize("name", list(BAD))
def test_each_bad_input_gets_its_own_fault_with_line_field_and_nearest(name, catalogue):
    data, kind, field, near = BAD[name]
    found = fault_of(data, catalogue)
    assert (found.kind, found.line, found.field, found.near) == (kind, 7, field, near)


def test_bad_households_leave_every_other_household_as_it_is(catalogue):
    lines, expected = [], []
    # two ids that are empty once cleaned would be copies of one another
    chosen = [case for name, case in BAD.items() if not name.startswith("an id of")]
    for number, (data, kind, _, _) in enumerate(chosen):
        text = data if isinstance(data, str) else json.dumps(data)
        text = text.replace('"id": "H"', f'"id": "H{number}"')
        lines += [(2 * number + 1, text), (2 * number + 2, json.dumps({"id": f"good{number}"}))]
        expected += [(2 * number + 1, kind), Household(f"good{number}")]
    found = read_households(lines, catalogue, None, TODAY)
    got = [(f.line, f.fault.kind) if isinstance(f, Refused) else f for f in found]
    assert got == expected


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ({"id": "H", "facts": []}, "H"),
        ({"id": " H\u0007 ", "facts": []}, "H"),
        ({"id": 5}, None),
        ([], None),
        ("{", None),
    ],
)
def test_a_refusal_names_the_household_as_far_as_it_is_known(data, shown, catalogue):
    assert read(data, catalogue).id == shown


def test_no_depth_of_nesting_is_too_deep_to_be_refused(catalogue):
    # just below the depth at which the JSON decoder gives up, nothing after it may give up either
    for depth in range(800, 1010):
        nested = "[" * depth + "]" * depth
        for text in (nested, '{"id": "H", "facts": {"household_size": ' + nested + "}}"):
            assert fault_of(text, catalogue).kind in ("not_json", "wrong_type")


@pytest.mark.parametrize(
    ("code", "near"), [("G0123", "G012"), ("S0010", "S001"), ("W0010", "W001"), ("GO12", "G012")]
)
def test_a_slip_in_a_code_is_met_with_the_code_of_the_same_list(code, near, catalogue):
    assert fault_of(with_held(code), catalogue).near == near


@pytest.mark.parametrize(
    ("as_of", "on", "refused"),
    [
        ("2025-01-01", None, True),
        ("2025-01-02", None, False),
        ("2025-01-01", "2025-06-01", False),
        ("2026-01-01", "2025-01-01", True),
        (None, None, False),
        (None, "2024-12-31", True),
    ],
)
def test_a_birth_is_held_against_on_then_as_of_then_today(as_of, on, refused, catalogue):
    data = {**with_member(birth_date="2025-01-02"), "as_of": as_of}
    found = read(data, catalogue, on and date.fromisoformat(on))
    assert isinstance(found, Refused) is refused
    if refused:
        assert (found.fault.kind, found.fault.expected) == ("born_later", on or as_of)


def test_a_birth_after_today_is_refused_where_no_other_date_is_given(catalogue):
    found = fault_of(with_member(birth_date="2026-05-02"), catalogue)
    assert (found.kind, found.field) == ("born_later", "members[0].birth_date")


@pytest.mark.parametrize(("born", "refused"), [("1895-12-31", True), ("1896-01-01", False)])
def test_a_birth_longer_ago_than_anybody_lives_is_refused(born, refused, catalogue):
    found = read(with_member(birth_date=born), catalogue, date(2026, 5, 1))
    assert isinstance(found, Refused) is refused
    if refused:
        assert (found.fault.kind, found.fault.expected) == ("born_too_early", "130")
        assert "对照证件" in found.fault.reason("zh")


def test_all_copies_of_a_repeated_id_are_refused_with_their_lines(catalogue):
    rows = ["a", "b", " a ", "c", "a\u0000"]
    lines = [(n, json.dumps({"id": i})) for n, i in enumerate(rows, start=1)]
    found = read_households(lines, catalogue, None, TODAY)
    assert [f.line if isinstance(f, Refused) else f.id for f in found] == [1, "b", 3, "c", 5]
    assert {f.fault.kind for f in found if isinstance(f, Refused)} == {"duplicate_id"}


def test_an_id_that_is_too_long_is_no_copy_of_its_first_64_characters(catalogue):
    lines = [(1, json.dumps({"id": "x" * 64})), (2, json.dumps({"id": "x" * 70}))]
    first, second = read_households(lines, catalogue, None, TODAY)
    assert first == Household("x" * 64)
    assert second.fault.kind == "too_long"


def test_several_households_without_an_id_are_no_copies_of_one_another(catalogue):
    lines = [(1, "{}"), (2, "{}")]
    found = read_households(lines, catalogue, None, TODAY)
    assert [f.fault.kind for f in found] == ["missing_field", "missing_field"]


def test_a_file_without_any_household_is_said_to_be_empty(catalogue):
    (found,) = read_households([], catalogue, None, TODAY)
    assert (found.id, found.fault.kind) == (None, "empty_file")


def test_a_whole_household_is_read_field_by_field(catalogue):
    data = {
        "id": "V004",
        "as_of": "2024-04-09",
        "facts": {"residence_town": "西区街道", "household_size": 3, "single_parent": None},
        "members": [{"id": "m1", "relation": "head", "birth_date": "1981-01-01", "age": None}],
        "needs": [
            {
                "id": "n1",
                "member": "m1",
                "text": " 住院花了一大笔钱 ",
                "urgency": "high",
                "recorded_at": "2024-02-26",
            }
        ],
        "receiving": ["G012", {"code": "G057", "member": "m1"}, "G012"],
    }
    assert read(data, catalogue) == Household(
        "V004",
        {"residence_town": "西区", "household_size": 3},
        (Member("m1", {"relation": "head", "birth_date": date(1981, 1, 1)}),),
        (Need("n1", "住院花了一大笔钱", "m1", Urgency.HIGH, date(2024, 2, 26)),),
        (Held("G012"), Held("G057", "m1")),
        date(2024, 4, 9),
    )


def test_a_null_fact_is_unknown_like_an_absent_one(catalogue):
    found = read({**with_member(illness=None), "facts": {"household_size": None}}, catalogue)
    assert (found.facts, found.members[0].facts) == ({}, {})


@pytest.mark.parametrize("name", ["西区", "西区街道", "西区办事处", " 西区 "])
def test_a_town_may_be_named_short_in_full_or_by_an_alias(name, catalogue):
    assert read(with_facts(residence_town=name), catalogue).facts == {"residence_town": "西区"}


def test_every_name_of_every_town_is_read_as_its_short_name(catalogue):
    for town in catalogue.towns.values():
        for name in (town.name, *town.aliases):
            found = read(with_facts(residence_town=name), catalogue)
            assert found.facts["residence_town"] == town.name


@pytest.mark.parametrize(
    "data",
    [
        {"id": "H"},
        {"id": "H", "facts": None, "members": None, "needs": None, "receiving": None},
        {"id": "H", "facts": {}, "members": [], "needs": [], "receiving": []},
    ],
)
def test_a_household_with_nothing_but_an_id_is_valid(data, catalogue):
    assert read(data, catalogue) == Household("H")


@pytest.mark.parametrize("text", ["", "   ", None])
def test_a_need_with_an_empty_text_is_valid(text, catalogue):
    assert read(with_need(text=text), catalogue).needs == (Need("n1", ""),)


def test_the_largest_allowed_household_is_read(catalogue):
    data = {"id": "x" * 64, "members": numbered(100), "needs": numbered(200, text="苦" * 2000)}
    found = read(data, catalogue)
    assert (len(found.members), len(found.needs), len(found.needs[0].text)) == (100, 200, 2000)


@pytest.mark.parametrize("mark", ["\u0000", "\u0007", "\u202e", "\ud800", "\ue000"])
def test_what_no_person_writes_is_cleaned_away_and_not_refused(mark, catalogue):
    dirty = f"a{mark}b"
    data = {
        "id": dirty,
        "facts": {"hukou_place": dirty},
        "members": [{"id": dirty}],
        "needs": [{"id": dirty, "member": dirty, "text": f"{mark}饿{mark}"}],
        "receiving": [{"code": "G012", "member": dirty}],
    }
    found = read(data, catalogue)
    assert found == Household(
        "a b",
        {"hukou_place": "a b"},
        (Member("a b"),),
        (Need("a b", "饿", "a b"),),
        (Held("G012", "a b"),),
    )


def test_line_breaks_and_rare_characters_of_a_text_are_kept(catalogue):
    text = "第一行\n第二行\t𠝹手 👨‍👩‍👧"
    found = read(with_need(text=text), catalogue).needs[0].text
    assert found.startswith("第一行\n第二行\t𠝹手 👨")


@pytest.mark.parametrize("size", [9, 59, 60, 61, 100_000])
def test_a_refusal_shows_no_more_than_the_start_of_a_long_value(size, catalogue):
    found = fault_of(with_facts(relief_status="x" * size), catalogue)
    assert len(found.reason("en")) < 120


def test_every_labelled_household_is_read_whole(catalogue):
    for row in labelled_rows("train") + labelled_rows("dev"):
        found = read(row, catalogue)
        assert isinstance(found, Household)
        known = {name for name, value in row["facts"].items() if value is not None}
        placed = {"hukou_place"} if row["facts"].get("hukou_city") == "zhongshan" else set()
        assert set(found.facts) in (known, known | placed)


@pytest.mark.parametrize(
    "name",
    ["珠海", "珠海市", "zhuhai", "ZHUHAI", "Zhuhai City", "珠  海", "广东省珠海市", "珠海市香洲区",
     "香洲",
     "斗门区", "珠海香洲", "Zhuhai, Guangdong", "440400", "广东珠海"],
)  # fmt: skip
def test_a_city_is_known_by_each_way_of_writing_it(catalogue, name):
    found = read({"id": "H1", "facts": {"hukou_place": name}}, catalogue)
    assert found.facts["hukou_place"] == "zhuhai"


@pytest.mark.parametrize(
    "name", ["SHENZHEN", "南山区", "广东省深圳市", "深圳市南山区西丽街道", "宝安"]
)
def test_a_district_names_its_city(catalogue, name):
    found = read({"id": "H1", "facts": {"residence_place": name}}, catalogue)
    assert found.facts["residence_place"] == "shenzhen"


def test_a_city_that_the_catalogue_does_not_know_keeps_its_name(catalogue):
    for name in ("湛江市", "珠江", "市", "深"):
        found = read({"id": "H1", "facts": {"hukou_place": name}}, catalogue)
        assert found.facts["hukou_place"] == name


def test_an_empty_name_of_a_city_is_a_city_that_is_not_known(catalogue):
    for name in ("", "  "):
        assert (
            "hukou_place" not in read({"id": "H1", "facts": {"hukou_place": name}}, catalogue).facts
        )


def test_a_fact_of_a_city_called_by_city_is_found_again(catalogue):
    found = read({"id": "H1", "facts": {"residence_city": "珠海"}}, catalogue)
    assert found.fault.near == "residence_place"


def placed(catalogue, own, *members):
    row = {
        "id": "H1",
        "facts": own,
        "members": [{"id": f"m{n}", **m} for n, m in enumerate(members)],
    }
    found = read(row, catalogue)
    return [f.get("hukou_place") for f in (found.facts, *(m.facts for m in found.members))]


def test_who_is_registered_here_is_registered_in_the_home_city(catalogue):
    here, other = {"hukou_city": "zhongshan"}, {"hukou_city": "guangdong_other"}
    assert placed(catalogue, here, {}, {"hukou_place": "珠海"}) == ["zhongshan", None, "zhuhai"]
    assert placed(catalogue, {**other, "hukou_place": "珠海"}, here) == ["zhuhai", "zhongshan"]
    assert placed(catalogue, here, other) == [None, None]
    assert placed(catalogue, {**here, "hukou_place": "深圳"}, {}) == ["shenzhen", None]
    assert placed(catalogue, other, {}) == placed(catalogue, {}, {}) == [None, None]


def test_a_city_that_is_known_says_where_somebody_is_registered_unless_that_is_recorded(catalogue):
    def registered(facts, **member):
        told = {"id": "H1", "facts": facts, "members": [{"id": "m1", **member}]}
        found = read(told, catalogue)
        return found.facts.get("hukou_city"), found.members[0].facts.get("hukou_city")

    assert registered({"hukou_place": "中山"}) == ("zhongshan", None)
    assert registered({"hukou_place": "珠海"}) == ("guangdong_other", None)
    assert registered({}, hukou_place="深圳") == (None, "guangdong_other")
    assert registered({"hukou_place": "湛江"}) == (None, None)
    recorded = {"hukou_city": "other_province"}
    assert registered({**recorded, "hukou_place": "中山"}, hukou_place="珠海") == (
        "other_province",
        None,
    )


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(10**300, 10**320),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["dibao", "石岐", "G012", "m1", "2024-04-09", "2024-02-30", "9999-12-31"]),
)
FIELDS = ("id", "as_of", "facts", "members", "needs", "receiving", "code", "x", "\ud800")
OF_NEED = ("id", "member", "text", "urgency", "recorded_at")
OF_HOUSEHOLD = ("household_size", "relief_status", "residence_town", "hukou_city", "hukou_place")
OF_MEMBER = ("id", "birth_date", "age", "disability_level", "medical_oop_12m", "lives_alone")
KEYS = st.sampled_from((*FIELDS, *OF_NEED, *OF_HOUSEHOLD, *OF_MEMBER))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(KEYS, inner, max_size=5),
        st.dictionaries(st.text(max_size=4), inner, max_size=2),
    ),
    max_leaves=12,
)


def rows(fields):
    return st.lists(st.dictionaries(st.sampled_from(fields), SCALARS, max_size=3), max_size=2)


SHAPED = st.fixed_dictionaries(
    {"id": st.just("H")},
    optional={
        "as_of": SCALARS,
        "facts": st.dictionaries(st.sampled_from(OF_HOUSEHOLD), SCALARS, max_size=2) | VALUES,
        "members": rows(OF_MEMBER) | VALUES,
        "needs": rows(OF_NEED) | VALUES,
        "receiving": st.lists(SCALARS, max_size=2) | rows(("code", "member")) | VALUES,
    },
)


def is_printable(found):
    if isinstance(found, Household):
        repr(found).encode()
        return not any(isinstance(v, float) and math.isnan(v) for v in found.facts.values())
    return all(found.fault.sentence(lang).encode() for lang in ("zh", "en"))


@settings(max_examples=200)
@given(VALUES)
def test_no_json_value_whatsoever_makes_the_reader_raise(value):
    assert is_printable(read(json.dumps(value), city()))


@settings(max_examples=300)
@given(SHAPED)
def test_no_household_like_value_makes_the_reader_raise(value):
    assert is_printable(read(json.dumps(value), city()))


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_no_line_of_text_makes_the_reader_raise(line):
    assert is_printable(read(line, city()))


@settings(max_examples=100)
@given(st.lists(st.sampled_from([*"abc", " a", "b\u0000"]), max_size=8))
def test_an_id_is_read_if_and_only_if_it_stands_once(ids):
    lines = [(n, json.dumps({"id": name})) for n, name in enumerate(ids, start=1)]
    found = read_households(lines, city(), None, TODAY) if lines else ()
    clean = [name.strip(" \u0000") for name in ids]
    expected = [name if clean.count(name) == 1 else None for name in clean]
    assert [f.id if isinstance(f, Household) else None for f in found] == expected


@pytest.mark.parametrize(
    ("low", "high", "zh", "en"),
    [
        (0, 1_000_000, "（0 – 1000000）", "(0 – 1000000)"),
        (0, None, "（不小于 0）", "(at least 0)"),
        (None, 2.5, "（不大于 2.5）", "(at most 2.5)"),
        (None, None, "（要写一个有限的数）", "(a finite number)"),
    ],
)
def test_what_may_stand_is_told_in_plain_digits_and_open_where_there_is_no_end(low, high, zh, en):
    ends = (-math.inf if low is None else low, math.inf if high is None else high)
    fault = Fault("out_of_range", "inf", span(*ends))
    assert fault.reason("zh").endswith(zh)
    assert fault.reason("en").endswith(en)
