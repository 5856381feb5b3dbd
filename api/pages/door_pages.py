"""What the templates of the door are given: sign-in, first start, one's account."""

from dataclasses import dataclass

from api.pages.duties import Duty
from api.pages.frame import Frame, Words
from api.usecases.own_account import Begun


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Name, password and code; `sso` is the way to the single sign-on, if there is one."""

    frame: Frame
    words: Words
    name: str
    following: str
    sso: str
    has_unsent: bool
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnsentPage:
    """What somebody filled in before their session was over; they send it, or leave it."""

    frame: Frame
    words: Words
    address: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SetUpPage:
    """The first security administrator; without its token the link is over."""

    frame: Frame
    words: Words
    token: str
    name: str
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One's own account; `lacks` is what comes first: code, set-up, password or nothing.

    `duties` are what an administrator does by command; `is_first` says that no town has an
    account yet, which only they can mend.
    """

    frame: Frame
    words: Words
    name: str
    role: str
    lacks: str
    has_factor: bool
    has_password: bool
    begun: Begun | None
    duties: tuple[Duty, ...]
    is_first: bool
    following: str
    errors: tuple[str, ...]
