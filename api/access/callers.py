"""Who calls: a person in a session or a machine with a key, and what they carry with them."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the city; the three administrators are never one person's work."""

    WORKER = "worker"
    TOWN = "town"
    BUREAU = "bureau"
    CHARITY = "charity"
    PUSH = "push"
    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"


OF_A_TOWN = frozenset({Role.WORKER, Role.TOWN})
"""Roles that see their own towns and nothing of others."""

OF_AN_ORGANISATION = frozenset({Role.CHARITY})
"""Roles that offer something: they see what is their organisation's, and no household."""
OF_TOWNS = OF_A_TOWN | {Role.PUSH}
"""Roles whose accounts and keys name towns; of a town the push platform sees lists alone."""

OF_THE_CITY = frozenset({Role.BUREAU, Role.AUDIT})
"""Roles that see all towns; the rest see no household at all."""


ADMINISTRATORS = frozenset({Role.SYSTEM, Role.SECURITY, Role.AUDIT})
"""Roles that run the service and see no household; each watches the others."""


class Scope(StrEnum):
    """What a key may be good for; a key does what its role may and its scopes name."""

    CATALOGUE = "catalogue"
    MATCH = "match"
    READ = "households:read"
    NEEDS = "needs:read"
    WRITE = "households:write"
    PLANS_READ = "plans:read"
    PLANS_WRITE = "plans:write"
    IMPORTS = "imports"
    EXPORTS = "exports"
    AUDIT = "audit"
    METRICS = "metrics"
    SUPPLY_READ = "supply:read"
    SUPPLY_WRITE = "supply:write"
    RESERVATIONS = "reservations"
    LISTS_READ = "lists:read"
    RECEIPTS = "receipts:write"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts, as the audit names them (`account:ID` or `key:ID`), with role and towns.

    `towns` are codes; None is every town. `scopes` is None for a person. `is_whole` is False for
    a session that still lacks its second factor or a new password: it may do nothing but that.
    """

    id: str
    role: Role
    towns: frozenset[str] | None
    scopes: frozenset[Scope] | None = None
    organisation: str | None = None
    is_whole: bool = True

    @property
    def is_machine(self) -> bool:
        """Say whether the caller is a key."""
        return self.scopes is not None

    @property
    def offers_for(self) -> str | None:
        """Return the organisation whose offerings are the caller's own; None: they offer nothing.

        Of somebody who offers and whose account names no organisation it is empty.
        """
        return (self.organisation or "") if self.role in OF_AN_ORGANISATION else None


def towns_of(role: Role, given: frozenset[str]) -> frozenset[str] | None:
    """Return the towns a role sees: those given, all of the city, or none."""
    if role in OF_THE_CITY:
        return None
    return given if role in OF_TOWNS else frozenset()
