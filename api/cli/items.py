"""The commands item form, words, show, new and edit."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from api.cli.catalogue import vectors_command
from api.cli.cures import cures
from api.cli.filling import fill_in
from api.cli.guard import REFUSED, UsageError, tell
from api.cli.prompting import confirm
from api.cli.showing import show_change, show_item
from api.clock import today
from api.settings import Settings
from api.usecases.authoring import Draft, draft
from api.usecases.effects import effect, households_of
from api.usecases.forms import blank_form, edit_form
from api.usecases.lookup import look_up
from api.usecases.opened import Opened, open_folder
from api.usecases.sketches import skeleton, sketches
from matcher.errors import CatalogueError, Fault, nearest
from matcher.files import read_text, write_whole
from matcher.loading import add_vectors, missing_vectors
from matcher.reading.edits import entry_text
from matcher.reading.entries import read_document
from matcher.reading.forms import Form, cases_text, read_form, with_rows
from matcher.wording import Bilingual, Lang

_FORM = re.compile(r".*\.ya?ml", flags=re.IGNORECASE)
_W = {
    "written_form": Bilingual("登记表已写到 {to}", "the form is in {to}"),
    "there": Bilingual(
        "{to} 已经存在；请换一个文件名", "{to} is there already; take another file name"
    ),
    "no_form": Bilingual("找不到登记表 {file}", "there is no form {file}"),
    "no_item": Bilingual("目录里没有代码 {code}", "the catalogue has no code {code}"),
    "near": Bilingual("；是否应为 {near}？", "; did you mean {near}?"),
    "nothing": Bilingual(
        "没有找到「{text}」；换一个说法，或不写字列出全部",
        "nothing has “{text}”; try another word, or none to list everything",
    ),
    "installed": Bilingual(
        "现用的目录是已安装的版本，不能就地修改。先复制一份：xingfu catalog copy 文件夹，"
        "改好后 xingfu catalog install 文件夹",
        "the catalogue in force is an installed version and is not changed in place. Copy it: "
        "xingfu catalog copy FOLDER, then change that and run xingfu catalog install FOLDER",
    ),
    "faults": Bilingual(
        "共有 {n} 处需要修改，什么都没有写入", "{n} things to mend; nothing written"
    ),
    "gaps": Bilingual(
        "还缺 {n} 种案例，什么都没有写入。请把下面的案例补进登记表的 cases，由您写判定："
        "（加 --draft 会直接补到登记表末尾）",
        "{n} kinds of case are lacking; nothing written. Add these to `cases` in the form and "
        "write each verdict yourself (with --draft they are added to the end of the form):",
    ),
    "drafted": Bilingual(
        "已在 {file} 末尾补上 {n} 个案例，判定（expect）留空：请您填好后再运行",
        "{n} cases were added at the end of {file} with expect left open: fill them in, run again",
    ),
    "gap_note": Bilingual("提醒：还缺这些案例", "mind: these kinds of case are lacking"),
    "notices": Bilingual("提醒（不妨碍写入）", "mind (it is written all the same)"),
    "same": Bilingual("和现在的一样，没有要写的", "it is as it was; there is nothing to write"),
    "ask_both": Bilingual(
        "二选一要两边都写：要在 {names} 里一并改好吗？",
        "both sides name one another: change {names} along?",
    ),
    "ask_write": Bilingual("写入 {folder} 吗？", "Write this to {folder}?"),
    "not_written": Bilingual(
        "没有写入。确认无误后加 --yes 再运行", "not written. Run again with --yes to write it"
    ),
    "no_write": Bilingual(
        "不能写入 {folder}（{why}），什么都没有改",
        "{folder} cannot be written ({why}); nothing changed",
    ),
    "written": Bilingual("已写入：{files}", "written: {files}"),
    "vectors": Bilingual("已为 {n} 条新文字编好向量", "{n} new texts were encoded"),
    "lexical": Bilingual(
        "新的文字还没有向量，先按用词检索；有编码器的机器上运行 {command} 可补上",
        "new texts have no vector yet and are found by their words; {command} adds them",
    ),
    "stopped": Bilingual("已停下，什么都没有写入", "stopped; nothing was written"),
    "kept": Bilingual(
        "您填的内容存在 {file}：改好后运行 xingfu item new {file}",
        "what you filled in is in {file}: mend it, then run xingfu item new {file}",
    ),
}


@dataclass(frozen=True, slots=True)
class Options:
    """What all commands of items are told."""

    lang: Lang
    catalog: Path | None = None
    yes: bool = False
    both_ways: bool = False
    draft: bool = False

    def say(self, key: str, **params: object) -> str:
        """Return one of the sentences in the language asked for."""
        return _W[key].say(self.lang, **params)


def run_form(to: Path | None, options: Options) -> int:
    """Print a form to fill in, or write it to a file; return the exit code."""
    opened = _open(options)
    return _hand_out(blank_form(opened.catalogue, today().isoformat(), options.lang), to, options)


def run_words(search: str, options: Options) -> int:
    """Print what a condition may name; return the exit code."""
    found = look_up(search.strip(), _open(options).catalogue, today(), options.lang)
    for each in found:
        parts = (each.name, each.label, each.about, each.values)
        tell(" · ".join(part for part in parts if part), sys.stdout)
    if not found:
        tell(options.say("nothing", text=search), sys.stderr)
    return 0 if found else REFUSED


def run_show(code: str, options: Options) -> int:
    """Print an item's rule, source and cases; return the exit code."""
    opened = _open(options)
    _entry_code(opened, code, options)
    show_item(opened, code, options.lang)
    return 0


