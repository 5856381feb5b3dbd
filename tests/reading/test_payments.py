"""How an item pays is read, linked and checked: every mistake is told with its place and cure."""

import pytest

from matcher.errors import CatalogueError
from matcher.reading.catalogue import build_catalogue
from matcher.rules.figures import Table
from matcher.rules.text import render_term
from matcher.rules.tree import FigureRef
from tests.support import TODAY, catalogue_texts, city, schema_texts

GOVERNMENT, SOCIAL = "government_relief.yaml", "social_services.yaml"
HEADS = (
    "household_size - count(member: guardian_state in [orphan, de_facto_unattended] AND "
    "(age < adult_age OR education_stage in [senior, vocational, college]))"
)
TOP_UP = f"(dibao_line - income_per_capita_month) * ({HEADS})"
G001 = f"pays: '{TOP_UP}', per: month, line: dibao_line"


@pytest.fixture(scope="module")
def few():
    """Return the texts with a few entries of each long list."""
    texts = catalogue_texts()
    heads = {GOVERNMENT: "- code: G002", SOCIAL: "- code: S002", "offerings.yaml": "- code: W002"}
    cut = {file: texts[file].split(stop, 1)[0] for file, stop in heads.items()}
    return {**texts, **cut, "teams.yaml": "\n".join(texts["teams.yaml"].split("\n")[:3])}


@pytest.fixture(scope="module")
def schemas():
    return schema_texts()


def faults_of(few, schemas, pays):
    assert G001 in few[GOVERNMENT]
    text = few[GOVERNMENT].replace(G001, pays, 1)
    with pytest.raises(CatalogueError) as refused:
        build_catalogue({**few, GOVERNMENT: text}, schemas, TODAY)
    return [f for f in refused.value.faults if f.code == "G001" and f.field == "amount"]


FAULTS = {
    "a misspelt fact": (
        "pays: (dibao_line - incom_per_capita_month) * household_size, per: month",
        ("unknown_fact", "incom_per_capita_month", "income_per_capita_month"),
    ),
    "a misspelt figure": (
        "pays: {from: dibao_lin}, per: month",
        ("unknown_fact", "dibao_lin", "dibao_line"),
    ),
    "a misspelt line": (
        "pays: dibao_line, per: month, line: dibao_lines",
        ("unknown_figure", "dibao_lines", "dibao_line"),
    ),
    "a bare number": (
        "pays: 12 * dibao_line, per: year",
        ("bare_amount", "12", None),
    ),
    "a fact that is no number": (
        "pays: dibao_line * relief_status, per: month",
        ("not_a_number", "relief_status", None),
    ),
    "a fact of one member in an item of the household": (
        "pays: dibao_line * age, per: month",
        ("member_fact_outside", "age", None),
    ),
    "a division by what may be zero": (
        "pays: dibao_line / income_per_capita_month, per: month",
        ("may_be_zero", "income_per_capita_month", None),
    ),
    "a mistake in a condition inside": (
        "pays: 'dibao_line * count(member: illness = criticl)', per: month",
        ("unknown_value", "criticl", "critical"),
    ),
}


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_fault_in_a_formula_is_told_at_its_item_with_the_nearest(name, few, schemas):
    pays, wanted = FAULTS[name]
    (fault,) = faults_of(few, schemas, pays)
    assert (fault.kind, fault.value, fault.near) == wanted
    assert fault.line == few[GOVERNMENT].split("  amount:", 1)[0].count("\n") + 1


@pytest.mark.parametrize(
    "pays",
    [
        "pays: dibao_line",  # how often?
        "per: month",  # what?
        "pays: dibao_line, per: weekly",
        "pays: {form: dibao_line}, per: month",
        "pays: {}, per: month",
        "pays: {about: dibao_line, to: tekun_line}, per: month",
    ],
)
def test_a_formula_has_to_fit_its_schema(pays, few, schemas):
    assert {fault.kind for fault in faults_of(few, schemas, pays)} == {"schema"}


def test_a_formula_that_cannot_be_read_says_where_it_ends(few, schemas):
    (fault,) = faults_of(few, schemas, "pays: (dibao_line - , per: month")
    assert fault.kind == "bad_condition"


def test_a_formula_of_a_member_item_may_name_the_facts_of_the_beneficiary(few, schemas):
    text = few[GOVERNMENT].replace(G001, "pays: dibao_line * age, per: month", 1)
    text = text.replace("per: household", "per: member", 1)
    with pytest.raises(CatalogueError) as refused:
        build_catalogue({**few, GOVERNMENT: text}, schemas, TODAY)
    assert all(fault.field != "amount" for fault in refused.value.faults)


def test_an_exact_sum_has_one_term_at_both_ends_and_a_range_two():
    items = city().items
    exact, range_ = items["G001"].amount.pays, items["G028"].amount.pays
    assert exact.least is exact.most
    assert render_term(exact.least) == TOP_UP
    assert (render_term(range_.least), render_term(range_.most)) == (
        "schooling_aid_day",
        "schooling_aid_boarding",
    )


def test_at_least_and_at_most_leave_the_other_end_open():
    items = city().items
    assert items["G056"].amount.pays.most is None
    assert items["G035"].amount.pays.least is None


def test_a_line_is_a_figure_of_its_own():
    line = city().items["G001"].amount.pays.line
    assert isinstance(line, FigureRef)
    assert line.figure == "dibao_line"


def test_what_an_item_pays_agrees_with_the_figure_it_tells():
    """The sum of the commonest case is the one that stands in the list as its value."""
    agreeing = {
        "G003": "classified_relief_amount",
        "G004": "tekun_line",
        "G006": "orphan_living_allowance",
        "G025": "two_cancers_aid",
        "G050": "graduate_job_search_subsidy",
        "G051": "startup_grant",
        "G059": "wheelchair_fuel_subsidy",
    }
    for code, name in agreeing.items():
        assert city().items[code].amount.value == city().figures[name].on(TODAY).value


def test_every_figure_that_is_paid_has_a_value_for_each_key_its_facts_can_have():
    tables = [f.on(TODAY).table for f in city().figures.values() if f.by]
    assert len(tables) >= 10
    for table in tables:
        assert isinstance(table, Table)
        for name in table.by:
            values = city().vocabulary.facts[name].values or range(0, 131)
            keys = [v for v in values if not isinstance(v, int) or name == "age"]
            assert all(table.at((key,)) is not None for key in keys)
