"""What `xingfu account` and `xingfu keys` do; the audit names them as `console`."""

import sys
from collections.abc import Callable

from api.access.callers import Role
from api.bootstrap import make_assessor, open_store
from api.cli.guard import REFUSED, UsageError, tell
from api.clock import now, today
from api.errors import ProblemError
from api.settings import Settings
from api.usecases import at_the_console as console
from api.usecases.keeping_accounts import Grant, Made
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
_DISABLED = Bilingual("{name} 已停用", "{name} is disabled")


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


def _said(do: Callable[[], Made | None], name: str, lang: Lang) -> int:
    try:
        made = do()
    except ProblemError as error:
        tell(error.problem.detail.say(lang), sys.stderr)
        return REFUSED
    if made is None:
        tell(_NO_NAME.say(lang, name=name), sys.stderr)
        return REFUSED
    text = _BY_SSO if made.password is None else _PASSWORD
    tell(text.say(lang, name=name, password=made.password), sys.stdout)
    return 0
