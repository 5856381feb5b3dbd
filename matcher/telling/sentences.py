"""A verdict in sentences: one for the family, every condition for the worker."""

from collections.abc import Iterator

from matcher.rules.truth import Truth, negate
from matcher.telling.explanation import Explained
from matcher.telling.known import Teller
from matcher.telling.reasons import missing_words
from matcher.values import Status, Verdict
from matcher.wording import Bilingual, listing

MARKS = {Truth.TRUE: "✓", Truth.FALSE: "✗", Truth.UNKNOWN: "？"}
"""By what a condition came to, in front of its line."""

_MOST = 3  # reasons that a family is told; the worker has them all
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
_NONE_OF = Bilingual("以下一条都不符合（{parts}）", "none of these holds ({parts})")
_MARK = Bilingual("：", ": ")
_NOBODY = Bilingual("家里没有人符合「{what}」", "no member with “{what}”")
_NOTES = Bilingual("（{notes}）", " ({notes})")
_INDENT = "　"


def for_family(verdict: Verdict, told: Explained, teller: Teller) -> str:
    """Return one plain sentence: the verdict and what decides it, at most three reasons."""
    if verdict.status is Status.HELD:
        return teller.say(_HELD)
    if verdict.status is Status.UNKNOWN:
        parts = [
            missing_words(each, teller.seen.household, teller.catalogue, teller.lang)
            for each in verdict.missing
        ]
        if not parts:
            return teller.say(_TO_BE_CHECKED)
    elif verdict.status is Status.INELIGIBLE:
        parts = list(against(told, teller))
    else:
        parts = list(deciding(told, told.truth, teller))
    return teller.say(_FAMILY[verdict.status], parts=_some(parts, verdict.status, teller))


def _some(parts: list[str], status: Status, teller: Teller) -> str:
    """Return the first few parts as one text, saying how many there are."""
    parts = list(dict.fromkeys(parts))
    mark = "；" if teller.lang == "zh" else "; "
    known = status is not Status.UNKNOWN
    first = mark.join(parts[:_MOST]) if known else listing(parts[:_MOST], teller.lang)
    return first if len(parts) <= _MOST else teller.say(_MORE, parts=first, n=len(parts))


def against(told: Explained, teller: Teller) -> Iterator[str]:
    """Yield a sentence for each condition that alone rules it out."""
    if told.truth is not Truth.FALSE:
        return
    if told.kind in ("all", "named"):
        for part in told.parts:
            yield from against(part, teller)
    else:
        yield from deciding(told, Truth.FALSE, teller)


def deciding(told: Explained, truth: Truth, teller: Teller) -> Iterator[str]:
    """Yield the sentences that make a condition true (or false), the fewest that do."""
    match told.kind, truth:
        case ("all", Truth.TRUE):
            for part in told.parts:
                yield from deciding(part, truth, teller)
        case ("one_of", Truth.FALSE):
            yield from _none_of(told, teller)
        case ("all" | "one_of", _):
            able = [list(deciding(p, truth, teller)) for p in told.parts if p.truth is truth]
            yield from min(able, key=len, default=[])
        case ("named" | "not", _):
            inner = truth if told.kind == "named" else negate(truth)
            for part in told.parts:
                yield from deciding(part, inner, teller)
        case ("any_member", Truth.TRUE):
            met = next(part for part in told.parts if part.truth is truth)
            yield from deciding(met, truth, teller)
        case ("any_member", Truth.FALSE):
            yield teller.say(_NOBODY, what=told.what)
        case ("count_members", _):
            yield f"{told.text}{teller.say(_MARK)}{told.said}"
        case _:
            yield told.said


def _none_of(told: Explained, teller: Teller) -> Iterator[str]:
    failed = [text for part in told.parts for text in deciding(part, Truth.FALSE, teller)]
    if len(failed) < 2:
        yield from failed
        return
    yield teller.say(_NONE_OF, parts=_some(failed, Status.INELIGIBLE, teller))


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
    """Yield the facts that a reckoning takes in, where it is of more than one."""
    gap = "" if teller.lang == "zh" else ": "
    if told.sides and len(told.facts) > 1:
        said = [
            f"{fact.who}{gap}{fact.label}{' ' if gap else ''}{fact.said}" for fact in told.facts
        ]
        yield listing(said, teller.lang)


def _origins(told: Explained, teller: Teller) -> Iterator[str]:
    """Yield what a fact was worked out from, and where each figure is from."""
    if not told.sides:
        yield from (origin for fact in told.facts if (origin := fact.origin(teller.lang)))
    several = len(told.figures) > 1
    for figure in told.figures:
        label = figure.label + teller.say(_MARK) if several else ""
        yield f"{label}{figure.reference(teller.lang)}"
