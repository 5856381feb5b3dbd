"""The catalogue is whole and checked, or refused naming every fault with its place."""

from datetime import date

import pytest

from matcher.errors import CatalogueError, Fault
from matcher.files import load_catalogue
from matcher.reading.catalogue import build_catalogue
from tests.support import CATALOGS, TODAY, catalogue_texts, schema_texts

G001 = "hukou_city = zhongshan AND property_within_limit = true AND (income_per_capita_month <"
C7 = "rule: 'roaming = true OR roaming_returned = true'"
W001_RULE = "eligibility: age >= 7 AND age <= 15 AND (relief_status"
MARGIN = "    value: 1935\n    of: dibao_line\n    times: 1.5\n"


@pytest.fixture(scope="module")
def texts():
    return catalogue_texts()


@pytest.fixture(scope="module")
def schemas():
    return schema_texts()


@pytest.fixture(scope="module")
def few(texts):
    """Return the texts with a few entries of each long list, enough for faults of one entry."""
    heads = {GOVERNMENT: "- code: G002", SOCIAL: "- code: S003", OFFERINGS: "- code: W002"}
    cut = {file: texts[file].split(stop, 1)[0] for file, stop in heads.items()}
    danger = texts["danger.yaml"].split("\n- kind:", 2)
    return {
        **texts,
        **cut,
        "teams.yaml": "\n".join(texts["teams.yaml"].split("\n")[:3]),
        "aliases.yaml": "aliases: {}\n",
        "indications.yaml": "indications: []\n",
        "voiced.yaml": "voiced: []\n",
        "danger.yaml": f"{danger[0]}\n- kind:{danger[1]}\n",
    }


def planted(texts, *faults):
    """Return the texts with each (file, old, new) put in place of its first occurrence."""
    changed = dict(texts)
    for file, old, new in faults:
        assert old in changed[file], (file, old)
        changed[file] = changed[file].replace(old, new, 1)
    return changed


def line_of(texts, file, old):
    return texts[file].split(old, 1)[0].count("\n") + 1


def refusal(texts, schemas, on=TODAY):
    with pytest.raises(CatalogueError) as refused:
        build_catalogue(texts, schemas, on)
    return refused.value.faults


GOVERNMENT, SOCIAL, OFFERINGS = (
    "government_relief.yaml",
    "social_services.yaml",
    "offerings.yaml",
)
READING = {
    "an unknown fact": (
        ("categories.yaml", C7, "rule: 'roamin = true OR roaming_returned = true'"),
        ("unknown_fact", "C7", "rule", "roaming"),
    ),
    "an unknown fact in an item": (
        (GOVERNMENT, G001, G001.replace("property_within", "proprty_within")),
        ("unknown_fact", "G001", "eligibility", "property_within_limit"),
    ),
    "an unknown value": (
        (GOVERNMENT, G001, G001.replace("zhongshan", "zhongshn")),
        ("unknown_value", "G001", "eligibility", "zhongshan"),
    ),
    "an unknown figure": (
        (GOVERNMENT, G001 + " dibao_line", G001 + " dibao_lin"),
        ("unknown_figure", "G001", "eligibility", "dibao_line"),
    ),
    "a bare threshold": (
        (GOVERNMENT, G001 + " dibao_line", G001 + " 1290"),
        ("bare_threshold", "G001", "eligibility", None),
    ),
    "a member fact outside any": (
        (GOVERNMENT, G001, "age >= elderly_age AND " + G001),
        ("member_fact_outside", "G001", "eligibility", None),
    ),
    "an unparsable condition": (
        (OFFERINGS, W001_RULE, W001_RULE.replace(" AND (", " AND AND (")),
        ("bad_condition", "W001", "eligibility", None),
    ),
    "an unknown town in a condition": (
        ("categories.yaml", C7, C7[:-1] + " OR residence_town = 石歧'"),
        ("unknown_town", "C7", "rule", "石岐"),
    ),
    "an unknown key": (
        (GOVERNMENT, "  days: 30\n", "  dayz: 30\n"),
        ("schema", "G001", "dayz", "days"),
    ),
    "a value outside its list": (
        (GOVERNMENT, "layer: basic", "layer: basik"),
        ("schema", "G001", "layer", "basic"),
    ),
    "a duplicate code": (
        (SOCIAL, "- code: S002", "- code: S001"),
        ("duplicate_code", "S001", None, None),
    ),
    "a duplicate town code": (
        ("towns.yaml", "- code: Z02", "- code: Z01"),
        ("duplicate_code", "Z01", None, None),
    ),
    "a date that does not exist": (
        (OFFERINGS, "valid: {from: '2025-03-01'", "valid: {from: '2025-02-30'"),
        ("bad_date", "W001", "valid", None),
    ),
    "a figure's date that does not exist": (
        ("figures.yaml", "  - from: 2025-03-01", "  - from: 2025-02-30"),
        ("bad_date", "minimum_wage", "values", None),
    ),
    "an unknown supplier": (
        ("vocabulary.yaml", "supplied_by: [family, police]", "supplied_by: [family, polise]"),
        ("unknown_code", "hukou_city", "supplied_by", "police"),
    ),
    "a derived fact of unknown parts": (
        ("vocabulary.yaml", "formula: years_since(birth_date)", "formula: years_since(birth_dat)"),
        ("unknown_fact", "age", "formula", "birth_date"),
    ),
}


