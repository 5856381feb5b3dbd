"""The doctor: versions, settings, keys, database, disk; what is wrong, each with its cure."""

import os
import platform
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pydantic import SecretStr

from api.access.callers import Role
from api.personal.keys import INDEX, KeyRing
from api.settings import Settings
from api.store.engine import file_of, is_sqlite
from api.store.errors import StoreError
from api.store.state import DatabaseState, build_of_sqlite, look_at
from api.usecases.archives import num_without_catalogue
from api.usecases.keys_fit import wrong_with_index, wrong_with_key
from api.usecases.proving import prove, sealed_in
from api.usecases.upkeep import named
from matcher.errors import nearest
from matcher.wording import Bilingual

PREFIX = "XINGFU_"
_READ_ELSEWHERE = frozenset({"XINGFU_DEBUG"})
_LEAST_FREE = 1 << 30
_HIDDEN = "******"
_NEWEST = 1_000
"""Households whose sealed values are opened: a look at all is for `xingfu db check`."""
_PACKAGES = ("fastapi", "uvicorn", "sqlalchemy", "cryptography", "python-calamine")
_WORDS = {
    "wal": (
        Bilingual("有 WAL 重置缺陷，可能丢失数据", "it has the WAL-reset fault and may lose data"),
        Bilingual("安装 pysqlite3 0.6.1 或更新版本", "install pysqlite3 0.6.1 or newer"),
    ),
    "unknown": (
        Bilingual("没有这个设置", "there is no such setting"),
        Bilingual(
            "改正名称或删去它；全部设置见 docs/settings.md",
            "mend its name or take it away; docs/settings.md lists all",
        ),
    ),
    "half-sso": (
        Bilingual(
            "单点登录还没有写全，进不来", "the single sign-on is told by half: nobody comes in"
        ),
        Bilingual(
            "写上 XINGFU_OIDC_CLIENT 和 XINGFU_ADDRESS，或删去 XINGFU_OIDC_ISSUER",
            "set XINGFU_OIDC_CLIENT and XINGFU_ADDRESS, or take XINGFU_OIDC_ISSUER away",
        ),
    ),
    "any-proxy": (
        Bilingual(
            "谁都能冒充别的地址，登录的次数限制就拦不住人",
            "anybody may pretend to any address, and limits on signing in hold nobody back",
        ),
        Bilingual("只写自己的代理的地址", "name the addresses of your own proxies alone"),
    ),
    "no-folder": (
        Bilingual("没有这个文件夹，做不了 PDF", "there is no such folder: no PDF can be made"),
        Bilingual("改正路径，或删去它", "mend the path, or take it away"),
    ),
    "none-yet": (
        Bilingual("还没有数据库", "there is no database yet"),
        Bilingual("运行 xingfu db upgrade 新建", "run xingfu db upgrade to make one"),
    ),
    "schema": (
        Bilingual("结构版本与程序不符", "the schema is not this program's"),
        Bilingual(
            "先 xingfu db backup，再 xingfu db upgrade",
            "run xingfu db backup, then xingfu db upgrade",
        ),
    ),
    "newer": (
        Bilingual("数据库比程序新", "the database is newer than the program"),
        Bilingual(
            "安装更新的程序，或恢复升级前的备份",
            "install the newer program, or restore the backup made before the upgrade",
        ),
    ),
    "archives": (
        Bilingual(
            "有方案没有当时的目录，只能查看、不能重算",
            "plans without the catalogue of then can be shown, not worked out again",
        ),
        Bilingual(
            "从备份恢复数据目录下的 catalogues 文件夹，并检查服务能否写入",
            "put the folder catalogues of the data home back from its backup, and see that the "
            "service can write there",
        ),
    ),
    "nobody": (
        Bilingual(
            "没有能登录的安全管理员，谁也开不了账号",
            "no security administrator may sign in: nobody can make accounts",
        ),
        Bilingual(
            "运行 xingfu account add 账号名 --role security，或启动服务后打开它打印的链接",
            "run xingfu account add NAME --role security, or start the service and open the link "
            "that it prints",
        ),
    ),
    "guards": (
        Bilingual("缺少保护触发器", "guards are missing"),
        Bilingual(
            "运行 xingfu db check，并查看谁删了它们",
            "run xingfu db check, and find who dropped them",
        ),
    ),
    "unreachable": (
        Bilingual("数据库不应答", "the database does not answer"),
        Bilingual(
            "检查地址、权限、磁盘，以及数据库是否在运行",
            "see to the address, the rights, the disk, and that the database runs",
        ),
    ),
    "open-file": (
        Bilingual("别的用户也能读", "others on this machine can read it"),
        Bilingual("运行 chmod 600 该文件", "run chmod 600 on the file"),
    ),
    "disk": (
        Bilingual("磁盘快满了", "the disk is nearly full"),
        Bilingual("腾出至少 1 GiB，备份移到别处", "free 1 GiB at least; move backups elsewhere"),
    ),
    "lost-key": (
        Bilingual("密钥列表里没有它", "it is not on the ring"),
        Bilingual(
            "把它加回 XINGFU_KEYS，放在现用密钥之后",
            "put it back into XINGFU_KEYS, behind the active one",
        ),
    ),
    "wrong-key": (
        Bilingual("打不开它封存的内容", "it does not open what it sealed"),
        Bilingual("恢复原来的密钥（从密钥的备份）", "put the true key back, from its backup"),
    ),
    "sealed": (
        Bilingual("封存的内容不对", "what is sealed is wrong"),
        Bilingual(
            "运行 xingfu db check 查看全部，再从备份恢复",
            "run xingfu db check to see all of it, then restore from a backup",
        ),
    ),
    "dump": (
        Bilingual("没有 pg_dump，不能备份", "there is no pg_dump: no backup can be made"),
        Bilingual("安装 postgresql-client", "install postgresql-client"),
    ),
}


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that was looked at: where it belongs, what, its value, what is wrong, the cure."""

    area: str
    name: str
    value: str
    wrong: Bilingual | None = None
    cure: Bilingual | None = None


def sign(area: str, name: str, value: str, wrong: str | None = None) -> Sign:
    """Return what was looked at; `wrong` names what is wrong with it in this module's words."""
    said, cure = _WORDS[wrong] if wrong is not None else (None, None)
    return Sign(area, name, value, said, cure)


