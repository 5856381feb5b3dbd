"""GET /api/v1/items: the list items of the catalogue, searched or one by its code."""

from typing import Annotated

from fastapi import Path, Response

from api.deps import Language, PartsDep
from api.errors import ProblemError
from api.gate import guarded
from api.routes.answers import as_json
from api.routes.documented import responses
from api.routes.queries import (
    Audience,
    DomainName,
    LayerName,
    Limit,
    ListName,
    Offset,
    Words,
    unknown_choice,
)
from api.schemas.matching import Item, Items
from api.usecases.browsing import Search, find_items, show_item

router = guarded("/api/v1/items", ["catalogue"])


@router.get(
    "", summary="Search the list items", response_class=Response, responses=responses(Items, 422)
)
def search(  # noqa: PLR0913 - one argument a query parameter
    parts: PartsDep,
    lang: Language,
    q: Words = "",
    list_name: ListName = None,
    layer: LayerName = None,
    domain: DomainName = None,
    audience: Audience = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """Return the items whose names, aliases or phrases hold `q`, in catalogue order."""
    domains = parts.matcher.catalogue.words["domain"]
    if domain is not None and domain not in domains:
        raise ProblemError(unknown_choice("domain", domain, domains))
    asked = Search(q, list_name, layer, domain, audience, limit, offset)
    return as_json(find_items(parts.matcher.catalogue, asked, lang))


@router.get(
    "/{code}",
    summary="One list item",
    response_class=Response,
    responses=responses(Item, 404, 422),
)
def show(
    parts: PartsDep,
    lang: Language,
    code: Annotated[str, Path(description="the code of a list item: G001 … S158")],
) -> Response:
    """Return one item by its code."""
    return as_json(show_item(parts.matcher.catalogue, code, lang))
