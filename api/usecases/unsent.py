"""What a form of a page sent when its session was over: kept for the person who filled it in.

It is in memory alone, for half an hour, by the browser that sent it, and is given back to whom the
form was made for, in that browser, once they are signed in again. Nothing is stored by it: they see
that it is there and send it themselves.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from api.signing import token
from api.usecases.desk import Office
from api.usecases.devices import device_of, mark_of

_USE, _BETWEEN = "csrf", "."
Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Unsent:
    """The address that a form was sent to, its fields, and the mark of whom it was made for."""

    address: str
    fields: Fields
    whose: str


def form_token(office: Office, session: str, name: str) -> str:
    """Return what every form of a page carries: against forged ones, and for whom it was made."""
    return f"{token(office.ring, _USE, session)}{_BETWEEN}{mark_of(office, name)}"


def against_forgery(told: str) -> str:
    """Return the part of a form's token that is its session's."""
    return told.partition(_BETWEEN)[0]


def put_by(office: Office, browser: str | None, told: str, address: str, fields: Fields) -> bool:
    """Keep what a form sent, by the token in it; say whether it is kept.

    Only for a browser in which that person was let in before: nobody else fills our memory.
    """
    device, whose = device_of(office, browser), told.partition(_BETWEEN)[2]
    if device is None or whose not in device.whose:
        return False
    content = json.dumps([address, list(fields), whose]).encode()
    office.unsent.keep(device.id.encode(), content, len(content))
    return True


def put_by_of(office: Office, browser: str | None, name: str | None = None) -> Unsent | None:
    """Return what is kept for a browser; with `name` only what this person filled in."""
    device = device_of(office, browser)
    content = None if device is None else office.unsent.get(device.id.encode())
    if content is None:
        return None
    address, fields, whose = json.loads(content)
    if name is not None and whose != mark_of(office, name):
        return None
    return Unsent(address, tuple((str(field), str(value)) for field, value in fields), whose)


def let_go_of(office: Office, browser: str | None, address: str | None = None) -> None:
    """Forget what is kept for a browser; with `address` only what was sent there."""
    device, found = device_of(office, browser), put_by_of(office, browser)
    if device is not None and found is not None and address in (None, found.address):
        office.unsent.drop(device.id.encode())
