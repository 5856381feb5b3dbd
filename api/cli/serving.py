"""The commands demo and serve: the main job shown on invented households, then pages and API."""

import json
import sys
from collections import Counter
from typing import Any

from api.bootstrap import make_matcher
from api.cli.guard import REFUSED, UsageError, tell
from api.cli.households import with_progress
from api.clock import today
from api.settings import Settings
from api.usecases.matching import Answer, Asking, match_all, read
from matcher.files import numbered_lines, read_text
from matcher.wording import Lang

_HEADS = {
    "zh": ("家庭", "日期", "镇街", "需求", "项目", "符合", "供给", "待核", "预警", "第一项"),
    "en": (
        *("Household", "Date", "Town", "Needs", "Items", "Eligible"),
        *("Offers", "Questions", "Alerts", "First item"),
    ),
}
_PORT = {
    "zh": "端口 {port} 已被占用或不能使用；换一个：make run PORT=8001",
    "en": "port {port} is taken or cannot be used; choose another: make run PORT=8001",
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
    answers = list(match_all(with_progress(entries, lang), matcher, asking))
    _summary(answers, lang)
    tell(_MODE[lang].format(mode=matcher.library.mode), sys.stdout)
    tell(_NOTE[lang], sys.stdout)
    return REFUSED if any(answer.fault for answer in answers) else 0


def _summary(answers: list[Answer], lang: Lang) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title={"zh": "示例家庭的服务方案", "en": "Plans of the demo households"}[lang])
    for head in _HEADS[lang][:-1]:
        table.add_column(head, no_wrap=True)
    table.add_column(_HEADS[lang][-1], overflow="fold")
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

    import uvicorn

    from api.app import create_app

    settings = Settings()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            raise UsageError(_PORT[lang].format(port=settings.port)) from None
    matcher = make_matcher(settings, today())
    demos = [json.loads(text) for _, text in demo_texts(settings)]
    app = create_app(matcher, settings, today, demos)
    tell(_AT[lang].format(host=settings.host, port=settings.port), sys.stderr)
    uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning")
    return 0
