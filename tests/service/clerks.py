"""Clerks at the pages of a service: they sign in, open pages and send their forms."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from api.access.callers import Role
from tests.identity.people import HTML, Browser, browser, someone, token_in
from tests.service.office import Service


@dataclass
class Clerk:
    """Somebody signed in at a browser of their own."""

    browser: Browser

    def get(self, path: str, **more: Any) -> Any:
        return self.browser.client.get(path, headers={**HTML, **more})

    def text(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text[:2000]
        return words_of(answer.text)

    def send(self, path: str, told: Any, **more: Any) -> Any:
        """Send a form with the token that pages carry."""
        fields = {**told, "csrf": token_in(self.get("/account").text)}
        return self.browser.client.post(path, data=fields, headers=HTML, **more)


def clerk(service: Service, name: str, role: Role = Role.WORKER, **more: Any) -> Clerk:
    """Return somebody who has just been given an account and has signed in."""
    someone(service, role, name, **more)
    found = browser(service)
    assert found.sign_in(name).status_code in (200, 201)
    return Clerk(found)


def words_of(page: str) -> str:
    """Return what a person reads of a page, blanks folded."""
    shown = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())
