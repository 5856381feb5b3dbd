"""Accounts of people and keys of machines, as the security administrator keeps them.

The administrators' own accounts, and keys of their roles, are made and changed on the machine
alone, by `CONSOLE`:
whoever hands out first passwords would else be all three of them (docs/decisions/0019).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from api.access.callers import ADMINISTRATORS, OF_TOWNS, Caller, Role
from api.access.rules import scopes_of
from api.errors import Mend, Problem, ProblemError, problem_at
from api.identity.passwords import hash_of
from api.identity.secrets import DrawnKey, first_password, new_key
from api.personal.faults import PersonalFault
from api.personal.organisations import organisation_form, read_organisation
from api.store.people import Account, AccountState, Key
from api.store.store import Unit
from api.usecases.entering import hashed
from api.usecases.ledgers import words_of
from api.usecases.signing_in import NAME, folded
from api.usecases.towns import no_such_town
from matcher.wording import Bilingual

CONSOLE = "console"
"""The audit's name for whoever has a shell on the machine."""
Known = Mapping[str, str]
"""The codes of the towns by all their names."""
_NAME_FORM = Bilingual(
    "账号名为 2 至 64 个字，以字母、汉字或数字开头，只含字母、汉字、数字和 . _ - @",
    "a name has 2 to 64 letters, digits and . _ - @, and begins with a letter or a digit",
)
_TAKEN = Bilingual("这个账号名或统一身份已有人用", "this name or this subject is taken")
_TOWNS_NEEDED = Bilingual(
    "这个角色要写明镇街：写镇街的名称或代码（命令里是 --town）",
    "this role needs its towns: write a town's name or code (--town on the command line)",
)
_TOWNS_NOT = Bilingual("这个角色不写镇街", "this role has no towns of its own")
_ONESELF = Bilingual(
    "不能改自己的角色或停用自己；请另一位安全管理员来做",
    "nobody changes their own role or state: ask another security administrator",
)
_ON_THE_MACHINE = Bilingual(
    "系统、安全、审计管理员的账号只能在服务器上开设和重置：xingfu account add 或 reset-password；"
    "这里可以停用",
    "accounts of system, security and audit administrators are made and reset on the machine: "
    "xingfu account add, or reset-password; here they can be disabled",
)
_KEY_ON_THE_MACHINE = Bilingual(
    "系统、安全、审计管理员角色的密钥只能在服务器上开：xingfu account add-key；这里可以停用",
    "keys of the roles system, security and audit are made on the machine: "
    "xingfu account add-key; here they can be revoked",
)
_NO_PASSWORD = Bilingual(
    "这个账号由统一身份认证登录，没有密码；能重置的只有第二步验证（factor）",
    "this account signs in by single sign-on and has no password: only its factor can be reset",
)
_NO_NUMBER = Bilingual(
    "账号名不能是身份证号或电话号码，请另取一个",
    "an account is not called by an ID or telephone number: choose another name",
)
_SCOPES = Bilingual(
    "角色 {role} 用不上这些范围：{scopes}", "the role {role} has no use for these scopes: {scopes}"
)
_OF_THE_DEMO = Bilingual(
    "演示账号只能管理演示账号", "an account of the demo keeps accounts of the demo alone"
)
_OVER = Bilingual("这把密钥已停用或已更换", "this key was revoked or replaced before")


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody may do: a role, its towns; an organisation, by its credit code; a subject."""

    role: Role
    towns: tuple[str, ...] = ()
    organisation: str | None = None
    subject: str | None = None

    @property
    def code(self) -> str | None:
        """Return the organisation's credit code in its one form."""
        return None if self.organisation is None else organisation_form(self.organisation)


@dataclass(frozen=True, slots=True)
class Made:
    """An account and its first password, which is told once and has to be changed.

    None: it signs in by single sign-on and has no password.
    """

    account: Account
    password: str | None = field(repr=False)


def add_account(unit: Unit, by: str, at: datetime, name: str, grant: Grant, known: Known) -> Made:
    """Make an account; ProblemError where its name, role or towns will not do.

    Who is somebody to the single sign-on needs no password, and is asked for none.
    """
    refuse_grant(grant, known)
    _refuse_administrators(by, grant.role)
    own = folded(name)
    password = None if grant.subject else first_password()
    if not NAME.fullmatch(own):
        raise _refusal("wrong-body", _NAME_FORM, "/name")
    if words_of(own) != own:  # a number of a person: names of accounts stand in the open
        raise _refusal("wrong-body", _NO_NUMBER, "/name")
    if unit.accounts.by_name(own) is not None:
        raise _refusal("conflict", _TAKEN, "/name")
    _refuse_subject(unit, grant, None)
    account = Account(
        id=unit.new_id(),
        name=own,
        role=grant.role.value,
        towns=_codes(grant, known),
        made_by=by,
        made_at=at,
        organisation=grant.code,
        password=None if password is None else hash_of(password),
        password_at=None if password is None else at,
        must_change=password is not None,
        subject=grant.subject,
        demo=is_of_the_demo(unit, by),
    )
    return Made(unit.accounts.add(account), password)


