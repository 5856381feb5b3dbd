"""The commands evaluate and train."""

import json
import sys
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console

from api.bootstrap import make_matcher
from api.cli.figure_tables import error_text, sheets
from api.cli.guard import tell
from api.cli.input import household_texts
from api.clock import today
from api.settings import Settings
from api.usecases.evaluating import evaluate, train_ranker
from api.usecases.matching import Asking, read
from api.usecases.measuring import measured
from api.usecases.misjudging import misjudged
from api.usecases.training_alarms import train_alarms
from matcher.errors import XingfuError
from matcher.files import load_lessons, write_whole
from matcher.needs import Household
from matcher.reading.households import Refused
from matcher.reading.labelled import read_gold
from matcher.wording import Lang

_WIDTH = 120
_NOTE = {
    "zh": "文本和标注由语言模型按书面指引写成，并非社工所写；仅供比较。",
    "en": "Texts and labels were written by language models from a guide, not by social workers.",
}


@dataclass(frozen=True)
class Wanted:
    """What `evaluate` is asked for: the files, the slow tables, and how to print."""

    households: str
    gold: str
    as_json: bool
    deep: Collection[str] = ()
    as_markdown: bool = False
    keep: Path | None = None


def run_evaluate(wanted: Wanted, lang: Lang) -> int:
    """Print the figures on labelled households; return the exit code."""
    settings = Settings()
    matcher = make_matcher(settings, today())
    asking = Asking(today())
    entries = read(household_texts(wanted.households, lang), matcher, asking)
    faults = [entry.fault for entry in entries if isinstance(entry, Refused)]
    if faults:
        raise XingfuError(*faults)
    gold = read_gold(household_texts(wanted.gold, lang))
    known = [replace(e, as_of=asking.day(e)) for e in entries if isinstance(e, Household)]
    _, labels = load_lessons(settings.catalog, matcher.catalogue)
    found = evaluate(matcher, known, gold, labels)
    if wanted.deep:
        found["deep"] = measured(matcher, settings, (known, gold), wanted.deep)
    if wanted.keep:
        text = json.dumps(found.get("deep", {}), ensure_ascii=False, indent=1)
        write_whole(wanted.keep.parent, {wanted.keep.name: text + "\n"})
    if wanted.as_json:
        tell(json.dumps(found, ensure_ascii=False), sys.stdout)
    else:
        _print(found, wanted, lang)
    return 0


def _print(found: dict[str, Any], wanted: Wanted, lang: Lang) -> None:
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    for sheet in sheets(found, Path(wanted.households).name):
        if wanted.as_markdown:
            tell(sheet.markdown(), sys.stdout)
        else:
            console.print(sheet.drawn())
    for key in ("alerts", "uncovered"):
        recall, precision = found[key]["recall"], found[key]["precision"]
        tell(f"{key}: recall {recall:.3f}, precision {precision:.3f}", sys.stdout)
    verdicts = ", ".join(f"{name} {value:g}" for name, value in found["verdicts"].items())
    tell(f"verdicts: {verdicts}", sys.stdout)
    tell(_NOTE[lang], sys.stdout)


def run_errors(worst: int, as_json: bool, lang: Lang) -> int:
    """Print the plans that are furthest from what readers chose, for a person to read."""
    settings = Settings()
    found = misjudged(make_matcher(settings, today()), settings, worst, lang)
    for number, each in enumerate(found, start=1):
        text = json.dumps(each, ensure_ascii=False) if as_json else error_text(number, each)
        tell(text, sys.stdout)
    tell(_NOTE[lang], sys.stderr)
    return 0


def run_train(lang: Lang) -> int:
    """Fit the ranking's weights and the alarm, and print their cross-validated figures."""
    about = train_ranker(Settings(), today())
    figures = about["leave_one_author_out"]
    alarms = train_alarms(Settings(), today())["leave_one_author_out"]
    tell(json.dumps({**figures, "alerts": alarms}, ensure_ascii=False, indent=1), sys.stdout)
    tell(_NOTE[lang], sys.stderr)
    return 0
