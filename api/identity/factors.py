"""The second factor: codes of six digits that change every half minute (RFC 6238)."""

import hmac
from datetime import datetime

import pyotp

_SLACK = 1
"""Steps that a clock may be early or late."""
_ISSUER = "幸福清单"
_DIGITS = 6


def new_secret() -> str:
    """Return the secret of a new second factor, as authenticators read it."""
    return pyotp.random_base32()


def address_of(secret: str, name: str) -> str:
    """Return the otpauth address of a secret, for an authenticator to scan."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=_ISSUER)


def step_of(secret: str, code: str, at: datetime, last: int | None) -> int | None:
    """Return the step of time that a code belongs to; None where it is wrong or was used.

    A step at or before `last` was used: no code counts twice.
    """
    told = code.replace(" ", "")
    if len(told) != _DIGITS or not (told.isascii() and told.isdigit()):
        return None
    maker = pyotp.TOTP(secret)
    now = int(at.timestamp()) // maker.interval
    fitting = [
        step
        for step in range(now - _SLACK, now + _SLACK + 1)
        if hmac.compare_digest(maker.generate_otp(step), told)
    ]
    return next((step for step in fitting if last is None or step > last), None)
