"""The command ask."""

from typing import Any

from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.text import Text

from api.bootstrap import make_matcher
from api.cli.households import print_answers, with_progress
from api.cli.input import decision_date, household_texts
from api.clock import today
from api.settings import Settings
from api.usecases.asking import ask_all
from api.usecases.matching import Asking, read
from api.words import words
from matcher.wording import Lang, listing

_TITLE: dict[Lang, str] = {"zh": "下一个最值得问的", "en": "The next best question"}
_NOTHING: dict[Lang, str] = {
    "zh": "没有什么值得问的：方案里的判断都已确定。",
    "en": "Nothing is worth asking: every verdict of the plan is settled.",
}


def run_ask(file: str, as_json: bool, on: str | None, lang: Lang) -> int:
    """Print the next best question for each household; return the exit code."""
    asking = Asking(today(), decision_date(on, lang), lang)
    texts = household_texts(file, lang)
    matcher = make_matcher(Settings(), asking.today)
    entries = read(texts, matcher, asking)
    answers = ask_all(with_progress(entries, lang), matcher, asking)
    return print_answers(answers, as_json, lang, lambda answer: _print(answer.data, lang))


def _print(data: dict[str, Any], lang: Lang) -> None:
    title = f"{_TITLE[lang]} · {escape(data['household_id'])} · {data['as_of']}"
    Console().print(Panel(_said(data["question"], lang), title=title))


def _said(question: dict[str, Any] | None, lang: Lang) -> Group | Text:
    if question is None:
        return Text(_NOTHING[lang])
    said = words(lang)
    lines = [Text(question["text"], style="bold")]
    lines.append(Text(said["ask_whom"].format(names=listing(question["supplied_by"], lang))))
    if question["heard"]:
        lines.append(Text(said["heard"].format(words=question["heard"])))
    return Group(*lines, *(Text(f"→{answer['text']}") for answer in question["answers"]))
