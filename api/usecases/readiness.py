"""Whether the service can do its work now: each thing it needs, tried; nothing is changed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from api.personal.blind import blind_index
from api.personal.cipher import CipherError, Place, open_sealed, seal
from api.personal.keys import KeyRing
from api.store.errors import StoreError
from api.store.values import PersonalField
from api.usecases.desk import Office
from matcher.wording import Bilingual

CHECKS = ("database", "schema", "keys", "catalogue")
_PROBE = Place("probe", "probe")
_NO_ITEMS = Bilingual("目录是空的", "the catalogue is empty")
_STOPPING = Bilingual("服务正在停止", "the service is stopping")
WRONG_INDEX = Bilingual(
    "检索密钥（index）不是生成现有标记的那一把；请恢复原来的",
    "the index key is not the one that made the marks there are; put it back",
)
_UNOPENED = Bilingual("密钥打不开已有内容：{why}", "the keys do not open what is kept: {why}")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that keeps the service from its work: which check, and a sentence."""

    check: str
    sentence: Bilingual


def troubles(office: Office, stopping: Callable[[], bool]) -> tuple[Trouble, ...]:
    """Return what keeps the service from its work; nothing where it can go on."""
    return tuple(_troubles(office, stopping()))


def wrong_with_keys(ring: KeyRing, sealed: PersonalField) -> Bilingual | None:
    """Return what keeps a ring from opening a kept value and finding it again; None: it does."""
    try:
        text = open_sealed(sealed.sealed.ciphertext, Place(sealed.owner, sealed.name), ring)
    except CipherError as error:
        why = error.fault
        return Bilingual(
            _UNOPENED.say("zh", why=why.sentence("zh")), _UNOPENED.say("en", why=why.sentence("en"))
        )
    marked = sealed.sealed.blind
    if marked is not None and marked != blind_index(sealed.name, text, ring):
        return WRONG_INDEX
    return None


def wrongs_with_keys(ring: KeyRing, samples: Iterable[PersonalField]) -> list[Bilingual]:
    """Return what keeps a ring from each of some kept values; nothing where it fits all."""
    return [wrong for each in samples if (wrong := wrong_with_keys(ring, each)) is not None]


def _troubles(office: Office, stopping: bool) -> Iterator[Trouble]:
    if stopping:
        yield Trouble("stopping", _STOPPING)
    try:
        samples = office.store.ready()
    except StoreError as error:
        yield Trouble("database", error.message)
        samples = ()
    open_sealed(seal("probe", _PROBE, office.ring), _PROBE, office.ring)
    yield from (Trouble("keys", wrong) for wrong in wrongs_with_keys(office.ring, samples))
    if not office.matcher.catalogue.items:
        yield Trouble("catalogue", _NO_ITEMS)
