"""The commands catalog install, list, use, undo and copy."""

import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.cli.catalogue import sound
from api.cli.guard import REFUSED, UsageError, tell
from api.clock import today
from api.installed import SHIPPED, history, in_force, names, switch, undo
from api.settings import ROOT, Settings
from api.usecases.installing import Installed, Installing, install, unfit
from matcher.errors import CatalogueError, Fault, nearest
from matcher.files import finish_writing, read_text
from matcher.reading.entries import read_document
from matcher.reading.policy import MANIFEST
from matcher.wording import Bilingual, Lang, listing

_MOST_SHOWN = 20
_W = {
    "in": Bilingual("已安装并启用：{name}", "installed and in force: {name}"),
    "now": Bilingual("正在使用：{name}", "in force: {name}"),
    "restart": Bilingual(
        "正在运行的网页服务要重启才会换过来。",
        "A running server takes it up when it is started again.",
    ),
    "undo": Bilingual("撤回：xingfu catalog undo", " To go back: xingfu catalog undo"),
    "unfit": Bilingual(
        "没有换用 {name}：共有 {n} 处不对，正在使用的目录没有变。"
        "用原来的文件夹重新安装：xingfu catalog install 文件夹",
        "{name} is not put in force: {n} things are wrong with it, and the catalogue in force has "
        "not changed. Install it anew from its folder: xingfu catalog install FOLDER",
    ),
    "disk": Bilingual(
        "不能读写 {path}（{why}）。安装的目录存放在 {home}，由 XINGFU_CATALOGS_HOME 指定",
        "{path} cannot be read or written ({why}). Installed catalogues are kept in {home}, which "
        "XINGFU_CATALOGS_HOME names",
    ),
    "followed": Bilingual(
        "跟着您的数值按倍数变的：{names}", "figures that are multiples of yours went along: {names}"
    ),
    "unused": Bilingual("没有用上的文件：{names}", "files that are not used: {names}"),
    "setting": Bilingual(
        "但现在设了 XINGFU_CATALOG={path}，它优先；去掉这个设置才会用已安装的目录",
        "but XINGFU_CATALOG={path} is set and comes first; unset it to use what is installed",
    ),
    "kept_out": Bilingual(
        "没有安装：共有 {n} 处需要修改，正在使用的目录没有变",
        "not installed: {n} things to mend; the catalogue in force has not changed",
    ),
    "references": Bilingual(
        "没有安装：附带的资料里有 {n} 处指向新清单没有（或换了名称）的项目",
        "not installed: {n} places of the files that came with the product refer to items that "
        "the new lists do not have, or have under another name",
    ),
    "references_cure": Bilingual(
        "可以：把那些项目放回清单；或交上您自己的这些文件；"
        "或加 --without-references 把这些地方删去",
        "Put those items back, hand in these files of your own, or add --without-references "
        "to drop these places",
    ),
    "more": Bilingual("……另有 {n} 处（{files}）", "… and {n} more ({files})"),
    "left_out": Bilingual(
        "附带的资料里没有用上的：案例 {cases} 份、译名和别名 {words} 条、指向旧项目的 {refs} 处",
        "left out of the files that came with the product: {cases} case files, {words} names, "
        "{refs} references",
    ),
    "lexical": Bilingual(
        "没有运行语义编码器：新的文字先按用词检索（lexical），"
        "在能运行它的机器上 xingfu vectors 可补上",
        "the encoder did not run: new texts are found by their words (lexical) until "
        "xingfu vectors runs where it can",
    ),
    "lacks_danger.yaml": Bilingual(
        "注意：没有 danger.yaml，台账里的危险信号不会报警",
        "mind: there is no danger.yaml, so danger signs in ledgers raise no alert",
    ),
    "lacks_kin.yaml": Bilingual(
        "没有 kin.yaml：听不出台账里说的是家里哪一位",
        "there is no kin.yaml: whom a text speaks of is not heard",
    ),
    "lacks_voiced.yaml": Bilingual(
        "没有 voiced.yaml：台账里提到的情况不会作为线索",
        "there is no voiced.yaml: what texts voice gives no hints",
    ),
    "none": Bilingual("还没有安装过别的目录", "no other catalogue has been installed"),
    "shipped": Bilingual("随产品附带", "comes with the product"),
    "gone": Bilingual("文件夹不见了", "its folder is gone"),
    "no_undo": Bilingual("没有可以撤回的切换", "there is no switch to undo"),
    "no_such": Bilingual(
        "没有安装过 {name}；已安装：{known}", "{name} is not installed; there are: {known}"
    ),
    "many": Bilingual("{name} 指不清是哪一份：{known}", "{name} may be any of these: {known}"),
    "copied": Bilingual(
        "已复制到 {to}。修改 catalogue.yaml 里的名称和版本，改好清单后运行：\n"
        "    xingfu check --catalog {to}\n    xingfu catalog install {to}",
        "copied to {to}. Change name and version in catalogue.yaml, change the lists, then:\n"
        "    xingfu check --catalog {to}\n    xingfu catalog install {to}",
    ),
    "no_copy": Bilingual("不能复制到 {to}（{why}）", "cannot copy to {to} ({why})"),
    "there": Bilingual("{to} 已经存在；请换一个名字", "{to} is there already; take another name"),
}


