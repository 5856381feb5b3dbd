"""What pages and routes share about sessions: the cookie, the token against forged forms."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response

from api.access.rules import Action, Decision, decide
from api.errors import Problem, ProblemError
from api.gate import COOKIE, DEVICE_COOKIE, Gate, address_of, is_from_here
from api.settings import Settings
from api.store.people import Stage
from api.usecases.devices import LASTS, remembered
from api.usecases.entering import Entered, caller_of
from api.usecases.signing_in import Opened, of_a_person
from api.usecases.unsent import form_token
from matcher.wording import Bilingual

SSO_COOKIE = "xingfu_sso"
_SSO_SECONDS = 600
_ELSEWHERE = Bilingual(
    "请从本系统的登录页登录", "sign in from the page of this service, not from another site"
)


@dataclass(frozen=True, slots=True)
class Door:
    """One request at the door: the gate, the settings, and who is there, if anybody is."""

    gate: Gate
    settings: Settings
    request: Request
    entered: Entered | None

    @property
    def person(self) -> Entered:
        """Return the person who is there."""
        assert self.entered is not None
        return self.entered

    @property
    def address(self) -> str:
        """Return the address the request came from."""
        return address_of(self.request)

    @property
    def cookie(self) -> str | None:
        """Return the secret of the session that the browser brings, whatever it is worth."""
        return self.request.cookies.get(COOKIE) or None

    @property
    def device(self) -> str:
        """Return the cookie of a browser in which somebody signed in before, if it is that."""
        return self.request.cookies.get(DEVICE_COOKIE, "")

    def token(self, entered: Entered) -> str:
        """Return the token that unsafe requests of a person's session carry."""
        session, account = of_a_person(entered)
        return form_token(self.gate.office, session.hash, account.name)

    def lacks(self, entered: Entered) -> tuple[str, ...]:
        """Return what a session lacks: `set-up`, `code`, `password`; nothing where it is whole."""
        session, account = of_a_person(entered)
        told = []
        if session.stage is Stage.PASSWORD:
            told.append("code" if account.factor is not None else "set-up")
        return (*told, "password") if account.must_change else tuple(told)

    def lacks_nothing(self, opened: Opened) -> bool:
        """Say whether a session that was opened just now is whole."""
        caller = caller_of(opened.account, opened.session.stage)
        return not self.lacks(Entered(caller, opened.session, opened.account))

    def first_page(self, opened: Opened) -> str:
        """Return where somebody begins: the first page; who still lacks something, with that."""
        caller = caller_of(opened.account, opened.session.stage)
        return "/" if decide(caller, Action.BEGIN) is Decision.YES else "/account"

    def refuse_elsewhere(self) -> None:
        """Refuse what a browser sends from another site's page: nobody is signed in unawares."""
        if not is_from_here(self.request):
            raise ProblemError(Problem("forged", _ELSEWHERE))

    def let_in(self, response: Response, opened: Opened) -> Response:
        """Give the browser its session, and let it be known by the name that was let in."""
        seconds = int((opened.session.expires_at - opened.session.seen_at).total_seconds())
        self._set(response, COOKIE, opened.secret, seconds, "/")
        known = remembered(self.gate.office, self.device, opened.account.name)
        self._set(response, DEVICE_COOKIE, known, int(LASTS.total_seconds()), "/")
        return response

    def let_out(self, response: Response) -> Response:
        """Take the session from the browser."""
        self._set(response, COOKIE, "", 0, "/")
        return response

    def bind(self, response: Response, state: str) -> Response:
        """Bind the browser to a single sign-on that it began."""
        self._set(response, SSO_COOKIE, state, _SSO_SECONDS, "/sign-in/sso")
        return response

    def unbind(self, response: Response) -> Response:
        """Let the browser forget the single sign-on."""
        self._set(response, SSO_COOKIE, "", 0, "/sign-in/sso")
        return response

    def leave(self, response: Response, name: str, value: str, seconds: int) -> None:
        """Leave a value with the browser, for our own pages."""
        self._set(response, name, value, seconds, "/")

    def forget(self, response: Response, name: str) -> None:
        """Let the browser forget a value."""
        self._set(response, name, "", 0, "/")

    def _set(self, response: Response, name: str, value: str, seconds: int, path: str) -> None:
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path=path,
            secure=self.settings.is_https,
            httponly=True,
            samesite="lax",
        )


def door(request: Request) -> Door:
    """Return the door of a request."""
    state = request.app.state
    entered = getattr(request.state, "entered", None)
    return Door(state.gate, state.parts.settings, request, entered)


DoorDep = Annotated[Door, Depends(door)]
