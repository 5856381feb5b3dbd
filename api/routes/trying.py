"""POST /api/v1/whatif: a change and some households in, who gains and who loses out."""

from typing import Any

from fastapi import Response

from api.deps import Body, Language, PartsDep
from api.gate import guarded
from api.routes.answers import as_json
from api.routes.documented import responses
from api.routes.queries import On
from api.trials import Trial
from api.usecases.trying import MOST_HOUSEHOLDS, MOST_SETTINGS, try_body

router = guarded("/api/v1", ["households"])
TRIAL_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "title": "TrialIn",
                    "description": "What to change, by the name of a figure (a cell of a table: "
                    "name[key]) or the code of an item, and on whom to try it.",
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["set", "households"],
                    "properties": {
                        "set": {
                            "type": "object",
                            "minProperties": 1,
                            "maxProperties": MOST_SETTINGS,
                            "additionalProperties": {"type": ["number", "string"]},
                        },
                        "households": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": MOST_HOUSEHOLDS,
                            "items": {"$ref": "#/components/schemas/HouseholdIn"},
                        },
                        "ids": {"type": "boolean", "default": False},
                    },
                }
            },
        },
    }
}


@router.post(
    "/whatif",
    summary="Try a change of figures or conditions",
    response_class=Response,
    responses=responses(Trial, 413, 422),
    openapi_extra=TRIAL_BODY,
)
def whatif(parts: PartsDep, body: Body, lang: Language, on: On = None) -> Response:
    """Return what a change would do, as `xingfu whatif --json`; nothing is written."""
    return as_json(try_body(body, parts.matcher, on or parts.today(), lang))
