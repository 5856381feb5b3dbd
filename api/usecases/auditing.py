"""The audit as its administrator reads it, and as whoever runs the service verifies it."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from api.store.chain import Anchor, ChainReport
from api.store.errors import AbsentError
from api.store.store import Store, Unit
from api.usecases.desk import Desk
from api.usecases.signing_in import folded
from api.usecases.unmasking import UNMASKED, note_name
from matcher.wording import Bilingual, Lang

Anchors = tuple[Anchor, ...]
"""Numbers and hashes of audit rows, noted outside the database."""

_HASH = re.compile(r"[0-9a-f]{64}")
_NOT_AN_ANCHOR = Bilingual(
    "第 {line} 行不是锚点；每行应为 xingfu audit verify --json 打印的内容",
    "line {line} is no anchor; each line is what xingfu audit verify --json printed",
)


class AnchorError(Exception):
    """A file of anchors cannot be read; `sentence` says where and how it has to be."""

    def __init__(self, line: int) -> None:
        text = _NOT_AN_ANCHOR
        self.sentence = text.filled(line=line)
        super().__init__(self.sentence.en)


@dataclass(frozen=True, slots=True)
class Sought:
    """Which lines of the audit are asked for; None means any."""

    target: str | None = None
    actor: str | None = None
    before: int | None = None


def page(unit: Unit, sought: Sought, limit: int) -> tuple[list[dict[str, Any]], int | None]:
    """Return lines, the newest first, and the number below which the next page begins."""
    actor = _actor(unit, sought.actor)
    found = unit.audit.list(limit + 1, before=sought.before, target=sought.target, actor=actor)
    more = found[limit - 1].number if len(found) > limit else None
    return [asdict(row) for row in found[:limit]], more


def _actor(unit: Unit, told: str | None) -> str | None:
    """Return who acted as the audit has it, where they are told by their account's name."""
    account = None if told is None else unit.accounts.by_name(folded(told))
    return told if account is None else f"account:{account.id}"


def note_of(desk: Desk, unit: Unit, number: int) -> dict[str, Any]:
    """Return the note of an unmasking by the number of its line, and put on record who read it.

    AbsentError where the line has none, or its household was erased.
    """
    found = unit.audit.list(1, before=number + 1)
    line = found[0] if found and found[0].number == number else None
    if line is None or line.action != UNMASKED:
        raise AbsentError("note", str(number))
    act, household = line.details["act"], line.details["household"]
    field = unit.personal.get(household, note_name(act))
    unit.audit.record("audit.note", line.target, {"number": number, "act": act}, line.town)
    return {
        "number": number,
        "actor": line.actor,
        "household": household,
        "reason": line.details["reason"],
        "note": desk.open(field),
    }


def verify(desk: Desk, lang: Lang) -> dict[str, Any]:
    """Return what a walk along the whole chain found."""
    return told(desk.office.store.verify_audit(), lang)


def told(report: ChainReport, lang: Lang) -> dict[str, Any]:
    """Return a report as data; number and hash of its last row are an anchor to be kept."""
    message = report.message
    return {
        "whole": report.breach is None,
        "rows": report.rows,
        "number": report.head.number,
        "hash": report.head.hash,
        "first_bad": report.first_bad,
        "last_bad": report.last_bad,
        "vouched": report.vouched,
        "breach": None if report.breach is None else report.breach.value,
        "message": None if message is None else message.say(lang),
    }


def read_anchors(text: str) -> Anchors:
    """Return the anchors noted in a file, one a line; AnchorError where a line is none."""
    lines = enumerate(text.splitlines(), start=1)
    return tuple(_anchor(line, number) for number, line in lines if line.strip())


def _anchor(line: str, place: int) -> Anchor:
    try:
        found = json.loads(line)
        number, value = found["number"], found["hash"]
    except (ValueError, TypeError, KeyError):
        raise AnchorError(place) from None
    is_number = isinstance(number, int) and not isinstance(number, bool) and number >= 0
    if not is_number or not isinstance(value, str) or not _HASH.fullmatch(value):
        raise AnchorError(place)
    return Anchor(number, value)


def verify_at(url: str, anchors: Anchors, lang: Lang) -> dict[str, Any]:
    """Walk the chain of the database at an address and return what was found."""
    with Store.open(url) as store:
        return told(store.verify_audit(anchors), lang)


def export_at(
    url: str, anchors: Anchors, write: Callable[[str], None], lang: Lang
) -> dict[str, Any]:
    """Write every row as a line of JSON, as it is hashed, and walk the chain with it."""

    def line(row: Mapping[str, Any]) -> None:
        write(json.dumps(row, ensure_ascii=False, default=repr))

    with Store.open(url) as store:
        return told(store.export_audit(line, anchors), lang)
