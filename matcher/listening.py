"""How texts are listened to, as a catalogue writes it down: how a matter stands, what presses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from matcher.facts import Value
from matcher.rules.tree import Condition
from matcher.wording import Bilingual


class Stance(StrEnum):
    """How a clause stands to the matter it speaks of."""

    ASKS = "asks"
    TELLS = "tells"  # says how things are; what it needs is only implied
    REFUSED = "refused"  # help that is not wanted, or not wanted any more
    SOLVED = "solved"
    PAST = "past"
    DENIED = "denied"  # says that there is no such trouble
    STORY = "story"  # happens in a film, a game, a dream or the news


NOT_SO = (Stance.PAST, Stance.DENIED, Stance.STORY)
CLOSED = (Stance.REFUSED, Stance.SOLVED)
OVER = (*NOT_SO, *CLOSED)
"""Stances of which nothing is asked any more: it is not so now, or it is closed."""


@dataclass(frozen=True, slots=True, eq=False)
class StanceWords:
    """Words by which a clause takes a stance; `unless` are words that sound alike and do not.

    `ranked` words close the matter for the ranking too: it looks for nothing there.
    """

    stance: Stance
    words: tuple[str, ...]
    unless: tuple[str, ...] = ()
    ranked: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Negation:
    """Words by which a text says that what follows is not so, or that what went before is not.

    `words` deny what follows; so do those of `lacking`, but of `things` they only say that they
    are wanting. Between them and what they deny may stand any of `between`. `listing` denies all
    up to a comma. `after` follows what it denies, `tail` may end it. `unless` are words that
    sound alike and deny nothing.
    """

    words: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    listing: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


NO_NEGATION = Negation()


@dataclass(frozen=True, slots=True, eq=False)
class Pressure:
    """What makes a need press, or lets it wait: words of a text, signs, or recorded facts.

    `level` is high, medium or low. Facts count only for needs of one of the `domains`.
    """

    name: str
    level: str
    label: Bilingual
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    condition: Condition | None = None
    per_member: bool = False
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Danger:
    """A kind of danger sign: how texts voice it, which facts tell of it, who is told at once.

    `of` is the time of life of whom it endangers, empty where that is any.
    """

    kind: str
    label: Bilingual
    route: Bilingual
    signs: tuple[str, ...]
    not_signs: tuple[str, ...]
    conditions: tuple[Condition, ...]
    sources: tuple[str, ...] = ()  # what the route rests on
    outright: tuple[str, ...] = ()  # signs so plain that nothing outweighs them
    of: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Kin:
    """Words by which a text names a person, and who that is to the speaker."""

    words: tuple[str, ...]
    readings: tuple[str, ...]  # relation to the speaker, likeliest first
    sex: str | None = None
    age: str | None = None
    order: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Voiced:
    """How texts voice a fact's value; `unless` are words that sound alike and do not."""

    fact: str
    value: Value
    words: tuple[str, ...]
    unless: tuple[str, ...] = ()
    of_parent: bool = False  # said of a child it is a fact of its parents
    suffered: bool = False  # done to somebody: never a fact of whoever does it


@dataclass(frozen=True, slots=True, eq=False)
class Sign:
    """What a ledger text tells, by word or by implication, and how; `unless` as in `Voiced`.

    `danger` is the kind of danger that it is, `of` the time of life whose sign it is, if any;
    `instead` names by time of life the sign that the same words are then.
    """

    name: str
    label: Bilingual
    words: tuple[str, ...]
    unless: tuple[str, ...] = ()
    danger: str = ""
    of: str = ""
    instead: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Strangers:
    """Words of somebody else's trouble, which is not the household's own.

    `words` tell it (group `who`), unless what they do concerns the household (`unless`);
    `asked_for` are those of asking on their behalf, `go_on` of what is asked behind it, `end` of
    a wish, which is the household's own again.
    """

    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    asked_for: tuple[str, ...] = ()
    go_on: tuple[str, ...] = ()
    end: tuple[str, ...] = ()


NO_STRANGERS = Strangers()


@dataclass(frozen=True, slots=True, eq=False)
class Listening:
    """What a catalogue says of stances and of urgency; empty where it says nothing.

    `still_asks` are words by which, beside closed matters, another clause still asks; `wishes`
    those by which it asks for the very thing it names, `no_wishes` those beside which it does not;
    `third_person` and `first_person` those by which a clause goes on about somebody, or not;
    `idle` those of a clause that says nothing to the matter, `as_object` of kin who are only
    called or asked (group kin);
    `cared_for` those before the word for somebody for whom another cares or frets,
    `tells_of_us` those by which whoever speaks tells of themselves, `doers` what somebody does to
    another, with the stretch that names who does it (group who).
    """

    stances: tuple[StanceWords, ...] = ()
    still_asks: tuple[str, ...] = ()
    pressures: tuple[Pressure, ...] = ()
    third_person: tuple[str, ...] = ()
    first_person: tuple[str, ...] = ()
    negation: Negation = NO_NEGATION
    idle: tuple[str, ...] = ()
    as_object: tuple[str, ...] = ()
    strangers: Strangers = NO_STRANGERS
    cared_for: tuple[str, ...] = ()
    tells_of_us: tuple[str, ...] = ()
    doers: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    no_wishes: tuple[str, ...] = ()

    @property
    def closing(self) -> tuple[StanceWords, ...]:
        """Return the words that close a matter for the ranking, clause by clause."""
        return tuple(entry for entry in self.by_clause if entry.ranked)

    @property
    def ending(self) -> tuple[StanceWords, ...]:
        """Return those of them that end it: what is refused or solved, not what is past."""
        return tuple(entry for entry in self.closing if entry.stance in CLOSED)

    @property
    def by_clause(self) -> tuple[StanceWords, ...]:
        """Return the words by which a clause alone takes a stance."""
        return tuple(entry for entry in self.stances if entry.stance is not Stance.STORY)

    @property
    def stories(self) -> tuple[StanceWords, ...]:
        """Return the words of stories: they may begin in one clause and end in another."""
        return tuple(entry for entry in self.stances if entry.stance is Stance.STORY)


NO_LISTENING = Listening()


@dataclass(frozen=True, slots=True, eq=False)
class Spelling:
    """What a catalogue says of misspelt words; empty where it says nothing.

    `words` are short ones that are read where they are misspelt, `real` sound like one of them
    and are right, `steady` characters never stand for another. `sounds` are those of a character,
    without tone; `pairs` stand side by side in known words.
    """

    words: tuple[str, ...] = ()
    real: frozenset[str] = frozenset()
    steady: frozenset[str] = frozenset()
    sounds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pairs: frozenset[str] = frozenset()


NO_SPELLING = Spelling()
