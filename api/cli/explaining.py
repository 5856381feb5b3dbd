"""The command explain: why an item is for a household or not, as a tree for a person."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.text import Text
from rich.tree import Tree

from api.bootstrap import make_assessor
from api.cli.guard import REFUSED, UsageError, tell
from api.cli.households import with_progress
from api.cli.input import decision_date, household_texts
from api.clock import today
from api.errors import AbsentError
from api.settings import Settings
from api.usecases.explaining import Doubt, explain_all
from api.usecases.matching import Asking, read
from matcher.offerings import Catalogue
from matcher.wording import Lang

Data = dict[str, Any]
_MARKS = {True: ("✓", "green"), False: ("✗", "red"), None: ("？", "yellow")}
_MOST_NEAR = 5  # of the ways to be told of; the JSON has them all
_STYLES = {"eligible": "green", "unknown": "yellow", "ineligible": "red", "held": "cyan"}
_WORDS: dict[str, dict[Lang, str]] = {
    "family": {"zh": "对家里人说", "en": "To the family"},
    "worker": {"zh": "判定依据", "en": "On what it rests"},
    "residual": {"zh": "规则判不了、要由人看的条件", "en": "For a person to check"},
    "near": {"zh": "差在哪里、怎么补", "en": "What is lacking, and how to come by it"},
    "nobody": {
        "zh": "这一项按成员判定，这户没有登记成员。",
        "en": "This item is judged by member, and this household lists none.",
    },
    "source": {"zh": "规则出处", "en": "Source of the rule"},
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command was asked for."""

    file: str
    item: str
    member: str | None
    as_json: bool
    on: str | None
    catalog: Path | None


def run_explain(wanted: Wanted, lang: Lang) -> int:
    """Print why an item is for each household or not; return the exit code."""
    asking = Asking(today(), decision_date(wanted.on, lang), lang)
    texts = household_texts(wanted.file, lang)
    assessor = make_assessor(wanted.catalog or Settings().catalog, asking.today)
    entries = with_progress(read(texts, assessor, asking), lang)
    code = 0
    try:
        for answer in explain_all(entries, assessor, asking, Doubt(wanted.item, wanted.member)):
            if answer.fault is not None:
                code = REFUSED
                name = answer.data["household_id"]
                tell(" ".join(x for x in (name, answer.fault.sentence(lang)) if x), sys.stderr)
            if wanted.as_json:
                tell(json.dumps(answer.data, ensure_ascii=False), sys.stdout)
            elif answer.fault is None:
                print_explanation(answer.data, assessor.catalogue, lang)
    except AbsentError as error:
        raise UsageError(f"--item: {error.faults[0].reason(lang)}") from None
    return code


def print_explanation(data: Data, catalogue: Catalogue, lang: Lang) -> None:
    """Print an explanation as one panel a household to stdout."""
    parts: list[Any] = [part for v in data["verdicts"] for part in _verdict(v, catalogue, lang)]
    if not data["verdicts"]:
        parts.append(Text(_word("nobody", lang)))
    parts += _listed("residual", [f"□ {line}" for line in data["residual"]], lang)
    if data["source"]:
        parts += _listed("source", [data["source"]], lang)
    title = f"{escape(data['household_id'])} · {escape(data['name'])} · {data['as_of']}"
    Console().print(Panel(Group(*parts), title=title))


def _word(key: str, lang: Lang) -> str:
    return _WORDS[key][lang]


def _verdict(verdict: Data, catalogue: Catalogue, lang: Lang) -> list[Any]:
    status = catalogue.words["status"][verdict["status"]].say(lang)
    head = Text(f"{verdict['who']} · {status}", style=f"bold {_STYLES[verdict['status']]}")
    lines = [verdict["family"]]
    tree = _tree(verdict["tree"], verdict["worker"])
    near = [miss["text"] for miss in verdict["near"][:_MOST_NEAR]]
    return [
        head,
        *_listed("family", lines, lang),
        Text(f"{_word('worker', lang)}：", style="bold"),
        tree,
        *_listed("near", near, lang),
    ]


def _listed(key: str, lines: list[str], lang: Lang) -> list[Text]:
    if not lines:
        return []
    head = Text(f"{_word(key, lang)}：", style="bold")
    return [head, *(Text(f"  {line}", overflow="fold") for line in lines)]


def _tree(node: Data, lines: list[str]) -> Tree:
    """Return the tree of conditions; the worker's lines stand in its own order."""
    left = iter(lines)
    tree = Tree(_label(node, next(left)))
    _grow(tree, node, left)
    return tree


def _grow(tree: Tree, node: Data, left: Any) -> None:
    for part in node["parts"]:
        _grow(tree.add(_label(part, next(left))), part, left)


def _label(node: Data, line: str) -> Text:
    mark, style = _MARKS[node["value"]]
    return Text.assemble((f"{mark} ", style), line.strip()[2:], overflow="fold")
