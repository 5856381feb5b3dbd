"""What people do with their own account: a new password, a second factor."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field

from api.errors import Mend, Problem, ProblemError
from api.identity.factors import address_of, new_secret, step_of
from api.identity.passwords import complaints, hash_of, is_right
from api.personal.cipher import CipherError, Place, open_sealed, seal
from api.store.people import Account, Session, Stage
from api.store.values import Towns
from api.usecases import tries
from api.usecases.desk import Office
from api.usecases.entering import Entered
from api.usecases.signing_in import FACTOR, Opened, of_a_person, refuse, renewed
from matcher.wording import Bilingual

_PENDING = "pending factor"
_FIRST = Bilingual("请先完成第二步验证", "give the second factor first")
_NO_PASSWORD = Bilingual(
    "这个账号由统一身份认证登录，没有密码", "this account signs in by single sign-on"
)
_SAME = Bilingual("新密码不能和旧的一样", "the new password must be another than the old one")
_OVER = Bilingual("这次设置已经失效，请重新开始", "this set-up is over: begin again")


@dataclass(frozen=True, slots=True)
class Begun:
    """A second factor that is being set up; `pending` goes back with the first code."""

    secret: str = field(repr=False)
    address: str = field(repr=False)
    pending: str = field(repr=False)


def begin_factor(office: Office, entered: Entered, password: str) -> Begun:
    """Draw the secret of a new second factor; it counts once a code of it was given.

    A factor that there is can only be replaced from a session that has given it, and by who knows
    the password, if there is one: a telephone or desk left open is not to lock its owner out.
    """
    session, account = of_a_person(entered)
    _refuse_half(session, account)
    office.refuse_wrong_keys()
    if account.factor is not None and account.password is not None:
        mark = _refuse_wrong(office, account, account.password, password)
        with office.store.unit(entered.caller.id, office.now(), Towns.everywhere()) as unit:
            tries.clear(unit, mark)
    secret = new_secret()
    sealed = seal(secret, _place(session), office.ring)
    pending = base64.urlsafe_b64encode(sealed).decode()
    return Begun(secret, address_of(secret, account.name), pending)


def again(office: Office, entered: Entered, pending: str) -> Begun:
    """Return a set-up that was begun in this session, to show it again."""
    session, account = of_a_person(entered)
    secret = _pending_secret(office, session, pending)
    return Begun(secret, address_of(secret, account.name), pending)


def confirm_factor(office: Office, entered: Entered, pending: str, code: str) -> Opened:
    """Keep the second factor that was begun in this session; all other sessions end."""
    session, account = of_a_person(entered)
    _refuse_half(session, account)
    secret, at = _pending_secret(office, session, pending), office.now()
    mark = tries.whom(office, FACTOR, account.id)
    tries.count(office, mark)
    step = step_of(secret, code, at, None)
    if step is None:
        refuse(office, account)
        raise tries.wrong()
    sealed = seal(secret, Place(account.id, FACTOR), office.ring)
    with office.store.unit(entered.caller.id, at, Towns.everywhere()) as unit:
        tries.clear(unit, mark)
        kept = unit.accounts.set_factor(account.id, account.version, sealed, step)
        unit.sessions.end(account.id)
        return renewed(office, unit, session, kept, Stage.WHOLE)


def change_password(office: Office, entered: Entered, old: str, new: str) -> Opened:
    """Replace one's own password; all other sessions end, this one goes on under a new id."""
    session, account = of_a_person(entered)
    if session.stage is not Stage.WHOLE:
        raise ProblemError(Problem("not-whole", _FIRST))
    if account.password is None:
        raise ProblemError(Problem("conflict", _NO_PASSWORD))
    refuse_weak(new, account.name, "/new", [_SAME] if new == old else [])  # no wrong try
    mark = _refuse_wrong(office, account, account.password, old)
    kept = hash_of(new)
    with office.store.unit(entered.caller.id, office.now(), Towns.everywhere()) as unit:
        tries.clear(unit, mark)
        changed = unit.accounts.set_password(account.id, account.version, kept, False)
        unit.sessions.end(account.id)
        return renewed(office, unit, session, changed, Stage.WHOLE)


def _refuse_wrong(office: Office, account: Account, kept: str, password: str) -> tries.Mark:
    """Refuse another password than the account's; return by what its tries are counted."""
    mark = tries.whom(office, "password", account.id)
    tries.count(office, mark)
    if not is_right(kept, password):
        refuse(office, account)
        raise tries.wrong()
    return mark


def refuse_weak(password: str, name: str, pointer: str, more: Iterable[Bilingual] = ()) -> None:
    """Refuse a new password that is not good enough, with all that speaks against it."""
    told = [*complaints(password, name), *more]
    if told:
        mends = tuple(Mend(reason, pointer=pointer) for reason in told)
        raise ProblemError(Problem("wrong-body", told[0], mends))


def _refuse_half(session: Session, account: Account) -> None:
    if account.factor is not None and session.stage is not Stage.WHOLE:
        raise ProblemError(Problem("not-whole", _FIRST))


def _pending_secret(office: Office, session: Session, pending: str) -> str:
    try:
        sealed = base64.b64decode(pending, altchars=b"-_", validate=True)
        return open_sealed(sealed, _place(session), office.ring)
    except (CipherError, binascii.Error, ValueError):
        raise ProblemError(Problem("gone", _OVER)) from None


def _place(session: Session) -> Place:
    return Place(session.hash, _PENDING)
