"""What is run in a fresh process: `load` the matcher, `match` the few or the `many` from cold."""

import json
import sys
from pathlib import Path

from api.clock import today
from api.usecases.matching import Asking, encoded_ahead, match_all, read
from bench.ledger import invented_ledger
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


def many(cache: Path, num: int = 1_000) -> None:
    """Plan `num` invented households as `xingfu match FILE --json` does, then end the engine."""
    setting, asking = make_setting(cache), Asking(today())
    matcher, encoder = setting.matcher, setting.encoder
    entries = read(enumerate(invented_ledger(num), start=1), matcher, asking)
    ready = encoded_ahead(entries, matcher, encoder, asking, lambda ready, num: None)
    for answer in match_all(ready, matcher, asking):
        json.dumps(answer.data, ensure_ascii=False)
    setting.engine.close()


if __name__ == "__main__":
    work = {"load": load, "match": match, "many": many}[sys.argv[1]]
    work(Path(sys.argv[2]), *map(int, sys.argv[3:]))
