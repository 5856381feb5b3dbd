"""What `xingfu account` and `xingfu keys` do; the audit names them as `console`."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

from api.access.callers import Role
from api.bootstrap import make_assessor, open_store
from api.cli.guard import REFUSED, UsageError, tell
from api.clock import now, today
from api.errors import ProblemError
from api.settings import Settings
from api.usecases import at_the_console as console
from api.usecases.keeping_accounts import Grant, KeyGrant, Made
from api.usecases.towns import codes_by_name
from matcher.wording import Bilingual, Lang

_NO_ROLE = Bilingual("没有这个角色；可用：{roles}", "no such role; there are: {roles}")
_NO_NAME = Bilingual("没有这个账号：{name}", "there is no such account: {name}")
_PASSWORD = Bilingual(
    "{name} 的一次性密码（第一次登录要改）：{password}",
    "first password of {name}, to be changed at the first sign-in: {password}",
)
_BY_SSO = Bilingual(
    "{name} 由统一身份认证登录，没有密码", "{name} signs in by single sign-on and has no password"
)
_KEY = Bilingual("{label} 的密钥（只显示这一次）：{key}", "key of {label}, told this once: {key}")
_DISABLED = Bilingual("{name} 已停用", "{name} is disabled")


@dataclass(frozen=True, slots=True)
class KeyWanted:
    """A key as it is asked for on the command line."""

    label: str
    role: str
    towns: tuple[str, ...]
    scopes: tuple[str, ...]
    days: int


def run_list() -> int:
    """Print all accounts, one a line."""
    with open_store(Settings()) as store:
        for one in console.everybody(store, now()):
            told = (one.name, one.role, ",".join(one.towns) or "-", one.state.value)
            tell("\t".join((*told, "demo" if one.demo else "-")), sys.stdout)
    return 0


def run_add(name: str, role: str, towns: tuple[str, ...], subject: str | None, lang: Lang) -> int:
    """Make an account and print its first password, where it has one."""
    if role not in set(Role):
        raise UsageError(_NO_ROLE.say(lang, roles=", ".join(Role)))
    settings = Settings()
    known = codes_by_name(make_assessor(settings.catalog, today()).catalogue)
    grant = Grant(Role(role), towns, subject=subject)
    with open_store(settings) as store:
        return _said(lambda: console.add(store, now(), name, grant, known), name, lang)


def run_disable(name: str, lang: Lang) -> int:
    """Keep an account out."""
    with open_store(Settings()) as store:
        is_there = console.disable(store, now(), name)
    text = _DISABLED if is_there else _NO_NAME
    tell(text.say(lang, name=name), sys.stdout if is_there else sys.stderr)
    return 0 if is_there else REFUSED


def run_reset(name: str, factor: bool, lang: Lang) -> int:
    """Print a new first password."""
    with open_store(Settings()) as store:
        return _said(lambda: console.reset(store, now(), name, factor=factor), name, lang)


def run_add_key(wanted: KeyWanted, lang: Lang) -> int:
    """Make a key and print it, this once."""
    if wanted.role not in set(Role):
        raise UsageError(_NO_ROLE.say(lang, roles=", ".join(Role)))
    settings = Settings()
    known = codes_by_name(make_assessor(settings.catalog, today()).catalogue)
    grant = Grant(Role(wanted.role), wanted.towns)
    asked = KeyGrant(wanted.label, grant, wanted.scopes, wanted.days)
    with open_store(settings) as store:
        try:
            drawn = console.add_key(store, now(), asked, known)
        except ProblemError as error:
            return _refused(error, lang)
    tell(_KEY.say(lang, label=wanted.label, key=drawn.text), sys.stdout)
    return 0


def _refused(error: ProblemError, lang: Lang) -> int:
    """Tell what is wrong in words alone: a pointer into a body says nothing on a command line."""
    problem = error.problem
    for reason in [mend.reason for mend in problem.errors] or [problem.detail]:
        tell(reason.say(lang), sys.stderr)
    return REFUSED


def _said(do: Callable[[], Made | None], name: str, lang: Lang) -> int:
    try:
        made = do()
    except ProblemError as error:
        return _refused(error, lang)
    if made is None:
        tell(_NO_NAME.say(lang, name=name), sys.stderr)
        return REFUSED
    text = _BY_SSO if made.password is None else _PASSWORD
    tell(text.say(lang, name=name, password=made.password), sys.stdout)
    return 0
