"""What goes wrong, as the web tells it: one table of kinds, one shape (RFC 9457)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matcher.errors import Fault, XingfuError
from matcher.wording import Bilingual, Lang

MEDIA_TYPE = "application/problem+json"
_MALFORMED = 422

# kind -> status and title. A kind never changes its meaning: `type` is /problems/<kind>.
KINDS: Mapping[str, tuple[int, Bilingual]] = {
    "not-found": (404, Bilingual("没有这个地址", "There is no such address")),
    "absent": (404, Bilingual("没有这一项", "There is no such thing")),
    "wrong-method": (405, Bilingual("这个地址不接受这种请求", "This method is not allowed here")),
    "too-large": (413, Bilingual("内容太大", "The content is too large")),
    "wrong-query": (_MALFORMED, Bilingual("查询参数不对", "A query parameter is wrong")),
    "refused": (400, Bilingual("请求无法处理", "The request cannot be handled")),
    "unexpected": (500, Bilingual("系统内部出错", "Something went wrong inside")),
    "empty-file": (_MALFORMED, Bilingual("没有家庭", "There is no household")),
    "not-json": (_MALFORMED, Bilingual("不是有效的 JSON", "Not valid JSON")),
    "not-utf8": (_MALFORMED, Bilingual("不是 UTF-8 编码", "Not UTF-8")),
    "duplicate-key": (_MALFORMED, Bilingual("名称重复", "A name stands twice")),
    "wrong-type": (_MALFORMED, Bilingual("类型不对", "The wrong type")),
    "missing-field": (_MALFORMED, Bilingual("缺少必填项", "Something required is missing")),
    "unknown-field": (_MALFORMED, Bilingual("没有这个字段", "There is no such field")),
    "unknown-fact": (_MALFORMED, Bilingual("没有这个事实", "There is no such fact")),
    "wrong-level": (_MALFORMED, Bilingual("事实写错了地方", "A fact in the wrong place")),
    "unknown-value": (_MALFORMED, Bilingual("没有这个取值", "There is no such value")),
    "unknown-town": (_MALFORMED, Bilingual("没有这个镇街", "There is no such town")),
    "unknown-code": (_MALFORMED, Bilingual("没有这个代码", "There is no such code")),
    "unknown-member": (_MALFORMED, Bilingual("没有这个成员", "There is no such member")),
    "out-of-range": (_MALFORMED, Bilingual("超出范围", "Out of range")),
    "bad-date": (_MALFORMED, Bilingual("日期不存在", "Not a date that exists")),
    "born-later": (_MALFORMED, Bilingual("出生日期太晚", "Born after the decision")),
    "duplicate-id": (_MALFORMED, Bilingual("编号重复", "An id stands twice")),
    "too-many": (_MALFORMED, Bilingual("数量太多", "Too many")),
    "too-long": (_MALFORMED, Bilingual("文字太长", "Too long")),
    "no-figure-on": (_MALFORMED, Bilingual("这一天没有政策数值", "No policy figure on that day")),
    "malformed": (_MALFORMED, Bilingual("内容需要修改", "Something has to be mended")),
}
_SPOT = re.compile(r"(\w+)(?:\[(\d+)\])?(?:\.(.*))?", re.DOTALL)
_PLACED = Bilingual("{place}：{reason}", "{place}: {reason}")


@dataclass(frozen=True, slots=True)
class Mend:
    """One thing to mend: in the body (`pointer`, RFC 6901) or in the query (`parameter`)."""

    reason: Bilingual
    pointer: str | None = None
    parameter: str | None = None
    near: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong: its kind (a key of KINDS), a sentence, and what to mend."""

    kind: str
    detail: Bilingual
    errors: tuple[Mend, ...] = ()

    @property
    def status(self) -> int:
        """Return the HTTP status that the kind stands for."""
        return KINDS[self.kind][0]

    def data(self, lang: Lang) -> dict[str, Any]:
        """Return the problem as RFC 9457 has it, in `lang`."""
        return {
            "type": f"/problems/{self.kind}",
            "title": KINDS[self.kind][1].say(lang),
            "status": self.status,
            "detail": self.detail.say(lang),
            "errors": [
                {
                    "pointer": mend.pointer,
                    "parameter": mend.parameter,
                    "reason": mend.reason.say(lang),
                    "near": mend.near,
                }
                for mend in self.errors
            ],
        }


class ProblemError(Exception):
    """Raised where a request cannot be answered; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kind)
        self.problem = problem


class AbsentError(XingfuError):
    """What is asked for by its code or id is not there."""


def problem_of(error: XingfuError) -> Problem:
    """Return the problem that a domain error is to the web."""
    fault = error.faults[0]
    if isinstance(error, AbsentError):
        mend = Mend(both(fault), near=fault.near)
        return Problem("absent", both(fault), (mend,))
    kind = fault.kind.replace("_", "-")
    place = pointer(fault.field)
    mend = Mend(both(fault), pointer=place, near=fault.near)
    return Problem(kind if kind in KINDS else "malformed", _placed(fault), (mend,))


def both(fault: Fault) -> Bilingual:
    """Return a fault's reason in both languages."""
    return Bilingual(fault.reason("zh"), fault.reason("en"))


def _placed(fault: Fault) -> Bilingual:
    if fault.field is None or fault.field == "household":
        return both(fault)
    return Bilingual(
        _PLACED.say("zh", place=fault.field, reason=fault.reason("zh")),
        _PLACED.say("en", place=fault.field, reason=fault.reason("en")),
    )


def pointer(field: str | None) -> str:
    """Return a fault's place as a JSON pointer: members[0].birth_date -> /members/0/birth_date."""
    found = _SPOT.fullmatch(field or "")
    if found is None:
        return ""
    first, index, rest = found.groups()
    if first == "households" and index is not None:  # one of many: its own place lies inside
        return f"/{first}/{index}{pointer(rest)}"
    parts = [part for part in (first, index, rest) if part is not None]
    if first == "household":
        parts = parts[1:]
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)
