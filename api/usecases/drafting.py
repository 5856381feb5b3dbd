"""Plans that are looked at and not kept: matched once, and for some minutes not again."""

import json
from hashlib import sha256

from api.usecases.desk import Desk
from api.usecases.makings import Making
from api.usecases.planning import Asked, Data, as_bytes, matched, written


def drafted(desk: Desk, making: Making, told: Data, asked: Asked) -> Data:
    """Return the plan of a household in the input form: the data of `xingfu match --json`.

    It rests on the ledger, on how it is asked for and on what it is made with, and on nothing
    else: a draft of the same is the same. HouseholdError where the catalogue's vocabulary does
    not take the household.
    """
    name = sha256(f"{making.digests}{written(told, asked)}".encode()).digest()
    content = desk.office.drafts.get(name)
    if content is None:
        content = as_bytes(matched(making.matcher, told, asked))
        desk.office.drafts.keep(name, content, len(content))
    found: Data = json.loads(content)
    return found
