"""Whether what is sealed opens and says what it said: with the keys, a few households at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from api.personal.blind import blind_index
from api.personal.cipher import CipherError, Place, open_sealed
from api.personal.keys import KeyRing
from api.store.canonical import digest
from api.store.sealed import Amount, Envelope, amount, of_households, of_others
from api.store.upkeep import Finding
from matcher.wording import Bilingual

MOST_NAMED = 20
"""So many are named; of more the number is told."""
_NOT_BEFORE = frozenset({"absent", "unreachable", "schema", "newer", "drift", "pages"})
"""What has to be mended before anything can be read at all."""
_CHANGED = Bilingual(
    "内容与留存的摘要不符", "it opens, but does not say what its digest was made of"
)
_UNFOUND = Bilingual(
    "检索标记与内容不符，按它找不到", "the mark by which it is found is not the one of its content"
)
_BAD = Bilingual("封存的内容 {row} {field}：{why}", "the sealed value {row} {field}: {why}")
_MORE = Bilingual("还有 {count} 处封存的内容不对", "{count} more sealed values are wrong")
_CURE = Bilingual(
    "先核对 XINGFU_KEYS；密钥无误就从备份恢复这一处，并查是谁改的",
    "see to XINGFU_KEYS first; where the keys are right restore it from a backup, and find who "
    "changed it",
)


@dataclass(frozen=True, slots=True)
class Proof:
    """What opening told: how many values were opened and looked at, and what is wrong."""

    looked: int
    findings: tuple[Finding, ...]


def can_be_proved(found: Iterable[Finding]) -> bool:
    """Say whether a database with these faults can be read so far that its values can be opened."""
    return not any(each.kind in _NOT_BEFORE for each in found)


def sealed_in(url: str) -> Amount:
    """Return how many households there are, and how many of their values are sealed."""
    return amount(url)


def prove(url: str, ring: KeyRing, newest: int | None = None) -> Proof:
    """Open all that is sealed, or that of the households changed last; nothing is changed.

    A plan and a ledger's snapshot must have the bytes of their digests, and a value that can be
    searched the mark of its content. The first that are wrong are named by row and field.
    """
    others = of_others(url) if newest is None else ()
    looked, bad, findings = 0, 0, list[Finding]()
    for envelope in chain(of_households(url, newest), others):
        looked += 1
        why = _wrong(ring, envelope)
        if why is None:
            continue
        bad += 1
        if bad <= MOST_NAMED:
            findings.append(_finding(_BAD, why, row=envelope.row, field=_named(envelope.field)))
    if bad > MOST_NAMED:
        findings.append(_finding(_MORE, None, count=str(bad - MOST_NAMED)))
    return Proof(looked, tuple(findings))


def _wrong(ring: KeyRing, envelope: Envelope) -> Bilingual | None:
    try:
        text = open_sealed(envelope.sealed, Place(envelope.row, envelope.field), ring)
    except CipherError as error:
        return error.fault.wrong
    if envelope.digest is not None and digest(text.encode("utf-8", "surrogatepass")) != (
        envelope.digest
    ):
        return _CHANGED
    if envelope.blind is not None and envelope.blind != blind_index(envelope.field, text, ring):
        return _UNFOUND
    return None


def _named(field: str) -> str:
    """Return a field's name; what follows a colon is an id of no use here."""
    return field.split(":")[0]


def _finding(words: Bilingual, why: Bilingual | None, **told: str) -> Finding:
    zh, en = ("", "") if why is None else (why.zh, why.en)
    said = Bilingual(words.say("zh", why=zh, **told), words.say("en", why=en, **told))
    return Finding("sealed", said, _CURE)
