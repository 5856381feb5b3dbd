"""A service with much in it: what no page may grow beyond its bounds by.

A family of forty needs, many of them dangers, with fifty versions of its plan; two hundred families
whose danger nobody has read; five hundred offerings, all open to that family.
"""

from dataclasses import dataclass
from typing import Any

from api.access.callers import Role
from tests.service.clerks import Clerk, clerk
from tests.service.families import taken_in
from tests.service.lists import Home
from tests.service.office import EAST, Service
from tests.service.people import ORGANISATION
from tests.service.supply import act, charity, posted
from tests.service.test_plans import kept, plans

NEEDS, DANGERS, VERSIONS, OFFERINGS = 40, 200, 50, 500
_TROUBLES = (
    "他喝醉了又打我，孩子吓得不敢回家",
    "活着没意思，想吃药一了百了",
    "腿脚不便，想有人陪去医院看病拿药",
    "孙子的学费交不起，老师催了好几次",
    "床太低，起身要人扶，夜里摔过两回",
    "家里漏雨，屋顶的瓦掉了一大片没有人修",
    "一个人在家没有人说话，想有人来坐坐",
    "药费报销不了，借了亲戚好多钱还不上",
)
_LEDGER = "姓名,身份证号,出生日期,与户主关系,镇街,需求\n" + "".join(
    f"陈某{n},44200019480312{n:03}9,坏日期{n},户主,没有这个镇{n},想有人陪去看病\n"
    for n in range(300)
)


@dataclass
class Many:
    """What there is, by its addresses, and who looks at it."""

    service: Service
    home: str
    import_: str
    draft: str
    offering: str
    worker: Clerk
    giver: Clerk
    judge: Clerk


def much(service: Service) -> Many:
    """Return a service's addresses after it was filled."""
    worker = clerk(service, "worker")
    giver = clerk(service, "giver", Role.CHARITY, organisation=ORGANISATION)
    judge = clerk(service, "judge", Role.TOWN, towns=(EAST,))
    offered = [_open(service, n) for n in range(OFFERINGS)]
    draft = posted(service)["id"]
    home = _home(service)
    for n in range(DANGERS):
        needs = [{"id": "n1", "member": "m1", "text": f"{_TROUBLES[n % 2]}，已经第{n}次了"}]
        taken_in(service, needs=needs)
    sent = worker.send("/imports", {"paste": _LEDGER, "town": EAST})
    assert sent.status_code == 303, sent.text
    import_ = sent.headers["location"].partition("?")[0].rpartition("/")[2]
    return Many(service, home, import_, draft, offered[0], worker, giver, judge)


def _open(service: Service, n: int) -> str:
    told: dict[str, Any] = {
        "name": f"第{n}号居家护理床与上门安装",
        "who": {"age_from": 0},
        "per": "household",
        "quantity": 1 + n,
    }
    id = str(posted(service, **told)["id"])
    act(charity(service), id, "submission")
    act(service.as_(Role.BUREAU), id, "approval")
    return id


def _home(service: Service) -> str:
    whose = [f"m{n}" for n in range(1, 11)]
    members = [
        {"id": m, "relation": "head" if m == "m1" else "child", "birth_date": f"19{50 + n}-03-12"}
        for n, m in enumerate(whose)
    ]
    needs = [
        {
            "id": f"n{n}",
            "member": whose[n % len(whose)],
            "text": f"{_TROUBLES[n % len(_TROUBLES)]}；说了第{n}遍，" + "家里实在没有别的办法" * 3,
            "urgency": "high" if n % 3 else "medium",
        }
        for n in range(NEEDS)
    ]
    told = {
        "id": "F1",
        "facts": {
            "residence_town": "东区街道",
            "hukou_city": "zhongshan",
            "household_size": 10,
            "income_per_capita_month": 800,
            "relief_status": "dibao",
        },
        "members": members,
        "needs": needs,
    }
    found = Home(service, kept(service, told))
    made = found.worker.post(plans(found.id), json={"top": 50})
    assert made.status_code == 201, made.text
    codes = [item["code"] for item in made.json()["items"]]
    for n in range(1, VERSIONS):
        change = {
            "do": "note",
            "code": codes[n % len(codes)],
            "reason": f"第{n}次上门：" + "家里人说先办这一项，材料已经在准备" * 10,
        }
        answer = found.worker.post(plans(found.id, f"/{n}/corrections"), json={"changes": [change]})
        assert answer.status_code == 201, answer.text
    found.confirmed()
    return found.id
