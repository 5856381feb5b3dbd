"""A filled-in form becomes a change of the catalogue, or is told what to mend and where."""

import pytest

from api.usecases.authoring import draft
from api.usecases.effects import effect, households_of
from api.usecases.forms import blank_form, edit_form
from api.usecases.opened import open_folder
from api.usecases.sketches import skeleton
from matcher.files import load_catalogue, write_whole
from matcher.reading.edits import entry_text
from matcher.reading.forms import read_form
from matcher.values import Status
from tests.catalogs.small import DAY, ITEMS, small_folder
from tests.support import CATALOGS

FORM = """\
code: A004
list: items.yaml
name: 陪伴
per: member
eligibility: age >= old_age
as_of: 2026-06-01
cases:
- {case: 六十, members: [{age: 60}], expect: eligible}
- {case: 五十九, members: [{age: 59}], expect: ineligible}
- {case: 没问, members: [{}], expect: unknown, missing: [birth_date]}
"""
RULE = "eligibility: age >= old_age"


@pytest.fixture
def opened(tmp_path):
    return open_folder(small_folder(tmp_path / "lists"), DAY)


@pytest.fixture(scope="module")
def city_opened():
    return open_folder(CATALOGS, DAY)


def drafted(opened, text=FORM, editing=None, both_ways=False):
    return draft(opened, read_form(text, "my.yaml", opened.catalogue.words), editing, both_ways)


def told(found):
    return [fault.sentence("en") for fault in found.faults]


def test_a_new_item_is_written_to_its_list_and_its_cases_beside_it(opened):
    found = drafted(opened)
    assert (found.faults, found.gaps) == ((), ())
    assert set(found.files) == {"items.yaml", "cases/A004.yaml"}
    write_whole(opened.folder, found.files)
    written = load_catalogue(opened.folder, DAY).items["A004"]
    assert (written.name.zh, written.eligibility) == ("陪伴", "age >= old_age")
    assert (opened.folder / "items.yaml").read_text(encoding="utf-8").startswith(ITEMS)


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("A004", "A001", "my.yaml:1 A001 code", "is there already (items.yaml:1)"),
        ("A004", "a4", "my.yaml:1 a4 code", "is no code"),
        ("name: 陪伴", "name:", "my.yaml:3 A004 name", "is not filled in"),
        ("list: items.yaml", "list: itms.yaml", "my.yaml:2 A004 list", "did you mean items.yaml?"),
        (RULE, RULE.replace("age >=", "agee >="), "my.yaml:5 A004", "did you mean age?"),
        (RULE, RULE.replace("old_age", "old_aeg"), "my.yaml:5 A004", "did you mean old_age?"),
        (RULE, "eligibility: age >> 3", "my.yaml:5 A004", "column 6: …> 3"),
        ("per: member", "per: household", "my.yaml:5 A004", "must stand inside any(member: …)"),
        ("per: member", "per: membre", "my.yaml:4 A004 per", "did you mean member?"),
        ("name: 陪伴", "nmae: 陪伴\nname: x", "my.yaml:3 A004 nmae", "did you mean name?"),
        ("as_of: 2026-06-01", "as_of: 2026-06-31", "my.yaml:6 A004 as_of", "is not a date"),
        ("per: member", "per: member\nexcludes: [A009]", "my.yaml:5 A004", "has no code A009"),
        ("per: member", "per: member\nexcludes: [A001]", "my.yaml:5", "does not name A004"),
        ("{age: 59}", "{agee: 59}", "my.yaml:9 A004 members[0].agee", "did you mean age?"),
        ("eligible}", "elligible}", "my.yaml:8 A004 expect", "did you mean eligible?"),
        ("expect: ineligible", "expect: eligible", "my.yaml:9 A004", "the rule says ineligible"),
    ],
)
def test_every_mistake_is_told_at_its_line_of_the_form(opened, old, new, place, says):
    found = drafted(opened, FORM.replace(old, new, 1))
    (sentence,) = told(found)
    assert sentence.startswith(place)
    assert says in sentence


def test_the_sixty_of_the_example_is_refused_where_thresholds_have_names(city_opened):
    text = blank_form(city_opened.catalogue, "2026-06-01", "zh")
    found = drafted(city_opened, text.replace("age >= elderly_age", "age >= 60"))
    assert "name it in figures.yaml" in told(found)[0]


