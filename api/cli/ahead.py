"""What the next year will change, for a terminal: short beside a plan, whole as a table."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from matcher.wording import Lang, listing

Data = dict[str, Any]
_HEADS: dict[Lang, tuple[str, ...]] = {
    "zh": ("哪天、为什么", "什么会变", "要准备什么"),
    "en": ("When and why", "What changes", "What to prepare"),
}
_HOUSEHOLD: dict[Lang, str] = {"zh": "家庭", "en": "household"}
_NOTHING: dict[Lang, str] = {
    "zh": "一年内没有到了日子自己会变的项目。",
    "en": "No item changes by itself within a year.",
}
_MORE: dict[Lang, str] = {"zh": "{names}等{n}项", "en": "{names} and others, {n} in all"}
_RATIOS = (3, 3, 4)
_MOST_LINES, _MOST_NAMES = 6, 3
_STYLES = {"eligible": "green", "unknown": "yellow", "ineligible": "red"}


def ahead_lines(changes: Sequence[Data], lang: Lang) -> list[str]:
    """Return a line for each day, reason and outcome, with the items: what a plan has room for."""
    ordered = sorted(changes, key=_together)
    lines = [_line(key, list(rows), lang) for key, rows in groupby(ordered, key=_together)]
    return lines[:_MOST_LINES]


def _together(change: Data) -> tuple[str, str, str]:
    return change["on"], change["because"], change["then"]


def _line(key: tuple[str, str, str], rows: list[Data], lang: Lang) -> str:
    day, because, then = key
    names = list(dict.fromkeys(row["name"] for row in rows))
    told = listing(names[:_MOST_NAMES], lang)
    if len(names) > _MOST_NAMES:
        told = _MORE[lang].format(names=told, n=len(names))
    comma, colon = ("，", "：") if lang == "zh" else (", ", ": ")
    return f"{day} {because}{comma}{then}{colon}{told}"


def print_forecast(data: Data, lang: Lang) -> None:
    """Print the changes of a household as one table to stdout."""
    title = f"{escape(data['household_id'])} · {data['as_of']}"
    if not data["forecast"]:
        Console().print(
            f"{title}：{_NOTHING[lang]}" if lang == "zh" else f"{title}: {_NOTHING[lang]}"
        )
        return
    table = Table(title=title, show_lines=True, expand=True)
    for head, ratio in zip(_HEADS[lang], _RATIOS, strict=True):
        table.add_column(head, ratio=ratio, overflow="fold")
    for change in data["forecast"]:
        table.add_row(
            Text(f"{change['on']}\n{change['because']}"),
            _what(change, lang),
            Text("\n".join(change["prepare"])),
        )
    Console().print(table)


def _what(change: Data, lang: Lang) -> Text:
    text = Text(change["name"], style="bold")
    text.append(f" · {change['member'] or _HOUSEHOLD[lang]}\n", style="not bold")
    return text.append(change["then"], style=f"not bold {_STYLES[change['becomes']]}")
