"""The command whatif: who gains and who loses when a figure, a condition or a catalogue changes."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.bootstrap import make_assessor
from api.cli.guard import REFUSED, UsageError, tell
from api.cli.input import decision_date, household_texts
from api.clock import today
from api.settings import Settings
from api.usecases.trying import Change, change_of, tried, tried_on_invented
from matcher.errors import ChangeError, Fault
from matcher.files import load_catalogue
from matcher.needs import Household
from matcher.reading.amendments import settings_of
from matcher.reading.households import Refused, read_households
from matcher.telling.shifts import Data, trial_data
from matcher.telling.trial_tables import TrialTable, trial_tables
from matcher.telling.trials import Trial
from matcher.wording import Bilingual, Lang, listing

_NO_CHANGE = Bilingual(
    "请写明改什么：--set 数值名=新值（可写多次），或 --against 另一个目录文件夹",
    "say what changes: --set name=value (as often as needed), or --against another folder",
)
_NOBODY = Bilingual(
    "请写明用哪些家庭：一个 .jsonl 文件，或 --invented 户数（虚构家庭）",
    "say on which households: a .jsonl file, or --invented with a number of invented ones",
)
_BOTH = Bilingual(
    "家庭文件和 --invented 只能用一个", "give a file of households or --invented, not both"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to change and on whom to try it; households come of a file, or so many are invented."""

    file: str | None
    invented: int | None
    sets: Sequence[str] = ()
    against: Path | None = None
    on: str | None = None
    as_json: bool = False
    with_ids: bool = False


def run_whatif(wanted: Wanted, lang: Lang) -> int:
    """Print what a change would do; return the exit code."""
    if not wanted.sets and wanted.against is None:
        raise UsageError(_NO_CHANGE.say(lang))
    if (wanted.file is None) == (wanted.invented is None):
        raise UsageError((_NOBODY if wanted.file is None else _BOTH).say(lang))
    trial = _trial(_change(wanted, lang), wanted, lang)
    data = trial_data(trial, lang, wanted.with_ids)
    if wanted.as_json:
        tell(json.dumps(data, ensure_ascii=False), sys.stdout)
    else:
        print_trial(data, lang, wanted.with_ids)
    return REFUSED if trial.refused else 0


def _change(wanted: Wanted, lang: Lang) -> Change:
    day = decision_date(wanted.on, lang) or today()
    if wanted.against is not None and not wanted.against.is_dir():
        raise UsageError(Fault("missing_folder", value=str(wanted.against)).sentence(lang))
    try:
        settings = settings_of(wanted.sets)
        before = make_assessor(Settings().catalog, day)
        against = None if wanted.against is None else load_catalogue(wanted.against, day)
        return change_of(before, settings, day, against)
    except ChangeError as error:
        raise UsageError("\n".join(fault.sentence(lang) for fault in error.faults)) from None


def _trial(change: Change, wanted: Wanted, lang: Lang) -> Trial:
    if wanted.invented is not None:
        return tried_on_invented(change, wanted.invented)
    texts = household_texts(wanted.file or "", lang)
    entries = read_households(texts, change.readable, change.on, change.on)
    refused = [entry for entry in entries if isinstance(entry, Refused)]
    for entry in refused:
        tell(" ".join(x for x in (entry.id, entry.fault.sentence(lang)) if x), sys.stderr)
    households = [entry for entry in entries if isinstance(entry, Household)]
    return tried(change, households, "file", len(refused))


_WIDEST = 500
_GAINING = Bilingual("新符合的家庭：{ids}", "Households that gain: {ids}")
_LOSING = Bilingual("不再符合的家庭：{ids}", "Households that lose: {ids}")
_MORE = Bilingual("…（全部请加 --ids）", "… (all of them with --ids)")


def print_trial(data: Data, lang: Lang, with_ids: bool) -> None:
    """Print a trial as tables: the summary first, what to mind last."""
    from rich.console import Console
    from rich.text import Text

    console, notes = Console(), list(data["notes"])
    if data["source"] == "invented":
        console.print(Text(notes.pop(0), style="bold yellow"))
    for place, line in enumerate(data["summary"]):
        console.print(Text(line, style="" if place else "bold"))
    for table in trial_tables(data, lang):
        _print_table(console, table)
    for words, key in ((_GAINING, "gaining"), (_LOSING, "losing")):
        if data[key]:
            console.print(Text(_ids(data, key, words, lang, with_ids)))
    for line in notes:
        console.print(Text(line, style="dim"))


def _print_table(console: Any, told: TrialTable) -> None:
    """Print a table where the line is wide enough for it, else each row with its cells below.

    A row is never cut: what is cut first is the money, which is what is asked for.
    """
    from rich.measure import Measurement
    from rich.padding import Padding
    from rich.text import Text

    table = _drawn(told)
    wide = console.options.update(max_width=_WIDEST)
    if Measurement.get(console, wide, table).maximum <= console.width:
        console.print(table)
        return
    console.print(Text(told.title, style="italic"))
    for row in told.rows:
        cells = [f"{head} {cell}" for head, cell in _told_cells(told, row)]
        console.print(Text(row[0], style="bold"))
        console.print(Padding(Text(" · ".join(cells)), (0, 0, 0, 2)))
    if told.caption:
        console.print(Text(told.caption, style="dim"))


def _told_cells(told: TrialTable, row: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the cells of a row that say something, each with its head, the money first."""
    *counts, money = zip(told.heads[1:], row[1:], strict=True)
    return [pair for pair in (money, *counts) if pair[1]]


def _drawn(told: TrialTable) -> Any:
    from rich.table import Table

    table = Table(title=told.title, caption=told.caption or None, title_justify="left")
    table.add_column(told.heads[0], min_width=20, overflow="fold")
    for head in told.heads[1:]:
        table.add_column(head, justify="right", no_wrap=True)
    for row in told.rows:
        table.add_row(*row)
    return table


def _ids(data: Data, key: str, words: Bilingual, lang: Lang, with_ids: bool) -> str:
    shown = data[key]
    said = words.say(lang, ids=listing(shown, lang))
    return said if with_ids or data["totals"][key] <= len(shown) else said + _MORE.say(lang)
