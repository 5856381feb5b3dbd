"""The one place that decides access: what each action asks of a caller.

Every operation of the service names one action (`api/access/operations.py`); an action has one
rule here. Nothing else in the house looks at a role.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

from api.access.callers import Caller, Role, Scope


class Action(StrEnum):
    """What can be done with the service."""

    ENTER = auto()
    """What answers to everybody: signing in, and whether the service is up."""
    OWN = auto()
    """A person's own session, password and second factor, also before these are whole."""
    BEGIN = auto()
    """The first page of each role."""
    LOOK_UP = auto()
    """The catalogue's items and versions."""
    TRY = auto()
    """Matching a household that is given and not kept; what-if; the pages that show it."""
    READ = auto()
    """Households, members, facts, needs, masked."""
    READ_WORDS = auto()
    """The words of needs, and what quotes them in a plan: beside READ and READ_PLANS."""
    WRITE = auto()
    """Changes to them."""
    UNMASK = auto()
    """Personal fields in the open, with a reason."""
    TRANSFER = auto()
    """Asking for, accepting and refusing that a household changes its town."""
    ERASE = auto()
    """Erasing a household."""
    READ_PLANS = auto()
    MAKE_PLANS = auto()
    """Matching a kept household, correcting a plan."""
    IMPORT = auto()
    EXPORT = auto()
    READ_SUPPLY = auto()
    """Offerings: a charity its own, others those of their towns."""
    POST_SUPPLY = auto()
    """Posting one's own organisation's offerings, changing and handing them in."""
    JUDGE_SUPPLY = auto()
    """Approving an offering, or returning it with a reason."""
    STOP_SUPPLY = auto()
    """Pausing, resuming and closing an offering."""
    SEE_RESERVED = auto()
    """What is reserved of an offering; a charity sees no household in it."""
    RESERVE = auto()
    """Holding a place for a household, confirming it, giving it back."""
    DELIVER = auto()
    """Saying that a family has got what was reserved for it."""
    KEEP_ACCOUNTS = auto()
    """Accounts, their roles and towns; keys of machines."""
    READ_AUDIT = auto()
    CONFIRM = auto()
    """Making a plan a family's happiness list."""
    READ_LISTS = auto()
    """Happiness lists, by who keeps ledgers; of others those that stand in the feed."""
    PULL_LISTS = auto()
    """The feed of what changed in them."""
    SEND_RECEIPTS = auto()
    """What became of an entry of a list."""
    READ_NOTES = auto()
    """What somebody wrote of why they had to see a family in the open; for people alone."""
    RUN = auto()
    """Metrics and the state of the service."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may: these roles, and of machines those with the scope (None: no machine)."""

    roles: frozenset[Role]
    scope: Scope | None


def _rule(scope: Scope | None, *roles: Role) -> Rule:
    return Rule(frozenset(roles), scope)


_LEDGER = (Role.WORKER, Role.TOWN)

