"""How texts are listened to, as a catalogue writes it down: how a matter stands, what presses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

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


NOT_SO = (Stance.PAST, Stance.DENIED)
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
class Listening:
    """What a catalogue says of stances and of urgency; empty where it says nothing.

    `still_asks` are words by which, beside closed matters, another clause still asks; `wishes`
    those by which it asks for the very thing it names, `no_wishes` those beside which it does not;
    `third_person` and `first_person` those by which a clause goes on about somebody, or not.
    """

    stances: tuple[StanceWords, ...] = ()
    still_asks: tuple[str, ...] = ()
    pressures: tuple[Pressure, ...] = ()
    third_person: tuple[str, ...] = ()
    first_person: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    no_wishes: tuple[str, ...] = ()

    @property
    def closing(self) -> tuple[StanceWords, ...]:
        """Return the words that close a matter for the ranking."""
        return tuple(entry for entry in self.stances if entry.ranked)


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