@pytest.mark.parametrize("name", list(READING))
def test_a_fault_in_an_entry_is_told_with_its_place_and_nearest(name, few, schemas):
    (file, old, new), (kind, code, field, near) = READING[name]
    changed = planted(few, (file, old, new))
    fault = next(f for f in refusal(changed, schemas) if f.kind == kind)
    assert (fault.file, fault.code) == (file, code)
    assert (fault.field, fault.near) == (field, near)
    if kind == "duplicate_code":
        assert fault.line == line_of(few, file, old)
    elif field not in ("valid", "values", "supplied_by", "derived_from"):
        assert fault.line == line_of(changed, file, new.lstrip())


def test_a_broken_entry_leaves_no_second_fault_about_its_everyday_names(texts, schemas):
    changed = planted(texts, READING["an unknown key"][0])
    assert [fault.file for fault in refusal(changed, schemas)] == [GOVERNMENT]


REFERENCES = {
    "an unknown code in excludes": (
        (GOVERNMENT, "excludes: [G002, G004, G007]", "excludes: [G002, G004, G007, G099]"),
        ("unknown_code", "G001", "excludes", "G009"),
    ),
    "an unknown code in requires": (
        (GOVERNMENT, "requires: [G015]", "requires: [G099]"),
        ("unknown_code", "G017", "requires", "G009"),
    ),
    "an unknown item of an offering": (
        (OFFERINGS, "item: S157", "item: S199"),
        ("unknown_code", "W001", "item", "S019"),
    ),
    "an unknown related item": (
        (OFFERINGS, "related: [S157]", "related: [S199]"),
        ("unknown_code", "W001", "related", "S019"),
    ),
    "an unknown service of a team": (
        ("teams.yaml", "services: [S115, S137, S153]", "services: [S199, S137, S153]"),
        ("unknown_code", "T001", "services", "S019"),
    ),
    "an unknown town of a team": (
        ("teams.yaml", "town: 石岐", "town: 石岐岐"),
        ("unknown_town", "T001", "town", "石岐"),
    ),
    "an unknown town of an offering": (
        (OFFERINGS, "towns: [小榄, 古镇, 横栏]", "towns: [小榄榄, 古镇, 横栏]"),
        ("unknown_town", "W001", "towns", "小榄"),
    ),
    "an unknown neighbour": (
        (
            "towns.yaml",
            "neighbours: [东区, 西区, 南区, 港口]",
            "neighbours: [东区, 西区, 南区, 港口口]",
        ),
        ("unknown_town", "Z01", "neighbours", "港口"),
    ),
    "an unsorted figure": (
        ("figures.yaml", "  - from: 2025-03-01", "  - from: 0001-01-01"),
        ("figures_unsorted", "minimum_wage", "values", None),
    ),
    "a wrong multiple": (
        ("figures.yaml", MARGIN, MARGIN.replace("1935", "1936")),
        ("wrong_multiple", "dibao_margin_line", "values", None),
    ),
    "a status that holds an unknown code": (
        ("vocabulary.yaml", "tekun: G004", "tekun: G0044"),
        ("unknown_code", None, "holdings.relief_status.tekun", "G004"),
    ),
}


