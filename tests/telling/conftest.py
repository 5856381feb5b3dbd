"""Plans and assessments of the demo households and the article cases, in both languages."""

import json
from typing import Any

import pytest

from api.usecases.matching import Asking, assess_all, match_all, read
from matcher.files import numbered_lines
from matcher.needs import Household
from matcher.pipeline.matcher import Matcher
from tests.contracts.engines import lexical_matcher
from tests.support import CATALOGS, TODAY

Told = list[tuple[Household, dict[str, Any]]]
LANGS = ("zh", "en")


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return lexical_matcher()


@pytest.fixture(scope="session")
def lines() -> list[tuple[int, str]]:
    text = (CATALOGS / "demo" / "households.jsonl").read_text(encoding="utf-8")
    assert all(json.loads(line) for line in text.splitlines())
    return numbered_lines(text)


def told(matcher: Matcher, lines: list[tuple[int, str]], lang: Any, answers: Any) -> Told:
    asking = Asking(TODAY, lang=lang, top=236)
    found = answers(read(lines, matcher, asking), matcher, asking)
    return [(answer.household, answer.data) for answer in found]


@pytest.fixture(scope="session")
def plans(matcher: Matcher, lines: list[tuple[int, str]]) -> dict[str, Told]:
    return {lang: told(matcher, lines, lang, match_all) for lang in LANGS}


@pytest.fixture(scope="session")
def assessments(matcher: Matcher, lines: list[tuple[int, str]]) -> Told:
    return told(matcher, lines, "zh", assess_all)
