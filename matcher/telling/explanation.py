"""A verdict as a tree of conditions in plain words, with values, figures, sources and dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from matcher.rules.evaluate import Judged
from matcher.rules.tree import (
    Among,
    And,
    AnyMember,
    Compare,
    CountMembers,
    Named,
    Not,
    Or,
    Relation,
)
from matcher.rules.truth import Truth
from matcher.telling.comparisons import atom_sentence, told_of
from matcher.telling.conditions import in_words
from matcher.telling.known import Teller, ToldFact, ToldFigure
from matcher.telling.reckonings import Side, owner_of, relation_sentence, sides_of
from matcher.wording import Bilingual, listing

_HEADS: dict[type, Bilingual] = {
    And: Bilingual("以下各条都要符合", "all of these have to hold"),
    Or: Bilingual("以下符合一条即可", "one of these is enough"),
    Not: Bilingual("以下情况不能有", "this must not be so"),
}
_ANY = Bilingual("家里至少有一人符合「{what}」", "at least one member has to meet “{what}”")
_COUNT = Bilingual(
    "家里符合「{what}」的人数{op}{number}人",
    "the number of members with “{what}” {op} {number}",
)
_COUNT_OPS = {
    "=": Bilingual("要正好", "has to be"),
    "!=": Bilingual("不能是", "must not be"),
    "<": Bilingual("要少于", "has to be below"),
    "<=": Bilingual("最多", "has to be at most"),
    ">": Bilingual("要多于", "has to be above"),
    ">=": Bilingual("至少", "has to be at least"),
}
_MEET = Bilingual("符合的有{who}", "it is met by {who}")
_NOBODY = Bilingual("没有人符合", "nobody meets it")
_OPEN = Bilingual("还不清楚的有{who}", "not known of {who}")
_NO_MEMBER = Bilingual("没有登记家庭成员", "no member is listed")
_OF = Bilingual("{who}：{text}", "{who}: {text}")
_KINDS: dict[type, str] = {
    And: "all",
    Or: "one_of",
    Not: "not",
    AnyMember: "any_member",
    CountMembers: "count_members",
    Named: "named",
    Relation: "reckoning",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """A condition and what it came to, for one household.

    `text` says what is asked for and `said` what there is: of a comparison a whole sentence, of
    a condition over members who meets it, else nothing. `parts` are the conditions below,
    `sides` the two terms of a reckoning, `what` is asked of each member.
    """

    kind: str
    text: str
    said: str
    truth: Truth
    member: str | None
    who: str
    facts: tuple[ToldFact, ...] = ()
    figures: tuple[ToldFigure, ...] = ()
    sides: tuple[Side, ...] = ()
    parts: tuple["Explained", ...] = ()
    what: str = ""

    @property
    def sentence(self) -> str:
        """Return what there is, or where that is nothing what is asked for."""
        return self.said or self.text

    def leaves(self) -> Iterator["Explained"]:
        """Yield the comparisons of the tree in the order of the rule."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


def explained(judged: Judged, teller: Teller) -> Explained:
    """Return the judged condition in words, its parts below it.

    What stands inside any() and count() is told of each listed member in turn.
    """
    match judged.node:
        case Compare() | Among():
            return _atom(judged, teller)
        case Relation():
            return _reckoning(judged, teller)
        case AnyMember() | CountMembers():
            return _over_members(judged, teller)
        case _:
            return _joined(judged, teller)


def _atom(judged: Judged, teller: Teller) -> Explained:
    node = judged.node
    assert isinstance(node, Compare | Among)
    fact, figures = told_of(node, judged.member, teller)
    return Explained(
        kind="comparison",
        text=in_words(node, teller.catalogue, teller.lang),
        said=atom_sentence(node, judged.truth, judged.member, teller),
        truth=judged.truth,
        member=fact.member,
        who=fact.who,
        facts=(fact,),
        figures=figures,
    )


