"""Danger in plain words stands as said outright, in Mandarin, Cantonese and a clerk's notes."""

from datetime import date

import pytest

from matcher.files import load_alarm
from matcher.needs import Household, Member, Need
from matcher.normalise import normalise
from matcher.pipeline.alerting import alerts_of
from matcher.reading.alarms import Likeness, read_examples
from matcher.understanding.danger import is_outright
from matcher.understanding.likeness import is_doubtful
from tests.support import CATALOGS, city

DAY = date(2026, 5, 20)
ALARM = load_alarm(CATALOGS)


def said_outright(matcher, text):
    """Return the kinds that words alone raise, with no fact and no urgency beside them."""
    home = Household("H", {}, (Member("m1", {"relation": "head"}),), (Need("n1", text, "m1"),))
    found = alerts_of(matcher.view(home, DAY), matcher.rules(DAY), city(), ALARM)
    return {alert.kind for alert in found if alert.by == "words"}


@pytest.mark.parametrize(
    "text",
    [
        "他把我身份证和手机都收了，不让出门",
        "丈夫扣其身份证、银行卡，不准外出",
        "佢攞晒我啲证件，唔畀我走",
        "护照在婆家手上，我走不了",
        "老公把我锁在家里，出门就把门反锁",
        "我俾老公锁喺房入面",
        "妻被夫反锁屋内",
        "案主反映丈夫严密控制其出行及通讯",
        "老公看住我，不准我出门",
        "佢成日看住我，不让我出去，回娘家也不行",
        "老公唔畀我出街，唔畀我同外家联络",
        "丈夫断网收手机，妻子靠纸条求助",
        "老公不给我钥匙，我连楼都下不了，手机被他砸了",
        "钱全部收走不给家用",
        "佢将我啲人工全部攞晒，一蚊都唔畀",
        "威胁离婚就杀全家",
        "提离婚，男方扬言要烧死一家",
        "老公說我敢報警就殺我全家",
        "他说我敢走就去我妈家放火",
        "手机给他摔烂了，门也锁住，我出不去",
        "证件都喺家婆手，佢哋唔畀我出门口",
        "佢锁埋道闸先返工，我同阿女两个喺入面",
        "案妻自述：身份证被夫收缴，出入受限",
        "低保金每个月一到账就被儿子全拿走，一口饭都不给",
    ],
)
def test_a_controlling_partner_is_violence(matcher, text):
    assert "violence" in said_outright(matcher, text)


@pytest.mark.parametrize(
    "text",
    [
        "佢飲醉就攞刀斬我",
        "儿子拿菜刀追着我满屋跑",
        "刀都架到颈啦",
        "案主自述被丈夫持刀威胁",
        "昨天他举着斧头守在门口",
        "男人说再提离婚就把我爸妈砍了",
        "老公喝多了就动手，昨天又把我推下楼梯",
        "佢将我由二楼推落嚟",
        "丈夫将其推落楼梯致骨折",
        "唔畀就推我落地，膝头哥仲瘀晒",
        "他抓着我的头往墙上撞",
        "佢饮醉就郁手，追到楼梯口掟凳",
        "上个月打到我耳朵流血",
        "从楼梯上把我推下来",
        "仔攞张凳扑我个头，缝咗六针",
        "老伴打断我两根肋骨",
        "他掐我，把我按在地上打",
    ],
)
def test_a_weapon_against_a_person_and_a_push_down_the_stairs_are_violence(matcher, text):
    assert "violence" in said_outright(matcher, text)


