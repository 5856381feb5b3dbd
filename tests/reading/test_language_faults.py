"""What is said of a rule, a figure or a formula that cannot be worked out, and where it stands."""

import pytest

from matcher.errors import MESSAGES, CatalogueError, Fault
from matcher.files import load_catalogue
from matcher.rules.figures import figures_on
from tests.another_city import CONDITIONS, FIGURES, ITEMS, VOCABULARY, build, write
from tests.support import TODAY


def refusal(**changed):
    with pytest.raises(CatalogueError) as refused:
        build(**changed)
    return refused.value.faults


def item(text, per="household"):
    """Return the list with one item more, which has this condition."""
    return f"{ITEMS}- code: X01\n  name: x\n  per: {per}\n  eligibility: {text!r}\n"


def faults_of(text, per="household"):
    return refusal(items=item(text, per))


def only(text, per="household"):
    (found,) = faults_of(text, per)
    return found


def test_the_catalogue_of_another_city_is_sound_as_it_stands():
    catalogue = build()
    assert list(catalogue.items) == ["R01", "R02", "R03", "R04"]
    assert figures_on(catalogue.figures, TODAY, ["housing_share"]) == {"housing_share": 0.3}


def test_a_fault_of_a_rule_says_file_line_code_and_field():
    fault = only("incme * 2 > rent")
    line = ITEMS.count("\n") + 4
    assert fault == Fault(
        "unknown_fact", "incme", "", "items.yaml", line, "X01", "eligibility", "income"
    )
    assert fault.place() == f"items.yaml:{line} X01 eligibility"


@pytest.mark.parametrize(
    ("text", "word", "near"),
    [
        ("rent > incme * 0.3", "incme", "income"),
        ("rent > income * housing_shar", "housing_shar", "housing_share"),
        ("sum(member: pai) > 3", "pai", "pay"),
        ("count(member: pupl = true) * 2 > rent", "pupl", "pupil"),
        ("days_since(birth_dat) > 3", "birth_dat", "birth_date"),
        ("sum(member: pay if agee > 3) > 3", "agee", "age"),
        ("living_lin * 2 > rent", "living_lin", "living_line"),
        ("minimum_wage > incme", "incme", "income"),
        ("incme < minimum_wage", "incme", "income"),
        ("incme = minimum_wage", "incme", "income"),
        ("incme > rent", "incme", "income"),
    ],
)
def test_an_unknown_word_anywhere_in_a_term_is_named_with_the_nearest(text, word, near):
    found = only(text, "member" if text.startswith("days") else "household")
    assert (found.kind, found.value, found.near) == ("unknown_fact", word, near)


@pytest.mark.parametrize(
    ("text", "near"), [("rent > incme", "income"), ("rent > mini_wage", "minimum_wage")]
)
def test_an_unknown_word_after_a_comparison_may_have_meant_a_figure_or_a_fact(text, near):
    found = only(text)
    assert (found.kind, found.near) == ("unknown_figure", near)


@pytest.mark.parametrize(
    ("text", "divisor"),
    [
        ("income / rent > 3", "rent"),
        ("income / 0 > 3", "0"),
        ("income / (size - 1) > 3", "size - 1"),
        ("income / living_line > 3", "living_line"),
        ("income / count(member: age > 3) > 3", "count(member: age > 3)"),
        ("sum(member: pay / age) > 3", "age"),
    ],
)
def test_dividing_by_what_may_be_zero_is_refused(text, divisor):
    found = only(text)
    assert (found.kind, found.value) == ("may_be_zero", divisor)


@pytest.mark.parametrize(
    "text", ["income / size > 3", "income / minimum_wage > 3", "income / 2 > 3"]
)
def test_dividing_by_what_is_always_above_zero_is_allowed(text):
    assert "X01" in build(items=item(text)).items


@pytest.mark.parametrize("name", ["zone", "birth_date", "pupil"])
def test_only_a_number_can_be_reckoned_with(name):
    found = only(f"{name} + 1 > 2", "member")
    assert (found.kind, found.value) == ("not_a_number", name)


