"""The commands match and assess."""

import json
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from api.bootstrap import make_assessor, make_matcher_and_encoder
from api.cli.guard import REFUSED, tell
from api.cli.input import decision_date, household_texts
from api.cli.tables import print_assessment, print_plan
from api.clock import today
from api.settings import Settings
from api.usecases.matching import (
    STRETCH,
    Answer,
    Asking,
    assess_all,
    encoded_ahead,
    match_all,
    read,
)
from matcher.loading import knows
from matcher.wording import Bilingual, Lang, phrase

_WORDS = {
    "encoding": Bilingual(
        "正在为需求文字编码（已就绪 {ready} / {num} 户）…",
        "encoding the texts of needs ({ready} of {num} households are ready) …",
    ),
    "stranger": Bilingual(
        "排序不是用这个编码器训练的：“听起来像某种情形”的几项不计分；见 docs/settings.md",
        "the ranking was not trained with this encoder: how like a sign a text sounds does not "
        "count; see docs/settings.md",
    ),
}


def run_match(file: str, as_json: bool, top: int, on: str | None, lang: Lang) -> int:
    """Print a plan for each household; return the exit code."""
    asking = Asking(today(), decision_date(on, lang), lang, top)
    texts = household_texts(file, lang)
    matcher, encoder = make_matcher_and_encoder(Settings(), asking.today)
    if not knows(matcher.ranker, encoder):
        tell(phrase(_WORDS, "stranger", lang), sys.stderr)
    entries = read(texts, matcher, asking)
    say = partial(_say_encoding, lang=lang)
    ready = encoded_ahead(entries, matcher, encoder, asking, say)
    answers = match_all(with_progress(ready, lang, len(entries)), matcher, asking)
    return print_answers(
        answers, as_json, lang, lambda answer: print_plan(answer.data, matcher.catalogue, lang)
    )


def run_assess(
    file: str, as_json: bool, on: str | None, lang: Lang, catalog: Path | None = None
) -> int:
    """Print the verdicts for each household by the rules of a catalogue; return the exit code."""
    asking = Asking(today(), decision_date(on, lang), lang)
    texts = household_texts(file, lang)
    assessor = make_assessor(catalog or Settings().catalog, asking.today)
    entries = read(texts, assessor, asking)
    answers = assess_all(with_progress(entries, lang), assessor, asking)
    return print_answers(
        answers,
        as_json,
        lang,
        lambda answer: print_assessment(answer.data, assessor.catalogue, lang),
    )


def print_answers(answers: Iterable[Answer], as_json: bool, lang: Lang, table: Any) -> int:
    """Print each answer as JSON or by `table`, refusals on stderr; return the exit code."""
    code = 0
    for answer in answers:
        if answer.fault is not None:
            code = REFUSED
            name = answer.data["household_id"]
            tell(" ".join(x for x in (name, answer.fault.sentence(lang)) if x), sys.stderr)
        if as_json:
            tell(json.dumps(answer.data, ensure_ascii=False), sys.stdout)
        elif answer.fault is None:
            table(answer)
    return code


def _say_encoding(ready: int, num: int, lang: Lang) -> None:
    """Say on stderr that texts are being encoded, where a file has more than one stretch."""
    if num > STRETCH:
        tell(phrase(_WORDS, "encoding", lang, ready=ready, num=num), sys.stderr)


def with_progress(entries: Iterable[Any], lang: Lang, num: int | None = None) -> Iterator[Any]:
    """Yield the entries, `num` of them; a bar on stderr shows how far it is to who watches."""
    if num is None:
        entries = tuple(entries)
        num = len(entries)
    if num < 2 or not sys.stderr.isatty():
        yield from entries
        return
    from rich.console import Console
    from rich.progress import track

    words = {"zh": "匹配家庭", "en": "households"}[lang]
    console = Console(stderr=True)
    yield from track(entries, description=words, total=num, console=console, transient=True)
