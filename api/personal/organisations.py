"""Unified social credit codes of organisations (GB 32100): read, or told what is wrong.

The check digit is python-stdnum's. Its `validate` is not used: it wants the first two
characters to be digits, and village collectives begin with N.
"""

import re
from dataclasses import dataclass

from stdnum.cn import uscc

from api.personal.faults import PersonalFault, fault
from api.personal.folding import close_up

_LENGTH = 18
_FORM = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_RETYPE = (
    "请对照登记证书逐位核对后重新填写",
    "compare it with the certificate and type it again",
)

EMPTY = fault(
    "empty",
    ("没有填写统一社会信用代码", "no credit code is given"),
    ("请填写登记证书上的18位代码", "enter the 18 characters of the certificate"),
)
WRONG_LENGTH = fault(
    "wrong_length",
    ("统一社会信用代码应为18位", "a credit code has 18 characters"),
    _RETYPE,
)
WRONG_FORM = fault(
    "wrong_form",
    (
        "第3至8位只能是数字，代码不用字母I、O、S、V、Z",
        "characters 3 to 8 are digits, and the letters I, O, S, V and Z are never used",
    ),
    ("请检查是否把0写成了字母O、把1写成了字母I", "see whether O stands for 0, or I for 1"),
)
WRONG_CHECK = fault(
    "wrong_check",
    ("校验码不对，至少有一位写错了", "the check digit does not fit: a character is wrong"),
    _RETYPE,
)


@dataclass(frozen=True, slots=True)
class OrganisationCode:
    """A code that holds by itself; an organisation's code is public."""

    text: str


def read_organisation(text: str) -> OrganisationCode | PersonalFault:
    """Return the code that `text` holds, or the first thing wrong with it; takes any string."""
    code = organisation_form(text)
    if not code:
        return EMPTY
    if len(code) != _LENGTH:
        return WRONG_LENGTH
    if not _FORM.fullmatch(code):
        return WRONG_FORM
    return OrganisationCode(code) if code[-1] == uscc.calc_check_digit(code[:-1]) else WRONG_CHECK


def organisation_form(text: str) -> str:
    """Return the one form in which a code is kept and compared, right or wrong."""
    return close_up(text).upper()
