"""One spelling for every JSON value, so that both databases and every hash see the same bytes."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from api.store.errors import RefusedError


def canonical(value: object) -> str:
    """Return `value` as JSON: keys sorted, no spaces, characters as they are.

    Refuses what JSON has no word for: NaN, infinities, bytes, and text that is not Unicode.
    """
    try:
        text = json.dumps(
            value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
        text.encode("utf-8")
    except (TypeError, ValueError, RecursionError):
        raise RefusedError("json") from None
    return text


def parsed(text: str) -> Any:
    """Return the value that `canonical` wrote."""
    return json.loads(text)


def digest(content: bytes) -> str:
    """Return the SHA-256 of `content` in hexadecimal digits."""
    return sha256(content).hexdigest()


def instant(moment: datetime) -> str:
    """Return a moment as text that sorts by time: UTC, microseconds always written."""
    if moment.tzinfo is None:
        raise RefusedError("zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
