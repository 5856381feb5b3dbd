"""What `xingfu db …` and `xingfu audit …` do with the database of the settings."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.bootstrap import ring_at_hand
from api.cli.guard import REFUSED, UsageError, tell
from api.personal.keys import KeyRing
from api.settings import Settings
from api.usecases.auditing import AnchorError, Anchors, export_at, read_anchors, verify_at
from api.usecases.proving import can_be_proved, prove, sealed_in
from api.usecases.upkeep import (
    Findings,
    back_up,
    bring_back,
    bring_up,
    check,
    named,
    plans_without_catalogue,
)
from matcher.wording import Bilingual, Lang

_WORDS = {
    "made": Bilingual("已新建数据库 {name}，结构版本 {after}", "made {name}, schema {after}"),
    "raised": Bilingual(
        "数据库 {name}：结构版本 {before} → {after}", "{name}: schema {before} → {after}"
    ),
    "newest": Bilingual(
        "数据库 {name} 已是最新结构版本 {after}", "{name} is at the newest schema, {after}"
    ),
    "sound": Bilingual("数据库 {name}：没有发现问题", "{name}: nothing is wrong"),
    "opened": Bilingual(
        "用密钥打开并核对了 {count} 处封存的内容，即全部",
        "all {count} sealed values were opened with the keys and looked at",
    ),
    "part": Bilingual(
        "数据库 {name}：看过的部分没有问题", "{name}: what was looked at is as it should be"
    ),
    "unseen": Bilingual(
        "没有检查：{count} 处封存的内容（姓名等个人信息、台账、方案）——没有密钥。"
        "设置 XINGFU_KEYS 再运行一次",
        "NOT checked: {count} sealed values (names and other personal fields, ledgers, plans), "
        "since there are no keys. Set XINGFU_KEYS and run it again",
    ),
    "unread": Bilingual(
        "没有检查封存的内容：先改正上面的问题",
        "NOT checked: what is sealed; mend what stands above first",
    ),
    "unkept": Bilingual(
        "{count} 份方案没有留存当时的目录，只能查看、不能重算；请从备份恢复数据目录下的 catalogues",
        "{count} plans have no catalogue of then and can be shown, not worked out again: put "
        "catalogues below the data home back from its backup",
    ),
    "finding": Bilingual("{what}；办法：{cure}", "{what}; cure: {cure}"),
    "backed-up": Bilingual(
        "已备份到 {file}：{size} 字节，SHA-256 {digest}。密钥不在其中，请另外保管",
        "backed up to {file}: {size} bytes, SHA-256 {digest}. The keys are not in it: keep them "
        "apart",
    ),
    "restored": Bilingual("已从 {file} 恢复到 {name}", "restored {name} from {file}"),
    "whole": Bilingual(
        "审计链完整：{rows} 行，末行 {number}，哈希 {hash}",
        "the audit is whole: {rows} rows, the last is {number}, hash {hash}",
    ),
    "broken": Bilingual(
        "审计链有问题：{message}。{vouched}。保留数据库原样，通知审计管理员",
        "the audit is broken: {message}. {vouched}. Keep the database as it is and tell the "
        "audit officer",
    ),
    "vouched": Bilingual(
        "第 {number} 行及以前与锚点相符，其后的行无从证明",
        "up to row {number} it is as an anchor noted; nothing vouches for later rows",
    ),
    "unvouched": Bilingual(
        "没有相符的锚点，其余各行无从证明",
        "without an anchor nothing vouches for any other row",
    ),
    "no-anchors": Bilingual("找不到锚点文件：{file}", "there is no file of anchors: {file}"),
}


def run_upgrade(lang: Lang) -> int:
    """Make the database or bring it to the newest schema."""
    url = Settings().database
    before, after = bring_up(url)
    kind = "made" if before is None else "newest" if before == after else "raised"
    _say(kind, lang, name=named(url), before=before, after=after)
    return 0


def run_check(as_json: bool, anchor: Path | None, lang: Lang) -> int:
    """Tell what is wrong with the database; 1 where anything is."""
    settings = Settings()
    ring = ring_at_hand(settings)
    found = check(settings.database, _anchors(anchor, lang))
    looked = _looked(settings, ring, found)
    return _tell_all(looked, settings.database, as_json, lang)


def run_backup(file: Path, lang: Lang) -> int:
    """Write a whole copy of the database to a new file."""
    written = back_up(Settings().database, file)
    _say("backed-up", lang, file=written.file, size=written.size, digest=written.digest)
    return 0


def run_restore(file: Path, lang: Lang) -> int:
    """Make the database anew from a backup, and tell what a check of it found."""
    settings = Settings()
    url, ring = settings.database, ring_at_hand(settings)
    found = bring_back(url, file)
    _say("restored", lang, file=file, name=named(url))
    return _tell_all(_looked(settings, ring, found), url, False, lang)


def run_verify(anchor: Path | None, as_json: bool, lang: Lang) -> int:
    """Walk the audit's chain; 1 where it is broken."""
    report = verify_at(Settings().database, _anchors(anchor, lang), lang)
    if as_json:
        tell(json.dumps(report, ensure_ascii=False), sys.stdout)
    else:
        tell(_walked(report, lang), sys.stdout)
    return 0 if report["whole"] else REFUSED


