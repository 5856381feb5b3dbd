"""The commands check and vectors."""

import shlex
import sys
from pathlib import Path

from api.cli.guard import REFUSED, UsageError, tell
from api.clock import today
from api.settings import Settings
from api.usecases.checking import Checked, check_catalogue
from matcher.errors import Fault
from matcher.files import write_expressions
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
_VECTORS = {
    "zh": "这不妨碍使用：在那之前，新的文字第一次用到时才编码，或按用词检索。补上：{command}",
    "en": "nothing is stopped by that: until then new texts are encoded when first needed, or "
    "found by their words. To add them: {command}",
}
_BUILT = {"zh": "已写入 {n} 条向量", "en": "{n} vectors written"}


def run_check(lang: Lang, catalog: Path | None = None) -> int:
    """Print every fault of a catalogue, or what it holds; return the exit code.

    Vectors that lack are told with the command that makes them: they are no fault.
    """
    folder = _folder(catalog, lang)
    checked = check_catalogue(folder, today())
    for fault in checked.faults:
        tell(fault.sentence(lang), sys.stdout)
    wrong = [fault for fault in checked.faults if fault.kind != "stale_vectors"]
    if len(wrong) < len(checked.faults):
        tell(_VECTORS[lang].format(command=vectors_command(catalog)), sys.stdout)
    if wrong or checked.catalogue is None:
        tell(_BAD[lang].format(n=len(wrong)), sys.stderr)
        return REFUSED
    tell(sound(checked, lang), sys.stdout)
    return 0


def vectors_command(catalog: Path | None) -> str:
    """Return the command that gives the texts of a catalogue their vectors."""
    command = ["xingfu", "vectors", *(["--catalog", str(catalog)] if catalog else [])]
    return shlex.join(command)


def _folder(catalog: Path | None, lang: Lang) -> Path:
    if catalog is not None and not catalog.is_dir():
        raise UsageError(Fault("missing_folder", value=str(catalog)).sentence(lang))
    return catalog or Settings().catalog


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
    """Encode a catalogue's texts, and note its expressions, into files; return the exit code."""
    folder = _folder(catalog, lang)
    count = build_vectors(folder, today(), NanoEncoder())
    write_expressions(folder)
    tell(_BUILT[lang].format(n=count), sys.stderr)
    return 0
