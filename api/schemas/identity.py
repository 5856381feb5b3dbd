"""Shapes of sessions, accounts and keys."""

from typing import Literal

from pydantic import Field

from api.access.callers import Role, Scope
from api.schemas.base import Model


class SignIn(Model):
    """What somebody who signs in tells."""

    name: str = Field(max_length=200)
    password: str = Field(max_length=1_000)
    code: str = Field("", max_length=20)


class Code(Model):
    """A code of the second factor."""

    code: str = Field(max_length=20)


class FirstCode(Code):
    """The first code of a second factor that is being set up, with what its beginning gave."""

    pending: str = Field(max_length=1_000)


class OwnPassword(Model):
    """The password, where a second factor is replaced."""

    password: str = Field(max_length=1_000)


class NewPassword(Model):
    """A new password, and the old one."""

    old: str = Field(max_length=1_000)
    new: str = Field(max_length=1_000)


class AccountGrant(Model):
    """What an account may do, and who it is to the single sign-on."""

    role: Role
    towns: list[str] = Field(default_factory=list, max_length=100)
    organisation: str | None = Field(None, max_length=100)
    subject: str | None = Field(None, min_length=1, max_length=255)


class NewAccount(AccountGrant):
    """A new account."""

    name: str = Field(max_length=64)


class Reset(Model):
    """What is taken back of an account: its password, and its second factor where it is lost."""

    factor: bool = False


class NewKey(Model):
    """A new key of a machine."""

    label: str = Field(min_length=1, max_length=100)
    role: Role
    towns: list[str] = Field(default_factory=list, max_length=100)
    scopes: list[Scope] = Field(min_length=1, max_length=len(Scope))
    organisation: str | None = Field(None, max_length=100)
    days: int = Field(365, ge=1, le=400)


class Rotation(Model):
    """For how many days a key that is replaced lives on."""

    days: int = Field(7, ge=0, le=30)


class SessionOut(Model):
    """A session: whose it is, what it lacks, the token that its changes carry."""

    account: str
    name: str
    role: Role
    towns: list[str] | None
    organisation: str | None
    lacks: list[Literal["set-up", "code", "password"]]
    expires_at: str
    csrf: str


class EndedOut(Model):
    """That a session is over."""

    ended: Literal[True]


class FactorOut(Model):
    """A second factor that is being set up: its secret is told this once."""

    secret: str
    address: str
    pending: str


class AccountOut(Model):
    """A person's account."""

    id: str
    name: str
    role: Role
    towns: list[str]
    organisation: str | None
    subject: str | None
    state: Literal["active", "disabled"]
    has_factor: bool
    must_change: bool
    demo: bool
    version: int
    made_by: str
    made_at: str


class NewAccountOut(AccountOut):
    """An account with its first password, which is told this once and has to be changed.

    It is null where there is none, and where it was told before; `note` says which.
    """

    password: str | None
    note: str | None


class AccountsOut(Model):
    """A page of accounts, the oldest first; `next` is the cursor of the next page."""

    accounts: list[AccountOut]
    next: str | None


class KeyOut(Model):
    """A machine's key without its secret."""

    id: str
    prefix: str
    label: str
    role: Role
    towns: list[str]
    scopes: list[Scope]
    organisation: str | None
    made_by: str
    made_at: str
    expires_at: str
    revoked_at: str | None
    replaced_by: str | None


class NewKeyOut(KeyOut):
    """A key with its text, which is told this once; null where it was told before."""

    key: str | None
    note: str | None


class KeysOut(Model):
    """A page of keys, the oldest first; `next` is the cursor of the next page."""

    keys: list[KeyOut]
    next: str | None
