"""The one place where the parts are wired together."""

from datetime import date

from api.settings import Settings
from matcher.loading import load_matcher
from matcher.pipeline.matcher import Matcher


def make_matcher(settings: Settings, today: date) -> Matcher:
    """Return the matcher that the settings ask for; CatalogueError where the data is broken."""
    return load_matcher(settings.catalog, today, settings.encoder, settings.cache)
