"""Training of the alarm: what decides whether a need tells of danger."""

from datetime import date
from typing import Any

from api.settings import Settings
from matcher.files import (
    TRAINED_ON,
    digest_of,
    load_catalogue,
    load_training,
    read_text,
    write_whole,
)
from matcher.pipeline.alarm_training import train_alarm
from matcher.pipeline.library import build_library
from matcher.pipeline.matcher import Matcher
from matcher.ranking.features import Prior
from matcher.ranking.score import Ranker
from matcher.reading.alarms import EXAMPLES, FILE, alarm_text, read_examples

_SOURCES = (EXAMPLES, *TRAINED_ON)


def train_alarms(settings: Settings, today: date) -> dict[str, Any]:
    """Fit the alarm on examples and training households, save it, and return its figures."""
    folder = settings.catalog
    catalogue = load_catalogue(folder, today)
    households, gold = load_training(folder, catalogue)
    examples = read_examples(read_text(folder / EXAMPLES))
    matcher = Matcher(catalogue, build_library(catalogue, (), None), Ranker({}, Prior({}, {}, {})))
    alarm, told = train_alarm(matcher, households, gold, examples)
    about = {
        "trained_on": [f"catalogs/{name}" for name in _SOURCES],
        "sha256": digest_of(folder, _SOURCES),
        "leave_one_author_out": told,
    }
    write_whole(folder, {FILE: alarm_text(alarm, about)})
    return about
