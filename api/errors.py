"""What goes wrong, as the web tells it: one table of kinds, one shape (RFC 9457)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from api.personal.cipher import UNKNOWN_KEY
from api.personal.cipher import CipherError as CipherError  # doors take it from here
from api.personal.redaction import redacted_text
from api.store.errors import AbsentError as AbsentRowError
from api.store.errors import (
    BrokenAuditError,
    BusyError,
    ErasedAnswerError,
    KeyReusedError,
    RefusedError,
    StoreError,
    UnreachableError,
)
from api.store.errors import ConflictError as StaleError
from matcher.errors import Fault, XingfuError
from matcher.reading.names_once import NameTwiceError
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
    "sign-in": (401, Bilingual("请先登录", "Sign in first")),
    "wrong-password": (401, Bilingual("账号、密码或验证码不对", "Wrong name, password or code")),
    "not-whole": (403, Bilingual("登录还没有完成", "The sign-in is not complete")),
    "not-allowed": (403, Bilingual("没有这项权限", "This is not allowed")),
    "forged": (403, Bilingual("无法确认请求来自本系统", "The request may be forged")),
    "conflict": (409, Bilingual("与现有内容冲突", "This conflicts with what there is")),
    "duplicate": (409, Bilingual("已经建档", "There is a ledger already")),
    "elsewhere": (409, Bilingual("已在其他镇街建档", "Another town keeps a ledger")),
    "closed": (409, Bilingual("档案已关闭", "The ledger is closed")),
    "no-consent": (403, Bilingual("没有同意", "There is no consent")),
    "ruled-out": (409, Bilingual("条件不符合", "The facts rule it out")),
    "outdated": (409, Bilingual("方案已经过时", "The plan is out of date")),
    "used-up": (409, Bilingual("已经没有名额", "Nothing is left")),
    "reserved": (409, Bilingual("已经预留过", "It is reserved already")),
    "wrong-state": (409, Bilingual("现在的状态不能这样做", "Its state does not allow this")),
    "gone": (410, Bilingual("已经失效", "This is no longer there")),
    "stale": (412, Bilingual("内容已被别人改过", "It was changed meanwhile")),
    "wrong-media": (415, Bilingual("不支持这种内容", "This kind of content is not taken")),
    "version-needed": (428, Bilingual("请说明是哪一版", "Say which version is meant")),
    "too-fast": (429, Bilingual("请求太多，请稍候", "Too many requests, wait a little")),
    "busy": (503, Bilingual("系统正忙", "The service is busy")),
    "not-ready": (503, Bilingual("暂时不能服务", "The service is not ready")),
    "key-reused": (_MALFORMED, Bilingual("幂等键已用过", "The idempotency key is taken")),
    "wrong-body": (_MALFORMED, Bilingual("内容不对", "The content is wrong")),
    "wrong-header": (_MALFORMED, Bilingual("请求头不对", "A header is wrong")),
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
    "bad-file": (_MALFORMED, Bilingual("文件不能导入", "The file cannot be imported")),
    "malformed": (_MALFORMED, Bilingual("内容需要修改", "Something has to be mended")),
}
_REFUSED = {
    "used up": "used-up",
    **dict.fromkeys(("reserved already", "delivered already"), "reserved"),
    **dict.fromkeys(("not open", "offering state", "reservation state"), "wrong-state"),
}
"""The kinds of what the store refuses, by its own key; whatever else is malformed."""
_NOTHING_STORED = Bilingual(
    "没有保存任何内容；请再试一次，仍出错请告诉维护人员",
    "nothing was stored; try again, and tell those who run the service if it goes on",
)
_NOTHING_DONE = Bilingual("没有更改任何内容", "nothing was changed")
_RESTART = Bilingual(
    "请维护人员用含有这把密钥的 XINGFU_KEYS（刚轮换过就是新的一组）重新启动这个进程",
    "those who run the service restart this process with the XINGFU_KEYS that has this key (after "
    "a rotation, the new ring)",
)
_SEE_TO_KEYS = Bilingual(
    "请维护人员运行 xingfu doctor 和 xingfu db check：核对 XINGFU_KEYS，密钥无误就从备份恢复这一处",
    "those who run the service run xingfu doctor and xingfu db check: see to XINGFU_KEYS, and "
    "where the keys are right restore the value from a backup",
)
_SPOT = re.compile(r"(\w+)(?:\[(\d+)\])?(?:\.(.*))?", re.DOTALL)
_CODE = re.compile(r"(?!.*\d{8})[!-~]{1,60}")
_PART = re.compile(r"[0-9]{1,3}|[A-Za-z_]{1,40}(?:[0-9]{1,3}[A-Za-z_]{0,20}){0,2}")
_OF_THE_BODY = frozenset({"unknown_member"})
"""Kinds whose nearest right word is one that somebody typed, not one of the catalogue."""
_SHORT = 2
_CUT = "…"
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
    """What went wrong: its kind (a key of KINDS), a sentence, and what to mend.

    `headers` go with the answer; `more` are further members of its JSON.
    """

    kind: str
    detail: Bilingual
    errors: tuple[Mend, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

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
            **self.more,
        }


NO_UNICODE = Bilingual("文字里有无法保存的编码", "has characters that are no Unicode")
UNEXPECTED = Problem("unexpected", _NOTHING_STORED)


def is_unicode(text: str) -> bool:
    """Say whether a text can be written: JSON lets halves of surrogate pairs through."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def problem_at(kind: str, place: str, reason: Bilingual, near: str | None = None) -> Problem:
    """Return a problem of a kind at one place of a body (RFC 6901; empty: all of it)."""
    detail = reason
    if place:
        detail = Bilingual(
            _PLACED.say("zh", place=place, reason=reason.zh),
            _PLACED.say("en", place=place, reason=reason.en),
        )
    return Problem(kind, detail, (Mend(reason, pointer=place, near=near),))


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
        mend = Mend(both(fault), near=_near(fault))
        return Problem("absent", both(fault), (mend,))
    kind = fault.kind.replace("_", "-")
    if isinstance(error, NameTwiceError):
        return problem_at(kind, pointer_to(error.place), both(fault))
    place = pointer(fault.field)
    mend = Mend(both(fault), pointer=place, near=_near(fault))
    return Problem(kind if kind in KINDS else "malformed", _placed(fault), (mend,))


