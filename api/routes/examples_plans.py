"""Examples of plans of a kept household, and of what the audit tells of it."""

from api.access.callers import Role
from api.routes.examples import Example

_PLANS = "/api/v1/households/{household}/plans"

PLANS: tuple[Example, ...] = (
    Example(
        "post", _PLANS, {"on": "2026-05-01", "top": 20}, status=201, keep={"code": "items.0.code"}
    ),
    Example("get", _PLANS, query={"limit": 20}),
    Example("get", f"{_PLANS}/latest"),
    Example("get", f"{_PLANS}/{{number}}"),
    Example(
        "post",
        f"{_PLANS}/{{number}}/corrections",
        {"changes": [{"do": "remove", "code": "{code}", "reason": "家里已经另有安排"}]},
        status=201,
    ),
    Example("get", f"{_PLANS}/{{number}}/diff", query={"against": 2}),
    Example("post", f"{_PLANS}/{{number}}/recomputation", {}),
    Example("get", "/api/v1/catalogue"),
    Example("get", "/api/v1/catalogues"),
    Example("get", "/api/v1/audit", query={"limit": 20}, by=Role.AUDIT),
    Example("get", "/api/v1/audit/verification", by=Role.AUDIT),
)
