"""The command simulate."""

import json
import sys
from typing import Any

from rich.console import Console
from rich.table import Table

from api.bootstrap import make_matcher
from api.cli.guard import tell
from api.clock import today
from api.settings import Settings
from api.usecases.simulating import simulate_questions
from matcher.files import load_labelled
from matcher.wording import Lang

_COLUMNS: dict[str, dict[Lang, str]] = {
    "mean": {"zh": "平均", "en": "mean"},
    "median": {"zh": "中位", "en": "median"},
    "p90": {"zh": "九成户以内", "en": "p90"},
    "settled_after_1": {"zh": "1问后", "en": "after 1"},
    "settled_after_3": {"zh": "3问后", "en": "after 3"},
    "settled_after_5": {"zh": "5问后", "en": "after 5"},
    "settled_after_10": {"zh": "10问后", "en": "after 10"},
    "never_settled": {"zh": "没问完", "en": "never"},
}
_SCENARIOS: dict[str, dict[Lang, str]] = {
    "recorded": {"zh": "按现有台账开始", "en": "from the ledger as it is"},
    "bare": {
        "zh": "初次上门：只知道谁住在这里",
        "en": "a first visit: known is only who lives there",
    },
    "even": {
        "zh": "按现有台账开始，答案均匀抽取",
        "en": "from the ledger as it is, answers drawn evenly",
    },
}
_ORDERS: dict[str, dict[Lang, str]] = {
    "best": {"zh": "最值得问的先问", "en": "the best question first"},
    "form": {"zh": "按表格顺序", "en": "in the form's order"},
    "random": {"zh": "随机", "en": "at random"},
    "form_lacking": {
        "zh": "按表格顺序，只问前十项还缺的",
        "en": "in the form's order, only what the first ten lack",
    },
    "random_lacking": {
        "zh": "随机，只问前十项还缺的",
        "en": "at random, only what the first ten lack",
    },
}
_TITLE: dict[Lang, str] = {
    "zh": "{scenario}：{households}户，前十项里{open_at_first}个判断待定",
    "en": "{scenario}: {households} households, {open_at_first} of the first ten open",
}
_NOTE: dict[Lang, str] = {
    "zh": "要问几个问题才能定下方案的前十项（最多问{most}个，没问完的按{most}计），"
    "以及问过几个后，当初待定的判断有多少已定。"
    "台账没写的事实按训练家庭的比例抽取（种子 {seed}），家庭由语言模型编写，仅供比较。",
    "en": "Questions until the first ten items are settled (at most {most}, and {most} where they "
    "never were), and the share of the verdicts open at first that is settled after some. What "
    "the ledger lacks is drawn by the rates of the training households (seed {seed}), which "
    "were written by language models: good to compare by.",
}


def run_simulate(most_households: int | None, as_json: bool, lang: Lang) -> int:
    """Print how many questions each order of asking takes; return the exit code."""
    settings = Settings(encoder="lexical")
    matcher = make_matcher(settings, today())
    households, _ = load_labelled(settings.catalog, "train", matcher.catalogue)
    found = simulate_questions(matcher, households[:most_households])
    if as_json:
        tell(json.dumps(found, ensure_ascii=False), sys.stdout)
    else:
        _print(found, lang)
    return 0


def _print(found: dict[str, Any], lang: Lang) -> None:
    console = Console(width=None if sys.stdout.isatty() else 120)
    for name, played in found["scenarios"].items():
        title = _TITLE[lang].format(scenario=_SCENARIOS[name][lang], **played)
        table = Table(title=title)
        table.add_column("")
        for heading in _COLUMNS.values():
            table.add_column(heading[lang], justify="right")
        for order, figures in played["orders"].items():
            cells = [_cell(key, figures[key]) for key in _COLUMNS] if figures else []
            table.add_row(_ORDERS[order][lang], *cells)
        console.print(table)
    console.print(_NOTE[lang].format(most=found["most_questions"], seed=found["seed"]))


def _cell(key: str, value: float) -> str:
    return f"{value:.1%}" if key.startswith(("settled", "never")) else f"{value:g}"
