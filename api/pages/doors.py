"""The pages of the door: sign-in, sign-out, one's account, the first start."""

from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.access.callers import Role
from api.deps import Body
from api.doors import SSO_COOKIE, Door, DoorDep
from api.errors import ProblemError
from api.gate import guarded
from api.identity.ways import own_path
from api.pages.door_pages import AccountPage, SetUpPage, SignInPage, UnsentPage
from api.pages.duties import Duty, duties_of
from api.pages.frame import Frame
from api.pages.routes import form_of
from api.pages.twins import page
from api.pages.visit import Visit, VisitDep
from api.usecases.own_account import (
    Begun,
    again,
    begin_factor,
    change_password,
    confirm_factor,
)
from api.usecases.setting_up import has_an_office, is_open, set_up
from api.usecases.signing_in import Credentials, Opened, give_code, of_a_person, sign_in, sign_out
from api.usecases.single_sign_on import SSO_BACK, Returned, finish, start
from api.usecases.unsent import let_go_of, put_by_of
from api.words import words
from matcher.wording import Lang

router = guarded()
UNSENT = "/unsent"
"""Where somebody who signed in again finds what they had filled in."""
_SEE_OTHER, _GONE, _UNAUTHORISED = 303, 410, 401


@page(router, "/sign-in")
def ask(door: DoorDep, visit: VisitDep, next: str = "") -> Response:
    """Show the sign-in."""
    return visit.show(_sign_in_page(door, visit.lang, own_path(next)))


@router.post("/sign-in", include_in_schema=False)
def enter(door: DoorDep, visit: VisitDep, body: Body) -> Response:
    """Begin a session and lead on; show the sign-in again where anything is wrong."""
    door.refuse_elsewhere()
    told, gate = form_of(body), door.gate
    following = own_path(told.get("next"))
    name = told.get("name", "")
    password, code = told.get("password", ""), told.get("code", "")
    credentials = Credentials(name, password, code, door.address, door.device)
    try:
        opened = sign_in(gate.office, gate.limits, credentials, door.cookie)
    except ProblemError as error:
        page = _sign_in_page(door, visit.lang, following, name, error)
        return _told(visit.show(page, error.problem.status), error)
    return _let_in(door, visit.lang, opened, following)


@router.get("/sign-in/sso", include_in_schema=False)
def lead_out(door: DoorDep, visit: VisitDep, next: str = "") -> Response:
    """Lead a browser to the single sign-on."""
    provider, following = door.gate.provider, own_path(next)
    started = None if provider is None else start(door.gate.office, provider, following)
    if started is None:
        return _not_by_sso(door, visit, following)
    return door.bind(RedirectResponse(started.address, _SEE_OTHER), started.state)


@router.get(SSO_BACK, include_in_schema=False)
def come_back(request: Request, door: DoorDep, visit: VisitDep) -> Response:
    """Begin the session of who comes back from the single sign-on."""
    told, gate = request.query_params, door.gate
    answer = Returned(told.get("state", ""), told.get("code", ""), told.get("iss"))
    browser = request.cookies.get(SSO_COOKIE)
    found = None
    if gate.provider is not None and answer.state and answer.code:
        found = finish(gate.office, gate.limits, gate.provider, answer, browser, door.cookie)
    if found is None:
        return door.unbind(_not_by_sso(door, visit, "/"))
    return door.unbind(_let_in(door, visit.lang, *found))


@router.post("/sign-out", include_in_schema=False)
def leave(door: DoorDep, visit: VisitDep) -> Response:
    """End the session."""
    sign_out(door.gate.office, door.person)
    return door.let_out(RedirectResponse(f"/sign-in?lang={visit.lang}", _SEE_OTHER))


@page(router, UNSENT)
def found_again(door: DoorDep, visit: VisitDep) -> Response:
    """Show what somebody sent when their session was over; they send it again, or not."""
    _, account = of_a_person(door.person)
    kept = put_by_of(door.gate.office, door.device, account.name)
    said = words(visit.lang)
    frame = Frame(visit.lang, said["unsent_title"])
    address, fields = ("", ()) if kept is None else (kept.address, tuple(kept.fields))
    return visit.show(UnsentPage(frame, said, address, fields))


@router.post(UNSENT, include_in_schema=False)
def left_out(door: DoorDep, visit: VisitDep) -> Response:
    """Forget what somebody sent when their session was over."""
    let_go_of(door.gate.office, door.device)
    return visit.lead("/")


@page(router, "/account")
def account(door: DoorDep, visit: VisitDep, next: str = "") -> Response:
    """Show one's account: what it lacks, or what can be changed."""
    return visit.show(_account_page(door, visit.lang, own_path(next)))


@router.post("/account/code", include_in_schema=False)
def give(door: DoorDep, visit: VisitDep, body: Body) -> Response:
    """Give the second factor."""
    told, gate = form_of(body), door.gate
    following = own_path(told.get("next"))
    try:
        opened = give_code(gate.office, gate.limits, door.person, told.get("code", ""))
    except ProblemError as error:
        return _again(door, visit, following, error)
    return _let_in(door, visit.lang, opened, following)


@router.post("/account/factor", include_in_schema=False)
def begin(door: DoorDep, visit: VisitDep, body: Body) -> Response:
    """Show the secret of a new second factor, and ask for its first code."""
    told = form_of(body)
    following = own_path(told.get("next"))
    try:
        begun = begin_factor(door.gate.office, door.person, told.get("password", ""))
    except ProblemError as error:
        return _again(door, visit, following, error)
    return visit.show(_account_page(door, visit.lang, following, begun=begun))


