"""One family: seen, changed by one form at a time, its danger noticed, its values revealed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import Response

from api.deps import Body
from api.errors import ProblemError
from api.gate import guarded
from api.pages import family_view as view
from api.pages.asks import asks_line
from api.pages.family_edits import (
    HOME,
    PERSONAL,
    REASONS,
    Ground,
    carry_out,
    editor,
    held_against,
    knows,
    with_typed,
)
from api.pages.family_pages import Editor, FactRow, FamilyPage
from api.pages.fields import Trouble
from api.pages.frame import Frame
from api.pages.held import brought_line, decided, held_place
from api.pages.routes import form_of
from api.pages.troubles import REFUSED, by_input, status_of, troubles
from api.pages.twins import page
from api.pages.view import alert_row
from api.pages.visit import Visit, VisitDep
from api.usecases import fact_book, people, unmasking
from api.usecases.at_a_form import Stale, in_one_unit, in_view
from api.usecases.dangers import danger_in, heard_in
from api.usecases.desk import Desk
from api.usecases.identities import noting_elsewhere
from api.usecases.offers_now import had_by
from api.usecases.plan_acts import how_the_list_stands
from api.usecases.plans_read import names_of_people
from api.usecases.putting_aside import count_again
from api.usecases.shown import show
from api.usecases.worklist import is_unread, notice_danger, signs_of_one
from api.words import words
from matcher.wording import Lang

router = guarded()
_STALE = 412
_MOST_BROUGHT = 10
_PROSE = ("text", "note", "reason")
_PATH = "/households/{id}"
_RESERVED = f"{_PATH}/reservations/{{reservation}}/{{act}}"


@page(router, _PATH)
def family(visit: VisitDep, id: str, edit: str = "", member: str = "") -> Response:
    """Show a family; `edit` names the form that is open, `member` whose facts are asked for."""
    ground, rest = _looked(visit, id)
    form = editor(ground, edit) if edit else None
    return visit.show(_page(visit, ground, {**rest, "asked": member}, form))


@router.post(_PATH, include_in_schema=False)
def change(visit: VisitDep, id: str, body: Body) -> Response:
    """Change one thing of a ledger; nothing typed is lost where it is refused or came too late."""
    told, desk = form_of(body), visit.desk
    edit, version = told.get("edit", ""), version_in(told)
    if not knows(edit):
        return visit.lead(f"/households/{id}")
    try:
        with noting_elsewhere(desk):
            done = in_one_unit(desk, lambda unit: carry_out(desk, unit, id, version, told))
    except REFUSED as error:
        ground, rest = _looked(visit, id)
        wrong = troubles(error, visit.lang, _input_at)
        return _again(visit, ground, rest, told, wrong, status_of(error))
    if isinstance(done, Stale):
        ground, rest = _looked(visit, id)
        sentence = ground.said["stale_form"].format(seen=done.seen, now=done.now)
        form = editor(ground, edit)
        late = held_against(form, told, sentence, ground.said) if form else None
        return visit.show(_page(visit, ground, rest, late), _STALE)
    count_again(desk, visit.request.app.state.making, id)
    prose = (told.get(name, "") for name in _PROSE)
    return visit.lead(f"/households/{id}", "told_saved", prose)


@router.post(f"{_PATH}/reveal", include_in_schema=False)
def reveal(visit: VisitDep, id: str, body: Body) -> Response:
    """Show one personal value in the open, for a reason and on record."""
    told, desk = form_of(body), visit.desk
    member = told.get("edit", "").partition(":")[2] or None
    name = told.get("field", "")
    reason = told.get("reason", "")
    asked = unmasking.Asked(
        [name if name in PERSONAL else HOME[0]],
        reason if reason in REASONS else REASONS[-1],
        member,
        told.get("note", "").strip()[:200] or None,
    )
    try:
        found: Any = in_one_unit(desk, lambda unit: unmasking.unmask(desk, unit, id, asked))
    except REFUSED as error:
        ground, rest = _looked(visit, id)
        wrong = troubles(error, visit.lang, _input_at)
        return _again(visit, ground, rest, told, wrong, status_of(error))
    ground, rest = _looked(visit, id)
    said = ground.said
    shown = tuple(
        FactRow(f"{ground.who(member or '')} · {said[f'personal_{name}']}",
                value or said["not_on_record"], "known", "", "")
        for name, value in found["values"].items()
    )  # fmt: skip
    return visit.show(_page(visit, ground, rest, None, revealed=shown))


@router.post(f"{_PATH}/danger", include_in_schema=False)
def noticed(visit: VisitDep, id: str) -> Response:
    """Say that one has taken notice of a family's danger signs."""
    in_one_unit(visit.desk, lambda unit: notice_danger(unit, id))
    return visit.lead(f"/households/{id}", "told_noticed")


