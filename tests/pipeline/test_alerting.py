"""Alerts of a whole household: each names its need, its words, and what raised it."""

import math
import time
from dataclasses import replace
from datetime import date

import pytest

from matcher.files import load_alarm
from matcher.needs import Household, Member, Need, Urgency
from matcher.normalise import normalise
from matcher.pipeline import alerting
from matcher.pipeline.alerting import alerts_of
from matcher.understanding.weighing import most_points
from tests.support import CATALOGS, city

DAY = date(2026, 5, 20)
ALARM = load_alarm(CATALOGS)


def raised(matcher, text, alarm=ALARM, urgency=Urgency.MEDIUM, **facts):
    member = Member("m1", {"relation": "head", **facts})
    home = Household("H", {}, (member,), (Need("n1", text, "m1", urgency),))
    return alerts_of(matcher.view(home, DAY), matcher.rules(DAY), city(), alarm)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("self_harm", "说不想活了，手腕上有划痕"),
        ("self_harm", "活着没意思，买了农药"),
        ("violence", "老公喝醉酒就打我，身上都是瘀青"),
        ("violence", "被家暴三年了，不敢回家"),
        ("child_protection", "继父摸女儿下身，孩子不敢说"),
        ("medical_emergency", "老人昏迷叫不醒"),
        ("exposure", "今晚没地方住，睡在桥底"),
    ],
)
def test_what_is_said_outright_is_raised_without_urgency_or_facts(matcher, kind, text):
    assert kind in {alert.kind for alert in raised(matcher, text)}


@pytest.mark.parametrize(
    "text",
    [
        "想要一双球鞋",
        "天气热死了，想要一台风扇",
        "没有想死的念头，就想找人聊天",
        "看了一部电影，主角最后跳楼自杀",
        "老公没有打我",
        "家暴史：无",
        "抖音上看到有人割腕直播",
        "昨晚梦见被人拿刀追着砍",
    ],
)
def test_everyday_wishes_negations_and_films_raise_nothing(matcher, text):
    assert raised(matcher, text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "隔壁夜夜喊斩死你，上门一看，原来阿伯在看港产片，耳朵不好开得大声",
        "2009年跟丈夫吵架喝过敌敌畏，之后再没有过，现在天天去跳广场舞，想学书法",
        "数学只考了四十分，说想死的心都有了，当天照样打球，想找人补习",
        "他打我是九几年的事，早离了，人也埋了，只想把房产证的名字改过来",
        "社区放反家暴宣传片，想报名做义工",
    ],
)
def test_films_the_long_past_and_manners_of_speaking_are_never_told_as_said_outright(matcher, text):
    assert [alert for alert in raised(matcher, text) if alert.by == "words"] == []


def test_words_put_in_doubt_by_their_text_alert_as_likeness_where_they_alert_at_all(matcher):
    text = "2019年起他就打我，昨晚又掐住我的脖子，我抱着孩子躲在厕所不敢出来"
    found = {(a.kind, a.by) for a in raised(matcher, text, urgency=Urgency.HIGH)}
    assert ("violence", "likeness") in found
    assert ("violence", "words") in {
        (a.kind, a.by) for a in raised(matcher, text[6:], urgency=Urgency.HIGH)
    }


def test_a_sentence_without_any_sign_is_raised_by_its_likeness_which_the_alert_says(matcher):
    text = "他整天关着灯，把狗送人，写好了遗言，跟妹妹说对不起家人"
    found = [a for a in raised(matcher, text, urgency=Urgency.HIGH) if a.need]
    assert [(a.kind, a.by) for a in found if a.kind == "self_harm"] != []
    assert all(alert.words in normalise(text) for alert in found)


def test_recorded_facts_lift_the_need_that_tells_of_them_and_stand_for_themselves(matcher):
    found = raised(matcher, "他回来就摔东西，我整晚不敢睡", urgency=Urgency.HIGH, dv_victim=True)
    assert ("violence", "n1") in {(alert.kind, alert.need) for alert in found}
    assert ("violence", None, "facts") in {(a.kind, a.need, a.by) for a in found}


