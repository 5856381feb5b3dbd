"""Ledgers as town offices send them; the people are invented, their ID numbers fit by form."""

from collections.abc import Sequence
from typing import Any

from api.personal.identity import check_digit
from tests.sheets.making import of_rows

HEAD = (
    *("户编号", "镇街", "姓名", "身份证号", "家庭人口", "家庭月人均收入", "救助身份"),
    *("联系电话", "住址", "与户主关系", "登记日期", "需求内容", "紧急程度"),
)


def number_of(person: int) -> str:
    """Return an ID number for the person of a number, each another one."""
    day = f"{1940 + person % 60}{1 + person % 12:02}{1 + person % 28:02}"
    body = f"4420{person // 200_000:02}{day}{person // 200 % 1000:03}"
    return body + check_digit(body)


def name_of(person: int) -> str:
    """Return a name for the person of a number."""
    return "赵" + chr(0x4E00 + person % 2000) + chr(0x5000 + person // 2000)


def row(person: int, town: str = "东区", **changed: Any) -> list[Any]:
    """Return a row; `changed` are cells by their heading."""
    told = dict(
        zip(
            HEAD,
            (
                *(f"h-{person:06}", town, name_of(person), number_of(person)),
                *(1 + person % 4, 300 + person % 900, "低保", f"138{person:08}"),
                *(f"{town}康民路{person}号", "户主", "2026-04-01"),
                *(f"老人看病没有钱第{person}次", "一般"),
            ),
            strict=True,
        )
    )
    return [{**told, **changed}[heading] for heading in HEAD]


def ledger(*rows: Sequence[Any]) -> bytes:
    """Return an xlsx file of these rows."""
    return of_rows([HEAD, *rows])


def many(count: int, start: int = 0, town: str = "东区") -> bytes:
    """Return an xlsx file of so many households of one person."""
    return ledger(*(row(person, town) for person in range(start, start + count)))
