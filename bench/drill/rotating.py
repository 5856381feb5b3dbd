"""Keys are rotated while others read: no read fails, and a rotation cut short goes on."""

import argparse
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from api.clock import now
from api.personal.cipher import Place, open_sealed
from api.personal.keys import KeyRing, parse_keys
from api.store.state import look_at
from api.store.store import Store
from api.store.values import Search
from api.usecases.rotating import rotate
from bench.drill.places import EVERYWHERE, fill, new_ring, sqlite_place
from bench.drill.report import Line, end, timed

_READERS, _AT_ONCE = 2, 150


def drill(households: int) -> list[Line]:
    """Seal with an old key, rotate in parts, each by a store opened anew, and read meanwhile."""
    with sqlite_place() as (_, url):
        old_text, _ = new_ring()
        kept = old_text.split(",")
        fill(url, households, _named(kept))
        new_text, _ = new_ring()
        active = new_text.split(",")[0]
        ring = _named([active, *kept])
        line = timed(
            "key rotation",
            f"{households:,} households, in parts, {_READERS} readers",
            lambda: _rotate(url, ring),
        )
    return [line]


def _named(parts: Sequence[str]) -> KeyRing:
    ring = parse_keys(",".join(parts))
    assert isinstance(ring, KeyRing), ring
    return ring


def _rotate(url: str, ring: KeyRing) -> tuple[str, bool]:
    stop, failed, reads = threading.Event(), [0], [0]
    readers = [
        threading.Thread(target=_read, args=(url, ring, stop, reads, failed))
        for _ in range(_READERS)
    ]
    for reader in readers:
        reader.start()
    parts, sealed, is_done = 0, 0, False
    try:
        while not is_done:
            with Store.open(url) as store:
                done = rotate(store, ring, now, _AT_ONCE)
            parts, sealed, is_done = parts + 1, sealed + done.all, done.is_done
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    left = [use.key_id for use in look_at(url).uses if use.key_id != ring.active.id]
    found = f"{sealed:,} values in {parts} parts, {reads[0]:,} reads, {failed[0]} failed"
    return found, reads[0] > 0 and not failed[0] and not left


def _read(
    url: str, ring: KeyRing, stop: threading.Event, reads: list[int], failed: list[int]
) -> None:
    with Store.open(url) as store:
        while not stop.is_set():
            with store.view("drill", datetime.now(UTC), EVERYWHERE) as unit:
                page = unit.households.search(Search(), 20)
                fields = [field for home in page.rows for field in unit.personal.of(home.id)]
            for field in fields:
                reads[0] += 1
                try:
                    open_sealed(field.sealed.ciphertext, Place(field.owner, field.name), ring)
                except Exception:
                    failed[0] += 1


def main(argv: Sequence[str] | None = None) -> int:
    """Run the drill by itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=5_000)
    return end(drill(parser.parse_args(argv).households))


if __name__ == "__main__":
    sys.exit(main())
