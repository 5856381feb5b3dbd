"""POST /api/v1/match and /api/v1/assess: a household in, its plan or its verdicts out."""

from fastapi import Response

from api.deps import Body, Language, LivePartsDep, PartsDep
from api.gate import guarded
from api.routes.answers import as_json
from api.routes.documented import HOUSEHOLD_BODY, responses
from api.routes.queries import On, Top
from api.schemas.matching import Assessment, Plan
from api.usecases.single import assess_one, match_one

router = guarded("/api/v1", ["households"])


@router.post(
    "/match",
    summary="Match a household",
    response_class=Response,
    responses=responses(Plan, 413, 422),
    openapi_extra=HOUSEHOLD_BODY,
)
def match(
    parts: LivePartsDep,
    body: Body,
    lang: Language,
    on: On = None,
    top: Top = 20,
) -> Response:
    """Return the service plan of one household: the JSON of `xingfu match --json`."""
    return as_json(match_one(body, parts.matcher, parts.asking(lang, on, top)))


@router.post(
    "/assess",
    summary="Assess a household",
    response_class=Response,
    responses=responses(Assessment, 413, 422),
    openapi_extra=HOUSEHOLD_BODY,
)
def assess(parts: PartsDep, body: Body, lang: Language, on: On = None) -> Response:
    """Return the verdict of every list item for one household, as `xingfu assess --json`."""
    return as_json(assess_one(body, parts.matcher, parts.asking(lang, on)))
