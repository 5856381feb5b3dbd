"""What can go wrong in the store: fields first, a sentence in both languages beside them.

No error carries a value of a row: a database's own words quote rows, so they are never passed on.
"""

import errno

from api.store.sayings import (
    ABSENT,
    ABSENT_ANYWHERE,
    ANY_ROW,
    OF_TOWNS,
    REFUSALS,
    ROWS,
    TROUBLE,
    TROUBLES,
)
from matcher.wording import Bilingual

_OF_FILES = {
    **{errno.ENOSPC: "full", errno.EDQUOT: "full"},
    **{errno.EACCES: "forbidden", errno.EPERM: "forbidden", errno.EROFS: "forbidden"},
    **{errno.ENOENT: "missing", errno.ENOTDIR: "missing"},
}
_OF_DATABASES = {
    **{"SQLITE_FULL": "full", "53100": "full"},
    **{"SQLITE_READONLY": "forbidden", "SQLITE_PERM": "forbidden", "SQLITE_CANTOPEN": "missing"},
    **{"SQLITE_CORRUPT": "damaged", "SQLITE_NOTADB": "damaged", "SQLITE_IOERR": "file"},
}
"""The trouble for which a database's code stands, or what the code begins with."""


class StoreError(Exception):
    """Base of all errors of the store; `message` is for a person."""

    def __init__(self, message: Bilingual) -> None:
        super().__init__(message.en)
        self.message = message


class AbsentError(StoreError):
    """There is no such row, or none that this unit may see: the two are not told apart."""

    def __init__(self, kind: str, id: str) -> None:
        words = ROWS.get(kind, ANY_ROW)
        text = ABSENT if kind in OF_TOWNS else ABSENT_ANYWHERE
        super().__init__(Bilingual(text.say("zh", kind=words.zh), text.say("en", kind=words.en)))
        self.kind, self.id = kind, id


class ConflictError(StoreError):
    """Somebody else was quicker: the caller knew version `expected`, the store holds `found`."""

    _TEXT = Bilingual(
        "这条记录已被别人改过：你看到的是第 {expected} 版，现在是第 {found} 版",
        "The record was changed meanwhile: you saw version {expected}, it is now at {found}",
    )

    def __init__(self, kind: str, id: str, expected: int, found: int) -> None:
        super().__init__(self._TEXT.filled(expected=expected, found=found))
        self.kind, self.id, self.expected, self.found = kind, id, expected, found


class KeyReusedError(StoreError):
    """An idempotency key came back with another request."""

    _TEXT = Bilingual(
        "这个幂等键已用于另一个请求，请换一个新的键",
        "This idempotency key belongs to another request: use a new one",
    )

    def __init__(self) -> None:
        super().__init__(self._TEXT)


class ErasedAnswerError(StoreError):
    """A request comes again whose household was erased since: it is not carried out anew."""

    _TEXT = Bilingual(
        "这个请求早已办过，所建的档案后来已按要求删除；没有再次办理",
        "this request was carried out before, and the ledger it was about was erased since; it was "
        "not carried out again",
    )

    def __init__(self) -> None:
        super().__init__(self._TEXT)


class BrokenAuditError(StoreError):
    """Nothing can be written, since the audit's end and its head do not agree."""

    _TEXT = Bilingual(
        "审计链的末尾与链头不符，不能写入任何内容；请运行 xingfu audit verify 并通知审计管理员",
        "the end of the audit does not agree with its head, so nothing can be written: run xingfu "
        "audit verify and tell the audit officer",
    )

    def __init__(self) -> None:
        super().__init__(self._TEXT)


class RefusedError(StoreError):
    """The store does not take what was given; `what` is a key of REFUSALS, which has the cure.

    `named` is put into its words: a file, the place of a value.
    """

    def __init__(self, what: str, **named: str) -> None:
        super().__init__(REFUSALS[what].filled(**named))
        self.what = what


class RuleError(RefusedError):
    """A rule of the database itself was broken; `rule` is its name or the database's code."""

    def __init__(self, rule: str) -> None:
        super().__init__("rule", rule=rule)


class BusyError(StoreError):
    """The database was locked for too long or chose this unit as a deadlock's victim: try again."""

    _TEXT = Bilingual("数据库正忙，请稍后重试", "The database is busy: try again")

    def __init__(self) -> None:
        super().__init__(self._TEXT)


class UnreachableError(StoreError):
    """The database does not answer, is full, or cannot be written; `why` is a key of TROUBLES."""

    def __init__(self, why: str, **named: str) -> None:
        told = TROUBLES[why].filled(**named)
        super().__init__(Bilingual(TROUBLE.say("zh", why=told.zh), TROUBLE.say("en", why=told.en)))
        self.why = why


def of_file(error: OSError) -> UnreachableError:
    """Return the trouble that an error of the system with a file is."""
    return UnreachableError(_OF_FILES.get(error.errno or 0, "file"))


def of_database(code: str | None) -> UnreachableError:
    """Return the trouble that a database tells by its code; None: it does not answer."""
    if not code or code.startswith(("08", "57P")):
        return UnreachableError("connection")
    for start, why in _OF_DATABASES.items():
        if code.startswith(start):
            return UnreachableError(why)
    return UnreachableError("code", code=code)


class SchemaError(StoreError):
    """The database has another schema version than this program; `is_newer`: one unknown to it."""

    _TEXT = Bilingual(
        "数据库结构版本是 {found}，程序需要 {wanted}：请运行 xingfu db upgrade",
        "The database is at schema version {found}, the program needs {wanted}: "
        "run xingfu db upgrade",
    )

    def __init__(self, found: str | None, wanted: str, *, is_newer: bool = False) -> None:
        text = REFUSALS["newer database"] if is_newer else self._TEXT
        super().__init__(text.filled(found=found or "-", wanted=wanted))
        self.found, self.wanted, self.is_newer = found, wanted, is_newer


class UnfitError(StoreError):
    """A build or an address of a database that is not fit to keep ledgers in."""

    _TEXT = Bilingual("不能使用这个数据库：{why}", "This database cannot be used: {why}")

    def __init__(self, why: Bilingual) -> None:
        super().__init__(
            Bilingual(self._TEXT.say("zh", why=why.zh), self._TEXT.say("en", why=why.en))
        )


class MisuseError(StoreError):
    """A fault of the calling program, not of a user: the store's own rules were not kept."""

    def __init__(self, what: str) -> None:
        super().__init__(Bilingual(what, what))
