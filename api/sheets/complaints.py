"""What can be wrong with a cell or a row: the words, with the cure, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.wording import Bilingual

_DAY = Bilingual(
    "写成 1980-01-31 这样的年月日，不知道就空着",
    "write a date such as 1980-01-31, or leave it blank where it is not known",
)
_TEXT_COLUMN = Bilingual(
    "号码已被 Excel 改成近似值，找不回来：先把整列设为“文本”格式，再照证件重新填写",
    "Excel has rounded the number and it cannot be had back: set the whole column to the format "
    "“Text”, then type it again from the document",
)
_OWN_KEY = Bilingual(
    "加一列“户编号”，同一户填同一个编号",
    "add a column “户编号” (household number) with one number for each household",
)

TOLD: Mapping[str, tuple[Bilingual, Bilingual]] = {
    "numeric_id": (
        Bilingual("证件号存成了数字", "the ID number is stored as a number"),
        _TEXT_COLUMN,
    ),
    "rounded_id": (
        Bilingual("证件号变成了科学计数法", "the ID number is in scientific notation"),
        _TEXT_COLUMN,
    ),
    "bad_id": (
        Bilingual("证件号不对", "the ID number is wrong"),
        Bilingual("请照证件核对", "check it against the document"),
    ),
    "no_id": (
        Bilingual("无证件号码", "no ID number"),
        Bilingual("可先导入，核对后补录", "it can be imported so; add the number once it is known"),
    ),
    "bad_phone": (
        Bilingual("电话号码不对", "the phone number is wrong"),
        Bilingual("请核对；不知道就空着", "check it, or leave it blank where it is not known"),
    ),
    "bad_date": (Bilingual("不是存在的日期", "not a date that exists"), _DAY),
    "two_ways": (
        Bilingual("这个日期可以有两种读法", "the date can be read in two ways"),
        _DAY,
    ),
    "only_year": (Bilingual("只写了年份", "only a year is given"), _DAY),
    "month_only": (
        Bilingual("只写到月份，按当月 1 日读", "no day is given; read as the 1st of the month"),
        _DAY,
    ),
    "not_yes_no": (
        Bilingual("不是“是”或“否”", "neither yes nor no"),
        Bilingual("写“是”或“否”，不知道就空着", "write yes or no, or leave it blank"),
    ),
    "unknown_value": (
        Bilingual("没有这个选项", "there is no such choice"),
        Bilingual("可以写：{choices}", "one of: {choices}"),
    ),
    "unread_prose": (
        Bilingual("读不懂，先按“未知”导入", "not understood: taken in as unknown"),
        Bilingual(
            "知道的话改成其中一项：{choices}；也可以导入后在家庭页补上",
            "where it is known write one of: {choices}; or add it on the family's page later",
        ),
    ),
    "unknown_town": (
        Bilingual("没有这个镇街", "there is no such town"),
        Bilingual("写本市镇街的名称", "write the name of a town of this city"),
    ),
    "not_a_place": (
        Bilingual("不是城市名称", "not the name of a city"),
        Bilingual(
            "只写地级以上城市（或省）的名称，如“茂名”",
            "write the name of a city at prefecture level or of a province alone, such as 茂名",
        ),
    ),
    "not_number": (
        Bilingual("不是一个数", "not a number"),
        Bilingual(
            "只写一个数字（可以带“元”“万元”），不知道就空着",
            "write one number, with 元 or 万元 if you like, or leave it blank",
        ),
    ),
    "not_whole": (
        Bilingual("不是整数", "not a whole number"),
        Bilingual("写一个整数，不知道就空着", "write a whole number, or leave it blank"),
    ),
    "recorded_later": (
        Bilingual("登记日期在今天以后，按今天记", "recorded after today: taken as today"),
        Bilingual("核对年份", "check the year"),
    ),
    "nobody": (
        Bilingual(
            "这一户没有姓名、证件号，也没有需求", "nobody and no need is told of this household"
        ),
        Bilingual(
            "写上户主姓名；汇总、统计的行请删去", "write the name of the head; delete rows of sums"
        ),
    ),
    "small_sum": (
        Bilingual(
            "金额很小，按 {low} 元读入；是 {low} 元还是 {high} 元",
            "the sum is very small and was read as CNY {low}: is it CNY {low} or CNY {high}",
        ),
        Bilingual(
            "没有错就不用改；写的是千元、万元或用点分千位的，改成元，如 {high}",
            "leave it where it is right; where thousands are meant or set off by a point, write "
            "it in CNY, such as {high}",
        ),
    ),
    "other_period": (
        Bilingual("时间单位不对，这一列要{unit}", "the period is wrong: this column is in {unit}"),
        Bilingual("换算后再填", "convert it first"),
    ),
    "out_of_range": (
        Bilingual("超出范围", "out of range"),
        Bilingual("应在 {low} 到 {high} 之间", "it should lie between {low} and {high}"),
    ),
    "too_long": (
        Bilingual("文字太长", "the text is too long"),
        Bilingual("最多 {most} 个字", "at most {most} characters"),
    ),
    "broken_cell": (
        Bilingual(
            "这一格是算错的公式，没有内容",
            "the cell is a formula that failed and holds nothing",
        ),
        Bilingual(
            "改好公式，或直接写上内容；不知道就清空",
            "mend the formula or type what belongs there; clear it where that is not known",
        ),
    ),
    "odd_cell": (
        Bilingual("这是一个时刻或不存在的日期", "a time of day, or a date that does not exist"),
        Bilingual("请改成这一列要的内容", "write what this column asks for"),
    ),
    "wrong_urgency": (
        Bilingual("不是紧急程度", "not a degree of urgency"),
        Bilingual("写“紧急”“一般”或“不急”", "write high, medium or low"),
    ),
    "conflict": (
        Bilingual("与第 {other} 行写的不一样", "it differs from what row {other} says"),
        Bilingual("同一户（人）要写成一样", "write the same for the same household or person"),
    ),
    "conflict_here": (
        Bilingual("与本行另一栏写的不一样", "it differs from another column of this row"),
        Bilingual("两栏要写成一样，或空着一栏", "write both alike, or leave one blank"),
    ),
    "need_elsewhere": (
        Bilingual("这里没有写明需求", "the need is not told here"),
        Bilingual(
            "请写出具体需要什么；这样导入会没有这一条需求",
            "write what is needed; imported so, this need is missing",
        ),
    ),
    "id_and_age": (
        Bilingual(
            "年龄与出生日期差了 {years} 年，按出生日期算",
            "the age is {years} years off the date of birth, which counts",
        ),
        Bilingual("请核对证件号、出生日期和年龄", "check ID number, date of birth and age"),
    ),
    "same_head": (
        Bilingual(
            "户主姓名与第 {other} 行相同，当作同一户",
            "row {other} has a head of this name: taken for the same household",
        ),
        Bilingual(
            "不是同一户的，请补上户编号或户主证件号",
            "if it is another, add a household number or the head's ID number",
        ),
    ),
    "id_and_birth": (
        Bilingual("出生日期与证件号不符", "the date of birth does not fit the ID number"),
        Bilingual("请照证件核对", "check both against the document"),
    ),
    "id_and_sex": (
        Bilingual("性别与证件号不符", "the sex does not fit the ID number"),
        Bilingual("请照证件核对", "check both against the document"),
    ),
    "no_household": (
        Bilingual("家庭表里没有这一户", "the sheet of households has no such household"),
        Bilingual(
            "户编号（或户主证件号、姓名）要与家庭表一致",
            "the household number (or the head's ID number or name) must be as it is there",
        ),
    ),
    "which_household": (
        Bilingual("有几户的户主同名，分不清是哪一户", "several heads have this name"),
        _OWN_KEY,
    ),
    "no_key": (
        Bilingual("看不出是哪一户的", "it does not say which household it belongs to"),
        _OWN_KEY,
    ),
    "goes_on": (
        Bilingual(
            "没有写是哪一户的，按上一行那一户读",
            "it names no household and was read as of the row above",
        ),
        _OWN_KEY,
    ),
    "no_member": (
        Bilingual("这一户没有这个成员", "the household has no such member"),
        Bilingual("姓名或证件号要与成员一致", "name or ID number must be as among the members"),
    ),
    "which_member": (
        Bilingual("这一户有几个同名的成员", "the household has several members of this name"),
        Bilingual("补上证件号", "add the ID number"),
    ),
    "second_head": (
        Bilingual("这一户有两个户主", "the household has two heads"),
        Bilingual("只留一个“户主”", "leave one head only"),
    ),
    "same_id": (
        Bilingual(
            "同一个证件号已在第 {other} 行，属于另一户",
            "row {other} has the same ID number in another household",
        ),
        Bilingual("删去重复的一户，或改正证件号", "delete the copy, or correct the ID number"),
    ),
    "same_id_twice": (
        Bilingual(
            "同一个证件号已在第 {other} 行，姓名不同",
            "row {other} has the same ID number with another name",
        ),
        Bilingual("改正证件号或姓名", "correct the ID number or the name"),
    ),
    "known_meanwhile": (
        Bilingual("试读以后这一户已经建档", "the household came on record after the file was read"),
        Bilingual(
            "没有重复导入；在家庭列表里查找，找不到就是别的镇街已建档",
            "nothing is doubled; look it up in the families, or another town keeps it",
        ),
    ),
    "masked": (
        Bilingual("是打了星号或叉的，不是原文", "is a mask, with asterisks or crosses"),
        Bilingual("写全；姓名一时没有就留空", "write it in full, or leave it empty"),
    ),
    "no_name": (
        Bilingual("不像一个人的姓名", "does not look like the name of one person"),
        Bilingual(
            "一行写一个人的姓名；证件号、电话写到各自的列",
            "write the name of one person in a row; numbers belong in their own columns",
        ),
    ),
    "masked_left_out": (
        Bilingual(
            "是打了星号或叉的，没有导入", "is a mask, with asterisks or crosses, and is left out"
        ),
        Bilingual("导入后在家庭页补上", "add it on the family's page later"),
    ),
    "same_person": (
        Bilingual(
            "第 {other} 行有同名、同出生日期、同镇街的人，可能是同一人",
            "row {other} has somebody of the same name, date of birth and town",
        ),
        Bilingual(
            "是同一人就删去一行；不是就两行都填证件号",
            "delete one row where it is the same person, else give both ID numbers",
        ),
    ),
    "refused": (
        Bilingual("这一户读不了：{why}", "the household cannot be read: {why}"),
        Bilingual("请改正后再导入", "correct it and import again"),
    ),
    "foreign_town": (
        Bilingual("这一户在别的镇街，你不能登记", "the household is of a town that is not yours"),
        Bilingual(
            "镇街写错了就改正；没有写错就请那个镇街导入",
            "correct the town where it is wrong, else ask that town to import the row",
        ),
    ),
    "no_town": (
        Bilingual("没有写镇街", "no town is given"),
        Bilingual(
            "填写镇街；整份都是一个镇街的，重新传一次，在“没有写镇街的行算哪个镇街”里选它",
            "fill in the town; where the whole file is of one, send it again and choose that under "
            "“Town of rows that name none”",
        ),
    ),
    "already_kept": (
        Bilingual(
            "同一个证件号的人已登记在家庭 {household}",
            "somebody with this ID number is on record in household {household}",
        ),
        Bilingual(
            "请打开那一户修改，再删去这一户；号码错了就改正",
            "open that household and change it there, then delete this one; or correct the number",
        ),
    ),
    "maybe_kept": (
        Bilingual(
            "同名、同出生日期、同镇街的人已登记在家庭 {household}，可能是同一人",
            "somebody of the same name, date of birth and town is on record in household "
            "{household}",
        ),
        Bilingual(
            "是同一人就打开那一户修改；不是就给两人都填证件号",
            "where it is the same person open that household, else give both ID numbers",
        ),
    ),
    "ignored_column": (
        Bilingual("这一列有内容，但没有导入", "the column holds something and is not imported"),
        Bilingual(
            "要导入就改列名，或在“每一列是什么”里选它的含义；不要就不用管，或在那里选“不导入”",
            "to import it correct its heading, or choose what it means under “What each column "
            "is”; else leave it, or choose “not imported” there",
        ),
    ),
    "kept_elsewhere": (
        Bilingual("已在其他镇街建档", "another town has it"),
        Bilingual("请走转移", "ask for a transfer"),
    ),
    "too_many": (
        Bilingual("这一户的{what}太多", "the household has too many {what}"),
        Bilingual("检查户编号是否填错", "check whether household numbers are wrong"),
    ),
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong with a value: its kind, and what its words are filled with.

    `near` is what was probably meant, `near_en` the same where English has another name for it.
    A `is_warning` complaint does not keep the row out.
    """

    kind: str
    near: str = ""
    is_warning: bool = False
    zh: Mapping[str, str] | None = None
    en: Mapping[str, str] | None = None
    near_en: str = ""
    told: tuple[Bilingual, Bilingual] | None = None  # reason and cure in a checker's own words

    @property
    def reason(self) -> Bilingual:
        """Return what is wrong."""
        return self._filled((self.told or TOLD[self.kind])[0])

    @property
    def cure(self) -> Bilingual:
        """Return what to do; what was probably meant comes first."""
        cure = self._filled((self.told or TOLD[self.kind])[1])
        if not self.near:
            return cure
        return Bilingual(
            f"是否应为“{self.near}”？{cure.zh}",
            f"did you mean {self.near_en or self.near}? {cure.en}",
        )

    def _filled(self, text: Bilingual) -> Bilingual:
        zh, en = self.zh or {}, self.en or self.zh or {}
        return Bilingual(
            text.zh.format(**zh) if zh else text.zh, text.en.format(**en) if en else text.en
        )
