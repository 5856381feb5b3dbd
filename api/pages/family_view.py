"""One family made ready for its page."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from api.clock import minute_in_china, told_in_china
from api.pages.entry import HOUSEHOLD_FACTS, MEMBER_FACTS
from api.pages.family_edits import HOME, PERSONAL, Ground
from api.pages.family_pages import (
    ConsentRow,
    FactRow,
    FamilyPage,
    GoneRow,
    MemberBlock,
    NeedRow,
    PastRow,
)
from api.pages.family_rows import named
from api.pages.frame import Words
from api.pages.room import ROOM, spared, that_fit, weight
from api.usecases.consent import policy
from api.usecases.ledgers import RECEIVING, WAITING
from api.usecases.to_ask import UNCLEAR
from api.usecases.towns import town_in
from matcher.facts import Fact
from matcher.offerings import Catalogue
from matcher.telling.conditions import quantity
from matcher.wording import Lang, listing

_TOWN, _RELATION = "residence_town", "relation"
_MOST_PAST = 30
_BUTTONS, _FOLDED = 700, 320
"""About how many bytes the buttons of a member come to, and a member that is folded."""


def danger_line(num: int, noticed: tuple[str, datetime] | None, said: Words) -> str:
    """Return what is said above danger signs, `num` of them: that they wait, or who noticed when.

    Nothing where there are none.
    """
    if not num:
        return ""
    if noticed is None:
        return said["danger_unread"].format(n=num)
    by, at = noticed
    return said["danger_noticed"].format(n=num, by=by, at=told_in_china(at))


def heading(ground: Ground) -> str:
    """Return what a family is called."""
    return named(ground.data["members"], ground.said, ground.data["id"])


def about(ground: Ground) -> str:
    """Return a family's town, its size and when its ledger was changed last."""
    data, said = ground.data, ground.said
    parts = (
        town_in(data["town"], ground.catalogue, ground.lang),
        said["people"].format(n=len(data["members"])),
        said[f"state_{data['state']}"],
        said["changed_at"].format(at=minute_in_china(data["updated_at"]), n=data["version"]),
    )
    return " · ".join(parts)


def home_rows(ground: Ground) -> tuple[FactRow, ...]:
    """Return where the household lives and is called, masked."""
    return tuple(_personal(ground, ground.data["personal"], HOME, "home"))


def fact_rows(ground: Ground, member: str) -> tuple[FactRow, ...]:
    """Return the facts of a member, or (empty) of the household: known ones, then unknown ones."""
    shown = ground.data if not member else ground.member(member) or {}
    facts, known = ground.catalogue.vocabulary.facts, {r["name"]: r for r in shown["facts"]}
    usual = [n for n in (MEMBER_FACTS if member else HOUSEHOLD_FACTS) if n != _RELATION]
    rows = [_known(ground, facts[n], known[n], member) for n in known if n in facts]
    withheld = _withheld(ground)
    rows += [_unknown(ground, facts[n], member, n in withheld) for n in usual if n not in known]
    return tuple(rows)


def member_blocks(ground: Ground) -> tuple[MemberBlock, ...]:
    """Return the members of the family."""
    return tuple(
        MemberBlock(
            m["id"],
            ground.who(m["id"]),
            tuple(_personal(ground, m, tuple(PERSONAL), f"member:{m['id']}")),
            fact_rows(ground, m["id"]),
        )
        for m in ground.data["members"]
    )


def in_room(page: FamilyPage, asked: str) -> FamilyPage:
    """Return the page with as many members whole as fit, the one that is asked for first."""
    rows = sorted(page.members, key=lambda row: row.id != asked)
    weights = [weight(row) + _BUTTONS for row in rows]
    room = ROOM + spared(page.alerts) - (weight(page) - sum(map(weight, rows)))
    whole = {row.id for row in rows[: that_fit(weights, _FOLDED, room)]} | {asked}
    members = tuple(replace(row, is_folded=row.id not in whole) for row in page.members)
    return replace(page, members=members)


def gone_rows(ground: Ground) -> tuple[GoneRow, ...]:
    """Return who has left the family."""
    return tuple(
        GoneRow(m["id"], ground.who(m["id"]), minute_in_china(m["left_at"])[: len("2026-05-01")])
        for m in ground.departed
    )


def need_rows(ground: Ground) -> tuple[NeedRow, ...]:
    """Return the needs of the ledger, oldest first."""
    said, pressing = ground.said, ground.catalogue.words["urgency"]
    return tuple(
        NeedRow(
            n["id"],
            n["text"] or "",
            ground.who(n["member"]) if n["member"] else said["whole_family"],
            pressing[n["urgency"]].say(ground.lang) if n["urgency"] else "",
            said[f"need_{n['state']}"],
            n["state"],
            n["noted_on"],
            ground.gone(n["member"] or "") is not None and n["state"] in WAITING,
        )
        for n in ground.data["needs"]
    )


