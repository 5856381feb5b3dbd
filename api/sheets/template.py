"""The template of a ledger: three sheets of text columns with drop-down lists, and a guide."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.sheets.exporting import TEXT_FORMAT, new_workbook, write_text
from api.sheets.words import Target, Words
from matcher.facts import Fact, FactType
from matcher.offerings import Catalogue
from matcher.wording import Bilingual, Lang

_ROWS = 10_000
_SHEETS = {
    "mixed": Bilingual("台账", "Ledger"),
    "households": Bilingual("家庭", "Households"),
    "members": Bilingual("成员", "Members"),
    "needs": Bilingual("需求", "Needs"),
    "guide": Bilingual("填表说明", "说明 Guide"),
    "choices": Bilingual("选项", "Options"),
}
_OWN: Mapping[str, tuple[str, ...]] = {
    "households": ("household_key", "address"),
    "members": ("household_key", "name", "id_number", "phone"),
    "needs": ("household_key", "name", "need_text", "urgency", "recorded_at"),
}
_GUIDE_HEAD = (
    Bilingual("列", "Column"),
    Bilingual("在哪张表", "Sheet"),
    Bilingual("怎么填", "How to fill it in"),
)
_RULES = (
    Bilingual(
        "同一户在三张表里填同一个“户编号”（字母和数字，不要用姓名或身份证号），如 h-001",
        "give one household the same number in all three sheets: letters and digits, no name and "
        "no ID number, such as h-001",
    ),
    Bilingual(
        "不知道的空着，不要填“无”或“否”：空着是还不知道，“无”是已经知道没有",
        "leave blank what is not known yet; 无 and 否 mean that it is known not to be so",
    ),
    Bilingual(
        "各列已设为文本格式；从别处粘贴时请用“只粘贴值”，证件号才不会变",
        "all columns are text; paste values only, so that ID numbers stay as they are",
    ),
    Bilingual(
        "列可以删去、换位，也可以加上事实表里的其他列；列名不要改",
        "columns may be deleted, moved and added; leave their headings as they are",
    ),
)
_HOW = {
    "household_key": Bilingual("必填。如 h-001", "required, such as h-001"),
    "name": Bilingual(
        "成员表里的姓名；需求表里写是谁的需求，全家的就空着",
        "the member's name; in the sheet of needs whose need it is, blank for all",
    ),
    "id_number": Bilingual("18 位，文本格式", "18 characters, as text"),
    "phone": Bilingual("手机或带区号的座机", "mobile, or landline with its area code"),
    "address": Bilingual("到门牌", "down to the door"),
    "need_text": Bilingual(
        "一行一个需求，用家里人的原话", "one need a row, in the family's own words"
    ),
    "urgency": Bilingual("从列表中选", "choose from the list"),
    "recorded_at": Bilingual("如 2026-05-01", "such as 2026-05-01"),
}
_BY_TYPE = {
    FactType.BOOL: Bilingual("是 / 否", "是 (yes) or 否 (no)"),
    FactType.DATE: Bilingual("如 1980-01-31", "such as 1980-01-31"),
    FactType.INTEGER: Bilingual("整数", "a whole number"),
    FactType.NUMBER: Bilingual("数字", "a number"),
    FactType.CHOICE: Bilingual("从列表中选", "choose from the list"),
    FactType.TOWN: Bilingual("从列表中选", "choose from the list"),
    FactType.CITY: Bilingual("城市名称", "the name of a city"),
    FactType.TEXT: Bilingual("文字", "text"),
}
_YES_NO = ("是", "否")
_URGENCY = ("紧急", "一般", "不急")


@dataclass(slots=True)
class _Lists:
    """The sheet of drop-down lists: a column for each, hidden; Excel allows no long list inline."""

    sheet: Any
    name: str
    _known: dict[tuple[str, ...], str] = field(default_factory=dict)

    def range_of(self, choices: tuple[str, ...]) -> str:
        if choices not in self._known:
            column = len(self._known)
            for row, word in enumerate(choices):
                write_text(self.sheet, row, column, word)
            letter = chr(ord("A") + column // 26 - 1) * (column >= 26) + chr(ord("A") + column % 26)
            self._known[choices] = f"='{self.name}'!${letter}$1:${letter}${len(choices)}"
        return self._known[choices]


def template(
    words: Words,
    catalogue: Catalogue,
    lang: Lang = "zh",
    *,
    every: bool = False,
    single: bool = False,
) -> bytes:
    """Return the template as an xlsx file; with `every` fact a column, else those of daily use.

    A `single` sheet holds everything, one row a person. What it is filled in with is read back
    without anything to confirm.
    """
    made = io.BytesIO()
    book = new_workbook(made)
    kept = ("mixed",) if single else tuple(_OWN)
    names = {key: _SHEETS[key] for key in (*kept, "guide", "choices")}
    sheets = {key: book.add_worksheet(name.say(lang)) for key, name in names.items()}
    lists = _Lists(sheets["choices"], _SHEETS["choices"].say(lang))
    styles = _Styles(
        book.add_format({"bold": True, "text_wrap": True, "bg_color": "#DDEBF7", "border": 1}),
        book.add_format({"num_format": TEXT_FORMAT}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    told: list[tuple[str, str, str]] = []
    for key in kept:
        targets = columns_of(key, words, every=every)
        for column, target in enumerate(targets):
            choices = _choices(target, words, catalogue)
            heading = words.heading(target).say(lang)
            write_text(sheets[key], 0, column, heading, styles.head)
            sheets[key].set_column(column, column, 18, styles.text)
            if choices:
                _drop_down(sheets[key], column, lists.range_of(choices), lang)
            told.append((heading, _SHEETS[key].say(lang), _how(target, words, lang)))
        sheets[key].freeze_panes(1, 1)
    _guide(sheets["guide"], told, styles, lang)
    sheets["choices"].hide()
    book.close()
    return made.getvalue()


@dataclass(frozen=True, slots=True)
class _Styles:
    head: Any
    text: Any
    wrapped: Any


def columns_of(kind: str, words: Words, *, every: bool = False) -> tuple[Target, ...]:
    """Return the columns of a sheet of the template, in order; `mixed` has those of all."""
    if kind == "mixed":
        of_all = (t for each in _OWN for t in columns_of(each, words, every=every))
        return tuple(dict.fromkeys(of_all))
    own = tuple(Target("column", name) for name in _OWN[kind])
    if kind == "needs":
        return own
    facts = words.vocabulary.facts
    names: Iterable[str] = words.template.get(kind, ())
    if every:
        names = [
            fact.name
            for fact in facts.values()
            if not fact.derived_from
            and (fact.of_household() if kind == "households" else not fact.of_household())
        ]
    return (*own, *(Target("fact", name) for name in names))


def _choices(target: Target, words: Words, catalogue: Catalogue) -> tuple[str, ...]:
    if target.kind == "column":
        return _URGENCY if target.name == "urgency" else ()
    fact = words.vocabulary.facts[target.name]
    if fact.type is FactType.BOOL:
        return _YES_NO
    if fact.type is FactType.TOWN:
        return tuple(town.name for town in catalogue.towns.values())
    return tuple(word.zh for word in (fact.values or {}).values())


def _drop_down(sheet: Any, column: int, source: str, lang: Lang) -> None:
    told = Bilingual("请从列表中选", "please choose from the list").say(lang)
    sheet.data_validation(
        1,
        column,
        _ROWS,
        column,
        {
            "validate": "list",
            "source": source,
            "error_type": "warning",
            "error_title": told,
            "error_message": told,
        },
    )


def _how(target: Target, words: Words, lang: Lang) -> str:
    if target.kind == "column":
        return _HOW[target.name].say(lang)
    return _of_fact(words.vocabulary.facts[target.name], lang)


def _of_fact(fact: Fact, lang: Lang) -> str:
    told = [_BY_TYPE[fact.type].say(lang), fact.question.say(lang).replace("{who}", "")]
    return ("；" if lang == "zh" else "; ").join(part for part in told if part)


def _guide(sheet: Any, told: Sequence[tuple[str, str, str]], styles: _Styles, lang: Lang) -> None:
    for row, rule in enumerate(_RULES):
        write_text(sheet, row, 0, f"{row + 1}. {rule.say(lang)}")
    start = len(_RULES) + 1
    for column, heading in enumerate(_GUIDE_HEAD):
        write_text(sheet, start, column, heading.say(lang), styles.head)
    for row, cells in enumerate(told, start=start + 1):
        for column, text in enumerate(cells):
            write_text(sheet, row, column, text, styles.wrapped)
    for column, width in enumerate((22, 12, 80)):
        sheet.set_column(column, column, width)