def assign(
    unit: Unit,
    caller: Caller,
    account: Account,
    version: int,
    grant: Grant,
    known: Known,
) -> Account:
    """Say anew what an account may do; its sessions end where that is another thing.

    Who comes in by single sign-on from now on is not asked for a first password that nobody used.
    """
    refuse_grant(grant, known)
    _refuse_administrators(caller.id, grant.role, Role(account.role))
    _refuse_from_the_demo(unit, caller.id, account)
    _refuse_subject(unit, grant, account.id)
    _refuse_oneself(caller, account)
    changed = unit.accounts.assign(
        account.id,
        version,
        grant.role.value,
        _codes(grant, known),
        grant.code,
        grant.subject,
    )
    if grant.subject and changed.must_change:
        changed = unit.accounts.set_password(changed.id, changed.version, None, False)
    unit.sessions.end(account.id)
    return changed


def set_active(
    unit: Unit, caller: Caller | None, account: Account, version: int, *, is_active: bool
) -> Account:
    """Let an account in or keep it out, at once."""
    if caller is not None:
        _refuse_oneself(caller, account)
        _refuse_from_the_demo(unit, caller.id, account)
    state = AccountState.ACTIVE if is_active else AccountState.DISABLED
    changed = unit.accounts.set_state(account.id, version, state)
    unit.sessions.end(account.id)
    return changed


def reset(unit: Unit, by: str, account: Account, version: int, *, factor: bool) -> Made:
    """Give an account a new first password, and take its second factor where it is lost.

    Who signs in by single sign-on alone gets no password by it.
    """
    _refuse_administrators(by, Role(account.role))
    _refuse_from_the_demo(unit, by, account)
    if account.subject is not None and account.password is None:
        return _without_factor(unit, account, version, factor=factor)
    password = first_password()
    changed = unit.accounts.set_password(account.id, version, hash_of(password), True)
    if factor and changed.factor is not None:
        changed = unit.accounts.set_factor(account.id, changed.version, None)
    unit.sessions.end(account.id)
    return Made(changed, password)


def _without_factor(unit: Unit, account: Account, version: int, *, factor: bool) -> Made:
    if not factor:
        raise _refusal("conflict", _NO_PASSWORD, "/factor")
    changed = unit.accounts.set_factor(account.id, version, None)
    unit.sessions.end(account.id)
    return Made(changed, None)


@dataclass(frozen=True, slots=True)
class KeyGrant:
    """What a key is for: a label, what it may do and for how many days.

    Numbers of people in the label are masked as they are kept: it is shown to administrators.
    """

    label: str
    grant: Grant
    scopes: tuple[str, ...]
    days: int


def add_key(
    unit: Unit, by: str, at: datetime, wanted: KeyGrant, known: Known
) -> tuple[Key, DrawnKey]:
    """Make a key; its text is told once."""
    refuse_grant(wanted.grant, known)
    _refuse_administrators_keys(by, wanted.grant.role)
    _refuse_scopes(wanted.grant.role, wanted.scopes)
    drawn = new_key()
    key = Key(
        id=unit.new_id(),
        prefix=drawn.prefix,
        hash=hashed(drawn.secret),
        label=words_of(wanted.label),
        role=wanted.grant.role.value,
        towns=_codes(wanted.grant, known),
        scopes=wanted.scopes,
        made_by=by,
        made_at=at,
        expires_at=at + timedelta(days=wanted.days),
        organisation=wanted.grant.code,
        demo=is_of_the_demo(unit, by),
    )
    return unit.keys.add(key), drawn


def rotate_key(
    unit: Unit, by: str, at: datetime, id: str, grace: timedelta
) -> tuple[Key, DrawnKey]:
    """Make a new key in the place of one that lives on for a while."""
    old, drawn = unit.keys.get(id), new_key()
    if old.revoked_at is not None or old.replaced_by is not None or old.expires_at <= at:
        raise _refusal("conflict", _OVER, None)
    _refuse_administrators_keys(by, Role(old.role))
    key = replace(
        old,
        id=unit.new_id(),
        prefix=drawn.prefix,
        hash=hashed(drawn.secret),
        made_by=by,
        made_at=at,
        demo=old.demo or is_of_the_demo(unit, by),
        expires_at=at + (old.expires_at - old.made_at),
    )
    unit.keys.add(key)
    unit.keys.replace(id, key.id, at + grace)
    return key, drawn