def _reckoning(judged: Judged, teller: Teller) -> Explained:
    node = judged.node
    assert isinstance(node, Relation)
    sides = sides_of(node, teller.seen.scope(judged.member), teller)
    owner = owner_of(node, judged.member, teller)
    return Explained(
        kind=_KINDS[Relation],
        text=in_words(node, teller.catalogue, teller.lang),
        said=relation_sentence(node, judged.truth, sides, judged.member, teller),
        truth=judged.truth,
        member=owner,
        who=teller.who(owner),
        facts=tuple(dict.fromkeys(fact for side in sides for fact in side.facts)),
        figures=tuple(dict.fromkeys(figure for side in sides for figure in side.figures)),
        sides=sides,
    )


def _joined(judged: Judged, teller: Teller) -> Explained:
    node = judged.node
    if isinstance(node, Named):
        text = in_words(node, teller.catalogue, teller.lang)
    else:
        text = teller.say(_HEADS[type(node)])
    return Explained(
        kind=_KINDS[type(node)],
        text=text,
        said="",
        truth=judged.truth,
        member=judged.member,
        who=teller.who(judged.member),
        parts=tuple(explained(part, teller) for part in judged.parts),
    )


def _over_members(judged: Judged, teller: Teller) -> Explained:
    node = judged.node
    assert isinstance(node, AnyMember | CountMembers)
    what = in_words(node.part, teller.catalogue, teller.lang)
    text = teller.say(_ANY, what=what)
    if isinstance(node, CountMembers):
        op = teller.say(_COUNT_OPS[node.op])
        text = teller.say(_COUNT, what=what, op=op, number=node.number)
    return Explained(
        kind=_KINDS[type(node)],
        text=text,
        said=_who_meets(judged, teller),
        truth=judged.truth,
        member=judged.member,
        who=teller.who(judged.member),
        parts=tuple(_of_member(part, teller) for part in judged.parts),
        what=what,
    )


def _of_member(judged: Judged, teller: Teller) -> Explained:
    """Return the condition as it came out for one member, its head naming the member."""
    told = explained(judged, teller)
    if not told.parts:
        return told
    head = teller.say(_OF, who=teller.who(judged.member), text=told.text)
    return Explained(
        told.kind, head, told.said, told.truth, judged.member, told.who, parts=told.parts
    )


def _who_meets(judged: Judged, teller: Teller) -> str:
    if not judged.parts:
        return teller.say(_NO_MEMBER)

    def people(truth: Truth) -> str:
        found = [teller.who(part.member) for part in judged.parts if part.truth is truth]
        return listing(found, teller.lang)

    met, open_for = people(Truth.TRUE), people(Truth.UNKNOWN)
    told = [teller.say(_MEET, who=met)] if met else []
    told += [teller.say(_OPEN, who=open_for)] if open_for else []
    return ("，" if teller.lang == "zh" else ", ").join(told) or teller.say(_NOBODY)


def tree_data(told: Explained) -> dict[str, Any]:
    """Return an explained condition as plain data, the same keys for every kind."""
    return {
        "kind": told.kind,
        "text": told.text,
        "said": told.said,
        "value": told.truth.as_json(),
        "member": told.member,
        "who": told.who,
        "facts": [_fact_data(fact) for fact in told.facts],
        "figures": [_figure_data(figure) for figure in told.figures],
        "sides": [
            {"text": side.text, "said": side.said, "value": _finite(side.value)}
            for side in told.sides
        ],
        "parts": [tree_data(part) for part in told.parts],
    }


def _fact_data(told: ToldFact) -> dict[str, Any]:
    return {
        "fact": told.fact,
        "member": told.member,
        "who": told.who,
        "label": told.label,
        "said": told.said,
        "known": told.known,
        "worked_out_from": [part.fact for part in told.parts],
    }


def _figure_data(told: ToldFigure) -> dict[str, Any]:
    return {
        "figure": told.name,
        "label": told.label,
        "value": told.value,
        "unit": told.unit,
        "said": told.said,
        "source": told.source,
        "confidence": told.confidence,
        "since": told.since.isoformat() if told.since else None,
    }


def _finite(value: float | None) -> float | None:
    """Return a number that JSON can hold; the least of nobody is none."""
    return None if value is None or value != value else round(value, 6)
