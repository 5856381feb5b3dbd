"""The shapes of the audit as it goes out."""

from typing import Any, Literal

from api.schemas.base import Model


class AuditLine(Model):
    """One thing that somebody did; `hash` covers it and the line before."""

    number: int
    at: str
    actor: str
    action: str
    target: str
    town: str | None
    details: Any
    previous: str
    hash: str


class AuditPage(Model):
    """Lines of the audit, the newest first; `cursor` leads to the next page."""

    lines: list[AuditLine]
    cursor: str | None


class AuditNote(Model):
    """Why somebody saw a family in the open, in their own words; numbers in it are masked."""

    number: int
    actor: str
    household: str
    reason: str
    note: str


class Verification(Model):
    """What a walk along the audit's chain found.

    The first bad row is one from `first_bad` to `last_bad`; up to row `vouched` anchors vouch for
    the rows, and nothing does for later ones.
    """

    whole: bool
    rows: int
    number: int
    hash: str
    first_bad: int | None
    last_bad: int | None
    vouched: int
    breach: Literal["altered", "missing", "unlinked", "cut", "beyond", "rewritten"] | None
    message: str | None


class Ready(Model):
    """That the service can do its work: database, schema, keys and catalogue are as they should."""

    status: Literal["ready"]
    checks: list[str]
