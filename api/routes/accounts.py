"""Accounts of people and keys of machines, for the security administrator."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Query, Response

from api.gate import guarded
from api.identity.secrets import DrawnKey
from api.routes.calls import Call, CallDep, Reply, Version
from api.routes.documented import kept
from api.schemas.identity import (
    AccountGrant,
    AccountOut,
    AccountsOut,
    KeyOut,
    KeysOut,
    NewAccount,
    NewAccountOut,
    NewKey,
    NewKeyOut,
    Reset,
    Rotation,
)
from api.usecases import keeping_accounts as keeping
from api.usecases.keeping_accounts import Grant, KeyGrant, account_data, key_data
from api.usecases.towns import codes_by_name
from matcher.wording import Bilingual

router = guarded("/api/v1", ["accounts"])
_CREATED = 201
_CHANGED = (409, 412, 428)
_BY_SSO = Bilingual(
    "由统一身份认证登录，没有密码", "signs in by single sign-on and has no password"
)
_ONCE_PASSWORD = Bilingual(
    "一次性密码只显示一次，已经显示过；没有记下就重置",
    "the first password is told once, and was: reset it where it is lost",
)
_ONCE_KEY = Bilingual(
    "密钥只显示一次，已经显示过；没有记下就更换",
    "the key is told once, and was: replace it where it is lost",
)
_ACCOUNTS, _KEYS = "accounts", "keys"
Limit = Annotated[int, Query(ge=1, le=200, description="how many at most")]
After = Annotated[str | None, Query(max_length=500, description="the cursor of the next page")]


@router.get(
    "/accounts",
    summary="List accounts",
    response_class=Response,
    responses=kept(AccountsOut),
)
def accounts(call: CallDep, limit: Limit = 50, cursor: After = None) -> Response:
    """Return accounts, the oldest first."""
    here = _of_the_city(call)
    after = here.cursor_of(cursor, _ACCOUNTS)
    return here.read(lambda unit: _page(here, unit.accounts.list(limit, after), _ACCOUNTS))


@router.post(
    "/accounts",
    status_code=_CREATED,
    summary="Make an account",
    response_class=Response,
    responses=kept(NewAccountOut, 409, status=_CREATED, body=True),
)
def add(call: CallDep, told: NewAccount) -> Response:
    """Make an account; its first password is told once, and has to be changed."""
    here = _of_the_city(call)
    by, at = here.desk.caller.id, here.desk.at

    def do(unit: Any) -> Reply:
        made = keeping.add_account(unit, by, at, told.name, _grant(told), _codes(here))
        return _with_password(here, made, _CREATED)

    return here.write(do)


@router.get(
    "/accounts/{id}",
    summary="Show an account",
    response_class=Response,
    responses=kept(AccountOut),
)
def account(call: CallDep, id: str) -> Response:
    """Return an account."""
    return _of_the_city(call).read(lambda unit: _account(unit.accounts.get(id)))


@router.put(
    "/accounts/{id}",
    summary="Say anew what an account may do",
    response_class=Response,
    responses=kept(AccountOut, *_CHANGED, body=True),
)
def assign(call: CallDep, id: str, version: Version, told: AccountGrant) -> Response:
    """Replace role, towns, organisation and subject; the account's sessions end."""
    here = _of_the_city(call)
    caller = here.desk.caller

    def do(unit: Any) -> Reply:
        found = unit.accounts.get(id)
        return _account(keeping.assign(unit, caller, found, version, _grant(told), _codes(here)))

    return here.write(do, lambda unit: account_data(unit.accounts.get(id)))


@router.delete(
    "/accounts/{id}",
    summary="Disable an account",
    response_class=Response,
    responses=kept(AccountOut, *_CHANGED),
)
def disable(call: CallDep, id: str, version: Version) -> Response:
    """Keep an account out from now on; it stays on record."""
    return _set_state(call, id, version, is_active=False)


@router.post(
    "/accounts/{id}/enable",
    summary="Enable an account",
    response_class=Response,
    responses=kept(AccountOut, *_CHANGED),
)
def enable(call: CallDep, id: str, version: Version) -> Response:
    """Let an account in again."""
    return _set_state(call, id, version, is_active=True)


@router.post(
    "/accounts/{id}/reset",
    summary="Reset an account's password",
    response_class=Response,
    responses=kept(NewAccountOut, *_CHANGED, body=True),
)
def reset(call: CallDep, id: str, version: Version, told: Reset) -> Response:
    """Give a new first password, and take the second factor where it is lost."""
    here = _of_the_city(call)
    by = here.desk.caller.id

    def do(unit: Any) -> Reply:
        found = unit.accounts.get(id)
        made = keeping.reset(unit, by, found, version, factor=told.factor)
        return _with_password(here, made)

    return here.write(do, lambda unit: account_data(unit.accounts.get(id)))


