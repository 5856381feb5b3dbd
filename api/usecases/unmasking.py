"""Personal values in the open: for a reason, on record, and only where there is a ground."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.errors import Problem, ProblemError, problem_at
from api.store.store import Unit
from api.usecases.desk import Desk
from api.usecases.fact_book import unit_member
from api.usecases.identities import OF_HOUSEHOLD, OF_MEMBER
from api.usecases.ledgers import refuse_erased, words_of
from api.usecases.shown import Veil
from matcher.wording import Bilingual

_NO_GROUND = Bilingual(
    "这户人家没有同意显示这一组内容", "the household has not agreed that this group be shown"
)
_WHOSE = Bilingual(
    "家庭只有 {names}；成员的请写明 member",
    "a household has {names} alone; for others name a member",
)


_OTHER = "other"
UNMASKED = "personal.unmask"
"""The audit's name for personal values that were told in the open."""
_SAY_WHY = Bilingual(
    "选“其他”时请在 note 里写明为什么", "for the reason `other` say why, in `note`"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see, of whom and why; the note is theirs, and is sealed."""

    fields: Sequence[str]
    reason: str
    member: str | None = None
    note: str | None = None


def note_name(act: str) -> str:
    """Return the field under which the note of an unmasking is sealed."""
    return f"note:{act}"


def unmask(desk: Desk, unit: Unit, id: str, asked: Asked) -> dict[str, Any]:
    """Return personal values as they are; who asked, for what and why goes on record."""
    kept = unit.households.get(id)
    refuse_erased(kept)
    if asked.reason == _OTHER and not asked.note:
        raise ProblemError(problem_at("missing-field", "/note", _SAY_WHY))
    owner = id
    known: tuple[str, ...] = OF_HOUSEHOLD
    if asked.member is not None:
        unit_member(unit, id, asked.member)
        owner, known = asked.member, OF_MEMBER
    for index, name in enumerate(asked.fields):
        if name not in known:
            names = "、".join(known), ", ".join(known)
            reason = Bilingual(_WHOSE.say("zh", names=names[0]), _WHOSE.say("en", names=names[1]))
            raise ProblemError(problem_at("unknown-value", f"/fields/{index}", reason))
    veil = Veil.over(kept, desk.caller)
    if veil.personal & set(asked.fields):
        raise ProblemError(Problem("no-consent", _NO_GROUND))
    there = {field.name: field for field in unit.personal.of(id) if field.owner == owner}
    act = unit.new_id()
    if asked.note is not None:
        unit.personal.annotate(id, act, desk.seal(words_of(asked.note), id, note_name(act)))
    names_told = sorted(set(asked.fields))
    details = {"fields": names_told, "reason": asked.reason, "household": id, "act": act}
    unit.audit.record(UNMASKED, owner, details, kept.town)
    values = {name: desk.open(there[name]) if name in there else None for name in names_told}
    return {"household": id, "member": asked.member, "values": values, "act": act}
