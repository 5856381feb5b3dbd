"""Answers of operations that are asked without a word: nothing but the answer can be shown."""

from collections.abc import Mapping
from typing import Any

_V1 = "/api/v1"
_DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_SESSION: dict[str, Any] = {
    "account": "mzxw6ytboi2gk3tumvzha5lfon",
    "name": "zhou.min",
    "role": "worker",
    "towns": ["Z02"],
    "organisation": "东区社工站",
    "lacks": [],
    "expires_at": "2026-05-01T14:00:00+00:00",
    "csrf": "kx7m2qpdv4ha9tzrc3we",
}
_CATALOGUE: dict[str, Any] = {
    "name": "shipped",
    "title": "中山市幸福清单",
    "version": "2026.1",
    "reconstruction": True,
    "notice": "目录按公开政策整理重建，不是官方清单；以经办单位口径为准",
    "mode": "hybrid",
    "digests": {"catalogue": _DIGEST, "figures": _DIGEST, "ranker": _DIGEST},
    "items": 236,
    "offerings": 60,
    "figures": [],
}
ANSWERS: Mapping[tuple[str, str], Any] = {
    (f"{_V1}/session", "get"): _SESSION,
    (f"{_V1}/session", "delete"): {"ended": True},
    (f"{_V1}/session/factor", "post"): {
        "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        "address": "otpauth://totp/xingfu:zhou.min?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        "pending": "kx7m2qpdv4ha9tzrc3we",
    },
    (f"{_V1}/catalogue", "get"): _CATALOGUE,
    (f"{_V1}/catalogues", "get"): {
        "running": "shipped",
        "catalogues": [{"name": "shipped", "runs": True, "digest": _DIGEST}],
    },
    (f"{_V1}/audit/verification", "get"): {
        "whole": True,
        "rows": 1_204,
        "number": 1_204,
        "hash": _DIGEST,
        "first_bad": None,
        "last_bad": None,
        "vouched": 0,
        "breach": None,
        "message": None,
    },
}


def show_answers(document: dict[str, Any]) -> None:
    """Lay the answers into an OpenAPI document."""
    for (path, method), answer in ANSWERS.items():
        found = document["paths"][path][method]["responses"]["200"]
        found["content"]["application/json"]["example"] = answer