def test_an_exclusion_is_written_on_both_sides_or_not_at_all(opened):
    text = FORM.replace("per: member", "per: member\nexcludes: [A001]")
    assert drafted(opened, text).neighbours == ("A001",)
    found = drafted(opened, text, both_ways=True)
    assert found.faults == ()
    assert found.after.items["A001"].excludes == ("A004",)


def test_taking_an_exclusion_back_takes_it_from_the_other_side_too(tmp_path):
    items = ITEMS.replace("name: 补助,", "name: 补助, excludes: [A002],").replace(
        "name: 探访,", "name: 探访, excludes: [A001],"
    )
    opened = open_folder(small_folder(tmp_path / "lists", items=items), DAY)
    text = "code: A001\nname: 补助\nper: household\neligibility: income < poor_line\n"
    found = drafted(opened, text, "A001", both_ways=True)
    assert found.neighbours == ("A002",)
    assert found.after.items["A002"].excludes == ()


def test_an_item_is_changed_in_its_own_lines_and_keeps_its_code(opened):
    text = entry_text(opened.texts["items.yaml"], "items.yaml", "A003")
    found = drafted(opened, text.replace("name: 看护", "name: 夜间看护"), "A003")
    assert found.changed == {"name": ("看护", "夜间看护")}
    assert found.files["items.yaml"] == ITEMS.replace("name: 看护", "name: 夜间看护")
    other = drafted(opened, text.replace("A003", "A005"), "A003")
    assert "a code never changes" in told(other)[0]


def test_a_form_handed_back_as_it_was_handed_out_changes_nothing(city_opened):
    for code in ("G001", "S028", "ZH003"):
        entry, item = city_opened.entries[code], city_opened.catalogue.item(code)
        text = entry_text(city_opened.texts[entry.file], entry.file, code)
        cases = city_opened.case_file(code)
        cases = cases[cases.index("cases:") :]
        form = edit_form(item, text, city_opened.beside(code), cases, "zh")
        found = drafted(city_opened, form, code)
        assert (found.faults, found.files, found.changed) == ((), {}, {})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_form_to_fill_in_can_be_tried_as_it_is(city_opened, lang):
    found = drafted(city_opened, blank_form(city_opened.catalogue, "2026-06-01", lang))
    assert (told(found), found.gaps, len(found.outcomes)) == ([], (), 4)


def test_a_rule_changed_without_its_cases_is_told_by_the_case_that_fails(city_opened):
    entry = city_opened.entries["G002"]
    text = entry_text(city_opened.texts[entry.file], entry.file, "G002")
    found = drafted(
        city_opened, text.replace("<= dibao_margin_line", "< dibao_margin_line"), "G002"
    )
    (fault,) = [f for f in found.faults if f.kind == "case_fails"]
    assert fault.file == "cases/G002.yaml"
    assert "1935" in fault.value


def test_cases_that_lack_are_drawn_with_their_verdict_left_open(opened):
    found = drafted(opened, FORM[: FORM.index("cases:")])
    rows = skeleton(found.gaps, found.after, "zh", [])
    assert "{age: 60}" in rows
    assert "{age: 59}" in rows
    for line in rows.splitlines():
        assert not line.startswith("  expect:") or line.startswith("  expect:   #")
    open_form = read_form(FORM[: FORM.index("cases:")] + "cases:\n" + rows, "my.yaml", {})
    again = draft(opened, open_form, None, both_ways=False)
    assert {fault.kind for fault in again.faults} == {"case_unanswered"}


def test_what_a_change_does_is_counted_on_the_demo_and_training_households(city_opened):
    found = drafted(city_opened, blank_form(city_opened.catalogue, "2026-06-01", "zh"))
    sample = households_of(CATALOGS, found.after, DAY)
    done = effect("S901", city_opened.catalogue, found.after, sample)
    assert done.households == len(sample) > 300
    assert dict(done.before) == {}
    assert done.after[Status.ELIGIBLE] >= len(done.gained()) > 0


def a_file_for_a_folder(folder):
    (folder / "cases").write_text("a file where a folder should be", encoding="utf-8")


