"""The first start: a link that works once makes the first security administrator; demo accounts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.access.callers import OF_A_TOWN, OF_AN_ORGANISATION, OF_TOWNS, Role
from api.door_words import OF_THE_DOOR
from api.errors import Mend, Problem, ProblemError
from api.identity.passwords import hash_of
from api.identity.secrets import new_secret
from api.store.people import Account, AccountState, Purpose, Token
from api.store.store import Store
from api.store.values import Towns
from api.usecases.desk import Office
from api.usecases.entering import hashed
from api.usecases.own_account import refuse_weak
from api.usecases.signing_in import NAME, folded
from api.usecases.tries import DOORKEEPER
from matcher.wording import Bilingual

DEMO_PASSWORD = "xingfu-demo-2026"
DEMO_SECURITY = f"demo-{Role.SECURITY.value}"
DEMO_ORGANISATION = "52442000MJM0000175"
"""The credit code of the demo's charity: well formed, and nobody's."""
ALIVE = timedelta(hours=24)
_OVER = Bilingual(*OF_THE_DOOR["setup_over"])
_NAME_FORM = Bilingual(
    "账号名为 2 至 64 个字，以字母、汉字或数字开头，只含字母、汉字、数字和 . _ - @",
    "a name has 2 to 64 letters, digits and . _ - @, and begins with a letter or a digit",
)


def setup_secret(store: Store, at: datetime) -> str | None:
    """Return the secret of a new set-up link; older ones end.

    None where a security administrator may sign in: accounts of other roles change nothing.
    """
    with store.unit(DOORKEEPER, at, Towns.everywhere()) as unit:
        if unit.accounts.has_active(Role.SECURITY.value):
            return None
        unit.tokens.drop(Purpose.SETUP)
        secret = new_secret()
        unit.tokens.add(Token(hashed(secret), Purpose.SETUP, {}, at, at + ALIVE))
        unit.audit.record("setup.link", DOORKEEPER)
    return secret


def is_open(office: Office, secret: str) -> bool:
    """Say whether a set-up link still works."""
    with office.store.view(DOORKEEPER, office.now(), Towns.everywhere()) as unit:
        found = unit.tokens.find(hashed(secret), Purpose.SETUP)
        return found is not None and not unit.accounts.has_active(Role.SECURITY.value)


def set_up(office: Office, secret: str, name: str, password: str) -> Account:
    """Make the first security administrator; the link works once."""
    if not is_open(office, secret):
        raise ProblemError(Problem("gone", _OVER))
    own, at = folded(name), office.now()
    if not NAME.fullmatch(own):
        mend = Mend(_NAME_FORM, pointer="/name")
        raise ProblemError(Problem("wrong-body", _NAME_FORM, (mend,)))
    refuse_weak(password, own, "/password")
    kept = hash_of(password)
    with office.store.unit(DOORKEEPER, at, Towns.everywhere()) as unit:
        used = unit.tokens.use(hashed(secret), Purpose.SETUP)
        if used is None or unit.accounts.has_active(Role.SECURITY.value):
            raise ProblemError(Problem("gone", _OVER))
        made = Account(unit.new_id(), own, Role.SECURITY.value, (), DOORKEEPER, at)
        made = unit.accounts.add(made)
        return unit.accounts.set_password(made.id, made.version, kept, False)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo: a name and what it is."""

    name: str
    role: Role
    towns: tuple[str, ...] = ()
    organisation: str | None = None


def demo_accounts(
    towns: list[tuple[str, str]], homes: Collection[str] = ()
) -> tuple[DemoAccount, ...]:
    """Return the demo's accounts: one a role; worker and town staff have two each.

    `towns` are names in Latin letters and codes. The first of two has its town and all towns of
    `homes`, where the demo's households live, but for the second's: so its list shows most of
    them, and that towns are kept apart can be seen.
    """
    (_, first), (_, second) = towns[:2]
    own = ((first, *sorted(set(homes) - {first, second})), (second,))
    made = [
        DemoAccount(f"demo-{role.value}-{name.split()[0].lower()}", role, codes)
        for role in (Role.WORKER, Role.TOWN)
        for (name, _), codes in zip(towns, own, strict=False)
    ]
    others = [role for role in Role if role not in OF_A_TOWN]
    whose = {role: DEMO_ORGANISATION for role in OF_AN_ORGANISATION}
    rest = (
        DemoAccount(
            f"demo-{r.value}", r, own[0] if r in OF_TOWNS else (), organisation=whose.get(r)
        )
        for r in others
    )
    return (*made, *rest)


def make_demo_accounts(store: Store, at: datetime, wanted: tuple[DemoAccount, ...]) -> None:
    """Make the demo's accounts where they are missing; what there is stays as it is."""
    kept = hash_of(DEMO_PASSWORD)
    with store.unit(DOORKEEPER, at, Towns.everywhere()) as unit:
        for one in wanted:
            if unit.accounts.by_name(one.name) is None:
                account = Account(
                    id=unit.new_id(),
                    name=one.name,
                    role=one.role.value,
                    towns=one.towns,
                    organisation=one.organisation,
                    made_by=DOORKEEPER,
                    made_at=at,
                    password=kept,
                    password_at=at,
                    demo=True,
                )
                unit.accounts.add(account)


def known_demo_accounts(store: Store, at: datetime) -> tuple[Account, ...]:
    """Return the demo's accounts that there are."""
    with store.view(DOORKEEPER, at, Towns.everywhere()) as unit:
        page = unit.accounts.list(200)
    return tuple(one for one in page.rows if one.demo and one.state is AccountState.ACTIVE)
