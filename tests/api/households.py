"""Invented households that the tests send, as raw JSON values."""

import json
from typing import Any

FAMILY: dict[str, Any] = {
    "id": "A001",
    "as_of": "2026-05-01",
    "facts": {
        "residence_town": "西区街道",
        "household_size": 2,
        "relief_status": "dibao",
        "income_per_capita_month": 790,
        "housing_tenure": "private_rental",
    },
    "members": [
        {"id": "m1", "relation": "head", "sex": "f", "birth_date": "1946-07-01"},
        {"id": "m2", "relation": "grandchild", "education_stage": "junior"},
    ],
    "needs": [
        {
            "id": "n1",
            "member": "m1",
            "text": "阿婆腿脚不便，想有人陪去医院看病拿药",
            "urgency": "high",
        },
        {"id": "n2", "text": "房租每月要一千二，快交不起了", "urgency": "medium"},
    ],
    "receiving": ["G012"],
}
IN_DANGER: dict[str, Any] = {
    "id": "A002",
    "as_of": "2026-05-01",
    "facts": {"residence_town": "石岐"},
    "members": [{"id": "m1", "relation": "head"}],
    "needs": [{"id": "n1", "member": "m1", "text": "他说活着没意思，想死", "urgency": "high"}],
}
BARE: dict[str, Any] = {"id": "A003"}
DEMOS = (FAMILY, IN_DANGER, BARE)


def text_of(raw: Any) -> str:
    """Return a raw household as JSON text."""
    return json.dumps(raw, ensure_ascii=False)


def body_of(raw: Any) -> bytes:
    """Return a raw household as a request body."""
    return text_of(raw).encode()


def changed(**changes: Any) -> dict[str, Any]:
    """Return the family with some of its fields replaced."""
    return {**FAMILY, **changes}
