"""Triggers: what the database refuses even to those who reach it past this program.

A fact keeps what was recorded, a plan, a ledger version and the supply that a plan was made with
are never changed (a sealed plan may be sealed anew, with another key), the audit is neither
changed nor cut nor emptied, no row of it takes another's place, and its head goes forward alone.
The migrations make them. Whoever may drop triggers can get round them: a check misses the
trigger, and the audit's chain shows the change.
"""

GUARDS = (
    "facts_keep",
    "ledger_versions_keep",
    "plans_keep",
    "plans_keep_bytes",
    "plans_keep_supply",
    "supplies_keep",
    "happiness_lists_keep",
    "list_changes_keep",
    "list_changes_whole",
    "audit_keep",
    "audit_whole",
    "audit_head_whole",
    "audit_head_forward",
)
"""The names of those that a database of either kind has to have."""

_OF_ONE_KIND = {
    "sqlite": ("audit_anew", "audit_head_anew"),
    "postgresql": tuple(
        f"{table}_not_emptied"
        for table in ("facts", "ledger_versions", "plans", "list_changes", "audit", "audit_head")
    ),
}


def guards_of(kind: str) -> tuple[str, ...]:
    """Return the names of all that a database of this kind (a dialect's name) has to have."""
    return (*GUARDS, *_OF_ONE_KIND[kind])
