"""The pages' words: every one used, every one in two languages; which language is liked best."""

import re

import pytest

from api.access.callers import Role
from api.pages.render import FOLDER
from api.words import TABLES, WORDS, preferred, term, words
from matcher.pipeline.matcher import Matcher


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("", "zh"),
        ("*", "zh"),
        ("fr-FR,de", "zh"),
        ("en", "en"),
        ("EN-us", "en"),
        ("zh-Hant-HK", "zh"),
        ("en;q=0.3,zh;q=0.9", "zh"),
        ("zh;q=0.3, en;q=0.9", "en"),
        ("fr,en;q=0.1", "en"),
        ("zh;q=0.8,en", "en"),
        ("en;q=0", "zh"),
        ("en;q=x,zh;q=0.1", "zh"),
        ("en;foo=1", "en"),
        (";;;,,,=", "zh"),
    ],
)
def test_the_language_liked_best_is_chosen_chinese_first(header: str, wanted: str) -> None:
    assert preferred(header) == wanted


def test_every_word_of_the_pages_is_used_somewhere() -> None:
    files = [*FOLDER.rglob("*.html"), *FOLDER.rglob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    used = set(re.findall(r"words\.(\w+)|[\"'](\w+)[\"']", text))
    by_prefix = set(re.findall(r"\[f[\"'](\w+_)\{", text))  # words chosen by a closed set
    named = {first or second for first, second in used}
    by_data = {"this_family", "range", "item_figure", "sensitive", "confidential"}
    by_data |= {"near_eligible", "near_unknown"}
    by_data |= {f"role_{role.value}" for role in Role}
    by_data |= {"alert_by_words", "alert_by_likeness", "alert_by_facts"}
    by_data |= {key for key in WORDS for start in by_prefix if key.startswith(start)}
    assert sorted(set(WORDS) - named - by_data) == []


def test_every_word_differs_between_the_languages_and_takes_the_same_values() -> None:
    for key, word in WORDS.items():
        assert word.zh != word.en or not re.search(r"\w", re.sub(r"{\w+}", "", word.zh)), key
        holes = [sorted(re.findall(r"{(\w+)}", text)) for text in (word.zh, word.en)]
        assert holes[0] == holes[1], key


def test_words_come_in_the_language_of_the_reader() -> None:
    assert words("zh")["product"] == "幸福清单"
    assert words("en")["product"] == "Happiness list"


def test_every_closed_term_of_teams_and_platforms_is_known_in_english(matcher: Matcher) -> None:
    terms = {offering.platform for offering in matcher.catalogue.offerings.values()}
    for team in matcher.catalogue.teams.values():
        terms |= {team.kind, *team.languages, *team.weekdays}
    for text in terms:
        assert term(text, "zh") == text
        assert term(text, "en").isascii(), text


def test_no_word_of_the_pages_stands_twice() -> None:
    """A later table would silently put its words in the place of an earlier one's."""
    assert len(WORDS) == sum(map(len, TABLES))
