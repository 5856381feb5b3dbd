"""Invented numbers, keys and strategies that the tests of personal data share."""

import base64
from datetime import date

from hypothesis import strategies as st

from api.personal.identity import FIRST_BIRTH, check_digit
from api.personal.keys import KeyRing, parse_keys

TODAY = date(2026, 5, 1)
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
ALMOST_NUMBERS = st.text("0123456789Xx０１٣①×'- .E+年O", max_size=24)
ANY_TEXT = st.one_of(st.text(max_size=40), ALMOST_NUMBERS, st.text(max_size=500))


def id_number(born: date = date(1980, 1, 1), area: str = "442000", order: int = 1) -> str:
    first = f"{area}{born:%Y%m%d}{order:03}" if born.year > 999 else ""
    return first + check_digit(first)


ID_NUMBERS = st.builds(
    id_number,
    st.dates(FIRST_BIRTH, TODAY),
    st.sampled_from(["442000", "441900", "110105", "810000", "990000"]),
    st.integers(0, 999),
)


def secret(seed: int) -> bytes:
    return bytes((seed * 37 + place * 11) % 256 for place in range(32))


def written(**secrets: bytes) -> str:
    return ",".join(f"{i}:{base64.b64encode(key).decode()}" for i, key in secrets.items())


def ring(*ids: str) -> KeyRing:
    """Return a ring with these sealing keys, each id always with the same secret."""
    secrets = {key_id: secret(sum(key_id.encode())) for key_id in ids}
    found = parse_keys(written(**secrets, index=secret(1)))
    assert isinstance(found, KeyRing)
    return found
