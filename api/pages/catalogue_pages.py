"""What the templates of the two lists are given."""

from dataclasses import dataclass

from api.pages.fields import Field, NamedLink
from api.pages.frame import Frame, Words
from api.usecases.item_told import Clause, FigureTold


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item as a line of the lists."""

    code: str
    name: str
    list: str
    layer: str
    domain: str
    whom: str
    address: str


@dataclass(frozen=True, slots=True)
class ItemsPage:
    """The two lists: a search, filters with how many items each would leave, the items."""

    frame: Frame
    words: Words
    heading: str
    text: str
    filters: tuple[Field, ...]
    found: str
    items: tuple[ItemLine, ...]
    following: str


@dataclass(frozen=True, slots=True)
class OfferingLine:
    """A charity offering for an item."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item: what and for whom, its conditions with their figures, papers, where, how long."""

    frame: Frame
    words: Words
    heading: str
    code: str
    tags: tuple[str, ...]
    whom: str
    per: str
    conditions: tuple[Clause, ...]
    residual: tuple[str, ...]
    figures: tuple[FigureTold, ...]
    amount: str
    provider: str
    apply: str
    documents: tuple[str, ...]
    days: str
    excludes: tuple[NamedLink, ...]
    requires: tuple[NamedLink, ...]
    phrases: tuple[str, ...]
    offers: tuple[OfferingLine, ...]
    source: str
    confidence: str
