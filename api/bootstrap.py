"""The one place where the parts are wired together."""

import base64
import gc
import os
import secrets
import string
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path

from api.access.callers import Caller
from api.clock import day_in_china, now
from api.gate import Buckets, Gate
from api.personal.faults import PersonalFault
from api.personal.keys import INDEX, KEY_BYTES, KeyRing, parse_keys
from api.settings import Settings
from api.sheets.words import load_words
from api.store.migrate import upgrade
from api.store.store import Store
from api.usecases.confirming import everyday_of
from api.usecases.consent import policy
from api.usecases.demonstrating_lists import demo_key
from api.usecases.desk import Desk, Office
from api.usecases.entering import Limits
from api.usecases.folders import make_folder
from api.usecases.keys_fit import filled, refusal, wrong_with_index
from api.usecases.single_sign_on import SSO_BACK, OpenId
from matcher.files import load_catalogue
from matcher.loading import load_with_encoder
from matcher.pipeline.assessor import Assessor
from matcher.pipeline.matcher import Matcher
from matcher.reading.everyday import Everyday
from matcher.retrieval.encoders import Encoder
from matcher.wording import Bilingual

_DEMO_KEYS = "demo.keys"
_AT_A_TIME = 20_000
_LETTERS_OF_AN_ID = 6
_NO_KEYS = Bilingual(
    "没有设置 XINGFU_KEYS：运行 xingfu keys new 得到一组密钥，保存好，放进环境变量；"
    "只想试用请设 XINGFU_DEMO=1",
    "XINGFU_KEYS is not set: xingfu keys new prints a ring; keep it safe and set it in the "
    "environment. For a trial set XINGFU_DEMO=1",
)
_ANOTHER_INDEX = Bilingual(
    "{why}；没有重新密封任何内容：index 不轮换。从 xingfu keys new 印出的新一组里只取 k… 那一部分，"
    "放在最前面，index 留用原来的",
    "{why}; nothing was sealed anew: index does not rotate. Take only the k… part of the ring that "
    "xingfu keys new prints, put it first, and keep the index there was",
)


def make_matcher(settings: Settings, today: date) -> Matcher:
    """Return the matcher that the settings ask for; CatalogueError where the data is broken."""
    return make_matcher_and_encoder(settings, today)[0]


def make_matcher_and_encoder(settings: Settings, today: date) -> tuple[Matcher, Encoder | None]:
    """Return the matcher that the settings ask for, and the encoder that it hears by."""
    with _for_good():
        return load_with_encoder(settings.catalog, today, settings.ear)


@contextmanager
def _for_good() -> Iterator[None]:
    """Keep the collector from what is loaded: it stays, and is walked neither then nor later."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
    settle_memory()


def settle_memory() -> None:
    """Keep the collector from all that is there by now, and let it look after more at a time.

    A plan makes thousands of values that go without it; at its usual pace it took a twelfth of a
    plan's time, and a sixth of a large import's.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_AT_A_TIME)


class KeysError(Exception):
    """The keys of the settings are missing or wrong; `sentence` says what to do."""

    def __init__(self, sentence: Bilingual) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


def open_store(settings: Settings) -> Store:
    """Open the database of the settings; the demo's is brought to the newest schema first."""
    if settings.demo:
        make_folder(settings.data_home)
        upgrade(settings.database)
    return Store.open(settings.database)


def make_ring(settings: Settings) -> KeyRing:
    """Return the ring of keys that the settings tell; KeysError where there is none."""
    told = settings.keys.get_secret_value() if settings.keys else _demo_keys(settings)
    ring = parse_keys(told)
    if isinstance(ring, PersonalFault):
        raise KeysError(
            Bilingual(f"XINGFU_KEYS：{ring.sentence('zh')}", f"XINGFU_KEYS: {ring.sentence('en')}")
        )
    return ring


def refuse_wrong_keys(store: Store, ring: KeyRing) -> None:
    """Raise KeysError with the cure where a ring is not the one of what a database keeps."""
    wrong = refusal(ring, store.sealed_by_each_key())
    if wrong is not None:
        raise KeysError(wrong)


def refuse_other_index(store: Store, ring: KeyRing) -> None:
    """Raise KeysError with the cure where a ring has another index key than made the marks."""
    wrong = wrong_with_index(ring, store.sealed_by_each_key())
    if wrong is not None:
        raise KeysError(filled(_ANOTHER_INDEX, wrong))