@router.post(_RESERVED, include_in_schema=False)
def act(visit: VisitDep, id: str, reservation: str, act: str) -> Response:
    """Confirm a place kept for the family, give it back, or say that it was delivered."""
    try:
        decided(visit, id, reservation, act)
    except ProblemError as error:
        ground, rest = _looked(visit, id)
        wrong = Trouble(error.problem.detail.say(visit.lang), "places")
        return visit.show(_page(visit, ground, rest, None, (wrong,)), error.problem.status)
    return visit.lead(f"/households/{id}", f"reservation_{act}_told")


def _looked(visit: Visit, id: str) -> tuple[Ground, Mapping[str, Any]]:
    desk = visit.desk

    def look(unit: Any) -> tuple[Any, ...]:
        history = fact_book.show_history(desk, unit, id, None, None)["items"]
        rest = {"history": history, "list": how_the_list_stands(desk, unit, id)}
        had = had_by(desk, unit, id) if visit.may(_RESERVED, "POST") else ((), ())
        rest["places"], rest["brought"] = had
        signs = signs_of_one(unit, id)
        alerts = heard_in(desk, unit, id) if signs and signs.alerts else ()
        gone = people.show_departed(desk, unit, id)
        return show(desk, unit, id), gone, {"signs": signs, "alerts": alerts, **rest}

    data, gone, rest = in_view(desk, look)
    can_reveal = visit.may("/households/{id}/reveal", "POST")
    matcher = desk.office.matcher
    rest["noticed"] = _noticed(desk, rest["signs"], visit.lang)
    ground = Ground(data, matcher.catalogue, visit.lang, desk.today, can_reveal, gone)
    return ground, rest


def _noticed(desk: Desk, signs: Any, lang: Lang) -> tuple[str, datetime] | None:
    """Return who noticed a family's danger signs last and when, None where they wait."""
    if is_unread(signs) or signs is None or signs.read_by is None or signs.read_at is None:
        return None
    names = names_of_people(desk, [signs.read_by], lang)
    return names.get(signs.read_by, signs.read_by), signs.read_at


def _again(
    visit: Visit,
    ground: Ground,
    rest: Mapping[str, Any],
    told: Mapping[str, str],
    wrong: tuple[Trouble, ...],
    status: int,
) -> Response:
    form = editor(ground, told.get("edit", ""))
    if form is not None:
        form = with_typed(form, told, by_input(wrong))
        known = {field.name: field.label for field in form.fields}
        mark = "：" if visit.lang == "zh" else ": "
        wrong = tuple(
            Trouble(f"{known[w.at]}{mark}{w.sentence}", w.at)
            if w.at in known
            else Trouble(w.sentence, "")
            for w in wrong
        )
    return visit.show(_page(visit, ground, rest, form, wrong), status)


def _page(
    visit: Visit,
    ground: Ground,
    rest: Mapping[str, Any],
    form: Editor | None,
    errors: tuple[Trouble, ...] = (),
    revealed: tuple[FactRow, ...] = (),
) -> FamilyPage:
    """Return the page; of a large family the facts of who is asked for, and of others what fits."""
    said, data, signs = words(visit.lang), ground.data, rest["signs"]
    id, is_open = data["id"], data["state"] == "active"
    told = [danger_in(visit.desk, alert, visit.lang) for alert in rest["alerts"]]
    page = FamilyPage(
        frame=Frame(visit.lang, said["family_page"], place=f"/households/{id}"),
        words=said,
        id=id,
        version=data["version"],
        heading=view.heading(ground),
        about=view.about(ground),
        is_open=is_open,
        danger=view.danger_line(len(told) or (signs.alerts if signs else 0), rest["noticed"], said),
        is_noticed=rest["noticed"] is not None,
        alerts=tuple(alert_row(alert, ground.who, visit.lang) for alert in told),
        plan=signs.plan if signs else None,
        list_stands=view.list_stands(rest["list"], said),
        places=tuple(held_place(each, visit.lang) for each in rest["places"]),
        brought=tuple(brought_line(each, visit.lang) for each in rest["brought"][:_MOST_BROUGHT]),
        can_change=visit.may(_PATH, "POST"),
        can_plan=is_open and visit.may("/households/{id}/questions", "POST"),
        asks=asks_line(signs.questions if signs else 0, said),
        can_reveal=ground.can_reveal,
        errors=errors,
        editor=form,
        revealed=revealed,
        home=view.home_rows(ground),
        facts=view.fact_rows(ground, ""),
        members=view.member_blocks(ground),
        departed=view.gone_rows(ground),
        needs=view.need_rows(ground),
        consent=view.consent_rows(ground),
        past=view.past_rows(ground, rest["history"]),
    )
    return view.in_room(page, rest.get("asked", ""))


def version_in(told: Mapping[str, str]) -> int:
    """Return the version that a form was shown with; 0, which never stands, for anything else."""
    text = told.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _input_at(place: str) -> str:
    parts = place.strip("/").split("/")
    return "field" if parts[0] == "fields" else parts[-1]
