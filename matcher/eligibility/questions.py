"""Which unknown facts are worth asking, and of whom: those whose answers settle most."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from math import fsum, prod
from operator import or_

from matcher.eligibility.answers import Sample, joined, spread
from matcher.eligibility.assess import missing_of_leaf
from matcher.eligibility.plausible import VOICED, Outlook, rate_of
from matcher.eligibility.residual import Leaves, Open, Outcome, leaves_of, outcome, residual
from matcher.eligibility.rulebook import Rulebook
from matcher.eligibility.supposing import Supposing
from matcher.facts import Value
from matcher.rules.evaluate import Judged
from matcher.rules.text import render
from matcher.rules.truth import Truth
from matcher.values import Answer, Hint, Missing, Question, Settled, Status, Verdict
from matcher.views import View

NARROWED = 0.5
"""What one fact less to ask counts for, beside a verdict that is settled: see `questions`."""

_TRIED = 512  # ways of the other facts that are gone through
_OUTCOMES = {truth: Outcome(truth) for truth in Truth}
_STATUS = {Truth.TRUE: Status.ELIGIBLE, Truth.FALSE: Status.INELIGIBLE}


@dataclass(frozen=True)
class Ground:
    """What questions are weighed on: the household, the rules, what is thought of the unknown."""

    seen: View
    book: Rulebook
    outlook: Outlook
    hints: Sequence[Hint] = ()
    late: Collection[Missing] = ()
    """What is asked after all else, whatever it would settle."""


def questions(
    verdicts: Sequence[Verdict], worth: Mapping[str, float], ground: Ground
) -> tuple[Question, ...]:
    """Return the missing facts of the given verdicts, those expected to settle most first.

    The gain of a question is the sum over its possible answers, by their chance, of what each
    does for the verdicts: the `worth` of the code where it settles one; where it does not, that
    worth x NARROWED x the share of the verdict's missing facts that need not be asked any more.
    Without that share no fact of a verdict that needs several would ever be asked first; being
    smaller than 1, it never outdoes the same verdict settled.

    A fact is left out where, of every verdict, all its answers leave the same open. A rule
    that no answer settles, since it reckons with several facts, still asks for each of them.
    Ties fall to what a text voices, then to the fact's name, then the member. What the ground
    holds to be asked `late` comes behind all others.
    """
    docket = _Docket(verdicts, worth, ground)
    found = [docket.weighed(missing) for missing in docket.missing]
    asked = [question for question in found if question.decides]
    late = ground.late
    return tuple(sorted(asked, key=lambda q: (_missing(q) in late, *_standing(q))))


def _missing(question: Question) -> Missing:
    return Missing(question.fact, question.member or "")


def _standing(question: Question) -> tuple[float, bool, str, str]:
    return -question.gain, question.hint is None, question.fact, question.member or ""


@dataclass(frozen=True, slots=True)
class _Case:
    """An open verdict: what is open of it, by which comparisons, for want of which facts."""

    verdict: Verdict
    worth: float
    tree: Open
    leaves: frozenset[int]
    lacks: int

    def credit(self, found: Outcome) -> float:
        """Return what an answer does for the verdict, in [0, 1]."""
        if found.truth is not Truth.UNKNOWN:
            return 1.0
        before, after = self.lacks.bit_count(), found.lacks.bit_count()
        return NARROWED * max(0, before - after) / max(1, before)


@dataclass(frozen=True, slots=True)
class _Class:
    """Answers that all open comparisons judge alike, and what these come to."""

    answers: tuple[Sample, ...]
    told: Mapping[int, Outcome]
    chance: float
    holds: str = ""  # the code that a household of such an answer holds already

    def does(self, case: _Case, lacks: Sequence[int]) -> Outcome:
        """Return what a verdict comes to; a code that is held is settled too."""
        held = self.holds == case.verdict.code
        return _OUTCOMES[Truth.TRUE] if held else outcome(case.tree, self.told, lacks)


_Effects = Sequence[tuple[_Case, Sequence[Outcome]]]  # of each case, by the class of answers
_Told = tuple[tuple[Outcome, ...], str]


class _Docket:
    """The open verdicts of a household, ready to be judged anew under any answer."""

    def __init__(
        self, verdicts: Sequence[Verdict], worth: Mapping[str, float], ground: Ground
    ) -> None:
        self._ground = ground
        self._supposing = Supposing(ground.seen, ground.book)
        self._hints = {Missing(hint.fact, hint.member or ""): hint for hint in ground.hints}
        self._bits: dict[Missing, int] = {}
        self._kept: dict[Missing, list[_Class]] = {}
        self._leaves = Leaves()
        trees = [
            (verdict, residual(verdict.judged, self._leaves))
            for verdict in verdicts
            if verdict.status is Status.UNKNOWN
        ]
        seen, words = ground.seen, ground.book.vocabulary
        self._lacks = [
            self._bits_of(missing_of_leaf(leaf, seen, words)) for leaf in self._leaves.judged
        ]
        self._cases = [
            self._case(verdict, worth.get(verdict.code, 0.0), tree) for verdict, tree in trees
        ]
        self.missing = tuple(self._bits)

    def _bits_of(self, missing: Iterable[Missing]) -> int:
        bits = 0
        for each in missing:
            bits |= self._bits.setdefault(each, 1 << len(self._bits))
        return bits

    def _case(self, verdict: Verdict, worth: float, tree: Open) -> _Case:
        leaves = frozenset(leaves_of(tree))
        return _Case(verdict, worth, tree, leaves, reduce(or_, (self._lacks[n] for n in leaves)))

    def weighed(self, missing: Missing) -> Question:
        """Return the question for a missing fact, with what its answers would settle."""
        bit = self._bits[missing]
        classes = self._classes_of(missing)
        held = {each.holds for each in classes}
        effects = [
            (case, [each.does(case, self._lacks) for each in classes])
            for case in self._cases
            if case.lacks & bit or case.verdict.code in held
        ]
        telling = [pair for pair in effects if self._is_moved(*pair, missing, classes)]
        gain = fsum(
            case.worth * each.chance * case.credit(found)
            for case, results in telling
            for each, found in zip(classes, results, strict=True)
        )
        return Question(
            missing.fact,
            missing.member or None,
            tuple(dict.fromkeys(case.verdict.code for case, _ in telling)),
            self._hints.get(missing),
            round(gain, 4),
            _answers(classes, telling),
        )

    def _is_moved(
        self, case: _Case, results: Sequence[Outcome], missing: Missing, classes: Sequence[_Class]
    ) -> bool:
        """Say whether some answer brings a verdict on: settles it, or leaves something else open.

        A comparison that reckons with several unknown facts is brought on by each.
        """
        if any(found.truth is not Truth.UNKNOWN for found in results) or len(set(results)) > 1:
            return True
        if any(self._lacks[number].bit_count() > 1 for number in case.leaves):
            return True
        return self._parts_ways(case, missing, classes)

    def _parts_ways(self, case: _Case, missing: Missing, classes: Sequence[_Class]) -> bool:
        """Say whether two answers ever lead to other truths, whatever the other facts may be.

        Answers that neither settle a verdict nor spare it a fact still may: that one of several
        members is counted. Beyond _TRIED ways of the other facts they are taken to.
        """
        others = [
            self._classes_of(other)
            for other in self.missing
            if case.lacks & self._bits[other] and other != missing
        ]
        if prod(map(len, others)) > _TRIED:
            return True
        for way in product(*others):
            told = {number: found for each in way for number, found in each.told.items()}
            ends = {
                outcome(case.tree, {**told, **each.told}, self._lacks).truth for each in classes
            }
            if len(ends) > 1:
                return True
        return False

    def _classes_of(self, missing: Missing) -> list[_Class]:
        if missing not in self._kept:
            bit = self._bits[missing]
            touched = [number for number, lacks in enumerate(self._lacks) if lacks & bit]
            self._kept[missing] = self._classes(missing, touched)
        return self._kept[missing]

    def _classes(self, missing: Missing, touched: Sequence[int]) -> list[_Class]:
        leaves = [self._leaves.judged[number] for number in touched]
        groups: dict[_Told, list[Sample]] = {}
        for sample in self._supposing.answers(missing, leaves):
            told = self._told(missing, leaves, sample.value)
            groups.setdefault(told, []).append(sample)
        chances = self._chances(missing, leaves, groups)
        return [
            _Class(tuple(answers), dict(zip(touched, told, strict=True)), chance, holds)
            for ((told, holds), answers), chance in zip(groups.items(), chances, strict=True)
        ]

    def _told(self, missing: Missing, leaves: Sequence[Judged], value: Value) -> _Told:
        """Return what an answer makes of the comparisons, and the code it says is held."""
        held = {} if missing.member else self._ground.book.vocabulary.holdings
        holds = held.get(missing.fact, {}).get(str(value), "")
        return tuple([self._told_of(leaf, missing, value) for leaf in leaves]), holds

    def _told_of(self, leaf: Judged, missing: Missing, value: Value) -> Outcome:
        truth = self._supposing.truth(leaf, missing, value)
        if truth is not Truth.UNKNOWN:
            return _OUTCOMES[truth]
        return Outcome(truth, self._bits_of(self._supposing.lacks(leaf, missing, value)))

    def _chances(
        self,
        missing: Missing,
        leaves: Sequence[Judged],
        groups: Mapping[_Told, Sequence[Sample]],
    ) -> tuple[float, ...]:
        """Return how likely each class of answers is, by rates and by what a text voices."""
        outlook = self._ground.outlook
        held = set()
        for place, leaf in enumerate(leaves):
            rate = rate_of(render(leaf.node), missing.member or None, outlook)
            if rate is not None:
                true = [told[place].truth is Truth.TRUE for told, _ in groups]
                held.add((sum(1 << n for n, holds in enumerate(true) if holds), rate))
        chances = spread(tuple(map(len, groups.values())), tuple(sorted(held)))
        said = outlook.voiced.get((missing.fact, missing.member))
        if said is None or len(chances) < 2:
            return chances
        voiced = self._told(missing, leaves, said)
        return _leaning(chances, list(groups).index(voiced)) if voiced in groups else chances


def _status(case: _Case, found: Outcome, answers: _Class) -> Status:
    return Status.HELD if answers.holds == case.verdict.code else _STATUS[found.truth]


def _leaning(chances: Sequence[float], voiced: int) -> tuple[float, ...]:
    """Return the chances where a text voices the answers at a place."""
    others = 1 - chances[voiced] or 1.0
    return tuple(
        VOICED if place == voiced else (1 - VOICED) * chance / others
        for place, chance in enumerate(chances)
    )


def _answers(classes: Sequence[_Class], telling: _Effects) -> tuple[Answer, ...]:
    """Return the answers that settle the same together, in the order of the vocabulary."""
    found: dict[tuple[Settled, ...], list[_Class]] = {}
    for number, each in enumerate(classes):
        settles = tuple(
            Settled(case.verdict.code, case.verdict.member, _status(case, results[number], each))
            for case, results in telling
            if results[number].truth is not Truth.UNKNOWN
        )
        found.setdefault(settles, []).append(each)
    return tuple(
        Answer(
            joined(p for each in alike for p in each.answers),
            round(fsum(each.chance for each in alike), 4),
            settles,
        )
        for settles, alike in found.items()
    )
