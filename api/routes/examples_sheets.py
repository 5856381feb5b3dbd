"""Examples of files that come in and go out; the people in them are invented."""

from api.access.callers import Role
from api.routes.examples import Example

_V1 = "/api/v1"
_IMPORTS = f"{_V1}/imports"
_IMPORT = f"{_IMPORTS}/{{id}}"
_PLACES = {"id": "{import}"}
LEDGER = (
    "户编号,镇街,姓名,身份证号,家庭人口,救助身份,联系电话,与户主关系,登记日期,需求内容\n"
    "h-001,东区,何桂芳,442000195207160025,1,低保,13812345678,户主,2026-04-01,老人看病没有钱\n"
)
"""A ledger of one household."""

SHEETS: tuple[Example, ...] = (
    Example(
        "post",
        _IMPORTS,
        LEDGER,
        query={"town": "Z02"},
        media="text/csv",
        status=201,
        keep={"import": "id", "sheet": "mapping.0.sheet"},
    ),
    Example("get", _IMPORTS, query={"limit": 20}),
    Example("get", f"{_IMPORTS}/template.xlsx", query={"sheets": "three", "lang": "zh"}),
    Example("get", _IMPORT, places=_PLACES),
    Example(
        "put",
        f"{_IMPORT}/mapping",
        {"sheets": [{"sheet": "{sheet}", "kind": "mixed", "columns": {"J": "ignored"}}]},
        places=_PLACES,
    ),
    Example("get", f"{_IMPORT}/faults.{{kind}}", places=_PLACES),
    Example("post", f"{_IMPORT}/accept", {"confirmed": True}, places=_PLACES),
    Example("post", f"{_IMPORT}/undo", places=_PLACES),
    Example(
        "post",
        _IMPORTS,
        {"file": LEDGER},
        media="multipart/form-data",
        status=201,
        keep={"import": "id"},
    ),
    Example("delete", _IMPORT, places=_PLACES, status=204),
    Example(
        "post",
        _IMPORTS,
        LEDGER,
        media="application/octet-stream",
        status=201,
        keep={"import": "id"},
    ),
    Example("delete", _IMPORT, places=_PLACES, status=204),
    Example(
        "post",
        f"{_V1}/exports",
        {"what": "households", "format": "xlsx", "filters": {"town": "Z02", "state": "active"}},
        by=Role.TOWN,
        once=False,
    ),
)
