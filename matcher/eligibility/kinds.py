"""Which kinds of case an item lacks: each verdict once, and both sides of each threshold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.eligibility.cases import Outcome, every_rule, try_cases
from matcher.eligibility.sketch import Sketch, Sketcher
from matcher.errors import Fault
from matcher.offerings import Catalogue
from matcher.reading.cases import FOLDER, Case, CaseFile
from matcher.rules.evaluate import Scope, evaluate
from matcher.rules.figures import figures_on
from matcher.rules.link import bind
from matcher.rules.text import render
from matcher.rules.thresholds import STEP, Threshold, moved, nudged, step_of, swapped, thresholds
from matcher.rules.tree import Compare, Condition
from matcher.rules.truth import Truth
from matcher.values import Status
from matcher.views import view
from matcher.wording import Bilingual

KINDS = {
    Status.ELIGIBLE: Bilingual("能享受", "may have it"),
    Status.INELIGIBLE: Bilingual("不能享受", "may not have it"),
    Status.UNKNOWN: Bilingual("还差事实，不能判断", "cannot be told yet"),
}
_SIDES = {
    "over": Bilingual("之上", "on the upper side"),
    "under": Bilingual("之下", "on the lower side"),
}
Move = Callable[[Threshold], Condition]


def _moves(step: float) -> Mapping[str, Move]:
    """Return what a case on a side of a threshold notices: a step that way, or the edge."""
    return {
        "over": lambda threshold: nudged(threshold, step),
        "under": lambda threshold: nudged(threshold, -step),
        "at": swapped,
    }


_BY_HAND = Bilingual(
    "{side}；这一户画不出来，请手写：两边相差不超过 {step}（元、岁、天、人……），别的条件都不影响"
    "结果。怎么也写不出来，就是别的条件已经盖住了它，请改条件",
    "{side}; none could be drawn: write one by hand in which the two sides are no more than {step} "
    "apart (yuan, years, days, people …) and nothing else decides. Where none can be written, "
    "another part of the rule covers this one: mend the rule",
)

_EDGE = {"<": "over", ">=": "over", "<=": "under", ">": "under"}
"""On which side of the operator's cut the boundary itself lies."""

_WANTED = {Status.ELIGIBLE: Truth.TRUE, Status.INELIGIBLE: Truth.FALSE}


@dataclass(frozen=True, slots=True)
class Gap:
    """A kind of case that an item lacks: a verdict, or a side of a threshold (over, under, at).

    `sketch` draws a household of that kind, for a person to judge; None where none was found,
    so that it has to be written by hand: no more than `step` from the threshold.
    """

    kind: str
    threshold: str = ""
    other: str = ""
    sketch: Sketch | None = None
    step: float = STEP

    def fault(self, file: str, code: str) -> Fault:
        """Return what `xingfu check` says of it."""
        if self.kind in _SIDES:
            side = _SIDES[self.kind]
            if self.sketch is None:
                return Fault("no_case_by_hand", self.threshold, self._by_hand(), file, code=code)
            return Fault("no_case_beside", self.threshold, side, file=file, code=code)
        if self.kind == "at":
            return Fault("no_case_tells", self.threshold, self.other, file=file, code=code)
        meaning = KINDS[Status(self.kind)]
        return Fault("no_case_kind", self.kind, meaning, file=file, code=code)

    def _by_hand(self) -> Bilingual:
        side, step = _SIDES[self.kind], f"{self.step:g}"
        return Bilingual(
            _BY_HAND.say("zh", side=side.zh, step=step), _BY_HAND.say("en", side=side.en, step=step)
        )


def gaps(code: str, cases: Sequence[Case], catalogue: Catalogue, day: date) -> tuple[Gap, ...]:
    """Return the kinds that the cases of an item lack, verdicts first, then its thresholds.

    A side of a threshold is shown where some case would come out otherwise if the threshold
    were moved a step (1, see `step_of`) that way, and its operator where one would if it took in
    its edge, or did not. Sides on which surely nothing ever turns, because another branch covers
    them, are not asked for, nor is an edge that no case could be drawn on: terms of several facts
    need not ever be equal. Sketches are drawn for `day`.
    """
    item = catalogue.item(code)
    sketcher = _sketcher(item.condition, item.per_member, catalogue, day)
    told = [_told(case, catalogue) for case in cases]
    return (*_verdicts(cases, sketcher), *_thresholds(item.condition, told, sketcher))


