"""Needs of kept households: noted, reworded, judged anew, and what became of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.errors import Problem, ProblemError, problem_at
from api.store.errors import AbsentError
from api.store.store import Unit
from api.store.values import HouseholdState, Need, NeedState
from api.usecases.dangers import hear, heard_in, tells_danger, told_danger
from api.usecases.desk import Desk
from api.usecases.fact_book import unit_member
from api.usecases.households import refuse_none, take_open
from api.usecases.identities import doubts_in, with_warnings
from api.usecases.ledgers import WAITING, words_of
from api.usecases.shown import show_need
from matcher.needs import Urgency
from matcher.reading.households import LONGEST_TEXT, MOST_NEEDS
from matcher.values import Alert
from matcher.wording import Bilingual, Lang

MAY_BECOME: Mapping[NeedState, frozenset[NeedState]] = {
    NeedState.OPEN: frozenset({NeedState.PLANNED, NeedState.WITHDRAWN}),
    NeedState.PLANNED: frozenset({NeedState.OPEN, NeedState.SERVED, NeedState.WITHDRAWN}),
    NeedState.SERVED: frozenset({NeedState.PLANNED}),
    NeedState.WITHDRAWN: frozenset({NeedState.OPEN, NeedState.PLANNED}),
}
"""What a need may become; each way leads back as well."""
STATES: Mapping[NeedState, Bilingual] = {
    NeedState.OPEN: Bilingual("待办", "open"),
    NeedState.PLANNED: Bilingual("已列入方案", "planned"),
    NeedState.SERVED: Bilingual("已解决", "served"),
    NeedState.WITHDRAWN: Bilingual("已撤回", "withdrawn"),
}
"""What the states of a need are called."""
_LISTED: tuple[tuple[Lang, str], ...] = (("zh", "、"), ("en", ", "))
_WORDS = {
    "state": Bilingual(
        "需求现在是“{old}”，不能直接变成“{new}”；可以先改成：{ways}",
        "the need is {old} and does not become {new} at once; it may become: {ways}",
    ),
    "blank": Bilingual("请写下说了什么", "write down what was said"),
    "later": Bilingual("日期还没到", "is a day to come"),
    "many": Bilingual("一户最多 {most} 条需求", "a household has {most} needs at most"),
}


@dataclass(frozen=True, slots=True)
class Noted:
    """A need as somebody notes it."""

    text: str
    urgency: Urgency | None = None
    member: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Whose:
    """Of whom a need is: a member, or (None) the whole household."""

    member: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What is to change of a need; None stays as it is."""

    text: str | None = None
    urgency: Urgency | None = None
    state: NeedState | None = None
    whose: Whose | None = None


def noted(text: str, urgency: str | None, member: str | None, on: date | None = None) -> Noted:
    """Return a need from the words of a request."""
    return Noted(text, None if urgency is None else Urgency(urgency), member, on)


def changed(
    text: str | None, urgency: str | None, state: str | None, whose: Whose | None = None
) -> Change:
    """Return a change from the words of a request."""
    return Change(
        text,
        None if urgency is None else Urgency(urgency),
        None if state is None else NeedState(state),
        whose,
    )


def add(desk: Desk, unit: Unit, id: str, version: int, told: Noted) -> dict[str, Any]:
    """Keep a need, open."""
    refuse_none(desk, told.text, "/text")
    on = told.on or desk.today
    if on > desk.today:
        raise ProblemError(problem_at("out-of-range", "/recorded_at", _WORDS["later"]))
    take_open(unit, id, version)
    if len(unit.needs.of(id)) >= MOST_NEEDS:
        raise ProblemError(problem_at("too-many", "", _filled("many", most=MOST_NEEDS)))
    if told.member is not None:
        unit_member(unit, id, told.member)
    own = unit.new_id()
    sealed = desk.seal(words_of(told.text), own, "text")
    kept = unit.needs.add(id, own, sealed, told.urgency, told.member, on)
    return _taken(desk, kept, told.text, hear(desk, unit, id, own))


