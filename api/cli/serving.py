"""The commands demo and serve: the main job shown on invented households, then pages and API."""

import errno
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from api.access.callers import OF_THE_CITY, Role
from api.bootstrap import keep_demo_key, make_gate, make_matcher, make_ring, open_store
from api.cli.guard import REFUSED, UsageError, tell
from api.cli.households import with_progress
from api.clock import now, today
from api.settings import Settings
from api.usecases.demonstrating import OFFERINGS, keep_demo, keep_demo_offerings
from api.usecases.demonstrating_lists import LISTED, keep_demo_lists
from api.usecases.makings import making_of
from api.usecases.matching import Answer, Asking, Entry, match_all, read
from api.usecases.setting_up import (
    DEMO_PASSWORD,
    demo_accounts,
    known_demo_accounts,
    make_demo_accounts,
    setup_secret,
)
from api.usecases.stocking import stock
from api.words import words
from matcher.files import numbered_lines, read_text
from matcher.pipeline.matcher import Matcher
from matcher.wording import Bilingual, Lang

_HEADS = {
    "zh": ("家庭", "日期", "镇街", "需求", "项目", "符合", "供给", "待核", "预警", "第一项"),
    "en": (
        *("Id", "Date", "Town", "Needs", "Items", "Fits"),
        *("Offers", "Ask", "Alerts", "First item"),
    ),
}
_PORT = {
    "zh": "端口 {port} 已被占用或不能使用；换一个：make run PORT=8001",
    "en": "port {port} is taken or cannot be used; choose another: make run PORT=8001",
}
_HOST = {
    "zh": "XINGFU_HOST={host} 不是本机的地址；改成 127.0.0.1，或 0.0.0.0（所有网卡）",
    "en": "XINGFU_HOST={host} is no address of this machine; set it to 127.0.0.1, or to 0.0.0.0 "
    "for every network",
}
_AT = {
    "zh": "网页与接口：http://{host}:{port} （接口说明 /docs，按 Ctrl-C 结束）",
    "en": "Pages and API: http://{host}:{port} (API at /docs, Ctrl-C ends)",
}
_NOTE = {
    "zh": "示例家庭均为虚构或已隐去姓名的报道案例；目录为公开政策的重建，非官方清单。",
    "en": "The demo households are invented, or cases of newspaper articles without names; "
    "the catalogue is a reconstruction, not the official lists.",
}
_DEMO = Bilingual(
    "示例账号，密码都是 {password}（账号 · 角色 · 镇街）：",
    "demo accounts, the password of all is {password} (account · role · towns):",
)
_NO_DEMO = Bilingual(
    "还没有示例账号：先运行 XINGFU_DEMO=1 xingfu demo",
    "there are no demo accounts yet: run XINGFU_DEMO=1 xingfu demo first",
)
_LANGS: tuple[Lang, ...] = ("zh", "en")
_PLATFORM = Bilingual(
    "示例推送平台，另开一个终端（工程目录里）：make platform{port}，也就是",
    "the demo's platform, in a second terminal: make platform{port}, which is",
)
_PLATFORM_COMMAND = (
    'XINGFU_PUSH_KEY="$(cat {key})" {python} examples/push_client.py --url {here} '
    "--db {key}.db --every 2 --serve {port}"
)
_PLATFORM_PORT = 8090
_ALL_TOWNS = Bilingual("全市", "all towns")
_SETUP = {
    "zh": "还没有安全管理员。24 小时内打开这个链接，设立第一位安全管理员（只能用一次）：{link}",
    "en": "There is no security administrator yet. This link makes the first; it works once, "
    "for 24 hours: {link}",
}
_MODE = {"zh": "检索方式：{mode}", "en": "retrieval: {mode}"}


def demo_texts(settings: Settings) -> list[tuple[int, str]]:
    """Return the numbered JSON texts of the demo households."""
    return numbered_lines(read_text(settings.catalog / "demo" / "households.jsonl"))


def run_demo(lang: Lang) -> int:
    """Match the demo households with a progress bar and print a summary table."""
    settings = Settings()
    matcher = make_matcher(settings, today())
    asking = Asking(today(), lang=lang)
    entries = read(demo_texts(settings), matcher, asking)
    shown = with_progress(entries, lang)
    if settings.demo:
        answers = _furnish(settings, matcher, shown, asking)
    else:
        answers = list(match_all(shown, matcher, asking))
    _summary(answers, lang)
    tell(_MODE[lang].format(mode=matcher.library.mode), sys.stdout)
    tell(_NOTE[lang], sys.stdout)
    return REFUSED if any(answer.fault for answer in answers) else 0


def _furnish(
    settings: Settings, matcher: Matcher, entries: Iterable[Entry], asking: Asking
) -> list[Answer]:
    """Bring the demo's database up to date and keep in it what a demo needs, once."""
    with open_store(settings) as store:
        office = make_gate(settings, store, make_ring(settings), matcher).office
        towns = [(town.english, town.code) for town in matcher.catalogue.towns.values()]
        make_demo_accounts(store, now(), demo_accounts(towns, _homes(settings, matcher)))
        stock(office)
        keep_demo_offerings(office, _told_in(settings, OFFERINGS))
        making = making_of(settings, matcher)
        answers = list(keep_demo(office, making, entries, asking))
        keep_demo_lists(office, making, _told_in(settings, LISTED))
        keep_demo_key(settings, office)
        return answers


