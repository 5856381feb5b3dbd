"""What the page of a kept plan shows, row by row."""

from dataclasses import dataclass

from api.pages.plan_rows import WhyRow
from api.pages.understood_rows import Piece


@dataclass(frozen=True, slots=True)
class KeptItem:
    """An item of a kept plan: why, what is lacking, where and how long; the rest on demand.

    `reasons` are stretches of text, those of the ledger's own words marked. `more` is the address
    under which all its reasons are told. With `is_folded` the page shows its head alone, which
    leads there. `refused` tells that it was not granted before.
    """

    code: str
    rank: int
    name: str
    layer: str
    status: str
    badge: str
    who: str
    by_hand: bool
    reasons: tuple[tuple[Piece, ...], ...]
    lacking: str
    amount: str
    basis: str
    apply: str
    days: str
    more: str
    refused: str = ""
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper to bring, and the items that ask for it."""

    name: str
    items: str


@dataclass(frozen=True, slots=True)
class HandRow:
    """What a person did to the plan, and why; who and when."""

    did: str
    reason: str


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A place that is kept for the family, and what may be done with it."""

    id: str
    text: str
    version: int
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfferLine:
    """A charity offering of the plan; `code` names it in forms and is never shown.

    `delivered` says what was brought to the family and when, `closed` why nobody can reserve it
    now; `may_hold` says that a place can be reserved for this family, `ticked` that it goes into
    the list unless somebody takes the tick away. `lent` says that it has to be given back.
    """

    code: str
    name: str
    platform: str
    status: str
    badge: str
    who: str
    left: str
    until: str
    reason: str
    missing: str
    held: tuple[HeldRow, ...] = ()
    delivered: tuple[str, ...] = ()
    closed: str = ""
    may_hold: bool = True
    lent: str = ""
    ticked: bool = True


@dataclass(frozen=True, slots=True)
class KeptGroup:
    """A voiced need, the words in it that something rests on, and what is for it first of all.

    After the items come the offers of charities.
    """

    whose: str
    said: tuple[Piece, ...]
    urgency: str
    items: tuple[KeptItem, ...]
    offers: tuple[OfferLine, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team that may be chosen, and why; `code` stands in its name."""

    code: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """All that an item rests on: conditions met, failed and unknown, and what is to be minded."""

    code: str
    name: str
    residual: tuple[str, ...]
    source: str
    of_each: tuple[WhyRow, ...]
    in_plan: bool = False
    ranking: tuple[str, ...] = ()
    amount: str = ""
    alternatives: str = ""
    also_for: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmForm:
    """How the form that confirms begins: what is not ticked (by code) and why, team and note.

    `aside` are the items that are told in person and stand in no list, `last` names the newest
    confirmation as it was when the form was shown.
    """

    unticked: dict[str, str]
    team: str
    note: str
    hint: str
    last: str
    aside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """An item that a search found: may be asked about, and added where it is not there yet.

    `refused` tells that an office did not grant it to this family, and when.
    """

    code: str
    name: str
    list: str
    there: bool
    why: str
    refused: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a plan: who made it and when, what a person changed in it."""

    number: int
    address: str
    made: str
    by: str
    kind: str
    changes: tuple[HandRow, ...]
    counts: str
    against: str
    confirmed: str = ""


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One thing that tells two versions apart."""

    kind: str
    name: str
    text: str
