"""What the stages hand to one another. All frozen; the pipeline is where they meet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from matcher.facts import Value
from matcher.offerings import Degree, Pays
from matcher.rules.evaluate import Judged
from matcher.typed import Clause, Reading
from matcher.wording import Bilingual


class Status(StrEnum):
    """A verdict: four different results, never folded into two."""

    ELIGIBLE = "eligible"
    UNKNOWN = "unknown"
    INELIGIBLE = "ineligible"
    HELD = "held"


class Missing(NamedTuple):
    """An input fact that is not known, of a member or (None, as "") of the household."""

    fact: str
    member: str = ""


def _nothing(judged: Judged) -> tuple[Missing, ...]:
    return ()


class _Verdict(NamedTuple):
    code: str
    member: str | None
    status: Status
    judged: Judged
    asks: Callable[[Judged], tuple[Missing, ...]] = _nothing


class Verdict(_Verdict):
    """Whether a code is for a beneficiary, and why.

    `member` is None for a `per: household` code; `judged` is the judged condition, also where
    `held` replaces it. A named tuple, since an assessment makes some hundreds of them; `asks`
    finds what is missing when somebody wants to know.
    """

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """Return the unknown input facts that can still change the verdict, sorted."""
        return self.asks(self.judged) if self.status is Status.UNKNOWN else ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Verdict) and self[:4] == other[:4]

    def __hash__(self) -> int:
        return hash(self[:3])


@dataclass(frozen=True, slots=True)
class Hint:
    """A fact that a text voices and the form lacks: to be confirmed, never taken over.

    `member` is None for a fact of the household; `words` are those of the text.
    """

    fact: str
    member: str | None
    value: Value
    need: str
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """That a text says the words of a clash: of a member, or (None) of the household."""

    clash: str
    member: str | None
    need: str
    words: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Facts, or a fact and a text, that do not go together: to be verified, never corrected.

    `facts` are those that clash, `asks` what to verify and of whom, `shown` the values that its
    sentence names. `need` and `words` say which text; None and empty where facts alone clash.
    """

    name: str
    degree: Degree
    member: str | None
    facts: tuple[str, ...]
    asks: tuple[Missing, ...]
    shown: Mapping[str, Value]
    need: str | None = None
    words: str = ""
    place: str = ""  # the city by whose lines they clash, empty where they rest on none


@dataclass(frozen=True, slots=True)
class Alert:
    """A danger sign; `need` is None where facts alone tell of it. It never waits for a ranking."""

    kind: str
    need: str | None
    member: str | None = None
    words: str = ""  # of the text it rests on
    by: str = "words"  # or their `likeness` to danger, or `facts`


@dataclass(frozen=True, slots=True)
class Match:
    """That a code answers a need: the ledger's words, and the nearest text or the sign told."""

    need: str
    points: float  # log-odds: what this need alone adds to the code's score
    words: str
    text: str
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One addend of a score: its name, the measured value, and weight times value."""

    name: str
    value: float
    points: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A code with its score and the parts that make it, for the chosen beneficiary."""

    code: str
    verdict: Verdict
    others: tuple[Verdict, ...]  # for whom else it is not ruled out, likeliest first
    points: float  # log-odds
    score: float  # the same as a share in [0, 1]
    values: Mapping[str, float]  # of each part of the score
    weights: Mapping[str, float]  # points for one unit of a part
    matches: tuple[Match, ...] = ()  # the needs it serves, best first
    asked_by: tuple[str, ...] = ()  # the needs that ask for it by name, or say it is lacking
    wishes: tuple[tuple[str, str], ...] = ()  # need, and the name it wishes for

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the addends of the score; those that add nothing are left out."""
        return tuple(
            Part(name, value, round(self.weights[name] * value, 4))
            for name, value in self.values.items()
            if value and self.weights.get(name)
        )

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Return the verdicts for all whom it is not ruled out for, the chosen one first."""
        return (self.verdict, *self.others)

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the needs it serves, best first."""
        return tuple(match.need for match in self.matches)

    @property
    def also_for(self) -> tuple[str, ...]:
        """Return the other members for whom it is not ruled out."""
        return tuple(verdict.member for verdict in self.others if verdict.member is not None)


@dataclass(frozen=True, slots=True)
class Step:
    """An item of a plan, at its rank, with what it stands beside."""

    rank: int
    ranked: Ranked
    alternative_to: tuple[str, ...] = ()
    lift: float = 0.0  # log-odds by which it stands above its own points, see compose
    requires: tuple[str, ...] = ()  # prerequisites that stand earlier in the plan


@dataclass(frozen=True, slots=True)
class TeamChoice:
    """A visiting team proposed for a household, with reasons as (key, detail) pairs."""

    code: str
    score: float
    visits_per_week: int
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Answers that lie together: the values of `fact` from `low` to `high`, both included.

    `above` leaves `low` itself out, `below` leaves `high` out; None is no end. A choice has its
    one value at both ends; one that no rule names (any other town) has neither end.
    """

    fact: str
    low: Value | None = None
    high: Value | None = None
    above: bool = False
    below: bool = False