def _told_in(settings: Settings, name: Path | str) -> list[dict[str, Any]]:
    """Return the lines of one of the demo's files; an own catalogue may have none."""
    file = settings.catalog / name
    return (
        [json.loads(text) for _, text in numbered_lines(read_text(file))] if file.is_file() else []
    )


def _homes(settings: Settings, matcher: Matcher) -> set[str]:
    """Return the codes of the towns in which the demo households live."""
    catalogue = matcher.catalogue
    told = (json.loads(text).get("facts", {}) for _, text in demo_texts(settings))
    names = (catalogue.town_names.get(facts.get("residence_town", "")) for facts in told)
    return {catalogue.towns[name].code for name in names if name is not None}


def _tell_demo_accounts(settings: Settings, store: Any, matcher: Matcher) -> None:
    """Print each demo account with its role and towns; in both languages, for whoever comes by."""
    order = [role.value for role in Role]
    accounts = sorted(known_demo_accounts(store, now()), key=lambda one: order.index(one.role))
    for lang in _LANGS:
        text = _DEMO if accounts else _NO_DEMO
        tell(text.say(lang, password=DEMO_PASSWORD), sys.stdout)
    wide = max((len(one.name) for one in accounts), default=0)
    for one in accounts:
        role = " ".join(words(lang)[f"role_{one.role}"] for lang in _LANGS)
        towns = _towns_in_words(one, matcher)
        tell(f"  {one.name:<{wide}}  {role}{f'  {towns}' if towns else ''}", sys.stdout)
    if accounts and settings.demo_key.exists():
        _tell_platform(settings)


def _tell_platform(settings: Settings) -> None:
    """Print how the demo's platform is started beside the service."""
    command = _PLATFORM_COMMAND.format(
        key=settings.demo_key, python=sys.executable, here=settings.here, port=_PLATFORM_PORT
    )
    is_usual = settings.port == Settings.model_fields["port"].default
    port = "" if is_usual else f" PORT={settings.port}"
    for lang in _LANGS:
        tell(_PLATFORM.say(lang, port=port), sys.stdout)
    tell(f"  {command}", sys.stdout)


def _towns_in_words(account: Any, matcher: Matcher) -> str:
    if Role(account.role) in OF_THE_CITY:
        return " ".join(_ALL_TOWNS.say(lang) for lang in _LANGS)
    named = {town.code: town for town in matcher.catalogue.towns.values()}
    towns = [named[code] for code in account.towns if code in named]
    return "、".join(f"{town.name} {town.english}" for town in towns)


def _tell_accounts(settings: Settings, store: Any, matcher: Matcher, lang: Lang) -> None:
    """Print the demo's accounts where it is on; else the set-up link where one is due."""
    if settings.demo:
        _tell_demo_accounts(settings, store, matcher)
        return
    secret = setup_secret(store, now())
    if secret is not None:
        tell(_SETUP[lang].format(link=f"{settings.here}/setup?token={secret}"), sys.stdout)


def _summary(answers: list[Answer], lang: Lang) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    title = {"zh": "示例家庭的服务方案", "en": "Plans of the demo households"}[lang]
    table = Table(title=title, box=SIMPLE_HEAD, padding=0, pad_edge=False)  # 80 columns have to do
    for head in _HEADS[lang][:-1]:
        table.add_column(head, no_wrap=True)
    table.add_column(_HEADS[lang][-1])
    for answer in answers:
        table.add_row(*_row(answer))
    Console().print(table)


def _row(answer: Answer) -> list[str]:
    data: dict[str, Any] = answer.data
    if answer.household is None:
        return [str(data["household_id"]), data["error"]["reason"]]
    status = Counter(item["status"] for item in data["items"])
    counts = [len(answer.household.needs), len(data["items"]), status["eligible"]]
    lists = ("offers", "questions", "alerts")
    counts += [len(data[name]) for name in lists]
    town = str(answer.household.facts.get("residence_town", ""))
    first = data["items"][0]["name"] if data["items"] else ""
    return [data["household_id"], data["as_of"], town, *map(str, counts), first]


def run_serve(lang: Lang) -> int:
    """Serve pages and API until interrupted; UsageError where the port cannot be had."""
    import socket

    from api.app import create_app
    from api.logs import configure
    from api.server import serve

    settings = Settings()
    configure(settings.log)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            is_host = isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL
            told = (_HOST if is_host else _PORT)[lang]
            raise UsageError(told.format(host=settings.host, port=settings.port)) from None
    with open_store(settings) as store:
        ring = make_ring(settings)
        matcher = make_matcher(settings, today())
        demos = [json.loads(text) for _, text in demo_texts(settings)]
        gate = make_gate(settings, store, ring, matcher)
        stock(gate.office)
        app = create_app(matcher, settings, today, gate, demos)
        if settings.log == "plain":
            tell(_AT[lang].format(host=settings.host, port=settings.port), sys.stderr)
        _tell_accounts(settings, store, matcher, lang)
        serve(app, settings)
    return 0
