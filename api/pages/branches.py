"""On what a verdict rests, as branches for a page: the worker's lines in their places."""

from collections.abc import Iterator
from typing import Any

from api.pages.plan_rows import Branch
from matcher.telling.explaining import verdict_data
from matcher.telling.known import Teller
from matcher.values import Verdict

_STYLES = {True: "met", False: "failed", None: "open"}


def branches_of(verdict: Verdict, teller: Teller) -> tuple[Branch, ...]:
    """Return the conditions of a verdict as the worker reads them."""
    return branches(verdict_data(verdict, (), (), teller))


def branches(told: dict[str, Any]) -> tuple[Branch, ...]:
    """Return the branches of an explained verdict; what joins the whole rule is left out."""
    root = _branch(told["tree"], iter(told["worker"]))
    return root.parts if told["tree"]["kind"] == "all" else (root,)


def _branch(node: dict[str, Any], lines: Iterator[str]) -> Branch:
    mark, text = next(lines).strip().split(" ", 1)
    parts = tuple(_branch(part, lines) for part in node["parts"])
    return Branch(mark, text, _STYLES[node["value"]], parts)
