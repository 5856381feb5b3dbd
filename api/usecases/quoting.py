"""A plan without what quotes somebody's words: for machines that may not read them."""

import hashlib
import json
from typing import Any

from api.access.rules import may_read_words
from api.usecases.desk import Desk

LEFT_OUT = "…"
"""Stands for words that are not told."""


def as_may_be_read(desk: Desk, digest: str, content: bytes) -> tuple[str, bytes]:
    """Return a plan's digest and bytes as stored; without the words where they may not be read.

    What is left out is what was understood of the needs, the reasons of items and offers, what
    was heard of a question, the words of an alert and the reasons of corrections; the digest is
    that of the bytes that are left.
    """
    if may_read_words(desk.caller):
        return digest, content
    data = json.loads(content)
    data["understood"] = []
    for row in (*data["items"], *data["offers"]):
        row["why"] = []
    for row in data["questions"]:
        row["heard"] = None
    for row in data["alerts"]:
        row["words"] = LEFT_OUT
    for correction in data.get("corrections", ()):
        correction["changes"] = [without_reason(change) for change in correction["changes"]]
    left = json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")
    return hashlib.sha256(left).hexdigest(), left


def without_reason(change: dict[str, Any]) -> dict[str, Any]:
    """Return a change of a plan without the words of who made it."""
    return {**change, "reason": LEFT_OUT}