def change(
    desk: Desk, unit: Unit, id: str, need_id: str, version: int, told: Change
) -> dict[str, Any]:
    """Change the words, the urgency or the state of a need, or hand it to somebody else."""
    need = of_household(unit, id, need_id)
    refuse_none(desk, told.text or "", "/text")
    take_open(unit, id, version)
    if told.whose is not None and told.whose.member != need.member:
        if told.whose.member is not None:
            unit_member(unit, id, told.whose.member)
        unit.needs.hand_over(need_id, told.whose.member)
    if told.text is not None:
        unit.needs.reword(need_id, desk.seal(words_of(told.text), need_id, "text"))
    if told.urgency is not None:
        unit.needs.set_urgency(need_id, told.urgency)
    if told.state is not None and told.state is not need.state:
        if told.state not in MAY_BECOME[need.state]:
            raise ProblemError(Problem("conflict", _no_way(need.state, told.state)))
        unit.needs.set_state(need_id, told.state)
    is_other = told.text is not None or told.state not in (None, need.state)
    alerts = hear(desk, unit, id, need_id if is_other else None)
    return _taken(desk, unit.needs.get(need_id), told.text or "", alerts)


def _taken(desk: Desk, need: Need, text: str, alerts: Iterable[Alert]) -> dict[str, Any]:
    """Return a need as it was just kept, with what should be looked at and what danger it tells."""
    told = with_warnings(show_need(desk, need), doubts_in(text, "/text"))
    own = [alert for alert in alerts if alert.need == need.id]
    return {**told, "alerts": told_danger(desk, own)}


def add_if_danger(desk: Desk, unit: Unit, id: str, text: str | None) -> None:
    """Keep words that come beside the ledger as a need of the family, where they tell of danger.

    So they wait at the top of the work list as all other words do, whatever plan is made since,
    until somebody has dealt with them; like each need of danger they are a reason in no list. Words
    that stand there already are unread once more. A closed ledger is no reason to hear less; to one
    that was erased nothing is added. The words that came stay where they came in.
    """
    kept = unit.households.get(id)
    if not text or kept.state is HouseholdState.ERASED or not tells_danger(desk, text):
        return
    words = words_of(text)[:LONGEST_TEXT]
    unit.households.take(id, kept.version)
    waiting = unit.needs.of(id, *WAITING)
    same = (n.id for n in waiting if desk.open_bytes(n.text.ciphertext, n.id, "text") == words)
    own = next(same, None)
    if own is None and len(unit.needs.of(id)) >= MOST_NEEDS:  # no room: the sign alone waits
        unit.signs.hear(id, 1 + len(heard_in(desk, unit, id)), is_new=True)
        return
    if own is None:
        own = unit.new_id()
        unit.needs.add(id, own, desk.seal(words, own, "text"), None, None, desk.today)
    hear(desk, unit, id, own)


def refuse_blank(text: str) -> None:
    """Refuse a need without words."""
    if not text.strip():
        raise ProblemError(problem_at("missing-field", "/text", _WORDS["blank"]))


def shown(desk: Desk, unit: Unit, id: str, need_id: str) -> dict[str, Any]:
    """Return a need of this household with its words."""
    return show_need(desk, of_household(unit, id, need_id))


def of_household(unit: Unit, id: str, need_id: str) -> Need:
    """Return a need of this household; absent where it is another's."""
    need = unit.needs.get(need_id)
    if need.household != id:
        raise AbsentError("need", need_id)
    return need


def waiting_of(desk: Desk, unit: Unit, id: str, member: str) -> list[dict[str, Any]]:
    """Return what a member needs that was not served or withdrawn, oldest first."""
    found = unit.needs.of(id, *WAITING)
    return [show_need(desk, need) for need in found if need.member == member]


def show_all(desk: Desk, unit: Unit, id: str, state: str | None) -> list[dict[str, Any]]:
    """Return a household's needs, oldest first."""
    states = () if state is None else (NeedState(state),)
    return [show_need(desk, need) for need in unit.needs.of(id, *states)]


def _no_way(old: NeedState, new: NeedState) -> Bilingual:
    ways = [state for state in NeedState if state in MAY_BECOME[old]]
    zh, en = (
        _WORDS["state"].say(
            lang,
            old=STATES[old].say(lang),
            new=STATES[new].say(lang),
            ways=mark.join(f"{STATES[way].say(lang)} ({way})" for way in ways),
        )
        for lang, mark in _LISTED
    )
    return Bilingual(zh, en)


def _filled(name: str, **params: object) -> Bilingual:
    text = _WORDS[name]
    return text.filled(**params)
