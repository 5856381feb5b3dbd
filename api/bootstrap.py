"""The one place where the parts are wired together."""

import gc
from datetime import date
from pathlib import Path

from api.settings import Settings
from matcher.files import load_catalogue
from matcher.loading import load_matcher
from matcher.pipeline.assessor import Assessor
from matcher.pipeline.matcher import Matcher


def make_matcher(settings: Settings, today: date) -> Matcher:
    """Return the matcher that the settings ask for; CatalogueError where the data is broken."""
    matcher = load_matcher(settings.catalog, today, settings.encoder, settings.cache)
    # What was loaded stays for good: keep the collector from walking it again and again.
    gc.collect()
    gc.freeze()
    return matcher


def make_assessor(folder: Path, today: date) -> Assessor:
    """Return the rules of the catalogue in `folder`; CatalogueError where it is broken."""
    return Assessor(load_catalogue(folder, today))
