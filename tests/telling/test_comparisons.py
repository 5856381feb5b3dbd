"""A comparison in words: what is not so said plainly, grades by their weight, bounds once."""

import pytest

from matcher.errors import CatalogueError
from matcher.facts import FactType
from matcher.pipeline.assessor import Assessor
from matcher.rules.evaluate import judge_atom
from matcher.rules.grammar import parse
from matcher.rules.link import bind, link
from matcher.telling.comparisons import atom_sentence
from matcher.telling.conditions import places_apart, short_name
from matcher.telling.known import Teller
from matcher.telling.persons import called as whose
from matcher.wording import Bilingual
from tests import another_city
from tests.support import TODAY, city, family, person
from tests.telling.test_documents import HAN, LANGS

FIGURES = {name: figure.on(TODAY).bound for name, figure in city().figures.items()}
BOOLS = [f for f in city().vocabulary.facts.values() if f.type is FactType.BOOL]


def said(text, household, member=None, lang="zh"):
    """Return one comparison of a household, or of a member, in words."""
    catalogue = city()
    node = bind(link(parse(text), catalogue.vocabulary.facts, catalogue.figures, {}), FIGURES)
    seen = Assessor(catalogue).view(household, TODAY)
    truth = judge_atom(node, seen.scope(member).facts)
    return atom_sentence(node, truth, member, Teller(seen, catalogue, lang))


def graded(text, level, lang="zh"):
    household = family(person(relation="head", disability_level=level))
    return said(text, household, "m1", lang)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", "您家家庭财产超过了限额"),
        ("en", "this household: assets are above the dibao limit"),
    ],
)
def test_what_is_not_so_is_said_plainly(lang, words):
    household = family(property_within_limit=False)
    assert said("property_within_limit = true", household, lang=lang) == words


def test_what_is_so_and_must_not_be_is_told_with_what_would_have_to_be():
    household = family(person(relation="head", disability_certified=True))
    text = "disability_certified = false"
    assert said(text, household, "m1") == "户主持有残疾人证（要求没有残疾人证）"
    assert said(text, household, "m1", "en") == (
        "the head: holds a disability certificate (required: has no disability certificate)"
    )


@pytest.mark.parametrize("lang", LANGS)
def test_every_yes_or_no_of_the_vocabulary_has_its_no_in_both_languages(lang):
    assert len(BOOLS) > 50
    for fact in BOOLS:
        assert fact.negative is not None, fact.name
        words = fact.negative.say(lang)
        assert words != fact.label.say(lang)
        assert bool(HAN.search(words)) is (lang == "zh"), fact.name


@pytest.mark.parametrize(
    ("text", "level", "zh", "en"),
    [
        (
            "disability_level <= 3",
            4,
            "户主残疾等级4级，轻于所要求的3级（1级最重）",
            "the head: grade of disability grade 4, milder than the grade 3 required "
            "(grade 1 is the most severe)",
        ),
        (
            "disability_level <= 3",
            2,
            "户主残疾等级2级（要求3级或更重）",
            "the head: grade of disability grade 2 (required: grade 3 or more severe)",
        ),
        (
            "disability_level >= 3",
            1,
            "户主残疾等级1级，重于所要求的3级（1级最重）",
            "the head: grade of disability grade 1, more severe than the grade 3 required "
            "(grade 1 is the most severe)",
        ),
        ("disability_level < 3", 3, "户主残疾等级3级，要求重于3级（1级最重）", None),
        ("disability_level = 3", 2, "户主残疾等级2级，不是3级", None),
    ],
)
def test_a_grade_is_told_by_its_weight_and_not_by_its_number(text, level, zh, en):
    assert graded(text, level) == zh
    if en is not None:
        assert graded(text, level, "en") == en


def test_a_grade_that_is_not_known_says_which_way_is_severe():
    household = family(person(relation="head"))
    assert said("disability_level <= 2", household, "m1") == ("户主残疾等级不清楚（要求2级或更重）")


def test_the_bound_in_a_figures_name_is_not_told_beside_the_same_bound():
    household = family(person(relation="head", age=70))
    words = said("age < tekun_minor_age", household, "m1")
    assert words.startswith("户主年龄70岁，没有低于特困供养未成年人年龄16岁")
    assert "劳动年龄终点60岁" in said("age < working_age_end", household, "m1")
    assert "not below 16 years (the age below which a minor" in said(
        "age < tekun_minor_age", household, "m1", "en"
    )


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("未成年人年龄上限（含）", "未成年人年龄上限"),
        ("劳动年龄终点（不满）", "劳动年龄终点"),
        ("城乡居民养老保险领取年龄（未满方可代缴）", "城乡居民养老保险领取年龄"),
        ("last age of a minor (inclusive)", "last age of a minor"),
        ("end of working age (below it)", "end of working age"),
        ("低保边缘线（低保标准的1.5倍）", "低保边缘线（低保标准的1.5倍）"),
        ("minimum wage (monthly)", "minimum wage (monthly)"),
    ],
)
def test_a_short_name_leaves_out_the_bound_and_nothing_else(label, short):
    assert short_name(label) == short


def test_a_value_that_differs_from_its_line_is_never_told_by_the_same_number():
    household = family(income_per_capita_month=1289.996)
    words = said("income_per_capita_month < dibao_line", household)
    assert words.startswith("您家人均月收入1,289.996元/月，低于最低生活保障标准1,290元/月")


@pytest.mark.parametrize(
    ("one", "other", "places"),
    [
        (1935.0033, 1935, 3),
        (1935.0000004, 1935, 2),
        (1935.000002, 1935, 6),
        (1935.5, 1935, 2),
        (7, 7, 2),
        (0.99999, 1, 3),
    ],
)
def test_numbers_have_as_many_decimals_as_tell_them_apart_and_six_at_most(one, other, places):
    assert places_apart(one, other) == places


def test_a_no_among_the_values_is_not_denied_once_more():
    household = family(person(relation="head", education_stage="primary"))
    text = "education_stage in [none, dropout]"
    assert said(text, household, "m1").endswith("（要求是未就读或辍学）")
    assert said(text, household, "m1", "en").endswith("(required: not in education or dropped out)")


@pytest.mark.parametrize("wrong", ["negative: {zh: 不多, en: little}", "lower_is_graver: true"])
def test_only_a_yes_or_no_has_a_no_and_only_a_whole_number_is_a_grade(wrong):
    text = f"facts:\n- {{name: rent, level: household, type: number, {wrong}}}\n"
    with pytest.raises(CatalogueError):
        another_city.build(vocabulary=text, conditions="conditions: []\n", items="[]\n")


def test_a_catalogues_own_no_is_read_from_its_vocabulary():
    told = another_city.VOCABULARY.replace(
        "label: {zh: 在校学生, en: is a pupil}",
        "label: {zh: 在校学生, en: is a pupil}, negative: {zh: 不在校, en: is no pupil}",
    )
    assert another_city.build(vocabulary=told).vocabulary.facts["pupil"].negative == Bilingual(
        "不在校", "is no pupil"
    )


def test_another_member_has_no_article():
    household = family(person(relation="other"))
    assert whose(household, "m1", city().vocabulary, "en") == "another member"