def versions() -> Iterator[Sign]:
    """Yield the versions of the program, of Python, of SQLite and of what matters most beside."""
    yield sign("program", "xingfu", version("xingfu"))
    yield sign("program", "python", f"{platform.python_version()} {platform.machine()}")
    build, faulty = build_of_sqlite()
    yield sign("program", "sqlite", build, "wal" if faulty else None)
    for name in _PACKAGES:
        yield sign("program", name, version(name))


def settings_of(settings: Settings, environment: Mapping[str, str]) -> Iterator[Sign]:
    """Yield every setting, secrets hidden, and what looks like a setting and is none."""
    known = {f"{PREFIX}{name.upper()}": name for name in type(settings).model_fields}
    for variable, name in known.items():
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            shown = _HIDDEN
        else:
            shown = _address(value) if name == "database" else str(value)
        mark = "" if variable in environment else " (default)"
        yield sign("settings", variable, shown + mark, _wrong_with(name, settings))
    for variable in sorted(environment):
        if not variable.startswith(PREFIX) or variable in {*known, *_READ_ELSEWHERE}:
            continue
        near = nearest(variable, sorted(known))
        yield sign("settings", variable, f"→ {near}?" if near else "-", "unknown")


def _wrong_with(name: str, settings: Settings) -> str | None:
    """Return what keeps a setting from doing what it is for, though it can be read."""
    match name:
        case "oidc_issuer":
            parts = (settings.oidc_issuer, settings.oidc_client, settings.address)
            is_meant = settings.oidc_issuer or settings.oidc_client
            return "half-sso" if is_meant and not all(parts) else None
        case "proxy":
            told = {each.strip() for each in settings.proxy.split(",")}
            return "any-proxy" if any(t == "*" or t.endswith("/0") for t in told) else None
        case "fonts" if settings.fonts is not None:
            return None if settings.fonts.is_dir() else "no-folder"
    return None


