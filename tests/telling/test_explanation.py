"""Why a verdict is as it is: a true tree, a sentence for the family, lines for the worker."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from matcher.facts import FactType, Level
from matcher.needs import Held
from matcher.pipeline.assessor import Assessor
from matcher.reading.households import read_households
from matcher.rules.evaluate import explain
from matcher.rules.truth import Truth
from matcher.telling.explaining import explanation_data
from matcher.telling.explanation import explained, tree_data
from matcher.telling.known import Teller
from matcher.telling.sentences import MARKS, for_family, for_worker
from matcher.values import Status
from matcher.wording import Bilingual
from tests import another_city
from tests.rules.trees import conditions, partial_households
from tests.support import TODAY, city, fact, family, person, view, vocabulary
from tests.telling.test_documents import CODE, FACT, HAN, LANGS, QUOTED

LINE = city().figures["dibao_line"].on(TODAY).value
POOR = {"hukou_city": "zhongshan", "property_within_limit": True}


def told(household, code, member=None, lang="zh", catalogue=None, on=TODAY):
    """Return the verdict, the tree and the teller of one code for a beneficiary."""
    assessor = Assessor(catalogue or city())
    verdicts = assessor.verdicts_of(code, household, on)
    verdict = next(v for v in verdicts if v.member == member)
    teller = Teller(assessor.view(household, on), assessor.catalogue, lang)
    return verdict, explained(verdict.judged, teller), teller


def sentence(household, code, member=None, **rest):
    return for_family(*told(household, code, member, **rest))


def lines(household, code, member=None, **rest):
    _, tree, teller = told(household, code, member, **rest)
    return for_worker(tree, teller)


def test_the_family_hears_its_own_value_and_the_line_it_is_held_against():
    household = family(income_per_capita_month=1250, **POOR)
    assert sentence(household, "G001") == (
        "符合：您家户籍所在地：中山户籍；您家家庭财产未超限额；"
        f"您家人均月收入1,250元/月，低于最低生活保障标准{LINE:,g}元/月。"
    )


def test_the_family_hears_everything_that_alone_rules_an_item_out():
    household = family(person(age=52), relief_status="none", hukou_city="zhongshan")
    assert sentence(household, "G063", "m1") == (
        "不符合：第1位家人年龄52岁，没有达到老年人年龄60岁；您家救助身份：无救助身份，不是低保或低保边缘。"
    )


def test_ways_in_that_are_all_closed_are_told_together():
    household = family(person(illness="none"), relief_status="none", sudden_event="none")
    told_to_them = sentence(household, "S156")
    assert told_to_them.startswith(
        "不符合：符合一条即可，但都不符合：您家救助身份：无救助身份（要求有救助身份）；"
    )


def test_the_family_hears_what_has_to_be_known_first_and_how_much_of_it():
    household = family(hukou_city="zhongshan")
    assert sentence(household, "G002") == (
        "还不能定：要先知道您家的「人均月收入」、您家是否「家庭财产未超限额」。"
    )
    many = family(person("m1"), person("m2"), hukou_city="zhongshan")
    assert re.search("等[0-9]+条。$", sentence(many, "G001"))


def test_of_several_ways_in_that_are_open_the_family_hears_the_plainest():
    household = family(person(age=70, lives_alone=True, self_care="disabled"))
    assert sentence(household, "S127", "m1") == "符合：第1位家人自理能力：失能。"


@pytest.mark.parametrize(
    ("has_device", "said"),
    [
        (False, "✓ 第1位家人没有可用的学习设备"),
        (True, "✗ 第1位家人有可用的学习设备（要求没有可用的学习设备）"),
        (None, "？ 第1位家人是否「有可用的学习设备」不清楚"),
    ],
)
def test_a_condition_that_something_is_not_so_is_told_as_it_is(has_device, said):
    known = {} if has_device is None else {"has_learning_device": has_device}
    assert said in [line.strip() for line in lines(family(person(**known)), "S096", "m1")]


def test_what_is_held_is_said_to_be_held_and_its_conditions_are_told_all_the_same():
    household = family(person(age=90), hukou_city="zhongshan", receiving=(Held("G061", "m1"),))
    assert sentence(household, "G061", "m1") == "已经在享受，不用再申请。"
    assert lines(household, "G061", "m1")[0].startswith(MARKS[Truth.TRUE])


def test_no_one_of_the_family_is_said_to_be_no_one():
    household = family(person(illness="none", self_care="able"), relief_status="none")
    assert "家里没有人符合「疾病类型为大病」" in sentence(household, "S003")


def test_a_line_of_the_worker_has_the_figure_its_first_day_and_its_source():
    found = lines(another(0), "R01", catalogue=another_city.build(), on=date(2026, 5, 1))
    line = next(line for line in found if "living_line" in line)
    assert "2026年起" in line
    assert "自2026-01-01起，出处：decree 3" in line
    assert "1,850" in line


def test_the_day_of_the_decision_chooses_the_figure_that_is_told():
    found = lines(another(0), "R01", catalogue=another_city.build(), on=date(2025, 5, 1))
    line = next(line for line in found if "living_line" in line)
    assert "1,700" in line
    assert "自2020-01-01起，出处：decree 12" in line


def test_a_figure_whose_first_day_is_not_on_record_says_so():
    found = lines(family(income_per_capita_month=1250, **POOR), "G001")
    assert any("开始日期未录入，出处：中山市民政局提标消息" in line for line in found)


def another(number):
    rows = [(1, json.dumps(another_city.HOUSEHOLDS[number]))]
    return read_households(rows, another_city.build(), None, TODAY)[0]


def test_a_reckoning_shows_what_both_sides_come_to_and_what_went_in():
    catalogue = another_city.build()
    _, tree, teller = told(another(0), "R02", catalogue=catalogue, on=date(2026, 5, 1))
    pay = tree.parts[0]
    assert [side.value for side in pay.sides] == [800, 2400]
    assert {(f.member, f.fact) for f in pay.facts} >= {("m1", "pay"), ("m2", "age")}
    assert "各人「pay」合计（只算年龄达到18岁的人）＝800EUR/month，低于minimum_wage" in pay.said
    line = for_worker(pay, teller)[0]
    assert "第1位家人pay800" in line
    assert "出处：decree 40" in line
    assert tree_data(pay)["sides"][1]["value"] == 2400


def test_a_reckoning_with_nobody_or_with_an_unknown_fact_has_no_number():
    catalogue = another_city.build()
    _, nobody, _ = told(another(2), "R02", catalogue=catalogue)
    assert nobody.parts[1].said == "家里没有人可以计入「年龄」"
    assert tree_data(nobody.parts[1])["sides"][0]["value"] is None
    _, unknown, _ = told(another(2), "R01", catalogue=catalogue)
    assert unknown.parts[0].truth is Truth.UNKNOWN
    assert "不清楚" in unknown.parts[0].said


def test_a_shared_condition_stands_by_its_name_with_its_parts_below():
    _, tree, _ = told(another(0), "R01", catalogue=another_city.build())
    shared = tree.parts[1]
    assert (shared.kind, shared.text) == ("named", "付了房租以后生活困难")
    assert [leaf.kind for leaf in shared.leaves()] == ["reckoning", "reckoning"]


def test_a_fact_that_is_worked_out_says_of_what_or_what_is_lacking():
    household = family(person(birth_date="1950-01-01"), hukou_city="zhongshan")
    age = next(line for line in lines(household, "G063", "m1") if "年龄" in line)
    assert "由出生日期1950-01-01算出" in age
    unknown = next(line for line in lines(family(person()), "G063", "m1") if "年龄" in line)
    assert "还缺出生日期" in unknown


def test_each_member_is_told_in_turn_of_a_condition_over_members():
    household = family(
        person("m1", relation="head", illness="critical"),
        person("m2", relation="spouse", illness="none"),
        person("m3", relation="child"),
        relief_status="none",
    )
    _, tree, _ = told(household, "S003")
    ill = tree.parts[2]
    assert ill.said == "符合的有户主，还不清楚的有子女"
    assert [(p.who, p.truth) for p in ill.parts] == [
        ("户主", Truth.TRUE), ("配偶", Truth.FALSE), ("子女", Truth.UNKNOWN)
    ]  # fmt: skip
    assert ill.parts[1].said == "配偶疾病类型：无疾病，不是大病"


@pytest.mark.parametrize("lang", LANGS)
def test_whose_value_it_is_follows_who_gave_it(lang):
    mine = person("m1", relation="head", hukou_city="other_province", age=90)
    household = family(mine, person("m2", relation="spouse", age=90), hukou_city="zhongshan")
    _, tree, _ = told(household, "G061", "m1", lang)
    assert tree.parts[0].member == "m1"
    _, tree, _ = told(household, "G061", "m2", lang)
    assert tree.parts[0].member is None


WORDS = vocabulary(
    fact("income", FactType.INTEGER),
    fact("state", FactType.CHOICE, values=["none", "ill", "poor"]),
    fact("age", FactType.INTEGER, Level.MEMBER),
    fact("alone", FactType.BOOL, Level.MEMBER),
)


@settings(max_examples=200)
@given(conditions, partial_households())
def test_the_tree_in_words_is_the_judged_tree(tree, given_household):
    own, members = given_household
    household = family(*(person(f"m{n}", **m) for n, m in enumerate(members, 1)), **own)
    labelled = {n: replace(f, label=Bilingual(n, n)) for n, f in WORDS.facts.items()}
    catalogue = replace(city(), vocabulary=replace(WORDS, facts=labelled), derived=())
    seen = view(household, TODAY)
    judged = explain(tree, seen.scope())
    for lang in LANGS:
        teller = Teller(seen, catalogue, lang)
        words = explained(judged, teller)
        assert truths(words) == truths(judged)
        assert all(leaf.said or leaf.text for leaf in words.leaves())
        assert len(for_worker(words, teller)) == len(list(truths(judged)))


def truths(node):
    return [node.truth, *(truth for part in node.parts for truth in truths(part))]


@pytest.fixture(scope="module")
def everything(matcher, lines_of_demo):
    """Return the explanation of every item for some demo households, in both languages."""
    catalogue = matcher.catalogue
    found = {lang: [] for lang in LANGS}
    for household in lines_of_demo:
        seen = matcher.view(household, TODAY)
        for code in catalogue.items:
            verdicts = matcher.verdicts_of(code, household, TODAY)
            near = matcher.near_misses(verdicts, household, TODAY)
            for lang in LANGS:
                teller = Teller(seen, catalogue, lang)
                item = catalogue.items[code]
                found[lang].append(explanation_data(item, verdicts, near, (), teller))
    return found


@pytest.fixture(scope="module")
def lines_of_demo(matcher, lines):
    read = read_households(lines, matcher.catalogue, TODAY, TODAY)
    return [household for household in read if household.members][:6]


def said_in(data):
    for verdict in data["verdicts"]:
        yield from (verdict["family"], *verdict["worker"], *(n["text"] for n in verdict["near"]))
    yield from data["residual"]


@pytest.mark.parametrize("lang", LANGS)
def test_no_sentence_shows_a_reader_a_bare_code_or_the_name_of_a_fact(everything, lang):
    for data in everything[lang]:
        for text in said_in(data):
            assert not CODE.search(QUOTED.sub("", text)), text
            assert not FACT.search(text), text
            assert "{" not in text, text
            assert "None" not in text, text


def test_an_english_explanation_has_chinese_only_in_quotes(everything):
    left = [
        text
        for data in everything["en"]
        for text in said_in(data)
        if HAN.search(re.sub(r"“[^”]*”", "", text))
    ]
    assert left == []


def test_every_ineligible_verdict_says_what_rules_it_out_and_every_eligible_one_why(everything):
    for data in everything["zh"]:
        for verdict in data["verdicts"]:
            start = {"eligible": "符合：", "ineligible": "不符合：", "unknown": "还不能定："}
            if verdict["status"] in start:
                assert verdict["family"].startswith(start[verdict["status"]])
                assert len(verdict["family"]) > len(start[verdict["status"]]) + 2
            assert bool(verdict["missing"]) == (verdict["status"] == "unknown")
            assert not verdict["near"] or verdict["status"] == "ineligible"


def test_the_checklist_of_an_item_stands_in_its_explanation_and_before_the_general_lines():
    item = city().items["G020"]
    assert item.residual
    household = family(person())
    _, _, teller = told(household, "G020", "m1")
    data = explanation_data(item, (), {}, (), teller)
    assert data["residual"][0] == item.residual[0].zh
    assert len(data["residual"]) > len(item.residual)


def test_the_conditions_that_no_rule_can_settle_are_written_at_many_items_in_both_languages():
    told_of = [item for item in city().items.values() if item.residual]
    assert 15 <= len(told_of) <= 60
    for item in told_of:
        for condition in item.residual:
            assert HAN.search(condition.zh)
            assert not HAN.search(condition.en)


def test_a_held_verdict_is_eligible_below(matcher):
    household = family(person(age=90), hukou_city="zhongshan", receiving=(Held("G061", "m1"),))
    verdict, tree, _ = told(household, "G061", "m1")
    assert (verdict.status, tree.truth) == (Status.HELD, Truth.TRUE)
