"""What was understood of each need, as JSON: every reading with the words it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matcher.listening import Stance
from matcher.needs import Household, Need
from matcher.offerings import Catalogue
from matcher.telling.conditions import quantity
from matcher.telling.persons import called
from matcher.typed import (
    DomainHeard,
    FactHeard,
    Ground,
    ItemHeard,
    Quote,
    Reading,
    SignHeard,
    TypedNeed,
    Voice,
    Whom,
)
from matcher.values import Plan
from matcher.wording import Bilingual, Lang, listing

Data = dict[str, Any]

_STANCES = {
    Stance.ASKS: Bilingual("提出要求", "asks for it"),
    Stance.TELLS: Bilingual("说的是情况", "tells how things are"),
    Stance.REFUSED: Bilingual("不需要或不愿意", "not wanted"),
    Stance.SOLVED: Bilingual("已经解决", "already solved"),
    Stance.PAST: Bilingual("以前的事", "of the past"),
    Stance.DENIED: Bilingual("说没有这回事", "says it is not so"),
    Stance.STORY: Bilingual(
        "讲的是影视、游戏、梦或新闻里的事", "tells of a film, game, dream or the news"
    ),
}
_VOICES = {
    Voice.ASKED: Bilingual("问到「{name}」", "asks for “{name}”"),
    Voice.MENTIONED: Bilingual("提到「{name}」", "mentions “{name}”"),
    Voice.TURNED_DOWN: Bilingual("「{name}」没批或停了", "“{name}” was turned down or stopped"),
}
_TO_CONFIRM = Bilingual("{label}：{value}（待核实）", "{label}: {value} (to be confirmed)")
_BEYOND = Bilingual("清单里没有能帮上的", "nothing on the lists helps with it")
_SLIP = Bilingual("「{words}」可能是「{meant}」的误写", "“{words}” may be a slip for “{meant}”")
_WHOLE = Bilingual("全家", "the household")
_SUMMARY = Bilingual("{who}：{what}", "{who}: {what}")
_PART = Bilingual("；", "; ")


def understood_data(
    plan: Plan, household: Household, catalogue: Catalogue, lang: Lang
) -> list[Data]:
    """Return what was understood of every entry of the ledger, in its order.

    Spans count characters of the text as it was sent. Nothing of it is recorded, and no
    verdict goes by it.
    """
    needs = {need.id: need for need in household.needs}
    return [
        _Teller(needs[reading.need], household, catalogue, lang).reading(reading)
        for reading in plan.understood
    ]


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells what was understood of one need."""

    need: Need
    household: Household
    catalogue: Catalogue
    lang: Lang

    def reading(self, reading: Reading) -> Data:
        return {
            "need": reading.need,
            "urgency": {
                "worker": reading.worker_urgency.value,
                "heard": reading.urgency.value,
                "because": [self._ground(ground) for ground in reading.grounds],
            },
            "clauses": [self._clause(part) for part in reading.parts],
        }

    def _clause(self, part: TypedNeed) -> Data:
        return {
            **self._span(part.quote),
            "members": list(part.members),
            "by": part.by.value,
            "unlisted": self._quote(part.unlisted),
            "stance": part.stance.value,
            "stance_words": self._quote(part.stance_words),
            "open": part.open,
            "beyond": part.beyond,
            "domains": [self._domain(heard) for heard in part.domains],
            "signs": [self._sign(heard) for heard in part.signs],
            "facts": [self._fact(heard) for heard in part.facts],
            "items": [self._item(heard) for heard in part.items],
            "slips": [self._slip(meant, quote) for meant, quote in part.slips],
            "text": self._summary(part),
        }

    def _summary(self, part: TypedNeed) -> str:
        told = [self._domain(heard)["label"] for heard in part.domains]
        what = [listing(told, self.lang)] if told else []
        what += [_BEYOND.say(self.lang)] if part.beyond else []
        what.append(_STANCES[part.stance].say(self.lang))
        who = _WHOLE.say(self.lang) if part.by is Whom.NOBODY else self._people(part.members)
        text = _SUMMARY.say(self.lang, who=who, what=_PART.say(self.lang).join(what))
        return text[:1].upper() + text[1:]

    def _people(self, members: Sequence[str]) -> str:
        vocabulary = self.catalogue.vocabulary
        told = [called(self.household, member, vocabulary, self.lang) for member in members]
        return listing(told, self.lang)

    def _span(self, quote: Quote) -> Data:
        lead = self.need.lead
        return {"start": quote.start + lead, "end": quote.end + lead, "words": quote.words}

    def _quote(self, quote: Quote | None) -> Data | None:
        return None if quote is None else self._span(quote)

    def _domain(self, heard: DomainHeard) -> Data:
        label = self.catalogue.words["domain"][heard.domain].say(self.lang)
        by = heard.by.value
        return {"domain": heard.domain, "label": label, "by": by, **self._span(heard.quote)}

    def _sign(self, heard: SignHeard) -> Data:
        sign = next(sign for sign in self.catalogue.signs if sign.name == heard.sign)
        label, likeness = sign.label.say(self.lang), heard.likeness
        return {
            "sign": heard.sign,
            "label": label,
            "told": likeness is None,
            "likeness": likeness,
            **self._span(heard.quote),
        }

    def _fact(self, heard: FactHeard) -> Data:
        fact = self.catalogue.vocabulary.facts[heard.fact]
        value = quantity(fact, heard.value, self.catalogue, self.lang)
        label = fact.label.say(self.lang)
        return {
            "fact": heard.fact,
            "member": heard.member,
            "value": heard.value,
            "text": _TO_CONFIRM.say(self.lang, label=label, value=value),
            **self._span(heard.quote),
        }

    def _item(self, heard: ItemHeard) -> Data:
        name = self.catalogue.item(heard.code).name.say(self.lang)
        return {
            "code": heard.code,
            "voice": heard.voice.value,
            "text": _VOICES[heard.voice].say(self.lang, name=name),
            **self._span(heard.quote),
        }

    def _slip(self, meant: str, quote: Quote) -> Data:
        text = _SLIP.say(self.lang, words=quote.words, meant=meant)
        return {"meant": meant, "text": text, **self._span(quote)}

    def _ground(self, ground: Ground) -> Data:
        return {
            "kind": ground.kind,
            "name": ground.name,
            "level": ground.level.value,
            "label": self._label(ground),
            "member": ground.member,
            "facts": list(ground.facts),
            "quote": self._quote(ground.quote),
        }

    def _label(self, ground: Ground) -> str:
        if ground.kind == "stance":
            return _STANCES[Stance(ground.name)].say(self.lang)
        if ground.kind == "alert":
            danger = next(d for d in self.catalogue.dangers if d.kind == ground.name)
            return danger.label.say(self.lang)
        pressures = self.catalogue.listening.pressures
        return next(each for each in pressures if each.name == ground.name).label.say(self.lang)
