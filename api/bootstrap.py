"""The one place where the parts are wired together."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from api.settings import Settings
from matcher.files import load_catalogue
from matcher.loading import load_matcher
from matcher.pipeline.assessor import Assessor
from matcher.pipeline.matcher import Matcher


def make_matcher(settings: Settings, today: date) -> Matcher:
    """Return the matcher that the settings ask for; CatalogueError where the data is broken."""
    with _for_good():
        return load_matcher(settings.catalog, today, settings.encoder, settings.cache)


@contextmanager
def _for_good() -> Iterator[None]:
    """Keep the collector from what is loaded: it stays, and is walked neither then nor later."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
    gc.collect()
    gc.freeze()


def make_assessor(folder: Path, today: date) -> Assessor:
    """Return the rules of the catalogue in `folder`; CatalogueError where it is broken."""
    return Assessor(load_catalogue(folder, today))
