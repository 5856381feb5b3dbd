"""What the templates of kept plans are given."""

from dataclasses import dataclass

from api.pages.fields import Trouble
from api.pages.frame import Frame, Words
from api.pages.kept_rows import (
    ConfirmForm,
    DiffRow,
    Found,
    Grounds,
    HandRow,
    KeptGroup,
    KeptItem,
    OfferLine,
    PaperRow,
    TeamLine,
    VersionRow,
)
from api.pages.plan_rows import AlertRow, DayRow, Line, NearRow, RegistrationRow, VerifyRow
from api.pages.understood_rows import UnderstoodRow


@dataclass(frozen=True, slots=True)
class KeptPlanPage:
    """One version of the plan of a kept household.

    `base` is its address, `may_change` whether this caller may correct and confirm this version;
    `grounds` tells of the one item that was asked about, `find` what was searched for. `reason` was
    typed at the item with the code `at` and stands there again where a change was refused. `part`
    is the section that was asked for on demand, whose rows alone are filled in. Where `is_long`,
    items that stand further down are folded, papers do not say for which items they are, nor
    offers why, nor for whom where their need says so; a search or a part shows no papers.
    `is_alone`: of a long plan the one item that was opened is shown. `offers` serve no need;
    others are in `groups`.
    """

    frame: Frame
    words: Words
    heading: str
    base: str
    family: str
    who: str
    version: str
    confirmed: str
    counts: str
    categories: str
    unclaimed: str
    is_newest: bool
    may_change: bool
    may_confirm: bool
    may_reserve: bool
    in_person: tuple[str, ...]
    is_outdated: bool
    confirm_again: str
    may_make: bool
    may_ask: bool
    form: ConfirmForm
    error: Trouble | None
    ruled_out: str
    reason: str
    at: str
    hands: tuple[HandRow, ...]
    alerts: tuple[AlertRow, ...]
    verify: tuple[VerifyRow, ...]
    registration: tuple[RegistrationRow, ...]
    groups: tuple[KeptGroup, ...]
    others: tuple[KeptItem, ...]
    papers: tuple[PaperRow, ...]
    uncovered: tuple[str, ...]
    asks: str
    offers: tuple[OfferLine, ...]
    teams: tuple[TeamLine, ...]
    find: str
    found: tuple[Found, ...]
    grounds: Grounds | None
    part: str
    understood: tuple[UnderstoodRow, ...]
    near: tuple[NearRow, ...]
    forecast: tuple[DayRow, ...]
    known: tuple[Line, ...]
    signatures: tuple[str, ...]
    printed: str
    is_long: bool = False
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """The versions of a household's plan; without any, how to make the first."""

    frame: Frame
    words: Words
    heading: str
    base: str
    family: str
    who: str
    may_make: bool
    versions: tuple[VersionRow, ...]
    following: str


@dataclass(frozen=True, slots=True)
class DifferencePage:
    """What tells two versions apart."""

    frame: Frame
    words: Words
    heading: str
    base: str
    rows: tuple[DiffRow, ...]
    same: bool
