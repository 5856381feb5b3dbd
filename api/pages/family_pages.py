"""What the templates of families are given: the list, a new one."""

from dataclasses import dataclass

from api.pages.fields import Choice, Field, Trouble
from api.pages.frame import Frame, Link, Words
from api.pages.kept_rows import HeldRow
from api.pages.plan_rows import AlertRow


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A family in a list: its address here, who it is (masked), and what waits for somebody."""

    id: str
    name: str
    town: str
    people: str
    state: str
    changed: str
    alerts: int
    unread: bool
    to_confirm: bool
    questions: int
    asks: str
    uncovered: int
    plan: int | None


@dataclass(frozen=True, slots=True)
class FamiliesPage:
    """The families of one's towns: searched for, filtered, page by page."""

    frame: Frame
    words: Words
    typed: str
    asked: str
    filters: tuple[Field, ...]
    rows: tuple[FamilyRow, ...]
    following: str
    can_add: bool
    errors: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Inputs under one heading of a form; `is_open` unless it is empty and one of many."""

    title: str
    fields: tuple[Field, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class NewFamilyPage:
    """The form by which a family is taken in; what was typed is kept where anything is wrong."""

    frame: Frame
    words: Words
    once: str
    errors: tuple[Trouble, ...]
    alike: tuple[Link, ...]
    another: bool
    needs: tuple[Group, ...]
    home: tuple[Field, ...]
    members: tuple[Group, ...]
    consent: tuple[Choice, ...]
    consented: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact: what is recorded, from whom and of which day; or that it is not known, who can tell.

    `status` is known, unknown or withheld; `edit` names the editor that changes it.
    """

    label: str
    value: str
    status: str
    source: str
    edit: str


@dataclass(frozen=True, slots=True)
class MemberBlock:
    """Somebody of the family: who they are (masked), and what is known of them.

    With `is_folded` the page names them alone, with the way to the rest.
    """

    id: str
    title: str
    personal: tuple[FactRow, ...]
    facts: tuple[FactRow, ...]
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need of the ledger; `is_left_over`: of somebody who has left, and nobody settled it."""

    id: str
    text: str
    whose: str
    urgency: str
    state: str
    status: str
    noted: str
    is_left_over: bool


@dataclass(frozen=True, slots=True)
class GoneRow:
    """Somebody who has left the family, and on which day."""

    id: str
    title: str
    left: str


@dataclass(frozen=True, slots=True)
class BothVersions:
    """One input of a change that came too late: what was typed, and what stands now."""

    label: str
    yours: str
    now: str


@dataclass(frozen=True, slots=True)
class Editor:
    """A form for one change of a ledger; `edit` says which, `way` is post, or get to choose."""

    edit: str
    title: str
    hint: str
    fields: tuple[Field, ...]
    submit: str
    path: str
    way: str = "post"
    stale: str = ""
    versions: tuple[BothVersions, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A group of fields: on what ground it is kept, and whether the family agreed."""

    label: str
    purpose: str
    told: str
    status: str


@dataclass(frozen=True, slots=True)
class PastRow:
    """A fact as it was once recorded."""

    at: str
    who: str
    what: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class HeldPlace:
    """What is kept for the family of what charities offer, and who gives it."""

    name: str
    provider: str
    rows: tuple[HeldRow, ...]


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """One family: what is known and what not, its members, needs and consent, and one editor."""

    frame: Frame
    words: Words
    id: str
    version: int
    heading: str
    about: str
    is_open: bool
    danger: str
    is_noticed: bool
    alerts: tuple[AlertRow, ...]
    plan: int | None
    asks: str
    list_stands: str
    places: tuple[HeldPlace, ...]
    brought: tuple[str, ...]
    can_change: bool
    can_plan: bool
    can_reveal: bool
    errors: tuple[Trouble, ...]
    editor: Editor | None
    revealed: tuple[FactRow, ...]
    home: tuple[FactRow, ...]
    facts: tuple[FactRow, ...]
    members: tuple[MemberBlock, ...]
    departed: tuple[GoneRow, ...]
    needs: tuple[NeedRow, ...]
    consent: tuple[ConsentRow, ...]
    past: tuple[PastRow, ...]


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A question: its input, who can tell, what it decides; `withheld` where nobody may say.

    `day` asks since when the answer is known.
    """

    key: str
    fact: str
    member: str
    text: str
    field: Field
    day: Field
    suppliers: str
    decides: str
    care: str
    withheld: bool


@dataclass(frozen=True, slots=True)
class FirstItem:
    """One of the first items of the plan as it stands; `is_new` against the stored plan."""

    name: str
    status: str
    badge: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class QuestionsPage:
    """The questions of a family answered in place, and the plan's first items beside them.

    `asks` tells how many there are, `unclear` are those that nobody could answer.
    """

    frame: Frame
    words: Words
    id: str
    version: int
    heading: str
    about: str
    alerts: tuple[AlertRow, ...]
    errors: tuple[Trouble, ...]
    stale: str
    changes: tuple[str, ...]
    questions: tuple[AskedRow, ...]
    asks: str
    unclear: tuple[AskedRow, ...]
    sources: tuple[Choice, ...]
    source: str
    items: tuple[FirstItem, ...]
    more: int
    uncovered: tuple[str, ...]
    plan: int | None
    is_new: bool
    can_answer: bool
