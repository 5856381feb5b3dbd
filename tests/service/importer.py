"""Accepts an import until it is killed: `python -m tests.service.importer URL FILE`.

It prints the import's id, then a line for each stride of households once that is committed.
"""

import sys
from pathlib import Path

from api.access.callers import Caller, Role
from api.usecases import accepting, importing
from api.usecases.desk import Desk
from api.usecases.examining import Examiner, Source
from tests.service.office import EAST, Clock, Store, gate_over
from tests.sheets.making import words
from tests.support import city


class _OnlyCatalogue:
    """Stands in for a matcher: an import asks for the catalogue, and for danger, and hears none."""

    catalogue = city()

    def alerts(self, *_: object) -> tuple[()]:
        return ()


def desk_over(store: Store) -> Desk:
    """Return the desk of a worker of the east."""
    gate = gate_over(store, _OnlyCatalogue(), Clock())  # type: ignore[arg-type]
    return gate.office.desk(Caller("worker", Role.WORKER, frozenset({EAST})))


def examiner_over(store: Store) -> Examiner:
    """Return an examiner at that desk, which says how far it is."""
    return Examiner(desk_over(store), words(), progress=_say)


def checked(store: Store, data: bytes) -> str:
    """Keep a file that was looked at; return the import's id."""
    examiner, source = examiner_over(store), Source(data, "x.xlsx", town=EAST)
    found = examiner.examine(source)
    with examiner.desk.unit() as unit:
        return importing.check(examiner, unit, source, found).id


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _say(what: str, done: int, _of: int) -> None:
    if what == "storing":
        _tell(str(done))


if __name__ == "__main__":
    accepting.STRIDE = 5
    with Store.open(sys.argv[1]) as opened:
        own = sys.argv[3] if len(sys.argv) > 3 else checked(opened, Path(sys.argv[2]).read_bytes())
        _tell(own)
        accepting.accept(examiner_over(opened), own)
        _tell("done")
