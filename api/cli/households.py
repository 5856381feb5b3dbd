"""The commands match and assess."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from api.bootstrap import make_assessor, make_matcher
from api.cli.guard import REFUSED, tell
from api.cli.input import decision_date, household_texts
from api.cli.tables import print_assessment, print_plan
from api.clock import today
from api.settings import Settings
from api.usecases.matching import Answer, Asking, assess_all, match_all, read
from matcher.wording import Lang


def run_match(file: str, as_json: bool, top: int, on: str | None, lang: Lang) -> int:
    """Print a plan for each household; return the exit code."""
    asking = Asking(today(), decision_date(on, lang), lang, top)
    texts = household_texts(file, lang)
    matcher = make_matcher(Settings(), asking.today)
    entries = read(texts, matcher, asking)
    answers = match_all(with_progress(entries, lang), matcher, asking)
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


def with_progress(entries: tuple[Any, ...], lang: Lang) -> Iterator[Any]:
    """Yield the entries; a bar on stderr shows how far it is, where a person watches."""
    if len(entries) < 2 or not sys.stderr.isatty():
        yield from entries
        return
    from rich.console import Console
    from rich.progress import track

    words = {"zh": "匹配家庭", "en": "households"}[lang]
    yield from track(entries, description=words, console=Console(stderr=True), transient=True)
