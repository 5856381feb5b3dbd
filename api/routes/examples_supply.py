"""Examples of offerings and of what is reserved of them; the charity is invented."""

from api.access.callers import Role
from api.routes.examples import Example

_V1 = "/api/v1"
_OFFERINGS = f"{_V1}/offerings"
_ONE, _RESERVED = f"{_OFFERINGS}/{{id}}", f"{_V1}/reservations"
_OF_IT = {"id": "{offering}"}
_CHARITY, _BUREAU = Role.CHARITY, Role.BUREAU

_POSTED: tuple[Example, ...] = (
    Example(
        "post",
        _OFFERINGS,
        {
            "kind": "W",
            "name": "护理床",
            "provider": "示例慈善会",
            "domain": "goods",
            "items": ["S157"],
            "who": {"per": "member", "age_from": 18, "illness": ["critical", "rare"]},
            "phrases": ["床太低，起身要人扶"],
            "towns": ["Z02"],
            "starts": "2026-04-01",
            "ends": "2026-12-31",
            "quantity": 3,
            "worth": 1800,
        },
        by=_CHARITY,
        status=201,
        keep={"offering": "id"},
    ),
    Example("get", _OFFERINGS, query={"state": "draft", "limit": 20}, by=_CHARITY),
    Example("get", _ONE, places=_OF_IT, by=_CHARITY),
    Example(
        "patch",
        _ONE,
        {"quantity": 5, "note": "含送货和安装"},
        places=_OF_IT,
        seen=True,
        by=_CHARITY,
    ),
    Example("get", f"{_ONE}/reach", places=_OF_IT, by=_CHARITY),
    Example("post", f"{_ONE}/submission", places=_OF_IT, by=_CHARITY),
    Example(
        "post",
        f"{_ONE}/return",
        {"reason": "请写明送货到哪里"},
        places=_OF_IT,
        seen=True,
        by=Role.TOWN,
    ),
    Example("post", f"{_ONE}/submission", places=_OF_IT, by=_CHARITY),
    Example("post", f"{_ONE}/approval", places=_OF_IT, seen=True, by=Role.TOWN),
    Example("post", f"{_ONE}/pause", places=_OF_IT, by=_CHARITY),
    Example("post", f"{_ONE}/resumption", places=_OF_IT, by=_CHARITY),
)
_RESERVATIONS: tuple[Example, ...] = (
    Example(
        "post",
        f"{_ONE}/reservations",
        {"household": "{household}", "needs": ["{need}"]},
        places=_OF_IT,
        status=201,
        keep={"reservation": "id"},
    ),
    Example("post", f"{_RESERVED}/{{reservation}}/confirmation"),
    Example("get", f"{_ONE}/reservations", query={"limit": 20}, places=_OF_IT, by=_CHARITY),
    Example("post", f"{_RESERVED}/{{reservation}}/delivery", seen=True, by=_CHARITY),
    Example(
        "post",
        f"{_ONE}/reservations",
        {"household": "{household}"},
        places=_OF_IT,
        status=201,
        keep={"reservation": "id"},
    ),
    Example("post", f"{_RESERVED}/{{reservation}}/release"),
    Example("get", _RESERVED, query={"household": "{household}"}),
    Example("post", f"{_ONE}/closing", places=_OF_IT, by=_BUREAU),
)
SUPPLY: tuple[Example, ...] = (*_POSTED, *_RESERVATIONS)
