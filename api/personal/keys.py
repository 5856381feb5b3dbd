"""The keys of a city: a ring of encryption keys with ids, and the key of the blind index.

Written as `id:base64,id:base64`; each key is 32 bytes in base64. The first is the active one,
the others still open what they sealed. One has the id `index`: it makes the blind index and
seals nothing. No key is ever part of a message or a `repr`.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field

from api.personal.faults import PersonalFault
from matcher.wording import Bilingual

KEY_BYTES = 32
INDEX = "index"
_STANDARD = str.maketrans("-_", "+/")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,15}")
_FEWEST_KINDS_OF_BYTES = 12
"""In 32 drawn bytes fewer different ones do not happen; in a pattern they do."""

_MAKE = Bilingual(
    "用 openssl rand -base64 32 生成一把新密钥", "make a new one by: openssl rand -base64 32"
)
_FORM = Bilingual(
    "写作 编号:密钥,编号:密钥，编号用小写字母、数字和连字符，最多16个字符",
    "write id:key,id:key; an id has lower-case letters, digits and hyphens, 16 at most",
)


@dataclass(frozen=True, slots=True)
class Key:
    """A secret of `KEY_BYTES` bytes under the id that stands in everything it seals."""

    id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys that seal and open, the active one first, and the key of the blind index."""

    keys: tuple[Key, ...]
    index: Key

    @property
    def active(self) -> Key:
        """Return the key with which new values are sealed."""
        return self.keys[0]

    def find(self, key_id: str) -> Key | None:
        """Return the key of an id, if the ring has it."""
        return next((key for key in self.keys if key.id == key_id), None)


def parse_keys(text: str) -> KeyRing | PersonalFault:
    """Return the ring that `text` writes down, or the first thing wrong with it.

    A fault names a key by its place in the text, and never its id: what stands in the place of
    an id may be a key.
    """
    keys: list[Key] = []
    for place, part in enumerate(text.split(","), start=1):
        key = _parse_key(part.strip(), place)
        if isinstance(key, PersonalFault):
            return key
        keys.append(key)
    return _repeated(keys) or _ring(keys)


def _parse_key(part: str, place: int) -> Key | PersonalFault:
    key_id, colon, written = part.partition(":")
    if not colon or not _ID.fullmatch(key_id):
        wrong = Bilingual(
            f"第{place}把密钥没有写成“编号:密钥”", f"key {place} is not written as id:key"
        )
        return PersonalFault("key_form", wrong, _FORM)
    try:
        secret = base64.b64decode(written.strip().translate(_STANDARD), validate=True)
    except (binascii.Error, ValueError):
        wrong = Bilingual(f"第{place}把密钥不是 base64", f"key {place} is not base64")
        return PersonalFault("key_base64", wrong, _MAKE)
    if len(secret) != KEY_BYTES:
        wrong = Bilingual(
            f"第{place}把密钥有{len(secret)}个字节，应为{KEY_BYTES}个",
            f"key {place} has {len(secret)} bytes, not {KEY_BYTES}",
        )
        return PersonalFault("key_length", wrong, _MAKE)
    if len(set(secret)) < _FEWEST_KINDS_OF_BYTES or _is_written(secret):
        wrong = Bilingual(f"第{place}把密钥不是随机的", f"key {place} is not random")
        return PersonalFault("key_weak", wrong, _MAKE)
    return Key(key_id, secret)


def _is_written(secret: bytes) -> bool:
    # a phrase, or hexadecimal digits taken for bytes; drawn bytes all look so once in 10**13
    return all(ord(" ") <= byte <= ord("~") for byte in secret)


def _repeated(keys: list[Key]) -> PersonalFault | None:
    for place, key in enumerate(keys, start=1):
        before = keys[: place - 1]
        if any(key.id == other.id for other in before):
            wrong = Bilingual(f"第{place}把密钥的编号重复", f"the id of key {place} stands twice")
            return PersonalFault("key_id_twice", wrong, _FORM)
        if any(key.secret == other.secret for other in before):
            wrong = Bilingual(f"第{place}把密钥与前面的相同", f"key {place} equals an earlier one")
            return PersonalFault("key_twice", wrong, _MAKE)
    return None


def _ring(keys: list[Key]) -> KeyRing | PersonalFault:
    sealing = tuple(key for key in keys if key.id != INDEX)
    index = next((key for key in keys if key.id == INDEX), None)
    if index is None:
        wrong = Bilingual("没有编号为 index 的检索密钥", "there is no key with the id index")
        return PersonalFault("key_index_missing", wrong, _MAKE)
    if not sealing:
        wrong = Bilingual("没有加密用的密钥", "there is no key to seal with")
        return PersonalFault("key_missing", wrong, _MAKE)
    return KeyRing(sealing, index)
