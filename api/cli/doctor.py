"""`xingfu doctor`: everything that matters here, what is wrong and what to do about it."""

import json
import os
import sys
from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from api.bootstrap import KeysError, make_ring
from api.cli.guard import REFUSED, setting_faults, tell
from api.clock import today
from api.personal.keys import KeyRing
from api.settings import Settings
from api.usecases.diagnosing import Sign, database, disk, settings_of, versions
from matcher.errors import XingfuError
from matcher.files import load_catalogue
from matcher.wording import Bilingual, Lang

_AREAS = {
    "program": Bilingual("程序", "Program"),
    "settings": Bilingual("设置", "Settings"),
    "catalogue": Bilingual("目录", "Catalogue"),
    "database": Bilingual("数据库", "Database"),
    "keys": Bilingual("密钥", "Keys"),
    "disk": Bilingual("磁盘", "Disk"),
}
_WRONG = Bilingual("  ✗ {wrong}；办法：{cure}", "  ✗ {wrong}; cure: {cure}")
_END = {
    True: Bilingual(
        "没有发现问题。更深的检查：xingfu db check", "Nothing is wrong. For more: xingfu db check"
    ),
    False: Bilingual("有 {count} 处不对", "{count} things are wrong"),
}
_CURES = {
    "catalogue": Bilingual("运行 xingfu check 查看全部", "run xingfu check to see all of it"),
    "settings": Bilingual(
        "改正这个环境变量；全部设置见 docs/settings.md",
        "mend this environment variable; docs/settings.md lists all",
    ),
}
_LATER = Bilingual("首次启动时生成", "made at the first start")


def run_doctor(as_json: bool, lang: Lang) -> int:
    """Print what was looked at; 1 where something is wrong."""
    found = tuple(_signs())
    wrong = [each for each in found if each.wrong is not None]
    if as_json:
        tell(
            json.dumps({"signs": [_data(each, lang) for each in found]}, ensure_ascii=False),
            sys.stdout,
        )
    else:
        _print(found, lang)
        tell(_END[not wrong].say(lang, count=len(wrong)), sys.stdout)
    return REFUSED if wrong else 0


def _signs() -> Iterator[Sign]:
    yield from versions()
    try:
        settings = Settings()
    except ValidationError as error:
        for name, why in setting_faults(error):
            yield Sign("settings", name, "-", why, _CURES["settings"])
        return
    yield from settings_of(settings, os.environ)
    yield from _catalogue(settings)
    ring, said = _ring(settings)
    yield from said
    yield from database(settings, ring)
    yield from disk(settings)


def _catalogue(settings: Settings) -> Iterator[Sign]:
    try:
        loaded = load_catalogue(settings.catalog, today())
    except (XingfuError, OSError) as error:
        faults = getattr(error, "faults", ())
        zh, en = (faults[0].sentence(each) if faults else str(error) for each in ("zh", "en"))
        yield Sign("catalogue", "items", "-", Bilingual(zh, en), _CURES["catalogue"])
        return
    yield Sign("catalogue", "items", f"{len(loaded.items)} ({settings.catalog})")


def _ring(settings: Settings) -> tuple[KeyRing | None, tuple[Sign, ...]]:
    """Return the ring of the settings; the demo's is not made for being looked at."""
    if settings.demo and settings.keys is None and not (settings.data_home / "demo.keys").exists():
        return None, (Sign("keys", "demo.keys", _LATER.en),)
    try:
        return make_ring(settings), ()
    except KeysError as error:
        return None, (Sign("keys", "XINGFU_KEYS", "-", error.sentence, _CURES["settings"]),)


def _print(found: Iterable[Sign], lang: Lang) -> None:
    area = ""
    for each in found:
        if each.area != area:
            area = each.area
            tell(f"[{_AREAS[area].say(lang)}]", sys.stdout)
        tell(f"{each.name}: {each.value}", sys.stdout)
        if each.wrong is not None and each.cure is not None:
            tell(_WRONG.say(lang, wrong=each.wrong.say(lang), cure=each.cure.say(lang)), sys.stdout)


def _data(each: Sign, lang: Lang) -> dict[str, str | None]:
    said = None if each.wrong is None else each.wrong.say(lang)
    cure = None if each.cure is None else each.cure.say(lang)
    told = {"area": each.area, "name": each.name, "value": each.value}
    return {**told, "wrong": said, "cure": cure}
