"""Ask a person at the terminal, or whoever writes to standard input."""

import sys

from api.cli.guard import tell

_YES = ("y", "yes", "是", "好", "要", "对")


class StoppedError(Exception):
    """The person stopped before the end."""


def ask(text: str) -> str:
    """Return what is typed after a prompt; StoppedError at the end of input."""
    sys.stdout.write(f"{text} ")
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        tell("", sys.stdout)
        raise StoppedError
    return line.strip()


def confirm(text: str) -> bool:
    """Return whether a question is answered with yes; no answer is no."""
    try:
        return ask(f"{text} (y/N)").lower() in _YES
    except StoppedError:
        return False
