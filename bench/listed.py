"""What a stored happiness list costs beside FastAPI with a response model.

`python -m bench.listed` prints these figures alone.
"""

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from rich.console import Console

from api.access.callers import Caller, Role, Scope
from api.clock import now
from api.usecases.confirming import Choice, draft_confirmation, keep_confirmation
from api.usecases.lists_read import stored_list
from api.usecases.push_consent import PUSH
from bench.load import request
from bench.report import Figure, show
from bench.service import Stock, beside, serving, stocked
from tests.service.machines import let_machine_in

_TOWNS = ("Z02",)
_AGREED = {PUSH: {"granted": True, "on": date(2026, 1, 1).isoformat(), "by": "bench"}}


def figures() -> tuple[dict[str, list[Figure]], list[str]]:
    """Return the figures, and what has to be known to read them."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stock = stack.enter_context(stocked(f"sqlite:///{folder / 'xingfu.db'}"))
        ids, content = _listed(stock)
        file = folder / "list.json"
        file.write_bytes(content)
        ours = stack.enter_context(serving("ours", stock.url))
        peer = stack.enter_context(serving("peer-list", str(file)))
        asked = (ours, _requests(stock, ids)), (peer, [request("GET", "/list", {})])
        found = beside("stored list", *asked)
    sizes = f"Stored lists: {len(ids)} of {len(content):,} bytes or so, read by a platform's key."
    return {"a stored list, one worker": found}, [sizes]


def _listed(stock: Stock) -> tuple[Sequence[str], bytes]:
    """Confirm every plan with ten of its items; return the lists' ids and the last one's bytes."""
    desk = stock.office.desk(Caller("bench", Role.TOWN, None))
    ids = []
    for household in stock.ids:
        with desk.unit() as unit:
            unit.households.take(household, unit.households.get(household).version)
            unit.households.set_consent(household, _AGREED)
            plan = unit.plans.newest(household).number
        draft = draft_confirmation(desk, stock.making, (household, plan), Choice())
        with desk.unit() as unit:
            ids.append(keep_confirmation(desk, unit, draft).id)
    with desk.view() as unit:
        return ids, stored_list(desk, unit, ids[-1]).content


def _requests(stock: Stock, ids: Sequence[str]) -> list[bytes]:
    key = let_machine_in(stock.office.store, now(), Role.PUSH, _TOWNS, (Scope.LISTS_READ,))
    head = {"Authorization": f"Bearer {key}"}
    return [request("GET", f"/api/v1/happiness-lists/{id}", head) for id in ids]


def main() -> None:
    """Print the figures of stored lists alone."""
    found, notes = figures()
    show(Console(), "幸福清单: what a stored list costs", found, notes)


if __name__ == "__main__":
    main()