def problem_of_store(error: StoreError) -> Problem:
    """Return the problem that an error of the store is to the web; it never names another town."""
    match error:
        case AbsentRowError():
            return Problem("absent", error.message)
        case StaleError():
            versions = {"expected": error.expected, "found": error.found}
            return Problem("conflict", error.message, more=versions)
        case KeyReusedError():
            return Problem("key-reused", error.message)
        case ErasedAnswerError():
            return Problem("gone", error.message)
        case RefusedError():
            return Problem(_REFUSED.get(error.what, "malformed"), error.message)
        case BrokenAuditError():
            return Problem("not-ready", error.message, headers={"Retry-After": "60"})
        case BusyError() | UnreachableError():
            return Problem("busy", error.message, headers={"Retry-After": "2"})
        case _:
            return UNEXPECTED


def problem_of_cipher(error: CipherError) -> Problem:
    """Return the problem that a kept value is to the web which the keys at hand do not open."""
    why, cure = error.fault, _RESTART if error.fault is UNKNOWN_KEY else _SEE_TO_KEYS
    detail = Bilingual(
        f"{why.wrong.zh}；{cure.zh}；{_NOTHING_DONE.zh}",
        f"{why.wrong.en}; {cure.en}; {_NOTHING_DONE.en}",
    )
    return Problem("not-ready", detail, headers={"Retry-After": "60"})


def both(fault: Fault) -> Bilingual:
    """Return a fault's reason in both languages; of somebody's own words only their beginning.

    Who mends it is told the place; an answer may be kept where the family's words should not.
    """
    told = replace(fault, value=shown(fault.value), near=_near(fault))
    return Bilingual(told.reason("zh"), told.reason("en"))


def shown(value: str) -> str:
    """Return a value as a problem may show it: codes and small numbers as they are."""
    if value[:1] == '"' and not _is_code(value):
        return f'"{_CUT}"'  # a text as JSON has it keeps both its marks
    return value if _is_code(value) or len(value) < _SHORT else f"{value[:1]}{_CUT}"


def _is_code(value: str) -> bool:
    return _CODE.fullmatch(value) is not None and redacted_text(value) == value


def shown_key(key: str) -> str:
    """Return a key of a body as a pointer may show it: plain words and places, of others `…`.

    Somebody may have typed a name or a number where a key belongs.
    """
    return key if _PART.fullmatch(key) else _CUT


def pointer_to(parts: Iterable[object]) -> str:
    """Return the JSON pointer to a place in a body, told part by part from the outside in."""
    return "".join("/" + shown_key(str(part)) for part in parts)


def _near(fault: Fault) -> str | None:
    if fault.near is None or fault.kind not in _OF_THE_BODY or shown(fault.near) == fault.near:
        return fault.near
    return None


def _placed(fault: Fault) -> Bilingual:
    if fault.field is None or fault.field == "household":
        return both(fault)
    reason, shown_place = both(fault), pointer(fault.field)
    place = shown_place if _CUT in shown_place else fault.field
    return Bilingual(
        _PLACED.say("zh", place=place, reason=reason.zh),
        _PLACED.say("en", place=place, reason=reason.en),
    )


def pointer(field: str | None) -> str:
    """Return a fault's place as a JSON pointer: members[0].birth_date -> /members/0/birth_date."""
    found = _SPOT.fullmatch(field or "")
    if found is None:
        return "/" + _CUT if field else ""
    first, index, rest = found.groups()
    if first == "households" and index is not None:  # one of many: its own place lies inside
        return f"/{first}/{index}{pointer(rest)}"
    parts = [part for part in (first, index, rest) if part is not None]
    if first == "household":
        parts = parts[1:]
    return pointer_to(parts)
