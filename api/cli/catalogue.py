"""The commands check and vectors."""

import sys

from api.cli.guard import REFUSED, tell
from api.clock import today
from api.settings import Settings
from matcher.errors import CatalogueError, Fault
from matcher.files import load_catalogue, load_labelled, load_ranker
from matcher.loading import build_vectors, missing_vectors
from matcher.retrieval.encoders.nano import NanoEncoder
from matcher.wording import Lang

_GOOD = {
    "zh": "目录无误：{items}个清单项目、{offers}个供给、{teams}支队伍、{towns}个镇街、"
    "{facts}个事实、{figures}个政策数值",
    "en": "the catalogue is sound: {items} items, {offers} offerings, {teams} teams, "
    "{towns} towns, {facts} facts, {figures} figures",
}
_BAD = {"zh": "共有 {n} 处需要修改", "en": "{n} things to mend"}
_BUILT = {"zh": "已写入 {n} 条向量", "en": "{n} vectors written"}


def run_check(lang: Lang) -> int:
    """Print every fault of the catalogue, or what it holds; return the exit code."""
    settings = Settings()
    try:
        catalogue = load_catalogue(settings.catalog, today())
        for name in ("train", "dev"):
            load_labelled(settings.catalog, name, catalogue)
        load_ranker(settings.catalog)
        faults = []
        stale = missing_vectors(settings.catalog, today())
        if stale:
            faults.append(Fault("stale_vectors", value=str(stale)))
    except CatalogueError as error:
        faults = list(error.faults)
    for fault in faults:
        tell(fault.sentence(lang), sys.stdout)
    if faults:
        tell(_BAD[lang].format(n=len(faults)), sys.stderr)
        return REFUSED
    counts = {
        "items": len(catalogue.items),
        "offers": len(catalogue.offerings),
        "teams": len(catalogue.teams),
        "towns": len(catalogue.towns),
        "facts": len(catalogue.vocabulary.facts),
        "figures": len(catalogue.figures),
    }
    tell(_GOOD[lang].format(**counts), sys.stdout)
    return 0


def run_vectors(lang: Lang) -> int:
    """Encode the catalogue's texts into the shipped file; return the exit code."""
    count = build_vectors(Settings().catalog, today(), NanoEncoder())
    tell(_BUILT[lang].format(n=count), sys.stderr)
    return 0
