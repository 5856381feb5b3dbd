"""Passwords: their hash (argon2id) and what makes one good enough."""

import threading
from collections.abc import Iterator

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from matcher.wording import Bilingual

SHORTEST, LONGEST = 12, 200
_HASHER = PasswordHasher()
"""The library's own parameters; where they change, a hash is made anew at the next sign-in."""
_AT_ONCE = threading.BoundedSemaphore(4)
"""A hash takes 64 MiB: more at once would let strangers fill the memory."""
_NOBODYS = _HASHER.hash("nobody's password")
_COMMON = ("password", "passw0rd", "letmein", "welcome", "admin", "iloveyou", "woaini")
_ROWS = (
    *("01234567890123456789", "abcdefghijklmnopqrstuvwxyz"),
    *("qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p"),
)
_RUNS = (*_ROWS, *(row[::-1] for row in _ROWS))
"""What fingers and counting do by themselves, forwards and backwards."""
_LEAST_RUN = 4
_NAME_TOLD = 4
_FEW = 5

_SHORT = Bilingual("至少 {n} 个字符", "at least {n} characters")
_LONG = Bilingual("最多 {n} 个字符", "at most {n} characters")
_OWN_NAME = Bilingual("不能含有账号名", "it must not hold the account's name")
_GUESSED = Bilingual(
    "太容易猜到；可以用几个不相干的词连起来",
    "too easily guessed; several words that do not belong together make a good one",
)


def hash_of(password: str) -> str:
    """Return the hash to keep of a password."""
    with _AT_ONCE:
        return _HASHER.hash(_plain(password))


def is_right(kept: str | None, told: str) -> bool:
    """Say whether `told` is the password; where there is none to know it takes as long."""
    with _AT_ONCE:
        try:
            _HASHER.verify(kept or _NOBODYS, _plain(told))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Say whether a hash was made with other parameters than those of today."""
    return _HASHER.check_needs_rehash(kept)


def complaints(password: str, name: str) -> tuple[Bilingual, ...]:
    """Return what speaks against a new password of the account `name`; nothing where it is good."""
    return tuple(_complaints(password, name))


def _complaints(password: str, name: str) -> Iterator[Bilingual]:
    if len(password) < SHORTEST:
        yield _SHORT.filled(n=SHORTEST)
    if len(password) > LONGEST:
        yield _LONG.filled(n=LONGEST)
    low = password.casefold()
    if len(name) >= _NAME_TOLD and name.casefold() in low:
        yield _OWN_NAME
    if len(set(low)) < _FEW or _is_common(low):
        yield _GUESSED


def _is_common(low: str) -> bool:
    """Say whether little is left of a password without what everybody thinks of."""
    rest = low
    for word in _COMMON:
        rest = rest.replace(word, "")
    rest = _without_runs(rest)
    letters = rest.strip("0123456789!@#$%^&*._-")
    return rest != low and len(letters) < _NAME_TOLD


def _without_runs(text: str) -> str:
    """Return a text without the stretches of it that stand in a run."""
    rest, at = "", 0
    while at < len(text):
        end = at + 1
        while end < len(text) and any(text[at : end + 1] in run for run in _RUNS):
            end += 1
        rest += "" if end - at >= _LEAST_RUN else text[at:end]
        at = end
    return rest


def _plain(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
