"""The command learn, and the simulator that it is tested with."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from api.cli.guard import REFUSED, UsageError, tell
from api.cli.input import household_texts
from api.clock import today
from api.settings import Settings
from api.usecases.learning import (
    SEED,
    NoEncoderError,
    learn,
    played_data,
    proposal_data,
    read_log,
    simulate_learning,
)
from matcher.files import TRAINED_ON, digest_of
from matcher.learning.guarding import Guard
from matcher.learning.proposing import Proposal
from matcher.wording import Bilingual, Lang, phrase

_HOUSEHOLDS = 1_000
_GUARDS = {
    "events": Bilingual(
        "事件 {found:g} 个，至少要 {asked:g} 个", "{found:g} events; {asked:g} are needed"
    ),
    "households": Bilingual(
        "家庭 {found:g} 户，至少要 {asked:g} 户", "{found:g} households; {asked:g} are needed"
    ),
    "held_back": Bilingual(
        "留出的家庭里有采纳的 {found:g} 户，至少要 {asked:g} 户",
        "{found:g} held-back households with something chosen; {asked:g} are needed",
    ),
    "workers": Bilingual(
        "工作人员 {found:g} 名，至少要 {asked:g} 名", "{found:g} workers; {asked:g} are needed"
    ),
    "one_sided": Bilingual(
        "同一人的回应最多有 {found:.0%} 相同（{about}），应低于 {asked:.0%}；先和这位同事核对",
        "at most {found:.0%} of one worker's answers are the same ({about}), must be below "
        "{asked:.0%}; speak with that worker first",
    ),
    "gain": Bilingual(
        "留出家庭上 NDCG@10 之差的下限 {found:+.4f}，应大于 0",
        "lower bound of the difference in NDCG@10 on held-back households {found:+.4f}, must be "
        "above 0",
    ),
    "every_worker": Bilingual(
        "去掉任一人后差值最低 {found:+.4f}（{about}），应大于 0",
        "least difference without any one worker {found:+.4f} ({about}), must be above 0",
    ),
    "labels": Bilingual(
        "标注家庭（{about}）NDCG@10 变化 {found:+.4f}，不得低于 {asked:+.4f}",
        "change of NDCG@10 on the labelled set {about} {found:+.4f}, at least {asked:+.4f}",
    ),
    "rare": Bilingual(
        "少数人才需要的项目（{about}）显露程度变化 {found:+.4f}，不得低于 {asked:+.4f}",
        "change of exposure of what few need ({about}) {found:+.4f}, at least {asked:+.4f}",
    ),
}
_WORDS = {
    "empty": Bilingual("文件里没有任何可用的事件", "the file holds no event that can be used"),
    "stands": Bilingual(
        "{mode}：建议更新权重（尚未生效，须由人审阅后决定）",
        "{mode}: other weights are proposed (not in force; a person has to look and decide)",
    ),
    "refused": Bilingual("{mode}：不建议更新权重", "{mode}: no update is proposed"),
    "gain": Bilingual(
        "留出家庭 NDCG@10：{before:.4f} → {after:.4f}（差 {difference:+.4f}，95 %：{low:+.4f} 至 "
        "{high:+.4f}）",
        "NDCG@10 on held-back households: {before:.4f} → {after:.4f} (difference "
        "{difference:+.4f}, 95 %: {low:+.4f} to {high:+.4f})",
    ),
    "turned": Bilingual(
        "注意：{part} 的权重变号：{before:+.4f} → {after:+.4f}",
        "notice: the weight of {part} turns its sign: {before:+.4f} → {after:+.4f}",
    ),
    "left_out": Bilingual(
        "未用于学习：{unmeasured} 个方案缺少现有部分的数值，{of_facts} 次移除是因为事实不符，"
        "{outside} 个回应的项目没有测量值",
        "not learned from: {unmeasured} plans without a value for some part of today's, "
        "{of_facts} removals because of a fact, {outside} replies about a code not measured",
    ),
    "written": Bilingual("建议已写入 {}", "the proposal is written to {}"),
    "not_written": Bilingual("没有建议更新，未写入 {}", "no update is proposed; {} is not written"),
    "cannot_write": Bilingual(
        "不能写入 {}；请换一个可以写的位置", "{} cannot be written; name a place that can"
    ),
    "no_encoder": Bilingual(
        "事件里有 hybrid 方式的方案，而这里没有词义编码器；请去掉 XINGFU_ENCODER=lexical，"
        "或在 Linux x86-64 上运行",
        "there are plans of the mode hybrid and no encoder here; unset XINGFU_ENCODER=lexical, "
        "or run on Linux on x86-64",
    ),
    "simulated": Bilingual(
        "模拟器：家庭、工作人员和他们的喜好全部虚构，真值已知（种子 {seed}，{households} 户）。"
        "它只说明方法能看出什么，不说明真实的工作人员会怎样。",
        "A simulator: households, workers and their liking are invented and known (seed {seed}, "
        "{households} households). It shows what the method can see, not what people will do.",
    ),
}
_MARKS: dict[bool, str] = {True: "✓", False: "✗"}
_RANKERS = ("today", "labels", "clicks", "ours", "truth")


def run_learn(file: str, propose: Path | None, seed: int | None, as_json: bool, lang: Lang) -> int:
    """Print what is learned from events, and write a proposal that stands; return the exit code."""
    settings, name = Settings(), "-" if file == "-" else Path(file).name
    read = read_log(household_texts(file, lang), name)
    for fault in read.faults:
        tell(fault.sentence(lang), sys.stderr)
    if not read.log.shown:
        tell(phrase(_WORDS, "empty", lang), sys.stderr)
        return REFUSED
    try:
        proposals = learn(settings, read.log, today(), SEED if seed is None else seed)
    except NoEncoderError:
        raise UsageError(phrase(_WORDS, "no_encoder", lang)) from None
    labels = digest_of(settings.catalog, TRAINED_ON)
    for proposal in proposals:
        if as_json:
            tell(json.dumps(proposal_data(proposal, labels), ensure_ascii=False), sys.stdout)
        else:
            _print(proposal, lang)
    if propose is not None:
        _write(propose, [proposal_data(p, labels) for p in proposals if p.stands], lang)
    return REFUSED if read.faults else 0


def _write(path: Path, standing: Sequence[dict[str, Any]], lang: Lang) -> None:
    """Write the proposals that stand; where none does, no file is left to be taken for one."""
    if not standing:
        tell(_WORDS["not_written"].say(lang).format(path), sys.stderr)
        return
    text = json.dumps({"proposals": standing}, ensure_ascii=False, indent=1)
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError:
        raise UsageError(_WORDS["cannot_write"].say(lang).format(path)) from None
    tell(_WORDS["written"].say(lang).format(path), sys.stderr)


def _print(proposal: Proposal, lang: Lang) -> None:
    console = _console()
    verdict = "stands" if proposal.stands else "refused"
    console.print(phrase(_WORDS, verdict, lang, mode=proposal.mode))
    for guard in proposal.guards:
        console.print(f"{_MARKS[guard.holds]} {_told(guard, lang)}", markup=False, highlight=False)
    gain, counts = proposal.gain, proposal.counts
    if proposal.after is not None:
        numbers = {
            name: getattr(gain, name) for name in ("before", "after", "difference", "low", "high")
        }
        console.print(phrase(_WORDS, "gain", lang, **numbers), highlight=False)
        _print_weights(console, proposal)
    for one in proposal.turned:
        words = phrase(_WORDS, "turned", lang, part=one.part, before=one.before, after=one.after)
        console.print(words, highlight=False)
    left = {name: getattr(counts, name) for name in ("unmeasured", "of_facts", "outside")}
    console.print(phrase(_WORDS, "left_out", lang, **left), highlight=False)


def _told(guard: Guard, lang: Lang) -> str:
    about = guard.about or "-"
    return phrase(_GUARDS, guard.name, lang, found=guard.found, asked=guard.asked, about=about)


def _print_weights(console: Console, proposal: Proposal) -> None:
    after = proposal.after.points if proposal.after else {}
    table = Table()
    for heading in ("", "before", "after"):
        table.add_column(heading, justify="right" if heading else "left")
    for name, before in sorted(proposal.before.points.items()):
        table.add_row(name, f"{before:.4f}", f"{after.get(name, 0.0):.4f}")
    console.print(table)


def run_simulated(households: int | None, seed: int | None, as_json: bool, lang: Lang) -> int:
    """Print what is learned in each world of the simulator; return the exit code."""
    size, drawn = households or _HOUSEHOLDS, SEED if seed is None else seed
    worlds = played_data(simulate_learning(size, drawn))
    found = {"simulator": True, "seed": drawn, "households": size, "worlds": worlds}
    if as_json:
        tell(json.dumps(found, ensure_ascii=False), sys.stdout)
        return 0
    table = Table()
    for heading in ("", "", "gain", "95 %", *_RANKERS):
        table.add_column(heading, justify="right" if heading else "left")
    for world in worlds:
        held = world["held_back"]
        low, high = held["interval95"]
        refused = ", ".join(world["refused_by"])
        table.add_row(
            world["scenario"],
            f"{_MARKS[world['proposed']]} {refused}".strip(),
            f"{held['difference']:+.3f}",
            f"{low:+.3f}…{high:+.3f}",
            *(f"{world['true_ndcg10'][name]:.3f}" for name in _RANKERS),
        )
    console = _console()
    console.print(table)
    words = phrase(_WORDS, "simulated", lang, seed=drawn, households=size)
    console.print(words, highlight=False)
    return 0


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else 120)
