"""Whether the service can do its work now: each thing it needs, tried; nothing is changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from api.personal.cipher import Place, open_sealed, seal
from api.store.errors import StoreError
from api.usecases.desk import Office
from api.usecases.keys_fit import wrong_with_keys
from matcher.wording import Bilingual

CHECKS = ("database", "schema", "keys", "catalogue")
_PROBE = Place("probe", "probe")
_NO_ITEMS = Bilingual("目录是空的", "the catalogue is empty")
_STOPPING = Bilingual("服务正在停止", "the service is stopping")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that keeps the service from its work: which check, and a sentence."""

    check: str
    sentence: Bilingual


def troubles(office: Office, stopping: Callable[[], bool]) -> tuple[Trouble, ...]:
    """Return what keeps the service from its work; nothing where it can go on."""
    return tuple(_troubles(office, stopping()))


def _troubles(office: Office, stopping: bool) -> Iterator[Trouble]:
    if stopping:
        yield Trouble("stopping", _STOPPING)
    try:
        samples = office.store.ready()
    except StoreError as error:
        yield Trouble("database", error.message)
        samples = ()
    open_sealed(seal("probe", _PROBE, office.ring), _PROBE, office.ring)
    yield from (Trouble("keys", wrong) for wrong in wrong_with_keys(office.ring, samples))
    if not office.matcher.catalogue.items:
        yield Trouble("catalogue", _NO_ITEMS)
