"""The form of an item: what each line asks, a form to fill in, and the form of an item there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matcher.offerings import Catalogue, Item
from matcher.reading.edits import render
from matcher.wording import Bilingual, Lang

ORDER = (
    *("code", "name", "layer", "domain", "also", "provider", "per", "audience", "eligibility"),
    *("residual", "form", "amount", "capacity", "apply", "documents", "days", "needs_phrases"),
    *("excludes", "requires", "like", "source", "confidence"),
)
"""The order in which the lists write the keys of an entry."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the form: what it asks, and an example, both as YAML and for a prompt.

    `table` names the closed set (words.yaml) whose codes and words may stand here; `several`
    says that it holds a list.
    """

    key: str
    asks: Bilingual
    example: Any
    table: str = ""
    several: bool = False


LINES: tuple[Line, ...] = (
    Line(
        "code",
        Bilingual(
            "代码：大写字母加数字，没有别的项目在用；政府救助 G 开头，社会服务 S 开头",
            "the code: capitals and digits, used by no other item; G for relief, S for services",
        ),
        "S901",
    ),
    Line(
        "list",
        Bilingual(
            "写进哪个清单文件；留空时按代码的第一个字母",
            "the list file it goes to; left blank, by the letters of its code",
        ),
        "social_services.yaml",
    ),
    Line("name", Bilingual("名称", "the name"), "独居老人晚间电话问安"),
    Line("layer", Bilingual("层级", "the layer"), "service", "layer"),
    Line("domain", Bilingual("领域", "the domain"), "company", "domain"),
    Line("also", Bilingual("还属于哪些领域", "other domains"), ["safety"], "domain", True),
    Line("provider", Bilingual("谁来提供", "who provides it"), "镇街社会工作服务站"),
    Line(
        "per",
        Bilingual(
            "按什么判定：member 每个人分别判定，household 整个家庭一起判定",
            "decided for each member or for the household as a whole",
        ),
        "member",
    ),
    Line(
        "audience",
        Bilingual(
            "主要面向哪些人群类别（C1 到 C7），不限就写 all；不影响判定",
            "the categories it is meant for (C1 to C7), or all; no verdict rests on it",
        ),
        ["C4"],
    ),
    Line(
        "eligibility",
        Bilingual(
            "谁能享受：事实、比较、数值；AND 且，OR 或，NOT 非。写在下一行，前面空两格，不用引号。"
            "不知道事实叫什么：xingfu item words 独居",
            "who may have it: fact, comparison, value, joined by AND, OR, NOT; on the next line, "
            "two spaces in, without quotes. "
            "To find a fact's name: xingfu item words alone",
        ),
        "age >= elderly_age AND lives_alone = true",
    ),
    Line(
        "residual",
        Bilingual("规则写不进去、要由人看的条件", "conditions no rule can code, for a person"),
        ["愿意接受电话问安"],
        several=True,
    ),
    Line("form", Bilingual("形式", "the form"), "service", "form"),
    Line(
        "amount",
        Bilingual(
            "给多少：value 数目，unit 单位，note 说明，as_of 哪一年的",
            "how much: value, unit, note, and as_of, the year it is of",
        ),
        {"value": 5, "unit": "次/周（示意）", "as_of": "2026"},
    ),
    Line(
        "capacity",
        Bilingual("名额：open 不限，limited 有限", "places: open, or limited"),
        "open",
    ),
    Line("apply", Bilingual("到哪里办、怎么办", "where and how to apply"), "向村（居）委会登记"),
    Line("documents", Bilingual("要带的材料", "papers to bring"), ["身份证"], several=True),
    Line("days", Bilingual("大约办理几天（整数）", "about how many days it takes"), 5),
    Line(
        "needs_phrases",
        Bilingual(
            "家里人会怎么说出这个需要（用平常话，四到八句，好让系统听懂）",
            "how families voice the need, in everyday Chinese (four to eight)",
        ),
        [
            "晚上一个人在家，怕出事没人知道",
            "孩子在外地，想有人每天打个电话问一声",
            "夜里心里慌，连个说话的人都没有",
            "老人自己住，担心他晚上摔倒没人管",
        ],
        several=True,
    ),
    Line(
        "excludes",
        Bilingual("与哪些项目只能二选一（代码）", "items it cannot be had beside (codes)"),
        [],
        several=True,
    ),
    Line(
        "requires",
        Bilingual("要先办好哪些项目（代码）", "items to be obtained first (codes)"),
        [],
        several=True,
    ),
    Line("source", Bilingual("依据：文件名和文号", "the policy it rests on"), "示例：某镇服务办法"),
    Line("confidence", Bilingual("把握", "how sure it is"), "low", "confidence"),
    Line(
        "aliases",
        Bilingual("大家平时怎么叫它", "everyday names people ask for it by"),
        ["晚间问安"],
        several=True,
    ),
    Line(
        "english",
        Bilingual("英文名称和办理方式，可以不填", "the English name and how to apply"),
        {"name": "Evening telephone call for elders living alone"},
    ),
)
BY_KEY: Mapping[str, Line] = {line.key: line for line in LINES}

_CASES: Sequence[Mapping[str, Any]] = (
    {"case": "60岁，一个人住", "members": [{"age": 60, "lives_alone": True}], "expect": "eligible"},
    {
        "case": "差一岁满60，一个人住",
        "members": [{"age": 59, "lives_alone": True}],
        "expect": "ineligible",
    },
    {
        "case": "75岁，和儿子同住",
        "members": [{"age": 75, "lives_alone": False}],
        "expect": "ineligible",
    },
    {
        "case": "70岁，是不是一个人住还没问",
        "members": [{"age": 70}],
        "expect": "unknown",
        "missing": ["lives_alone"],
    },
)
_HEAD = Bilingual(
    "新项目登记表。下面是一个可以直接试用的例子：改冒号后面的内容，不知道的留空。\n"
    "# 开头的是说明，删不删都可以。填好后运行：\n"
    "    xingfu item new 这个文件.yaml\n"
    "会先检查、试案例、算影响，您确认以后才写入。",
    "A form for a new item. It is filled in with an example that can be tried as it is: change\n"
    "what stands after the colons, leave blank what is not known. Lines with # are notes. Then:\n"
    "    xingfu item new THIS_FILE.yaml\n"
    "It is checked, its cases are tried and its effect is shown before anything is written.",
)
_EDIT_HEAD = Bilingual(
    "「{name}」的登记表。改好后运行：\n    xingfu item edit {code} 这个文件.yaml\n"
    "会先检查、试案例、算影响，您确认以后才写入。",
    "The form of “{name}”. Change it, then run:\n    xingfu item edit {code} THIS_FILE.yaml\n"
    "It is checked, its cases are tried and its effect is shown before anything is written.",
)
_CASES_ASK = Bilingual(
    "案例：虚构的家庭，由您按政策写出应有的判定（expect）：eligible 能享受，ineligible 不能，\n"
    "unknown 还缺事实（在 missing 里写明缺哪些），held 已享受。三种判定各至少一个；\n"
    "每条年龄线、收入线的两边各一个（刚好在线上和差一步的）。",
    "Cases: invented households with the verdict (expect) that you read from the policy:\n"
    "eligible, ineligible, unknown (naming in missing the facts it lacks) or held. At least\n"
    "one of each of the first three, and one on either side of each line of age or income,\n"
    "a step apart.",
)
_AS_OF = Bilingual("案例按哪一天的政策判", "the day whose policy the cases are judged by")
_MAY_BE = Bilingual("可填：{words}", "one of: {words}")


def blank_form(catalogue: Catalogue, as_of: str, lang: Lang) -> str:
    """Return a form to fill in, filled in with an example that the shipped catalogue can take."""
    parts = [_comment(_HEAD.say(lang))]
    for line in LINES:
        parts.append(_comment(_asked(line, catalogue, lang)))
        parts.append(_filled_in(line))
    parts += [_comment(_AS_OF.say(lang)), render({"as_of": as_of})]
    parts += ["\n", _comment(_CASES_ASK.say(lang)), "cases:\n"]
    parts += [_row(case) for case in _CASES]
    return "".join(parts)


def _filled_in(line: Line) -> str:
    """Return a line with its example; a condition stands below its key, where it needs no quotes.

    Beside the key `any(member: …)` would be read as one more key.
    """
    if line.key == "eligibility":
        return f"{line.key}: |\n  {line.example}\n"
    return render({line.key: line.example})


def edit_form(
    item: Item, entry: str, beside: Mapping[str, Any], cases: str | None, lang: Lang
) -> str:
    """Return the form of an item there is: its entry and its cases as their files have them."""
    head = _EDIT_HEAD.say(lang, name=item.name.say(lang), code=item.code)
    told = {key: value for key, value in beside.items() if value}
    return "".join(
        [_comment(head), entry, render(told) if told else "", "\n", cases or "cases: []\n"]
    )


def _asked(line: Line, catalogue: Catalogue, lang: Lang) -> str:
    words = choices(line, catalogue, lang)
    text = line.asks.say(lang)
    return f"{text}\n{_MAY_BE.say(lang, words=words)}" if words else text


def choices(line: Line, catalogue: Catalogue, lang: Lang) -> str:
    """Return what may stand in a line of a closed set, each code with its word."""
    table = catalogue.words.get(line.table, {}) if line.table else {}
    return ("、" if lang == "zh" else ", ").join(f"{c} {w.say(lang)}" for c, w in table.items())


def _comment(text: str) -> str:
    return "".join(f"# {line}\n" for line in text.split("\n"))


def _row(case: Mapping[str, Any]) -> str:
    first, *rest = render(case).splitlines()
    return "\n".join([f"- {first}", *(f"  {line}" for line in rest)]) + "\n"