def test_a_fact_in_words_is_no_number_to_compare_a_number_with():
    assert [f.kind for f in faults_of("income > zone")] == ["not_a_number"]


@pytest.mark.parametrize("unit", ["days", "months", "years"])
def test_time_passes_since_a_date_alone(unit):
    found = only(f"{unit}_since(income) > 3")
    assert (found.kind, found.value) == ("not_a_date", "income")


@pytest.mark.parametrize(
    "text", ["birth_date = 3", "birth_date in [3]", "birth_date < lost_job_on"]
)
def test_a_date_is_not_compared_as_it_is(text):
    found = only(text, "member")
    assert (found.kind, found.value) == ("date_compared", "birth_date")


@pytest.mark.parametrize(
    "text",
    ["pay * 2 > rent", "rent > pay", "years_since(birth_date) > 3", "rent > 2 - age", "age > 3"],
)
def test_a_members_fact_of_a_household_rule_stands_inside_a_fold(text):
    assert only(text).kind == "member_fact_outside"
    assert "X01" in build(items=item(text, "member")).items


def test_a_figure_by_a_members_fact_is_a_members_number():
    by_age = (
        "- name: allowance\n  by: [age]\n  values:\n  - {from: 2020-01-01, table: {0: 10, 18: 20}, "
        "bands: true, source: x, confidence: low}\n"
    )
    figures = FIGURES + by_age
    (fault,) = refusal(figures=figures, items=item("allowance > rent"))
    assert (fault.kind, fault.value) == ("member_fact_outside", "age")
    assert build(figures=figures, items=item("sum(member: allowance) > rent"))


@pytest.mark.parametrize(
    "text",
    [
        "any(member: any(member: pupil = true))",
        "count(member: any(member: pupil = true)) > 1",
        "any(member: sum(member: pay) > 3)",
        "any(member: count(member: pupil = true) * 2 > age)",
        "sum(member: sum(member: pay)) > 3",
        "sum(member: count(member: pupil = true)) > 3",
        "sum(member: pay if any(member: pupil = true)) > 3",
        "max(member: pay if sum(member: pay) > 3) > 3",
        "rent + min(member: pay + max(member: age)) > 3",
        "count(member: sum(member: pay) > 3) * 2 > rent",
    ],
)
def test_one_walk_over_the_members_cannot_stand_inside_another(text):
    assert [fault.kind for fault in faults_of(text)] == ["nested_members"]


@pytest.mark.parametrize(
    "text", ["sum(member: pay) + max(member: age) > 3", "rent > min(member: pay)"]
)
def test_walks_over_the_members_may_stand_side_by_side(text):
    assert "X01" in build(items=item(text)).items


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rent > income * ", "too early"),
        ("rent > * income", "column 8"),
        ("rent > income income", "column 15"),
        ("sum(pay) > 3", "column 5"),
        ("sum(member: pay if) > 3", "column 19"),
        ("months_since(lost_job_on + 1) > 3", "column 26"),
        ("rent > (income < 3)", "column 16"),
        ("rent > 12345678901234567890", "more than 15 digits"),
    ],
)
def test_a_rule_that_cannot_be_read_says_where_it_stops_making_sense(text, told):
    found = only(text)
    assert found.kind == "bad_condition"
    assert told in found.value


def test_a_value_is_told_by_its_fact_and_the_place_by_its_field():
    found = only("zone = 港区")
    assert found.place().endswith("X01 eligibility")
    assert found.reason("zh") == "zone 没有 港区 这个值；请写它的代码 harbour"


# -- shared conditions


def test_a_shared_condition_that_is_not_there_is_named_with_the_nearest():
    found = only("meets(por) AND rent > 3")
    assert found.near == "poor"
    assert (found.kind, found.value, found.line) == (
        "unknown_condition",
        "por",
        ITEMS.count("\n") + 4,
    )


