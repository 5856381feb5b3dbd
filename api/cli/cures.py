"""What to do about each mistake in a form, beyond what its fault already says."""

from collections.abc import Iterable, Iterator

from api.usecases.lookup import look_up
from api.usecases.opened import Opened
from matcher.errors import Fault
from matcher.wording import Bilingual, Lang

_LOOK_UP = Bilingual(
    "查事实和数值的写法：xingfu item words 要查的字，如 xingfu item words 独居",
    "to find how a fact or figure is written: xingfu item words WORD, such as … words alone",
)
_UNKNOWN = ("unknown_figure", "unknown_condition")
_CURES = {
    "bad_condition": Bilingual(
        "例：age >= elderly_age AND (lives_alone = true OR relief_status in [dibao, tekun])。"
        "每个括号要成对，每个比较要有左右两边",
        "for example: age >= elderly_age AND (lives_alone = true OR relief_status in [dibao, "
        "tekun]). Brackets come in pairs, and a comparison has two sides",
    ),
    "unknown_fact": _LOOK_UP,
    "unknown_figure": _LOOK_UP,
    "unknown_condition": _LOOK_UP,
    "unknown_value": _LOOK_UP,
    "bare_threshold": Bilingual(
        "金额、年龄、月数、面积的线不直接写数字，写它在 figures.yaml 里的名字，"
        "如 elderly_age；查已有的：xingfu item words 60",
        "lines of money, age, months and area are named in figures.yaml, as elderly_age; "
        "to find those there are: xingfu item words 60",
    ),
    "member_fact_outside": Bilingual(
        "例：any(member: age >= elderly_age)；或把 per 改为 member，让每个人分别判定",
        "for example any(member: age >= elderly_age); or set per: member, to decide for each",
    ),
    "wrong_operator": Bilingual(
        "不是数字的事实只用 = 、!= 或 in [...]",
        "a fact that is no number is compared with =, != or in [...]",
    ),
    "asymmetric": Bilingual(
        "二选一要两边都写；加 --both-ways 就会一并改好",
        "both sides name one another; with --both-ways the other side is changed along",
    ),
    "not_yaml": Bilingual(
        "冒号后面空一格；含冒号、#、[ ] 的文字用引号括起来；缩进用空格，不用制表符",
        "a space follows each colon; text with : # [ ] stands in quotes; indent with spaces",
    ),
    "case_fails": Bilingual(
        "先想想是案例写错了，还是条件写错了：按政策改正那一个",
        "think whether the case or the condition is wrong, and mend that one by the policy",
    ),
    "schema": Bilingual(
        "看登记表里这一行上面的说明：xingfu item form",
        "see the note above that line in the form: xingfu item form",
    ),
    "unknown_code": Bilingual(
        "查项目代码：xingfu item words 项目名称里的字",
        "to find a code: xingfu item words A_WORD_OF_ITS_NAME",
    ),
}


_MAY_MEAN = Bilingual("“{typed}”可能是：{names}", "“{typed}” may be: {names}")
_MOST_MEANT = 4


def cures(faults: Iterable[Fault], opened: Opened, lang: Lang) -> Iterator[str]:
    """Yield the cure of each kind of fault, each sentence once, in their order.

    Where a fact is called by its label, the names by which a condition may call it come first.
    """
    told = tuple(faults)
    meant = (_meant(f.value, opened, lang) for f in told if f.kind in ("unknown_fact", *_UNKNOWN))
    found = (_CURES[fault.kind].say(lang) for fault in told if fault.kind in _CURES)
    yield from dict.fromkeys(each for each in (*meant, *found) if each)


def _meant(typed: str, opened: Opened, lang: Lang) -> str:
    if typed.isascii():
        return ""
    found = look_up(typed, opened.catalogue, opened.today, lang)[:_MOST_MEANT]
    names = ", ".join(f"{each.name} ({each.label})" for each in found)
    return _MAY_MEAN.say(lang, typed=typed, names=names) if names else ""
