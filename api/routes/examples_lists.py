"""Examples of a confirmed plan, its happiness list, the feed and receipts."""

from api.access.callers import Role
from api.routes.examples import Example

_HOUSEHOLD = "/api/v1/households/{household}"
_LISTS = "/api/v1/happiness-lists"

LISTS: tuple[Example, ...] = (
    Example("get", "/api/v1/households/{id}/consent", places={"id": "{household}"}),
    Example(
        "put",
        "/api/v1/households/{id}/consent",
        {"groups": {"push": True}},
        seen=True,
        places={"id": "{household}"},
    ),
    Example(
        "post",
        f"{_HOUSEHOLD}/plans",
        {"on": "2026-05-01"},
        status=201,
        keep={"code": "items.0.code"},
    ),
    Example(
        "post",
        f"{_HOUSEHOLD}/plans/{{number}}/confirmation",
        {"team": None, "note": "上门时已逐条说明"},
        status=201,
        keep={"list": "list", "entry": "entries.0.entry"},
        places={"number": "3"},
    ),
    Example("get", f"{_HOUSEHOLD}/happiness-lists", query={"limit": 10}),
    Example("get", f"{_LISTS}/changes", query={"limit": 100}, by=Role.PUSH),
    Example("get", f"{_LISTS}/{{id}}", by=Role.PUSH, places={"id": "{list}"}),
    Example(
        "post",
        f"{_LISTS}/{{id}}/receipts",
        {
            "id": "5f0c1d9e-read",
            "entry": "{entry}",
            "kind": "read",
            "at": "2026-05-01T10:00:00+08:00",
        },
        by=Role.PUSH,
        status=201,
        places={"id": "{list}"},
    ),
)
