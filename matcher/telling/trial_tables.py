"""The tables of a trial for a person: by item, by town, by category; and what to draw as bars."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcher.telling.shifts import Data
from matcher.telling.trials import signed
from matcher.wording import Bilingual, Lang

_MOVES = ("gain", "loss", "opened", "closed", "held_out")
_GROUP_COUNTS = ("gaining", "losing", "opened", "closed")
_HEADS = {
    "name": Bilingual("项目", "Item"),
    "households": Bilingual("户数", "Households"),
    "gain": Bilingual("新符合", "Gain"),
    "loss": Bilingual("不再符合", "Lose"),
    "opened": Bilingual("变待核", "To be checked"),
    "closed": Bilingual("变不符合", "Ruled out"),
    "held_out": Bilingual("在享受待复核", "Held, to review"),
    "month": Bilingual("每月增减（元）", "CNY a month"),
    "towns": Bilingual("镇街", "Town"),
    "categories": Bilingual("人群类别", "Category"),
}
_TITLES = {
    "items": Bilingual("逐项", "By item: people (households)"),
    "towns": Bilingual("按镇街", "By town"),
    "categories": Bilingual("按人群类别（一户可属几类）", "By category (it may be of several)"),
}
_PEOPLE = Bilingual("{people:,}人（{households:,}户）", "{people:,} ({households:,})")
_HOUSEHOLDS = Bilingual("{households:,}户", "({households:,})")
_UNPRICED = "?"
_NO_SUM = Bilingual("? 金额算不出或不按月发", "? the sum is not known by the month")
_CALM = Bilingual("其余{n}行没有变化", "{n} more rows show no change")


@dataclass(frozen=True, slots=True)
class TrialTable:
    """A table: its first column names the row, an empty cell is no change."""

    key: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """How many households gain an item and how many lose it, and their share of the longest."""

    name: str
    gaining: int
    losing: int
    gain_share: float
    loss_share: float


def trial_tables(data: Data, lang: Lang) -> tuple[TrialTable, ...]:
    """Return the tables of a trial's data, those without a row left out."""
    groups = (_groups(data[key], key, lang) for key in ("towns", "categories"))
    return tuple(table for table in (_items(data["items"], lang), *groups) if table.rows)


def bars(data: Data, most: int) -> Iterator[Bar]:
    """Yield the bars of the items that most households gain or lose, at most so many."""
    moved = [
        (item["name"], item["gain"]["households"], item["loss"]["households"])
        for item in data["items"]
        if item["gain"]["households"] or item["loss"]["households"]
    ]
    longest = max((count for _, *counts in moved for count in counts), default=1)
    for name, gaining, losing in moved[:most]:
        yield Bar(name, gaining, losing, gaining / longest, losing / longest)


def _items(items: Sequence[Data], lang: Lang) -> TrialTable:
    rows = tuple(
        (item["name"], *(_count(item, move, lang) for move in _MOVES), _net(item["cost"]))
        for item in items
    )
    unknown = any(row[-1] == _UNPRICED for row in rows)
    heads = _heads(("name", *_MOVES, "month"), lang)
    title = _TITLES["items"].say(lang)
    return TrialTable("items", title, heads, rows, _NO_SUM.say(lang) if unknown else "")


def _groups(groups: Sequence[Data], key: str, lang: Lang) -> TrialTable:
    rows = tuple(
        (
            each["name"],
            f"{each['households']:,}",
            *(f"{each[count]:,}" if each[count] else "" for count in _GROUP_COUNTS),
            _net(each["cost"]),
        )
        for each in groups
        if any(each[count] for count in _GROUP_COUNTS) or each["cost"]["changed"]
    )
    calm = len(groups) - len(rows)
    heads = _heads((key, "households", *_MOVES[:4], "month"), lang)
    caption = _CALM.say(lang, n=calm) if calm else ""
    return TrialTable(key, _TITLES[key].say(lang), heads, rows, caption)


def _heads(keys: Sequence[str], lang: Lang) -> tuple[str, ...]:
    return tuple(_HEADS[key].say(lang) for key in keys)


def _count(item: Data, move: str, lang: Lang) -> str:
    told = item[move]
    words = _PEOPLE if item["per"] == "member" else _HOUSEHOLDS
    count = words.say(lang, people=told["beneficiaries"], households=told["households"])
    return count if told["beneficiaries"] else ""


def _net(cost: Data) -> str:
    net = cost["net"]
    if net is None:
        return _UNPRICED
    return signed(net) if net else ""