def refuse_grant(grant: Grant, known: Known) -> None:
    """Refuse towns that a role needs and lacks, has and may not, or that are none.

    So is an organisation that is told by anything but its credit code.
    """
    if grant.role in OF_TOWNS and not grant.towns:
        raise _refusal("wrong-body", _TOWNS_NEEDED, "/towns")
    if grant.role not in OF_TOWNS and grant.towns:
        raise _refusal("wrong-body", _TOWNS_NOT, "/towns")
    for place, town in enumerate(grant.towns):
        if town not in known:
            reason, near = no_such_town(town, known)
            raise ProblemError(problem_at("unknown-town", f"/towns/{place}", reason, near))
    if grant.organisation is not None:
        found = read_organisation(grant.organisation)
        if isinstance(found, PersonalFault):
            reason = Bilingual(found.sentence("zh"), found.sentence("en"))
            raise _refusal("malformed", reason, "/organisation")


def account_data(account: Account) -> dict[str, Any]:
    """Return an account as the API tells it: no hash, no secret."""
    return {
        "id": account.id,
        "name": account.name,
        "role": account.role,
        "towns": list(account.towns),
        "organisation": account.organisation,
        "subject": account.subject,
        "state": account.state.value,
        "has_factor": account.factor is not None,
        "must_change": account.must_change,
        "demo": account.demo,
        "version": account.version,
        "made_by": account.made_by,
        "made_at": account.made_at.isoformat(),
    }


def key_data(key: Key) -> dict[str, Any]:
    """Return a key as the API tells it: its prefix, never its secret."""
    return {
        "id": key.id,
        "prefix": key.prefix,
        "label": key.label,
        "role": key.role,
        "towns": list(key.towns),
        "scopes": list(key.scopes),
        "organisation": key.organisation,
        "made_by": key.made_by,
        "made_at": key.made_at.isoformat(),
        "expires_at": key.expires_at.isoformat(),
        "revoked_at": None if key.revoked_at is None else key.revoked_at.isoformat(),
        "replaced_by": key.replaced_by,
    }


def is_of_the_demo(unit: Unit, by: str) -> bool:
    """Say whether who acts is an account of the demo: what it makes ends with the demo too."""
    kind, _, id = by.partition(":")
    return kind == "account" and unit.accounts.get(id).demo


def _refuse_from_the_demo(unit: Unit, by: str, account: Account) -> None:
    """Refuse what would leave a trace of the demo on an account that lives on after it."""
    if not account.demo and is_of_the_demo(unit, by):
        raise _refusal("conflict", _OF_THE_DEMO, None)


def _codes(grant: Grant, known: Known) -> tuple[str, ...]:
    return tuple(dict.fromkeys(known[town] for town in grant.towns))


def _refuse_subject(unit: Unit, grant: Grant, id: str | None) -> None:
    other = unit.accounts.by_subject(grant.subject) if grant.subject else None
    if other is not None and other.id != id:
        raise _refusal("conflict", _TAKEN, "/subject")


def _refuse_administrators(by: str, *roles: Role) -> None:
    if by != CONSOLE and not ADMINISTRATORS.isdisjoint(roles):
        raise _refusal("conflict", _ON_THE_MACHINE, None)


def _refuse_administrators_keys(by: str, role: Role) -> None:
    if by != CONSOLE and role in ADMINISTRATORS:
        raise _refusal("conflict", _KEY_ON_THE_MACHINE, None)


def _refuse_scopes(role: Role, scopes: Iterable[str]) -> None:
    good = scopes_of(role)
    idle = [scope for scope in scopes if scope not in good]
    if idle:
        told = {"role": role.value, "scopes": ", ".join(idle)}
        reason = _SCOPES.filled(**told)
        raise _refusal("wrong-body", reason, "/scopes")


def _refuse_oneself(caller: Caller, account: Account) -> None:
    if caller.id == f"account:{account.id}":
        raise _refusal("conflict", _ONESELF, None)


def _refusal(kind: str, reason: Bilingual, pointer: str | None) -> ProblemError:
    mends = () if pointer is None else (Mend(reason, pointer=pointer),)
    return ProblemError(Problem(kind, reason, mends))