def ring_at_hand(settings: Settings) -> KeyRing | None:
    """Return the ring of the settings, None where they have none; nothing is made for a look.

    KeysError where there is one and it is wrong.
    """
    made = settings.demo and (settings.data_home / _DEMO_KEYS).exists()
    return make_ring(settings) if settings.keys is not None or made else None


def make_gate(settings: Settings, store: Store, ring: KeyRing, matcher: Matcher) -> Gate:
    """Return the gate of the service over an open store; KeysError where the ring is not its."""
    refuse_wrong_keys(store, ring)
    policy()  # a broken one is told at the start, not to a family
    hold = timedelta(days=settings.hold_days)
    is_no_need, everyday = no_need_by(settings, matcher), everyday_by(settings)
    office = Office(store, ring, matcher, now, day_in_china, is_no_need, everyday, hold)
    limits = Limits(
        idle=timedelta(minutes=settings.session_idle_minutes),
        whole=timedelta(hours=settings.session_hours),
        demo=settings.demo,
    )
    return Gate(office, limits, Buckets(settings.rate, settings.burst), make_provider(settings))


def no_need_by(settings: Settings, matcher: Matcher) -> Callable[[str], bool]:
    """Return what says of words that they only say there is no need.

    The words of spreadsheets are read when first asked for: a service starts without them.
    """
    words = cache(lambda: load_words(settings.catalog, matcher.catalogue.vocabulary))
    return lambda text: words().is_no_need(text)


def everyday_by(settings: Settings) -> Callable[[], Everyday]:
    """Return what gives the words of families' lists; they are read when first asked for."""
    return partial(everyday_of, settings.catalog)


def make_provider(settings: Settings) -> OpenId | None:
    """Return the single sign-on of the settings, or None where they tell of none."""
    if not settings.oidc_issuer:
        return None
    secret = settings.oidc_secret.get_secret_value() if settings.oidc_secret else ""
    back = settings.address.rstrip("/") + SSO_BACK
    return OpenId(
        settings.oidc_issuer,
        settings.oidc_client,
        secret,
        back,
        factors=frozenset(filter(None, map(str.strip, settings.oidc_factor.split(",")))),
    )


@contextmanager
def make_desk(settings: Settings, caller: Caller, today: date) -> Iterator[Desk]:
    """Give a desk on the settings' database; its matcher hears by words, which is enough here."""
    ring = make_ring(settings)
    with open_store(settings) as store:
        refuse_wrong_keys(store, ring)
        matcher = make_matcher(settings.model_copy(update={"encoder": "lexical"}), today)
        is_no_need, everyday = no_need_by(settings, matcher), everyday_by(settings)
        yield Office(store, ring, matcher, now, day_in_china, is_no_need, everyday).desk(caller)


def new_keys() -> str:
    """Return a new ring: one key to seal with, one for the blind index.

    The id is drawn too: keys of two rings that were made apart can stand on one.
    """
    letters = (secrets.choice(string.ascii_lowercase) for _ in range(_LETTERS_OF_AN_ID))
    made = (base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() for _ in range(2))
    names = ("k" + "".join(letters), INDEX)
    return ",".join(f"{name}:{key}" for name, key in zip(names, made, strict=True))


def _demo_keys(settings: Settings) -> str:
    """Return the keys of the demo, made at its first start in a file only its owner can read."""
    if not settings.demo:
        raise KeysError(_NO_KEYS)
    file = settings.data_home / _DEMO_KEYS
    make_folder(file.parent)
    if not file.exists():
        _write_secret(file, new_keys())
    return file.read_text("ascii").strip()


def keep_demo_key(settings: Settings, office: Office) -> None:
    """Keep the key of the demo's platform in a file that only its owner can read."""
    file = settings.demo_key
    before = file.read_text("ascii").strip() if file.exists() else None
    key = demo_key(office, before)
    if key is None or key == before:
        return
    file.unlink(missing_ok=True)
    _write_secret(file, key)


def _write_secret(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as made:
        made.write(text)


def make_assessor(folder: Path, today: date) -> Assessor:
    """Return the rules of the catalogue in `folder`; CatalogueError where it is broken."""
    return Assessor(load_catalogue(folder, today))
