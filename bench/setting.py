"""What is measured: the development households, and a matcher whose engine can be ended."""

import gc
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from api.clock import today
from matcher.files import load_catalogue, load_labelled, load_ranker, load_training
from matcher.loading import VECTORS
from matcher.needs import Household
from matcher.pipeline.library import build_library, precedents
from matcher.pipeline.matcher import Matcher
from matcher.retrieval.encoders.cache import CachedEncoder, read_shipped
from matcher.retrieval.encoders.nano import NanoEncoder
from matcher.telling.documents import plan_data

ROOT = Path(__file__).resolve().parent.parent
CATALOGS = ROOT / "catalogs"
TOP = 20


@dataclass(frozen=True)
class Setting:
    """A matcher with the encoder it uses and the engine behind that."""

    matcher: Matcher
    encoder: CachedEncoder
    engine: NanoEncoder


def make_setting(cache: Path | None) -> Setting:
    """Return what `load_matcher` gives, with a handle on the engine.

    Vectors not shipped are kept in `cache`, or in memory only. EncoderUnavailableError where
    the embedded engine cannot run: without it there is no hybrid mode to measure.
    """
    engine = NanoEncoder()
    encoder = CachedEncoder(engine, cache, read_shipped(CATALOGS / VECTORS, engine.name))
    catalogue = load_catalogue(CATALOGS, today())
    households, gold = load_training(CATALOGS, catalogue)
    library = build_library(catalogue, precedents(households, gold), encoder)
    matcher = Matcher(catalogue, library, load_ranker(CATALOGS))
    gc.collect()
    gc.freeze()  # as the product does with what it loads
    return Setting(matcher, encoder, engine)


def development(matcher: Matcher) -> tuple[Household, ...]:
    """Return the labelled development households."""
    return load_labelled(CATALOGS, "dev", matcher.catalogue)[0]


def day_of(household: Household) -> date:
    """Return the date of the decision: the household's own, else today."""
    return household.as_of or today()


def plan_text(matcher: Matcher, household: Household) -> str:
    """Return the plan of a household as one line of JSON, reasons included."""
    plan = matcher.plan(household, day_of(household))
    data = plan_data(plan, household, matcher.catalogue, "zh", TOP)
    return json.dumps(data, ensure_ascii=False)
