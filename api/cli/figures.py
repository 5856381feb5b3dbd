"""The commands evaluate and train."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from api.bootstrap import make_matcher
from api.cli.figure_tables import exposure_table, group_tables, stability_table
from api.cli.guard import tell
from api.cli.input import household_texts
from api.clock import today
from api.settings import Settings
from api.usecases.evaluating import evaluate, train_ranker
from api.usecases.matching import Asking, read
from api.usecases.training_alarms import train_alarms
from matcher.errors import XingfuError
from matcher.files import load_labelled
from matcher.measures import f1
from matcher.needs import Household
from matcher.reading.households import Refused
from matcher.reading.labelled import read_gold
from matcher.wording import Lang

_NOTE = {
    "zh": "文本和标注由语言模型按书面指引写成，并非社工所写；仅供比较。",
    "en": "Texts and labels were written by language models from a guide, not by social workers.",
}
_COLUMNS = (
    "ndcg10",
    "must_recall10",
    "must_recall20",
    "mrr_must",
    "precision10",
    "first_is_must",
    "coverage20",
)


def run_evaluate(households: str, gold: str, as_json: bool, lang: Lang) -> int:
    """Print the figures on labelled households; return the exit code."""
    matcher = make_matcher(Settings(), today())
    asking = Asking(today())
    entries = read(household_texts(households, lang), matcher, asking)
    faults = [entry.fault for entry in entries if isinstance(entry, Refused)]
    if faults:
        raise XingfuError(*faults)
    labels = read_gold(household_texts(gold, lang))
    known = [replace(e, as_of=asking.day(e)) for e in entries if isinstance(e, Household)]
    _, train = load_labelled(Settings().catalog, "train", matcher.catalogue)
    found = evaluate(matcher, known, labels, train)
    if as_json:
        tell(json.dumps(found, ensure_ascii=False), sys.stdout)
    else:
        _print(found, Path(households).name, lang)
    return 0


def _print(found: dict[str, Any], name: str, lang: Lang) -> None:
    table = Table(title=f"{name}: {found['households']} households, {found['mode']}")
    table.add_column("")
    for column in _COLUMNS:
        table.add_column(column, justify="right")
    rows = {"xingfu": found, **found["baselines"]}
    rows |= {f"xingfu, {key}": row for key, row in found["altered"].items()}
    for label, row in rows.items():
        table.add_row(label, *(f"{row[column]:.3f}" for column in _COLUMNS))
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(table)
    for key, (low, high) in found["interval95"].items():
        console.print(f"{key}: {_value(found, key):.3f} (95 %: {low:.3f} – {high:.3f})")
    for key in ("alerts", "uncovered"):
        recall, precision = found[key]["recall"], found[key]["precision"]
        console.print(f"{key}: recall {recall:.3f}, precision {precision:.3f}")
    for made in (stability_table(found), exposure_table(found), *group_tables(found)):
        console.print(made)
    verdicts = ", ".join(f"{name} {value:g}" for name, value in found["verdicts"].items())
    console.print(f"verdicts: {verdicts}")
    console.print(_NOTE[lang])


def _value(found: dict[str, Any], key: str) -> float:
    """Return the figure that an interval is of: `alerts_recall` is the recall of `alerts`."""
    if key in found:
        return float(found[key])
    name, _, figure = key.partition("_")
    return f1(found[name]) if figure == "f1" else float(found[name][figure])


def run_train(lang: Lang) -> int:
    """Fit the ranking's weights and the alarm, and print their cross-validated figures."""
    about = train_ranker(Settings(), today())
    figures = about["leave_one_author_out"]
    alarms = train_alarms(Settings(), today())["leave_one_author_out"]
    tell(json.dumps({**figures, "alerts": alarms}, ensure_ascii=False, indent=1), sys.stdout)
    tell(_NOTE[lang], sys.stderr)
    return 0
