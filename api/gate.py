"""The gate: every request of every operation passes it before anything is read or done.

It finds the action of the operation, says who calls, asks the rules, keeps forged forms out and
limits the rate. What passes has its desk; what does not is told why and, where somebody was
refused, put on record.
"""

import math
import re
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.params import Form
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.routing import Mount

from api.access.operations import OPERATIONS
from api.access.rules import Action, Decision, decide
from api.errors import Mend, Problem, ProblemError, shown_key
from api.sent import let_go, sent_form
from api.signing import is_token
from api.usecases.desk import Office
from api.usecases.devices import device_of
from api.usecases.entering import Entered, Limits, Refusal, Told, identify, put_on_record
from api.usecases.single_sign_on import Provider
from api.usecases.unsent import against_forgery, let_go_of, put_by
from matcher.errors import nearest
from matcher.reading.names_once import loads_once
from matcher.wording import Bilingual

STATIC_PATH = "/static"
"""Where the files of the pages are: the one place that answers without the gate."""
COOKIE = "xingfu_session"
DEVICE_COOKIE = "xingfu_device"
"""Lets nobody in: it says that somebody was let in before with this browser."""
FORM_TOKEN = "csrf"
HEADER_TOKEN = "x-csrf-token"
_ID = re.compile(r"[a-z2-7]{26}")
"""What the store's own ids look like."""
_OF_MACHINES = "/api/v1/"
_MOST_BUCKETS = 50_000
_OF_ONE_MACHINE = 64
"""Bits of an IPv6 address that name a network: whoever has one has all addresses in it."""
_COST_OF_A_TRY = 10
"""What a sign-in costs of the rate of an address: hashing a password is work."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_MOST_UNSENT = 160 * 1024
"""A longer form is not kept for who has to sign in first."""
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_NOT_ALLOWED = "not-allowed"
_DETAILS = {
    "not-found": Bilingual(
        "请检查地址；接口说明在 /docs", "check the address; the reference is at /docs"
    ),
    "unknown-parameter": Bilingual("没有这个参数", "there is no such parameter"),
    "sign-in": Bilingual("请登录，或带上有效的密钥", "sign in, or send a key that is valid"),
    "not-whole": Bilingual(
        "请先完成第二步验证或修改密码", "give the second factor or set a new password first"
    ),
    _NOT_ALLOWED: Bilingual(
        "你的角色不能做这件事；需要的话请找安全管理员",
        "your role may not do this; ask the security administrator if it should",
    ),
    "forged": Bilingual(
        "请从本系统的页面重新提交；程序调用请带 X-CSRF-Token",
        "send it again from a page of this service; programs send X-CSRF-Token",
    ),
    "too-fast": Bilingual("请在 {wait} 秒后再试", "try again in {wait} seconds"),
}


@dataclass(slots=True)
class Buckets:
    """A bucket of requests for each caller of this process: `burst` at once, `rate` a second."""

    rate: float
    burst: float
    clock: Callable[[], float] = time.monotonic
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def take(self, caller: str, cost: float = 1) -> float:
        """Take one request from a caller's bucket; return the seconds to wait, 0 where it was.

        `cost` is how many plain requests it counts for; the whole bucket is enough for any.
        """
        at, cost = self.clock(), min(cost, self.burst)
        left, since = self._left.get(caller, (self.burst, at))
        left = min(self.burst, left + (at - since) * self.rate)
        granted = left >= cost
        if len(self._left) >= _MOST_BUCKETS:
            self._empty_out(at)
        self._left[caller] = (left - cost if granted else left, at)
        return 0.0 if granted else (cost - left) / self.rate

    def _empty_out(self, at: float) -> None:
        """Forget the buckets that are full again; there is no end of addresses."""
        fills = self.burst / self.rate
        self._left = {who: kept for who, kept in self._left.items() if at - kept[1] < fills}


@dataclass(frozen=True, slots=True)
class Gate:
    """What the gate knows: the office, limits of sessions, buckets, the city's single sign-on."""

    office: Office
    limits: Limits
    buckets: Buckets
    provider: Provider | None = None


