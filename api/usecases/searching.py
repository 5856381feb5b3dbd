"""What families were searched by: in memory alone, under a name that tells nothing."""

import secrets

from api.usecases.desk import Desk


def keep_typed(desk: Desk, typed: str) -> str:
    """Keep what a caller typed for half an hour; return the name by which they find it again."""
    name = secrets.token_hex(16)
    content = typed.encode("utf-8", "replace")
    desk.office.typed.keep(_own(desk, name), content, len(content))
    return name


def typed_of(desk: Desk, name: str) -> str | None:
    """Return what this caller typed; None where it is forgotten, or was somebody else's."""
    content = desk.office.typed.get(_own(desk, name))
    return None if content is None else content.decode()


def _own(desk: Desk, name: str) -> bytes:
    return f"{desk.caller.id} {name}".encode()
