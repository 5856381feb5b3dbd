"""The rows of the story that drills tell: the examples of ledgers and plans, and our own.

Files, accounts and keys have rows of their own here: what strangers try needs more of them than
the examples show, with other ids and in another order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.access.callers import Role
from api.routes.examples import Example
from api.routes.examples_ledgers import LEDGERS, TRANSFERS
from api.routes.examples_plans import PLANS
from api.routes.examples_supply import SUPPLY

_V1 = "/api/v1"
_PLANS = f"{_V1}/households/{{household}}/plans"
_IMPORT = f"{_V1}/imports/{{id}}"
_LISTS, _CONSENT = f"{_V1}/happiness-lists", f"{_V1}/households/{{id}}/consent"
_READ = {"id": "r-1", "entry": "{entry}", "kind": "read", "at": "2026-05-01T10:00:00+08:00"}
_REFUSED = {**_READ, "id": "r-2", "kind": "refused", "reason": "名额已满"}
_ACCOUNT, _KEY = f"{_V1}/accounts/{{id}}", f"{_V1}/keys/{{id}}"
_FILE = {"X-File-Name": "ledger.csv"}
_CSV = "text/csv"
SHEET = """户编号,镇街,姓名,身份证号,家庭人口,联系电话,住址,需求内容
h-01,东区街道,黎小燕,442000195003120045,2,13600136000,中山市东区街道竹苑路8号,腿脚不便，想有人陪去医院
h-02,东区街道,黎大海,442000196003120038,1,13500135000,中山市东区街道竹苑路9号,房租快交不起了
"""


@dataclass(frozen=True, slots=True)
class Row(Example):
    """An example with headers, and with the names under which its path's ids were kept.

    A name that begins with `=` is the value itself; `always` tells a row that the examples have
    too.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    always: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