def run_new(what: str, options: Options) -> int:
    """Add an item by a form, or by asking for its lines; return the exit code."""
    opened = _open(options, to_change=True)
    if _FORM.fullmatch(what) or Path(what).is_file():
        return _take(opened, _read(Path(what), options), Path(what), None, options)
    text, to_the_end = fill_in(what, opened, options.lang)
    told = re.search(r"^code: (\w+)", text)
    kept = _free(Path(f"{told[1] if told else what}.yaml"))
    if to_the_end:
        ended = _take(opened, text, kept, None, options)
    else:
        tell(options.say("stopped"), sys.stderr)
        ended = REFUSED
    if ended and text and not kept.exists():
        _put(kept.parent, {kept.name: text}, options)
        tell(options.say("kept", file=kept), sys.stderr)
    return ended


def run_edit(code: str, what: Path | None, to: Path | None, options: Options) -> int:
    """Hand out the form of an item, or take it back changed; return the exit code."""
    opened = _open(options, to_change=what is not None)
    _entry_code(opened, code, options)
    if what is not None:
        return _take(opened, _read(what, options), what, code, options)
    entry, before = opened.entries[code], opened.case_file(code)
    beside = opened.beside(code)
    if before is not None:
        beside["as_of"] = read_document(before, code).data.get("as_of")
    text = entry_text(opened.texts[entry.file], entry.file, code)
    cases = None if before is None else cases_text(before)
    item = opened.catalogue.item(code)
    return _hand_out(edit_form(item, text, beside, cases, options.lang), to, options)


def _open(options: Options, to_change: bool = False) -> Opened:
    settings = Settings()
    folder = options.catalog or settings.catalog
    if not folder.is_dir():
        raise UsageError(Fault("missing_folder", value=str(folder)).sentence(options.lang))
    if to_change and settings.catalogs_home.resolve() in folder.resolve().parents:
        raise UsageError(options.say("installed"))
    return open_folder(folder, today())


def _entry_code(opened: Opened, code: str, options: Options) -> None:
    if code not in opened.entries:
        near = nearest(code, opened.entries)
        hint = options.say("near", near=near) if near else ""
        raise UsageError(options.say("no_item", code=code) + hint)


def _read(path: Path, options: Options) -> str:
    if not path.is_file():
        raise UsageError(options.say("no_form", file=path))
    return read_text(path)


def _hand_out(text: str, to: Path | None, options: Options) -> int:
    if to is None:
        sys.stdout.write(text)
        return 0
    if to.exists():
        raise UsageError(options.say("there", to=to))
    _put(to.parent, {to.name: text}, options)
    tell(options.say("written_form", to=to), sys.stdout)
    return 0


