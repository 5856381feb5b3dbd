"""The first page: each role's own."""

from fastapi import Response

from api.gate import guarded
from api.pages.desk_pages import DeskPage, Judging, Part, TownRow
from api.pages.family_rows import family_row
from api.pages.frame import Frame, Words
from api.pages.twins import page
from api.pages.visit import Sheet, Visit, VisitDep
from api.usecases import supply_desk
from api.usecases.at_a_form import in_view
from api.usecases.towns import town_in
from api.usecases.worklist import Worklist, worklist
from api.words import words

router = guarded()
_PARTS = {"danger": "unread", "to_confirm": "unconfirmed", "to_ask": "questions", "changed": ""}
"""The parts of the list, each with the filter that finds all of it."""
_NUMBERS = ("households", "planned", "in_danger", "to_confirm", "with_questions", "uncovered")


@page(router, "/", table=True)
def first(visit: VisitDep) -> Response:
    """Show the first page of whoever has signed in: the work list, or where theirs is."""
    if not visit.may("/households"):
        return visit.lead("/offerings" if visit.may("/offerings") else "/account")
    watches = not visit.may("/api/v1/households", "POST")
    desk = visit.desk
    judges = visit.may("/offerings/{id}/approval", "POST")
    found = in_view(desk, lambda unit: worklist(desk, unit, numbers_alone=watches))
    told = desk_page(visit, found, supply_desk.num_to_judge(desk) if judges else None)
    heads = [told.words["town"], *told.heads]
    sheet = Sheet("towns", heads, [(row.name, *row.numbers) for row in told.towns])
    return visit.show(told, sheet=sheet)


def desk_page(visit: Visit, found: Worklist, num_to_judge: int | None) -> DeskPage:
    """Return the page of a work list; without families it is the numbers alone.

    `num_to_judge` counts the offerings that wait for who looks; None: they judge none.
    """
    said, lang = words(visit.lang), visit.lang
    catalogue = visit.desk.office.matcher.catalogue
    watches = not visit.may("/api/v1/households", "POST")
    parts = () if watches else tuple(_part(visit, key, found) for key in _PARTS)
    rows = [
        TownRow(
            each.town,
            town_in(each.town, catalogue, lang),
            tuple(getattr(each, name) for name in _NUMBERS),
        )
        for each in found.towns
    ]
    if len(rows) > 1:
        sums = tuple(map(sum, zip(*(row.numbers for row in rows), strict=True)))
        rows.append(TownRow("", said["all_towns"], sums))
    return DeskPage(
        frame=Frame(lang, said["nav_desk"]),
        words=said,
        heading=said["nav_desk"],
        parts=parts,
        judging=None if num_to_judge is None else _judging(num_to_judge, said),
        heads=tuple(said[f"count_{name}"] for name in _NUMBERS),
        towns=tuple(rows),
        can_add=visit.may("/households", "POST"),
    )


def _judging(count: int, said: Words) -> Judging:
    text = said["desk_to_judge_n"].format(n=count) if count else said["desk_to_judge_none"]
    return Judging(count, text, "/offerings?state=submitted" if count else "")


def _part(visit: Visit, key: str, found: Worklist) -> Part:
    said, catalogue = words(visit.lang), visit.desk.office.matcher.catalogue
    rows = (family_row(w.family, w.signs, said, catalogue, visit.lang) for w in getattr(found, key))
    more = said["desk_more"].format(n=found.more[key]) if found.more[key] else ""
    empty = said[f"desk_{key}_none"]
    return Part(key, said[f"desk_{key}"], empty, tuple(rows), more, _PARTS[key])
