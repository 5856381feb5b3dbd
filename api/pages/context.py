"""What each template is given: one dataclass a page. A test holds template and fields equal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.pages.catalogue_pages import ItemPage, ItemsPage
from api.pages.desk_pages import DeskPage
from api.pages.door_pages import AccountPage, SetUpPage, SignInPage, UnsentPage
from api.pages.family_pages import FamiliesPage, FamilyPage, NewFamilyPage, QuestionsPage
from api.pages.fields import Choice, Field
from api.pages.fields import Trouble as Trouble  # pages take it from here
from api.pages.frame import Frame, Words
from api.pages.import_pages import ImportPage, ImportsPage
from api.pages.kept_pages import DifferencePage, KeptPlanPage, VersionsPage
from api.pages.list_pages import ListPage
from api.pages.plan_rows import (
    AlertRow,
    DayRow,
    ItemRow,
    Line,
    NearRow,
    NeedGroup,
    OfferRow,
    QuestionRow,
    RegistrationRow,
    TeamRow,
    VerifyRow,
    WhyNot,
)
from api.pages.supply_pages import OfferingFormPage, OfferingPage, SupplyPage
from api.pages.trial_rows import FigureGroup, Outcome
from api.pages.understood_rows import UnderstoodRow


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
class PlanPage:
    """A household's plan; `source` is the household as JSON, the only place it is kept.

    `chosen` is the item that was asked about as it was typed, `items` what else that may mean;
    `whole` is the rank of the item that was opened.
    """

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
    whole: int = 0


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """A page that says what went wrong and where to go on."""

    frame: Frame
    words: Words
    heading: str
    detail: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the API by its name, with its examples written out."""

    name: str
    method: str
    path: str
    summary: str
    parameters: tuple[Line, ...]
    request: str
    response: str


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """The operations of the API for a person to read; `opened` is the one that is told whole."""

    frame: Frame
    words: Words
    operations: tuple[Operation, ...]
    opened: Operation | None


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    """Policy figures to change on paper, and what would come of it; `opened` is shown whole."""

    frame: Frame
    words: Words
    people: Field
    groups: tuple[FigureGroup, ...]
    error: Trouble | None
    outcome: Outcome | None
    opened: FigureGroup | None


Page = (
    HomePage
    | PlanPage
    | ErrorPage
    | ReferencePage
    | WhatIfPage
    | SignInPage
    | UnsentPage
    | SetUpPage
    | AccountPage
    | DeskPage
    | FamiliesPage
    | NewFamilyPage
    | FamilyPage
    | QuestionsPage
    | KeptPlanPage
    | VersionsPage
    | DifferencePage
    | ItemsPage
    | ItemPage
    | ImportsPage
    | ImportPage
    | ListPage
    | SupplyPage
    | OfferingPage
    | OfferingFormPage
)
TEMPLATES: Mapping[type[Any], str] = {
    HomePage: "home.html",
    PlanPage: "plan.html",
    ErrorPage: "error.html",
    ReferencePage: "reference.html",
    WhatIfPage: "whatif.html",
    SignInPage: "signin.html",
    UnsentPage: "unsent.html",
    SetUpPage: "setup.html",
    AccountPage: "account.html",
    DeskPage: "desk.html",
    FamiliesPage: "families.html",
    NewFamilyPage: "new_family.html",
    FamilyPage: "family.html",
    QuestionsPage: "questions.html",
    KeptPlanPage: "kept.html",
    VersionsPage: "versions.html",
    DifferencePage: "difference.html",
    ItemsPage: "items.html",
    ItemPage: "one_item.html",
    ImportsPage: "imports.html",
    ImportPage: "import.html",
    ListPage: "list.html",
    SupplyPage: "offerings.html",
    OfferingPage: "offering.html",
    OfferingFormPage: "offering_form.html",
}