def test_a_shared_condition_takes_in_only_those_before_it_so_that_no_circle_can_be():
    circle = (
        "conditions:\n"
        "- {name: first, label: {zh: 一, en: one}, condition: meets(second)}\n"
        "- {name: second, label: {zh: 二, en: two}, condition: meets(first)}\n"
    )
    first = refusal(conditions=circle + CONDITIONS.split("\n", 1)[1])[0]
    assert (first.kind, first.value) == ("unknown_condition", "second")
    assert (first.file, first.line) == ("conditions.yaml", 2)


def test_a_shared_condition_of_members_is_refused_in_a_rule_of_the_household():
    shared = CONDITIONS + (
        "- {name: grown, label: {zh: 成年, en: grown}, per: member, condition: age >= 18}\n"
    )
    (found,) = refusal(conditions=shared, items=item("meets(grown)"))
    assert (found.kind, found.value) == ("member_fact_outside", "age")
    assert build(conditions=shared, items=item("any(member: meets(grown))"))


# -- figures


def figure(lines, by="[zone, size]"):
    """Return the figures with one more, whose lines these are."""
    line = f"{{from: 2020-01-01, {lines}, source: x, confidence: low}}"
    return f"{FIGURES}- name: more\n  by: {by}\n  values:\n  - {line}\n"


@pytest.mark.parametrize(
    ("by", "lines", "gap"),
    [
        ("[size]", "table: {1: 5, 2: 6}", "3"),
        ("[size]", "table: {1: 5, 3: 6}, each_further: 1", "2"),
        ("[size]", "table: {2: 6}, each_further: 1", "1"),
        ("[zone]", "table: {hill: 5}", "harbour"),
        ("[zone, size]", "table: {hill: {1: 5}}, each_further: 1", "harbour, 1"),
        ("[zone, size]", "table: {hill: {1: 5}, harbour: 6}, each_further: 1", "harbour, 1"),
        ("[income]", "table: {1: 5}", "income"),
        ("[size, zone]", "table: {1: {hill: 5, harbour: 5}}", "size"),
    ],
)
def test_a_table_with_a_gap_names_what_it_lacks(by, lines, gap):
    found = refusal(figures=figure(lines, by))
    assert {(f.kind, f.code) for f in found} == {("table_gap", "more")}
    assert found[0].value == gap


@pytest.mark.parametrize(
    ("by", "lines"),
    [
        ("[size]", "table: {1: 5, 2: 6}, each_further: 1"),
        ("[size]", "table: {1: 5}, otherwise: 2"),
        ("[zone]", "table: {hill: 5}, otherwise: 0"),
        ("[pupil]", "table: {true: 5, false: 2}"),
        ("[age]", "table: {0: 5, 18: 2}, bands: true"),
        ("[income]", "table: {0: 5, 1000: 2}, bands: true"),
    ],
)
def test_a_table_with_a_value_for_every_answer_is_sound(by, lines):
    assert "more" in build(figures=figure(lines, by)).figures


def test_a_table_without_by_and_by_without_a_table_are_refused():
    plain = figure("table: {hill: 5}", "[zone]").replace("more\n  by: [zone]\n", "more\n")
    for figures in (plain, figure("value: 5")):
        assert [(f.kind, f.code) for f in refusal(figures=figures)] == [("no_table", "more")]


@pytest.mark.parametrize(
    ("by", "lines", "kind", "value", "near"),
    [
        ("[zon]", "table: {hill: 5}", "unknown_fact", "zon", "zone"),
        ("[zone]", "table: {hil: 5}, otherwise: 1", "unknown_value", "hil", "hill"),
        ("[size]", "table: {one: 5}, otherwise: 1", "wrong_value", "one", None),
        ("[zone]", "table: {hill: 5}, otherwise: 1, bands: true", "not_a_number", "zone", None),
    ],
)
def test_the_keys_of_a_table_are_words_of_the_vocabulary(by, lines, kind, value, near):
    (found,) = refusal(figures=figure(lines, by))
    assert (found.kind, found.value, found.near) == (kind, value, near)


