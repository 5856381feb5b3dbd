"""People who are signed in: what no machine may do is done by them."""

import hashlib
from datetime import timedelta
from typing import Any

from api.access.callers import Role
from api.gate import COOKIE, HEADER_TOKEN
from api.signing import token
from api.store.people import Account, Session, Stage
from api.store.values import Towns
from api.usecases.entering import hashed
from tests.service.office import NOW, Service, Visitor

ORGANISATION = "52442000MJM0000175"
"""The credit code of an invented charity: that of whoever of this role signs in."""


def person(service: Service, role: Role, *towns: str, organisation: str = ORGANISATION) -> Visitor:
    """Return a client of somebody of this role and these towns, who is signed in.

    `organisation` is that of a charity, and of no other role.
    """
    own = organisation if role is Role.CHARITY else None
    name = "-".join((role.value, *towns, *([own] if own and own != ORGANISATION else [])))
    secret = hashlib.sha256(name.encode()).hexdigest()
    with service.office.store.unit("test", NOW, Towns.everywhere()) as unit:
        if unit.sessions.find(hashed(secret)) is None:
            account = Account(unit.new_id(), name, role.value, towns, "test", NOW, own)
            unit.accounts.add(account)
            until = NOW + timedelta(days=400)
            unit.sessions.add(
                Session(hashed(secret), account.id, Stage.WHOLE, NOW, service.clock.at, until)
            )
    with service.office.store.unit("test", NOW, Towns.everywhere()) as unit:
        unit.sessions.touch(hashed(secret), service.clock.at)
    mark = token(service.office.ring, "csrf", hashed(secret))
    return Visitor(service.client, {"Cookie": f"{COOKIE}={secret}", HEADER_TOKEN: mark})


def seen(answer: Any) -> dict[str, str]:
    """Return the header that names the version an answer told."""
    return {"If-Match": answer.headers["etag"]}
