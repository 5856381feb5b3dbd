"""Seal one field of one row with AES-256-GCM, and open it again.

An envelope, format 1:

    1 byte    format, 0x01
    1 byte    length of the key's id
    n bytes   id of the key, ASCII
    12 bytes  nonce, drawn anew for every envelope
    rest      ciphertext of the UTF-8 text, then the tag of 16 bytes

The tag also covers the head (format and key's id) and the place (row and field), so an envelope
moved to another row or field does not open. What it does not hide is the length of the text,
and that an older envelope of the same place was put back.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.personal.faults import PersonalFault, fault
from api.personal.keys import KeyRing

_FORMAT = 1
_LATER = range(2, ord(" "))
"""Formats still to come; what begins otherwise is no envelope, a text for one."""

_NONCE, _TAG = 12, 16
_DOMAIN = b"xingfu field 1"
# A text may hold halves of surrogate pairs, which JSON lets through: they come back as they were.
_ENCODING, _LENIENT = "utf-8", "surrogatepass"

Draw = Callable[[int], bytes]

TORN = fault(
    "torn",
    ("这不是加密后的内容，或只剩一部分", "this is no sealed value, or only a part of one"),
    ("请从备份恢复这一行", "restore the row from a backup"),
)
UNKNOWN_FORMAT = fault(
    "unknown_format",
    ("这一内容由更新的版本加密", "a later version of the program sealed this value"),
    ("请升级后再打开", "upgrade, then open it"),
)
UNKNOWN_KEY = fault(
    "unknown_key",
    ("加密用的密钥不在密钥列表里", "the key that sealed this value is not on the ring"),
    (
        "请把旧密钥加回密钥列表，放在现用密钥之后",
        "add the old key to the ring, behind the active one",
    ),
)
NOT_OPENED = fault(
    "not_opened",
    (
        "打不开：密钥不对，或内容被改动、换了行或字段",
        "it does not open: another key, or the value was changed or moved from its row or field",
    ),
    (
        "请核对密钥，查审计记录，必要时从备份恢复",
        "check the keys and the audit, restore if need be",
    ),
)


class CipherError(Exception):
    """A sealed value cannot be opened; tells why, and nothing of value, row or key."""

    def __init__(self, why: PersonalFault) -> None:
        super().__init__(why.sentence("en"))
        self.fault = why


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value belongs: the row's own id, which no other row ever gets, and the field."""

    row: str
    field: str


@dataclass(frozen=True, slots=True)
class Rotation:
    """An envelope under the active key, and whether it had to be sealed anew for that."""

    envelope: bytes
    needed: bool


def seal(text: str, place: Place, ring: KeyRing, draw: Draw = os.urandom) -> bytes:
    """Return `text` sealed for its place with the active key.

    `draw` gives the nonce and must never give one twice for a key: leave it alone but in tests.
    Two envelopes of the same text differ.
    """
    head = _head(ring.active.id)
    nonce = draw(_NONCE)
    body = AESGCM(ring.active.secret).encrypt(
        nonce, text.encode(_ENCODING, _LENIENT), _bound(head, place)
    )
    return head + nonce + body


def open_sealed(envelope: bytes, place: Place, ring: KeyRing) -> str:
    """Return the text sealed for this place, or raise `CipherError`."""
    key_id = key_id_of(envelope)
    key = ring.find(key_id)
    if key is None:
        raise CipherError(UNKNOWN_KEY)
    head = _head(key_id)
    nonce, body = envelope[len(head) :][:_NONCE], envelope[len(head) + _NONCE :]
    try:
        plain = AESGCM(key.secret).decrypt(nonce, body, _bound(head, place))
    except InvalidTag:
        raise CipherError(NOT_OPENED) from None
    return plain.decode(_ENCODING, _LENIENT)


def key_id_of(envelope: bytes) -> str:
    """Return the id of the key that an envelope names, unproven until it opens."""
    if envelope[:1] and envelope[0] in _LATER:
        raise CipherError(UNKNOWN_FORMAT)
    length = envelope[1] if len(envelope) > 1 else 0
    key_id = envelope[2 : 2 + length]
    if envelope[:1] != bytes((_FORMAT,)) or not length:
        raise CipherError(TORN)
    if len(envelope) < 2 + length + _NONCE + _TAG or not key_id.isascii():
        raise CipherError(TORN)
    return key_id.decode("ascii")


def rotate(envelope: bytes, place: Place, ring: KeyRing, draw: Draw = os.urandom) -> Rotation:
    """Return the value under the active key: sealed anew, or untouched where it is already.

    What is already under the active key is not opened; `open_sealed` tells whether it is whole.
    """
    if key_id_of(envelope) == ring.active.id:
        return Rotation(envelope, needed=False)
    return Rotation(seal(open_sealed(envelope, place, ring), place, ring, draw), needed=True)


def _head(key_id: str) -> bytes:
    return bytes((_FORMAT, len(key_id))) + key_id.encode("ascii")


def _bound(head: bytes, place: Place) -> bytes:
    row, field = (part.encode(_ENCODING, _LENIENT) for part in (place.row, place.field))
    parts = (_DOMAIN, head, row, field)
    # each with its length before it: row 12, field 3 is not row 1, field 23
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
