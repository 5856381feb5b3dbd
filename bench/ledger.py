"""Invent a large ledger: families and clauses of the training households, put together anew.

Run as `python -m bench.ledger N` it prints N households as JSON lines.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import count, product

import numpy as np

from bench.setting import CATALOGS
from matcher.normalise import normalise
from matcher.understanding.clauses import split

SEED, NEEDS, LENGTH = 20261122, 3, 27
_BEFORE = (
    *(
        "",
        "现在",
        "最近",
        "一直",
        "今年",
        "去年起",
        "上个月",
        "这阵子",
        "眼下",
        "说是",
        "家里",
        "平时",
    ),
    *(
        "近来",
        "早前",
        "前两年",
        "年初",
        "年尾",
        "实在",
        "其实",
        "听讲",
        "到现在",
        "这半年",
        "开春",
        "入冬",
    ),
)
_AFTER = ("", "了", "的", "呢", "啊", "吧", "嘛", "呀", "就是", "来着")
_SOURCE = CATALOGS / "labelled" / "train_households.jsonl"


def invented_ledger(num: int) -> Iterator[str]:
    """Yield `num` households as JSON lines, the same for each `num`; no clause comes twice.

    Each has the facts of a training household and three needs of two or three clauses, about
    27 characters long: clauses of other needs with words put before and after them.
    """
    families = [json.loads(line) for line in _SOURCE.read_text(encoding="utf-8").splitlines()]
    clauses = [text for family in families for need in family["needs"] for text in _clauses(need)]
    rng = np.random.default_rng(SEED)
    said = _said(clauses, rng)
    for number in range(num):
        family = families[number % len(families)]
        needs = [
            {"id": f"n{place}", "text": _need(said), "urgency": "medium"}
            for place in range(1, NEEDS + 1)
        ]
        invented = {**family, "id": f"I{number:06}", "needs": needs}
        yield json.dumps(invented, ensure_ascii=False)


def _clauses(need: dict[str, str]) -> list[str]:
    text = normalise(need["text"])
    return [text[start:end].strip(",、。;") for start, end in split(text)]


def _said(clauses: Sequence[str], rng: np.random.Generator) -> Iterator[str]:
    """Yield clauses without end: every clause in each variation, then with a number after it."""
    ways = [*product(_BEFORE, _AFTER)]
    for turn in count():
        for shift in rng.permutation(len(ways)):
            for place in rng.permutation(len(clauses)):
                before, after = ways[(shift + place) % len(ways)]
                yield f"{before}{clauses[place]}{after}{turn or ''}"


def _need(said: Iterator[str]) -> str:
    parts = [next(said), next(said)]
    while sum(map(len, parts)) + len(parts) < LENGTH - 5:
        parts.append(next(said))
    return "，".join(parts)


if __name__ == "__main__":
    for line in invented_ledger(int(sys.argv[1])):
        sys.stdout.write(line + "\n")
