"""A ledger's spreadsheet looked at and taken, beside a reader that only reads it.

`python -m bench.spreadsheets` prints these figures alone.
"""

import io
import tempfile
import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event, Thread

import python_calamine as calamine
import xlsxwriter
from rich.console import Console

from api.access.callers import Caller, Role
from api.bootstrap import make_matcher, new_keys
from api.clock import day_in_china, now, today
from api.personal.identity import check_digit
from api.personal.keys import KeyRing, parse_keys
from api.settings import Settings
from api.sheets.words import load_words
from api.store.migrate import upgrade
from api.store.store import Store
from api.store.values import Search
from api.usecases import accepting, importing
from api.usecases.desk import Desk, Office
from api.usecases.examining import Examiner, Source
from bench.measure import Spent, spend
from bench.report import Figure, show
from bench.setting import CATALOGS
from matcher.files import load_everyday
from matcher.pipeline.matcher import Matcher

ROWS = 10_000
_HEAD = (
    *("户编号", "镇街", "姓名", "身份证号", "家庭人口", "家庭月人均收入", "救助身份", "住房性质"),
    *("联系电话", "住址", "与户主关系", "残疾等级", "就业状况", "文化程度", "婚姻状况", "备注"),
    *("登记日期", "需求内容", "紧急程度", "户籍"),
)
_FIRST_BIRTH = 1940


def invented(count: int) -> bytes:
    """Return a workbook of so many invented households of one person each, 20 columns."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, _HEAD)
        for number in range(count):
            sheet.write_row(number + 1, 0, _row(number))
    return made.getvalue()


def _row(n: int) -> tuple[str | int, ...]:
    day = f"{_FIRST_BIRTH + n % 60}{1 + n % 12:02}{1 + n % 28:02}"
    body = f"442000{day}{n // 60 % 1000:03}"
    name = "赵" + chr(0x4E00 + n % 2000) + chr(0x5000 + n // 2000)
    return (
        *(f"h-{n:06}", "东区", name, body + check_digit(body), 1 + n % 4, 300 + n % 900),
        *("低保", "自有住房", f"138{n:08}", f"东区康民路{n}号", "户主", "", "", "小学", "已婚", ""),
        *("2026-04-01", f"老人看病没有钱第{n}次", "一般", "本市"),
    )


def figures(matcher: Matcher) -> tuple[list[Figure], list[str]]:
    """Return what taking a spreadsheet costs, what others wait meanwhile, and notes."""
    data = invented(ROWS)
    alone = spend(
        lambda: calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    )
    ring = parse_keys(new_keys())
    assert isinstance(ring, KeyRing)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        upgrade(url)
        with Store.open(url) as store:
            words = load_words(CATALOGS, matcher.catalogue.vocabulary)
            everyday = partial(load_everyday, CATALOGS)
            office = Office(store, ring, matcher, now, day_in_china, words.is_no_need, everyday)
            desk = office.desk(Caller("bench", Role.TOWN, None))
            checked, taken, waits = _measured(desk, data)
    whole = checked.wall + taken.wall
    return [
        Figure("looked at, by the clock", checked.wall, "s"),
        Figure("taken, by the clock", taken.wall, "s"),
        Figure("both, by the clock", whole, "s", 15),
        Figure("both, CPU without the child", checked.cpu + taken.cpu, "s"),
        Figure("both / python-calamine that only reads it", whole / alone.wall, "×"),
        Figure("others' lists meanwhile, p99", 1_000 * waits, "ms"),
    ], ["The 10,000 rows have 20 columns and are as many households; nothing in them is wrong."]


def _measured(desk: Desk, data: bytes) -> tuple[Spent, Spent, float]:
    examiner = Examiner(desk, load_words(CATALOGS, desk.office.matcher.catalogue.vocabulary))
    source, ids, over, waits = Source(data, "ledger.xlsx"), list[str](), Event(), list[float]()

    def check() -> None:
        found = examiner.examine(source)
        with desk.unit() as unit:
            ids.append(importing.check(examiner, unit, source, found).id)

    def others() -> None:
        while not over.is_set():
            before = time.perf_counter()
            with desk.view() as unit:
                unit.households.search(Search(), 20)
            waits.append(time.perf_counter() - before)
            over.wait(timedelta(milliseconds=20).total_seconds())

    checked = spend(check)
    reader = Thread(target=others)
    reader.start()
    taken = spend(lambda: accepting.accept(examiner, ids[0]))
    over.set()
    reader.join()
    return checked, taken, sorted(waits)[int(0.99 * len(waits))]


def main() -> None:
    """Print the figures of a spreadsheet alone."""
    found, told = figures(make_matcher(Settings(encoder="lexical"), today()))
    show(Console(), "幸福清单: a spreadsheet taken", {f"{ROWS:,} rows": found}, told)


if __name__ == "__main__":
    main()
