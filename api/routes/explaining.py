"""POST /api/v1/explain: a household in, why one item is or is not for it out."""

from typing import Annotated

from fastapi import Query, Response

from api.deps import Body, Language, LivePartsDep
from api.explanations import Explanation
from api.gate import guarded
from api.routes.answers import as_json
from api.routes.documented import HOUSEHOLD_BODY, responses
from api.routes.queries import On
from api.usecases.explaining import Doubt, explain_one

router = guarded("/api/v1", ["households"])

ItemAsked = Annotated[
    str, Query(alias="item", max_length=100, description="the code or the name of an item")
]
MemberAsked = Annotated[
    str | None,
    Query(max_length=64, description="only this member; without it every beneficiary"),
]


@router.post(
    "/explain",
    summary="Explain the verdict of one item",
    response_class=Response,
    responses=responses(Explanation, 404, 413, 422),
    openapi_extra=HOUSEHOLD_BODY,
)
def explain(
    parts: LivePartsDep,
    body: Body,
    lang: Language,
    item: ItemAsked,
    member: MemberAsked = None,
    on: On = None,
) -> Response:
    """Return the tree of conditions of one item, as `xingfu explain --json`."""
    asked = parts.asking(lang, on)
    return as_json(explain_one(body, parts.matcher, asked, Doubt(item, member)))
