"""Who may come in, as the store keeps it: frozen values of accounts, sessions and keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class AccountState(StrEnum):
    """Whether an account may sign in."""

    ACTIVE = "active"
    DISABLED = "disabled"


class Stage(StrEnum):
    """How far a session is: the password alone, or all that the account asks for."""

    PASSWORD = "password"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account; `name` is what they sign in with, `role` a word of the access rules.

    `password` is an argon2id hash, `factor` the sealed secret of the second factor, `factor_step`
    the last step of time that was used, `subject` who they are to the city's single sign-on.
    """

    id: str
    name: str
    role: str
    towns: tuple[str, ...]
    made_by: str
    made_at: datetime
    organisation: str | None = None
    state: AccountState = AccountState.ACTIVE
    password: str | None = field(default=None, repr=False)
    password_at: datetime | None = None
    must_change: bool = False
    factor: bytes | None = field(default=None, repr=False)
    factor_step: int | None = None
    subject: str | None = None
    demo: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class Session:
    """A session under the SHA-256 of its random id, which only the cookie holds."""

    hash: str = field(repr=False)
    account: str
    stage: Stage
    made_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Key:
    """A machine's key: `prefix` in the open, the SHA-256 of the secret beside it."""

    id: str
    prefix: str
    hash: str = field(repr=False)
    label: str
    role: str
    towns: tuple[str, ...]
    scopes: tuple[str, ...]
    made_by: str
    made_at: datetime
    expires_at: datetime
    organisation: str | None = None
    demo: bool = False
    revoked_at: datetime | None = None
    replaced_by: str | None = None


class Purpose(StrEnum):
    """What a token that works once is for."""

    SETUP = "setup"
    OIDC = "oidc"


@dataclass(frozen=True, slots=True)
class Token:
    """Something that works once, under the SHA-256 of its secret."""

    hash: str = field(repr=False)
    purpose: Purpose
    details: Mapping[str, Any] = field(repr=False)
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
