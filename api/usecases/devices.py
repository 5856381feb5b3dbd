"""Browsers in which somebody signed in rightly before: their tries are counted by themselves.

Whoever hammers the door from the same address, or at the same name, makes all others there wait;
not who comes with a browser that the name was let in with. The cookie is signed and lets nobody
in: it says under which mark a try is counted, and is worth a few tries to a thief.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from api.identity.secrets import new_secret
from api.signing import token, unwrap, wrap
from api.usecases.desk import Office

LASTS = timedelta(days=180)
_USE = "device"
_MOST = 8
"""So many names of one browser are remembered: a counter shares it."""


@dataclass(frozen=True, slots=True)
class Device:
    """A browser by its id, with the marks of the names it was let in with, the last one first."""

    id: str
    whose: tuple[str, ...]

    def knows(self, office: Office, name: str) -> bool:
        """Say whether this name (in its one form) was let in with it."""
        return mark_of(office, name) in self.whose


def device_of(office: Office, told: str | None) -> Device | None:
    """Return the browser that a cookie tells; None for any cookie that is not ours, or over."""
    found = unwrap(office.ring, _USE, told) if told else None
    if found is None or datetime.fromisoformat(found["until"]) <= office.now():
        return None
    return Device(found["id"], tuple(found["whose"]))


def remembered(office: Office, told: str | None, name: str) -> str:
    """Return the cookie of a browser, old or new, in which this name was let in just now."""
    device = device_of(office, told) or Device(new_secret(), ())
    own = mark_of(office, name)
    whose = [own, *(mark for mark in device.whose if mark != own)][:_MOST]
    until = (office.now() + LASTS).isoformat()
    return wrap(office.ring, _USE, {"id": device.id, "whose": whose, "until": until})


def mark_of(office: Office, name: str) -> str:
    """Return the mark under which a browser remembers a name that was let in."""
    return token(office.ring, "device of", name)
