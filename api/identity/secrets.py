"""Secrets that are drawn: ids of sessions, keys of machines, links, first passwords."""

import secrets
from base64 import b32encode
from dataclasses import dataclass, field

_BYTES = 32
_PREFIX_BYTES = 5
_WORD_BYTES = 15


@dataclass(frozen=True, slots=True)
class DrawnKey:
    """A new key: its prefix, and its secret, which is told once and never kept."""

    prefix: str
    secret: str = field(repr=False)

    @property
    def text(self) -> str:
        """Return the key as a machine sends it."""
        return f"xf_{self.prefix}_{self.secret}"


def new_secret() -> str:
    """Return 256 random bits as text."""
    return secrets.token_urlsafe(_BYTES)


def new_key() -> DrawnKey:
    """Return a new key of 256 random bits."""
    return DrawnKey(_letters(_PREFIX_BYTES), new_secret())


def first_password() -> str:
    """Return a password that somebody is given once and has to change: 120 bits in letters."""
    drawn = _letters(_WORD_BYTES)
    return "-".join(drawn[at : at + 6] for at in range(0, len(drawn), 6))


def _letters(size: int) -> str:
    return b32encode(secrets.token_bytes(size)).decode().rstrip("=").lower()
