"""What an account page tells an administrator: their work has commands, and no pages of its own.

Without it the first security administrator would sign in and find nothing to press.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from api.access.callers import Role
from api.pages.frame import Words


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that somebody may do: said in words, and the command that does it."""

    says: str
    command: str


_ADD = "xingfu account add"
_OF: Mapping[Role, tuple[tuple[str, str], ...]] = {
    Role.SECURITY: (
        ("duty_add_town", f"{_ADD} {{name}} --role town --town {{town}}"),
        ("duty_add_worker", f"{_ADD} {{name}} --role worker --town {{town}}"),
        ("duty_add_bureau", f"{_ADD} {{name}} --role bureau"),
        ("duty_add_charity", f"{_ADD} {{name}} --role charity --organisation {{code}}"),
        ("duty_add_administrators", f"{_ADD} {{name}} --role audit"),
        (
            "duty_add_push",
            "xingfu account add-key {platform} --role push --town {town} "
            "--scope lists:read --scope receipts:write",
        ),
        ("duty_list", "xingfu account list"),
        ("duty_reset", "xingfu account reset-password {name}"),
        ("duty_disable", "xingfu account disable {name}"),
    ),
    Role.SYSTEM: (
        ("duty_doctor", "xingfu doctor"),
        ("duty_backup", "xingfu db backup {file}"),
        ("duty_rotate", "xingfu keys rotate"),
        ("duty_metrics", "xingfu account add-key {label} --role system --scope metrics"),
    ),
    Role.AUDIT: (
        ("duty_verify", "xingfu audit verify"),
        ("duty_export", "xingfu audit export"),
    ),
}
_BLANKS = ("name", "code", "platform", "file", "label")


def duties_of(role: Role, words: Words, town: str) -> tuple[Duty, ...]:
    """Return what somebody of a role does by command; nothing where their work has pages.

    `town` is the town of the examples; what else has to be put in stands as a word.
    """
    blanks = {blank: words[f"blank_{blank}"] for blank in _BLANKS}
    return tuple(
        Duty(words[key], command.format(town=town, **blanks)) for key, command in _OF.get(role, ())
    )