class GuardedRoute(APIRoute):
    """A route that nobody passes without the gate's leave."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the route's handler, behind the gate."""
        inner, path = super().get_route_handler(), self.path_format
        known = _parameters_of(self.dependant) if path.startswith(_OF_MACHINES) else None
        body = self.body_field
        takes_json = body is not None and not isinstance(body.field_info, Form)

        async def handler(request: Request) -> Response:
            operation = Operation("GET" if request.method == "HEAD" else request.method, path)
            try:
                if any("\0" in str(told) for told in request.path_params.values()):
                    raise _problem("not-found")  # no id, and nothing that a database takes
                await _admit(request, operation)
                if known is not None:
                    _refuse_unknown(request.query_params, known)
                if takes_json:
                    await _read_json(request)
                return await inner(request)
            except ProblemError as error:
                if error.problem.kind == _NOT_ALLOWED:
                    await _put_on_record(request, operation)
                raise
            finally:
                await let_go(request)

        return handler


def _parameters_of(dependant: Dependant) -> frozenset[str]:
    """Return the names of the query parameters of an operation; `lang` is one of all."""
    of_others = (_parameters_of(each) for each in dependant.dependencies)
    return frozenset({"lang"}.union(*of_others, (one.alias for one in dependant.query_params)))


def _refuse_unknown(told: Iterable[str], known: frozenset[str]) -> None:
    """Refuse a parameter that the operation has not: left out, it would be thought to count."""
    unknown = [name for name in dict.fromkeys(told) if name not in known]
    if unknown:
        reason = _DETAILS["unknown-parameter"]
        mends = tuple(
            Mend(reason, parameter=shown_key(name), near=nearest(name, sorted(known)))
            for name in unknown
        )
        name = mends[0].parameter
        detail = Bilingual(f"{name}：{reason.zh}", f"{name}: {reason.en}")
        raise ProblemError(Problem("wrong-query", detail, mends))


async def _read_json(request: Request) -> None:
    """Read the JSON of a request, NameTwiceError where a name stands twice in it.

    It is read this once, and kept where the request keeps what it reads itself. What is no JSON
    is left for the route to say so.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if not body or not kind.endswith("json"):
        return
    try:
        vars(request)["_json"] = loads_once(body)
    except (ValueError, RecursionError):
        return


def guarded(prefix: str = "", tags: list[str] | None = None) -> APIRouter:
    """Return a router all of whose routes are guarded."""
    return APIRouter(prefix=prefix, tags=list(tags or []), route_class=GuardedRoute)


def leaves(routes: Iterable[Any]) -> Iterator[Any]:
    """Yield the routes themselves, also of routers that were included."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is None:
            yield route
        else:
            yield from leaves(inner.routes)


def unguarded(routes: Iterable[Any]) -> list[str]:
    """Return the operations among `routes` that no rule covers; a service with one must not run.

    What has no methods (another application mounted, a websocket) passes by no gate: it is named
    too, the pages' own files excepted.
    """
    told = []
    for route in leaves(routes):
        if not getattr(route, "methods", None):
            if not _is_of_the_pages(route):
                told.append(f"{type(route).__name__} {getattr(route, 'path', '')}")
            continue
        for method in sorted(route.methods):
            known = (method, route.path) in OPERATIONS
            if method != "HEAD" and not (isinstance(route, GuardedRoute) and known):
                told.append(f"{method} {route.path}")
    return told


def _is_of_the_pages(route: Any) -> bool:
    is_files = isinstance(route, Mount) and isinstance(route.app, StaticFiles)
    return is_files and route.path == STATIC_PATH


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation by its method and its path's template."""

    method: str
    path: str

    @property
    def action(self) -> Action:
        """Return the action of the operation."""
        return OPERATIONS[(self.method, self.path)]


async def _admit(request: Request, operation: Operation) -> None:
    gate: Gate = request.app.state.gate
    action = operation.action
    if action is Action.ENTER:
        _keep_pace(gate, _who_enters(gate.office, request), _cost(request))
    entered = await _enter(request, gate, action)
    request.state.entered = entered  # also where it goes no further: the page says who it is
    caller = None if entered is None else entered.caller
    request.state.caller = None if caller is None else caller.id  # whom the log names
    decision = decide(caller, action)
    if decision is Decision.SIGN_IN:
        await _put_by(request, gate.office, action)
        raise _problem("sign-in", {"WWW-Authenticate": "Bearer"})
    if decision is Decision.COMPLETE:
        raise _problem("not-whole")
    if caller is not None:
        if decision is Decision.NO:
            raise _problem(_NOT_ALLOWED)
        _keep_pace(gate, caller.id)
        request.state.desk = gate.office.desk(caller)
    await request.body()  # kept by the request: what is behind the gate need not wait for it
    if entered is not None and entered.session is not None and request.method not in _SAFE:
        await _keep_out_forged(request, gate.office, entered, action)
        let_go_of(gate.office, request.cookies.get(DEVICE_COOKIE), _address(request))


