"""What can be wrong with input or catalogue: fields first, sentences made from them.

A fault never carries a person's data beyond the value that has to be mended, and that
value is cut short.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from matcher.cleaning import clean
from matcher.wording import Bilingual, Lang

_LONGEST_VALUE = 60
_SHORT = 3

MESSAGES: dict[str, Bilingual] = {
    # the shape of input
    "empty_file": Bilingual("文件里没有任何家庭", "the file holds no household"),
    "not_json": Bilingual("不是有效的 JSON：{expected}", "not valid JSON: {expected}"),
    "not_utf8": Bilingual("不是 UTF-8 编码，请另存为 UTF-8", "not UTF-8; save it as UTF-8"),
    "duplicate_key": Bilingual("同一个名称写了两次：{value}", "the same name twice: {value}"),
    "wrong_type": Bilingual("应为{expected}，现为 {value}", "must be {expected}, is {value}"),
    "missing_field": Bilingual("缺少必填项", "is required"),
    "unknown_field": Bilingual("没有名为 {value} 的字段", "there is no field {value}"),
    "unknown_fact": Bilingual("词汇表里没有事实 {value}", "the vocabulary has no fact {value}"),
    "wrong_level": Bilingual(
        "{value} 是{expected}的事实，请写到那里",
        "{value} is a fact of the {expected}; put it there",
    ),
    "unknown_value": Bilingual("{field} 不能取值 {value}", "{field} has no value {value}"),
    "unknown_town": Bilingual("没有名为 {value} 的镇街", "there is no town {value}"),
    "unknown_code": Bilingual("目录里没有代码 {value}", "the catalogue has no code {value}"),
    "unknown_member": Bilingual("成员 {value} 不在本户成员中", "{value} is not a listed member"),
    "out_of_range": Bilingual(
        "{value} 超出范围（{expected}）", "{value} is out of range ({expected})"
    ),
    "bad_date": Bilingual(
        "{value} 不是存在的日期，请写成 2024-04-09",
        "{value} is not a date that exists (2024-04-09)",
    ),
    "born_later": Bilingual(
        "出生日期 {value} 晚于决定日期 {expected}",
        "birth {value} is after the decision date {expected}",
    ),
    "duplicate_id": Bilingual("编号 {value} 重复", "the id {value} stands twice"),
    "too_many": Bilingual(
        "最多 {expected} 个，现有 {value} 个", "at most {expected}, found {value}"
    ),
    "too_long": Bilingual(
        "最多 {expected} 个字，现有 {value} 个", "at most {expected} characters, found {value}"
    ),
    # the catalogue
    "missing_folder": Bilingual("找不到目录文件夹 {value}", "there is no catalogue folder {value}"),
    "missing_file": Bilingual("缺少目录文件", "the catalogue file is missing"),
    "not_yaml": Bilingual("不是有效的 YAML：{value}", "not valid YAML: {value}"),
    "schema": Bilingual("不合格式：{value}", "does not fit the schema: {value}"),
    "duplicate_code": Bilingual(
        "代码 {value} 重复，先见于 {expected}", "{value} stands twice, first at {expected}"
    ),
    "bad_condition": Bilingual("条件读不懂：{value}", "the condition cannot be read: {value}"),
    "unknown_figure": Bilingual("没有名为 {value} 的政策数值", "there is no figure {value}"),
    "bare_threshold": Bilingual(
        "{field} 与数字 {value} 直接比较；请在 figures.yaml 里给它起名",
        "{field} is compared with a bare {value}; name it in figures.yaml",
    ),
    "wrong_operator": Bilingual(
        "{field} 不能用 {value} 比较", "{field} cannot be compared with {value}"
    ),
    "member_fact_outside": Bilingual(
        "{value} 是成员的事实，须写在 any(member: …) 或 count(member: …) 里",
        "{value} is a member's fact and must stand inside any(member: …) or count(member: …)",
    ),
    "unknown_condition": Bilingual(
        "conditions.yaml 里没有名为 {value} 的共用条件",
        "conditions.yaml has no shared condition {value} before this one",
    ),
    "not_a_number": Bilingual("{value} 不是数字，不能计算", "{value} is no number to reckon with"),
    "not_a_date": Bilingual(
        "{value} 不是日期，不能算经过的时间", "{value} is no date to count time from"
    ),
    "may_be_zero": Bilingual(
        "除数 {value} 可能为零；请改用最小值大于零的事实或数值",
        "dividing by {value}, which may be zero; use a fact or figure that is always above zero",
    ),
    "no_table": Bilingual(
        "{value} 写了 by 就要给出 table，没写 by 就要给出 value",
        "{value} needs a table where it has `by`, and a value where it has none",
    ),
    "table_gap": Bilingual(
        "表里缺少 {value} 的数值；请补一行，或写 otherwise",
        "the table has no value for {value}; add a row, or `otherwise`",
    ),
    "bad_pattern": Bilingual("正则表达式读不懂：{value}", "not a regular expression: {value}"),
    "nested_members": Bilingual(
        "any(…) 或 count(…) 不能套在另一个里面", "any(…) or count(…) cannot stand inside another"
    ),
    "no_figure_on": Bilingual(
        "{expected} 没有 {value} 的数值", "{value} has no value on {expected}"
    ),
    "figures_unsorted": Bilingual(
        "{value} 的日期须由早到晚且不重复", "the dates of {value} must rise without repeats"
    ),
    "wrong_multiple": Bilingual(
        "{value} 应等于 {expected}", "{value} should be {expected}, the stated multiple"
    ),
    "asymmetric": Bilingual(
        "{value} 没有反过来写明 {expected}", "{value} does not name {expected} in return"
    ),
    "requires_cycle": Bilingual(
        "先决条件互相循环：{value}", "prerequisites go in a circle: {value}"
    ),
    "names_itself": Bilingual("{value} 写了自己", "{value} names itself"),
    "never_open": Bilingual("开始晚于结束：{value}", "it ends before it starts: {value}"),
    "too_much_left": Bilingual("剩余 {value} 多于总数", "more left ({value}) than there was"),
    "bad_vectors": Bilingual(
        "向量文件已损坏；请运行 xingfu vectors 重建",
        "the vectors are damaged; run xingfu vectors",
    ),
    "stale_vectors": Bilingual(
        "{value} 条目录文字还没有向量；请运行 xingfu vectors",
        "{value} catalogue texts have no vector yet; run xingfu vectors",
    ),
}

_NEAR = Bilingual("；是否应为 {near}？", "; did you mean {near}?")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: its `kind`, where it stands, and (`near`) what may have been meant."""

    kind: str
    value: str = ""
    expected: Bilingual | str = ""
    file: str | None = None
    line: int | None = None
    code: str | None = None
    field: str | None = None
    near: str | None = None

    def reason(self, lang: Lang) -> str:
        """Return the sentence for a person, without the place."""
        expected = (
            self.expected.say(lang) if isinstance(self.expected, Bilingual) else self.expected
        )
        text = MESSAGES[self.kind].say(
            lang, value=_cut(clean(self.value)), expected=expected, field=self.field or ""
        )
        return text + (_NEAR.say(lang, near=self.near) if self.near else "")

    def place(self) -> str:
        """Return `file:line code field` with the parts that are known."""
        spot = self.file or ""
        if self.line is not None:
            spot = f"{spot}:{self.line}" if spot else f"line {self.line}"
        return " ".join(part for part in (spot, self.code, self.field) if part)

    def sentence(self, lang: Lang) -> str:
        """Return place and reason as one line."""
        mark = "：" if lang == "zh" else ": "
        return mark.join(part for part in (self.place(), self.reason(lang)) if part)


class XingfuError(Exception):
    """Base of the errors a user can mend; holds at least one fault."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.sentence("en") for fault in faults))
        self.faults = faults


class CatalogueError(XingfuError):
    """The catalogue is broken: the program must not start on it."""


class HouseholdError(XingfuError):
    """One household cannot be read; the others are not affected."""


class ConditionError(XingfuError):
    """A condition text does not follow the grammar."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like `word`, or None where nothing is alike.

    Whole words are compared first (rapidfuzz's ratio, at least 60 of 100, or 50 for a Chinese
    word as short as a town's name), then parts of longer words (weighted ratio, at least 80).
    Ties fall to the alphabetically first word.
    """
    words, typed = sorted(known), clean(word[:_LONGEST_VALUE]).lower()
    alike = 50 if len(typed) <= _SHORT and not typed.isascii() else 60
    for scorer, cutoff in ((fuzz.ratio, alike), (fuzz.WRatio, 80)):
        found = process.extractOne(
            typed, words, scorer=scorer, processor=str.lower, score_cutoff=cutoff
        )
        if found:
            return str(found[0])
    return None


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + "…"