RULES: Mapping[Action, Rule] = {
    Action.OWN: _rule(None, *Role),
    Action.BEGIN: _rule(None, *Role),
    Action.LOOK_UP: _rule(Scope.CATALOGUE, *Role),
    Action.TRY: _rule(Scope.MATCH, *_LEDGER, Role.BUREAU),
    Action.READ: _rule(Scope.READ, *_LEDGER, Role.BUREAU),
    Action.READ_WORDS: _rule(Scope.NEEDS, *_LEDGER, Role.BUREAU),
    Action.WRITE: _rule(Scope.WRITE, *_LEDGER),
    Action.UNMASK: _rule(None, *_LEDGER, Role.BUREAU),
    Action.TRANSFER: _rule(None, *_LEDGER),
    Action.ERASE: _rule(None, Role.TOWN),
    Action.READ_PLANS: _rule(Scope.PLANS_READ, *_LEDGER, Role.BUREAU),
    Action.MAKE_PLANS: _rule(Scope.PLANS_WRITE, *_LEDGER),
    Action.IMPORT: _rule(Scope.IMPORTS, *_LEDGER),
    Action.EXPORT: _rule(Scope.EXPORTS, Role.TOWN, Role.BUREAU),
    Action.READ_SUPPLY: _rule(Scope.SUPPLY_READ, Role.CHARITY, *_LEDGER, Role.BUREAU),
    Action.POST_SUPPLY: _rule(Scope.SUPPLY_WRITE, Role.CHARITY),
    Action.JUDGE_SUPPLY: _rule(Scope.SUPPLY_WRITE, Role.TOWN, Role.BUREAU),
    Action.STOP_SUPPLY: _rule(Scope.SUPPLY_WRITE, Role.CHARITY, Role.TOWN, Role.BUREAU),
    Action.SEE_RESERVED: _rule(Scope.RESERVATIONS, Role.CHARITY, *_LEDGER, Role.BUREAU),
    Action.RESERVE: _rule(Scope.RESERVATIONS, *_LEDGER),
    Action.DELIVER: _rule(Scope.RESERVATIONS, Role.CHARITY, *_LEDGER),
    Action.KEEP_ACCOUNTS: _rule(None, Role.SECURITY),
    Action.READ_AUDIT: _rule(Scope.AUDIT, Role.AUDIT),
    Action.CONFIRM: _rule(Scope.PLANS_WRITE, *_LEDGER),
    Action.READ_LISTS: _rule(Scope.LISTS_READ, *_LEDGER, Role.BUREAU, Role.PUSH),
    Action.PULL_LISTS: _rule(Scope.LISTS_READ, Role.PUSH),
    Action.SEND_RECEIPTS: _rule(Scope.RECEIPTS, *_LEDGER, Role.PUSH),
    Action.READ_NOTES: _rule(None, Role.AUDIT),
    Action.RUN: _rule(Scope.METRICS, Role.SYSTEM),
}


_WITH_A_FACTOR = frozenset({Role.BUREAU, Role.SYSTEM, Role.SECURITY, Role.AUDIT})


def asks_for_factor(role: Role) -> bool:
    """Say whether people of this role have to give a second factor."""
    return role in _WITH_A_FACTOR


class Side(StrEnum):
    """On which side of an offering somebody stands: what of it they get to see goes by that."""

    OFFERS = auto()
    JUDGES = auto()
    RESERVES = auto()


def side_of(role: Role) -> Side:
    """Return the side of supply on which a role stands: those who judge may reserve too."""
    if role in RULES[Action.POST_SUPPLY].roles:
        return Side.OFFERS
    return Side.JUDGES if role in RULES[Action.JUDGE_SUPPLY].roles else Side.RESERVES


def scopes_of(role: Role) -> frozenset[Scope]:
    """Return the scopes that a key of this role has a use for."""
    told = (rule.scope for rule in RULES.values() if role in rule.roles)
    return frozenset(scope for scope in told if scope is not None)


class Decision(StrEnum):
    """What the rules say."""

    YES = auto()
    SIGN_IN = auto()
    """Nobody is there: who calls has to say who they are."""
    COMPLETE = auto()
    """The session lacks its second factor or a new password."""
    NO = auto()


def decide(caller: Caller | None, action: Action) -> Decision:
    """Return whether `caller` may do `action`; towns are the store's to hold apart."""
    if action is Action.ENTER:
        return Decision.YES
    if caller is None:
        return Decision.SIGN_IN
    rule = RULES[action]
    if caller.role not in rule.roles:
        return Decision.NO
    if caller.scopes is not None:
        return Decision.YES if rule.scope in caller.scopes else Decision.NO
    return Decision.YES if caller.is_whole or action is Action.OWN else Decision.COMPLETE


def may_read_words(caller: Caller) -> bool:
    """Say whether a caller who reads a household may read what its people said."""
    return not caller.is_machine or decide(caller, Action.READ_WORDS) is Decision.YES