def test_without_a_fitted_alarm_the_signs_speak_alone(matcher):
    assert [(a.kind, a.by) for a in raised(matcher, "佢想死", alarm=None)] == [
        ("self_harm", "words")
    ]


@pytest.mark.parametrize("text", ["打" * 2000, "<b>想死</b>" * 180, "唔想," * 600, "一人,," * 400])
def test_two_thousand_hostile_characters_are_weighed_at_once(matcher, text):
    raised(matcher, text)
    start = time.process_time()
    raised(matcher, text)
    assert time.process_time() - start < 1.0


@pytest.mark.parametrize(
    ("text", "uncovered"),
    [
        ("饭有女儿煮，不用送餐了", False),
        ("长者饭堂不用送餐了，就是洗澡没人帮手", False),
        ("护照过期，春节想飞过去", True),
    ],
)
def test_a_need_that_asks_for_what_nobody_gives_is_uncovered_and_a_refused_one_is_closed(
    matcher, text, uncovered
):
    people = (Member("m1", {"relation": "head", "birth_date": "1940-01-01"}),)
    home = Household("H", {}, people, (Need("n1", text, "m1"),))
    assert (matcher.plan(home, DAY).uncovered == ("n1",)) is uncovered


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("violence", "他从来没有打过我这么狠，肋骨都断了"),
        ("violence", "没有被打死算我命大"),
        ("violence", "从没有哪一天不挨打"),
        ("violence", "挨打"),
        ("violence", "我的日子跟电视剧里被打的女人没两样，昨晚又挨了两巴掌"),
        ("violence", "前夫天天来单位骚扰我"),
        ("violence", "分手后他一直跟踪我，不敢下班"),
        ("violence", "他把我的卡和手机全收了，出门要他批准"),
        ("self_harm", "孩子说要从天台跳下去，老师以为开玩笑，他说是真的"),
        ("self_harm", "喝农药洗胃救回来，现在没事了"),
        ("child_protection", "小说里女主被继父欺负，女儿看了说她知道那种感觉"),
        ("child_protection", "她写了个故事，里面有个女孩每晚被叔叔摸，老师觉得写的就是她"),
        ("medical_emergency", "阿爷食错老鼠药"),
        ("medical_emergency", "老人喝了半瓶消毒水"),
        ("other", "俾老细扣住身份证，唔放工，日日做十六个钟"),
    ],
)
def test_plain_danger_is_raised_whatever_is_said_beside_it(matcher, kind, text):
    assert kind in {alert.kind for alert in raised(matcher, text)}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("violence", "她从来没有打过孩子"),
        ("violence", "他没有打过我"),
        ("violence", "邻居天天在楼下吵"),
        ("violence", "小时候被打，现在好了，想找工作"),
        ("violence", "她说不想自杀，就是想睡过去再也不醒"),
        ("self_harm", "他写小说，主角被后妈毒打，后来割腕，他想参加写作班"),
        ("self_harm", "天台漏水，想修"),
        ("child_protection", "小说里女主被继父欺负，女儿看得哭了"),
        ("medical_emergency", "家里老鼠多，想要老鼠药"),
        ("other", "老板收了身份证复印件去买社保"),
    ],
)
def test_a_plain_story_negation_or_errand_raises_no_such_alert(matcher, kind, text):
    assert kind not in {alert.kind for alert in raised(matcher, text)}


def test_danger_is_heard_without_a_plan_as_a_plan_tells_it(matcher, planned):
    assert any(plan.alerts for _, plan in planned)
    for household, plan in planned:
        assert matcher.alerts(household, household.as_of) == plan.alerts, household.id


def test_what_is_passed_over_early_would_have_raised_nothing(matcher, planned, monkeypatch):
    monkeypatch.setattr(alerting, "_are_quiet", lambda *_: False)
    for household, plan in planned:
        assert matcher.alerts(household, household.as_of) == plan.alerts, household.id


def test_an_alarm_that_takes_likeness_for_calm_passes_nothing_over():
    odd = replace(ALARM, points={**ALARM.points, "loudest": -1.0})
    assert most_points(-9.0, odd) == math.inf
    assert most_points(-9.0, ALARM) < ALARM.threshold
