"""A family as lists show it."""

from collections.abc import Mapping
from typing import Any

from api.clock import minute_in_china
from api.pages.asks import asks_line
from api.pages.family_pages import FamilyRow
from api.pages.frame import Words
from api.usecases.desk import UNOPENED
from api.usecases.towns import town_in
from api.usecases.worklist import is_unread
from matcher.offerings import Catalogue
from matcher.wording import Lang

HEAD = "head"


def family_row(
    row: Mapping[str, Any], signs: Any, said: Words, catalogue: Catalogue, lang: Lang
) -> FamilyRow:
    """Return a row of a list of households with its signs, if it has any."""
    members, plan = row["members"], signs.plan if signs else None
    return FamilyRow(
        id=row["id"],
        name=named(members, said, row["id"]),
        town=town_in(row["town"], catalogue, lang),
        people=said["people"].format(n=len(members)) if members else said["no_people"],
        state=said[f"state_{row['state']}"],
        changed=minute_in_china(row["updated_at"]),
        alerts=signs.alerts if signs else 0,
        unread=is_unread(signs),
        to_confirm=bool(plan and (signs.confirmed is None or signs.confirmed < plan)),
        questions=signs.questions if signs else 0,
        asks=asks_line(signs.questions if signs else 0, said),
        uncovered=signs.uncovered if signs else 0,
        plan=plan,
    )


def named(members: Any, said: Words, id: str) -> str:
    """Return by whose name a family is known in lists: its head's, else the first that is told.

    One whose name cannot be opened is known by its id.
    """
    heads = sorted(members, key=lambda member: member["relation"] != HEAD)
    name = next((member["name"] for member in heads if member["name"]), "")
    if name == UNOPENED:
        return f"{UNOPENED} · {id}"
    return said["family_of"].format(name=name) if name else said["family_unnamed"]
