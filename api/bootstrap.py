"""The one place where the parts are wired together."""

import gc
from datetime import date
from pathlib import Path

from api.settings import Settings
from matcher.files import load_catalogue
from matcher.loading import load_with_encoder
from matcher.pipeline.assessor import Assessor
from matcher.pipeline.matcher import Matcher
from matcher.retrieval.encoders import Encoder


def make_matcher(settings: Settings, today: date) -> Matcher:
    """Return the matcher that the settings ask for; CatalogueError where the data is broken."""
    return make_matcher_and_encoder(settings, today)[0]


def make_matcher_and_encoder(settings: Settings, today: date) -> tuple[Matcher, Encoder | None]:
    """Return the matcher that the settings ask for, and the encoder that it hears by."""
    made = load_with_encoder(settings.catalog, today, settings.ear)
    # What was loaded stays for good: keep the collector from walking it again and again.
    gc.collect()
    gc.freeze()
    return made


def make_assessor(folder: Path, today: date) -> Assessor:
    """Return the rules of the catalogue in `folder`; CatalogueError where it is broken."""
    return Assessor(load_catalogue(folder, today))