def _take(opened: Opened, text: str, path: Path, editing: str | None, options: Options) -> int:
    """Check a filled-in form, show what it does, and write it where that is confirmed."""
    try:
        form = read_form(text, path.name, opened.catalogue.words)
    except CatalogueError as error:
        return _refuse(error.faults, opened, options)
    drafted = _drafted(opened, form, editing, options)
    if drafted.faults:
        return _refuse(drafted.faults, opened, options)
    if drafted.gaps and (opened.whole or options.draft):
        return _lacking(drafted, form, text, path, options)
    if not drafted.files:
        tell(options.say("same"), sys.stdout)
        return 0
    _show(opened, drafted, options)
    if not (options.yes or confirm(options.say("ask_write", folder=opened.folder))):
        tell(options.say("not_written"), sys.stdout)
        return 0
    return _write(opened, drafted, options)


def _drafted(opened: Opened, form: Form, editing: str | None, options: Options) -> Draft:
    drafted = draft(opened, form, editing, options.both_ways)
    if not drafted.neighbours or options.both_ways or options.yes:
        return drafted
    if {fault.kind for fault in drafted.faults} - {"asymmetric"}:
        return drafted
    known = {**opened.catalogue.items, **opened.catalogue.city_items}
    names = [f"{code} {known[code].name.say(options.lang)}" for code in drafted.neighbours]
    if confirm(options.say("ask_both", names=", ".join(names))):
        return draft(opened, form, editing, both_ways=True)
    return drafted


def _refuse(faults: tuple[Fault, ...], opened: Opened, options: Options) -> int:
    for fault in faults:
        tell(fault.sentence(options.lang), sys.stdout)
    for cure in cures(faults, opened, options.lang):
        tell(f"  → {cure}", sys.stdout)
    tell(options.say("faults", n=len(faults)), sys.stderr)
    return REFUSED


def _lacking(drafted: Draft, form: Form, text: str, path: Path, options: Options) -> int:
    """Tell which kinds of case lack, and draw them, their verdicts open."""
    assert drafted.after is not None
    for gap in drafted.gaps:
        tell(gap.fault("", drafted.code).reason(options.lang), sys.stdout)
    taken = [outcome.case.words for outcome in drafted.outcomes]
    rows = skeleton(drafted.gaps, drafted.after, options.lang, taken)
    longer = with_rows(text, form, rows) if options.draft else None
    if longer is not None:
        _put(path.parent, {path.name: longer}, options)
        number = len(sketches(drafted.gaps))
        tell(options.say("drafted", file=path, n=number), sys.stderr)
        return REFUSED
    tell(options.say("gaps", n=len(drafted.gaps)), sys.stderr)
    sys.stdout.write(rows)
    return REFUSED


def _show(opened: Opened, drafted: Draft, options: Options) -> None:
    assert drafted.after is not None
    sample = households_of(opened.folder, drafted.after, opened.today)
    done = effect(drafted.code, opened.catalogue, drafted.after, sample)
    show_change(opened, drafted, done, options.lang)
    if drafted.notices:
        tell(options.say("notices"), sys.stdout)
        for fault in drafted.notices:
            tell(f"  {fault.sentence(options.lang)}", sys.stdout)
    if drafted.gaps:
        tell(options.say("gap_note"), sys.stdout)
        for gap in drafted.gaps:
            tell(f"  {gap.fault('', drafted.code).reason(options.lang)}", sys.stdout)


def _write(opened: Opened, drafted: Draft, options: Options) -> int:
    _put(opened.folder, drafted.files, options)
    tell(options.say("written", files=", ".join(sorted(drafted.files))), sys.stdout)
    if opened.whole:
        _encode(opened, options)
    return 0


def _put(folder: Path, texts: Mapping[str, str], options: Options) -> None:
    try:
        write_whole(folder, texts)
    except OSError as error:
        raise UsageError(options.say("no_write", folder=folder, why=error.strerror)) from None


def _encode(opened: Opened, options: Options) -> None:
    """Give new texts their vectors where the encoder can run, and say what came of it."""
    if not missing_vectors(opened.folder, opened.today):
        return
    lexical = Settings().encoder == "lexical"
    count = None if lexical else add_vectors(opened.folder, opened.today)
    command = vectors_command(options.catalog)
    lacks = options.say("lexical", command=command)
    tell(lacks if count is None else options.say("vectors", n=count), sys.stdout)


def _free(path: Path) -> Path:
    """Return the path, or the same with a number where it is taken."""
    number, free = 2, path
    while free.exists():
        free, number = path.with_name(f"{path.stem}-{number}{path.suffix}"), number + 1
    return free
