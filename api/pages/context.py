"""What each template is given: one dataclass a page. A test holds template and fields equal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.pages.trial_rows import FigureGroup, Outcome
from api.pages.understood_rows import UnderstoodRow
from matcher.wording import Lang

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page.

    `here` is the address of this page without its language; where the page came of a form,
    `resend` names the form that the language switch sends again.
    """

    lang: Lang
    title: str
    here: str = "/"
    resend: str = ""

    @property
    def other(self) -> Lang:
        """Return the language the switch leads to."""
        return "en" if self.lang == "zh" else "zh"

    def at(self, path: str) -> str:
        """Return an address of this site in the language of the page."""
        return self._in(path, self.lang)

    def switched(self) -> str:
        """Return the address of this page in the other language."""
        return self._in(self.here, self.other)

    def _in(self, path: str, lang: Lang) -> str:
        return f"{path}{'&' if '?' in path else '?'}lang={lang}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """An input: its kind is select, number, date, text or textarea."""

    name: str
    label: str
    kind: str
    value: str = ""
    choices: tuple[Choice, ...] = ()
    error: str = ""
    low: float | None = None
    high: float | None = None
    step: str = "1"
    unit: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What has to be mended before there is a plan, and the input it stands at."""

    sentence: str
    at: str


@dataclass(frozen=True, slots=True)
class Row:
    """A group of inputs under a heading: one member, or one need."""

    title: str
    fields: tuple[Field, ...]
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo household in a few words."""

    id: str
    address: str
    town: str
    people: str
    need: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """The first page: choose a demo household, enter one, or paste one."""

    frame: Frame
    words: Words
    demos: tuple[Demo, ...]
    household: tuple[Field, ...]
    members: tuple[Row, ...]
    more_members: tuple[Row, ...]
    needs: tuple[Row, ...]
    pasted: str
    error: Trouble | None


@dataclass(frozen=True, slots=True)
class AlertRow:
    """A danger sign, the words it rests on, and who is told; `sure` unless likeness raised it."""

    label: str
    who: str
    by: str
    said: str
    route: str
    sure: bool


@dataclass(frozen=True, slots=True)
class AskRow:
    """A fact to verify: the question, what is recorded, who can tell, with what care."""

    text: str
    recorded: str
    suppliers: str
    care: str


@dataclass(frozen=True, slots=True)
class VerifyRow:
    """What does not fit together, how sure that is, and what to ask."""

    text: str
    degree: str
    badge: str
    note: str
    asks: tuple[AskRow, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A condition on which a verdict rests, marked by what it came to; `status` is a style."""

    mark: str
    text: str
    status: str
    parts: tuple["Branch", ...] = ()


@dataclass(frozen=True, slots=True)
class NearRow:
    """An item that is just missed, and what to do about it."""

    name: str
    who: str
    status: str
    badge: str
    text: str


@dataclass(frozen=True, slots=True)
class WhyRow:
    """Why an item is or is not for one beneficiary."""

    who: str
    status: str
    badge: str
    family: str
    rests_on: tuple[Branch, ...]
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """An item that was asked about, and why it is or is not for each beneficiary."""

    name: str
    rows: tuple[WhyRow, ...]
    residual: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A list item of the plan as a person reads it."""

    rank: int
    name: str
    layer: str
    status: str
    badge: str
    who: str
    also_for: str
    reasons: tuple[str, ...]
    ranking: tuple[str, ...]
    missing: tuple[str, ...]
    amount: str
    basis: str
    how: str
    amount_note: str
    apply: str
    documents: str
    days: str
    residual: tuple[str, ...]
    rests_on: tuple[Branch, ...]
    alternatives: str
    also_answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeedGroup:
    """A voiced need and the items that serve it first of all."""

    whose: str
    text: str
    urgency: str
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question worth asking, its input, who can tell, what it decides, and what each answer."""

    text: str
    field: Field
    suppliers: str
    decides: str
    effects: tuple[str, ...]
    heard: str
    care: str


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A charity offering, what is left of it, and for which need."""

    name: str
    platform: str
    status: str
    badge: str
    who: str
    left: str
    until: str
    reasons: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A visiting team."""

    name: str
    visits: str
    days: str
    languages: str
    reasons: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """An item that time will open, close or put in doubt: for whom, and what to prepare."""

    name: str
    who: str
    status: str
    badge: str
    then: str
    prepare: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day within a year on which something happens by itself, and what it changes.

    Where it changes many things, the first stand in `changes` and the others in `others`.
    """

    day: str
    because: str
    changes: tuple[ChangeRow, ...]
    others: tuple[ChangeRow, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Line:
    """A heading with what is said under it."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """Which city's rule decides, who takes the papers, where they go, and on what that rests."""

    decides: str
    takes: str
    forwards: str
    source: str
    services: str = ""


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A household's plan; `source` is the household as JSON, the only place it is kept."""

    frame: Frame
    words: Words
    heading: str
    day: str
    counts: str
    categories: str
    unclaimed: str
    lexical: bool
    by_hand: bool
    error: Trouble | None
    changes: tuple[str, ...]
    alerts: tuple[AlertRow, ...]
    verify: tuple[VerifyRow, ...]
    understood: tuple[UnderstoodRow, ...]
    registration: tuple[RegistrationRow, ...]
    overview: tuple[ItemRow, ...]
    groups: tuple[NeedGroup, ...]
    others: tuple[ItemRow, ...]
    uncovered: tuple[str, ...]
    near: tuple[NearRow, ...]
    items: tuple[Choice, ...]
    chosen: str
    why_not: WhyNot | None
    questions: tuple[QuestionRow, ...]
    offers: tuple[OfferRow, ...]
    teams: tuple[TeamRow, ...]
    forecast: tuple[DayRow, ...]
    held: tuple[str, ...]
    known: tuple[Line, ...]
    source: str


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """A page that says what went wrong and where to go on."""

    frame: Frame
    words: Words
    heading: str
    detail: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the API, with its examples written out."""

    method: str
    path: str
    summary: str
    parameters: tuple[Line, ...]
    request: str
    response: str


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """The operations of the API for a person to read."""

    frame: Frame
    words: Words
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    """Policy figures to change on paper, and what would come of it."""

    frame: Frame
    words: Words
    people: Field
    groups: tuple[FigureGroup, ...]
    error: Trouble | None
    outcome: Outcome | None


Page = HomePage | PlanPage | ErrorPage | ReferencePage | WhatIfPage
TEMPLATES: Mapping[type[Any], str] = {
    HomePage: "home.html",
    PlanPage: "plan.html",
    ErrorPage: "error.html",
    ReferencePage: "reference.html",
    WhatIfPage: "whatif.html",
}
