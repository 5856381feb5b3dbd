"""The commands check and vectors."""

import sys
from pathlib import Path

from api.cli.guard import REFUSED, tell
from api.clock import today
from api.settings import Settings
from api.usecases.checking import Checked, check_catalogue
from matcher.loading import build_vectors
from matcher.retrieval.encoders.nano import NanoEncoder
from matcher.wording import Lang

_GOOD = {
    "zh": "目录无误：{items}个清单项目、{offers}个供给、{teams}支队伍、{towns}个镇街、"
    "{facts}个事实、{figures}个政策数值；{cases}个案例全部成立",
    "en": "the catalogue is sound: {items} items, {offers} offerings, {teams} teams, "
    "{towns} towns, {facts} facts, {figures} figures; all {cases} cases hold",
}
_BAD = {"zh": "共有 {n} 处需要修改", "en": "{n} things to mend"}
_BUILT = {"zh": "已写入 {n} 条向量", "en": "{n} vectors written"}


def run_check(lang: Lang, catalog: Path | None = None) -> int:
    """Print every fault of a catalogue, or what it holds; return the exit code."""
    checked = check_catalogue(catalog or Settings().catalog, today())
    for fault in checked.faults:
        tell(fault.sentence(lang), sys.stdout)
    if checked.faults or checked.catalogue is None:
        tell(_BAD[lang].format(n=len(checked.faults)), sys.stderr)
        return REFUSED
    tell(sound(checked, lang), sys.stdout)
    return 0


def sound(checked: Checked, lang: Lang) -> str:
    """Return what a catalogue without faults holds, as one line."""
    catalogue = checked.catalogue
    assert catalogue is not None
    counts = {
        "items": len(catalogue.items),
        "offers": len(catalogue.offerings),
        "teams": len(catalogue.teams),
        "towns": len(catalogue.towns),
        "facts": len(catalogue.vocabulary.facts),
        "figures": len(catalogue.figures),
        "cases": checked.num_cases,
    }
    return _GOOD[lang].format(**counts)


def run_vectors(lang: Lang, catalog: Path | None = None) -> int:
    """Encode a catalogue's texts into its file of vectors; return the exit code."""
    count = build_vectors(catalog or Settings().catalog, today(), NanoEncoder())
    tell(_BUILT[lang].format(n=count), sys.stderr)
    return 0
