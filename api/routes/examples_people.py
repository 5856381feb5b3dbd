"""Examples of accounts, of signing in with one, and of keys; names and passwords are invented."""

from api.access.callers import Role
from api.routes.examples import Example

_V1 = "/api/v1"
_SESSION = f"{_V1}/session"
_ACCOUNT, _KEY = f"{_V1}/accounts/{{id}}", f"{_V1}/keys/{{id}}"
_OF_THE_ACCOUNT, _OF_THE_KEY = {"id": "{account}"}, {"id": "{key}"}
_NAME, _PASSWORD = "zhou.min", "seven quiet herons by the pond"
_TOKEN = {"csrf": "csrf"}

_SIGNING_IN: tuple[Example, ...] = (
    Example(
        "post",
        f"{_V1}/accounts",
        {"name": _NAME, "role": "worker", "towns": ["Z02"], "organisation": "52442000MJM0000175"},
        by=Role.SECURITY,
        status=201,
        keep={"account": "id", "password": "password"},
    ),
    Example(
        "post",
        _SESSION,
        {"name": _NAME, "password": "{password}"},
        by="nobody",
        status=201,
        keep=_TOKEN,
        once=False,
    ),
    Example("get", _SESSION, by="oneself"),
    Example(
        "post",
        f"{_SESSION}/password",
        {"old": "{password}", "new": _PASSWORD},
        by="oneself",
        keep=_TOKEN,
        once=False,
    ),
    Example(
        "post",
        f"{_SESSION}/factor",
        {"password": _PASSWORD},
        by="oneself",
        keep={"secret": "secret", "pending": "pending"},
        once=False,
    ),
    Example(
        "post",
        f"{_SESSION}/factor/confirm",
        {"pending": "{pending}", "code": "{totp}"},
        by="oneself",
        keep=_TOKEN,
        once=False,
    ),
    Example("delete", _SESSION, by="oneself"),
    Example(
        "post",
        _SESSION,
        {"name": _NAME, "password": _PASSWORD},
        by="nobody",
        status=201,
        keep=_TOKEN,
        once=False,
    ),
    Example("post", f"{_SESSION}/code", {"code": "{totp}"}, by="oneself", keep=_TOKEN, once=False),
    Example("delete", _SESSION, by="oneself"),
)
_ACCOUNTS: tuple[Example, ...] = (
    Example("get", f"{_V1}/accounts", query={"limit": 20}, by=Role.SECURITY),
    Example("get", _ACCOUNT, places=_OF_THE_ACCOUNT, by=Role.SECURITY),
    Example(
        "put",
        _ACCOUNT,
        {"role": "town", "towns": ["Z02", "Z03"], "subject": "zhou.min@city.example"},
        places=_OF_THE_ACCOUNT,
        seen=True,
        by=Role.SECURITY,
    ),
    Example(
        "post",
        f"{_ACCOUNT}/reset",
        {"factor": True},
        places=_OF_THE_ACCOUNT,
        seen=True,
        by=Role.SECURITY,
    ),
    Example("delete", _ACCOUNT, places=_OF_THE_ACCOUNT, seen=True, by=Role.SECURITY),
    Example("post", f"{_ACCOUNT}/enable", places=_OF_THE_ACCOUNT, seen=True, by=Role.SECURITY),
)
_KEYS: tuple[Example, ...] = (
    Example(
        "post",
        f"{_V1}/keys",
        {
            "label": "东区的推送程序",
            "role": "worker",
            "towns": ["Z02"],
            "scopes": ["match", "plans:read"],
            "days": 180,
        },
        by=Role.SECURITY,
        status=201,
        keep={"key": "id"},
    ),
    Example("get", f"{_V1}/keys", query={"limit": 20}, by=Role.SECURITY),
    Example(
        "post",
        f"{_KEY}/rotate",
        {"days": 7},
        places=_OF_THE_KEY,
        by=Role.SECURITY,
        status=201,
        keep={"key": "id"},
    ),
    Example("get", _KEY, places=_OF_THE_KEY, by=Role.SECURITY),
    Example("delete", _KEY, places=_OF_THE_KEY, by=Role.SECURITY),
)

PEOPLE: tuple[Example, ...] = (*_SIGNING_IN, *_ACCOUNTS, *_KEYS)