@pytest.fixture(scope="module")
def astray(texts, schemas):
    """Return every fault of a catalogue with all of these planted at once."""
    return refusal(planted(texts, *(plant for plant, _ in REFERENCES.values())), schemas)


@pytest.mark.parametrize("name", list(REFERENCES))
def test_a_reference_to_nothing_is_told_with_its_place_and_nearest(name, astray):
    (file, _, _), (kind, code, field, near) = REFERENCES[name]
    found = [(f.kind, f.file, f.code, f.field, f.near) for f in astray]
    assert (kind, file, code, field, near) in found
    assert all(f.line for f in astray if f.code)


def test_all_references_to_nothing_are_reported_at_once_and_nothing_else(astray):
    expected = sorted(kind for _, (kind, *_) in REFERENCES.values())
    found = sorted(f.kind for f in astray if f.kind != "asymmetric")
    assert found == expected


def test_a_multiple_of_an_unknown_figure_is_told_with_the_nearest(texts, schemas):
    changed = planted(texts, ("figures.yaml", MARGIN, MARGIN.replace("dibao_line", "dibao_lin")))
    (fault,) = refusal(changed, schemas)
    assert (fault.kind, fault.code, fault.near) == (
        "unknown_figure",
        "dibao_margin_line",
        "dibao_line",
    )


def test_an_exclusion_must_be_named_both_ways(texts, schemas):
    old, new = "excludes: [G002, G004, G007]", "excludes: [G002, G004]"
    changed = planted(texts, (GOVERNMENT, old, new))
    (fault,) = refusal(changed, schemas)
    assert (fault.kind, fault.code, fault.value, fault.expected) == (
        "asymmetric",
        "G007",
        "G001",
        "G007",
    )
    assert "G001 does not name G007 in return" in fault.sentence("en")


def test_neighbouring_towns_must_name_each_other(texts, schemas):
    old, new = "neighbours: [东区, 西区, 南区, 港口]", "neighbours: [东区, 西区, 南区]"
    (fault,) = refusal(planted(texts, ("towns.yaml", old, new)), schemas)
    assert (fault.kind, fault.file, fault.field) == ("asymmetric", "towns.yaml", "neighbours")
    assert (fault.value, fault.expected) == ("石岐", "港口")


def test_prerequisites_must_not_go_in_a_circle(texts, schemas):
    chained = planted(
        texts,
        (GOVERNMENT, "  requires: [G004]\n", "  requires: [G017]\n"),
        (GOVERNMENT, "  requires: [G015]\n", "  requires: [G005]\n"),
    )
    (fault,) = refusal(chained, schemas)
    assert (fault.kind, fault.code, fault.value) == ("requires_cycle", "G005", "G005 → G017")


def test_a_figure_without_a_value_on_the_day_is_told_with_the_day(texts, schemas):
    day = date(1899, 12, 31)
    later = texts["figures.yaml"].replace("from: 0001-01-01", "from: 1900-01-01")
    found = refusal({**texts, "figures.yaml": later}, schemas, day)
    assert {fault.kind for fault in found} == {"no_figure_on"}
    assert {fault.expected for fault in found} == {"1899-12-31"}
    assert "dibao_line" in {fault.code for fault in found}