def database(settings: Settings, ring: KeyRing | None) -> Iterator[Sign]:
    """Yield how the database stands, and the keys as what they sealed tells of them."""
    url = settings.database
    yield sign("database", "address", _address(url))
    try:
        if is_sqlite(url):
            yield from _file(file_of(url))
        state = look_at(url)
    except StoreError as error:
        said, cure = error.message, _WORDS["unreachable"][1]
        yield Sign("database", "answer", "-", said, cure)
        return
    yield from _schema(state)
    if state.revision == state.newest and not settings.demo:
        yield _keepers(state)
    if state.server is not None:
        yield sign("database", "postgresql", state.server)
        found = shutil.which("pg_dump")
        yield sign("database", "pg_dump", found or "-", None if found else "dump")
    if state.made_with:
        lost = num_without_catalogue(settings.data_home, state.made_with)
        yield sign("database", "catalogues", _lost(lost, state), "archives" if lost else None)
    if ring is not None:
        yield from _keys(state, ring)
        if state.revision == state.newest:
            yield _sealed(url, ring)


def _lost(num: int, state: DatabaseState) -> str:
    return f"{num} of {sum(many for _, many in state.made_with)} plans without one"


def disk(settings: Settings) -> Iterator[Sign]:
    """Yield how much is free where the data is kept."""
    folder, url = settings.data_home, settings.database
    if url.startswith("sqlite:///"):
        folder = Path(url.removeprefix("sqlite:///")).absolute().parent
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    text = f"{free / (1 << 30):.1f} GiB ({folder})"
    yield sign("disk", "free", text, "disk" if free < _LEAST_FREE else None)


def _address(url: str) -> str:
    """Return an address without its password, also where it is none."""
    try:
        return named(url)
    except StoreError:
        return "?"


def _file(file: Path) -> Iterator[Sign]:
    if not file.is_file():
        return
    told = file.stat()
    is_open = stat.S_IMODE(told.st_mode) & 0o077
    size = f"{told.st_size} bytes, {stat.filemode(told.st_mode)}"
    yield sign("database", "file", size, "open-file" if is_open and os.name == "posix" else None)


def _schema(state: DatabaseState) -> Iterator[Sign]:
    if state.revision is None:
        yield sign("database", "schema", "-", "none-yet")
        return
    wrong = None if state.revision == state.newest else "newer" if state.is_newer else "schema"
    yield sign("database", "schema", f"{state.revision} / {state.newest}", wrong)
    if state.guards:
        yield sign("database", "guards", ", ".join(state.guards), "guards")
    if wrong is None:
        yield sign("database", "outbox", str(state.waiting))


def _keepers(state: DatabaseState) -> Sign:
    many = state.accounts.get(Role.SECURITY.value, 0)
    return sign("database", "security-accounts", str(many), None if many else "nobody")


def _keys(state: DatabaseState, ring: KeyRing) -> Iterator[Sign]:
    """Yield each key by its id: the active one, older ones, and those that only rows tell of."""
    uses = {use.key_id: use for use in state.uses}
    for key in ring.keys:
        use = uses.pop(key.id, None)
        role = "active" if key is ring.active else "older"
        count = f"{use.fields} fields, {use.plans} plans" if use else "0 fields, 0 plans"
        wrong = wrong_with_key(ring, use.samples if use else ())
        cure = _WORDS["wrong-key"][1] if wrong else None
        yield Sign("keys", key.id, f"{role}: {count}", wrong, cure)
    wrong = wrong_with_index(ring, [field for use in state.uses for field in use.samples])
    cure = _WORDS["wrong-key"][1] if wrong else None
    yield Sign("keys", INDEX, "blind index", wrong, cure)
    for use in uses.values():
        yield sign("keys", use.key_id, f"{use.fields} fields, {use.plans} plans", "lost-key")


def _sealed(url: str, ring: KeyRing) -> Sign:
    """Open what is sealed of the households changed last, and say how many of how many."""
    there = sealed_in(url)
    proof = prove(url, ring, _NEWEST)
    few = min(_NEWEST, there.households)
    value = f"{proof.looked} opened ({few} of {there.households} households, changed last)"
    if not proof.findings:
        return sign("keys", "sealed", value)
    first = proof.findings[0]
    return Sign("keys", "sealed", value, first.message, _WORDS["sealed"][1])
