"""Personal values as lists, exports and notices may show them.

    44****************   an ID number where a day of birth may stand beside it: first two
    35*************123   an ID number in a list: first two and last three
    138****1234          a phone: what comes before the last eight digits, and the last four
    王*明, 王*           a name: first and last character; of two the first
    石岐***              an address: its town
    6***0123             an account: first one and last four

What is too short or is no such value shows one character at most.
"""

import re
import unicodedata

from api.personal.addresses import Gazetteer, town_in
from api.personal.folding import close_up, tidy_name
from api.personal.identity import id_form
from api.personal.phones import Phone, PhoneKind, read_phone

HIDDEN = "***"
"""Stands for what is hidden where its length would tell something."""

_CHINA, _LAST_EIGHT, _LAST_FOUR = "+86", -8, -4
_LONGEST_NAME = 6
_SHORTEST_ACCOUNT = 12
_IS_MASK = re.compile("[*×○●□■]|某某|(?<=[\u4e00-\u9fff])[Xx]+")
_IS_ID = re.compile(r"\d{14}(\d{3})?[\dX]", re.ASCII)


def is_masked(text: str) -> bool:
    """Say whether a name or an address is a mask (王*明, 张XX), which taken back is a new value."""
    return _IS_MASK.search(unicodedata.normalize("NFKC", text)) is not None


def masked_id(text: str) -> str:
    """Return an ID number with the first two and last three characters, of 15 or 18 digits.

    That is the form of official lists. Beside area, birth date and sex the last three tell the
    other fifteen, the check digit too: there it is `hidden_id`.
    """
    number = id_form(text)
    if not _IS_ID.fullmatch(number):
        return _one_at_most(number)
    return number[:2] + "*" * (len(number) - 5) + number[-3:]


def hidden_id(text: str) -> str:
    """Return an ID number with its first two digits alone, whatever stands beside it."""
    number = id_form(text)
    if not _IS_ID.fullmatch(number):
        return _one_at_most(number)
    return number[:2] + "*" * (len(number) - 2)


def masked_phone(text: str) -> str:
    """Return a phone number with its middle hidden: 138****1234, 0760****1234, +852****4567."""
    phone = read_phone(text)
    if not isinstance(phone, Phone):
        return _one_at_most(close_up(text))
    number = phone.text.partition(";")[0].removeprefix(_CHINA)
    written = "0" + number if phone.kind is PhoneKind.LANDLINE else number
    return written[:_LAST_EIGHT] + "****" + written[_LAST_FOUR:]


def masked_name(text: str) -> str:
    """Return a name with its first and last characters; of two characters the first alone."""
    name = tidy_name(text)
    if len(name) <= 1:
        return "*" if name else ""
    if len(name) == len("王明"):
        return name[0] + "*"
    hidden = "*" * (len(name) - 2) if len(name) <= _LONGEST_NAME else HIDDEN
    return name[0] + hidden + name[-1]


def masked_address(address: str, gazetteer: Gazetteer) -> str:
    """Return the town of an address and nothing else of it; no town gives no word at all."""
    if not address.strip():
        return ""
    return (town_in(address, gazetteer) or "") + HIDDEN


def masked_account(text: str) -> str:
    """Return a bank account or card with its first and its last four digits."""
    number = close_up(text)
    if len(number) < _SHORTEST_ACCOUNT or not re.fullmatch(r"\d+", number, re.ASCII):
        return _one_at_most(number)
    return number[0] + HIDDEN + number[_LAST_FOUR:]


def _one_at_most(text: str) -> str:
    if len(text) <= 1:
        return "*" if text else ""
    return text[0] + HIDDEN