def test_a_table_by_town_names_only_towns_that_are_there():
    towns = "- {code: Z01, name: 上港, full_name: 上港镇, aliases: [], neighbours: []}\n"
    words = VOCABULARY + "- {name: town, level: household, type: town}\n"
    good = figure("table: {上港: 5}, otherwise: 1", "[town]")
    assert build(towns=towns, vocabulary=words, figures=good)
    bad = good.replace("上港:", "上巷:")
    (found,) = refusal(towns=towns, vocabulary=words, figures=bad)
    assert (found.kind, found.value, found.near) == ("unknown_town", "上巷", "上港")
    assert (found.file, found.code, found.field) == ("figures.yaml", "more", "values")


# -- formulas


def fact(formula, level="household", kind="number"):
    """Return the vocabulary with one fact more, computed by the formula."""
    row = f"- {{name: more, level: {level}, type: {kind}, formula: {formula!r}}}\n"
    return VOCABULARY + row


@pytest.mark.parametrize(
    ("formula", "level", "kind", "fault", "value"),
    [
        ("incme * 2", "household", "number", "unknown_fact", "incme"),
        ("income / rent", "household", "number", "may_be_zero", "rent"),
        ("pay * 2", "household", "number", "member_fact_outside", "pay"),
        ("zone * 2", "household", "number", "not_a_number", "zone"),
        ("income * 2", "household", "bool", "not_a_number", "more"),
        ("sum(member: pay)", "household", "number", "formula_folds", ""),
        ("1 + count(member: pupil = true)", "household", "number", "formula_folds", ""),
        ("savings * 2", "both", "number", "formula_of_both", "more"),
        ("net * 2", "household", "number", "formula_of_formula", "net"),
        ("housing_share * income", "household", "number", "unknown_fact", "housing_share"),
        ("income * ", "household", "number", "bad_condition", "it ends too early: …income * "),
    ],
)
def test_a_formula_that_cannot_be_worked_out_is_refused(formula, level, kind, fault, value):
    (found,) = refusal(vocabulary=fact(formula, level, kind))
    assert (found.kind, found.value) == (fault, value)
    assert (found.file, found.code, found.field) == ("vocabulary.yaml", "more", "formula")


def test_a_formula_may_reckon_with_what_its_person_or_household_tells():
    assert build(vocabulary=fact("(income - rent) / size")).vocabulary.facts["more"].derived_from
    assert build(vocabulary=fact("years_since(birth_date) * 12 + pay", "member"))


# -- words


def test_a_catalogue_of_rules_alone_needs_neither_units_nor_labels_of_ours():
    fact = build().vocabulary.facts["savings"]
    assert (fact.unit, fact.label.zh, fact.label.en) == ("EUR", "savings", "savings")


def test_every_kind_of_fault_met_here_has_words_in_both_languages():
    for kind in ("formula_folds", "formula_of_both", "formula_of_formula", "date_compared"):
        words = MESSAGES[kind]
        assert len({words.zh, words.en, ""}) == 3


def test_a_shared_condition_that_rules_name_must_be_there():
    found = refusal(conditions="conditions: []\n")
    assert [(f.kind, f.value, f.code) for f in found] == [
        ("unknown_condition", "poor_after_rent", "R01")
    ]


@pytest.mark.parametrize("name", ["items.yaml", "no-such-folder"])
def test_only_a_folder_is_a_catalogue(name, tmp_path):
    folder = write(tmp_path)
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(folder / name, TODAY)
    assert [fault.kind for fault in refused.value.faults] == ["missing_folder"]


def test_a_folder_of_rules_alone_is_a_catalogue(tmp_path):
    assert list(load_catalogue(write(tmp_path), TODAY).items) == list(build().items)


def test_a_file_that_is_no_yaml_is_named_with_its_line(tmp_path):
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(write(tmp_path, items="- code: [R01\n"), TODAY)
    assert [(f.kind, f.file, f.line) for f in refused.value.faults] == [
        ("not_yaml", "items.yaml", 2)
    ]