def every_kind(
    condition: Condition, per_member: bool, catalogue: Catalogue, day: date
) -> tuple[Gap, ...]:
    """Return the kinds of case that a linked condition asks for, as if it had none yet."""
    sketcher = _sketcher(condition, per_member, catalogue, day)
    return (*_verdicts((), sketcher), *_thresholds(condition, (), sketcher))


def _sketcher(condition: Condition, per_member: bool, catalogue: Catalogue, day: date) -> Sketcher:
    bound = bind(condition, figures_on(catalogue.figures, day, catalogue.figures))
    towns, words, derived = tuple(catalogue.towns), catalogue.vocabulary, catalogue.derived
    return Sketcher(bound, per_member, words, derived, towns, day)


def _verdicts(cases: Sequence[Case], sketcher: Sketcher) -> Iterator[Gap]:
    shown = {case.expect for case in cases}
    for status in KINDS:
        if status not in shown:
            wanted = _WANTED.get(status)
            sketch = sketcher.unknown() if wanted is None else sketcher.settled(wanted)
            yield Gap(status.value, sketch=sketch)


def _thresholds(condition: Condition, told: Sequence["_Told"], sketcher: Sketcher) -> Iterator[Gap]:
    facts = sketcher.vocabulary.facts
    bound = tuple(thresholds(sketcher.condition))
    for number, threshold in enumerate(thresholds(condition)):
        step = step_of(bound[number], facts)
        moves = _moves(step)
        unseen = [name for name, move in moves.items() if not _noticed(told, number, move)]
        if _EDGE[threshold.op] in unseen and "at" in unseen:
            unseen.remove("at")
        for name in unseen:
            drawn = sketcher.beside(number, moves[name])
            if drawn.sketch is not None or not (drawn.never or name == "at"):
                text, other = _shown(threshold, bound[number]), render(swapped(threshold))
                yield Gap(name, text, other, drawn.sketch, step)


_Told = tuple[Condition, Scope, Truth]
"""A case as the rule of its day sees it: the bound condition, whose facts, and the truth."""


def _told(case: Case, catalogue: Catalogue) -> _Told:
    condition = every_rule(catalogue, case.on).items[case.item].condition
    seen = view(case.household, case.on, catalogue.derived)
    scope = seen.scope(case.member)
    return condition, scope, evaluate(condition, scope)


def _noticed(told: Sequence[_Told], number: int, move: Move) -> bool:
    return any(
        evaluate(moved(condition, number, move), scope) is not truth
        for condition, scope, truth in told
    )


def _shown(threshold: Threshold, bound: Threshold) -> str:
    """Return a threshold as the catalogue writes it, with the figure of the day behind it."""
    text = render(threshold)
    if isinstance(bound, Compare) and bound.figure and isinstance(bound.value, int | float):
        return f"{text} ({bound.value:g})"
    return text


def case_faults(
    files: Sequence[CaseFile], catalogue: Catalogue, day: date, all_kinds: bool
) -> Iterator[Fault]:
    """Yield what is wrong with the cases of a catalogue: unreadable, not holding, and lacking.

    `all_kinds` says that every item must have its cases, of every kind. Kinds are looked at
    where all cases of the item could be read.
    """
    for file in files:
        yield from file.faults
        yield from (failed(o) for o in try_cases(file.cases, catalogue) if not o.holds)
        if all_kinds and not file.faults:
            lacking = gaps(file.item, file.cases, catalogue, day)
            yield from (gap.fault(file.file, file.item) for gap in lacking)
    told = {file.item for file in files}
    for code in {**catalogue.items, **catalogue.city_items} if all_kinds else ():
        if code not in told:
            yield Fault("no_cases", code, file=f"{FOLDER}/{code}.yaml", code=code)


def failed(outcome: Outcome) -> Fault:
    """Return what is said of a case that does not hold: what was expected, and what came."""
    case = outcome.case
    wanted, came = (
        [_verdict(status, missing, lang) for lang in ("zh", "en")]
        for status, missing in ((case.expect, case.missing), (outcome.status, outcome.missing))
    )
    expected = Bilingual(
        f"应为 {wanted[0]}，按规则却是 {came[0]}",
        f"should be {wanted[1]}; the rule says {came[1]}",
    )
    return Fault("case_fails", case.words, expected, case.file, case.line, case.item)


def _verdict(status: Status, missing: Sequence[str], lang: str) -> str:
    if status is not Status.UNKNOWN:
        return status.value
    lacks = ", ".join(missing) or "—"
    return f"{status.value}（缺 {lacks}）" if lang == "zh" else f"{status.value} (lacks {lacks})"
