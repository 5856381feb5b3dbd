"""Two plans of one household side by side: what came, what went, what changed its place."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Data = dict[str, Any]
Row = Mapping[str, Any]


def compared(before: bytes, after: bytes) -> Data:
    """Return what tells the later of two plans from the earlier, with the names of all."""
    was, now = json.loads(before), json.loads(after)
    offers = _come_and_gone(was["offers"], now["offers"], _by_code, _offer)
    questions = _come_and_gone(was["questions"], now["questions"], _by_fact, _question)
    alerts = _come_and_gone(was["alerts"], now["alerts"], _by_kind, _alert)
    return {
        "same": before == after,
        "items": _items(was["items"], now["items"]),
        "offers": offers,
        "questions": questions,
        "alerts": alerts,
    }


def counted(found: Row) -> dict[str, dict[str, int]]:
    """Return how many items and offers a comparison finds of each kind."""
    return {
        what: {kind: len(rows) for kind, rows in found[what].items()}
        for what in ("items", "offers")
    }


def _items(was: Sequence[Row], now: Sequence[Row]) -> Data:
    old, new = ({row["code"]: row for row in rows} for rows in (was, now))
    both = [code for code in new if code in old]
    return {
        **_come_and_gone(was, now, _by_code, _item),
        "moved": [
            {**_named(new[code]), "from": old[code]["rank"], "to": new[code]["rank"]}
            for code in _moved([c for c in old if c in new], both)
            if old[code]["rank"] != new[code]["rank"]  # what came and went can make up for it
        ],
        "changed": [
            {**_named(new[code]), "was": _standing(old[code]), "is": _standing(new[code])}
            for code in both
            if _standing(old[code]) != _standing(new[code])
        ],
    }


def _moved(was: Sequence[str], now: Sequence[str]) -> list[str]:
    """Return the codes that stand elsewhere among those that both plans have."""
    place = {code: number for number, code in enumerate(was)}
    return [code for number, code in enumerate(now) if place[code] != number]


def _come_and_gone(
    was: Sequence[Row],
    now: Sequence[Row],
    key: Callable[[Row], object],
    told: Callable[[Row], Data],
) -> Data:
    old, new = {key(row) for row in was}, {key(row) for row in now}
    return {
        "come": [told(row) for row in now if key(row) not in old],
        "gone": [told(row) for row in was if key(row) not in new],
    }


def _by_code(row: Row) -> object:
    return row["code"]


def _by_fact(row: Row) -> object:
    return row["fact"], row["member"]


def _by_kind(row: Row) -> object:
    return row["kind"], row["need"], row["member"]


def _named(row: Row) -> Data:
    return {"code": row["code"], "name": row["name"]}


def _standing(row: Row) -> Data:
    return {"status": row["status"], "member": row["member"]}


def _item(row: Row) -> Data:
    return {**_named(row), "rank": row["rank"], **_standing(row)}


def _offer(row: Row) -> Data:
    return {**_named(row), "rank": row["rank"], **_standing(row)}


def _question(row: Row) -> Data:
    return {"fact": row["fact"], "member": row["member"], "label": row["label"]}


def _alert(row: Row) -> Data:
    return {name: row[name] for name in ("kind", "need", "member", "label")}
