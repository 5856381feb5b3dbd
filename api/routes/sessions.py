"""One's own session by JSON: signing in and out, the second factor, a new password."""

from typing import Any

from fastapi import Response

from api.doors import Door, DoorDep
from api.gate import guarded
from api.routes.answers import as_json
from api.routes.documented import responses
from api.schemas.identity import (
    Code,
    EndedOut,
    FactorOut,
    FirstCode,
    NewPassword,
    OwnPassword,
    SessionOut,
    SignIn,
)
from api.usecases.entering import Entered, caller_of
from api.usecases.own_account import begin_factor, change_password, confirm_factor
from api.usecases.signing_in import (
    Credentials,
    Opened,
    give_code,
    of_a_person,
    sign_in,
    sign_out,
)

router = guarded("/api/v1", ["session"])
_CREATED = 201
_OF_A_BODY = (415, 422)
_TRIED = (401, 403, 429)
_CHANGED = (409, 412)


@router.post(
    "/session",
    status_code=_CREATED,
    summary="Sign in",
    response_class=Response,
    responses=responses(SessionOut, *_TRIED, *_OF_A_BODY, status=_CREATED),
)
def begin(door: DoorDep, told: SignIn) -> Response:
    """Begin a session: its id comes as a cookie, the token for unsafe requests in the answer."""
    door.refuse_elsewhere()
    credentials = Credentials(told.name, told.password, told.code, door.address, door.device)
    gate = door.gate
    return _opened(door, sign_in(gate.office, gate.limits, credentials, door.cookie), _CREATED)


@router.get(
    "/session",
    summary="Who is signed in",
    response_class=Response,
    responses=responses(SessionOut),
)
def show(door: DoorDep) -> Response:
    """Return who is signed in, what the session lacks, and its token."""
    return _private(as_json(_told(door, door.person)))


@router.delete(
    "/session", summary="Sign out", response_class=Response, responses=responses(EndedOut)
)
def end(door: DoorDep) -> Response:
    """End the session."""
    sign_out(door.gate.office, door.person)
    return door.let_out(_private(as_json({"ended": True})))


@router.post(
    "/session/code",
    summary="Give the second factor",
    response_class=Response,
    responses=responses(SessionOut, *_TRIED, *_OF_A_BODY),
)
def give(door: DoorDep, told: Code) -> Response:
    """Make the session whole by a code; it goes on under a new id and token."""
    gate = door.gate
    return _opened(door, give_code(gate.office, gate.limits, door.person, told.code))


@router.post(
    "/session/password",
    summary="Change one's password",
    response_class=Response,
    responses=responses(SessionOut, *_TRIED, *_CHANGED, *_OF_A_BODY),
)
def change(door: DoorDep, told: NewPassword) -> Response:
    """Replace the password; all other sessions of the account end."""
    return _opened(door, change_password(door.gate.office, door.person, told.old, told.new))


@router.post(
    "/session/factor",
    summary="Begin to set up a second factor",
    response_class=Response,
    responses=responses(FactorOut, *_TRIED, *_OF_A_BODY),
)
def set_up(door: DoorDep, own: OwnPassword | None = None) -> Response:
    """Return a secret and its otpauth address; it counts once a code of it is sent back.

    Who replaces a factor that there is sends the password too.
    """
    begun = begin_factor(door.gate.office, door.person, own.password if own else "")
    told = {"secret": begun.secret, "address": begun.address, "pending": begun.pending}
    return _private(as_json(told))


@router.post(
    "/session/factor/confirm",
    summary="Confirm the second factor",
    response_class=Response,
    responses=responses(SessionOut, *_TRIED, *_CHANGED, 410, *_OF_A_BODY),
)
def confirm(door: DoorDep, told: FirstCode) -> Response:
    """Keep the second factor by its first code; all other sessions of the account end."""
    return _opened(door, confirm_factor(door.gate.office, door.person, told.pending, told.code))


def _opened(door: Door, opened: Opened, status: int = 200) -> Response:
    caller = caller_of(opened.account, opened.session.stage)
    entered = Entered(caller, opened.session, opened.account)
    return door.let_in(_private(as_json(_told(door, entered), status)), opened)


def _told(door: Door, entered: Entered) -> dict[str, Any]:
    session, account = of_a_person(entered)
    towns = entered.caller.towns
    return {
        "account": account.id,
        "name": account.name,
        "role": account.role,
        "towns": None if towns is None else sorted(towns),
        "organisation": account.organisation,
        "lacks": list(door.lacks(entered)),
        "expires_at": session.expires_at.isoformat(),
        "csrf": door.token(entered),
    }


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