SECOND = {
    "facts": {"residence_town": "东区街道", "household_size": 1},
    "members": [{"id": "m1", "relation": "head", "name": "黎阿婆"}],
    "needs": [{"id": "n1", "member": "m1", "text": "眼睛看不清，想有人上门帮忙"}],
}
_OF_PLAN = {"household": "planned", "number": "=1"}
_OF_IMPORT = {"id": "import"}
_MORE: tuple[Row, ...] = (
    # a family of its own: what has a plan is not erased for a while
    Row("post", f"{_V1}/households", SECOND, status=201, keep={"planned": "id"}, always=True),
    Row("post", _PLANS, {"top": 5}, status=201, names=_OF_PLAN),
    Row("get", _PLANS, names=_OF_PLAN),
    Row("get", f"{_PLANS}/latest", names=_OF_PLAN),
    Row("get", f"{_PLANS}/{{number}}", names=_OF_PLAN),
    Row(
        "post",
        f"{_PLANS}/{{number}}/corrections",
        {"changes": [{"do": "note", "reason": "家里已经去看过了"}]},
        status=201,
        names=_OF_PLAN,
    ),
    Row(
        "get",
        f"{_PLANS}/{{number}}/diff",
        query={"against": 1},
        names={"household": "planned", "number": "=2"},
    ),
    Row("post", f"{_PLANS}/{{number}}/recomputation", {}, names=_OF_PLAN),
    Row("get", _CONSENT, names={"id": "household"}, always=True),
    Row(
        "put",
        _CONSENT,
        {"groups": {"push": True}},
        seen=True,
        names={"id": "household"},
        always=True,
    ),
    Row(
        "post",
        f"{_PLANS}/{{number}}/confirmation",
        {"note": "上门时已逐条说明"},
        status=201,
        keep={"list": "list", "entry": "entries.0.entry"},
        names={"household": "household", "number": "=2"},
    ),
    Row("get", f"{_V1}/households/{{household}}/happiness-lists", names={"household": "household"}),
    Row("get", f"{_LISTS}/changes", by=Role.PUSH),
    Row("get", f"{_LISTS}/{{id}}", by=Role.PUSH, names={"id": "list"}),
    Row("post", f"{_LISTS}/{{id}}/receipts", _READ, by=Role.PUSH, status=201, names={"id": "list"}),
    Row(
        "post",
        f"{_LISTS}/{{id}}/receipts",
        _REFUSED,
        by=Role.PUSH,
        status=201,
        names={"id": "list"},
        always=True,
    ),
    Row(
        "post",
        f"{_V1}/imports",
        SHEET,
        status=201,
        keep={"import": "id"},
        media=_CSV,
        headers=_FILE,
    ),
    Row("get", f"{_V1}/imports"),
    Row("get", _IMPORT, names=_OF_IMPORT),
    Row("put", f"{_IMPORT}/mapping", {"sheets": []}, names=_OF_IMPORT),
    Row("get", f"{_IMPORT}/faults.{{kind}}", names={**_OF_IMPORT, "kind": "=json"}),
    Row("post", f"{_IMPORT}/accept", {"confirmed": True}, names=_OF_IMPORT),
    Row("post", f"{_V1}/exports", {"what": "households", "format": "json"}, by=Role.TOWN),
    Row("post", f"{_V1}/exports", {"what": "members", "format": "csv"}, by=Role.TOWN),
    Row("post", f"{_V1}/exports", {"what": "plans", "format": "xlsx"}, by=Role.TOWN),
    Row("post", f"{_IMPORT}/undo", names=_OF_IMPORT),
    Row(
        "post",
        f"{_V1}/imports",
        SHEET,
        status=201,
        keep={"import": "id"},
        media=_CSV,
        headers=_FILE,
    ),
    Row("delete", _IMPORT, status=204, names=_OF_IMPORT),
    Row("get", f"{_V1}/imports/template.xlsx"),
    Row("get", f"{_V1}/audit", query={"limit": 50}, by=Role.AUDIT),
    Row("get", f"{_V1}/audit/verification", by=Role.AUDIT),
    Row(
        "post",
        f"{_V1}/accounts",
        {"name": "{fresh}", "role": "worker", "towns": ["Z02"]},
        status=201,
        by=Role.SECURITY,
        keep={"account": "id"},
    ),
    Row("get", f"{_V1}/accounts", by=Role.SECURITY),
    Row("get", _ACCOUNT, by=Role.SECURITY, names={"id": "account"}),
    Row(
        "put",
        _ACCOUNT,
        {"role": "town", "towns": ["Z02"]},
        seen=True,
        by=Role.SECURITY,
        names={"id": "account"},
    ),
    Row("delete", _ACCOUNT, seen=True, by=Role.SECURITY, names={"id": "account"}),
    Row("post", f"{_ACCOUNT}/enable", seen=True, by=Role.SECURITY, names={"id": "account"}),
    Row("post", f"{_ACCOUNT}/reset", {}, seen=True, by=Role.SECURITY, names={"id": "account"}),
    Row(
        "post",
        f"{_V1}/keys",
        {"label": "pump", "role": "push", "towns": ["Z02"], "scopes": ["lists:read"]},
        status=201,
        by=Role.SECURITY,
        keep={"key": "id"},
    ),
    Row("get", f"{_V1}/keys", by=Role.SECURITY),
    Row("get", _KEY, by=Role.SECURITY, names={"id": "key"}),
    Row(
        "post",
        f"{_KEY}/rotate",
        {},
        status=201,
        by=Role.SECURITY,
        names={"id": "key"},
    ),
    Row("delete", _KEY, by=Role.SECURITY, names={"id": "key"}),
)


def key_of(example: Example) -> tuple[str, str]:
    """Return the method and path template of an example."""
    return example.method.upper(), example.path


def whole_story() -> tuple[Example, ...]:
    """Return the rows of ledgers, plans, supply, ours for other rooms, and how households leave."""
    told = (*LEDGERS, *PLANS, *SUPPLY)
    known = {key_of(example) for example in told}
    more = (row for row in _MORE if row.always or key_of(row) not in known)
    return (*told, *more, *TRANSFERS)
