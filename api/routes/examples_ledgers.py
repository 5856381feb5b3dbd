"""Examples of the ledgers' operations; the people in them are invented."""

from typing import Any

from api.access.callers import Role
from api.routes.examples import Example

_V1 = "/api/v1"
_HOUSEHOLD = f"{_V1}/households/{{id}}"
HOUSEHOLD: dict[str, Any] = {
    "as_of": "2026-05-01",
    "facts": {"residence_town": "东区街道", "household_size": 2, "relief_status": "dibao"},
    "members": [
        {
            "id": "m1",
            "name": "黎小梅",
            "id_number": "442000194803120025",
            "phone": "13800138000",
            "relation": "head",
            "disability_level": 2,
        },
        {"id": "m2", "name": "黎明", "relation": "grandchild", "education_stage": "junior"},
    ],
    "needs": [
        {"id": "n1", "member": "m1", "text": "腿脚不便，想有人陪去医院看病拿药", "urgency": "high"}
    ],
    "receiving": [{"code": "G061", "member": "m1"}],
    "personal": {"address": "中山市东区街道竹苑路1号", "phone": "0760-88881234"},
    "consent": {"health": True},
}

LEDGERS: tuple[Example, ...] = (
    Example(
        "post",
        f"{_V1}/households",
        HOUSEHOLD,
        status=201,
        keep={"id": "id", "household": "id", "member": "members.1.id", "head": "members.0.id"},
    ),
    Example("get", f"{_V1}/households", query={"town": "Z02", "state": "active", "limit": 20}),
    Example("post", f"{_V1}/households/search", {"initials": "lxm", "town": "Z02"}, once=False),
    Example("get", _HOUSEHOLD),
    Example(
        "patch",
        _HOUSEHOLD,
        {"facts": {"household_size": 3}, "personal": {"phone": "13900139000"}, "source": "family"},
        seen=True,
    ),
    Example("get", f"{_HOUSEHOLD}/members", query={"departed": False}),
    Example(
        "post",
        f"{_HOUSEHOLD}/members",
        {"name": "黎志强", "relation": "child", "sex": "m", "birth_date": "1979-05-02"},
        seen=True,
        status=201,
        keep={"other": "id"},
    ),
    Example("get", f"{_HOUSEHOLD}/members/{{member}}"),
    Example("patch", f"{_HOUSEHOLD}/members/{{member}}", {"phone": "13700137000"}, seen=True),
    Example(
        "post",
        f"{_HOUSEHOLD}/facts",
        {
            "name": "disability_level",
            "value": 1,
            "member": "{head}",
            "source": "disabled_federation",
            "as_of": "2026-04-20",
            "expires": "2027-04-19",
        },
        seen=True,
        status=201,
        keep={"fact": "id"},
    ),
    Example("get", f"{_HOUSEHOLD}/facts"),
    Example("get", f"{_HOUSEHOLD}/facts/history", query={"name": "household_size"}),
    Example(
        "post",
        f"{_HOUSEHOLD}/facts",
        {"name": "lives_alone", "value": False, "member": "{head}", "source": "worker"},
        seen=True,
        status=201,
        keep={"fact": "id"},
    ),
    Example("delete", f"{_HOUSEHOLD}/facts/{{fact}}", seen=True),
    Example(
        "post",
        f"{_HOUSEHOLD}/needs",
        {"text": "房租每月一千二，快交不起了", "urgency": "medium", "recorded_at": "2026-04-30"},
        seen=True,
        status=201,
        keep={"need": "id"},
    ),
    Example("get", f"{_HOUSEHOLD}/needs", query={"state": "open"}),
    Example("get", f"{_HOUSEHOLD}/needs/{{need}}"),
    Example("patch", f"{_HOUSEHOLD}/needs/{{need}}", {"state": "planned"}, seen=True),
    Example("get", f"{_HOUSEHOLD}/consent"),
    Example(
        "put",
        f"{_HOUSEHOLD}/consent",
        {"groups": {"health": {"granted": True, "on": "2026-05-01"}, "children": False}},
        seen=True,
    ),
    Example(
        "post",
        f"{_HOUSEHOLD}/unmask",
        {"member": "{head}", "fields": ["name", "id_number"], "reason": "apply_for_item"},
        once=False,
    ),
    Example(
        "post",
        f"{_HOUSEHOLD}/unmask",
        {"fields": ["address"], "reason": "other", "note": "社区联系不上，要上门找人"},
    ),
    Example(
        "get",
        f"{_V1}/audit",
        query={"target": "{id}", "limit": 1},
        by=Role.AUDIT,
        keep={"line": "lines.0.number"},
    ),
    Example("get", f"{_V1}/audit/{{number}}/note", by=Role.AUDIT, places={"number": "{line}"}),
)
"""What is kept of a household, and changed; `{id}` is the household that later rooms go on with."""

TRANSFERS: tuple[Example, ...] = (
    Example("get", _HOUSEHOLD),  # its version: rooms between have told other ETags
    Example(
        "delete",
        f"{_HOUSEHOLD}/members/{{member}}",
        query={"reason": "moved_out"},
        seen=True,
    ),
    Example("post", f"{_HOUSEHOLD}/members/{{member}}/return", seen=True),
    Example("delete", _HOUSEHOLD, query={"reason": "moved_away"}, seen=True),
    Example("post", f"{_HOUSEHOLD}/reopen", {"reason": "moved_back"}, seen=True),
    Example(
        "post",
        f"{_HOUSEHOLD}/transfers",
        {"to": "Z03", "reason": "搬到女儿家住，以后由西区跟进"},
        status=201,
        keep={"transfer": "id"},
    ),
    Example("get", f"{_V1}/transfers", query={"state": "asked", "limit": 20}, town="west"),
    Example("post", f"{_V1}/transfers/{{transfer}}/refuse", town="west"),
    Example(
        "post",
        f"{_HOUSEHOLD}/transfers",
        {"to": "西区街道", "reason": "已与西区电话商定"},
        status=201,
        keep={"transfer": "id"},
    ),
    Example("post", f"{_V1}/transfers/{{transfer}}/withdraw"),
    Example(
        "post",
        f"{_HOUSEHOLD}/transfers",
        {"to": "西区街道", "reason": "西区已安排社工"},
        status=201,
        keep={"transfer": "id"},
    ),
    Example("post", f"{_V1}/transfers/{{transfer}}/accept", town="west"),
    Example("get", _HOUSEHOLD, town="west"),
    # a household with a plan is kept a while: another one is erased
    Example(
        "post",
        f"{_V1}/households",
        {"facts": {"residence_town": "西区街道"}},
        town="west",
        status=201,
        keep={"id": "id"},
    ),
    Example(
        "post",
        f"{_HOUSEHOLD}/erasure",
        {"reason": "family_request"},
        seen=True,
        by=Role.TOWN,
        town="west",
    ),
)
"""What hands a household over and erases it: the end of the story."""