async def _put_on_record(request: Request, operation: Operation) -> None:
    """Put on record what its caller may not do, be it refused here or by the use case itself."""
    entered: Entered | None = getattr(request.state, "entered", None)
    if entered is not None:
        name = f"{operation.method} {operation.path}"
        told = Refusal(operation.action.value, name, _row_of(request))
        office = request.app.state.gate.office
        await run_in_threadpool(put_on_record, office, entered.caller, told)


async def _enter(request: Request, gate: Gate, action: Action) -> Entered | None:
    told = told_by(request)
    if action is Action.ENTER or told == Told():
        return None
    return await run_in_threadpool(identify, gate.office, told, gate.limits)


def told_by(request: Request) -> Told:
    """Return what a request says of who sends it; a key goes before a cookie."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and key.strip():
        return Told(key=key.strip())
    return Told(session=request.cookies.get(COOKIE) or None)


def address_of(request: Request) -> str:
    """Return the address that a request came from; of IPv6 the network, which one machine has."""
    told = request.client.host if request.client else ""
    try:
        found = ip_address(told.partition("%")[0])
    except ValueError:
        return told
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Network((found, _OF_ONE_MACHINE), strict=False))


def _who_enters(office: Office, request: Request) -> str:
    """Return whose pace somebody at the door keeps: their browser's own, or their address's."""
    device = device_of(office, request.cookies.get(DEVICE_COOKIE))
    if device is not None and device.whose:
        return f"device {device.whose[0]}"
    return f"address {address_of(request)}"


def _cost(request: Request) -> float:
    return 1 if request.method in _SAFE else _COST_OF_A_TRY


def _row_of(request: Request) -> str | None:
    """Return the id of the row that a request is about, where its path names one.

    What is no id of ours may be anything that somebody typed: it is not written down.
    """
    ids = [told for told in request.path_params.values() if _ID.fullmatch(str(told))]
    return ids[-1] if ids else None


def _keep_pace(gate: Gate, who: str, cost: float = 1) -> None:
    wait = gate.buckets.take(who, cost)
    if wait > 0:
        seconds = math.ceil(wait)
        raise _problem("too-fast", {"Retry-After": str(seconds)}, wait=seconds)


async def _keep_out_forged(
    request: Request, office: Office, entered: Entered, action: Action
) -> None:
    """Let an unsafe request with a cookie pass only from our own pages, and with its token."""
    assert entered.session is not None
    told = request.headers.get(HEADER_TOKEN)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if told is None and kind in _FORMS:
        told = await _token_of(request)
    genuine = is_token(office.ring, "csrf", entered.session.hash, against_forgery(told or ""))
    if not genuine or not is_from_here(request):
        await _put_by(request, office, action)  # of a session before this one, it may be
        raise _problem("forged")


async def _put_by(request: Request, office: Office, action: Action) -> None:
    """Keep what a page's form sent without its session, for the person who filled it in.

    Passwords and codes are no such thing.
    """
    if action in (Action.OWN, Action.ENTER):
        return
    length = request.headers.get("content-length", "")
    is_short = length.isdecimal() and int(length) <= _MOST_UNSENT
    if request.method != "POST" or not is_short or not is_from_here(request):
        return
    told = await _fields_of(request)
    token, fields = dict(told).get(FORM_TOKEN, ""), [one for one in told if one[0] != FORM_TOKEN]
    browser = request.cookies.get(DEVICE_COOKIE)
    request.state.is_put_by = put_by(office, browser, token, _address(request), fields)


async def _fields_of(request: Request) -> list[tuple[str, str]]:
    """Return the fields of a form without files; none where it is not one."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORMS[0]:
        return []
    try:
        return [(name, str(value)) for name, value in (await sent_form(request)).multi_items()]
    except (HTTPException, KeyError, ValueError):
        return []


def _address(request: Request) -> str:
    """Return where a form was sent to: path and query."""
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


async def _token_of(request: Request) -> str:
    try:
        return str((await sent_form(request)).get(FORM_TOKEN, ""))
    except (MultiPartException, HTTPException, KeyError, ValueError):
        return ""


def is_from_here(request: Request) -> bool:
    """Say whether a browser sends this from a page of ours (or no browser sends it)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _problem(kind: str, headers: dict[str, str] | None = None, **params: object) -> ProblemError:
    text = _DETAILS[kind]
    detail = text.filled(**params)
    return ProblemError(Problem(kind, detail, headers=headers or {}))