def run_install(folder: Path, without_references: bool, lang: Lang) -> int:
    """Install a folder and put it in force; return the exit code."""
    settings = Settings()
    shipped = ROOT / "catalogs"
    home, encoder = settings.catalogs_home, settings.encoder
    if not folder.is_dir():
        raise UsageError(Fault("missing_folder", value=str(folder)).sentence(lang))
    with _told_of_the_disk(lang):
        done = install(folder, Installing(home, shipped, today(), without_references, encoder))
    if done.references:
        _tell_faults(done.references, lang)
        tell(_W["references"].say(lang, n=len(done.references)), sys.stderr)
        tell(_W["references_cure"].say(lang), sys.stderr)
        return REFUSED
    if done.faults:
        _tell_faults(done.faults, lang)
        tell(_W["kept_out"].say(lang, n=len(done.faults)), sys.stderr)
        return REFUSED
    _tell_installed(done, lang)
    return 0


@contextmanager
def _told_of_the_disk(lang: Lang) -> Iterator[None]:
    """Turn what the disk refuses into wrong usage that names the place and its setting."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        home, path = Settings().catalogs_home, error.filename or ""
        said = _W["disk"].say(lang, path=path, why=error.strerror or error, home=home)
        raise UsageError(said) from None


def _tell_faults(faults: tuple[Fault, ...], lang: Lang) -> None:
    for fault in faults[:_MOST_SHOWN]:
        tell(fault.sentence(lang), sys.stdout)
    rest = Counter(fault.file or "" for fault in faults[_MOST_SHOWN:])
    if rest:
        files = ", ".join(f"{name} {count}" for name, count in sorted(rest.items()))
        tell(_W["more"].say(lang, n=rest.total(), files=files), sys.stdout)


def _tell_installed(done: Installed, lang: Lang) -> None:
    if done.checked is not None:
        tell(sound(done.checked, lang), sys.stdout)
    if done.left_out:
        cases, words, refs = (done.left_out.get(k, 0) for k in ("cases", "words", "references"))
        tell(_W["left_out"].say(lang, cases=cases, words=words, refs=refs), sys.stdout)
    if done.followed:
        tell(_W["followed"].say(lang, names=listing(list(done.followed), lang)), sys.stdout)
    if done.unused:
        tell(_W["unused"].say(lang, names=listing(list(done.unused), lang)), sys.stdout)
    for file in done.lacks:
        tell(_W[f"lacks_{file}"].say(lang), sys.stdout)
    if not done.by_meaning:
        tell(_W["lexical"].say(lang), sys.stdout)
    tell(_W["in"].say(lang, name=done.name), sys.stdout)
    _tell_after(lang)


def _tell_after(lang: Lang) -> None:
    settings = Settings()
    chosen = in_force(settings.catalogs_home) or ROOT / "catalogs"
    if settings.catalog != chosen:
        tell(_W["setting"].say(lang, path=settings.catalog), sys.stderr)
    back = len(history(settings.catalogs_home)) > 1
    tell(_W["restart"].say(lang) + (_W["undo"].say(lang) if back else ""), sys.stdout)


def run_list(lang: Lang) -> int:
    """Print the catalogues there are, the one in force marked; return the exit code."""
    home = Settings().catalogs_home
    now = (history(home) or (SHIPPED,))[0]
    with _told_of_the_disk(lang):
        known = names(home)
    for name in (SHIPPED, *known):
        mark = "*" if name == now else " "
        about = _about(ROOT / "catalogs" if name == SHIPPED else home / name, lang)
        note = f" · {_W['shipped'].say(lang)}" if name == SHIPPED else ""
        tell(f"{mark} {name}  {about}{note}", sys.stdout)
    if now not in (SHIPPED, *known):
        tell(f"* {now}  {_W['gone'].say(lang)}", sys.stdout)
    if not known:
        tell(_W["none"].say(lang), sys.stderr)
    return 0


def _about(folder: Path, lang: Lang) -> str:
    try:
        data = read_document(read_text(folder / MANIFEST), MANIFEST).data
        return f"{data['name'][lang]} {data['version']}"
    except (CatalogueError, OSError, KeyError, TypeError):
        return "?"


def run_use(version: str, lang: Lang) -> int:
    """Put an installed catalogue in force, by its name or its beginning; return the exit code."""
    home = Settings().catalogs_home
    with _told_of_the_disk(lang):
        known = (SHIPPED, *names(home))
    found = [name for name in known if name == version] or [
        name for name in known if name.startswith(version)
    ]
    if len(found) != 1:
        near = nearest(version, known)
        listed = ", ".join(found or ([near] if near else known))
        raise UsageError(_W["many" if found else "no_such"].say(lang, name=version, known=listed))
    if not _is_fit(home, found[0], lang):
        return REFUSED
    with _told_of_the_disk(lang):
        switch(home, found[0])
    tell(_W["now"].say(lang, name=found[0]), sys.stdout)
    _tell_after(lang)
    return 0


def _is_fit(home: Path, name: str, lang: Lang) -> bool:
    """Say whether a catalogue can be put in force, and tell what keeps it from that."""
    with _told_of_the_disk(lang):
        faults = () if name == SHIPPED else unfit(home / name, today())
    if faults:
        _tell_faults(faults, lang)
        tell(_W["unfit"].say(lang, name=name, n=len(faults)), sys.stderr)
    return not faults


def run_undo(lang: Lang) -> int:
    """Put the catalogue before in force again; return the exit code."""
    home = Settings().catalogs_home
    before = history(home)[1:2]
    if not before:
        tell(_W["no_undo"].say(lang), sys.stderr)
        return REFUSED
    if not _is_fit(home, before[0], lang):
        return REFUSED
    with _told_of_the_disk(lang):
        name = undo(home)
    tell(_W["now"].say(lang, name=name), sys.stdout)
    _tell_after(lang)
    return 0


def run_copy(to: Path, lang: Lang) -> int:
    """Copy the catalogue in force to a new folder; return the exit code."""
    if to.exists():
        raise UsageError(_W["there"].say(lang, to=to))
    source = Settings().catalog
    if not source.is_dir():
        raise UsageError(Fault("missing_folder", value=str(source)).sentence(lang))
    finish_writing(source)
    try:
        shutil.copytree(source, to, copy_function=shutil.copyfile)
    except shutil.Error as error:
        path, _, why = error.args[0][0]
        raise UsageError(_W["no_copy"].say(lang, to=path, why=why)) from None
    except OSError as error:
        raise UsageError(_W["no_copy"].say(lang, to=to, why=error.strerror)) from None
    tell(_W["copied"].say(lang, to=to), sys.stdout)
    return 0
