"""The happiness list 幸福清单: a confirmed plan in the family's own everyday words.

It names nothing by code, quotes no ledger, and tells no danger sign and nothing that
`discretion` leaves out. Each text is in both languages. It is made of a plan's data as served,
so that what a person confirmed is what the family reads.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from matcher.offerings import Catalogue, Item, Provision
from matcher.planning.discretion import (
    NoClue,
    is_left_out,
    is_of_quiet_needs,
    is_shown,
    is_told_apart,
    never_told,
    provision_of,
)
from matcher.reading.everyday import Contact, Everyday, Plain
from matcher.rules.tree import mentions
from matcher.values import Status
from matcher.views import View
from matcher.wording import NO_TEXT, Bilingual, Lang, days_listed

Data = Mapping[str, Any]
MOST_REASONS = 3
_ASSURED = (str(Status.ELIGIBLE), str(Status.HELD))


class Kind(StrEnum):
    """What an entry is: help of the city's lists, an offer of somebody, those who visit."""

    HELP = "help"
    OFFER = "offer"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a family may count on, in their words; `code` and `needs` are never shown."""

    code: str
    member: str | None
    kind: Kind
    needs: tuple[str, ...]
    what: Bilingual
    why: tuple[Bilingual, ...]
    bring: tuple[Bilingual, ...]
    where: Bilingual
    call: Contact
    long: Bilingual
    get: Bilingual | None = None
    more: Bilingual | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class HappinessList:
    """A family's list on a day; `left_out` are codes to be told of in person alone."""

    on: date
    title: Bilingual
    entries: tuple[Entry, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a person confirmed of a plan: rows of its data, in their order, and the team.

    `quiet` are the needs that are no reason for anything in a list: see `quiet_needs`.
    `reserved` are the offers, by code, of which a place is kept for the family: until which day,
    None where it is kept for good. `apart` are items that no list may name beside the plan's
    danger signs: see `told_apart`.
    """

    on: date
    items: Sequence[Data]
    offers: Sequence[Data]
    team: Data | None = None
    quiet: frozenset[str] = frozenset()
    reserved: Mapping[str, date | None] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """Of whom the list is: what is known of them, what a member is called, what tells nothing."""

    seen: View
    called: Callable[[str | None], Bilingual]
    no_clue: NoClue


def happiness_list(
    confirmed: Confirmed, family: Family, catalogue: Catalogue, words: Everyday
) -> HappinessList:
    """Return the list of a confirmed plan; the same input gives the same list."""
    hidden = never_told(family.seen, words.sensitive)
    entries, left_out = [], []
    for kind, row in _chosen(confirmed):
        code, member = row["code"], row["member"]
        if (
            is_of_quiet_needs(row["needs"], confirmed.quiet)
            or is_told_apart(code, confirmed.apart, catalogue)
            or is_left_out(code, member, catalogue, words, hidden, family.no_clue)
        ):
            left_out.append(code)
            continue
        told = _Told(row, kind, family, catalogue, words).entry()
        if kind is Kind.OFFER:
            is_kept = code in confirmed.reserved
            told = _kept(told, confirmed.reserved[code], words) if is_kept else _scarce(told, words)
        entries.append(told)
    if confirmed.team is not None:
        entries.append(_team(confirmed.team, words))
    return HappinessList(confirmed.on, words.frame["title"], tuple(entries), tuple(left_out))


def list_data(told: HappinessList, ids: Sequence[str]) -> dict[str, Any]:
    """Return a list as plain data, each entry under its id; codes and needs stay behind."""
    rows = zip(told.entries, ids, strict=True)
    return {
        "made_on": told.on.isoformat(),
        "title": _two(told.title),
        "entries": [entry_data(entry, id) for entry, id in rows],
    }


def entry_data(entry: Entry, id: str) -> dict[str, Any]:
    """Return one entry as plain data."""
    return {
        "entry": id,
        "kind": str(entry.kind),
        "what": _two(entry.what),
        "more": _two(entry.more),
        "why": [_two(each) for each in entry.why],
        "bring": [_two(each) for each in entry.bring],
        "where": _two(entry.where),
        "call": {"who": _two(entry.call.who), "phone": entry.call.phone},
        "how_long": _two(entry.long),
        "get": _two(entry.get),
        "until": None if entry.until is None else entry.until.isoformat(),
    }


def _two(text: Bilingual | None) -> dict[str, str] | None:
    return None if text is None else {"zh": text.zh, "en": _begun(text.en)}


def _begun(text: str) -> str:
    """Return an English text as a sentence begins."""
    return text[:1].upper() + text[1:]


def _chosen(confirmed: Confirmed) -> Iterator[tuple[Kind, Data]]:
    yield from ((Kind.HELP, row) for row in confirmed.items)
    yield from ((Kind.OFFER, row) for row in confirmed.offers)


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """One row of a plan, being told."""

    row: Data
    kind: Kind
    family: Family
    catalogue: Catalogue
    words: Everyday

    def entry(self) -> Entry:
        row, plain = self.row, self._plain()
        return Entry(
            code=row["code"],
            member=row["member"],
            kind=self.kind,
            needs=tuple(row["needs"]),
            what=plain.name,
            why=tuple(self._why()),
            bring=tuple(self._bring()),
            where=self._where(),
            call=self._call(),
            long=self._long(),
            get=self._get(),
            more=self._shown(plain.more),
            until=date.fromisoformat(row["until"]) if self.kind is Kind.OFFER else None,
        )

    @property
    def provision(self) -> Provision:
        found = provision_of(self.row["code"], self.catalogue)
        assert found is not None  # else it is left out
        return found

    @property
    def frame(self) -> Mapping[str, Bilingual]:
        return self.words.frame

    def _plain(self) -> Plain:
        if self.kind is Kind.OFFER:
            frame = self.frame
            given = (frame.get("lent") if self._is_lent() else frame["given"]) or NO_TEXT
            return Plain(self.provision.name, _joined(given, self._giver()))
        own = Plain(self.provision.name)
        return self.words.items.get(self.provision.counterpart, own)

    def _giver(self) -> Bilingual:
        """Return who offers it, whose name was typed and stands in one language."""
        who = self.provision.provider
        is_told = who and "given_by" in self.frame and self._shown(Bilingual(who, who)) is not None
        return _filled(self.frame["given_by"], who=who) if is_told else NO_TEXT

    def _why(self) -> Iterator[Bilingual]:
        told = list(self._by_facts())
        yield from told
        if not told:
            yield from self._by_need()
        yield self.frame["sure" if self.row["status"] in _ASSURED else "ask"]

    def _by_facts(self) -> list[Bilingual]:
        """Return what the item's condition asks of the family and they are known to be."""
        named = {mention.fact for mention in mentions(self.provision.condition)}
        facts = self.family.seen.known.get(self.row["member"] or "", {})
        is_head = facts.get("relation") == "head"
        who = self.frame["head"] if is_head else self.family.called(self.row["member"])
        told = [
            Bilingual(reason.says.say("zh", who=who.zh), reason.says.say("en", who=who.en))
            for reason in self.words.reasons
            if reason.fact in named and reason.holds(facts.get(reason.fact))
        ]
        return list(dict.fromkeys(told))[:MOST_REASONS]

    def _by_need(self) -> Iterator[Bilingual]:
        if self.row["needs"]:
            yield self.words.needs.get(self.provision.domain, self.frame["answers"])

    def _bring(self) -> Iterator[Bilingual]:
        item = self.provision
        papers = item.documents if isinstance(item, Item) else ()
        shown = [paper for paper in papers if is_shown(paper, self.words.sensitive)]
        yield from shown
        if len(shown) < len(papers):
            yield self.frame["papers"]
        elif not papers:
            yield self.frame["nothing"]

    def _where(self) -> Bilingual:
        item = self.provision
        if not isinstance(item, Item):
            return self.frame["by_worker"]
        plain = self._plain().where or self.words.apply.get(item.apply.zh, item.apply)
        return plain if plain.zh and self._shown(plain) else self.frame["by_worker"]

    def _call(self) -> Contact:
        text = f"{self.provision.provider} {self._where().zh}"
        if self.kind is Kind.OFFER:
            text = ""
        return next(each for each in self.words.contacts if each.within in text)

    def _long(self) -> Bilingual:
        days = self.row.get("days")
        return self.frame["long"] if days is None else _filled(self.frame["days"], n=days)

    def _get(self) -> Bilingual | None:
        """Return what this family would get where that was worked out, else by the form."""
        amount = self.row.get("amount")
        if amount and amount["basis"] == "this_family" and amount["value"]:
            paid = _filled(self.words.money[amount["per"]], n=f"{amount['value']:,.0f}")
            sums = {each["value"] for each in amount.get("others", ())}
            if not sums:
                return paid
            key = "each" if sums == {amount["value"]} else "others"
            return _filled(self.frame[key], get=paid) if key in self.frame else paid
        item = self.provision
        plain, way = self._plain(), self.words.way_of(item.counterpart, item.name.zh, item.form)
        told = self.words.ways[way].says if way else self.words.forms.get(item.form)
        return self._shown(plain.get) or told

    def _is_lent(self) -> bool:
        return self.words.is_lent(self.provision.counterpart, self.provision.name.zh)

    def _shown(self, text: Bilingual | None) -> Bilingual | None:
        return text if text is not None and is_shown(text, self.words.sensitive) else None


def _kept(entry: Entry, until: date | None, words: Everyday) -> Entry:
    """Return the entry of an offer that is kept for the family; its own last day counts no more."""
    frame = words.frame
    kept = frame.get("kept", NO_TEXT)
    if until is not None and "kept_until" in frame:
        text = frame["kept_until"]
        kept = Bilingual(
            text.say("zh", month=until.month, day=until.day),
            text.say("en", month=f"{until:%B}", day=until.day),
        )
    return replace(entry, more=_joined(kept, entry.more or NO_TEXT), until=None)


def _scarce(entry: Entry, words: Everyday) -> Entry:
    """Return the entry of an offer of which no place is kept: others may be quicker."""
    limited = words.frame.get("limited", NO_TEXT)
    return replace(entry, more=_joined(entry.more or NO_TEXT, limited))


def _joined(*texts: Bilingual) -> Bilingual:
    """Return sentences behind each other."""
    zh, en = [text.zh for text in texts], [_begun(text.en) for text in texts]
    return Bilingual("。".join(filter(None, zh)), ". ".join(filter(None, en)))


def _team(row: Data, words: Everyday) -> Entry:
    frame = words.frame
    kind = words.kinds.get(row["kind"], frame["team"])
    days = row["weekdays"]
    said = {
        "zh": days_listed(days, lambda day: words.weekdays[day].zh, "zh"),
        "en": days_listed(days, lambda day: words.weekdays[day].en, "en"),
    }
    times = row["visits_per_week"]
    told = Bilingual(
        frame["visits"].say("zh", kind=kind.zh, n=times, days=said["zh"]),
        frame["visits"].say("en", kind=kind.en, n=times, days=said["en"]),
    )
    return Entry(
        code=row["code"],
        member=None,
        kind=Kind.TEAM,
        needs=(),
        what=frame["team"],
        why=(frame["team_why"],),
        bring=(frame["nothing"],),
        where=frame["at_home"],
        call=words.contacts[-1],
        long=told,
    )


def _filled(text: Bilingual, **params: object) -> Bilingual:
    """Return a text with its places filled; what has two languages fills each with its own."""

    def of(lang: Lang) -> dict[str, object]:
        return {n: p.say(lang) if isinstance(p, Bilingual) else p for n, p in params.items()}

    return Bilingual(text.say("zh", **of("zh")), text.say("en", **of("en")))
