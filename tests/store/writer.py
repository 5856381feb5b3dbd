"""A process that writes families and says of each that it is committed, until it is killed."""

import sys
from datetime import UTC, datetime

from api.store.errors import StoreError
from api.store.store import Store
from tests.store.support import CITY, EAST, add_family


def write(url: str, name: str) -> None:
    """Print a line `key household` after each commit; end where the server goes away."""
    store, number = Store.open(url), 0
    while True:
        number += 1
        key = f"{name}-{number}"
        try:
            with store.unit(name, datetime.now(UTC), CITY) as unit:
                made = add_family(unit, EAST, key)
        except StoreError:
            return
        sys.stdout.write(f"{key} {made.household}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    write(*sys.argv[1:])