@pytest.mark.parametrize(
    "text",
    [
        "老爷子半边身子突然不会动，嘴也歪了",
        "半边身子动不了，嘴歪",
        "阿爸今早起身个嘴歪埋一边，左手冇力",
        "口角歪斜，右侧肢体无力",
        "突发左侧肢体乏力伴言语不清",
        "今朝起身一边身郁唔到，讲嘢唔清",
        "攞筷子跌咗三次，个嘴又歪",
        "早上发现奶奶嘴巴歪到一边流口水",
        "突然半身瘫了，嘴也歪",
        "左手突然抬不起来，话也说不清",
        "老豆今朝行路歪埋一边，把口都歪咗",
    ],
)
def test_two_marks_of_a_stroke_are_an_emergency(matcher, text):
    assert said_outright(matcher, text) == {"medical_emergency"}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("child_protection", "小女儿一个人锁在家里两天了，没饭吃"),
        ("child_protection", "两个细路俾人锁喺屋企，三日冇嘢食"),
        ("child_protection", "门是从外面挂锁的，有个小男孩伸手要饭"),
        ("child_protection", "楼上小孩哭了两天，门反锁着没大人"),
        ("child_protection", "阿爸饮醉就攞衣架抽我"),
        ("child_protection", "网格员发现两名幼童独自被锁出租屋内，无食物"),
        ("child_protection", "叔公摸我胸，话讲出去就打死我"),
        ("child_protection", "舅舅晚上总摸进她房间，不让她告诉别人"),
        ("other", "一个人锁在家里两天，没饭吃"),
        ("other", "老人被反锁屋内两日冇嘢食"),
        ("other", "老板扣了身份证不让走"),
        ("other", "老人被锁在屋里，三天没人送饭"),
        ("other", "被老乡骗到缅甸园区，护照没了回不来"),
    ],
)
def test_who_is_shut_in_hungry_beaten_or_held_is_in_danger(matcher, kind, text):
    assert kind in said_outright(matcher, text)


@pytest.mark.parametrize(
    "text",
    [
        "老伴坐轮椅，没电梯，没人推他下楼",
        "护工把他推到楼下晒太阳",
        "女儿打游戏不做作业，没收了手机不准出门",
        "婆婆老年痴呆，怕走丢，把她锁在家里",
        "我把门反锁睡觉才安心",
        "儿子把自己关房里打机",
        "忘带钥匙，把自己锁在门外",
        "老伴出门买菜把门锁了，我在屋里看电视",
        "儿子不让我出门，怕我摔倒",
        "医生不让出门",
        "老公不让我出去打工，想在家做手工",
        "老公管钱，我要买什么跟他说一声",
        "钱都交了医药费，没钱买菜",
        "身份证被派出所收走换新",
        "快递被锁在柜子里",
        "儿子拿刀切水果给我吃",
        "他是厨师，拿刀二十年",
        "被砍价",
        "说要跟老板同归于尽，其实是跟方案死磕",
        "没有被推下楼梯，也没有人锁我",
        "电视剧里老公把她锁在家里",
        "中风三年了，嘴歪，右手没力，想做康复",
        "去年中风后半边身子动不了，说话不清，想要康复",
        "脑瘫，从小说话不清，左手没力",
        "他嘴歪是胎里带的，说话也不清",
        "右手麻了半年，社康说颈椎病",
        "娃放学四点多没人接没人管饭",
        "孩子断网不能上网课",
        "护工帮她脱裤子换尿片，她不让说",
        "她把孩子锁在车上两分钟去拿快递",
        "化疗后三天没吃东西",
        "米吃完了，想要米",
        "扫地机从楼梯掉下去",
        "半边身子风湿痛",
        "腰突，左腿麻，坐不久",
        "前夫半夜打电话要看孩子",
        "拔网线那次他把门反锁两天，话都不讲一句",
        "妹头不考大学了，我打她一巴掌，打完自己手抖",
    ],
)
def test_everyday_keys_knives_stairs_and_old_illness_are_no_danger_said_outright(matcher, text):
    assert said_outright(matcher, text) == set()


def test_a_new_stroke_is_heard_beside_an_old_one():
    text = normalise("三年前中风过，今早又突然嘴歪，手没力")
    danger = {each.kind: each for each in city().dangers}["medical_emergency"]
    assert is_outright(text, danger)


def test_to_have_put_something_away_is_not_long_past():
    told = read_examples((CATALOGS / "danger_examples.yaml").read_text(encoding="utf-8"))
    likeness = Likeness(told.plain, {"past": told.hints["past"]}, {}, {}, frozenset({"past"}))
    assert not is_doubtful(normalise("佢收埋咗我张身份证"), likeness)
    assert is_doubtful(normalise("人早已入土"), likeness)
