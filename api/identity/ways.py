"""Where a browser may be sent after the sign-in: to addresses of our own only."""

import re

_OWN = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_LONGEST = 2_000


def own_path(told: str | None, otherwise: str = "/") -> str:
    """Return `told` where it is an address of this service, else `otherwise`."""
    is_own = told is not None and len(told) <= _LONGEST and _OWN.fullmatch(told)
    return told if is_own and told is not None else otherwise
