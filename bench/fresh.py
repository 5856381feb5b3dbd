"""What is run in a fresh process of its own: `load` the matcher, or `match` from cold."""

import sys
from pathlib import Path

from api.clock import today
from bench.setting import CATALOGS, development, make_setting, plan_text
from matcher.loading import load_matcher


def load(cache: Path) -> None:
    """Load the matcher and do no more."""
    load_matcher(CATALOGS, today(), "auto", cache)


def match(cache: Path) -> None:
    """Plan the development households, then end the engine so that its cost is told."""
    setting = make_setting(cache)
    for household in development(setting.matcher):
        plan_text(setting.matcher, household)
    setting.engine.close()


if __name__ == "__main__":
    {"load": load, "match": match}[sys.argv[1]](Path(sys.argv[2]))
