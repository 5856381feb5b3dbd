"""A near miss in words: who does what first, and what holds after it."""

import pytest

from matcher.pipeline.assessor import Assessor
from matcher.telling.known import Teller
from matcher.telling.nearness import advice_of, near_data
from tests.support import TODAY, city, family, person
from tests.telling.test_documents import HAN

AT_WORK = {"hukou_city": "zhongshan", "relief_status": "none"}


def missed(household, code, member=None, lang="zh"):
    assessor = Assessor(city())
    verdicts = assessor.verdicts_of(code, household, TODAY)
    near = assessor.near_misses(verdicts, household, TODAY)
    return near.get(member, ()), Teller(assessor.view(household, TODAY), city(), lang)


def advice(household, code, member=None, lang="zh", held=()):
    near, teller = missed(household, code, member, lang)
    return [advice_of(miss, held, teller) for miss in near]


def test_a_family_hears_who_does_what_and_that_it_then_qualifies():
    deaf = person(relation="head", disability_type="hearing", disability_certified=False)
    assert advice(family(deaf, **AT_WORK), "S071", "m1") == [
        "户主：到镇街残联申请残疾评定，办残疾人证。办成后就符合条件。"
    ]


def test_what_is_then_still_to_be_checked_is_named():
    deaf = person(relation="head", disability_certified=False, self_care="disabled")
    (told,) = advice(family(deaf, hukou_city="zhongshan"), "G058", "m1")
    assert told.endswith("办成后就不再被排除，还要核实：户主是否「需要辅助器具」。")


def test_what_the_whole_family_does_names_nobody():
    household = family(hukou_city="other_province", residence_permit=False, sudden_event="fire")
    assert advice(household, "G009") == [
        "到居住地派出所或镇街流动人口服务窗口办理居住证。办成后就符合条件。"
    ]


def test_several_steps_are_told_in_one_advice():
    out_of_work = person(
        relation="head", birth_date="1980-01-01", employment="unemployed",
        employment_hardship_certified=False,
    )  # fmt: skip
    (told,) = advice(family(out_of_work, hukou_city="zhongshan"), "G048", "m1")
    assert "失业登记；户主：" in told
    assert "就业困难人员认定" in told


def test_what_is_not_sure_to_be_had_says_so():
    household = family(person(relation="head"), relief_status="none", hukou_city="zhongshan")
    told = advice(household, "S116")
    assert told[0].startswith("先向镇街公共服务办申请最低生活保障。办成后就符合条件。")
    assert told[0].endswith("能不能办成还要先核实。")


def test_a_prerequisite_that_is_not_held_is_told_and_one_that_is_held_is_not():
    old = person(relation="head", birth_date="1940-01-01", self_care="disabled")
    household = family(
        old, hukou_city="zhongshan", relief_status="none", income_per_capita_month=900,
        property_within_limit=True,
    )  # fmt: skip
    assert "另须先办理：老年人能力综合评估" in advice(household, "G063", "m1")[0]
    assert "另须先办理" not in advice(household, "G063", "m1", held=("G066",))[0]


def test_an_item_that_is_gone_through_is_no_prerequisite_besides():
    old = person(
        relation="head",
        birth_date="1940-01-01",
        self_care="partly_disabled",
        cognitive_impairment=True,
    )
    household = family(old, hukou_city="zhongshan", relief_status="dibao")
    near, teller = missed(household, "G063", "m1")
    data = near_data(near[0], (), teller)
    assert [remedy["through"] for remedy in data["remedies"]] == ["G066"]
    assert data["requires"] == []


def test_the_data_of_a_near_miss_says_from_what_to_what_in_values_and_in_words():
    deaf = person(relation="head", disability_type="hearing", disability_certified=False)
    near, teller = missed(family(deaf, **AT_WORK), "S071", "m1")
    data = near_data(near[0], (), teller)
    (remedy,) = data["remedies"]
    assert (remedy["from"], remedy["to"]) == (False, True)
    assert (remedy["from_said"], remedy["to_said"]) == ("没有残疾人证", "持有残疾人证")
    assert (data["becomes"], data["sure"]) == ("eligible", True)


@pytest.mark.parametrize("code", ["G009", "S071", "S116", "G063"])
def test_advice_in_english_has_no_chinese(code):
    people = person(relation="head", disability_type="hearing", disability_certified=False)
    household = family(people, relief_status="none", hukou_city="other_province",
                       residence_permit=False, sudden_event="fire")  # fmt: skip
    for member in (None, "m1"):
        for text in advice(household, code, member, "en"):
            assert not HAN.search(text)
            assert text[0].isupper() or text.startswith("the ")
