"""`xingfu keys rotate`: everything under the ring's first key, while the service goes on."""

import typer

from api.bootstrap import make_ring, open_store, refuse_other_index
from api.cli.guard import tell_how_far
from api.clock import now
from api.settings import Settings
from api.usecases.rotating import rotate
from matcher.wording import Bilingual, Lang

_DONE = Bilingual(
    "已重新密封 {all} 条（字段 {fields}，方案 {plans}，其他 {others}）",
    "{all} sealed anew ({fields} fields, {plans} plans, {others} others)",
)
_MARKS = Bilingual(
    "有 {marks} 个检索标记与内容不符，已按内容重新生成",
    "{marks} marks were not those of their content and were worked out anew",
)
_FIRST = Bilingual(
    "请先让所有进程用这一组 XINGFU_KEYS 重新启动过：还没有新密钥的进程打不开重新密封的内容",
    "all processes must have been restarted with this XINGFU_KEYS: one without the new key cannot "
    "open what is sealed anew",
)
_HOW_FAR = {
    "fields": Bilingual("字段 {seen}/{of}", "fields {seen} of {of}"),
    "plans": Bilingual("方案 {seen}/{of}", "plans {seen} of {of}"),
    "others": Bilingual("其他 {seen}/{of}", "others {seen} of {of}"),
    "marks": Bilingual("检索标记 {seen}/{of}", "marks {seen} of {of}"),
}
_FAILED = Bilingual(
    "有 {failed} 条打不开：请核对 XINGFU_KEYS 里的旧密钥，不要删掉它们",
    "{failed} could not be opened: see to the older keys in XINGFU_KEYS and keep them",
)
_MORE = Bilingual("还没有做完，请再运行一次", "there is more: run it again")
_OVER = Bilingual(
    "全部完成。请让旧密钥在 XINGFU_KEYS 里再留一天：重复请求的答复保留一天，没有重新密封；"
    "之后可以去掉（index 除外）",
    "all is done. Keep the older keys in XINGFU_KEYS for a day more: answers to repeated requests "
    "are kept for a day and not sealed anew; then they can go (but index stays)",
)


def run_rotate(limit: int | None, lang: Lang) -> int:
    """Rotate, telling how far it is; 0 where nothing is left under another key, else 1."""
    settings = Settings()
    with open_store(settings) as store:
        ring = make_ring(settings)
        refuse_other_index(store, ring)
        typer.echo(_FIRST.say(lang), err=True)

        def progress(what: str, seen: int, of: int) -> None:
            tell_how_far(_HOW_FAR[what].say(lang, seen=seen, of=of), is_over=seen >= of)

        done = rotate(store, ring, now, limit, progress)
        if not done.is_done:
            tell_how_far("", is_over=True)
    told = {"fields": done.fields, "plans": done.plans, "others": done.others, "all": done.all}
    typer.echo(_DONE.say(lang, **told))
    if done.marks:
        typer.echo(_MARKS.say(lang, marks=done.marks))
    if done.failed:
        typer.echo(_FAILED.say(lang, failed=done.failed), err=True)
    elif done.is_done:
        typer.echo(_OVER.say(lang))
    if not done.is_done:
        typer.echo(_MORE.say(lang))
    return 0 if done.is_done and not done.failed else 1