def run_export(anchor: Path | None, lang: Lang) -> int:
    """Write every row of the audit to stdout, and what the walk found to stderr."""
    anchors = _anchors(anchor, lang)
    out = sys.stdout
    report = export_at(Settings().database, anchors, lambda line: _line(out, line), lang)
    tell(_walked(report, lang), sys.stderr)
    return 0 if report["whole"] else REFUSED


def _walked(report: dict[str, Any], lang: Lang) -> str:
    if report["whole"]:
        return _WORDS["whole"].say(lang, **report)
    number = report["vouched"]
    known = _WORDS["vouched" if number else "unvouched"].say(lang, number=number)
    return _WORDS["broken"].say(lang, message=report["message"], vouched=known)


def _line(out: Any, line: str) -> None:
    out.write(line + "\n")


def _anchors(file: Path | None, lang: Lang) -> Anchors:
    if file is None:
        return ()
    try:
        return read_anchors(file.read_text("utf-8", "replace"))
    except OSError:
        raise UsageError(_WORDS["no-anchors"].say(lang, file=file)) from None
    except AnchorError as error:
        raise UsageError(f"{file}: {error.sentence.say(lang)}") from None


@dataclass(frozen=True, slots=True)
class _Looked:
    """What is wrong, how many sealed values were opened, and which could not be: in whose words.

    `unkept` is how many plans have no catalogue of then beside the database.
    """

    found: Findings
    opened: int
    unseen: str | None = None
    sealed: int = 0
    unkept: int = 0


def _looked(settings: Settings, ring: KeyRing | None, found: Findings) -> _Looked:
    """Open all that is sealed where there are keys, else say that nobody did."""
    if not can_be_proved(found):
        return _Looked(found, 0, "unread")
    url = settings.database
    unkept = plans_without_catalogue(url, settings.data_home)
    if ring is None:
        there = sealed_in(url).sealed
        return _Looked(found, 0, "unseen" if there else None, there, unkept)
    proof = prove(url, ring)
    return _Looked((*found, *proof.findings), proof.looked, unkept=unkept)


def _tell_all(looked: _Looked, url: str, as_json: bool, lang: Lang) -> int:
    found = looked.found
    unseen = looked.unseen and _WORDS[looked.unseen].say(lang, count=looked.sealed)
    if as_json:
        told = [
            {"kind": each.kind, "message": each.message.say(lang), "cure": each.cure.say(lang)}
            for each in found
        ]
        all_of_it = {"findings": told, "opened": looked.opened, "not_checked": unseen}
        all_of_it["plans_without_catalogue"] = looked.unkept
        tell(json.dumps(all_of_it, ensure_ascii=False), sys.stdout)
        return REFUSED if found else 0
    for each in found:
        _say("finding", lang, what=each.message.say(lang), cure=each.cure.say(lang))
    if unseen:
        tell(unseen, sys.stdout)
    elif looked.opened:
        _say("opened", lang, count=looked.opened)
    if looked.unkept:
        _say("unkept", lang, count=looked.unkept)
    if not found:
        _say("part" if unseen else "sound", lang, name=named(url))
    return REFUSED if found else 0


def _say(kind: str, lang: Lang, **params: object) -> None:
    tell(_WORDS[kind].say(lang, **params), sys.stdout)
