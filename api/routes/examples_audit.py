"""Examples of reading the audit."""

from api.access.callers import Role
from api.routes.examples import Example

_URL = "/api/v1/audit"

AUDIT: tuple[Example, ...] = (
    Example(
        "get",
        _URL,
        query={"target": "mzxw6ytboi2gk3tumvzha5lfon", "before": 1_000, "limit": 2, "lang": "zh"},
        by=Role.AUDIT,
    ),
    Example("get", f"{_URL}/verification", query={"lang": "zh"}, by=Role.AUDIT),
)