@router.get(
    "/keys",
    summary="List keys",
    response_class=Response,
    responses=kept(KeysOut),
)
def keys(call: CallDep, limit: Limit = 50, cursor: After = None) -> Response:
    """Return keys, the oldest first, without their secrets."""
    here = _of_the_city(call)
    after = here.cursor_of(cursor, _KEYS)
    return here.read(lambda unit: _page(here, unit.keys.list(limit, after), _KEYS))


@router.post(
    "/keys",
    status_code=_CREATED,
    summary="Make a key",
    response_class=Response,
    responses=kept(NewKeyOut, 409, status=_CREATED, body=True),
)
def add_key(call: CallDep, told: NewKey) -> Response:
    """Make a key; its text is told once."""
    here = _of_the_city(call)
    by, at = here.desk.caller.id, here.desk.at
    grant = Grant(told.role, tuple(told.towns), told.organisation)
    wanted = KeyGrant(told.label, grant, tuple(dict.fromkeys(told.scopes)), told.days)

    def do(unit: Any) -> Reply:
        key, drawn = keeping.add_key(unit, by, at, wanted, _codes(here))
        return _with_key(here, key, drawn)

    return here.write(do)


@router.get(
    "/keys/{id}",
    summary="Show a key",
    response_class=Response,
    responses=kept(KeyOut),
)
def key(call: CallDep, id: str) -> Response:
    """Return a key without its secret."""
    return _of_the_city(call).read(lambda unit: Reply(key_data(unit.keys.get(id))))


@router.delete(
    "/keys/{id}",
    summary="Revoke a key",
    response_class=Response,
    responses=kept(KeyOut),
)
def revoke(call: CallDep, id: str) -> Response:
    """End a key at once."""
    return _of_the_city(call).write(lambda unit: Reply(key_data(unit.keys.revoke(id))))


@router.post(
    "/keys/{id}/rotate",
    status_code=_CREATED,
    summary="Replace a key",
    response_class=Response,
    responses=kept(NewKeyOut, 409, status=_CREATED, body=True),
)
def rotate(call: CallDep, id: str, told: Rotation) -> Response:
    """Make a new key of the same kind; the old one lives on for some days."""
    here = _of_the_city(call)
    by, at = here.desk.caller.id, here.desk.at

    def do(unit: Any) -> Reply:
        made, drawn = keeping.rotate_key(unit, by, at, id, timedelta(days=told.days))
        return _with_key(here, made, drawn)

    return here.write(do)


def _set_state(call: Call, id: str, version: int, *, is_active: bool) -> Response:
    here = _of_the_city(call)
    caller = here.desk.caller

    def do(unit: Any) -> Reply:
        found = unit.accounts.get(id)
        return _account(keeping.set_active(unit, caller, found, version, is_active=is_active))

    return here.write(do, lambda unit: account_data(unit.accounts.get(id)))


def _of_the_city(call: Call) -> Call:
    return replace(call, desk=call.desk.of_the_city())


def _codes(call: Call) -> Mapping[str, str]:
    return codes_by_name(call.desk.office.matcher.catalogue)


def _grant(told: AccountGrant) -> Grant:
    return Grant(told.role, tuple(told.towns), told.organisation, told.subject)


def _account(found: Any, status: int = 200) -> Reply:
    return Reply(account_data(found), status, found.version)


def _with_password(call: Call, made: keeping.Made, status: int = 200) -> Reply:
    account, password = account_data(made.account), made.password
    note = _BY_SSO.say(call.lang) if password is None else None
    later = _ONCE_PASSWORD.say(call.lang) if password is not None else note
    return Reply(
        {**account, "password": password, "note": note},
        status,
        made.account.version,
        f"/api/v1/accounts/{made.account.id}",
        kept={**account, "password": None, "note": later},
    )


def _with_key(call: Call, key: Any, drawn: DrawnKey) -> Reply:
    told, later = key_data(key), _ONCE_KEY.say(call.lang)
    return Reply(
        {**told, "key": drawn.text, "note": None},
        _CREATED,
        location=f"/api/v1/keys/{key.id}",
        kept={**told, "key": None, "note": later},
    )


def _page(call: Call, page: Any, of: str) -> Reply:
    shape = account_data if of == _ACCOUNTS else key_data
    return Reply({of: [shape(row) for row in page.rows], "next": call.cursor_for(page.after, of)})
