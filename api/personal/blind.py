"""A blind index: find a sealed value by equality, without opening any.

HMAC-SHA-256 with a key of its own over the value's one form. Equal values of one field have
equal marks, so whoever reads the database sees which rows agree, and nothing else; the same
value in another field has another mark. The key does not rotate by itself: a new one means
working every mark out again from the opened values.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping

from api.personal.folding import folded, folded_name
from api.personal.identity import id_form
from api.personal.keys import KeyRing
from api.personal.organisations import organisation_form
from api.personal.phones import phone_form

_DOMAIN = b"xingfu blind index 1"

FORMS: Mapping[str, Callable[[str], str]] = {
    "id_number": id_form,
    "phone": phone_form,
    "name": folded_name,
    "organisation": organisation_form,
}
"""How a field's value is written before it is compared; other fields are folded only."""


def blind_index(field: str, text: str, ring: KeyRing) -> bytes | None:
    """Return the mark under which a value of `field` is found; None where nothing is written.

    Full-width and spaced forms of a value give the mark of its one form. None keeps rows
    without a value from being found as equal.
    """
    form = FORMS.get(field, folded)(text)
    if not form:
        return None
    parts = (_DOMAIN, field.encode("utf-8"), form.encode("utf-8", "surrogatepass"))
    framed = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.digest(ring.index.secret, framed, hashlib.sha256)