def test_a_multiple_is_held_against_the_line_in_force_not_a_later_one(texts, schemas):
    later = (
        "  - from: 2027-01-01\n    value: 2064\n    of: dibao_line\n    times: 1.6\n"
        "    source: s\n    confidence: high\n"
    )
    head, tail = texts["figures.yaml"].split(MARGIN, 1)
    rest, following = tail.split("- name:", 1)
    changed = {**texts, "figures.yaml": f"{head}{MARGIN}{rest}{later}- name:{following}"}
    assert len(build_catalogue(changed, schemas, TODAY).items) == 236


@pytest.mark.parametrize("file", ["danger.yaml", "voiced.yaml"])
def test_a_pattern_that_is_no_pattern_is_refused_at_load(file, texts, schemas):
    key = "signs" if file == "danger.yaml" else "words"
    start, old = texts[file].split(f"  {key}:", 1)
    end = old.index("\n  not_signs:" if key == "signs" else "\n- fact:")
    broken = f"{start}  {key}: ['(']{old[end:]}"
    assert refusal({**texts, file: broken}, schemas)[0].file == file


@pytest.mark.parametrize("file", ["towns.yaml", "voiced.yaml", "english.yaml"])
def test_a_missing_file_is_named(file, few, schemas):
    rest = {name: text for name, text in few.items() if name != file}
    assert Fault("missing_file", file=file) in refusal(rest, schemas)


def test_a_folder_that_promises_to_be_complete_is_told_each_file_it_lacks(tmp_path):
    (tmp_path / "vocabulary.yaml").write_text("facts: []\n", encoding="utf-8")
    manifest = (CATALOGS / "catalogue.yaml").read_text(encoding="utf-8")
    (tmp_path / "catalogue.yaml").write_text(manifest, encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(tmp_path, TODAY)
    found = [fault.file for fault in refused.value.faults]
    assert {"teams.yaml", "words.yaml", "government_relief.yaml"} <= set(found)
    assert len(found) == len(set(found))


def test_a_folder_without_a_vocabulary_is_no_catalogue(tmp_path):
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(tmp_path, TODAY)
    assert refused.value.faults == (Fault("missing_file", file="vocabulary.yaml"),)


def test_a_file_that_is_no_yaml_is_named_with_its_line(few, schemas):
    found = refusal({**few, "teams.yaml": "- code: [T001\n- b\n"}, schemas)
    assert [(f.kind, f.file, f.line) for f in found] == [("not_yaml", "teams.yaml", 3)]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("aliases.yaml", "aliases:\n"),
        ("english.yaml", "items:\n"),
        ("words.yaml", "unit:\n"),
        ("words.yaml", "unit: {CNY: yuan}\n"),
    ],
)
def test_an_empty_or_misshapen_table_is_a_fault_and_no_crash(file, text, few, schemas):
    assert file in {fault.file for fault in refusal({**few, file: text}, schemas)}


def test_faults_of_several_entries_are_all_reported_at_once(few, schemas):
    names = ("an unknown fact", "an unknown figure", "a duplicate code", "an unknown key")
    changed = planted(few, *(READING[name][0] for name in names))
    found = {(fault.kind, fault.file) for fault in refusal(changed, schemas)}
    assert found >= {(READING[name][1][0], READING[name][0][0]) for name in names[:1] + names[2:]}


def test_the_catalogue_of_the_city_is_complete(catalogue):
    sizes = [len(x) for x in (catalogue.items, catalogue.offerings, catalogue.teams)]
    assert sizes == [236, 114, 284]
    assert (len(catalogue.towns), list(catalogue.categories)) == (
        23,
        [f"C{n}" for n in range(1, 8)],
    )
    lists = [item.list for item in catalogue.items.values()]
    assert (lists.count("government"), lists.count("social")) == (78, 158)


def test_every_alias_of_a_town_leads_to_one_town(catalogue):
    for town in catalogue.towns.values():
        assert {catalogue.town_names[alias] for alias in town.aliases} == {town.name}
