"""The versions of a household's plan: listed, shown, compared, worked out once more."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from api.access.rules import may_read_words
from api.store.store import Unit
from api.store.values import Cursor, Made, Plan
from api.usecases.comparing import compared, counted
from api.usecases.correcting import replayed
from api.usecases.desk import Desk
from api.usecases.makings import (
    Digests,
    Making,
    digests_data,
    making_by,
    making_of_then,
    supplied_as_then,
)
from api.usecases.planning import (
    Asked,
    Data,
    Served,
    as_bytes,
    bytes_of,
    changes_of,
    matched,
    snapshot_of,
    stamp,
)
from api.usecases.quoting import as_may_be_read, without_reason
from api.usecases.supplying import supply_of_then
from matcher.wording import Bilingual, Lang

_WHAT = {
    "catalogue": Bilingual("目录（项目、规则、用语）", "the catalogue (items, rules, words)"),
    "figures": Bilingual("政策数值", "the policy figures"),
    "ranker": Bilingual(
        "排序（权重、先例、向量）、程序或方式",
        "the ranking (weights, precedents, vectors), the program or the mode",
    ),
    "supply": Bilingual("供给（新发布的、剩余的）", "the supply (what was posted, what was left)"),
    "program": Bilingual(
        "程序、其所用的库或方式（混合、仅词语）；目录文件与当时相同",
        "the program, its libraries or the mode (hybrid, words only); the catalogue's files are "
        "those of then",
    ),
}
_SAYS = {
    (True, False): Bilingual(
        "与当时逐字节相同，所用的一切也与当时相同",
        "the same byte for byte, with all that it was made with",
    ),
    (True, True): Bilingual(
        "与当时逐字节相同，虽然这些不同：{what}",
        "the same byte for byte, though other than then: {what}",
    ),
    (False, True): Bilingual(
        "与当时不同；与当时不一样的是：{what}", "not the same; other than then: {what}"
    ),
    (False, False): Bilingual(
        "与当时不同，而所用的一切与当时相同：请通知维护人员",
        "not the same, though all that it was made with is: tell those who run the service",
    ),
}


_TOLD = ("do", "code", "member", "reason", "carried")


@dataclass(frozen=True, slots=True)
class History:
    """A page of versions, and the place of the last where more follow."""

    rows: list[Data]
    last: Cursor | None


def kept_plan(desk: Desk, unit: Unit, household: str, number: int | None) -> Served:
    """Return a plan (None: the newest) with the bytes as they were stored."""
    plan = unit.plans.newest(household) if number is None else unit.plans.get(household, number)
    return Served(plan.number, *as_may_be_read(desk, plan.body.digest, bytes_of(desk, plan)))


def versions(desk: Desk, unit: Unit, household: str, limit: int, after: Cursor | None) -> History:
    """Return the plans of a household, newest first, each with who, when and what changed."""
    before = None if after is None else int(after.id)
    found = unit.plans.of(household, limit + 1, before)
    told = [_version(desk, plan, older) for plan, older in pairwise((*found, None)) if plan]
    rows = told[:limit]
    last = found[limit - 1] if len(found) > limit else None
    return History(rows, None if last is None else Cursor(last.made_at, str(last.number)))


def difference(desk: Desk, unit: Unit, household: str, number: int, against: int) -> Data:
    """Return what tells plan `number` from plan `against`."""
    after = kept_plan(desk, unit, household, number)
    before = kept_plan(desk, unit, household, against)
    found = compared(before.content, after.content)
    return {"number": number, "against": against, **found}


def recomputed(
    desk: Desk, making: Making, which: tuple[str, int], catalogue: str | None, lang: Lang
) -> Data:
    """Work a plan out again from its ledger; say whether the bytes are the same, and why not.

    By the catalogue that it was made with, as that was then, or by the one that is named; with
    the supply of then in either case. A corrected plan is worked out as it came about: the
    matcher's plan, then each correction.
    """
    household, number = which
    with desk.view() as unit:
        chain = chain_of(unit, household, number)
        told, asked = snapshot_of(desk, unit, chain[0])
        made = chain[-1].made
        supply = None if made.supply is None else supply_of_then(unit, made.supply)
    stored = bytes_of(desk, chain[-1])
    with_what = digests_of(made)
    if catalogue is None:
        by = making_of_then(making, with_what, desk.today)
    else:
        by = making_by(making, catalogue, desk.today)
    by = supplied_as_then(by, supply)
    again = _again(desk, by, (told, asked), chain[1:])
    others = _others(with_what, by.digests)
    return {
        "number": number,
        "same": again == stored,
        "digest": chain[-1].body.digest,
        "recomputed": hashlib.sha256(again).hexdigest(),
        "catalogue": by.name,
        "made_with": digests_data(with_what),
        "by": digests_data(by.digests),
        "others": others,
        "says": _said(again == stored, others, by.is_of_then, lang),
        "difference": compared(stored, again),
    }


def digests_of(made: Made) -> Digests:
    """Return the digests of what a plan was made with."""
    return Digests(made.catalogue, made.figures, made.ranker, made.supply)


def _others(then: Digests, now: Digests) -> list[str]:
    """Return the digests that are other than they were."""
    was, is_now = digests_data(then), digests_data(now)
    return [name for name in was if was[name] != is_now[name]]


def _said(same: bool, others: Sequence[str], is_of_then: bool, lang: Lang) -> str:
    """Return in words whether the bytes are the same, and what it was worked out with."""
    kinds = ["program" if name == "ranker" and is_of_then else name for name in others]
    mark = "、" if lang == "zh" else ", "
    what = mark.join(_WHAT[kind].say(lang) for kind in kinds)
    return _SAYS[same, bool(others)].say(lang, what=what)


def _again(
    desk: Desk, by: Making, made_from: tuple[Data, Asked], corrections: Sequence[Plan]
) -> bytes:
    told, asked = made_from
    return replayed(desk, as_bytes(matched(by.matcher, told, asked)), corrections)


def chain_of(unit: Unit, household: str, number: int) -> list[Plan]:
    """Return a plan with those it corrects, the one that was matched first."""
    chain = [unit.plans.get(household, number)]
    while (correction := chain[0].correction) is not None:
        chain.insert(0, unit.plans.get(household, correction.of))
    return chain


def _version(desk: Desk, plan: Plan, older: Plan | None) -> Data:
    made = plan.made
    return {
        "number": plan.number,
        "made_by": plan.made_by,
        "made_at": stamp(plan.made_at),
        "ledger": made.ledger,
        "digest": plan.body.digest,
        "made_with": digests_data(digests_of(made)),
        "corrects": None if plan.correction is None else plan.correction.of,
        "changes": [_change(desk, change) for change in changes_of(desk, plan)],
        **_counts(desk, plan, older),
    }


def _counts(desk: Desk, plan: Plan, older: Plan | None) -> Data:
    """Return how many items and offers came, went and changed since the version before."""
    if older is None:
        return {"items": None, "offers": None}
    return counted(compared(bytes_of(desk, older), bytes_of(desk, plan)))


def _change(desk: Desk, change: Data) -> dict[str, Any]:
    told = {name: change.get(name) for name in _TOLD}
    return told if may_read_words(desk.caller) else without_reason(told)
