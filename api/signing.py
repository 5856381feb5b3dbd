"""Marks that only this city's service can make: cursors, tokens against forged forms.

Each use has a key of its own, derived from the ring's index key, so a mark made for one use is
none for another. The index key outlives rotation, and so do the marks.
"""

import base64
import binascii
import hashlib
import hmac
import json
from typing import Any

from api.personal.keys import KeyRing

_DOMAIN = b"xingfu mark 1 "
_MARK = 16


def mark(ring: KeyRing, use: str, content: bytes) -> bytes:
    """Return 16 bytes that prove that this service has seen `content` for this use."""
    key = hmac.digest(ring.index.secret, _DOMAIN + use.encode(), hashlib.sha256)
    return hmac.digest(key, content, hashlib.sha256)[:_MARK]


def token(ring: KeyRing, use: str, content: str) -> str:
    """Return a mark as text for addresses and headers."""
    return base64.urlsafe_b64encode(mark(ring, use, content.encode())).decode().rstrip("=")


def is_token(ring: KeyRing, use: str, content: str, told: str) -> bool:
    """Say whether `told` is the token of `content`, in the same time for every answer."""
    return hmac.compare_digest(token(ring, use, content).encode(), told.encode("utf-8", "replace"))


def wrap(ring: KeyRing, use: str, value: Any) -> str:
    """Return a JSON value as text that whoever holds it can read but not change."""
    content = json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(mark(ring, use, content) + content).decode().rstrip("=")


def unwrap(ring: KeyRing, use: str, told: str) -> Any | None:
    """Return the value that `wrap` wrote for the same use; None for anything else."""
    try:
        raw = base64.b64decode(told + "=" * (-len(told) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    seal, content = raw[:_MARK], raw[_MARK:]
    if not hmac.compare_digest(seal, mark(ring, use, content)):
        return None
    return json.loads(content)
