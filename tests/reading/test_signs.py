"""Signs and what calls for an item are read, or refused naming every fault and what was meant."""

import pytest

from matcher.errors import CatalogueError
from matcher.rules.tree import Compare
from tests.catalogs.small import ITEMS, small

SIGNS = """\
signs:
- sign: no_food
  label: {zh: 没饭吃, en: no food}
  words: [断炊, '米缸.{0,2}空']
  unless: [不愁断炊]
- sign: lonely
  label: {zh: 没人陪, en: lonely}
  words: [没人(陪|说话)]
"""
INDICATIONS = """\
indications:
- code: A001
  must: [no_food]
  good: [lonely]
  facts_must: income < 700
- code: A002
  facts_good: age >= 80
"""


def faults(**texts):
    with pytest.raises(CatalogueError) as refused:
        small(**{"signs": SIGNS, "indications": INDICATIONS, **texts})
    return [(f.kind, f.code, f.field, f.value, f.near) for f in refused.value.faults]


def called(entry):
    return f"{INDICATIONS}{entry}\n"


def test_a_sign_is_read_with_its_words_in_both_languages_and_its_excuses():
    food, lonely = small(signs=SIGNS).signs
    assert (food.name, food.label.zh, food.label.en) == ("no_food", "没饭吃", "no food")
    assert (food.words, food.unless) == (("断炊", "米缸.{0,2}空"), ("不愁断炊",))
    assert lonely.unless == ()


def test_an_indication_is_read_with_its_signs_and_its_conditions():
    found = small(signs=SIGNS, indications=INDICATIONS).indications
    assert list(found) == ["A001", "A002"]
    assert (found["A001"].must, found["A001"].good) == (("no_food",), ("lonely",))
    assert isinstance(found["A001"].facts_must, Compare)
    assert found["A001"].facts_good is None
    assert (found["A002"].must, found["A002"].good, found["A002"].facts_must) == ((), (), None)


def test_a_catalogue_without_the_files_has_no_signs_and_nothing_that_calls():
    assert (small().signs, dict(small().indications)) == ((), {})
    assert small(signs=SIGNS).indications == {}


def test_facts_alone_may_call_for_items_in_a_catalogue_without_signs():
    alone = "indications:\n- {code: A001, facts_must: income < 700}\n"
    assert list(small(indications=alone).indications) == ["A001"]


def test_an_unknown_code_is_refused_naming_the_nearest():
    found = faults(indications=called("- {code: A0003, must: [lonely]}"))
    assert found == [("unknown_code", "A0003", "code", "A0003", "A003")]


@pytest.mark.parametrize("key", ["must", "good"])
def test_an_unknown_sign_is_refused_naming_the_nearest(key):
    found = faults(indications=called(f"- {{code: A003, {key}: [lonley]}}"))
    assert found == [("unknown_code", "A003", key, "lonley", "lonely")]


def test_each_unknown_sign_of_an_entry_is_named():
    found = faults(indications=called("- {code: A003, must: [lonley], good: [no_fod]}"))
    assert [fault[3:] for fault in found] == [("lonley", "lonely"), ("no_fod", "no_food")]


def test_a_broken_sign_or_item_leaves_no_second_fault_at_what_names_it():
    broken = SIGNS.replace("{zh: 没人陪, en: lonely}", "{zh: 没人陪}")
    assert len(faults(signs=broken)) == 1
    assert len(faults(items=ITEMS.replace("name: 补助,", ""))) == 1


def test_a_sign_that_stands_twice_is_refused():
    again = "- {sign: lonely, label: {zh: 孤单, en: alone}, words: [孤单]}\n"
    (found,) = faults(signs=SIGNS + again)
    assert (found[0], found[3]) == ("duplicate_code", "lonely")


def test_an_item_that_is_indicated_twice_is_refused():
    (found,) = faults(indications=called("- {code: A001, must: [lonely]}"))
    assert (found[0], found[3]) == ("duplicate_code", "A001")


@pytest.mark.parametrize("key", ["words", "unless"])
def test_a_pattern_that_is_none_is_refused(key):
    words = "words: [孤单], unless: ['(不']" if key == "unless" else "words: ['(不']"
    broken = f"- {{sign: alone, label: {{zh: 孤单, en: alone}}, {words}}}\n"
    (found,) = faults(signs=SIGNS + broken)
    assert (found[0], found[2]) == ("bad_pattern", key)


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ("{sign: Alone, label: {zh: 孤单, en: alone}, words: [孤单]}", "sign"),
        ("{sign: alone, label: {zh: 孤单}, words: [孤单]}", "label"),
        ("{sign: alone, label: {zh: 孤单, en: alone}, words: []}", "words"),
        ("{sign: alone, label: {zh: 孤单, en: alone}}", "words"),
    ],
)
def test_a_sign_without_a_plain_name_both_languages_or_words_is_refused(broken, field):
    (found,) = faults(signs=f"{SIGNS}- {broken}\n")
    assert field in f"{found[2]} {found[3]}"


@pytest.mark.parametrize("key", ["facts_must", "facts_good"])
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("incom < 700", "unknown_fact"),
        ("status = poorr", "unknown_value"),
        ("income < poor_lin", "unknown_figure"),
        ("income <", "bad_condition"),
        ("age >= 80", "member_fact_outside"),
    ],
)
def test_a_condition_that_cannot_be_read_is_refused_at_its_key(key, text, kind):
    (found,) = faults(indications=called(f"- {{code: A003, {key}: '{text}'}}"))
    assert found[:3] == (kind, "A003", key)


def test_a_bare_number_may_stand_where_it_only_orders_a_plan_and_not_in_a_rule():
    strict = "name: {zh: 小, en: small}\nversion: '1'\nbare_numbers: refused\n"
    rules = {"catalogue": strict, "items": ITEMS.replace("age >= 80", "age >= old_age")}
    assert small(signs=SIGNS, indications=INDICATIONS, **rules).indications
    broken = {**rules, "items": rules["items"].replace("poor_line", "700")}
    (found,) = faults(**broken)
    assert found[:3] == ("bare_threshold", "A001", "eligibility")


def test_a_fault_tells_the_line_it_stands_in():
    text = called("- {code: A003, must: [lonley]}")
    with pytest.raises(CatalogueError) as refused:
        small(signs=SIGNS, indications=text)
    (fault,) = refused.value.faults
    assert (fault.file, fault.line) == ("indications.yaml", text.count("\n"))


def test_a_sign_names_what_its_words_tell_at_another_time_of_life():
    lonely = SIGNS.replace(
        "  words: [没人", "  of: adult\n  instead: {child: no_food}\n  words: [没人"
    )
    found = small(signs=lonely).signs[1]
    assert (found.of, dict(found.instead)) == ("adult", {"child": "no_food"})


def test_an_unknown_sign_that_another_is_instead_is_refused_naming_the_nearest():
    wrong = SIGNS.replace("  words: [没人", "  instead: {child: no_fod}\n  words: [没人")
    assert faults(signs=wrong) == [("unknown_code", None, "instead", "no_fod", "no_food")]
