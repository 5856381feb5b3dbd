"""A verdict in sentences: one for the family, every condition for the worker."""

from collections.abc import Iterator
from dataclasses import dataclass

from matcher.facts import FactType
from matcher.rules.truth import Truth, negate
from matcher.telling.explanation import Explained
from matcher.telling.known import Teller
from matcher.telling.reasons import missing_words
from matcher.values import Status, Verdict
from matcher.wording import Bilingual, listing

MARKS = {Truth.TRUE: "✓", Truth.FALSE: "✗", Truth.UNKNOWN: "？"}
"""By what a condition came to, in front of its line."""

_MOST = {Status.ELIGIBLE: 5}  # reasons that a family is told; the worker has them all
_FEW = 3
_NAMED = 2  # facts by whose names a condition of many is told
_SHORT = {"zh": 60, "en": 150}  # characters of one reason that a family still follows
_WORDY = {"zh": 24, "en": 60}  # characters of a condition that can be quoted within a sentence
_FAMILY = {
    Status.ELIGIBLE: Bilingual("符合：{parts}。", "Eligible: {parts}."),
    Status.UNKNOWN: Bilingual(
        "还不能定：要先知道{parts}。", "Not settled yet: first to be known: {parts}."
    ),
    Status.INELIGIBLE: Bilingual("不符合：{parts}。", "Not eligible: {parts}."),
}
_HELD = Bilingual("已经在享受，不用再申请。", "Held already: there is no need to apply again.")
_TO_BE_CHECKED = Bilingual("还不能定：请工作人员核实。", "Not settled yet: a worker has to check.")
_MORE = Bilingual("{parts}等{n}条", "{parts} and others, {n} in all")
_ONE_WOULD_DO = Bilingual(
    "符合一条即可，但都不符合：{parts}",
    "any one would do, but none is met: {parts}",
)
_LEFT = Bilingual("另外{n}条", "and {n} more")
_BOTH = Bilingual("，且", ", and ")
_MARK = Bilingual("：", ": ")
_NOBODY = Bilingual("家里没有人符合「{what}」", "no member with “{what}”")
_NOBODY_OF = Bilingual("家里没有人符合{labels}要求", "no member meets what is asked of {labels}")
_AND_MORE = Bilingual("{labels}等", "{labels} and more")
_VALUED = Bilingual("{label}{value}：{reference}", "{label} {value}: {reference}")
_NOTES = Bilingual("（{notes}）", " ({notes})")
_INDENT = "　"


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence of what decides, and the facts it is about, where it is about some alone.

    `is_general` where so many items ask it that it says little; `is_list` where it lists closed
    ways in, and nothing can follow it without seeming to be one of them.
    """

    text: str
    about: tuple[str, ...] = ()
    is_general: bool = False
    is_list: bool = False


def for_family(verdict: Verdict, told: Explained, teller: Teller) -> str:
    """Return one plain sentence: the verdict and what decides it.

    At most three reasons, five where it is eligible; what is to be known first comes first.
    """
    if verdict.status is Status.HELD:
        return teller.say(_HELD)
    if verdict.status is Status.UNKNOWN:
        parts = missing_words(
            verdict.missing,
            verdict.judged.node,
            teller.seen.household,
            teller.catalogue,
            teller.lang,
        )
        if not parts:
            return teller.say(_TO_BE_CHECKED)
        reasons = [Reason(part) for part in parts]
    elif verdict.status is Status.INELIGIBLE:
        reasons = list(against(told, teller))
    else:
        reasons = list(deciding(told, told.truth, teller))
    return teller.say(_FAMILY[verdict.status], parts=_some(reasons, verdict.status, teller))


def _some(reasons: list[Reason], status: Status, teller: Teller) -> str:
    """Return the reasons that say most, in their order, and how many there are in all."""
    reasons = list({reason.text: reason for reason in reasons}.values())
    most = _MOST.get(status, _FEW)
    kept = sorted(range(len(reasons)), key=lambda n: (reasons[n].is_general, n))[:most]
    parts = [reasons[n].text for n in sorted(kept, key=lambda n: (reasons[n].is_list, n))]
    mark = "；" if teller.lang == "zh" else "; "
    known = status is not Status.UNKNOWN
    first = mark.join(parts) if known else listing(parts, teller.lang)
    if len(reasons) <= most:
        return first
    return teller.say(_MORE, parts=first, n=len(reasons))


def against(told: Explained, teller: Teller) -> Iterator[Reason]:
    """Yield a sentence for each condition that alone rules it out."""
    if told.truth is not Truth.FALSE:
        return
    if told.kind in ("all", "named"):
        for part in told.parts:
            yield from against(part, teller)
    else:
        yield from deciding(told, Truth.FALSE, teller, rules_out=True)


def deciding(
    told: Explained, truth: Truth, teller: Teller, rules_out: bool = False
) -> Iterator[Reason]:
    """Yield the sentences that make a condition true (or false), the fewest that do.

    With `rules_out` they are told as what is lacking: of several ways none is open.
    """
    match told.kind, truth:
        case ("one_of", Truth.FALSE) if rules_out:
            yield from _none_of(told, teller)
        case ("all", Truth.TRUE) | ("one_of", Truth.FALSE):
            for part in told.parts:
                yield from deciding(part, truth, teller, rules_out)
        case ("all" | "one_of", _):
            able = [
                list(deciding(part, truth, teller, rules_out))
                for part in told.parts
                if part.truth is truth
            ]
            yield from min(able, key=len, default=[])
        case ("named" | "not", _):
            inner = truth if told.kind == "named" else negate(truth)
            for part in told.parts:
                yield from deciding(part, inner, teller, rules_out)
        case ("any_member", Truth.TRUE):
            met = next(part for part in told.parts if part.truth is truth)
            yield from deciding(met, truth, teller, rules_out)
        case ("any_member", Truth.FALSE):
            yield Reason(_nobody(told, teller), about=(told.what,))
        case ("count_members", _):
            yield Reason(f"{told.text}{teller.say(_MARK)}{told.said}")
        case _:
            about = tuple(fact.fact for fact in told.facts)
            yield Reason(told.said, about, _is_general(told, teller))


def _is_general(told: Explained, teller: Teller) -> bool:
    facts = teller.catalogue.vocabulary.facts
    return bool(told.facts) and all(facts[fact.fact].general for fact in told.facts)


def _nobody(told: Explained, teller: Teller) -> str:
    """Return that no member meets a condition; of a long one only what it is about."""
    facts = [fact for part in told.parts for leaf in part.leaves() for fact in leaf.facts]
    kinds = teller.catalogue.vocabulary.facts
    facts.sort(key=lambda fact: kinds[fact.fact].type is FactType.BOOL)  # a name before a sentence
    labels = list(dict.fromkeys(fact.label for fact in facts))
    if len(told.what) <= _WORDY[teller.lang] or not labels:
        return teller.say(_NOBODY, what=told.what)
    first = listing(labels[:_NAMED], teller.lang)
    more = len(labels) > _NAMED
    return teller.say(_NOBODY_OF, labels=teller.say(_AND_MORE, labels=first) if more else first)


def _none_of(told: Explained, teller: Teller) -> Iterator[Reason]:
    """Yield one short sentence of the ways in that are closed: those it has room for by name.

    Of several that rest on the same facts the first is named.
    """
    closed = list({reason.text: reason for reason in _closed(told, teller)}.values())
    if len(closed) < 2:
        yield from closed
        return
    room, named, about = _SHORT[teller.lang], list[str](), set[tuple[str, ...]]()
    for reason in closed:
        if len(reason.text) <= room and reason.about not in about:
            named.append(reason.text)
            about.add(reason.about)
            room -= len(reason.text)
    named = named or [min((reason.text for reason in closed), key=len)]
    if len(named) < len(closed):
        named.append(teller.say(_LEFT, n=len(closed) - len(named)))
    parts = ("；" if teller.lang == "zh" else "; ").join(named)
    yield Reason(teller.say(_ONE_WOULD_DO, parts=parts), is_list=True)


def _closed(told: Explained, teller: Teller) -> Iterator[Reason]:
    """Yield for each way in what closes it, the ways within a way included."""
    match told.kind:
        case "one_of" | "named":
            for part in told.parts:
                yield from _closed(part, teller)
        case "all":
            failed = [list(_closed(p, teller)) for p in told.parts if p.truth is Truth.FALSE]
            yield from min(failed, key=len)
        case _:
            reasons = list(deciding(told, Truth.FALSE, teller, rules_out=True))
            text = teller.say(_BOTH).join(reason.text for reason in reasons)
            yield Reason(text, about=tuple(fact for each in reasons for fact in each.about))


def for_worker(told: Explained, teller: Teller, depth: int = 0) -> tuple[str, ...]:
    """Return every condition as one line, indented below the one it is part of.

    A line begins with the mark of what it came to; a comparison with a policy figure ends with
    the figure's value, first day and source.
    """
    head = f"{_INDENT * depth}{MARKS[told.truth]} {line_of(told, teller)}"
    return (head, *(line for part in told.parts for line in for_worker(part, teller, depth + 1)))


def line_of(told: Explained, teller: Teller) -> str:
    """Return one condition as the worker reads it, with where its values and figures are from."""
    text = told.sentence
    if told.parts and told.said:
        text = f"{told.text}{teller.say(_MARK)}{told.said}"
    notes = dict.fromkeys([*_inputs(told, teller), *_origins(told, teller)])
    mark = "；" if teller.lang == "zh" else "; "
    return text + teller.say(_NOTES, notes=mark.join(notes)) if notes else text


def _inputs(told: Explained, teller: Teller) -> Iterator[str]:
    """Yield the facts that a reckoning takes in and whose values its sides do not tell."""
    facts = dict.fromkeys(
        fact for side in told.sides for fact in side.facts if fact not in side.plain
    )
    if facts:
        yield listing([fact.whole(teller.lang) for fact in facts], teller.lang)


def _origins(told: Explained, teller: Teller) -> Iterator[str]:
    """Yield what a fact was worked out from, and where each figure is from."""
    if not told.sides:
        yield from (origin for fact in told.facts if (origin := fact.origin(teller.lang)))
    said = [each for side in told.sides for each in side.plain]
    for figure in told.figures:
        reference = figure.reference(teller.lang)
        if len(told.figures) > 1 or (told.sides and figure not in said):
            parts = {"label": figure.label, "value": figure.said, "reference": reference}
            reference = teller.say(_VALUED, **parts)
        yield reference
