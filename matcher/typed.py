"""What was understood of a household's needs, each thing with the words it rests on."""

from dataclasses import dataclass
from enum import StrEnum

from matcher.facts import Value
from matcher.listening import Stance
from matcher.needs import Urgency


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a need's text as it is recorded: `text[start:end]`, never empty."""

    start: int
    end: int
    words: str

    def __post_init__(self) -> None:
        """Refuse a quote that cannot be of its words."""
        if not 0 <= self.start < self.end or len(self.words) != self.end - self.start:
            raise ValueError(f"no quote: {self}")


@dataclass(frozen=True, slots=True)
class Slip:
    """A misspelt word: where it stands in the clean text, what is written, what may be meant."""

    start: int
    end: int
    written: str
    meant: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a need's text that voices one thing; `start` and `end` index the clean text.

    `said` is it as written, where cleaning kept the letters; `members` whom it concerns, the
    likeliest first; `settled`: solved, over or unwanted; `idle`: nothing to the matter; `stranger`:
    an outsider it tells of; `real`: it without denials and stories; `unreal`: nothing else.
    """

    need: str
    text: str
    start: int
    end: int
    said: str = ""
    members: tuple[str, ...] = ()
    settled: bool = False
    real: str = ""
    unreal: bool = False
    idle: bool = False
    stranger: str = ""
    slips: tuple[Slip, ...] = ()  # misspelt words, which the text has as they may be meant


class Basis(StrEnum):
    """By what a domain was heard: a sign, an item's name, or likeness to what items offer."""

    SIGN = "sign"
    NAME = "name"
    LIKENESS = "likeness"


class Whom(StrEnum):
    """By what it is known whom a clause concerns.

    `words` name somebody, `context` takes up whom the words before named, `ledger` is whom the
    worker laid the need to; `nobody` in particular leaves the household.
    """

    WORDS = "words"
    CONTEXT = "context"
    LEDGER = "ledger"
    NOBODY = "nobody"


class Voice(StrEnum):
    """How an item is spoken of by name."""

    ASKED = "asked"
    MENTIONED = "mentioned"
    TURNED_DOWN = "turned_down"


@dataclass(frozen=True, slots=True)
class DomainHeard:
    """A domain that a clause is about, and the words that say so."""

    domain: str
    by: Basis
    quote: Quote


@dataclass(frozen=True, slots=True)
class SignHeard:
    """A sign that a clause tells; with a `likeness` in (0, 1] it only sounds so, as a whole."""

    sign: str
    quote: Quote
    likeness: float | None = None


@dataclass(frozen=True, slots=True)
class FactHeard:
    """A fact that a clause voices and the form lacks: to be confirmed, never taken over."""

    fact: str
    member: str | None
    value: Value
    quote: Quote


@dataclass(frozen=True, slots=True)
class ItemHeard:
    """An item that a clause names."""

    code: str
    voice: Voice
    quote: Quote


@dataclass(frozen=True, slots=True)
class TypedNeed:
    """One of the separate needs in a text: a clause, whom it concerns, what it is about.

    `open` says that the ranking looked for something for it, `beyond` that it is about what
    nothing in the catalogue helps with. `stance_words` are None where no words say the stance,
    `unlisted` where they name nobody whom the record does not list. `slips` are misspelt words:
    what may be meant, and what is written.
    """

    quote: Quote
    members: tuple[str, ...]
    by: Whom
    stance: Stance
    stance_words: Quote | None
    open: bool
    beyond: bool
    unlisted: Quote | None = None
    domains: tuple[DomainHeard, ...] = ()
    signs: tuple[SignHeard, ...] = ()
    facts: tuple[FactHeard, ...] = ()
    items: tuple[ItemHeard, ...] = ()
    slips: tuple[tuple[str, Quote], ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """What an urgency rests on: a pressure of the catalogue, a stance, or a kind of alert.

    The words that tell it, or the recorded facts of a member or (None) of the household.
    """

    kind: str  # words, sign, fact, stance or alert
    name: str
    level: Urgency
    quote: Quote | None = None
    member: str | None = None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of one entry of the ledger.

    `urgency` stands beside the worker's own and replaces nothing; without `grounds` nothing
    speaks for more or less than usual.
    """

    need: str
    worker_urgency: Urgency
    urgency: Urgency
    grounds: tuple[Ground, ...]
    parts: tuple[TypedNeed, ...]