class Settled(NamedTuple):
    """A verdict that an answer would settle: the code, for whom, and how."""

    code: str
    member: str | None
    status: Status


@dataclass(frozen=True, slots=True)
class Answer:
    """Answers to a question that settle the same: which, how likely (in [0, 1]), and what."""

    spans: tuple[Span, ...]
    chance: float
    settles: tuple[Settled, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A fact worth asking, of whom, and the codes whose verdict it can still change."""

    fact: str
    member: str | None
    decides: tuple[str, ...]
    hint: Hint | None = None  # what a text already says of it
    gain: float = 0.0  # what its answer is expected to settle, in worth of verdicts
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Cause:
    """What time does on a day, by itself, to change a verdict.

    `kind` is birthday, since, duration, school, renewal, lapse, ends or figure; `name` the fact,
    the held code or the figure; `member` whose it is (None: the household's). `count` is the
    number of `unit` that is reached, or the year of a stage that begins. What was and what
    comes stand in `before` and `after`; None is not known.
    """

    kind: str
    member: str | None
    name: str
    count: int | None = None
    unit: str = ""
    before: Value | None = None
    after: Value | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What time alone will change: a code's status for a member, from a day on.

    `was` is the status of the day before; `missing` what is still unknown on the day itself.
    """

    code: str
    member: str | None
    on: date
    becomes: Status
    causes: tuple[Cause, ...]
    was: Status = Status.INELIGIBLE
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Remedy:
    """A fact that can be changed, of a member or (None) of the household, and how.

    `through` is the item by which the new value is obtained, empty for none; `sure` says that
    nothing is known to be open there.
    """

    fact: str
    member: str | None
    was: Value
    to: Value
    advice: Bilingual
    through: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class NearMiss:
    """The fewest remedies that lift an ineligible verdict: without any of them it stays.

    It becomes eligible, or unknown with the `missing` facts still to be told.
    """

    code: str
    member: str | None
    remedies: tuple[Remedy, ...]
    becomes: Status
    missing: tuple[Missing, ...] = ()

    @property
    def sure(self) -> bool:
        """Say whether nothing stays open: neither on the way nor after it."""
        return self.becomes is Status.ELIGIBLE and all(remedy.sure for remedy in self.remedies)


class Share(NamedTuple):
    """What a code pays one beneficiary, in CNY, from `low` to `high`, beside another payment."""

    code: str
    member: str | None
    per: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Payment:
    """What one beneficiary would be paid, in CNY: from `low` to `high`, None for an open end.

    `pays` is the bound formula it was worked out by, `line` the line up to which it pays a gap.
    """

    pays: Pays
    low: float | None
    high: float | None
    line: float | None = None
    others: tuple[Share, ...] = ()  # of the item's further beneficiaries in a plan
    instead: tuple[Share, ...] = ()  # of what may be had in its place

    @property
    def value(self) -> float | None:
        """Return the sum where it is one, None for a range."""
        return self.low if self.low == self.high else None


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """Sums in CNY by `month`, `year` and `once` of what a plan would pay and nobody draws yet.

    An estimate: `sure` of what is known to be met, `possible` with what may come beside it;
    `codes` are those that `sure` counts, `at_least` the periods in which one may pay more.
    """

    sure: Mapping[str, float] = field(default_factory=dict)
    possible: Mapping[str, float] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    at_least: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A household's service plan on a day, whole: nothing in it is cut by `--top`."""

    household: str
    on: date
    mode: str  # "hybrid" or "lexical"
    categories: tuple[str, ...]
    steps: tuple[Step, ...]
    held: tuple[str, ...]
    offers: tuple[Ranked, ...]
    teams: tuple[TeamChoice, ...]
    questions: tuple[Question, ...]
    forecast: tuple[Change, ...]
    alerts: tuple[Alert, ...]
    uncovered: tuple[str, ...]
    hints: tuple[Hint, ...] = ()
    verify: tuple[Contradiction, ...] = ()
    clauses: Mapping[str, tuple[Clause, ...]] = field(default_factory=dict)
    is_by_hand: bool = False  # ranked by weights written down, not fitted on labels
    payments: Mapping[tuple[str, str | None], Payment] = field(default_factory=dict)
    unclaimed: Unclaimed = field(default_factory=Unclaimed)
    near: tuple[NearMiss, ...] = ()
    understood: tuple[Reading, ...] = ()
