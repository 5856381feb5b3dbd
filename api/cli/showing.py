"""Print an item as a person reads it, and a change of one before it is written."""

import sys
from typing import Any

from api.cli.guard import tell
from api.usecases.authoring import Draft
from api.usecases.opened import Opened
from matcher.eligibility.cases import every_rule, try_cases
from matcher.eligibility.kinds import KINDS
from matcher.offerings import Catalogue
from matcher.pipeline.impact import ItemImpact
from matcher.reading.cases import FOLDER, read_case_file
from matcher.reading.edits import render
from matcher.telling.conditions import in_words
from matcher.values import Status
from matcher.wording import Bilingual, Lang

_MOST_IDS, _WIDEST = 8, 110
_W = {
    "rule": Bilingual("谁能享受：{words}", "who may have it: {words}"),
    "each": Bilingual("（每位成员分别判定）", " (decided for each member)"),
    "whole": Bilingual("（整个家庭一起判定）", " (decided for the household)"),
    "place": Bilingual("写在 {file} 第 {line} 行", "it stands in {file}, line {line}"),
    "cases": Bilingual("案例 {n} 个：", "{n} cases:"),
    "no_cases": Bilingual("还没有案例", "it has no cases yet"),
    "fails": Bilingual("不成立", "does not hold"),
    "new": Bilingual("新项目 {code} {name}", "new item {code} {name}"),
    "change": Bilingual("修改 {code} {name}：", "change of {code} {name}:"),
    "was": Bilingual("原来", "was"),
    "becomes": Bilingual("改为", "becomes"),
    "nothing": Bilingual("（没有）", "(nothing)"),
    "cases_changed": Bilingual("  案例有改动", "  its cases change"),
    "tried": Bilingual("案例 {n} 个全部成立", "all {n} cases hold"),
    "followers": Bilingual("二选一的另一方也会改：{names}", "also changed: {names}"),
    "impact": Bilingual(
        "对手头 {n} 户（示例和训练家庭，均为虚构）的影响，按{whom}计：",
        "what it does to the {n} households at hand (demo and training, invented), by {whom}:",
    ),
    "member": Bilingual("人", "member"),
    "household": Bilingual("户", "household"),
    "row": Bilingual("  {status}：{before} → {after}", "  {status}: {before} → {after}"),
    "gained": Bilingual(
        "  会新增符合的 {n} 户：{ids}", "  {n} households come to be eligible: {ids}"
    ),
    "lost": Bilingual("  不再符合的 {n} 户：{ids}", "  {n} households stop being eligible: {ids}"),
    "unmoved": Bilingual("  没有一户的判定会变", "  no household's verdict changes"),
    "no_sample": Bilingual(
        "这份目录没有示例家庭，看不出影响",
        "this catalogue has no demo households to show an effect on",
    ),
}


def show_item(opened: Opened, code: str, lang: Lang) -> None:
    """Print an item's entry, its rule in words, and its cases with what they expect."""
    entry, catalogue = opened.entries[code], opened.catalogue
    tell(f"{code} {catalogue.item(code).name.say(lang)}", sys.stdout)
    tell(_W["place"].say(lang, file=entry.file, line=entry.line), sys.stdout)
    _rule(opened, catalogue, code, lang)
    tell("", sys.stdout)
    sys.stdout.write(render({**entry.data, **opened.beside(code)}))
    tell("", sys.stdout)
    _cases(opened, code, lang)


def _rule(opened: Opened, catalogue: Catalogue, code: str, lang: Lang) -> None:
    item = catalogue.item(code)
    bound = every_rule(catalogue, opened.today).items[code].condition
    whom = _W["each" if item.per_member else "whole"].say(lang)
    tell(_W["rule"].say(lang, words=in_words(bound, catalogue, lang)) + whom, sys.stdout)


def _cases(opened: Opened, code: str, lang: Lang) -> None:
    text = opened.case_file(code)
    if text is None:
        tell(_W["no_cases"].say(lang), sys.stdout)
        return
    file = f"{FOLDER}/{code}.yaml"
    read = read_case_file(text, file, opened.case_schema, opened.catalogue)
    for fault in read.faults:
        tell(fault.sentence(lang), sys.stdout)
    tell(_W["cases"].say(lang, n=len(read.cases)), sys.stdout)
    for outcome in try_cases(read.cases, opened.catalogue):
        status = opened.catalogue.words["status"][outcome.case.expect].say(lang)
        mark = "" if outcome.holds else f"  × {_W['fails'].say(lang)}"
        tell(f"  {status}  {outcome.case.words}{mark}", sys.stdout)


def show_change(opened: Opened, drafted: Draft, done: ItemImpact | None, lang: Lang) -> None:
    """Print what a draft would change: the entry's keys, the rule in words, and its effect."""
    after = drafted.after
    assert after is not None
    item = after.item(drafted.code)
    is_new = drafted.code not in opened.entries
    head = _W["new" if is_new else "change"]
    tell(head.say(lang, code=drafted.code, name=item.name.say(lang)), sys.stdout)
    for key, (old, new) in {} if is_new else drafted.changed.items():
        tell(f"  {key}", sys.stdout)
        tell(f"    {_W['was'].say(lang)} {_short(old, lang)}", sys.stdout)
        tell(f"    {_W['becomes'].say(lang)} {_short(new, lang)}", sys.stdout)
    if not is_new and f"{FOLDER}/{drafted.code}.yaml" in drafted.files:
        tell(_W["cases_changed"].say(lang), sys.stdout)
    _rule(opened, after, drafted.code, lang)
    names = [f"{code} {after.item(code).name.say(lang)}" for code in drafted.neighbours]
    if names:
        tell(_W["followers"].say(lang, names=", ".join(names)), sys.stdout)
    if drafted.outcomes:
        tell(_W["tried"].say(lang, n=len(drafted.outcomes)), sys.stdout)
    _effect(opened, drafted, done, item.per_member, lang)


def _short(value: Any, lang: Lang) -> str:
    if value is None:
        return _W["nothing"].say(lang)
    text = value if isinstance(value, str) else render({"is": value})[4:].strip()
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def _effect(
    opened: Opened, drafted: Draft, done: ItemImpact | None, per_member: bool, lang: Lang
) -> None:
    if done is None:
        tell(_W["no_sample"].say(lang), sys.stdout)
        return
    whom = _W["member" if per_member else "household"].say(lang)
    tell(_W["impact"].say(lang, n=done.households, whom=whom), sys.stdout)
    if not done.moves:
        tell(_W["unmoved"].say(lang), sys.stdout)
    words = opened.catalogue.words["status"]
    for status in (*KINDS, Status.HELD):
        before, after = done.before.get(status, 0), done.after.get(status, 0)
        if before or after:
            text = words[status].say(lang)
            tell(_W["row"].say(lang, status=text, before=before, after=after), sys.stdout)
    for key, ids in (("gained", done.gained()), ("lost", done.lost())):
        if ids:
            more = " …" if len(ids) > _MOST_IDS else ""
            shown = ", ".join(ids[:_MOST_IDS]) + more
            tell(_W[key].say(lang, n=len(ids), ids=shown), sys.stdout)