def consent_rows(ground: Ground) -> tuple[ConsentRow, ...]:
    """Return the groups of fields, on what ground each is kept."""
    return tuple(_consent(told, ground) for told in ground.data["consent"].values())


def _consent(told: Mapping[str, Any], ground: Ground) -> ConsentRow:
    said, lang = ground.said, ground.lang
    if told["basis"] == "law":
        word, status = said["by_law"], "law"
    elif told["granted"]:
        word, status = f"{said['granted']} {told['on'] or ''}".strip(), "known"
    else:
        word, status = said["not_granted"], "unknown"
    return ConsentRow(told["label"][lang], told["purpose"][lang], word, status)


def past_rows(ground: Ground, history: Iterable[Mapping[str, Any]]) -> tuple[PastRow, ...]:
    """Return what was recorded of facts, the newest first."""
    facts = ground.catalogue.vocabulary.facts
    rows = [
        PastRow(
            minute_in_china(row["recorded_at"]),
            ground.who(row["member"]) if row["member"] else ground.said["household"],
            facts[row["name"]].label.say(ground.lang),
            value_in(facts[row["name"]], row["value"], ground.catalogue, ground.lang)
            if row["value"] is not None
            else ground.said["still_unknown" if row["source"] == UNCLEAR else "known_no_more"],
            _source(ground, row),
        )
        for row in history
        if row["name"] in facts and row["name"] != RECEIVING
    ]
    return tuple(rows[::-1][:_MOST_PAST])


def list_stands(told: Mapping[str, Any] | None, said: Words) -> str:
    """Return how the family's happiness list stands; empty where there is none."""
    if told is None:
        return ""
    heard = [f"{said[f'outcome_{state}']} {n}" for state, n in told["states"].items()]
    first = said["list_stands"].format(n=told["version"], entries=told["entries"])
    return " · ".join([first, said[list_key(told)], *heard])


def list_key(told: Mapping[str, Any]) -> str:
    """Return the key of the words for where a list stands: pushed, for print, or taken back."""
    if told["is_lost"]:
        return "list_lost"
    if told["to_confirm_again"]:
        return "list_back"
    return "list_pushed" if told["pushed"] else "list_kept"


def value_in(fact: Fact, value: Any, catalogue: Catalogue, lang: Lang) -> str:
    """Return a fact's value as a reader of `lang` says it."""
    return quantity(fact, value, catalogue, lang)


def _known(ground: Ground, fact: Fact, row: Mapping[str, Any], member: str) -> FactRow:
    value = value_in(fact, row["value"], ground.catalogue, ground.lang)
    edit = "" if fact.name == _TOWN else f"fact:{fact.name}:{member}"
    return FactRow(fact.label.say(ground.lang), value, "known", _source(ground, row), edit)


def _unknown(ground: Ground, fact: Fact, member: str, is_withheld: bool) -> FactRow:
    said, lang, label = ground.said, ground.lang, fact.label.say(ground.lang)
    edit = f"fact:{fact.name}:{member}"
    if is_withheld:
        return FactRow(label, said["withheld"], "withheld", "", "consent")
    suppliers = ground.catalogue.vocabulary.suppliers
    told = [suppliers[code].say(lang) for code in fact.supplied_by if code in suppliers]
    who = listing(told, lang)
    return FactRow(label, said["unverified"], "unknown", said["ask_whom"].format(names=who), edit)


def _source(ground: Ground, row: Mapping[str, Any]) -> str:
    suppliers, said = ground.catalogue.vocabulary.suppliers, ground.said
    code = row["source"]
    own = {
        UNCLEAR: said["asked_unclear"],
        "statement": said["statement"],
        "id_card": said["by_card"],
        "import": said["by_import"],
    }
    told = own.get(code) or (suppliers[code].say(ground.lang) if code in suppliers else code)
    return f"{told} · {row['as_of']}"


def _withheld(ground: Ground) -> frozenset[str]:
    groups, names = policy().groups, ground.data["withheld"]
    return frozenset(fact for name in names for fact in groups[name].facts)


def _personal(
    ground: Ground, told: Mapping[str, Any], names: tuple[str, ...], edit: str
) -> Iterator[FactRow]:
    said = ground.said
    for name in names:
        value = told.get(name)
        status = "known" if value else "unknown"
        yield FactRow(said[f"personal_{name}"], value or said["not_on_record"], status, "", edit)