def a_folder_for_a_file(folder):
    (folder / "cases" / "A004.yaml").mkdir(parents=True)


@pytest.mark.parametrize("hindrance", [a_file_for_a_folder, a_folder_for_a_file])
def test_a_folder_that_cannot_be_written_whole_is_left_as_it_was(opened, hindrance):
    found = drafted(opened)
    hindrance(opened.folder)
    with pytest.raises(OSError, match="cases"):
        write_whole(opened.folder, found.files)
    assert (opened.folder / "items.yaml").read_text(encoding="utf-8") == ITEMS
    assert sorted(p.name for p in opened.folder.iterdir() if "draft" in p.name) == []


def test_a_file_with_the_line_ends_of_another_system_keeps_them(tmp_path):
    folder = small_folder(tmp_path / "lists")
    (folder / "items.yaml").write_bytes(ITEMS.replace("\n", "\r\n").encode())
    found = drafted(open_folder(folder, DAY))
    write_whole(folder, found.files)
    written = (folder / "items.yaml").read_bytes()
    assert written.count(b"\n") == written.count(b"\r\n") > ITEMS.count("\n")


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("per: member", "per: member\namount: {value:5, unit: 次}", "my.yaml:5", "value: 5"),
        ("per: member", "per: member\namount: {unit: , vlaue: }", "my.yaml:5", "mean value?"),
        ("per: member", "per: member\nelligibility:", "my.yaml:5", "did you mean eligibility?"),
        ("per: member", "per: member\namount: {as_of: 去年}", "my.yaml:5", "no year or date"),
        ("name: 陪伴", f"name: {'长' * 5000}", "my.yaml:3", "at most 80 characters, found 5000"),
        ("name: 陪伴", "name: 探访", "my.yaml:3", "xingfu item edit A002"),
    ],
)
def test_what_would_be_lost_without_a_word_is_a_mistake(opened, old, new, place, says):
    (sentence,) = told(drafted(opened, FORM.replace(old, new, 1)))
    assert sentence.startswith(place)
    assert says in sentence


def test_what_is_left_blank_under_its_own_name_is_no_mistake(opened):
    blank = "per: member\namount: {value: , unit: }\nexcludes:\nenglish: {name: }\ndays:"
    assert drafted(opened, FORM.replace("per: member", blank, 1)).faults == ()


def test_what_is_hardly_meant_so_is_told_and_can_be_written(city_opened):
    text = blank_form(city_opened.catalogue, "2026-06-01", "zh")
    assert drafted(city_opened, text).notices == ()
    lines = [line for line in text.splitlines() if not line.startswith("needs_phrases")]
    text = "\n".join([*lines, "needs_phrases: []"])
    text = text.replace("[身份证]", "[身份证，户口簿, 残疾证（一级，二级）]")
    text = text.replace("[晚间问安]", "[低保]")
    found = drafted(city_opened, text)
    said = [fault.sentence("en") for fault in found.notices]
    assert (found.faults, len(said)) == ((), 3)
    assert "write four to eight phrases" in said[0]
    assert "[身份证, 户口簿]" in said[1]
    assert "is a name of G001" in said[2]


def test_a_copy_of_an_item_under_another_code_is_refused(city_opened):
    item = city_opened.catalogue.items["S001"]
    text = blank_form(city_opened.catalogue, "2026-06-01", "zh")
    found = drafted(city_opened, text.replace("独居老人晚间电话问安", item.name.zh))
    assert [fault.kind for fault in found.faults] == ["same_name"]


def test_a_condition_below_its_key_needs_no_quotes_and_may_go_over_lines(opened):
    rule = "any(member: age >= old_age\n    AND alone = true)"
    text = FORM.replace(RULE, f"eligibility: |\n  {rule}").replace("per: member", "per: household")
    form = read_form(text, "my.yaml", opened.catalogue.words)
    assert form.item["eligibility"] == "any(member: age >= old_age AND alone = true)"
    asked = blank_form(opened.catalogue, "2026-06-01", "zh")
    pasted = asked.replace("  age >= elderly_age AND", "  any(member: x) AND")
    assert read_form(pasted, "f", {}).item["eligibility"].startswith("any(member: x) AND")
