"""The one place where the parts are wired together."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
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
    with _for_good():
        return load_with_encoder(settings.catalog, today, settings.ear)


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
