"""Whether a ring of keys is the one that sealed what is kept: told by a few values of each key.

A database keeps what was sealed, never with what. Whoever seals with another ring writes what
nobody can open, and finds nobody who is there already: so it is asked before anything is sealed.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from api.errors import Problem, ProblemError
from api.personal.blind import blind_index
from api.personal.cipher import CipherError, Place, open_sealed
from api.personal.faults import PersonalFault
from api.personal.keys import KeyRing
from api.store.store import Store
from api.store.values import PersonalField
from matcher.wording import Bilingual

_SECONDS = 60.0
"""For so long a ring that fits is not asked about again: another process may rotate meanwhile."""
_WRONG_INDEX = Bilingual(
    "检索密钥（index）不是生成现有标记的那一把；请恢复原来的",
    "the index key is not the one that made the marks there are; put it back",
)
_UNOPENED = Bilingual("密钥打不开已有内容：{why}", "the keys do not open what is kept: {why}")
_REFUSED = Bilingual(
    "XINGFU_KEYS 不是这个数据库的密钥：{why}。为免写入以后打不开、查不到的内容，不接受任何更改。"
    "办法：在 XINGFU_KEYS 里放回原来的密钥（恢复备份后用备份当时的，不要另做新的），再重新启动所有"
    "进程；已轮换过的，用含新密钥的那一组；两组都用过的，把另一组的 k… 部分加在后面，index 只留"
    "原来的",
    "XINGFU_KEYS is not this database's ring: {why}. Nothing is changed, for it could not be "
    "opened or found later. Put the keys that were there before back into XINGFU_KEYS (of a "
    "restored backup those of then, no new ones) and restart all processes; after a rotation, the "
    "ring with the new key; where two rings were used, add the k… part of the other behind and "
    "keep only the index that was there first",
)


def wrong_with_key(ring: KeyRing, sealed: Iterable[PersonalField]) -> Bilingual | None:
    """Return what keeps a ring from opening what one key sealed; None: most of it opens.

    One value that is damaged, or that another key of the same id sealed, does not decide.
    """
    faults = [_opened(ring, each)[1] for each in sealed]
    wrong = [fault for fault in faults if fault is not None]
    if not _is_most(len(wrong), len(faults)):
        return None
    why = wrong[0]
    return filled(_UNOPENED, Bilingual(why.sentence("zh"), why.sentence("en")))


def wrong_with_index(ring: KeyRing, sealed: Iterable[PersonalField]) -> Bilingual | None:
    """Return what is wrong with the key of the marks, by what can be opened; None: most agree."""
    told = ((each, _opened(ring, each)[0]) for each in sealed if each.sealed.blind is not None)
    agree = [
        each.sealed.blind == blind_index(each.name, text, ring)
        for each, text in told
        if text is not None
    ]
    return _WRONG_INDEX if _is_most(agree.count(False), len(agree)) else None


def wrong_with_keys(ring: KeyRing, sealed: Sequence[PersonalField]) -> tuple[Bilingual, ...]:
    """Return all that keeps a ring from opening kept values and finding them again.

    `sealed` are a few values of each key that sealed any, as the store gives them.
    """
    by_key = groupby(sorted(sealed, key=_key_of), key=_key_of)
    wrong = [wrong_with_key(ring, few) for _, few in by_key]
    found = (*wrong, wrong_with_index(ring, sealed))
    return tuple(dict.fromkeys(each for each in found if each is not None))


def refusal(ring: KeyRing, sealed: Sequence[PersonalField]) -> Bilingual | None:
    """Return why nothing may be sealed with a ring, and the cure; None where it fits."""
    wrong = wrong_with_keys(ring, sealed)
    if not wrong:
        return None
    why = Bilingual("；".join(each.zh for each in wrong), "; ".join(each.en for each in wrong))
    return filled(_REFUSED, why)


def filled(words: Bilingual, why: Bilingual) -> Bilingual:
    """Return a sentence of both languages with its reason put in."""
    return Bilingual(words.say("zh", why=why.zh), words.say("en", why=why.en))


@dataclass(slots=True)
class Fit:
    """Says of a ring whether it may seal, and remembers a yes for a minute.

    A no is asked anew each time, and so is an empty database: another ring may be the first there.
    """

    clock: Callable[[], float] = time.monotonic
    _yes: tuple[Store, KeyRing, float] | None = field(default=None, repr=False)

    def require(self, store: Store, ring: KeyRing) -> None:
        """Refuse with a problem 503 a ring that is not the one of what is kept."""
        at, known = self.clock(), self._yes
        if known is not None and known[0] is store and known[1] is ring and at < known[2]:
            return
        sealed = store.sealed_by_each_key()
        wrong = refusal(ring, sealed)
        if wrong is not None:
            raise ProblemError(Problem("not-ready", wrong, headers={"Retry-After": "60"}))
        if sealed:
            self._yes = store, ring, at + _SECONDS


def _opened(ring: KeyRing, each: PersonalField) -> tuple[str | None, PersonalFault | None]:
    try:
        return open_sealed(each.sealed.ciphertext, Place(each.owner, each.name), ring), None
    except CipherError as error:
        return None, error.fault


def _is_most(some: int, of_all: int) -> bool:
    return some * 2 > of_all


def _key_of(each: PersonalField) -> str:
    return each.sealed.key_id
