"""Two plans side by side: what is told of the places of their items."""

import json

from api.usecases.comparing import compared


def test_an_item_that_keeps_its_number_is_not_told_as_moved() -> None:
    """One that came above it and one that went from there make up for each other."""

    def plan(*codes: str) -> bytes:
        items = [
            {"code": code, "name": code, "status": "eligible", "rank": rank, "member": None}
            for rank, code in enumerate(codes, start=1)
        ]
        return json.dumps({"items": items, "offers": [], "questions": [], "alerts": []}).encode()

    told = compared(plan("G001", "S001", "G002", "G003"), plan("G002", "S002", "G001", "G003"))
    assert [row["code"] for row in told["items"]["moved"]] == ["G002", "G001"]
    told = compared(plan("G001", "S001", "G002", "G003"), plan("G002", "G001", "G003"))
    assert all(row["from"] != row["to"] for row in told["items"]["moved"])
    told = compared(plan("S001", "G001", "G002"), plan("G002", "G001", "S002"))
    assert [(row["code"], row["from"], row["to"]) for row in told["items"]["moved"]] == [
        ("G002", 3, 1)
    ]
