"""Invented people with accounts, and browsers in which they sign in."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import pyotp
from fastapi.testclient import TestClient

from api.access.callers import OF_TOWNS, Role
from api.identity.passwords import hash_of
from api.personal.cipher import Place, seal
from api.store.people import Account
from api.store.values import AuditRow, Towns
from tests.service.office import EAST, NOW, Service

PASSWORD = "seven-quiet-herons"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SESSION = "/api/v1/session"
HTML = {"accept": "text/html"}


@cache
def kept() -> str:
    return hash_of(PASSWORD)


def someone(service: Service, role: Role = Role.WORKER, name: str = "mei", **more: Any) -> Account:
    """Keep an account with PASSWORD; `factor=True` gives it the second factor SECRET."""
    factor = more.pop("factor", False)
    with service.office.store.unit("test", NOW, Towns.everywhere()) as unit:
        own = unit.new_id()
        sealed = seal(SECRET, Place(own, "factor"), service.office.ring) if factor else None
        towns = (EAST,) if role in OF_TOWNS else ()
        told = {"towns": towns, "password": kept(), "factor": sealed, **more}
        account = Account(own, name, role.value, made_by="test", made_at=NOW, **told)
        return unit.accounts.add(account)


@dataclass
class Browser:
    """A browser of its own: it keeps its cookies and shows its token."""

    client: TestClient
    csrf: str = ""

    def request(self, method: str, url: str, **more: Any) -> Any:
        headers = {"x-csrf-token": self.csrf} if self.csrf else {}
        return self.client.request(
            method, url, headers={**headers, **more.pop("headers", {})}, **more
        )

    def get(self, url: str, **more: Any) -> Any:
        return self.request("GET", url, **more)

    def post(self, url: str, **more: Any) -> Any:
        return self.request("POST", url, **more)

    def sign_in(self, name: str = "mei", password: str = PASSWORD, code: str = "") -> Any:
        told = {"name": name, "password": password, "code": code}
        answer = self.post(SESSION, json=told)
        return self.keep(answer)

    def keep(self, answer: Any) -> Any:
        if answer.status_code in (200, 201) and "csrf" in answer.json():
            self.csrf = answer.json()["csrf"]
        return answer

    @property
    def cookie(self) -> str:
        return self.client.cookies.get("xingfu_session") or ""


def browser(service: Service, address: str = "10.0.0.1") -> Browser:
    client = TestClient(
        service.app,
        raise_server_exceptions=False,
        follow_redirects=False,
        client=(address, 50_000),
    )
    return Browser(client)


def code(service: Service, secret: str = SECRET, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(service.clock.at + timedelta(seconds=30 * steps))


def token_in(page: str) -> str:
    return re.findall(r'name="csrf" value="([^"]+)"', page)[0]


def audit(service: Service, action: str) -> list[AuditRow]:
    with service.office.store.view("test", service.clock.at, Towns.everywhere()) as unit:
        return [row for row in unit.audit.list() if row.action == action]