@router.post("/account/factor/confirm", include_in_schema=False)
def confirm(door: DoorDep, visit: VisitDep, body: Body) -> Response:
    """Keep the second factor by its first code."""
    told, office = form_of(body), door.gate.office
    following, pending = own_path(told.get("next")), told.get("pending", "")
    try:
        opened = confirm_factor(office, door.person, pending, told.get("code", ""))
    except ProblemError as error:
        begun = None
        if error.problem.kind in ("wrong-password", "too-fast"):
            begun = again(office, door.person, pending)
        return _again(door, visit, following, error, begun)
    return _let_in(door, visit.lang, opened, following)


@router.post("/account/password", include_in_schema=False)
def change(door: DoorDep, visit: VisitDep, body: Body) -> Response:
    """Replace the password."""
    told = form_of(body)
    following = own_path(told.get("next"))
    old, new = told.get("old", ""), told.get("new", "")
    try:
        opened = change_password(door.gate.office, door.person, old, new)
    except ProblemError as error:
        return _again(door, visit, following, error)
    return _let_in(door, visit.lang, opened, following)


@router.get("/setup", include_in_schema=False)
def first(door: DoorDep, visit: VisitDep, token: str = "") -> Response:
    """Show the set-up of the first security administrator where the link still works."""
    is_good = is_open(door.gate.office, token)
    return visit.show(_set_up_page(visit.lang, token if is_good else ""), 200 if is_good else _GONE)


@router.post("/setup", include_in_schema=False)
def made(door: DoorDep, visit: VisitDep, body: Body) -> Response:
    """Make the first security administrator and sign them in."""
    door.refuse_elsewhere()
    told, gate = form_of(body), door.gate
    secret, name, password = (told.get(key, "") for key in ("token", "name", "password"))
    try:
        set_up(gate.office, secret, name, password)
        opened = sign_in(gate.office, gate.limits, Credentials(name, password, "", door.address))
    except ProblemError as error:
        kept = "" if error.problem.status == _GONE else secret
        page = _set_up_page(visit.lang, kept, name, _sentences(error, visit.lang))
        return visit.show(page, error.problem.status)
    return _let_in(door, visit.lang, opened, "/account")


def _let_in(door: Door, lang: Lang, opened: Opened, following: str) -> Response:
    to = door.first_page(opened) if following == "/" else following
    is_whole = door.lacks_nothing(opened)
    if is_whole and put_by_of(door.gate.office, door.device, opened.account.name):
        to = UNSENT
    if "lang=" not in to:
        to += f"{'&' if '?' in to else '?'}lang={lang}"
    return door.let_in(RedirectResponse(to, _SEE_OTHER), opened)


def _again(
    door: Door, visit: Visit, following: str, error: ProblemError, begun: Begun | None = None
) -> Response:
    sentences = _sentences(error, visit.lang)
    page = _account_page(door, visit.lang, following, sentences, begun)
    return _told(visit.show(page, error.problem.status), error)


def _told(response: Response, error: ProblemError) -> Response:
    response.headers.update(error.problem.headers)
    return response


def _not_by_sso(door: Door, visit: Visit, following: str) -> Response:
    page = _sign_in_page(door, visit.lang, following, sentence=words(visit.lang)["sso_failed"])
    return visit.show(page, _UNAUTHORISED)


def _sign_in_page(
    door: Door,
    lang: Lang,
    following: str,
    name: str = "",
    error: ProblemError | None = None,
    *,
    sentence: str = "",
) -> SignInPage:
    said = words(lang)
    return SignInPage(
        frame=Frame(lang, said["sign_in"], f"/sign-in?{urlencode({'next': following})}"),
        words=said,
        name=name,
        following=following,
        sso=f"/sign-in/sso?{urlencode({'next': following})}" if door.gate.provider else "",
        has_unsent=put_by_of(door.gate.office, door.device) is not None,
        errors=_sentences(error, lang) if error else tuple(filter(None, [sentence])),
    )


def _account_page(
    door: Door,
    lang: Lang,
    following: str,
    errors: tuple[str, ...] = (),
    begun: Begun | None = None,
) -> AccountPage:
    said, entered = words(lang), door.person
    _, account = of_a_person(entered)
    lacks = door.lacks(entered)
    return AccountPage(
        frame=Frame(lang, said["account"], f"/account?{urlencode({'next': following})}"),
        words=said,
        name=account.name,
        role=said[f"role_{account.role}"],
        lacks=lacks[0] if lacks else "",
        has_factor=account.factor is not None,
        has_password=account.password is not None,
        begun=begun,
        duties=_duties(door, lang),
        is_first=account.role == Role.SECURITY and not has_an_office(door.gate.office),
        following=following,
        errors=errors,
    )


def _duties(door: Door, lang: Lang) -> tuple[Duty, ...]:
    """Return what is done by command; of the catalogue's towns the first is the example."""
    towns = door.gate.office.matcher.catalogue.towns
    role = Role(of_a_person(door.person)[1].role)
    return duties_of(role, words(lang), next(iter(towns), ""))


def _set_up_page(
    lang: Lang, secret: str, name: str = "", errors: tuple[str, ...] = ()
) -> SetUpPage:
    said = words(lang)
    # the switch of language must not carry the link's secret away
    return SetUpPage(Frame(lang, said["setup_title"], "/setup"), said, secret, name, errors)


def _sentences(error: ProblemError, lang: Lang) -> tuple[str, ...]:
    problem = error.problem
    reasons = [mend.reason.say(lang) for mend in problem.errors]
    return tuple(reasons or [problem.detail.say(lang)])
