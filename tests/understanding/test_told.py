"""What a text says against the facts is heard where it is plain of whom, and of now. Invented."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.needs import Household, Member, Need
from matcher.normalise import normalise
from matcher.typed import Clause
from matcher.understanding.clauses import split
from matcher.understanding.concerns import plainly_named
from matcher.understanding.told import told_in
from tests.support import city

HEAD = Member("m1", {"relation": "head", "sex": "f", "age": 45})
HUSBAND = Member("m2", {"relation": "spouse", "sex": "m", "age": 47})
SON = Member("m3", {"relation": "child", "sex": "m", "age": 15})
DAUGHTER = Member("m4", {"relation": "child", "sex": "f", "age": 9})
HOME = Household("H", {}, (HEAD, HUSBAND, SON))
OF_TEXTS = [clash.name for clash in city().clashes if clash.words]


def told(text, member="m1", household=HOME):
    """Return (clash, member) for what a need of that text tells."""
    need, clean = Need("n1", text, member), normalise(text)
    clauses = [Clause("n1", clean[a:b], a, b) for a, b in split(clean)]
    return [(each.clash, each.member) for each in told_in(need, clauses, household, city())]


SAYS = {
    "told_dibao": ["我们家吃低保的", "系低保户", "靠低保过日子", "攞住嗰几百蚊低保"],
    "told_margin": ["评上了低保边缘户"],
    "told_tekun": ["我系五保户", "每月领特困供养金"],
    "told_dibao_stopped": ["低保上个月被停了", "上个月取消了低保"],
    "told_above_line": [
        "就比低保标准多那么三十块",
        "人均收入比低保线高几十块",
        "收入刚刚过线",
        "刚好超过低保线",
        "收入超了一百多块评不上低保",
        "人均超咗百来蚊",
    ],
    "told_not_qualified": ["说我们不够条件吃低保", "低保没批下来"],
    "told_below_line": ["收入低于低保线"],
    "told_car": ["名下有车", "去年买了一辆小车"],
    "told_debt": ["欠了三十万的债", "催收电话天天打"],
    "told_renting": ["一家三口租房住", "房东要加租"],
    "told_own_home": ["住在自己的老屋里", "住祖屋"],
    "told_public_rental": ["住公租房", "分到了公租房"],
    "told_homeless": ["现在无家可归", "瞓桥底"],
    "told_not_local": ["户口在湖南", "我们户口在珠海斗门", "我们不是本地人", "外省户口"],
    "told_local": ["是中山户口", "户口已经迁到中山"],
    "told_no_permit": ["没办居住证", "居住证过期了"],
    "told_veteran": ["我当过五年兵", "是退伍军人"],
    "told_dead": ["老公上个月在工地猝死", "儿子去世了", "丈夫前几年车祸没了", "老伴已故"],
    "told_widowed": ["守寡十年", "户主丧偶"],
    "told_own_spouse_dead": ["老公早就去世了", "死了老公之后全靠我做清洁", "我一个寡妇带着孩子过"],
    "told_divorced": ["离了婚带着债", "离婚三年"],
    "told_never_married": ["一辈子没结过婚", "光棍一条"],
    "told_single_parent": ["单亲妈妈带娃"],
    "told_alone": ["平时一个人住", "独居多年"],
    "told_alone_in_family": ["独居多年"],
    "told_together": ["跟儿子一家一起住"],
    "told_childless": ["我无儿无女", "冇仔冇女"],
    "told_only_child_lost": ["失独家庭"],
    "told_orphan": ["父母双亡", "是孤儿"],
    "told_size_three": ["一家三口挤一间"],
    "told_size_four": ["全家四口人"],
    "told_size_five": ["屋企五个人"],
    "told_size_six": ["一家六口挤在一间房"],
    "told_jobless": ["上个月失业了", "被厂里辞退", "冇工开"],
    "told_working": ["在五金厂上班", "日日要返工"],
    "told_pension": ["每月领一百多块养老金"],
    "told_certificate": ["有残疾证", "办了残疾人证"],
    "told_no_certificate": ["没办过残疾证", "残疾证还没办"],
    "told_grade_one": ["肢体一级", "一级残疾"],
    "told_grade_two": ["听力二级", "二级残疾"],
    "told_grade_light": ["智力三级", "四级肢体残疾"],
    "told_not_insured": ["没买医保", "医保断了", "冇医保"],
    "told_insured": ["医保报完还要两万", "买了居民医保"],
    "told_in_hospital": ["住了半个月医院", "刚出院"],
    "told_bedridden": ["瘫痪在床", "长期卧床"],
    "told_self_reliant": ["生活还能自理"],
    "told_grave_illness": ["查出肺癌", "一周洗肾三次"],
    "told_pregnant": ["怀了二胎", "怀咗五个月"],
    "told_primary": ["读小学"],
    "told_junior": ["读初二"],
    "told_senior": ["读紧高三"],
    "told_college": ["在读着大学"],
    "told_dropped_out": ["辍了学", "已经退学"],
    "told_released": ["刑满释放回来", "坐过牢"],
}


def test_each_clash_of_texts_has_wordings_of_its_own():
    assert list(SAYS) == OF_TEXTS


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, texts in SAYS.items() for t in texts])
def test_the_wordings_of_the_city_are_heard(name, text):
    assert name in [heard for heard, _ in told(text)]


@pytest.mark.parametrize(
    "text",
    [
        "想申请低保",
        "能不能吃低保",
        "以前吃过低保",
        "邻居是低保户",
        "没有低保",
        "想办残疾证",
        "没有残疾证怎么办",
        "怕失业",
        "没失业",
        "失业金领完了",
        "十几年冇验过身",
        "四十岁人未有过身份证",
        "本来读初二",
        "九月要读小学一年级",
        "初中毕业就出来打工",
        "老板欠了三万工资",
        "公租房还在轮候",
        "租给别人住",
        "医生说排除了肺癌",
        "去做癌症筛查",
        "住了三年敬老院",
        "一级护理",
        "要是离了婚怎么办",
        "没有离婚",
        "大专二年级",
        "正月初三",
        "儿子的班主任去世了",
        "前夫病逝,改嫁过来",
        "去世了",
        "血压超标准",
        "考试刚过线",
        "药费超标准了",
        "住房面积超过标准",
        "电费超过了标准",
        "婆婆守寡多年",
        "我丧偶后再婚",
        "离异再婚家庭",
        "离婚多年后又复婚了",
        "家里三个人吃药",
        "屋企有三个人返工",
        "低保户才免学费,我们免不了",
        "低保户的孩子都有奖学金",
        "我没有工作的时候就做手工",
        "两口子都没有工作单位",
        "五年级就开始近视",
        "小学六年级的底子差",
        "数学一直是高一档的水平",
        "医生开了一部小车接送",
        "出租屋那边漏水",
    ],
)
def test_wishes_the_past_others_and_what_sounds_alike_tell_nothing(text):
    assert [name for name, _ in told(text) if name != "told_no_certificate"] == []


def test_a_clause_speaks_of_the_one_person_it_names():
    assert told("老公上个月失业了") == [("told_jobless", "m2")]
    assert told("儿子有残疾证") == [("told_certificate", "m3")]


def test_a_clause_that_names_nobody_speaks_of_whom_the_ledger_lays_the_need_to():
    assert told("上个月失业了", "m2") == [("told_jobless", "m2")]


def test_a_person_who_is_not_listed_is_nobody_and_the_text_tells_nothing():
    assert told("我哥有残疾证") == []
    assert told("表姐一家住在三乡，有残疾证") == []
    assert told("表姐一家最近搬到三乡住，现在领到了残疾证") == []


def test_one_of_several_who_cannot_be_told_apart_is_nobody_unless_the_need_is_theirs():
    two = replace(HOME, members=(HEAD, SON, replace(DAUGHTER, facts={**SON.facts})))
    assert told("儿子读初二", "m1", two) == []
    assert told("儿子读初二", "m3", two) == [("told_junior", "m3")]


def test_a_clause_without_a_subject_after_one_about_somebody_else_is_left_alone():
    assert told("老公脾气不好经常骂人，上个月失业了") == []
    assert told("老公脾气不好经常骂人，我上个月失业了", "m2") == [("told_jobless", "m2")]


def test_what_is_said_with_two_people_in_one_clause_is_left_alone():
    assert told("老公说儿子有残疾证") == []


def test_what_is_said_of_the_household_names_nobody_but_the_one_who_speaks():
    assert told("我们家吃低保的") == [("told_dibao", None)]
    assert told("我哥吃低保的") == told("老公吃低保的") == []


def test_a_family_need_of_several_people_says_of_nobody_in_particular_who_it_is():
    assert told("上个月失业了", None) == []
    assert told("上个月失业了", None, Household("H", {}, (HEAD,))) == [("told_jobless", "m1")]


def named(text, member="m1", household=HOME):
    need = Need("n1", text, member)
    return plainly_named(text, need, household, city().kin, city().not_kin)


@pytest.mark.parametrize(
    ("text", "member", "whom"),
    [
        ("老公在外面打工", "m1", ("m2",)),
        ("老公在外面打工", "m2", ("m2",)),
        ("儿子读书", "m1", ("m3",)),
        ("儿子读书", "m3", ("m3",)),
        ("妈妈一个人", "m3", ("m1",)),
        ("屋顶漏雨", "m1", ()),
        ("阿伯在楼下", "m1", None),
        ("爷爷身体不好", "m1", None),
        ("女儿读书", "m1", None),
    ],
)
def test_kin_words_name_a_listed_person_or_nobody_can_tell(text, member, whom):
    assert named(text, member) == whom


OLD = Member("m6", {"relation": "parent", "sex": "f", "age": 78})
THREE = replace(HOME, members=(HEAD, HUSBAND, OLD))


def test_an_old_person_to_whom_the_ledger_lays_the_need_is_meant_by_a_word_for_one():
    assert told("老人瘫痪在床三年", "m6", THREE) == [("told_bedridden", "m6")]
    assert told("老人瘫痪在床三年", "m1", THREE) == []


def test_the_spouse_of_an_old_parent_is_not_the_spouse_of_the_head():
    found = told("老伴去世后,她一直闷闷不乐", "m6", THREE)
    assert [name for name, _ in found if name == "told_dead"] == []


def test_a_child_who_speaks_of_a_brother_does_not_mean_himself():
    brother = Member("m5", {"relation": "child", "sex": "m", "age": 17})
    assert named("哥哥在读书", "m3", replace(HOME, members=(HEAD, SON, brother))) == ("m5",)


@given(st.text(max_size=60), st.sampled_from(["m1", "m3", None]))
def test_whatever_the_text_only_listed_people_are_told_of(text, member):
    for name, whom in told(text, member):
        assert name in OF_TEXTS
        assert whom in {None, "m1", "m2", "m3"}
